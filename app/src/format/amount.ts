/**
 * Amounts as people read and write them. Money is whole smallest units in a bigint everywhere else.
 */

import { type AmountProblem, BPS, formatAmount, NoAmount, parseAmount as readAmount } from "restaking-client";

/** The largest amount that a token account can hold, in smallest units. */
export const MAX_AMOUNT = (1n << 64n) - 1n;

/** What was written, read: an amount in smallest units, or what is wrong with it. */
export type ParsedAmount =
  | { readonly ok: true; readonly value: bigint }
  | { readonly ok: false; readonly problem: string };

/** What is wrong with an entered amount, for the user. */
const PROBLEMS: Partial<Record<AmountProblem, string>> = {
  empty: "Write an amount",
  separator: "Write the decimals after a point, and nothing between digits: 1250.5",
  figure: "Write a number, such as 1250.5",
};

/** Reads an amount in whole tokens, as `1250.5`, exactly: it is never rounded, and nothing in it is guessed. */
export function parseAmount(text: string, decimals: number): ParsedAmount {
  try {
    return { ok: true, value: readAmount(text, decimals) };
  } catch (error) {
    if (!(error instanceof NoAmount)) {
      throw error;
    }
    const own =
      error.problem === "over"
        ? `The most that a token account holds is ${formatAmount(MAX_AMOUNT, decimals)}`
        : PROBLEMS[error.problem];
    return { ok: false, problem: own ?? error.message };
  }
}

/**
 * An amount for the eye: digits in groups, and no more decimals than say something at its size. Rounded toward zero, so that
 * no more is shown than there is; what is not zero never reads as zero.
 */
export function shortAmount(value: bigint, decimals: number): string {
  const sign = value < 0n ? "−" : "";
  const [whole = "0", fraction = ""] = formatAmount(value < 0n ? -value : value, decimals).split(".");
  const kept = fraction.slice(0, decimalsShown(whole)).replace(/0+$/, "");
  if (whole === "0" && kept === "" && fraction !== "") {
    return `${sign}<0.0001`;
  }
  return sign + group(whole) + (kept ? `.${kept}` : "");
}

function decimalsShown(whole: string): number {
  return whole.length > 4 ? 0 : whole.length > 2 ? 2 : 4;
}

/** Digits in groups of three, apart by a narrow space that does not break. */
export function group(digits: string): string {
  return digits.replace(/\B(?=(\d{3})+$)/g, "\u202f");
}

/** Basis points as a percentage: 250 is `2.5%`. */
export function percentOfBps(bps: bigint): string {
  return `${formatAmount(bps, 2)}%`;
}

/** A part of a whole as a percentage with one decimal, rounded to nearest. */
export function percentOf(part: bigint, whole: bigint): string {
  if (whole === 0n || part === 0n) {
    return "0%";
  }
  const tenths = (part * 1_000n + whole / 2n) / whole;
  return tenths === 0n ? "<0.1%" : `${formatAmount(tenths, 1)}%`;
}

/** A part of a whole as a percentage with two decimals, as roles write it, rounded to nearest. */
export function sharePercent(part: bigint, whole: bigint): string {
  return percentOfBps(whole === 0n ? 0n : (part * BPS + whole / 2n) / whole);
}

/** A change as a percentage with its sign: 0.0712 is `+7.12%`. */
export function percentOfChange(change: number): string {
  const percent = change * 100;
  if (Math.abs(percent) >= 1_000) {
    return percent > 0 ? ">1\u202f000%" : "<−1\u202f000%";
  }
  const rounded = percent.toFixed(2);
  if (Number(rounded) === 0) {
    return "0%";
  }
  return `${percent > 0 ? "+" : ""}${rounded.replace("-", "−")}%`;
}

/** A growth of a year as a percentage: 0.0712 is `7.12%`. */
export function percentOfYear(growth: number): string {
  return percentOfChange(growth).replace("+", "");
}
