/**
 * What a vault's shares have gained. Gains are for the eye: numbers, not money.
 */
import { rateNumber } from "../format/rate.js";

/** A vault's rate at a time, as an event or the account told it. */
export type RatePoint = {
  readonly time: bigint;
  readonly active: bigint;
  readonly supply: bigint;
};

/** How much a rate changed, as a part of what it was, and in how many seconds. */
export type Gain = { readonly change: number; readonly seconds: bigint };

/** The shortest time that a gain is told of, in seconds: a day. */
export const SHORTEST = 86_400n;

/**
 * How much a rate changed between two points; nothing if they are too close. It is not blown up to a year: a slash comes once,
 * and says nothing of the months to come.
 */
export function gainBetween(from: RatePoint, to: RatePoint): Gain | undefined {
  const seconds = to.time - from.time;
  if (seconds < SHORTEST || from.supply === 0n || to.supply === 0n) {
    return undefined;
  }
  return { change: rateNumber(to) / rateNumber(from) - 1, seconds };
}
