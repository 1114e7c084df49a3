/**
 * The authority over a program's code, and its notice: none, a key at any time, or a gate after its notice.
 */
import {
  type Address,
  type GetAccountInfoApi,
  getAddressDecoder,
  getAddressEncoder,
  getBase64Encoder,
  getProgramDerivedAddress,
  type ReadonlyUint8Array,
  type Rpc,
} from "@solana/kit";

import { NOBODY } from "../nobody.js";
import { pdas, UPGRADEABLE_LOADER } from "../pda.js";
import { type ReadConfig, stands } from "../read.js";
import { Told } from "../told.js";
import { type Announcement, type Gate, getGateDecoder } from "./generated/index.js";
import { UPGRADE_GATE_ACCOUNT_LAYOUTS } from "./generated/layouts/index.js";

export { UPGRADEABLE_LOADER };

/** A program's data account begins with its kind (4 bytes), the slot (8), whether there is an authority (1), and the authority (32). */
const HEAD = 45;

/** What says that an account of the loader's is a program's data. */
const PROGRAM_DATA = Uint8Array.of(3, 0, 0, 0);

/** The authority over a program's code. */
export type CodeKeeper =
  /** None: it is final. */
  | { readonly kind: "nobody"; readonly slot: bigint }
  /** A key, a multisig or another program, at any time. */
  | { readonly kind: "key"; readonly slot: bigint; readonly authority: Address }
  /** A gate, after its notice. */
  | {
      readonly kind: "gate";
      readonly slot: bigint;
      readonly authority: Address;
      readonly gate: Gate;
      /** The gate program. Its own code is what the promise of notice stands on. */
      readonly gateProgram: Address;
      /** The authority over the gate program's code. */
      readonly own: CodeKeeper;
    };

/** The address of the gate of `program`, of the gate program at `gateProgram`. */
export async function gateAddress(gateProgram: Address, program: Address): Promise<Address> {
  const seeds = ["gate", getAddressEncoder().encode(program)];
  const [address] = await getProgramDerivedAddress({ programAddress: gateProgram, seeds });
  return address;
}

/**
 * Reads the authority over the code of `program`.
 *
 * @throws Told There is no upgradeable program at the address.
 */
export async function fetchCodeKeeper(
  rpc: Rpc<GetAccountInfoApi>,
  program: Address,
  config: ReadConfig = {},
): Promise<CodeKeeper> {
  return keeperOf(rpc, program, config, true);
}

async function keeperOf(
  rpc: Rpc<GetAccountInfoApi>,
  program: Address,
  config: ReadConfig,
  followsGate: boolean,
): Promise<CodeKeeper> {
  const found = await read(rpc, await pdas(program).programData(), config, HEAD);
  if (found?.owner !== UPGRADEABLE_LOADER || found.data.length < HEAD || !stands(found.data, 0, PROGRAM_DATA)) {
    throw new Told(`There is no upgradeable program at ${program}`);
  }
  const { data } = found;
  const slot = new DataView(data.buffer, data.byteOffset, data.byteLength).getBigUint64(4, true);
  if (data[12] !== 1) {
    return { kind: "nobody", slot };
  }
  const authority = getAddressDecoder().decode(data, 13);
  const holder = await read(rpc, authority, config);
  if (!holder || !(await isGate(holder, authority, program))) {
    return { kind: "key", slot, authority };
  }
  const gate = getGateDecoder().decode(holder.data);
  // A gate of its own is the gate program's: it is not followed any further.
  const own: CodeKeeper = followsGate ? await keeperOf(rpc, holder.owner, config, false) : { kind: "nobody", slot };
  return { kind: "gate", slot, authority, gate, gateProgram: holder.owner, own };
}

type Held = { readonly owner: Address; readonly data: Uint8Array };

async function isGate({ owner, data }: Held, address: Address, program: Address): Promise<boolean> {
  const { discriminator } = UPGRADE_GATE_ACCOUNT_LAYOUTS.Gate;
  if (data.length < getGateDecoder().fixedSize || !stands(data, 0, discriminator)) {
    return false;
  }
  return (await gateAddress(owner, program)) === address && getGateDecoder().decode(data).program === program;
}

async function read(
  rpc: Rpc<GetAccountInfoApi>,
  address: Address,
  { commitment, abortSignal }: ReadConfig,
  length?: number,
): Promise<Held | undefined> {
  const dataSlice = length === undefined ? {} : { dataSlice: { offset: 0, length } };
  const { value } = await rpc
    .getAccountInfo(address, { encoding: "base64", ...dataSlice, ...(commitment && { commitment }) })
    .send(abortSignal && { abortSignal });
  return value ? { owner: value.owner, data: copied(getBase64Encoder().encode(value.data[0])) } : undefined;
}

function copied(data: ReadonlyUint8Array): Uint8Array {
  return Uint8Array.from(data);
}

/** The announced upgrade of a gate; nothing where there is none. */
export function announcedUpgrade({ announcement }: Pick<Gate, "announcement">): Announcement | undefined {
  return announcement.buffer === NOBODY ? undefined : announcement;
}

/** The earliest second at which a program can run other code; nothing if it never can. */
export function earliestCodeChange(keeper: CodeKeeper, now: bigint): bigint | undefined {
  switch (keeper.kind) {
    case "nobody":
      return undefined;
    case "key":
      return now;
    case "gate": {
      const by = earliestByGate(keeper.gate, now);
      const ofTheGate = earliestCodeChange(keeper.own, now);
      return by === undefined || ofTheGate === undefined || by < ofTheGate ? by : ofTheGate;
    }
  }
}

/** By the gate itself: what is announced, or what would be announced now. */
function earliestByGate(gate: Gate, now: bigint): bigint | undefined {
  if (gate.renouncedAt !== 0n) {
    return undefined;
  }
  const next = now + gate.delaySeconds;
  const announced = announcedUpgrade(gate)?.schedule;
  if (!announced || now >= announced.expiresAt) {
    return next;
  }
  const from = announced.executableFrom > now ? announced.executableFrom : now;
  return from < next ? from : next;
}

/**
 * The shortest notice of any change, in seconds: the gate's, and that of a change of the gate program. Undefined for a key, which
 * gives no notice, and for a final program, which needs none.
 */
export function noticeSeconds(keeper: CodeKeeper): bigint | undefined {
  if (keeper.kind !== "gate" || keeper.own.kind === "key") {
    return undefined;
  }
  const { delaySeconds } = keeper.gate;
  const own = keeper.own.kind === "gate" ? keeper.own.gate.delaySeconds : delaySeconds;
  return own < delaySeconds ? own : delaySeconds;
}
