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

/** Refusals whose limit is a time to wait for. */
const WAITS: Partial<Record<RestakingErrorName, string>> = {
  Paused: "until",
  PausedLately: "not before",
  TermRuns: "until",
  TermHolds: "until",
};

/** The program's sentence for a refusal; with a date if its limit is a time to wait for. */
export function refusalSentence(
  why: RestakingErrorName,
  figures?: { readonly value: bigint; readonly limit: bigint },
): string {
  const error = RESTAKING_ERRORS[why];
  if (!figures || !("figures" in error)) {
    return error.message;
  }
  const waits = WAITS[why];
  return waits
    ? `${error.message} (${waits} ${formatTime(figures.limit)})`
    : `${error.message} (got ${figures.value}, limit ${figures.limit})`;
}

/** Throws a {@link Refusal} unless `holds`. */
export function ensure(holds: boolean, why: RestakingErrorName, value: bigint, limit: bigint): asserts holds {
  if (!holds) {
    throw new Refusal(why, value, limit);
  }
}
