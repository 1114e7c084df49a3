/**
 * What the acts of a pool's roles are about.
 */
import { type Instruction, type InstructionPlan, singleInstructionPlan } from "@solana/kit";
import { liquid, NOBODY } from "restaking-client";

import type { World } from "../chain/market.js";
import type { FreshPool, PoolScene } from "../pool/scene.js";
import type { Timing } from "./changes.js";
import type { Act } from "./form.js";
import type { Place } from "./place.js";

/** A pool, and where it is acted on. */
export type PoolActScene = PoolScene & {
  readonly place: Place;
  readonly world: World | undefined;
  readonly fresh: (valued: boolean) => Promise<FreshPool>;
};

/** A value that rises with the pool's notice, and falls at once. While there are no holders, it rises at once too. */
export function poolBurden({ state, now }: PoolScene, burden: Timing["burden"] = "rise"): Timing {
  const { noticeSeconds, ledger } = state.pool.data;
  return { now, rise: ledger.supply === 0n ? undefined : now + noticeSeconds, fall: undefined, burden };
}

/** When a change that burdens holders takes effect; nothing for at once, while there are none. */
export function afterNotice(scene: PoolScene): bigint | undefined {
  return poolBurden(scene).rise;
}

/** Acts of a pool: its holders can leave in kind at any time, and are out at once. */
export function ofPool(scene: PoolScene, acts: readonly Act[]): Act[] {
  return acts.map((act) => ({ ...act, ofPool: true, outAt: scene.now }));
}

/** A plan of one instruction. */
export function single(step: Instruction): InstructionPlan {
  return singleInstructionPlan(step);
}

/** A pool's assets as options, by place. */
export function assetOptions({ state, names }: PoolScene): (readonly [string, string])[] {
  return liquid.poolAssets(state.pool.data).map(({ mint }, place) => [String(place), names.of(mint)] as const);
}

/** A pool's vaults as options, by place. */
export function placementOptions({ state, names }: PoolScene): (readonly [string, string])[] {
  return state.pool.data.placements.flatMap(({ vault }, place) =>
    vault === NOBODY ? [] : [[String(place), names.of(vault)] as const],
  );
}
