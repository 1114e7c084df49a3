/**
 * An amount that comes out evenly over a time.
 */
import type { Stream } from "../generated/types/index.js";
import { max, mulDivFloor } from "./math.js";

/** What is due of a stream by `now`, rounded down. */
export function streamDue(stream: Stream, now: bigint): bigint {
  if (now >= stream.end) {
    return stream.left;
  }
  return now <= stream.updated ? 0n : mulDivFloor(stream.left, now - stream.updated, stream.end - stream.updated);
}

/** The stream once what is due by `now` has come out, and how much that is. */
export function released(stream: Stream, now: bigint): { readonly stream: Stream; readonly due: bigint } {
  const due = streamDue(stream, now);
  // A rounding to nothing does not use up the time.
  const moves = due > 0n || stream.left === 0n || now >= stream.end;
  return { stream: moves ? { ...stream, left: stream.left - due, updated: max(stream.updated, now) } : stream, due };
}
