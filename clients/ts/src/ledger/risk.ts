/**
 * How a vault's stake is split among operators and NCNs, and what one slash could take of it.
 */
import type {
  Agreement,
  Allocation,
  Delegation,
  Losses,
  LossLimits,
  SlashPolicy,
  VaultLedger,
} from "../generated/types/index.js";
import { stakeOf, UNITS } from "./books.js";
import { settle, valueAt } from "./delayed.js";
import { add, BPS, max, min, mulDivCeil, mulDivFloor, mulRatioFloor, sub } from "./math.js";
import { ensure } from "./refusal.js";
import { booksAt, timeAt } from "./vault.js";

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

/** The stake that an NCN can take by one slash at `now`: what it can slash, within what the vault lets one incident take. */
export function stakeAtRisk(
  ledger: VaultLedger,
  delegation: Delegation,
  allocation: Allocation,
  limits: LossLimits,
  now: bigint,
): bigint {
  const slashable = slashableStake(ledger, delegation, allocation, now);
  const time = timeAt(ledger, now);
  const incident = min(valueAt(limits.incidentBps, time), valueAt(ledger.lossLimits.incidentBps, time));
  if (slashable === 0n || incident >= BPS) {
    return slashable;
  }
  return min(slashable, mulDivFloor(stakeOf(booksAt(ledger, now)), incident, BPS));
}

/** What slashes in `epoch` may still take of `stake` at `now`, all together. */
export function epochLossLeft(limits: LossLimits, losses: Losses, epoch: bigint, stake: bigint, now: bigint): bigint {
  const epochBps = valueAt(limits.epochBps, now);
  if (epochBps >= BPS) {
    // The whole is no limit: what came in since the epoch's first slash can be taken too.
    return stake;
  }
  const { base, lost } = lossesIn(losses, epoch, stake);
  return max(mulDivFloor(base, epochBps, BPS) - lost, 0n);
}

/** What one slash in `epoch` may take of `stake` at `now`: within the limit for one, and what others left of the epoch's. */
export function lossesLeft(limits: LossLimits, losses: Losses, epoch: bigint, stake: bigint, now: bigint): bigint {
  const incident = mulDivFloor(stake, valueAt(limits.incidentBps, now), BPS);
  return min(epochLossLeft(limits, losses, epoch, stake, now), incident);
}

/** What one slash in `epoch` could take of `stake` at `now` if it were the first. */
function lossesDue(limits: LossLimits, losses: Losses, epoch: bigint, stake: bigint, now: bigint): bigint {
  const limited = valueAt(limits.epochBps, now) < BPS;
  const base = limited ? min(lossesIn(losses, epoch, stake).base, stake) : stake;
  return mulDivFloor(base, valueAt(limits.incidentBps, now), BPS);
}

/** The losses of `epoch`, whose stake is `stake` now: the base follows a stake that left. */
function lossesIn(losses: Losses, epoch: bigint, stake: bigint): Losses {
  if (losses.epoch === epoch && losses.base > 0n) {
    return { ...losses, base: min(losses.base, stake + losses.lost) };
  }
  return { epoch, base: stake, lost: 0n };
}

/** What a vault lets an NCN take, and what it took. */
export type Approval = {
  readonly limits: LossLimits;
  readonly losses: Losses;
};

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
  return measured(ledger, delegation, allocation, approval, fraction, now, lossesLeft);
}

/**
 * What a slash of `fraction` takes at `now` if no slash before it used up what may be taken in an epoch: a proof of two votes
 * takes half of it at the least, or waits.
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
  return measured(ledger, delegation, allocation, approval, fraction, now, lossesDue);
}

function measured(
  ledger: VaultLedger,
  of: Delegation,
  part: Allocation,
  approval: Approval,
  fraction: bigint,
  now: bigint,
  limitOf: typeof lossesLeft,
): bigint {
  const time = timeAt(ledger, now);
  const { books, delegation, allocation } = settledParts(ledger, of, part, now);
  const stake = stakeOf(books);
  const limit = min(
    limitOf(approval.limits, approval.losses, books.epoch, stake, time),
    limitOf(ledger.lossLimits, ledger.losses, books.epoch, stake, time),
  );
  const [u, m] = [valueAt(delegation.units, time), magnitudeAt(delegation, allocation, time)];
  ensure(m > 0n && u > 0n && stake > 0n, "NothingToSlash", 0n, 1n);
  const size = (d: bigint): bigint => mulDivFloor(stake, mulDivCeil(u, d, delegation.magnitude), books.units);
  const asked = size(mulDivCeil(m, fraction, UNITS));
  ensure(asked > 0n, "NothingToSlash", asked, 1n);
  if (asked <= limit) {
    return asked;
  }
  const most = mulDivCeil(limit + 1n, books.units, stake) - 1n;
  const within = size(mulDivFloor(most, delegation.magnitude, u));
  ensure(within > 0n, "OverLossLimit", asked, limit);
  return within;
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
