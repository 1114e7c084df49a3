/**
 * The program's accounts, kept up to date.
 */
import { type Account, type Address, fetchEncodedAccount } from "@solana/kit";
import { fetchAllMaybeToken, fetchMaybeToken, fetchMint } from "@solana-program/token";
import { useQuery } from "@tanstack/react-query";
import {
  fetchRestakingAccounts,
  type RestakingAccountData,
  type RestakingAccountName,
  tokenAccount,
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

/** All accounts of a kind whose fields are as `where` says; with `where` left undefined, none are looked for yet. */
export function useAccounts<Name extends RestakingAccountName>(name: Name, where: Where<Name> | undefined = {}) {
  const { rpc, key, programAddress } = useNode();
  return useQuery({
    queryKey: [...scanKey(key, name), where],
    enabled: programAddress !== undefined,
    queryFn: ({ signal }): Promise<Found<Name>[]> =>
      fetchRestakingAccounts(rpc, programAddress as Address, name, where, {
        commitment: "confirmed",
        abortSignal: signal,
      }),
    refetchInterval: READ_EVERY,
  });
}

/** The accounts of a kind that are `owner`'s; none without an owner. */
export function useOwned<Name extends "ExitTicket" | "VaultPosition">(name: Name, owner: Address | undefined) {
  const { rpc, key, programAddress } = useNode();
  return useQuery({
    queryKey: [...scanKey(key, name), { owner }],
    queryFn: ({ signal }): Promise<Found<Name>[]> =>
      fetchRestakingAccounts(rpc, programAddress as Address, name, { owner } as Where<Name>, {
        commitment: "confirmed",
        abortSignal: signal,
      }),
    enabled: owner !== undefined && programAddress !== undefined,
    refetchInterval: READ_EVERY,
  });
}

/** What `owner` has of `mint`, in smallest units: zero if it has no account of it. Nothing without an owner or mint. */
export function useBalance(owner: Address | undefined, mint: Address | undefined) {
  const { rpc, key } = useNode();
  return useQuery({
    queryKey: [key, "balance", owner, mint],
    queryFn: async ({ signal }): Promise<bigint> => {
      const account = await tokenAccount(owner as Address, mint as Address);
      const token = await fetchMaybeToken(rpc, account, { commitment: "confirmed", abortSignal: signal });
      return token.exists ? token.data.amount : 0n;
    },
    enabled: owner !== undefined && mint !== undefined,
    refetchInterval: READ_EVERY,
  });
}

/** How many decimals a mint's amounts have. */
export function useDecimals(mint: Address) {
  const { rpc, key } = useNode();
  return useQuery({
    queryKey: [key, "decimals", mint],
    queryFn: async ({ signal }) => (await fetchMint(rpc, mint, { abortSignal: signal })).data.decimals,
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

/** What `owner` has of each of `mints` in its associated accounts, in smallest units, by mint. */
export function useHoldings(owner: Address | undefined, mints: readonly Address[] | undefined) {
  const { rpc, key } = useNode();
  return useQuery({
    queryKey: [key, "balance", owner, mints],
    queryFn: async ({ signal }): Promise<ReadonlyMap<Address, bigint>> => {
      const accounts = await Promise.all((mints ?? []).map((mint) => tokenAccount(owner as Address, mint)));
      const config = { commitment: "confirmed", abortSignal: signal } as const;
      const pages = await Promise.all(inPages(accounts).map((page) => fetchAllMaybeToken(rpc, page, config)));
      const tokens = pages.flat();
      return new Map(tokens.flatMap((token) => (token.exists ? [[token.data.mint, token.data.amount]] : [])));
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
