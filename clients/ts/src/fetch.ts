/**
 * Scans of the program's accounts, narrowed down by the node.
 */
import {
  type Account,
  type Address,
  address,
  type Base64EncodedBytes,
  type Commitment,
  type Decoder,
  type EncodedAccount,
  type FixedSizeDecoder,
  fetchEncodedAccount,
  fetchEncodedAccounts,
  type GetAccountInfoApi,
  type GetMultipleAccountsApi,
  type GetProgramAccountsApi,
  getAddressEncoder,
  getBase64Decoder,
  getBase64Encoder,
  getI64Encoder,
  getU8Encoder,
  getU64Encoder,
  isSolanaError,
  type MaybeAccount,
  type MaybeEncodedAccount,
  parseBase64RpcAccount,
  type ReadonlyUint8Array,
  type Rpc,
  SOLANA_ERROR__JSON_RPC__INTERNAL_ERROR,
  SOLANA_ERROR__JSON_RPC__INVALID_PARAMS,
  SOLANA_ERROR__JSON_RPC__PARSE_ERROR,
  SOLANA_ERROR__JSON_RPC__SERVER_ERROR_MIN_CONTEXT_SLOT_NOT_REACHED,
  SOLANA_ERROR__JSON_RPC__SERVER_ERROR_NODE_UNHEALTHY,
  SOLANA_ERROR__RPC__TRANSPORT_HTTP_ERROR,
  type SolanaErrorCode,
} from "@solana/kit";

import type { ExitBucket, ExitTicket } from "./generated/accounts/index.js";
import { RESTAKING_ACCOUNT_LAYOUTS } from "./generated/layouts/index.js";
import { NOBODY } from "./nobody.js";
import { pdas } from "./pda.js";
import { Told } from "./told.js";
import { ProviderError } from "./transport.js";

type Layouts = typeof RESTAKING_ACCOUNT_LAYOUTS;

/** The name of a kind of account. */
export type RestakingAccountName = keyof Layouts;

/** What an account of a kind says. */
export type RestakingAccountData<Name extends RestakingAccountName> = ReturnType<
  ReturnType<Layouts[Name]["decoder"]>["decode"]
>;

/** Fields of a kind of account, and what they must be. */
export type Where<Name extends RestakingAccountName> = {
  readonly [Field in keyof Layouts[Name]["fields"]]?:
    | (Layouts[Name]["fields"][Field] extends { readonly type: "address" } ? Address : number | bigint)
    | undefined;
};

/** How to read from a node. */
export type ReadConfig = {
  /** How final what is read must be; the node's own default if left out. */
  readonly commitment?: Commitment | undefined;
  /** Ends the request. */
  readonly abortSignal?: AbortSignal | undefined;
};

/**
 * All accounts of the program at `programAddress` that are of the kind `name` and whose fields are as `where` says.
 *
 * @example
 * ```ts
 * const tickets = await fetchRestakingAccounts(rpc, programAddress, "ExitTicket", { owner: wallet.address });
 * ```
 */
export async function fetchRestakingAccounts<Name extends RestakingAccountName>(
  rpc: Rpc<GetProgramAccountsApi>,
  programAddress: Address,
  name: Name,
  where: Where<Name> = {},
  { commitment, abortSignal }: ReadConfig = {},
): Promise<Account<RestakingAccountData<Name>>[]> {
  const { discriminator, fields } = RESTAKING_ACCOUNT_LAYOUTS[name];
  const wanted = [{ offset: 0, bytes: discriminator as ReadonlyUint8Array }];
  for (const [field, value] of Object.entries(where)) {
    const place = (fields as Readonly<Record<string, { offset: number; type: keyof typeof ENCODERS }>>)[field];
    if (!place) {
      throw new TypeError(`accounts of the kind ${name} cannot be looked for by ${field}`);
    }
    if (value !== undefined) {
      wanted.push({ offset: place.offset, bytes: ENCODERS[place.type](value as Address & bigint) });
    }
  }
  const filters = wanted.map(({ offset, bytes }) => match(offset, bytes));
  const found = await rpc
    .getProgramAccounts(programAddress, { encoding: "base64", filters, ...(commitment && { commitment }) })
    .send(abortSignal && { abortSignal })
    .catch((error: unknown) => {
      throw refusesScans(error) ? new ScanRefused(error) : error;
    });
  return found.flatMap(({ pubkey, account }) => {
    const data = getBase64Encoder().encode(account.data[0]);
    // Some nodes ignore filters, and some answer for another program: what was not asked for is left out.
    const asked = account.owner === programAddress && wanted.every(({ offset, bytes }) => stands(data, offset, bytes));
    return asked
      ? [
          {
            address: pubkey,
            data: dataOf(name, data),
            executable: account.executable,
            lamports: account.lamports,
            programAddress: account.owner,
            space: account.space,
          },
        ]
      : [];
  });
}

