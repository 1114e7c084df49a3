/**
 * Why a transition would not happen, with the value that is wrong and the limit that it breaks: what the program would say.
 */
import { RESTAKING_ERRORS, type RestakingErrorName } from "../generated/refusals/index.js";

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
    super(`${RESTAKING_ERRORS[why].message}: ${value} against ${limit}`);
  }
}

/** Throws a {@link Refusal} unless `holds`. */
export function ensure(holds: boolean, why: RestakingErrorName, value: bigint, limit: bigint): asserts holds {
  if (!holds) {
    throw new Refusal(why, value, limit);
  }
}
