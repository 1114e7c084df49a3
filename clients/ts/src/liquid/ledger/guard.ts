/**
 * How far a source's rate may move at once.
 */
import { BPS } from "../../generated/constants/index.js";
import { add, I64_MAX, min, mulDivFloor } from "../../ledger/math.js";
import type { Band, Rate, RateGuard } from "../generated/types/index.js";
import { isSame, isValid, NO_RATE, ordered, type Price, type Quote } from "./price.js";
import { ensure } from "./refusal.js";

/** How a rate stands to its band: within it, outside, or far outside. */
export type Standing = "accepted" | "quarantined" | "rejected";

/** The most that a rate may rise without a quarantine, however long no one looked, in basis points. */
const MAX_RISE_BPS = BPS;

function periodAt({ periodSeconds }: Band, now: bigint): bigint {
  return now < 0n ? 0n : now / (periodSeconds === 0n ? 1n : periodSeconds);
}

/** How `rate` stands to `base`, from which it had so many periods to rise. */
function judge(band: Band, rate: Rate, base: Rate, periods: bigint): Standing {
  const was = mulDivFloor(rate.tokens, base.value, base.tokens);
  const after = (bps: bigint) => add(was, mulDivFloor(was, min(bps * periods, MAX_RISE_BPS), BPS));
  const [most, limit] = [after(band.riseBps), after(band.rejectBps)];
  const least = was - mulDivFloor(was, min(band.fallBps, BPS), BPS);
  if (rate.value > limit) {
    return "rejected";
  }
  return rate.value > most || rate.value < least ? "quarantined" : "accepted";
}

/** Whether a rate waits to be accepted. */
export function isSuspicious({ suspect }: RateGuard): boolean {
  return isValid(suspect);
}

/** When the suspect rate of a guard is accepted by itself. */
export function acceptedFrom(guard: RateGuard, { quarantineSeconds }: Band): bigint {
  return min(guard.since + quarantineSeconds, I64_MAX);
}

/** The guard once it took notice of what the source says at `now`, how that stands, and the prices by which the asset is valued. */
export function observed(
  guard: RateGuard,
  quote: Quote,
  band: Band,
  now: bigint,
): { readonly guard: RateGuard; readonly standing: Standing; readonly price: Price } {
  const { rate } = quote;
  ensure(isValid(rate), "NoRate", rate.value, rate.tokens);
  const period = periodAt(band, now);
  let next = guard;
  if (period > guard.period) {
    // A guard that never looked has no period to count from.
    next = { ...next, periods: guard.period === 0n ? 1n : period - guard.period, base: guard.accepted, period };
  }
  let standing = isSame(rate, next.base) ? "accepted" : judge(band, rate, next.base, next.periods);
  if (standing !== "accepted") {
    // The suspect rises by its yield meanwhile, as any rate does.
    const since = periodAt(band, next.since);
    const periods = 1n + (period > since ? period - since : 0n);
    if (!isSuspicious(next) || judge(band, rate, next.suspect, periods) !== "accepted") {
      next = { ...next, suspect: rate, since: now };
    }
    if (now >= acceptedFrom(next, band)) {
      next = { ...next, base: rate, periods: 1n };
      standing = "accepted";
    }
  }
  if (standing === "accepted") {
    next = { ...next, accepted: rate, suspect: NO_RATE, since: 0n };
  }
  const [low, high] = ordered(next.accepted, rate);
  return { guard: next, standing, price: { low, high, exitFee: quote.exitFee } };
}

/** The guard once periods have another length from `now` on. The running period lasts through the next one. */
export function restarted(guard: RateGuard, band: Band, now: bigint): RateGuard {
  // A guard that never looked has no period.
  return guard.period > 0n ? { ...guard, period: periodAt(band, now) + 1n } : guard;
}

/** The price by the last accepted rate, for a source that says none. */
export function lastPrice({ accepted }: RateGuard, { exitFee }: Quote): Price {
  return { low: accepted, high: accepted, exitFee };
}
