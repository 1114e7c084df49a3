/**
 * What a vault's shares have gained. Gains are for the eye: numbers, not money.
 */
import type { VaultLedger } from "restaking-client";

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
const SHORTEST = 86_400n;

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

/** The seconds in a year. */
const YEAR = 365 * 86_400;

/** What comes out of a stream in a year at its pace of now, as a part of what it comes out to, and until when it does. */
export type Yield = { readonly growth: number; readonly until: bigint };

/** What a vault's holders earn now by the rewards that are coming out; nothing if none are. */
export function yieldOf({ stream, books }: Pick<VaultLedger, "stream" | "books">, now: bigint): Yield | undefined {
  const { left, updated, end } = stream;
  if (left === 0n || now >= end || books.supply === 0n || books.active === 0n) {
    return undefined;
  }
  return { growth: ((Number(left) / Number(end - updated)) * YEAR) / Number(books.active), until: end };
}
