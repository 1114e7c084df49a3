/**
 * The one primitive behind every delayed change.
 */
import type { Delayed } from "../generated/types/index.js";
import { max, min } from "./math.js";

/** A value with no change pending. */
export function settled(value: bigint): Delayed {
  return { current: value, next: value, effective: 0n };
}

/** The value at `now`: `next` from `effective` on, that second included. */
export function valueAt(delayed: Delayed, now: bigint): bigint {
  return now >= delayed.effective ? delayed.next : delayed.current;
}

/** The lowest value at any time from `now` through `until`. */
export function lowestUntil(delayed: Delayed, now: bigint, until: bigint): bigint {
  const value = valueAt(delayed, now);
  return delayed.effective <= until ? min(value, delayed.next) : value;
}

/** The highest value at any time from `now` through `until`. */
export function highestUntil(delayed: Delayed, now: bigint, until: bigint): bigint {
  const value = valueAt(delayed, now);
  return delayed.effective <= until ? max(value, delayed.next) : value;
}

/** What must be set aside for the value now and the one to come: the larger. */
export function reserved(delayed: Delayed): bigint {
  return max(delayed.current, delayed.next);
}

/** The change that is pending at `now`, and its first active second; undefined if none is. */
export function pendingChange(
  delayed: Delayed,
  now: bigint,
): { readonly value: bigint; readonly from: bigint } | undefined {
  const pending = now < delayed.effective && delayed.next !== delayed.current;
  return pending ? { value: delayed.next, from: delayed.effective } : undefined;
}

/** The value without a change that has taken effect at `now`, and how much less is reserved than before. */
export function settle(delayed: Delayed, now: bigint): { readonly value: Delayed; readonly freed: bigint } {
  const value = now >= delayed.effective ? settled(delayed.next) : delayed;
  return { value, freed: reserved(delayed) - reserved(value) };
}

/** The first second at which `value` is active if it is announced at `now` and takes effect with `notice`. */
export function activeFrom(
  delayed: Delayed,
  value: bigint,
  now: bigint,
  notice: { readonly fall: bigint; readonly rise: bigint },
): bigint {
  const current = valueAt(delayed, now);
  return value === current ? now : value > current ? notice.rise : notice.fall;
}

/** A fee or another burden set to `value` at `now`: it falls at once, and rises from `effective` on. */
export function setBurden(delayed: Delayed, value: bigint, now: bigint, effective: bigint): Delayed {
  const current = valueAt(delayed, now);
  return value <= current ? settled(value) : { current, next: value, effective };
}
