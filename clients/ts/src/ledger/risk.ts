/**
 * How a vault's stake is split among operators and NCNs, and what one slash could take of it.
 */
import { BPS, UNITS } from "../generated/constants/index.js";
import type {
  Allocation,
  Books,
  Delegation,
  Losses,
  LossLimits,
  Sides,
  SlashPolicy,
  VaultLedger,
} from "../generated/types/index.js";
import { stakeOf } from "./books.js";
import { lowestUntil, settle, valueAt } from "./delayed.js";
import { add, max, min, mulDivCeil, mulDivFloor, mulRatioCeil, mulRatioFloor, sub } from "./math.js";
import { ensure } from "./refusal.js";
import { booksAt, startOf, timeAt } from "./vault.js";

/** Whether both sides of an opt-in are active at `now`. */
export function optInCounts(sides: Sides, now: bigint): boolean {
  return valueAt(sides.left, now) === 1n && valueAt(sides.right, now) === 1n;
}

/** Whether both sides of an opt-in are active from `now` through `until`, but for what is announced later. */
export function optInCountsUntil(sides: Sides, now: bigint, until: bigint): boolean {
  return lowestUntil(sides.left, now, until) === 1n && lowestUntil(sides.right, now, until) === 1n;
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
 * The stake that an NCN can take by one slash at `now`: what it can slash, within what a slash may take after what its slashes
 * of the epoch took. {@link certainStake} says what stays until a time.
 */
export function stakeAtRisk(
  ledger: VaultLedger,
  delegation: Delegation,
  allocation: Allocation,
  approval: Approval,
  now: bigint,
): bigint {
  const slashable = slashableStake(ledger, delegation, allocation, now);
  if (slashable === 0n) {
    return 0n;
  }
  const books = booksAt(ledger, now);
  return min(slashable, lossesLeft(ledger, approval, books.epoch, stakeOf(books), timeAt(ledger, now)));
}

/** What a vault approved for all its NCNs in `epoch`, in basis points. */
export function approvedIn(ledger: VaultLedger, epoch: bigint): bigint {
  const { sums, later, epoch: first } = ledger.approved;
  const place = max(epoch - first, 0n);
  if (place < BigInt(sums.length)) {
    return sums[Number(place)] ?? 0n;
  }
  // What waits for the end of a term.
  return startOf(ledger, epoch) >= ledger.term.end ? later : (sums.at(-1) ?? 0n);
}

/** The most that an NCN may take in `epoch` of a stake of `base`, independently of the others; undefined for no limit. */
export function roomIn(
  ledger: VaultLedger,
  limits: LossLimits,
  epoch: bigint,
  base: bigint,
  now: bigint,
): bigint | undefined {
  const [own, all] = [limits, ledger.lossLimits].map(({ epochBps }) => min(valueAt(epochBps, now), BPS)) as [
    bigint,
    bigint,
  ];
  const sum = approvedIn(ledger, epoch);
  if (all === BPS && own === BPS) {
    return undefined;
  }
  return all === BPS || sum <= all ? mulDivFloor(base, own, BPS) : mulDivFloor(base, own * all, sum * BPS);
}

/** What an NCN's slashes in `epoch` may still take of `stake` at `now`, all together. */
export function epochLossLeft(
  ledger: VaultLedger,
  { limits, losses }: Approval,
  epoch: bigint,
  stake: bigint,
  now: bigint,
): bigint {
  const { base, lost } = lossesIn(losses, epoch, stake);
  const room = roomIn(ledger, limits, epoch, base, now);
  // Without a limit, what came in since the epoch's first slash can be taken too.
  return room === undefined ? stake : max(room - lost, 0n);
}

/** What one slash in `epoch` may take of `stake` at `now`: within the limits for one, and what is left of the NCN's room. */
export function lossesLeft(ledger: VaultLedger, approval: Approval, epoch: bigint, stake: bigint, now: bigint): bigint {
  const incident = min(valueAt(approval.limits.incidentBps, now), valueAt(ledger.lossLimits.incidentBps, now));
  return min(mulDivFloor(stake, incident, BPS), epochLossLeft(ledger, approval, epoch, stake, now));
}

/** What one slash in `epoch` could take of `stake` at `now` if it were the first. */
function lossesDue(ledger: VaultLedger, approval: Approval, epoch: bigint, stake: bigint, now: bigint): bigint {
  const base = min(lossesIn(approval.losses, epoch, stake).base, stake);
  const limited = roomIn(ledger, approval.limits, epoch, base, now) !== undefined;
  const fresh = { limits: approval.limits, losses: { epoch, base: 0n, lost: 0n } };
  return lossesLeft(ledger, fresh, epoch, limited ? base : stake, now);
}

/** The losses of `epoch`, with a stake of `stake` now: the base follows a stake that left. */
function lossesIn(losses: Losses, epoch: bigint, stake: bigint): Losses {
  if (losses.epoch === epoch && losses.base > 0n) {
    return { ...losses, base: min(losses.base, stake + losses.lost) };
  }
  return { epoch, base: stake, lost: 0n };
}

/**
 * The assets that a slash of `fraction`, in 1/10^18 of the allocation, takes at `now`, within what the vault's breaker and its
 * opt-in with the NCN let it.
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
  const limit = limitOf(ledger, approval, books.epoch, stake, time);
  return takenOf(books, delegation, magnitudeAt(delegation, allocation, time), fraction, limit, time);
}

/** What a slash of `fraction` of magnitude `m` takes that may take `limit` at the most. */
export function takenOf(
  books: Books,
  delegation: Delegation,
  m: bigint,
  fraction: bigint,
  limit: bigint,
  time: bigint,
): bigint {
  const [u, stake] = [valueAt(delegation.units, time), stakeOf(books)];
  ensure(m > 0n && u > 0n && stake > 0n, "NothingToSlash", 0n, 1n);
  const worth = (units: bigint): bigint => mulDivFloor(stake, units, books.units);
  const asked = worth(mulRatioCeil(u, [fraction, m], [UNITS, delegation.magnitude]));
  ensure(asked > 0n, "NothingToSlash", asked, 1n);
  if (asked <= limit) {
    return asked;
  }
  const within = worth(mulDivCeil(limit + 1n, books.units, stake) - 1n);
  ensure(within > 0n, "OverLossLimit", asked, limit);
  return within;
}

/** The books, a delegation and an allocation with every change settled that has taken effect at `now`. */
export function settledParts(ledger: VaultLedger, delegation: Delegation, allocation: Allocation, now: bigint) {
  const [books, time] = [booksAt(ledger, now), timeAt(ledger, now)];
  const units = settle(delegation.units, time);
  const magnitude = settle(allocation.magnitude, time);
  // What a move frees waits for its completion, and is not idle.
  const leaving = delegation.moving > 0n ? units.freed : 0n;
  const idle = add(books.idle, units.freed - leaving);
  const scale = idle === books.units ? { units: UNITS, idle: UNITS } : { units: books.units, idle };
  const allocated = sub(delegation.allocated, magnitude.freed);
  const restarts = allocated === 0n && delegation.openSlashes === 0n;
  return {
    books: { ...books, ...scale },
    delegation: {
      ...delegation,
      units: units.value,
      leaving: add(delegation.leaving, leaving),
      allocated,
      magnitude: restarts ? UNITS : delegation.magnitude,
    },
    allocation: { ...allocation, magnitude: magnitude.value },
  };
}
