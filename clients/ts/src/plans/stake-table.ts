/**
 * What captors do: fill an NCN's table of weights, vault by vault and operator by operator.
 */
import {
  AccountRole,
  type Address,
  getAddressEncoder,
  type Instruction,
  type InstructionPlan,
  parallelInstructionPlan,
  sequentialInstructionPlan,
  type TransactionSigner,
} from "@solana/kit";

import type { StakeTable } from "../generated/accounts/index.js";
import {
  getCaptureStakeInstruction,
  getCloseCaptureInstruction,
  getEnterCapturesInstruction,
} from "../generated/instructions/index.js";
import { type Pdas, pdas } from "../pda.js";
import type { SentVersion } from "../version.js";
import type { Fetched, OfNcn, OfProgram } from "./common.js";

/** How many vaults one instruction captures, and how many captures one enters: what fits in a transaction of each version. */
const VAULTS_AT_ONCE = { 0: 4, 1: 10 } as const;
const CAPTURES_AT_ONCE = { 0: 24, 1: 60 } as const;

/** Which version of transactions a plan is for. */
export type ForVersion = {
  /** The version that the plan is sent in; 0 if omitted. */
  readonly version?: SentVersion | undefined;
};

/**
 * Captures what stands behind `operator` in the vaults at `vaults`, in as many transactions as it takes. Omit no active one: of
 * an operator's captures the highest stands. A capture that was begun goes on with vaults of higher addresses.
 */
export async function planCaptureStake(
  input: OfProgram &
    ForVersion & {
      readonly table: Fetched<StakeTable>;
      /** The NCN's parent, where it is an operator set. */
      readonly parent?: Address | undefined;
      readonly operator: Address;
      readonly vaults: readonly Address[];
      readonly captor: TransactionSigner;
    },
): Promise<{ readonly plan: InstructionPlan; readonly capture: Address }> {
  const { programAddress, table, operator, vaults, captor, version = 0 } = input;
  const pda = pdas(programAddress);
  const { ncn } = table.data;
  const capture = await pda.capture(table.address, operator, captor.address);
  const accounts = {
    captor,
    table: table.address,
    ncn,
    operator,
    optIn: await pda.optIn(operator, ncn),
    record: await pda.record(ncn, operator),
    capture,
  };
  const behind = await Promise.all(
    ascending(vaults).map((vault) => accountsBehind(pda, vault, operator, { ncn, parent: input.parent })),
  );
  // Where rewards may be attributed to the table, the first transaction pays for all the room.
  const room = behind.length;
  const captures = chunks(behind, VAULTS_AT_ONCE[version]).map((some) =>
    reading(getCaptureStakeInstruction({ ...accounts, room }, { programAddress }), some.flat()),
  );
  return { plan: sequentialInstructionPlan(captures), capture };
}

/** Enters captures in their table, in as many transactions as it takes. Anyone may, until the table's window is over. */
export function planEnterCaptures(
  table: Address,
  captures: readonly Address[],
  { programAddress, version = 0 }: OfProgram & ForVersion,
): { readonly plan: InstructionPlan } {
  const enters = chunks(captures, CAPTURES_AT_ONCE[version]).map((some) =>
    reading(getEnterCapturesInstruction({ table }, { programAddress }), some),
  );
  return { plan: parallelInstructionPlan(enters) };
}

/**
 * Closes captures for the table at `table`; their rent goes back to the captor. One that rewards are paid by stays until its shares are
 * claimed.
 */
export function planCloseCaptures(
  table: Address,
  captures: readonly Address[],
  captor: TransactionSigner,
  { programAddress }: OfProgram,
): { readonly plan: InstructionPlan } {
  const closes = captures.map((capture) => getCloseCaptureInstruction({ captor, capture, table }, { programAddress }));
  return { plan: parallelInstructionPlan(closes) };
}

/** What the program reads to tell what stands behind an operator in one vault, in its order. */
async function accountsBehind(
  pda: Pdas,
  vault: Address,
  operator: Address,
  { ncn, parent }: OfNcn,
): Promise<Address[]> {
  const delegation = await pda.delegation(vault, operator);
  const allocation = await pda.allocation(delegation, ncn);
  return [vault, delegation, allocation, await pda.optIn(vault, operator), await pda.optIn(vault, parent ?? ncn)];
}

/** `instruction` with more accounts behind its own, which it reads. */
function reading<Each extends Instruction>(instruction: Each, addresses: readonly Address[]): Instruction {
  const more = addresses.map((address) => ({ address, role: AccountRole.READONLY }));
  return { ...instruction, accounts: [...(instruction.accounts ?? []), ...more] };
}

/** Addresses in ascending order, byte by byte, each once: as the program wants vaults. */
function ascending(addresses: readonly Address[]): Address[] {
  const hexadecimal = (address: Address): string =>
    Array.from(getAddressEncoder().encode(address), (byte) => byte.toString(16).padStart(2, "0")).join("");
  const keyed = [...new Set(addresses)].map((address) => ({ address, key: hexadecimal(address) }));
  return keyed.sort((one, other) => (one.key < other.key ? -1 : 1)).map(({ address }) => address);
}

function chunks<Each>(list: readonly Each[], size: number): Each[][] {
  return Array.from({ length: Math.ceil(list.length / size) }, (_, place) =>
    list.slice(place * size, (place + 1) * size),
  );
}
