/**
 * An amount that streams evenly over a time.
 */
import { MAX_STREAM_SECONDS } from "../generated/constants/index.js";
import type { Stream } from "../generated/types/index.js";
import { add, later, max, mulDivFloor } from "./math.js";
import { ensure } from "./refusal.js";

/** What is due of a stream by `now`, rounded down. */
export function streamDue(stream: Stream, now: bigint): bigint {
  if (now >= stream.end) {
    return stream.left;
  }
  return now <= stream.updated ? 0n : mulDivFloor(stream.left, now - stream.updated, stream.end - stream.updated);
}

/** The stream after the release of what is due by `now`, and the released amount. */
export function released(stream: Stream, now: bigint): { readonly stream: Stream; readonly due: bigint } {
  const due = streamDue(stream, now);
  // A rounding to nothing does not use up the time.
  const moves = due > 0n || stream.left === 0n || now >= stream.end;
  return { stream: moves ? { ...stream, left: stream.left - due, updated: max(stream.updated, now) } : stream, due };
}

/** The stream with its rest put off by the time up to `now`, in which no holder was there to earn it. */
export function putOff(stream: Stream, now: bigint): Stream {
  if (now <= stream.updated) {
    return stream;
  }
  const rest = stream.left === 0n ? 0n : stream.end - stream.updated;
  return { ...stream, updated: now, end: later(now, rest) };
}

/**
 * The stream once `amount` is paid in at `now`, to stream over `seconds`, and the amount due at that time.
 *
 * What runs and what is paid become one stream that ends at the mean of both ends, weighted by their amounts and rounded to the
 * end of what ran.
 *
 * @throws Refusal `StreamTooLong` or `Overflow`.
 */
export function streamPaid(
  stream: Stream,
  amount: bigint,
  seconds: bigint,
  now: bigint,
): { readonly stream: Stream; readonly due: bigint } {
  ensure(seconds <= MAX_STREAM_SECONDS, "StreamTooLong", seconds, MAX_STREAM_SECONDS);
  const before = released(stream, now);
  const folded = amount > 0n ? folds(before.stream, amount, seconds, now) : before.stream;
  const after = released(folded, folded.updated);
  return { stream: after.stream, due: before.due + after.due };
}

function folds(stream: Stream, amount: bigint, seconds: bigint, now: bigint): Stream {
  // Where the clock has run back, both go on from the later time.
  const from = max(stream.updated, now);
  // What ran has no weight if nothing of it is left.
  const rest = stream.left === 0n ? seconds : max(stream.end - from, 0n);
  const left = add(stream.left, amount);
  const [more, less] = [max(seconds - rest, 0n), max(rest - seconds, 0n)];
  const time = rest + mulDivFloor(amount, more, left) - mulDivFloor(amount, less, left);
  return { left, updated: from, end: later(from, time) };
}
