/**
 * Pledges: assets put in while a slash is open. Its execution restores by them what it took, and a veto gives them back.
 */
import type { Slash } from "../generated/types/index.js";
import { min, mulDivFloor } from "./math.js";
import { ensure } from "./refusal.js";

/** What comes back of each part of a slash. */
export type Restored = {
  /** To the active assets, which shares own. */
  readonly active: bigint;
  /** To the pools of the bucket of the slash's epoch, and of the next one's. */
  readonly exiting: readonly (readonly bigint[])[];
};

/**
 * What a pledge of `assets` takes in for a slash for which `pledged` is pledged already: at most what is left to pledge for.
 *
 * @throws Refusal What the program would refuse the pledge for.
 */
export function pledgeTakes({ stake }: Pick<Slash, "stake">, pledged: bigint, assets: bigint): bigint {
  ensure(assets > 0n, "Zero", 0n, 1n);
  ensure(pledged < stake, "FullyPledged", pledged, stake);
  return min(assets, stake - pledged);
}

/**
 * What an execution restores where `pledged` is pledged for a slash: `pledged / stake` of each part that it took. Each pool
 * gets its part of what is left to come back, rounded down, and the active assets the rest; none gets more than it lost.
 *
 * @throws Refusal For more than the slash took.
 */
export function restoredBy(slash: Pick<Slash, "stake" | "active" | "exiting">, pledged: bigint): Restored {
  ensure(pledged <= slash.stake, "FullyPledged", pledged, slash.stake);
  let [left, of] = [pledged, slash.stake];
  const exiting = slash.exiting.map((pools) =>
    pools.map((lost) => {
      if (lost === 0n) {
        return 0n;
      }
      const back = mulDivFloor(left, lost, of);
      [left, of] = [left - back, of - lost];
      return back;
    }),
  );
  return { active: left, exiting };
}
