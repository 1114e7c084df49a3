/**
 * Parts of amounts in basis points.
 */
import { BPS } from "../generated/constants/index.js";
import { max, min, mulDivCeil, mulDivFloor } from "./math.js";

/** A fee of `bps` on `amount`, rounded up. It leaves at least one unit: no exit is so small that a fee takes all of it. */
export function charge(amount: bigint, bps: bigint): bigint {
  return min(mulDivCeil(amount, bps, BPS), max(amount - 1n, 0n));
}

/** A part of `bps` of a reward for another party than the vault's holders, rounded down. */
export function part(amount: bigint, bps: bigint): bigint {
  return mulDivFloor(amount, bps, BPS);
}
