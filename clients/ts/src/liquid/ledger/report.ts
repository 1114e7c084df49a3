/**
 * The reported price of an asset that has no source on this chain.
 */
import { max } from "../../ledger/math.js";
import type { Report } from "../generated/types/index.js";
import { NO_FRACTION, type Quote } from "./price.js";

/** What a report says at `now`. The asset enters and leaves by the worse of the rate and the one before it. */
export function reportQuote({ rate, before, reportedAt, maxAgeSeconds }: Report, now: bigint): Quote {
  const isFresh = max(now - reportedAt, 0n) <= maxAgeSeconds;
  return { rate, before, exitFee: NO_FRACTION, isFresh, isNeeded: true };
}
