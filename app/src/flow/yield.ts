/**
 * What a vault's shares have gained. Yields are for the eye: numbers, not money.
 */
import { rateNumber } from "../format/rate.js";

/** The seconds in a year. */
const YEAR = 365 * 86_400;

/** A vault's rate at a time, as an event or the account told it. */
export type RatePoint = {
  readonly time: bigint;
  readonly active: bigint;
  readonly supply: bigint;
};

/** A growth of a year, and over how many seconds it was seen. */
export type Yield = { readonly growth: number; readonly seconds: bigint };

/** The shortest time that a yearly growth is told from, in seconds: a day. Less says more of the moment than of the year. */
const SHORTEST = 86_400n;

/** The growth of a year that the rate's change between two points would make; nothing if they are too close. */
export function yieldBetween(from: RatePoint, to: RatePoint): Yield | undefined {
  const seconds = to.time - from.time;
  if (seconds < SHORTEST || from.supply === 0n || to.supply === 0n) {
    return undefined;
  }
  const change = rateNumber(to) / rateNumber(from);
  return { growth: change <= 0 ? -1 : change ** (YEAR / Number(seconds)) - 1, seconds };
}