function stands(data: ReadonlyUint8Array, offset: number, bytes: ReadonlyUint8Array): boolean {
  return bytes.every((byte, place) => data[offset + place] === byte);
}

/** What an account of a kind says. Fields are only ever appended: what an earlier layout has not is zero. */
function dataOf<Name extends RestakingAccountName>(name: Name, data: ReadonlyUint8Array): RestakingAccountData<Name> {
  const decoder = RESTAKING_ACCOUNT_LAYOUTS[name].decoder() as Decoder<RestakingAccountData<Name>>;
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

/** A node does not list a program's accounts. */
export class ScanRefused extends Told {
  override readonly name = "ScanRefused";

  constructor(cause: unknown) {
    super(
      "The node does not list the program's accounts (getProgramAccounts): use another node, such as one of your own " +
        "or of a provider that allows it",
      { cause },
    );
  }
}

/** The answers by which servers refuse what they do not offer. */
const REFUSING_STATUSES = [401, 403, 404, 405, 410, 501];

/** The codes that a node answers to a scan that it would take at another time, or in another form. */
const OTHER_TROUBLE: readonly SolanaErrorCode[] = [
  SOLANA_ERROR__JSON_RPC__INTERNAL_ERROR,
  SOLANA_ERROR__JSON_RPC__INVALID_PARAMS,
  SOLANA_ERROR__JSON_RPC__PARSE_ERROR,
  SOLANA_ERROR__JSON_RPC__SERVER_ERROR_MIN_CONTEXT_SLOT_NOT_REACHED,
  SOLANA_ERROR__JSON_RPC__SERVER_ERROR_NODE_UNHEALTHY,
];

/** Whether an error says that the node takes no scans. Providers have codes of their own for it, all of them below zero. */
function refusesScans(error: unknown): boolean {
  if (isSolanaError(error, SOLANA_ERROR__RPC__TRANSPORT_HTTP_ERROR)) {
    return REFUSING_STATUSES.includes(error.context.statusCode);
  }
  if (error instanceof ProviderError) {
    return true;
  }
  return isSolanaError(error) && error.context.__code < 0 && !OTHER_TROUBLE.includes(error.context.__code);
}

const ENCODERS = {
  address: (value: Address): ReadonlyUint8Array => getAddressEncoder().encode(value),
  u8: (value: number | bigint): ReadonlyUint8Array => getU8Encoder().encode(Number(value)),
  u64: (value: number | bigint): ReadonlyUint8Array => getU64Encoder().encode(value),
  i64: (value: number | bigint): ReadonlyUint8Array => getI64Encoder().encode(value),
};

function match(offset: number, bytes: ReadonlyUint8Array) {
  const encoded = getBase64Decoder().decode(bytes) as Base64EncodedBytes;
  return { memcmp: { offset: BigInt(offset), bytes: encoded, encoding: "base64" as const } };
}

/** What {@link fetchRestakingAccounts} gives for one kind. */
type Scan<Name extends RestakingAccountName> = Promise<Account<RestakingAccountData<Name>>[]>;
type ScanRpc = Rpc<GetProgramAccountsApi>;

/** All vaults, or those of one creator, admin, curator or asset. */
export function fetchVaults(
  rpc: ScanRpc,
  programAddress: Address,
  where?: Where<"Vault">,
  config?: ReadConfig,
): Scan<"Vault"> {
  return fetchRestakingAccounts(rpc, programAddress, "Vault", where, config);
}

/** All operators, or those of one creator, admin or allocator. */
export function fetchOperators(
  rpc: ScanRpc,
  programAddress: Address,
  where?: Where<"Operator">,
  config?: ReadConfig,
): Scan<"Operator"> {
  return fetchRestakingAccounts(rpc, programAddress, "Operator", where, config);
}

/** All NCNs, or those of one creator or admin. */
export function fetchNcns(
  rpc: ScanRpc,
  programAddress: Address,
  where?: Where<"Ncn">,
  config?: ReadConfig,
): Scan<"Ncn"> {
  return fetchRestakingAccounts(rpc, programAddress, "Ncn", where, config);
}

/** The exit tickets of one owner, or of one vault, or all. */
export function fetchExitTickets(
  rpc: ScanRpc,
  programAddress: Address,
  where?: Where<"ExitTicket">,
  config?: ReadConfig,
): Scan<"ExitTicket"> {
  return fetchRestakingAccounts(rpc, programAddress, "ExitTicket", where, config);
}

/** The exit buckets of one vault, or all. */
export function fetchExitBuckets(
  rpc: ScanRpc,
  programAddress: Address,
  where?: Where<"ExitBucket">,
  config?: ReadConfig,
): Scan<"ExitBucket"> {
  return fetchRestakingAccounts(rpc, programAddress, "ExitBucket", where, config);
}

/** The buckets of `tickets`, of any vaults. A ticket's bucket stays as long as the ticket does, unless the ticket is settled. */
export async function fetchBucketsOf(
  rpc: Rpc<GetMultipleAccountsApi>,
  programAddress: Address,
  tickets: readonly { readonly data: ExitTicket }[],
  config: ReadConfig = {},
): Promise<Account<ExitBucket>[]> {
  const pda = pdas(programAddress);
  const addresses = await Promise.all(tickets.map(({ data }) => pda.exitBucket(data.vault, data.ticket.epoch)));
  return [...(await fetchMany(rpc, programAddress, "ExitBucket", addresses, config)).values()];
}

/** What one vault delegates, or what one operator is delegated, or all. */
export function fetchDelegations(
  rpc: ScanRpc,
  programAddress: Address,
  where?: Where<"OperatorDelegation">,
  config?: ReadConfig,
): Scan<"OperatorDelegation"> {
  return fetchRestakingAccounts(rpc, programAddress, "OperatorDelegation", where, config);
}

/** What is allocated to one NCN, or of one delegation, or all. */
export function fetchAllocations(
  rpc: ScanRpc,
  programAddress: Address,
  where?: Where<"NcnAllocation">,
  config?: ReadConfig,
): Scan<"NcnAllocation"> {
  return fetchRestakingAccounts(rpc, programAddress, "NcnAllocation", where, config);
}

/** The agreements of one party, as the first or as the second, or all. */
export function fetchOptIns(
  rpc: ScanRpc,
  programAddress: Address,
  where?: Where<"OptIn">,
  config?: ReadConfig,
): Scan<"OptIn"> {
  return fetchRestakingAccounts(rpc, programAddress, "OptIn", where, config);
}

/** The records of one NCN's operators, or of one operator, or all. */
export function fetchOperatorRecords(
  rpc: ScanRpc,
  programAddress: Address,
  where?: Where<"OperatorRecord">,
  config?: ReadConfig,
): Scan<"OperatorRecord"> {
  return fetchRestakingAccounts(rpc, programAddress, "OperatorRecord", where, config);
}

/** What `status` of a slash says: whether it is open, was vetoed or was executed. */
export const SLASH_STATUS = { open: 0, vetoed: 1, executed: 2 } as const;

/** The slashes of one vault, operator, NCN or status, or all; see {@link SLASH_STATUS}. */
export function fetchSlashes(
  rpc: ScanRpc,
  programAddress: Address,
  where?: Where<"SlashProposal">,
  config?: ReadConfig,
): Scan<"SlashProposal"> {
  return fetchRestakingAccounts(rpc, programAddress, "SlashProposal", where, config);
}

/** The slashes that were neither vetoed nor executed yet, of one vault, operator or NCN, or all. */
export function fetchOpenSlashes(
  rpc: ScanRpc,
  programAddress: Address,
  where?: Omit<Where<"SlashProposal">, "status">,
  config?: ReadConfig,
): Scan<"SlashProposal"> {
  return fetchSlashes(rpc, programAddress, { ...where, status: SLASH_STATUS.open }, config);
}

/** The reward trees of one NCN, or of one mint, or all. */
export function fetchRewardTrees(
  rpc: ScanRpc,
  programAddress: Address,
  where?: Where<"RewardTree">,
  config?: ReadConfig,
): Scan<"RewardTree"> {
  return fetchRestakingAccounts(rpc, programAddress, "RewardTree", where, config);
}

/** What one earner has claimed, or what was claimed of one tree, or all. */
export function fetchRewardClaims(
  rpc: ScanRpc,
  programAddress: Address,
  where?: Where<"RewardClaim">,
  config?: ReadConfig,
): Scan<"RewardClaim"> {
  return fetchRestakingAccounts(rpc, programAddress, "RewardClaim", where, config);
}

/** All bond pools, or the one of a vault. */
export function fetchBondPools(
  rpc: ScanRpc,
  programAddress: Address,
  where?: Where<"VaultBondPool">,
  config?: ReadConfig,
): Scan<"VaultBondPool"> {
  return fetchRestakingAccounts(rpc, programAddress, "VaultBondPool", where, config);
}

/** The positions of one owner, or in one bond pool, or all. */
export function fetchPositions(
  rpc: ScanRpc,
  programAddress: Address,
  where?: Where<"VaultPosition">,
  config?: ReadConfig,
): Scan<"VaultPosition"> {
  return fetchRestakingAccounts(rpc, programAddress, "VaultPosition", where, config);
}

/** How many accounts a node gives at once. */
const AT_ONCE = 100;

/** Addresses in as many lists as it takes to ask a node for them. */
export function inChunks<Each>(list: readonly Each[]): Each[][] {
  const count = Math.ceil(list.length / AT_ONCE);
  return Array.from({ length: count }, (_, chunk) => list.slice(chunk * AT_ONCE, (chunk + 1) * AT_ONCE));
}

/**
 * The accounts of the kind `name` that are at `addresses`, by their addresses, however many they are. What has been closed, has not
 * been made, or is no such account is left out: one never blocks the others.
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

/** How often accounts are asked for again that did not come at one slot. */
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

const CLOCK = address("SysvarC1ock11111111111111111111111111111111");

/** The owner of accounts of the cluster's own figures, by the crate `solana-sdk-ids`. */
const SYSVARS = address("Sysvar1111111111111111111111111111111111111");

/** Where the unix time stands in the clock's account, behind a slot, two epochs and a start. */
const CLOCK_TIME_AT = 32;

/** The cluster's time in unix seconds: what the program goes by. */
export async function fetchClusterTime(
  rpc: Rpc<GetAccountInfoApi>,
  { commitment, abortSignal }: ReadConfig = {},
): Promise<bigint> {
  const { value } = await rpc
    .getAccountInfo(CLOCK, { encoding: "base64", ...(commitment && { commitment }) })
    .send(abortSignal && { abortSignal });
  const data = value && getBase64Encoder().encode(value.data[0]);
  if (!data || value.owner !== SYSVARS || data.length < CLOCK_TIME_AT + 8) {
    throw new Told("The node does not tell the cluster's time: use another node");
  }
  return new DataView(data.buffer, data.byteOffset, data.byteLength).getBigInt64(CLOCK_TIME_AT, true);
}
