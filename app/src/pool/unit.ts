/**
 * How amounts of a pool's assets are written.
 */
import { liquid } from "restaking-client";

import { LRT_DECIMALS } from "../model/pool.js";
import type { Unit } from "../wallet/describe.js";
import type { PoolScene } from "./scene.js";

/** The words for amounts of the asset at `place` and of the pool's shares. */
export function unitOf({ state, names, lrt, decimalsOf }: PoolScene, place: number): Unit {
  const mint = liquid.poolAssets(state.pool.data)[place]?.mint;
  return mint
    ? { decimals: decimalsOf(mint), asset: names.of(mint), share: lrt }
    : { decimals: LRT_DECIMALS, asset: "", share: lrt };
}
