/**
 * Arithmetic as the program's: within 64 bits, with a stated rounding, and refused where it does not fit.
 */
import { ensure } from "./refusal.js";

/** The largest amount. */
export const U64_MAX = (1n << 64n) - 1n;

/** The latest time. */
export const I64_MAX = (1n << 63n) - 1n;

/** The earliest time. */
export const I64_MIN = -(1n << 63n);

/** `a + b`, refused if it does not fit. */
export function add(a: bigint, b: bigint): bigint {
  ensure(a + b <= U64_MAX, "Overflow", a, b);
  return a + b;
}

/** The sum of all `parts`, refused if it does not fit. */
export function sum(parts: readonly bigint[]): bigint {
  const all = parts.reduce((total, each) => total + each, 0n);
  ensure(all <= U64_MAX, "Overflow", U64_MAX, U64_MAX);
  return all;
}

/** `a - b`, refused below zero. */
export function sub(a: bigint, b: bigint): bigint {
  ensure(a >= b, "Overflow", a, b);
  return a - b;
}

/** `floor(a·b/c)`. */
export function mulDivFloor(a: bigint, b: bigint, c: bigint): bigint {
  ensure(c !== 0n, "Overflow", a, c);
  return narrow((a * b) / c, a);
}

/** `ceil(a·b/c)`. */
export function mulDivCeil(a: bigint, b: bigint, c: bigint): bigint {
  ensure(c !== 0n, "Overflow", a, c);
  return narrow((a * b + c - 1n) / c, a);
}

/** `floor(a·(n0·n1)/(d0·d1))` in one division, for a ratio of at most one. */
export function mulRatioFloor(
  a: bigint,
  [n0, n1]: readonly [bigint, bigint],
  [d0, d1]: readonly [bigint, bigint],
): bigint {
  const [n, d] = [n0 * n1, d0 * d1];
  ensure(d !== 0n && n <= d, "Overflow", n0, d0);
  return (a * n) / d;
}

/** `ceil(a·(n0·n1)/(d0·d1))`, for a ratio of at most one. */
export function mulRatioCeil(
  a: bigint,
  [n0, n1]: readonly [bigint, bigint],
  [d0, d1]: readonly [bigint, bigint],
): bigint {
  const [n, d] = [n0 * n1, d0 * d1];
  ensure(d !== 0n && n <= d, "Overflow", n0, d0);
  return (a * n + d - 1n) / d;
}

/** The smaller. */
export function min(a: bigint, b: bigint): bigint {
  return a < b ? a : b;
}

/** The larger. */
export function max(a: bigint, b: bigint): bigint {
  return a > b ? a : b;
}

/** `time + seconds`, at most the latest time. */
export function later(time: bigint, seconds: bigint): bigint {
  return min(time + seconds, I64_MAX);
}

function narrow(wide: bigint, value: bigint): bigint {
  ensure(wide <= U64_MAX, "Overflow", value, U64_MAX);
  return wide;
}
