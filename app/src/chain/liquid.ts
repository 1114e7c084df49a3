/**
 * The accounts of liquid restaking, kept up to date.
 */
import type { Account, Address, Signature } from "@solana/kit";
import { useInfiniteQuery, useQueries, useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { liquid } from "restaking-client";

import { inOrder } from "./in-order.js";
import { useNode } from "./node.js";

/** An account of liquid restaking as the page keeps it. */
export type FoundLiquid<Name extends liquid.LiquidAccountName> = Account<liquid.LiquidAccountData<Name>>;

/** How often accounts are read again where the node sends no notice of changes, in milliseconds. */
const READ_EVERY = 30_000;

/** The key that all that is read of liquid restaking is kept under. */
export function liquidKey(key: string): readonly unknown[] {
  return [key, "liquid"];
}

/** The key of what values pools: all that depends on accounts of the core as well. */
export function poolStatesKey(key: string): readonly unknown[] {
  return [...liquidKey(key), "state"];
}

/** All accounts of a kind, or those of a pool or an owner; none are read where `of` is null. */
export function useLiquid<Name extends liquid.LiquidAccountName>(name: Name, of?: liquid.OfLiquid | null) {
  const { rpc, key, liquidAddress } = useNode();
  return useQuery({
    queryKey: [...liquidKey(key), name, of],
    queryFn: async ({ signal }): Promise<FoundLiquid<Name>[]> => {
      const config = { commitment: "confirmed", abortSignal: signal } as const;
      return inOrder(await liquid.fetchLiquidAccounts(rpc, liquidAddress as Address, name, of ?? undefined, config));
    },
    enabled: liquidAddress !== undefined && of !== null,
    refetchInterval: READ_EVERY,
  });
}

/** All pools. */
export function usePools() {
  return useLiquid("Pool");
}

/** The accounts of a kind that are `owner`'s; none without an owner. */
export function useOwnedLiquid<Name extends "QueuedExit" | "ExitPart" | "SetAside">(
  name: Name,
  owner: Address | undefined,
) {
  return useLiquid(name, owner === undefined ? null : { field: "owner", is: owner });
}

function useStateQuery() {
  const { rpc, key, liquidAddress, programAddress } = useNode();
  return (address: Address) => ({
    queryKey: [...poolStatesKey(key), address],
    queryFn: ({ signal }: { readonly signal: AbortSignal }): Promise<liquid.PoolState> =>
      liquid.fetchPoolState(
        rpc,
        { programAddress: liquidAddress as Address, core: programAddress as Address },
        address,
        { commitment: "confirmed", abortSignal: signal },
      ),
    enabled: liquidAddress !== undefined && programAddress !== undefined,
    refetchInterval: READ_EVERY,
  });
}

/** A pool with all that values it. */
export function usePoolState(address: Address) {
  const query = useStateQuery();
  return useQuery(query(address));
}

/** Pools with all that values them, as far as they are read. */
export function usePoolStates(addresses: readonly Address[]) {
  const query = useStateQuery();
  return useQueries({ queries: addresses.map((address) => query(address)) });
}

/** How many transactions of a pool are read at a time. */
const PAGE = 30;

/** What happened in a pool, page by page, the latest first. */
export function usePoolEvents(address: Address) {
  const { rpc, key, liquidAddress } = useNode();
  return useInfiniteQuery({
    queryKey: [key, "history", "pool", address],
    queryFn: ({ pageParam, signal }) =>
      liquid.fetchPoolEvents(rpc, liquidAddress as Address, address, PAGE, { before: pageParam, abortSignal: signal }),
    initialPageParam: undefined as Signature | undefined,
    getNextPageParam: (page) => page.before,
    enabled: liquidAddress !== undefined,
  });
}

/** The programs that instructions of pools name; nothing where the page knows none. */
export function usePrograms(): liquid.OfPool | undefined {
  const { liquidAddress, programAddress } = useNode();
  return useMemo(
    () => (liquidAddress && programAddress ? { programAddress: liquidAddress, core: programAddress } : undefined),
    [liquidAddress, programAddress],
  );
}
