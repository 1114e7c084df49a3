/**
 * Why a pool's transition would not happen: what the program would say.
 */
import { formatTime } from "../../time.js";
import { LIQUID_ERRORS, type LiquidErrorName } from "../generated/refusals/index.js";

/** What the program of liquid restaking would refuse. */
export class PoolRefusal extends Error {
  override readonly name = "PoolRefusal";

  constructor(
    /** The rule that it breaks, by the name of the program's error. */
    readonly why: LiquidErrorName,
    /** What was asked, or found; nothing where it does not inform. */
    readonly value?: bigint,
    /** What the rule allows, or needs. */
    readonly limit?: bigint,
  ) {
    super(poolRefusalSentence(why, value === undefined || limit === undefined ? undefined : { value, limit }));
  }
}

/** Refusals whose limit is a time to wait for. */
const WAITS: Partial<Record<LiquidErrorName, string>> = { Paused: "until", NotActiveYet: "until" };

/** The program's sentence for a refusal; with a date if its limit is a time to wait for. */
export function poolRefusalSentence(
  why: LiquidErrorName,
  figures?: { readonly value: bigint; readonly limit: bigint },
): string {
  const error = LIQUID_ERRORS[why];
  if (!figures || !("figures" in error)) {
    return error.message;
  }
  const waits = WAITS[why];
  return waits
    ? `${error.message} (${waits} ${formatTime(figures.limit)})`
    : `${error.message} (got ${figures.value}, limit ${figures.limit})`;
}

/** Throws a {@link PoolRefusal} unless `holds`. */
export function ensure(holds: boolean, why: LiquidErrorName, value: bigint, limit: bigint): asserts holds {
  if (!holds) {
    throw new PoolRefusal(why, value, limit);
  }
}
