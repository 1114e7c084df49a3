/**
 * Scans of the program's accounts, narrowed down by the node.
 */
import {
  type Account,
  type Address,
  type Base64EncodedBytes,
  type EncodedAccount,
  type GetMultipleAccountsApi,
  type GetProgramAccountsApi,
  getAddressEncoder,
  getBase64Decoder,
  getI64Encoder,
  getU8Encoder,
  getU64Encoder,
  isSolanaError,
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

import { base64Bytes } from "./decoders.js";
import type { ExitBucket, ExitTicket } from "./generated/accounts/index.js";
import { RESTAKING_ACCOUNT_LAYOUTS } from "./generated/layouts/index.js";
import { SlashStatus } from "./generated/types/index.js";
import { pdas } from "./pda.js";
import {
  dataOf,
  fetchMany,
  type ReadConfig,
  type RestakingAccountData,
  type RestakingAccountName,
  stands,
} from "./read.js";
import { Told } from "./told.js";
import { ProviderError } from "./transport.js";

type Layouts = typeof RESTAKING_ACCOUNT_LAYOUTS;

/** Fields of a kind of account, and what they must be. */
export type Where<Name extends RestakingAccountName> = {
  readonly [Field in keyof Layouts[Name]["fields"]]?:
    | (Layouts[Name]["fields"][Field] extends { readonly type: "address" } ? Address : number | bigint)
    | undefined;
};

/**
 * All accounts of the kind `name` of the program at `programAddress`, with the fields in `where`.
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
  const found = await scanAccounts(rpc, programAddress, wanted, { commitment, abortSignal });
  return found.map((account) => ({ ...account, data: dataOf(name, account.data) }));
}

/** How accounts of a kind are laid out, as the generated code says. */
type Layout = {
  readonly discriminator: ReadonlyUint8Array;
  readonly decoder: () => { readonly decode: (bytes: ReadonlyUint8Array) => unknown };
  readonly fields: Readonly<Record<string, { readonly offset: number }>>;
};

/** All accounts of a kind of another program, or those in which the address `of.is` stands in the field `of.field`. */
export async function scanKind(
  rpc: Rpc<GetProgramAccountsApi>,
  programAddress: Address,
  name: string,
  layout: Layout,
  of: { readonly field: string; readonly is: Address } | undefined,
  config: ReadConfig,
): Promise<Account<unknown & object>[]> {
  const wanted = [{ offset: 0, bytes: layout.discriminator }];
  if (of) {
    const place = layout.fields[of.field];
    if (!place) {
      throw new TypeError(`accounts of the kind ${name} cannot be looked for by ${of.field}`);
    }
    wanted.push({ offset: place.offset, bytes: getAddressEncoder().encode(of.is) });
  }
  const found = await scanAccounts(rpc, programAddress, wanted, config);
  const decoder = layout.decoder();
  return found.map((account) => ({ ...account, data: decoder.decode(account.data) as object }));
}

/** Bytes that stand at an offset of an account's data. */
type Wanted = { readonly offset: number; readonly bytes: ReadonlyUint8Array };

/**
 * All accounts of a program in whose data `wanted` stands.
 *
 * @throws ScanRefused For a node that lists no accounts.
 */
export async function scanAccounts(
  rpc: Rpc<GetProgramAccountsApi>,
  programAddress: Address,
  wanted: readonly Wanted[],
  { commitment, abortSignal }: ReadConfig = {},
): Promise<EncodedAccount[]> {
  const filters = wanted.map(({ offset, bytes }) => match(offset, bytes));
  const found = await rpc
    .getProgramAccounts(programAddress, { encoding: "base64", filters, ...(commitment && { commitment }) })
    .send(abortSignal && { abortSignal })
    .catch((error: unknown) => {
      throw refusesScans(error) ? new ScanRefused(error) : error;
    });
  return found.flatMap(({ pubkey, account }) => {
    const data = base64Bytes(account.data[0]);
    // Some nodes ignore filters, and some answer for another program: accounts outside the request are omitted.
    const asked = account.owner === programAddress && wanted.every(({ offset, bytes }) => stands(data, offset, bytes));
    return asked
      ? [
          {
            address: pubkey,
            data,
            executable: account.executable,
            lamports: account.lamports,
            programAddress: account.owner,
            space: account.space,
          },
        ]
      : [];
  });
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
export function refusesScans(error: unknown): boolean {
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

/** The opt-ins of one party, as the first or as the second, or all. */
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

/** The slashes of one vault, operator, NCN or status, or all; see {@link SlashStatus}. */
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
  return fetchSlashes(rpc, programAddress, { ...where, status: SlashStatus.Open }, config);
}

/** The pledges for one slash, or of one pledger, or all. */
export function fetchPledges(
  rpc: ScanRpc,
  programAddress: Address,
  where?: Where<"SlashPledge">,
  config?: ReadConfig,
): Scan<"SlashPledge"> {
  return fetchRestakingAccounts(rpc, programAddress, "SlashPledge", where, config);
}

/** The grants of one vault, operator or NCN, or to one holder, or all. */
export function fetchGrants(
  rpc: ScanRpc,
  programAddress: Address,
  where?: Where<"Grant">,
  config?: ReadConfig,
): Scan<"Grant"> {
  return fetchRestakingAccounts(rpc, programAddress, "Grant", where, config);
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
