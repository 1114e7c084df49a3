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
  /** The rate before it, of a source that may choose its rate; {@link NO_RATE} for any other. */
  readonly before: Rate;
  /** What it charges of tokens that are redeemed: the larger of the fee of now and the announced one. */
  readonly exitFee: Fraction;
  /** Whether the rate is of now: a source that waits for an update is not. */
  readonly isFresh: boolean;
  /** Whether the asset takes deposits now, or something of it may be left. No other needs a rate. */
  readonly isNeeded: boolean;
};

/** The two rates of an asset, and what its source charges. */
export type Price = { readonly low: Rate; readonly high: Rate; readonly exitFee: Fraction };

/** Nothing of a whole. */
export const NO_FRACTION: Fraction = { numerator: 0n, denominator: 0n };

/** One unit of value a token. */
export const PAR: Rate = { value: 1n, tokens: 1n };

/** No rate. */
export const NO_RATE: Rate = { value: 0n, tokens: 0n };

/** What a source says that an asset needs. */
export function quoteFor(rate: Rate, exitFee: Fraction, isFresh: boolean): Quote {
  return { rate, before: NO_RATE, exitFee, isFresh, isNeeded: true };
}

/** The quote of a token that is worth one unit of value each, such as wrapped SOL. */
export const PAR_QUOTE: Quote = quoteFor(PAR, NO_FRACTION, true);

/** The quote of a source that no one asks. */
export const NO_QUOTE: Quote = { ...quoteFor(NO_RATE, NO_FRACTION, false), isNeeded: false };

/** Whether a rate values a token: a source without tokens or without value does not. */
export function isValid({ value, tokens }: Rate): boolean {
  return value > 0n && tokens > 0n;
}

/** Whether two rates are of the same figures. */
export function isSame(a: Rate, b: Rate): boolean {
  return a.value === b.value && a.tokens === b.tokens;
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

/** The price by which the asset is worth no more to one that enters or leaves than by `rate`. */
export function bounded(price: Price, rate: Rate): Price {
  return {
    ...price,
    low: exceeds(price.low, rate) ? rate : price.low,
    high: exceeds(rate, price.high) ? rate : price.high,
  };
}

/** What the two rates of `tokens` differ by. */
export function doubtOf(price: Price, tokens: bigint): bigint {
  return sub(highValue(price, tokens), mulDivFloor(tokens, price.low.value, price.low.tokens));
}

/** The most tokens whose higher value is within `value`. */
export function tokensFor({ high }: Price, value: bigint): bigint {
  return mulDivFloor(value, high.tokens, high.value);
}
