/**
 * Accounts by their addresses. A stranger can send lamports to any address, and write any bytes into accounts of its own program:
 * an account's owner field names its program, and its first bytes its kind.
 */
import {
  type Account,
  type Address,
  address,
  type Commitment,
  type Decoder,
  type EncodedAccount,
  type FixedSizeDecoder,
  fetchEncodedAccount,
  fetchEncodedAccounts,
  type GetAccountInfoApi,
  type GetMultipleAccountsApi,
  getBase64Encoder,
  type MaybeAccount,
  type MaybeEncodedAccount,
  parseBase64RpcAccount,
  type ReadonlyUint8Array,
  type Rpc,
} from "@solana/kit";

import { RESTAKING_ACCOUNT_LAYOUTS } from "./generated/layouts/index.js";
import { CLOCK } from "./native-stake/programs.js";
import { NOBODY } from "./nobody.js";
import { Told } from "./told.js";

type Layouts = typeof RESTAKING_ACCOUNT_LAYOUTS;

/** The name of a kind of account. */
export type RestakingAccountName = keyof Layouts;

/** What an account of a kind says. */
export type RestakingAccountData<Name extends RestakingAccountName> = ReturnType<
  ReturnType<Layouts[Name]["decoder"]>["decode"]
>;

/** How to read from a node. */
export type ReadConfig = {
  /** How final what is read must be; the node's own default if omitted. */
  readonly commitment?: Commitment | undefined;
  /** Ends the request. */
  readonly abortSignal?: AbortSignal | undefined;
};

/** Whether `bytes` stand at `offset` of an account's data. */
export function stands(data: ReadonlyUint8Array, offset: number, bytes: ReadonlyUint8Array): boolean {
  return bytes.every((byte, place) => data[offset + place] === byte);
}

const decoders = new Map<RestakingAccountName, unknown>();

/** The decoder of a kind of account, made once: it has a part for each field. */
function decoderOf(name: RestakingAccountName): unknown {
  const known = decoders.get(name) ?? RESTAKING_ACCOUNT_LAYOUTS[name].decoder();
  decoders.set(name, known);
  return known;
}

/** What the data of an account of a kind say. Fields are only ever appended: what an earlier layout has not is zero. */
export function dataOf<Name extends RestakingAccountName>(
  name: Name,
  data: ReadonlyUint8Array,
): RestakingAccountData<Name> {
  const decoder = decoderOf(name) as Decoder<RestakingAccountData<Name>>;
  const { fixedSize } = decoder as FixedSizeDecoder<RestakingAccountData<Name>>;
  if (fixedSize === undefined || data.length >= fixedSize) {
    return decoder.decode(data);
  }
  const whole = new Uint8Array(fixedSize);
  whole.set(data);
  return decoder.decode(whole);
}

/** An account is not what it is taken for. */
export class WrongAccount extends Told {
  override readonly name = "WrongAccount";
}

/**
 * Reads an account of the program at `programAddress` as one of the kind `name`. Lamports that anyone sent to the address make no
 * account.
 *
 * @throws WrongAccount What is there is another program's, or of another kind: its figures would be a stranger's.
 */
export function readRestakingAccount<Name extends RestakingAccountName>(
  account: MaybeEncodedAccount,
  programAddress: Address,
  name: Name,
): MaybeAccount<RestakingAccountData<Name>> {
  if (!account.exists || account.programAddress === NOBODY) {
    return { address: account.address, exists: false };
  }
  if (account.programAddress !== programAddress) {
    throw new WrongAccount(
      `${account.address} belongs to the program ${account.programAddress}, not to ${programAddress}`,
    );
  }
  if (!isOfKind(account, name)) {
    throw new WrongAccount(`${account.address} is no account of the kind ${name}`);
  }
  return { ...account, data: dataOf(name, account.data) };
}

function isOfKind({ data }: EncodedAccount, name: RestakingAccountName): boolean {
  return stands(data, 0, RESTAKING_ACCOUNT_LAYOUTS[name].discriminator);
}

/** The account at `address` as one of the kind `name`, there or not; see {@link readRestakingAccount}. */
export async function fetchMaybeRestakingAccount<Name extends RestakingAccountName>(
  rpc: Rpc<GetAccountInfoApi>,
  programAddress: Address,
  name: Name,
  address: Address,
  config: ReadConfig = {},
): Promise<MaybeAccount<RestakingAccountData<Name>>> {
  return readRestakingAccount(await fetchEncodedAccount(rpc, address, given(config)), programAddress, name);
}

/**
 * The account at `address` as one of the kind `name`; see {@link readRestakingAccount}.
 *
 * @throws WrongAccount There is none.
 */
export async function fetchRestakingAccount<Name extends RestakingAccountName>(
  rpc: Rpc<GetAccountInfoApi>,
  programAddress: Address,
  name: Name,
  address: Address,
  config: ReadConfig = {},
): Promise<Account<RestakingAccountData<Name>>> {
  const account = await fetchMaybeRestakingAccount(rpc, programAddress, name, address, config);
  if (!account.exists) {
    throw new WrongAccount(`There is no account of the kind ${name} at ${address}`);
  }
  return account;
}

