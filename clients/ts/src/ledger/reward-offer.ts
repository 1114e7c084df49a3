/**
 * Rewards by captured stake, in figures.
 */
import type { OfferArgs, OfferPartArgs } from "../generated/types/index.js";
import { mulDivFloor } from "./math.js";

/** What an offer has accrued by `now`, rounded down: all of it from its end on. */
export function accruedBy(offer: OfferArgs, now: bigint): bigint {
  const [amount, from, until] = [BigInt(offer.amount), BigInt(offer.from), BigInt(offer.until)];
  if (now >= until) {
    return amount;
  }
  return mulDivFloor(amount, now > from ? now - from : 0n, until - from);
}

/** What a share is computed from: a vault in a capture, and its operator in a table. */
export type ShareWeights = {
  readonly vault: bigint;
  readonly capture: bigint;
  readonly operator: bigint;
  readonly table: bigint;
};

/** The share of a vault in what a table was attributed, rounded down twice, the operator's commission included. */
export function shareOf(part: OfferPartArgs, { vault, capture, operator, table }: ShareWeights): bigint {
  return mulDivFloor(mulDivFloor(BigInt(part.amount), operator, table), vault, capture);
}
