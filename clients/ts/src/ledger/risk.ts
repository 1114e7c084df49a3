/**
 * How a vault's stake is split among operators and NCNs, and what one slash could take of it.
 */
import type {
  Agreement,
  Allocation,
  Approved,
  Books,
  Delegation,
  Losses,
  LossLimits,
  SlashPolicy,
  VaultLedger,
} from "../generated/types/index.js";
import { stakeOf, UNITS } from "./books.js";
import { settle, valueAt } from "./delayed.js";
import { add, BPS, max, min, mulDivCeil, mulDivFloor, mulRatioCeil, mulRatioFloor, sub } from "./math.js";
import { ensure } from "./refusal.js";
import { booksAt, epochAt, timeAt } from "./vault.js";

/** The most open slashes of one allocation. */
export const MAX_OPEN_SLASHES = 16n;

/** A slash takes at least this part of the vault's stake: 1 in 1,000,000. */
const LEAST_PART = 1_000_000n;

/** Whether both sides of an agreement count at `now`. */
export function agreementCounts(agreement: Agreement, now: bigint): boolean {
  return valueAt(agreement.left, now) === 1n && valueAt(agreement.right, now) === 1n;
}

/** How an NCN slashes at `now`. */
export function policyAt(
  ncn: { readonly policy: SlashPolicy; readonly nextPolicy: SlashPolicy; readonly policyFrom: bigint },
  now: bigint,
): SlashPolicy {
  return now >= ncn.policyFrom ? ncn.nextPolicy : ncn.policy;
}

/** m at `now`, within the delegation's M. */
export function magnitudeAt(delegation: Delegation, allocation: Allocation, now: bigint): bigint {
  return min(valueAt(allocation.magnitude, now), delegation.magnitude);
}

/** The stake that an operator has from a vault at `now`: `floor(S·u/U)`. */
export function delegatedStake(ledger: VaultLedger, delegation: Delegation, now: bigint): bigint {
  const [books, time] = [booksAt(ledger, now), timeAt(ledger, now)];
  return mulRatioFloor(stakeOf(books), [valueAt(delegation.units, time), 1n], [books.units, 1n]);
}

/** The stake that an NCN can slash at `now`: `floor(S·(u·m)/(U·M))`, in one division. */
export function slashableStake(
  ledger: VaultLedger,
  delegation: Delegation,
  allocation: Allocation,
  now: bigint,
): bigint {
  const [books, time] = [booksAt(ledger, now), timeAt(ledger, now)];
  const m = magnitudeAt(delegation, allocation, time);
  if (m === 0n) {
    return 0n;
  }
  return mulRatioFloor(stakeOf(books), [valueAt(delegation.units, time), m], [books.units, delegation.magnitude]);
}

/** What a vault lets an NCN take, and what it took. */
export type Approval = {
  readonly limits: LossLimits;
  readonly losses: Losses;
};

/**
 * The stake that an NCN can take by one slash at `now`: what it can slash, within what its limits, and the vault's, leave it.
 * {@link certainStake} says what stays until a time.
 */
export function stakeAtRisk(
  ledger: VaultLedger,
  delegation: Delegation,
  allocation: Allocation,
  approval: Approval,
  now: bigint,
): bigint {
  const slashable = slashableStake(ledger, delegation, allocation, now);
  return slashable === 0n ? 0n : min(slashable, lossLimit(ledger, approval, now));
}

/** The sum of what a vault approved for all NCNs in `epoch`, in basis points. */
export function approvedIn(approved: Approved, epoch: bigint): bigint {
  const passed = Number(max(0n, min(epoch - approved.epoch, BigInt(approved.coming.length))));
  return approved.coming.slice(0, passed).reduce((sum, change) => sum + change, approved.active);
}

/**
 * The most that an NCN may take of a vault in the epoch of `now`, in 1/10^18 of the stake: what the vault approved for it, or
 * the same part of the vault's circuit breaker where it approved more in all. A whole is no limit.
 */
export function epochRoom(ledger: VaultLedger, limits: LossLimits, now: bigint): bigint {
  const time = timeAt(ledger, now);
  const own = min(valueAt(limits.epochBps, time), BPS);
  const all = min(valueAt(ledger.lossLimits.epochBps, time), BPS);
  const sum = approvedIn(ledger.approved, epochAt(ledger, now));
  return all === BPS || sum <= all ? own * (UNITS / BPS) : mulDivFloor(UNITS, own * all, sum * BPS);
}

/** What slashes of an NCN took in the epoch of `now`, in 1/10^18. */
export function fractionLost(ledger: VaultLedger, losses: Losses, now: bigint): bigint {
  return losses.epoch === epochAt(ledger, now) ? losses.fraction : 0n;
}

