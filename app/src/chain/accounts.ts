/**
 * The program's accounts, kept up to date.
 */
import { type Account, type Address, fetchEncodedAccount } from "@solana/kit";
import { useQueries, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import {
  fetchBucketsOf,
  fetchHolding,
  fetchHoldingsAt,
  fetchMany,
  fetchMaybeRestakingAccount,
  fetchMintFacts,
  fetchRestakingAccounts,
  fetchStrayTokens,
  type Holding,
  metadataAddress,
  pdas,
  type RestakingAccountData,
  type RestakingAccountName,
  type StrayTokens,
  TOKEN_METADATA_PROGRAM,
  type Where,
} from "restaking-client";
import { tokenAccounts } from "./derive.js";
import { inOrder } from "./in-order.js";
import { metaplexTexts } from "./metadata.js";
import { type Node, useNode } from "./node.js";
import { isLive } from "./notices.js";

/** An account as the page keeps it. */
export type Found<Name extends RestakingAccountName> = Account<RestakingAccountData<Name>>;

/** How often accounts are read again, in milliseconds: notices of the node come before it, where it sends them. */
const READ_EVERY = 30_000;

/** A list that is long enough to be read again seldom while notices keep it up to date, and how seldom, in milliseconds. */
const [LONG, READ_LONG_EVERY] = [200, 300_000];

/** How long until a list of so many accounts is read again. */
function readAgain(length: number): number {
  return isLive() && length > LONG ? READ_LONG_EVERY : READ_EVERY;
}

/** The key that scans of a kind are kept under. */
export function scanKey(key: string, name: RestakingAccountName): readonly unknown[] {
  return [key, "accounts", name];
}

/** All accounts of a kind with the fields in `where`; none are read where it is null. */
export function useAccounts<Name extends RestakingAccountName>(name: Name, where: Where<Name> | null = {}) {
  const { rpc, key, programAddress } = useNode();
  return useQuery({
    queryKey: [...scanKey(key, name), where],
    enabled: programAddress !== undefined && where !== null,
    queryFn: async ({ signal }): Promise<Found<Name>[]> => {
      const config = { commitment: "confirmed", abortSignal: signal } as const;
      return inOrder(await fetchRestakingAccounts(rpc, programAddress as Address, name, where ?? {}, config));
    },
    refetchInterval: ({ state }) => readAgain(state.data?.length ?? 0),
  });
}

/** More delegations than this are looked for among all allocations, in one scan. */
const MANY = 12;

/** The allocations of `delegations`; none are read without them. */
export function useAllocationsOf(delegations: readonly Found<"OperatorDelegation">[] | undefined) {
  const { rpc, key, programAddress } = useNode();
  const addresses = delegations?.map(({ address }) => address).sort();
  return useQuery({
    queryKey: [...scanKey(key, "NcnAllocation"), "of", addresses],
    enabled: programAddress !== undefined && addresses !== undefined,
    queryFn: async ({ signal }): Promise<Found<"NcnAllocation">[]> => {
      const own = addresses ?? [];
      const wheres: Where<"NcnAllocation">[] = own.length > MANY ? [{}] : own.map((delegation) => ({ delegation }));
      const config = { commitment: "confirmed", abortSignal: signal } as const;
      const scans = wheres.map((where) =>
        fetchRestakingAccounts(rpc, programAddress as Address, "NcnAllocation", where, config),
      );
      return inOrder((await Promise.all(scans)).flat()).filter(({ data }) => own.includes(data.delegation));
    },
    refetchInterval: READ_EVERY,
  });
}

/** The opt-ins of operators with the NCNs that they allocate to; none are read without both. */
export function useOptInsBetween(
  delegations: readonly Found<"OperatorDelegation">[] | undefined,
  allocations: readonly Found<"NcnAllocation">[] | undefined,
) {
  const { rpc, key, programAddress } = useNode();
  const pairs = allocations?.flatMap(({ data: { delegation, ncn } }) => {
    const operator = delegations?.find(({ address }) => address === delegation)?.data.operator;
    return operator ? [`${operator} ${ncn}`] : [];
  });
  const wanted = pairs && [...new Set(pairs)].sort();
  return useQuery({
    queryKey: [...scanKey(key, "OptIn"), "between", wanted],
    enabled: programAddress !== undefined && wanted !== undefined,
    queryFn: async ({ signal }): Promise<Found<"OptIn">[]> => {
      const program = programAddress as Address;
      const pda = pdas(program);
      const at = (wanted ?? []).map((pair) => pair.split(" ") as [Address, Address]).map((pair) => pda.optIn(...pair));
      const config = { commitment: "confirmed", abortSignal: signal } as const;
      return [...(await fetchMany(rpc, program, "OptIn", await Promise.all(at), config)).values()];
    },
    refetchInterval: READ_EVERY,
  });
}

/** The buckets of exit tickets; none are read without tickets. */
export function useBucketsOf(tickets: readonly Found<"ExitTicket">[] | undefined) {
  const { rpc, key, programAddress } = useNode();
  const wanted = tickets?.map(({ data }) => `${data.vault} ${data.ticket.epoch}`);
  return useQuery({
    queryKey: [...scanKey(key, "ExitBucket"), "of", wanted && [...new Set(wanted)].sort()],
    enabled: programAddress !== undefined && tickets !== undefined,
    queryFn: ({ signal }): Promise<Found<"ExitBucket">[]> =>
      fetchBucketsOf(rpc, programAddress as Address, tickets ?? [], { commitment: "confirmed", abortSignal: signal }),
    refetchInterval: READ_EVERY,
  });
}

/** The accounts of a kind at `addresses`; none are read without them. */
export function useAccountsAt<Name extends RestakingAccountName>(
  name: Name,
  addresses: readonly Address[] | undefined,
) {
  const { rpc, key, programAddress } = useNode();
  return useQuery({
    queryKey: [...scanKey(key, name), "at", addresses],
    enabled: programAddress !== undefined && addresses !== undefined,
    queryFn: async ({ signal }): Promise<Found<Name>[]> => {
      const config = { commitment: "confirmed", abortSignal: signal } as const;
      return [...(await fetchMany(rpc, programAddress as Address, name, addresses ?? [], config)).values()];
    },
    refetchInterval: READ_EVERY,
  });
}

/** The field that names the owner, by the kinds of accounts that have one. */
const OWNERS = { ExitTicket: "owner", VaultPosition: "owner", SlashPledge: "pledger", RewardClaim: "earner" } as const;

/** The accounts of a kind that are `owner`'s; none without an owner. */
export function useOwned<Name extends keyof typeof OWNERS>(name: Name, owner: Address | undefined) {
  const { rpc, key, programAddress } = useNode();
  return useQuery({
    queryKey: [...scanKey(key, name), { owner }],
    queryFn: async ({ signal }): Promise<Found<Name>[]> => {
      const where = { [OWNERS[name]]: owner } as Where<Name>;
      const config = { commitment: "confirmed", abortSignal: signal } as const;
      return inOrder(await fetchRestakingAccounts(rpc, programAddress as Address, name, where, config));
    },
    enabled: owner !== undefined && programAddress !== undefined,
    refetchInterval: READ_EVERY,
  });
}

/** What a vault has of tokens that its books do not know; none is read unless `enabled`. */
export function useStrayTokens(vault: Found<"Vault">, enabled: boolean) {
  const { rpc, key } = useNode();
  return useQuery({
    queryKey: [key, "balance", "strays", vault.address],
    queryFn: ({ signal }): Promise<StrayTokens[]> =>
      fetchStrayTokens(rpc, vault, { commitment: "confirmed", abortSignal: signal }),
    enabled,
    refetchInterval: READ_EVERY,
  });
}

/** The vault at an address, read by itself; null if there is none. */
export function useVault(address: Address, enabled: boolean) {
  const { rpc, key, programAddress } = useNode();
  return useQuery({
    queryKey: [...scanKey(key, "Vault"), "alone", address],
    queryFn: async ({ signal }): Promise<Found<"Vault"> | null> => {
      const config = { commitment: "confirmed", abortSignal: signal } as const;
      const vault = await fetchMaybeRestakingAccount(rpc, programAddress as Address, "Vault", address, config);
      return vault.exists ? vault : null;
    },
    enabled: enabled && programAddress !== undefined,
    refetchInterval: READ_EVERY,
  });
}

/**
 * What `owner` has of `mint` in its associated account, and whether that is of use. Nothing without an owner or mint. The mint is of
 * SPL Token unless another token program is named.
 */
export function useHolding(owner: Address | undefined, mint: Address | undefined, tokenProgram?: Address) {
  const { rpc, key } = useNode();
  return useQuery({
    queryKey: [key, "balance", owner, mint],
    queryFn: ({ signal }): Promise<Holding> =>
      fetchHolding(rpc, owner as Address, mint as Address, {
        commitment: "confirmed",
        abortSignal: signal,
        tokenProgram,
      }),
    enabled: owner !== undefined && mint !== undefined,
    refetchInterval: READ_EVERY,
  });
}

/** How the decimals of a mint are read. */
function decimalsQuery({ rpc, key }: Pick<Node, "rpc" | "key">, mint: Address) {
  return {
    queryKey: [key, "decimals", mint],
    queryFn: async ({ signal }: { readonly signal: AbortSignal }) =>
      (await fetchMintFacts(rpc, mint, { abortSignal: signal })).decimals,
    staleTime: Number.POSITIVE_INFINITY,
  };
}

/** How many decimals a mint's amounts have. */
export function useDecimals(mint: Address) {
  return useQuery(decimalsQuery(useNode(), mint));
}

/** How many decimals the amounts of each of `mints` have, as far as that is known. */
export function useDecimalsOf(mints: readonly Address[]): ReadonlyMap<Address, number> {
  const node = useNode();
  const distinct = [...new Set(mints)];
  const read = useQueries({ queries: distinct.map((mint) => decimalsQuery(node, mint)) });
  const known = distinct.flatMap((mint, place): [Address, number][] => {
    const decimals = read[place]?.data;
    return decimals === undefined ? [] : [[mint, decimals]];
  });
  // biome-ignore lint/correctness/useExhaustiveDependencies: the text stands for the decimals that were read.
  return useMemo(() => new Map(known), [known.join(" ")]);
}

/** The texts of a mint in Metaplex's account, exactly as they are; null without such an account. */
export function useMetaplexTexts(mint: Address, enabled: boolean) {
  const { rpc, key } = useNode();
  return useQuery({
    queryKey: [key, "metaplex texts", mint],
    queryFn: async ({ signal }) => {
      const config = { commitment: "confirmed", abortSignal: signal } as const;
      const account = await fetchEncodedAccount(rpc, await metadataAddress(mint), config);
      const isNamed = account.exists && account.programAddress === TOKEN_METADATA_PROGRAM;
      return (isNamed && metaplexTexts(account.data as Uint8Array, mint)) || null;
    },
    enabled,
  });
}

/** The lamports of `owner`. */
export function useLamports(owner: Address | undefined) {
  const { rpc, key } = useNode();
  return useQuery({
    queryKey: [key, "balance", owner],
    queryFn: async ({ signal }): Promise<bigint> => {
      const account = await fetchEncodedAccount(rpc, owner as Address, {
        commitment: "confirmed",
        abortSignal: signal,
      });
      return account.exists ? account.lamports : 0n;
    },
    enabled: owner !== undefined,
    refetchInterval: READ_EVERY,
  });
}

/** What `owner` can spend of each of `mints` in its associated accounts, in smallest units, by mint. */
export function useHoldings(owner: Address | undefined, mints: readonly Address[] | undefined) {
  const { rpc, key } = useNode();
  return useQuery({
    queryKey: [key, "balance", owner, mints],
    queryFn: async ({ signal }): Promise<ReadonlyMap<Address, bigint>> => {
      const config = { commitment: "confirmed", abortSignal: signal } as const;
      const wanted = [...new Set(mints)];
      const addresses = await tokenAccounts(owner as Address, wanted);
      const holdings = await fetchHoldingsAt(
        rpc,
        wanted.map((mint, place) => ({ owner: owner as Address, mint, account: addresses[place] as Address })),
        config,
      );
      return new Map(holdings.map(({ mint, amount }) => [mint, amount]));
    },
    enabled: owner !== undefined && mints !== undefined && mints.length > 0,
    refetchInterval: READ_EVERY,
  });
}

/** How many accounts a node gives at once. */
const PAGE = 100;

/** Addresses in as many lists as it takes to ask a node for them. */
export function inPages(addresses: readonly Address[]): Address[][] {
  const count = Math.ceil(addresses.length / PAGE);
  return Array.from({ length: count }, (_, page) => addresses.slice(page * PAGE, (page + 1) * PAGE));
}