/** How many accounts a node gives at once. */
const AT_ONCE = 100;

/** Addresses in as many lists as it takes to ask a node for them. */
export function inChunks<Each>(list: readonly Each[]): Each[][] {
  const count = Math.ceil(list.length / AT_ONCE);
  return Array.from({ length: count }, (_, chunk) => list.slice(chunk * AT_ONCE, (chunk + 1) * AT_ONCE));
}

/**
 * The accounts of the kind `name` that are at `addresses`, by their addresses, however many they are. An account that has been
 * closed, has not been made, or is of another kind is omitted: one never blocks the others.
 */
export async function fetchMany<Name extends RestakingAccountName>(
  rpc: Rpc<GetMultipleAccountsApi>,
  programAddress: Address,
  name: Name,
  addresses: readonly Address[],
  config: ReadConfig = {},
): Promise<Map<Address, Account<RestakingAccountData<Name>>>> {
  const chunks = inChunks([...new Set(addresses)]);
  const fetched = await Promise.all(chunks.map((chunk) => fetchEncodedAccounts(rpc, chunk, given(config))));
  return new Map(
    fetched.flat().flatMap((account) => {
      const ours = account.exists && account.programAddress === programAddress && isOfKind(account, name);
      return ours ? [[account.address, { ...account, data: dataOf(name, account.data) }]] : [];
    }),
  );
}

/** How often accounts are read again that did not come at one slot. */
const TRIES = 3;

/**
 * The accounts at `addresses`, there or not, and the slot at which all of them were so: nothing where the node gave them at several,
 * which it does for more than it gives at once alone.
 */
export async function fetchAtOneSlot(
  rpc: Rpc<GetMultipleAccountsApi>,
  addresses: readonly Address[],
  { commitment, abortSignal }: ReadConfig = {},
): Promise<{ readonly accounts: ReadonlyMap<Address, MaybeEncodedAccount>; readonly slot: bigint | undefined }> {
  const chunks = inChunks([...new Set(addresses)]);
  for (let tried = 1; ; tried++) {
    const answers = await Promise.all(
      chunks.map((chunk) =>
        rpc
          .getMultipleAccounts(chunk, { encoding: "base64", ...(commitment && { commitment }) })
          .send(abortSignal && { abortSignal }),
      ),
    );
    const slots = new Set(answers.map(({ context }) => context.slot));
    if (slots.size > 1 && tried < TRIES) {
      continue;
    }
    const accounts = chunks.flatMap((chunk, place) =>
      chunk.map((address, at): [Address, MaybeEncodedAccount] => {
        return [address, parseBase64RpcAccount(address, answers[place]?.value[at] ?? null)];
      }),
    );
    return { accounts: new Map(accounts), slot: slots.size === 1 ? [...slots][0] : undefined };
  }
}

/** What of a config was said, as Kit wants it. */
export function given({ commitment, abortSignal }: ReadConfig) {
  return { ...(commitment && { commitment }), ...(abortSignal && { abortSignal }) };
}

/** The owner of accounts of the cluster's own figures, by the crate `solana-sdk-ids`. */
const SYSVARS = address("Sysvar1111111111111111111111111111111111111");

/** Where the clock's account has the epoch and the unix time: behind the slot, the epoch's start and another epoch. */
const [CLOCK_EPOCH_AT, CLOCK_TIME_AT] = [16, 32];

/** A cluster's clock: its time in unix seconds and its slot. */
export type ClusterClock = { readonly time: bigint; readonly slot: bigint };

/**
 * What the data of the clock's account says.
 *
 * @throws Told There is none.
 */
export function clockIn(data: ReadonlyUint8Array | undefined): ClusterClock & { readonly epoch: bigint } {
  if (!data || data.length < CLOCK_TIME_AT + 8) {
    throw new Told("The node does not tell the cluster's time: use another node");
  }
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  return {
    time: view.getBigInt64(CLOCK_TIME_AT, true),
    slot: view.getBigUint64(0, true),
    epoch: view.getBigUint64(CLOCK_EPOCH_AT, true),
  };
}

/** The cluster's time in unix seconds, which the program uses. */
export async function fetchClusterTime(rpc: Rpc<GetAccountInfoApi>, config?: ReadConfig): Promise<bigint> {
  return (await fetchClusterClock(rpc, config)).time;
}

/** The cluster's clock. */
export async function fetchClusterClock(
  rpc: Rpc<GetAccountInfoApi>,
  { commitment, abortSignal }: ReadConfig = {},
): Promise<ClusterClock> {
  const { value } = await rpc
    .getAccountInfo(CLOCK, { encoding: "base64", ...(commitment && { commitment }) })
    .send(abortSignal && { abortSignal });
  const { time, slot } = clockIn(value?.owner === SYSVARS ? getBase64Encoder().encode(value.data[0]) : undefined);
  return { time, slot };
}
