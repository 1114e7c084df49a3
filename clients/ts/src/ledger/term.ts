/**
 * The term of a vault: a time in which its stakers stay, on what they saw before it began.
 */
import { FALL_EPOCHS } from "../generated/constants/index.js";
import type { VaultLedger } from "../generated/types/index.js";
import { I64_MAX, max, min } from "./math.js";
import { ensure } from "./refusal.js";
import { timeAt } from "./vault.js";

/** Whether a vault has a term at all, in the past, now or to come. */
export function hasTerm({ term }: VaultLedger): boolean {
  return term.end > term.start;
}

/** Whether `now` is inside the vault's term. */
export function isTermRunning(ledger: VaultLedger, now: bigint): boolean {
  const time = timeAt(ledger, now);
  return time >= ledger.term.start && time < ledger.term.end;
}

/** The first second at which the term holds no staker, though it has not ended: two epochs before its end. */
export function termOpens({ term, epochSeconds }: VaultLedger): bigint {
  return max(term.end - min(epochSeconds * FALL_EPOCHS, I64_MAX), -I64_MAX);
}

/** Whether the term keeps everyone from asking to leave at `now`. */
export function isHeld(ledger: VaultLedger, now: bigint): boolean {
  const time = timeAt(ledger, now);
  return time >= ledger.term.start && time < termOpens(ledger);
}

/** The first second from `now` on at which an exit can be requested. */
export function exitFrom(ledger: VaultLedger, now: bigint): bigint {
  return isHeld(ledger, now) ? termOpens(ledger) : timeAt(ledger, now);
}

/**
 * Refuses a deposit inside the term.
 *
 * @throws Refusal `TermRuns`.
 */
export function checkEntry(ledger: VaultLedger, now: bigint): void {
  ensure(!isTermRunning(ledger, now), "TermRuns", max(timeAt(ledger, now), 0n), max(ledger.term.end, 0n));
}

/**
 * Refuses an exit, at once or not, while the term holds everyone.
 *
 * @throws Refusal `TermHolds`.
 */
export function checkHeld(ledger: VaultLedger, now: bigint): void {
  ensure(!isHeld(ledger, now), "TermHolds", max(timeAt(ledger, now), 0n), max(termOpens(ledger), 0n));
}