/** What an NCN may still take of the stake in the epoch of `now`, all slashes together. */
export function epochLossLeft(ledger: VaultLedger, approval: Approval, now: bigint): bigint {
  const stake = stakeOf(booksAt(ledger, now));
  const room = epochRoom(ledger, approval.limits, now);
  if (room === UNITS) {
    return stake;
  }
  return mulDivFloor(stake, max(room - fractionLost(ledger, approval.losses, now), 0n), UNITS);
}

/** What one slash of an NCN may take at `now`, within the limits for one slash and what is left of its room. */
export function lossLimit(ledger: VaultLedger, approval: Approval, now: bigint): bigint {
  const time = timeAt(ledger, now);
  const incident = min(valueAt(approval.limits.incidentBps, time), valueAt(ledger.lossLimits.incidentBps, time));
  const stake = stakeOf(booksAt(ledger, now));
  const most = incident >= BPS ? stake : mulDivFloor(stake, incident, BPS);
  return min(most, epochLossLeft(ledger, approval, now));
}

/**
 * The assets that a slash of `fraction`, in 1/10^18 of the allocation, takes at `now`, within what the vault's breaker and its
 * agreement with the NCN let it.
 *
 * @throws Refusal What the program would refuse the slash for.
 */
export function slashTakes(
  ledger: VaultLedger,
  delegation: Delegation,
  allocation: Allocation,
  approval: Approval,
  fraction: bigint,
  now: bigint,
): bigint {
  ensure(fraction > 0n && fraction <= UNITS, "Fraction", fraction, UNITS);
  const limit = lossLimit(ledger, approval, now);
  const { openSlashes } = allocation;
  ensure(openSlashes < MAX_OPEN_SLASHES, "TooManyOpenSlashes", openSlashes, MAX_OPEN_SLASHES);
  const settled = settledParts(ledger, delegation, allocation, now);
  return measured(settled.books, settled.delegation, settled.allocation, fraction, limit, timeAt(ledger, now));
}

/**
 * What a slash of `fraction` takes at `now` if no slash of the NCN used its room in the epoch before: a proof of two votes takes
 * half of it at the least, or waits.
 *
 * @throws Refusal What the program would refuse the slash for.
 */
export function slashDue(
  ledger: VaultLedger,
  delegation: Delegation,
  allocation: Allocation,
  approval: Approval,
  fraction: bigint,
  now: bigint,
): bigint {
  const limit = lossLimit(ledger, { ...approval, losses: { ...approval.losses, fraction: 0n } }, now);
  const settled = settledParts(ledger, delegation, allocation, now);
  return measured(settled.books, settled.delegation, settled.allocation, fraction, limit, timeAt(ledger, now));
}

/** What a slash of `fraction` takes of settled parts, `limit` at the most. */
function measured(
  books: Books,
  delegation: Delegation,
  allocation: Allocation,
  fraction: bigint,
  limit: bigint,
  time: bigint,
): bigint {
  const stake = stakeOf(books);
  const [u, m] = [valueAt(delegation.units, time), magnitudeAt(delegation, allocation, time)];
  ensure(m > 0n && u > 0n && stake > 0n, "NothingToSlash", 0n, 1n);
  const worth = (units: bigint): bigint => mulDivFloor(stake, units, books.units);
  const asked = worth(mulRatioCeil(u, [fraction, m], [UNITS, delegation.magnitude]));
  const least = (stake + LEAST_PART - 1n) / LEAST_PART;
  ensure(asked > 0n, "NothingToSlash", asked, 1n);
  ensure(asked >= least, "SlashTooSmall", asked, least);
  if (asked <= limit) {
    return asked;
  }
  const taken = worth(mulDivCeil(limit + 1n, books.units, stake) - 1n);
  ensure(taken >= least, "OverLossLimit", asked, limit);
  return taken;
}

/** The books, a delegation and an allocation with every change settled that counts by `now`. */
function settledParts(ledger: VaultLedger, delegation: Delegation, allocation: Allocation, now: bigint) {
  const [books, time] = [booksAt(ledger, now), timeAt(ledger, now)];
  const units = settle(delegation.units, time);
  const magnitude = settle(allocation.magnitude, time);
  const idle = add(books.idle, units.freed);
  const scale = idle === books.units ? { units: UNITS, idle: UNITS } : { units: books.units, idle };
  const allocated = sub(delegation.allocated, magnitude.freed);
  const restarts = allocated === 0n && delegation.openSlashes === 0n;
  return {
    books: { ...books, ...scale },
    delegation: {
      ...delegation,
      units: units.value,
      allocated,
      magnitude: restarts ? UNITS : delegation.magnitude,
    },
    allocation: { ...allocation, magnitude: magnitude.value },
  };
}
