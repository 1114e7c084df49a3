/**
 * Amounts as parts of a whole.
 */
import { BPS } from "../generated/constants/index.js";
import { mulDivFloor } from "../ledger/math.js";
import { ensure } from "../ledger/refusal.js";

/** An amount as itself, or as basis points of its whole. */
export type Part = { readonly exactly: bigint } | { readonly bps: bigint };

/** `bps` of `whole`, rounded down. */
export function partOf(whole: bigint, bps: bigint): bigint {
  ensure(bps >= 0n && bps <= BPS, "OverWhole", bps, BPS);
  return mulDivFloor(whole, bps, BPS);
}
