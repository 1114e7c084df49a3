/**
 * The program's accounts, kept up to date.
 */
import { type Account, type Address, fetchEncodedAccount } from "@solana/kit";
import { useQuery } from "@tanstack/react-query";
import {
  fetchHolding,
  fetchHoldings,
  fetchMaybeRestakingAccount,
  fetchMintFacts,
  fetchRestakingAccounts,
  type Holding,
  type RestakingAccountData,
  type RestakingAccountName,
  type Where,
} from "restaking-client";

import { useNode } from "./node.js";

/** An account as the page keeps it. */
export type Found<Name extends RestakingAccountName> = Account<RestakingAccountData<Name>>;

/** How often accounts are read again where the node sends no notice of changes, in milliseconds. */
const READ_EVERY = 30_000;

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
    queryFn: ({ signal }): Promise<Found<Name>[]> =>
      fetchRestakingAccounts(rpc, programAddress as Address, name, where ?? {}, {
        commitment: "confirmed",
        abortSignal: signal,
      }),
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
    queryFn: ({ signal }): Promise<Found<Name>[]> =>
      fetchRestakingAccounts(rpc, programAddress as Address, name, { [OWNERS[name]]: owner } as Where<Name>, {
        commitment: "confirmed",
        abortSignal: signal,
      }),
    enabled: owner !== undefined && programAddress !== undefined,
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

/** How many decimals a mint's amounts have. */
export function useDecimals(mint: Address) {
  const { rpc, key } = useNode();
  return useQuery({
    queryKey: [key, "decimals", mint],
    queryFn: async ({ signal }) => (await fetchMintFacts(rpc, mint, { abortSignal: signal })).decimals,
    staleTime: Number.POSITIVE_INFINITY,
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
      const holdings = await fetchHoldings(rpc, owner as Address, mints ?? [], config);
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
