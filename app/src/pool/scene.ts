/**
 * What the parts of a pool's view are drawn from.
 */
import type { Address } from "@solana/kit";
import { useMemo } from "react";
import { fetchClusterTime, liquid } from "restaking-client";

import { useDecimalsOf } from "../chain/accounts.js";
import { useKept } from "../chain/kept.js";
import { usePrograms } from "../chain/liquid.js";
import { type Names, useNames } from "../chain/names.js";
import { useNode } from "../chain/node.js";
import { shortAmount } from "../format/amount.js";
import { LRT_DECIMALS, type ToldValue, toldValue } from "../model/pool.js";

/** A pool, its value at a time, and how its amounts are written. */
export type PoolScene = {
  readonly state: liquid.PoolState;
  readonly told: ToldValue;
  /** The chain's time. */
  readonly now: bigint;
  readonly names: Names;
  readonly programs: liquid.OfPool;
  /** What the pool's shares are called. */
  readonly lrt: string;
  /** The decimals of a mint's amounts. */
  readonly decimalsOf: (mint: Address) => number;
  /** An amount of the asset at `place` in words. */
  readonly amountOf: (place: number, tokens: bigint) => string;
};

/** What the view of the pool at `address` is drawn from; nothing before all of it is read once. */
export function usePoolScene(
  address: Address,
  state: liquid.PoolState | undefined,
  now: bigint | undefined,
): PoolScene | undefined {
  const names = useNames();
  const programs = usePrograms();
  const pool = state?.pool;
  const mints = useMemo(() => (pool ? liquid.poolAssets(pool.data).map(({ mint }) => mint) : []), [pool]);
  const decimals = useDecimalsOf(mints);
  const scene = useMemo(
    () => (state && now !== undefined && programs ? poolScene({ state, now, names, programs, decimals }) : undefined),
    [state, now, names, programs, decimals],
  );
  // A new asset's decimals are on their way.
  return useKept(address, scene);
}

/** What a pool's view is drawn from; nothing where the decimals of an asset are not known. */
export function poolScene(
  of: Pick<PoolScene, "state" | "now" | "names" | "programs"> & { readonly decimals: ReadonlyMap<Address, number> },
): PoolScene | undefined {
  const { state, now, names, programs, decimals } = of;
  const mints = liquid.poolAssets(state.pool.data).map(({ mint }) => mint);
  if (!mints.every((mint) => decimals.has(mint))) {
    return undefined;
  }
  const decimalsOf = (mint: Address) => decimals.get(mint) ?? LRT_DECIMALS;
  return {
    state,
    told: toldValue(state, now),
    now,
    names,
    programs,
    lrt: names.known(state.pool.data.lrtMint) ? names.of(state.pool.data.lrtMint) : "LRT",
    decimalsOf,
    amountOf: (place, tokens) => {
      const mint = mints[place];
      return mint ? `${shortAmount(tokens, decimalsOf(mint))} ${names.of(mint)}` : String(tokens);
    },
  };
}

/** A pool read anew, with what updates its stake pools: what the page shows may be half a minute old. */
export type FreshPool = liquid.InPool & liquid.Updating;

/** Reads the pool at `address` anew for what is signed now. `valued` tells whether its value is needed: its stake pools are updated then. */
export type ReadPool = (address: Address, valued: boolean) => Promise<FreshPool>;

/** How pools are read anew. */
export function useReadPool(): ReadPool {
  const { rpc } = useNode();
  const programs = usePrograms();
  return async (address, valued) => {
    if (!programs) {
      throw new Error("The page knows no program of liquid restaking on this cluster");
    }
    const config = { commitment: "confirmed" } as const;
    const [state, now] = await Promise.all([
      liquid.fetchPoolState(rpc, programs, address, config),
      fetchClusterTime(rpc, config),
    ]);
    const updates = valued ? await liquid.updateSources(rpc, state) : [];
    return { ...programs, state, now, updates };
  };
}

/** Reads one pool anew; see {@link ReadPool}. */
export function useFreshPool(address: Address): (valued: boolean) => Promise<FreshPool> {
  const read = useReadPool();
  return (valued) => read(address, valued);
}
