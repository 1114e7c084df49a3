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
    /** What was asked, or found; nothing where the program tells no figures. */
    readonly value?: bigint,
    /** What the rule allows, or needs. */
    readonly limit?: bigint,
  ) {
    super(refusalSentence(why, value === undefined || limit === undefined ? undefined : { value, limit }));
  }
}

/** What the program says of a refusal; in words where its value and limit are times that people wait for. */
export function refusalSentence(
  why: RestakingErrorName,
  figures?: { readonly value: bigint; readonly limit: bigint },
): string {
  const { message } = RESTAKING_ERRORS[why];
  if (why === "Paused") {
    return figures ? `It is paused until ${formatTime(figures.limit)}` : "It is paused";
  }
  if (!figures) {
    return message;
  }
  if (why === "TermRuns" || why === "TermHolds") {
    return `${message}: from ${formatTime(figures.limit)}`;
  }
  return why === "PausedLately"
    ? `${message}: there can be one from ${formatTime(figures.limit)}`
    : `${message}: ${figures.value} against ${figures.limit}`;
}

/** Throws a {@link Refusal} unless `holds`. */
export function ensure(holds: boolean, why: RestakingErrorName, value: bigint, limit: bigint): asserts holds {
  if (!holds) {
    throw new Refusal(why, value, limit);
  }
}
