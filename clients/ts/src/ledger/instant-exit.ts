/**
 * The immediate exit: from the idle stake alone, for a fee, within an allowance.
 */
import { BPS } from "../generated/constants/index.js";
import type { Allowance, VaultLedger } from "../generated/types/index.js";
import { assetsFor, idleStakeOf, stakeOf } from "./books.js";
import { charge } from "./charge.js";
import { valueAt } from "./delayed.js";
import { add, max, min, mulDivCeil, mulDivFloor, sub } from "./math.js";
import { ensure } from "./refusal.js";
import { checkHeld, isHeld } from "./term.js";
import { booksAt, timeAt } from "./vault.js";

/** What an instant exit does. */
export type InstantExit = {
  /** The assets that are paid, both fees deducted. */
  readonly paid: bigint;
  /** What stays with the vault's other holders. */
  readonly fee: bigint;
  /** What the vault keeps as its fee on exits, of what the other fee leaves. */
  readonly exitFee: bigint;
  /** The units that leave with the assets. */
  readonly units: bigint;
};

/** The allowance with what was used worn off until `now`, at the old terms up to a change and at the new ones from then on. */
export function refilled(allowance: Allowance, now: bigint): Allowance {
  const { nextCapacity, nextRefillSeconds, effective } = allowance;
  const pending = allowance.capacity !== nextCapacity || allowance.refillSeconds !== nextRefillSeconds;
  if (!pending || now < effective) {
    return wornOff(allowance, now);
  }
  const until = wornOff(allowance, effective);
  return wornOff({ ...until, capacity: nextCapacity, refillSeconds: nextRefillSeconds, remainder: 0n }, now);
}

function wornOff(allowance: Allowance, now: bigint): Allowance {
  const elapsed = now - allowance.updated;
  if (elapsed <= 0n) {
    return allowance;
  }
  if (allowance.used === 0n) {
    return { ...allowance, updated: now };
  }
  const earned = allowance.capacity * elapsed + allowance.remainder;
  const back = earned / allowance.refillSeconds;
  return back >= allowance.used
    ? { ...allowance, used: 0n, remainder: 0n, updated: now }
    : { ...allowance, used: allowance.used - back, remainder: earned % allowance.refillSeconds, updated: now };
}

/**
 * What can leave a vault by instant exits at `now`, before fees: the least of its allowance and its idle stake; nothing while a term
 * holds everyone.
 */
export function instantRoom(ledger: VaultLedger, now: bigint): bigint {
  if (isHeld(ledger, now)) {
    return 0n;
  }
  const allowance = refilled(ledger.instantAllowance, timeAt(ledger, now));
  return min(max(allowance.capacity - allowance.used, 0n), idleStakeOf(booksAt(ledger, now)));
}

/**
 * What an instant exit with `shares` pays at `now`.
 *
 * With `u` taken before, `a` taken now and `I` idle, the fee is `ceil(ceil(a·(2u + a)/(I + u))·bps/10,000)`, and none for
 * the vault's last holder. Of what that leaves, the vault charges its fee on exits.
 *
 * @throws Refusal What the program would refuse the exit for.
 */
export function instantExit(ledger: VaultLedger, shares: bigint, now: bigint): InstantExit {
  checkHeld(ledger, now);
  const time = timeAt(ledger, now);
  const books = booksAt(ledger, now);
  const allowance = refilled(ledger.instantAllowance, time);
  const assets = assetsFor(books, shares);
  const left = max(allowance.capacity - allowance.used, 0n);
  ensure(assets <= left, "OverAllowance", assets, left);
  const idle = idleStakeOf(books);
  ensure(assets <= idle, "OverIdle", assets, idle);
  const bps = valueAt(ledger.instantFeeBps, time);
  const fee = shares === books.supply ? 0n : instantFee(assets, allowance.used, idle, bps);
  const taken = sub(assets, fee);
  ensure(taken > 0n, "Dust", assets, 1n);
  const exitFee = charge(taken, valueAt(ledger.fees.exitBps, time));

  const units = mulDivCeil(books.units, taken, stakeOf(books));
  const after = { idle: sub(books.idle, units), units: sub(books.units, units) };
  // With all units idle, nothing is delegated.
  const delegated = after.units - after.idle;
  const most = delegated === 0n ? 0n : mulDivFloor(after.units, valueAt(ledger.exposure.maxDelegatedBps, time), BPS);
  ensure(delegated <= most, "OverDelegated", delegated, most);
  const largest = min(ledger.largestUnits, delegated);
  const cap = largest === 0n ? 0n : mulDivFloor(after.units, valueAt(ledger.exposure.maxOperatorBps, time), BPS);
  ensure(largest <= cap, "OverOperatorCap", largest, cap);
  return { paid: taken - exitFee, fee, exitFee, units };
}

/** The fee on `assets` out of `idle`, of which `used` went before. Both divisions round up. */
function instantFee(assets: bigint, used: bigint, idle: bigint, bps: bigint): bigint {
  const reach = mulDivCeil(assets, 2n * used + assets, add(idle, used));
  return min(mulDivCeil(reach, bps, BPS), assets);
}
