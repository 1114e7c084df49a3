/**
 * What a position has earned of a bond pool's rewards.
 */
import type { BondPool, BondPosition, Earning, RewardSlot } from "../generated/types/index.js";
import { ensure } from "./refusal.js";
import { streamDue } from "./stream.js";

const HALF = 1n << 64n;
const WHOLE = 1n << 128n;

/** What a claim of the reward at `place` would pay a position at `now`, in the reward's smallest units. */
export function rewardOwed(pool: BondPool, position: BondPosition, place: number, now: bigint): bigint {
  const [slot, earning] = [pool.slots[place], position.earnings[place]];
  ensure(
    slot !== undefined && earning !== undefined && BigInt(place) < pool.rewards,
    "NoReward",
    BigInt(place),
    pool.rewards,
  );
  const grown = (countAt(slot, pool.bonded, now) - wide(earning.perShare) + WHOLE) % WHOLE;
  return earning.owed + (position.bonded * grown + earning.fraction) / HALF;
}

/**
 * What one bonded share has earned at `now`, in 1/2^64 of a unit. While no shares are bonded, the rest of the stream
 * waits.
 */
function countAt(slot: RewardSlot, bonded: bigint, now: bigint): bigint {
  const due = bonded === 0n ? 0n : streamDue(slot.stream, now);
  return due === 0n ? wide(slot.perShare) : (wide(slot.perShare) + (due * HALF + slot.leftOver) / bonded) % WHOLE;
}

function wide(halves: Earning["perShare"]): bigint {
  const [low, high] = halves as [bigint, bigint];
  return low + high * HALF;
}
