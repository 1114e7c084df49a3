/**
 * Why a transition would not happen, with the value that is wrong and the limit that it breaks: what the program would say.
 */
import { RESTAKING_ERRORS, type RestakingErrorName } from "../generated/refusals/index.js";
import { formatTime } from "../time.js";

/** What the program would refuse. */
export class Refusal extends Error {
  override readonly name = "Refusal";

  constructor(
    /** The rule that it breaks, by the name of the program's error. */
    readonly why: RestakingErrorName,
    /** What was asked, or found. */
    readonly value: bigint,
    /** What the rule allows, or needs. */
    readonly limit: bigint,
  ) {
    super(refusalSentence(why, value, limit));
  }
}

/** What the program says of a refusal, with the value and the limit; in words where these are times that people wait for. */
export function refusalSentence(why: RestakingErrorName, value: bigint, limit: bigint): string {
  switch (why) {
    case "Paused":
      return `It is paused until ${formatTime(limit)}`;
    case "PausedLately":
      return `${RESTAKING_ERRORS[why].message}: there can be one from ${formatTime(limit)}`;
    default:
      return `${RESTAKING_ERRORS[why].message}: ${value} against ${limit}`;
  }
}

/** Throws a {@link Refusal} unless `holds`. */
export function ensure(holds: boolean, why: RestakingErrorName, value: bigint, limit: bigint): asserts holds {
  if (!holds) {
    throw new Refusal(why, value, limit);
  }
}
