/**
 * What an asset is worth: a source's quote, and the two prices that a pool makes of it.
 */
import { min, mulDivCeil, mulDivFloor, sub } from "../../ledger/math.js";
import type { Rate } from "../generated/types/index.js";

/** A part of a whole; a whole of zero makes it nothing. */
export type Fraction = { readonly numerator: bigint; readonly denominator: bigint };

/** What a source says of its token at one moment. */
export type Quote = {
  /** All of its tokens and what is behind them. */
  readonly rate: Rate;
  /** What it charges of tokens that are redeemed: the larger of the fee of now and the announced one. */
  readonly exitFee: Fraction;
  /** Whether the rate is of now: a source that waits for an update is not. */
  readonly isFresh: boolean;
};

/** The two rates of an asset, and what its source charges. */
export type Price = { readonly low: Rate; readonly high: Rate; readonly exitFee: Fraction };

/** Nothing of a whole. */
export const NO_FRACTION: Fraction = { numerator: 0n, denominator: 0n };

/** One unit of value a token. */
export const PAR: Rate = { value: 1n, tokens: 1n };

/** The quote of a token that is worth one unit of value each, such as wrapped SOL. */
export const PAR_QUOTE: Quote = { rate: PAR, exitFee: NO_FRACTION, isFresh: true };

/** The quote of a source that says nothing. */
export const NO_QUOTE: Quote = { rate: { value: 0n, tokens: 0n }, exitFee: NO_FRACTION, isFresh: false };

/** Whether a rate values a token: a source without tokens or without value does not. */
export function isValid({ value, tokens }: Rate): boolean {
  return value > 0n && tokens > 0n;
}

/** Whether `a` values a token at more than `b` does. */
export function exceeds(a: Rate, b: Rate): boolean {
  return a.value * b.tokens > b.value * a.tokens;
}

/** The lower and the higher of two rates. */
export function ordered(a: Rate, b: Rate): readonly [low: Rate, high: Rate] {
  return exceeds(a, b) ? [b, a] : [a, b];
}

/** The fraction of `amount`, rounded up, and no more than all of it. */
export function fractionOf({ numerator, denominator }: Fraction, amount: bigint): bigint {
  if (numerator === 0n || denominator === 0n) {
    return 0n;
  }
  return min(mulDivCeil(amount, min(numerator, denominator), denominator), amount);
}

/** What `tokens` are worth to a leaver: redeemed at the source, by the lower rate. Rounded down. */
export function lowValue({ exitFee, low }: Price, tokens: bigint): bigint {
  return mulDivFloor(sub(tokens, fractionOf(exitFee, tokens)), low.value, low.tokens);
}

/** What `tokens` are worth to their holders: by the higher rate, without a fee. Rounded up. */
export function highValue({ high }: Price, tokens: bigint): bigint {
  return mulDivCeil(tokens, high.value, high.tokens);
}

/** The most tokens whose higher value is within `value`. */
export function tokensFor({ high }: Price, value: bigint): bigint {
  return mulDivFloor(value, high.tokens, high.value);
}
