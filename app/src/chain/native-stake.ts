/**
 * Native stake: validators' pools, the reader's stake accounts, and what the cluster says of both.
 */
import type { Address } from "@solana/kit";
import { useQuery } from "@tanstack/react-query";
import {
  fetchPool,
  fetchPoolOfMint,
  fetchStakeAccounts,
  fetchStakeClock,
  fetchStakeRent,
  type ReadPool,
  type SinglePool,
  type StakeClock,
  type Vault,
  WRAPPED_SOL,
} from "restaking-client";

import { useNode } from "./node.js";

/** How often stake accounts are read again: nodes send no notice of them. In milliseconds. */
const READ_EVERY = 30_000;

/** The decimals of pools' tokens. */
const DECIMALS = 9;

/** The validator's pool whose token a vault takes; null where it takes another. A node that does not list pools tells of none. */
export function usePoolOf({ assetMint, decimals }: Pick<Vault, "assetMint" | "decimals">) {
  const { rpc, key } = useNode();
  return useQuery({
    queryKey: [key, "pool of", assetMint],
    queryFn: async ({ signal }): Promise<SinglePool | null> =>
      (await fetchPoolOfMint(rpc, assetMint, { commitment: "confirmed", abortSignal: signal })) ?? null,
    enabled: decimals === DECIMALS && assetMint !== WRAPPED_SOL,
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
}

/** A pool as it stands, the rent of a stake account, and the cluster's clock. */
export type PoolStanding = { readonly pool: ReadPool; readonly rent: bigint; readonly clock: StakeClock };

/** A pool as it stands. */
export function usePoolStanding(pool: SinglePool) {
  const { rpc, key } = useNode();
  return useQuery({
    queryKey: [key, "balance", "pool", pool.pool],
    queryFn: async ({ signal }): Promise<PoolStanding> => {
      const config = { commitment: "confirmed", abortSignal: signal } as const;
      const [read, rent, clock] = await Promise.all([
        fetchPool(rpc, pool, config),
        fetchStakeRent(rpc, config),
        fetchStakeClock(rpc, config),
      ]);
      return { pool: read, rent, clock };
    },
    refetchInterval: READ_EVERY,
  });
}

/** The stake accounts of `owner` that are delegated to a validator; none without an owner. */
export function useStakeAccounts(owner: Address | undefined, vote: Address) {
  const { rpc, key } = useNode();
  return useQuery({
    queryKey: [key, "balance", "stake", owner, vote],
    queryFn: ({ signal }) =>
      fetchStakeAccounts(rpc, owner as Address, vote, { commitment: "confirmed", abortSignal: signal }),
    enabled: owner !== undefined,
    refetchInterval: READ_EVERY,
  });
}
