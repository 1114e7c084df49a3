/**
 * The stake that an NCN can still take at a later time, regardless of other parties' actions.
 */
import { RISE_EPOCHS, UNITS } from "../generated/constants/index.js";
import type { Allocation, Allowance, Delegation, LossLimits, VaultLedger } from "../generated/types/index.js";
import { stakeOf } from "./books.js";
import { lowestUntil, settled } from "./delayed.js";
import { refilled } from "./instant-exit.js";
import { add, max, min, mulDivCeil, sub, U64_MAX } from "./math.js";
import { Refusal } from "./refusal.js";
import { type Approval, approvedIn, lossesLeft, settledParts, takenOf } from "./risk.js";
import { exitFrom, isHeld } from "./term.js";
import { epochAt, timeAt } from "./vault.js";

/**
 * The stake that an NCN can take by one slash at any time from `now` through `until`: the least over that time. It holds against
 * all that others do, but for slashes: of the same operator's stake at a leverage above 1, and elsewhere by their part of the
 * limits. While a term holds the stakers, it goes through the term's last second; beyond two epochs it does not hold against a fall
 * that a curator, an operator or the vault's admin announces later.
 */
export function certainStake(
  ledger: VaultLedger,
  of: Delegation,
  part: Allocation,
  approval: Approval,
  until: bigint,
  now: bigint,
): bigint {
  const time = timeAt(ledger, now);
  const { books, delegation, allocation } = settledParts(ledger, of, part, now);
  const [epoch, last] = [books.epoch, epochAt(ledger, max(until, time))];
  const stake = stakeOf(books);
  const stays = last <= epoch + 1n || (isHeld(ledger, now) && until < ledger.term.end);
  if (!stays || stake === 0n) {
    return 0n;
  }
  const m = min(lowestUntil(allocation.magnitude, time, until), delegation.magnitude);
  const u = lowestUntil(delegation.units, time, until);
  const held = { ...delegation, units: settled(u), magnitude: add(delegation.magnitude, delegation.contested) };
  const limits = lowest(approval.limits, time, until);
  let most = max(approvedIn(ledger, epoch), approvedIn(ledger, last));
  for (let ahead = epoch + 1n; ahead < last && ahead <= epoch + RISE_EPOCHS; ahead += 1n) {
    most = max(most, approvedIn(ledger, ahead));
  }
  const then: VaultLedger = {
    ...ledger,
    lossLimits: lowest(ledger.lossLimits, time, until),
    approved: { epoch, sums: ledger.approved.sums.map(() => most), later: most },
  };

  // Counts units that are idle at that time too: a pending fall frees them for leavers.
  const idle = mulDivCeil(stake, sub(books.units, u), books.units);
  const from = exitFrom(ledger, now);
  const leaves = until < from ? 0n : min(mostUntil(ledger.instantAllowance, until, from), idle);
  const returns = min((books.units * sub(ledger.escrowed, ledger.contested) + stake - 1n) / stake, U64_MAX);
  let certain = U64_MAX;
  for (const gone of [0n, leaves]) {
    const left = mulDivCeil(books.units, gone, stake);
    const [first = 0n, second = 0n] = books.exiting;
    for (const [ahead, matured] of [0n, first, first + second].entries()) {
      const place = epoch + BigInt(ahead);
      if (place > last) {
        break;
      }
      const back = ahead > 0 ? returns : 0n;
      const active = max(stake - matured - gone, 0n);
      const units = max(min(books.units - left + back, U64_MAX), u);
      const rest = { ...books, epoch: place, active, exiting: [0n, 0n], units };
      const limit = lossesLeft(then, { limits, losses: approval.losses }, place, active, time);
      certain = min(
        certain,
        orNothing(() => takenOf(rest, held, m, UNITS, limit, time)),
      );
    }
  }
  return certain;
}

/** Each limit at its lowest from `now` through `until`. */
function lowest({ incidentBps, epochBps }: LossLimits, now: bigint, until: bigint): LossLimits {
  return {
    incidentBps: settled(lowestUntil(incidentBps, now, until)),
    epochBps: settled(lowestUntil(epochBps, now, until)),
  };
}

/** The most that an allowance lets leave from `now` through `until`, in any number of steps. */
function mostUntil(allowance: Allowance, until: bigint, now: bigint): bigint {
  const { used, ...at } = refilled(allowance, now);
  const rises = allowance.effective <= until;
  const capacity = rises ? allowance.nextCapacity : at.capacity;
  const refillSeconds = rises ? allowance.nextRefillSeconds : at.refillSeconds;
  const earned = (capacity * max(until - now, 0n) + refillSeconds - 1n) / refillSeconds;
  return min(max(capacity - used, 0n) + earned, U64_MAX);
}

function orNothing(taken: () => bigint): bigint {
  try {
    return taken();
  } catch (error) {
    if (error instanceof Refusal && error.why !== "Overflow") {
      return 0n;
    }
    throw error;
  }
}
