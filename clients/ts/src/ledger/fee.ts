/**
 * What a vault charges, and what has been announced that it will.
 */
import {
  MAX_DEPOSIT_FEE_BPS,
  MAX_EXIT_FEE_BPS,
  MAX_REWARD_FEE_BPS,
  MAX_STREAM_SECONDS,
} from "../generated/constants/index.js";
import type { Delayed, VaultFees, VaultLedger } from "../generated/types/index.js";
import { charge } from "./charge.js";
import { pendingChange, setBurden, valueAt } from "./delayed.js";
import { min } from "./math.js";
import { ensure } from "./refusal.js";
import { noticeAt, timeAt } from "./vault.js";

/** A vault's fees at a time, in basis points. */
export type Fees = {
  /** Of a deposit. */
  readonly deposit: bigint;
  /** Of what an exit pays: a ticket keeps the fee of its request. */
  readonly exit: bigint;
  /** Of rewards in the vault's asset, of what the operator's commission leaves. */
  readonly reward: bigint;
  /** Of an instant exit of the whole idle stake, less for less; it stays with the vault's other holders. */
  readonly instant: bigint;
};

/** The fees that are active at `now`. */
export function feesAt(ledger: VaultLedger, now: bigint): Fees {
  const time = timeAt(ledger, now);
  const { deposit, exit, reward, instant } = delayedFees(ledger);
  return {
    deposit: valueAt(deposit, time),
    exit: valueAt(exit, time),
    reward: valueAt(reward, time),
    instant: valueAt(instant, time),
  };
}

/** A fee that will rise: which one, to what, and the first second at which it is active. */
export type FeeRise = {
  readonly fee: keyof Fees;
  /** In basis points. */
  readonly bps: bigint;
  readonly from: bigint;
};

/**
 * The fees that have been announced and are not active yet at `now`: rises, and falls of the fee on instant exits, which the
 * remaining holders bear. They take effect after every exit requested within an epoch of the announcement.
 */
export function nextFees(ledger: VaultLedger, now: bigint): FeeRise[] {
  const time = timeAt(ledger, now);
  return (Object.entries(delayedFees(ledger)) as [keyof Fees, Delayed][]).flatMap(([fee, delayed]) => {
    const change = pendingChange(delayed, time);
    return change ? [{ fee, bps: change.value, from: change.from }] : [];
  });
}

function delayedFees({ fees, instantFeeBps }: VaultLedger): Record<keyof Fees, Delayed> {
  return { deposit: fees.depositBps, exit: fees.exitBps, reward: fees.rewardBps, instant: instantFeeBps };
}

/** What of a deposit of `assets` at `now` is the vault's fee, rounded up: the rest enters. */
export function depositFee(ledger: VaultLedger, assets: bigint, now: bigint): bigint {
  return charge(assets, valueAt(ledger.fees.depositBps, timeAt(ledger, now)));
}

/** What a vault asks for, as its terms are set. Fees are in basis points. */
export type FeeTerms = {
  readonly depositBps: bigint;
  readonly exitBps: bigint;
  readonly rewardBps: bigint;
  /** The seconds over which a reward streams: an epoch at the least, a year at the most. */
  readonly streamSeconds: bigint;
};

/** The shortest stream of a vault's rewards, in seconds: an epoch, and no more than a year. */
export function minStreamSeconds({ epochSeconds }: VaultLedger): bigint {
  return min(epochSeconds, MAX_STREAM_SECONDS);
}

/**
 * A vault's fees once `terms` are set at `now`.
 *
 * @throws Refusal `FeeOverCap`, `StreamTooShort` or `StreamTooLong`.
 */
export function feesWith(ledger: VaultLedger, terms: FeeTerms, now: bigint): VaultFees {
  const { depositBps, exitBps, rewardBps, streamSeconds } = terms;
  ensure(depositBps <= MAX_DEPOSIT_FEE_BPS, "FeeOverCap", depositBps, MAX_DEPOSIT_FEE_BPS);
  ensure(exitBps <= MAX_EXIT_FEE_BPS, "FeeOverCap", exitBps, MAX_EXIT_FEE_BPS);
  ensure(rewardBps <= MAX_REWARD_FEE_BPS, "FeeOverCap", rewardBps, MAX_REWARD_FEE_BPS);
  const least = minStreamSeconds(ledger);
  ensure(streamSeconds >= least, "StreamTooShort", streamSeconds, least);
  ensure(streamSeconds <= MAX_STREAM_SECONDS, "StreamTooLong", streamSeconds, MAX_STREAM_SECONDS);
  const [time, from] = [timeAt(ledger, now), noticeAt(ledger, now).rise];
  const { fees } = ledger;
  return {
    depositBps: setBurden(fees.depositBps, depositBps, time, from),
    exitBps: setBurden(fees.exitBps, exitBps, time, from),
    rewardBps: setBurden(fees.rewardBps, rewardBps, time, from),
  };
}
