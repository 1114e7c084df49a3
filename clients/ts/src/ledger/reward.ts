/**
 * Rewards in a vault's own asset: they stream into its active assets, and so raise the worth of each share.
 */
import { MAX_COMMISSION_BPS, MAX_PROTOCOL_FEE_BPS, MAX_STREAM_SECONDS, VIRTUAL } from "../generated/constants/index.js";
import type { Stream, VaultLedger } from "../generated/types/index.js";
import { part } from "./charge.js";
import { valueAt } from "./delayed.js";
import { add } from "./math.js";
import { ensure } from "./refusal.js";
import { streamPaid } from "./stream.js";
import { advanced, assetsBound, timeAt } from "./vault.js";

/** The parties with a part of a reward beside the vault. */
export type RewardTerms = {
  /** The operator's commission, in basis points of the reward. */
  readonly commissionBps: bigint;
  /** The protocol's fee, in basis points of what the commission leaves. */
  readonly protocolFeeBps: bigint;
};

/** How a reward is divided. The parts sum up to what is paid. */
export type RewardSplit = {
  /** For the operator. */
  readonly commission: bigint;
  /** For the vault's fee wallet. */
  readonly vaultFee: bigint;
  /** For the protocol's. */
  readonly protocolFee: bigint;
  /** The part that streams to the vault's holders. */
  readonly streamed: bigint;
  /** All that streams from then on, and its end. */
  readonly stream: Stream;
};

/**
 * How a reward of `assets` would be divided at `now`: the operator gets its part of all, vault and protocol theirs of the rest,
 * each rounded down. The remainder streams evenly, together with the current stream.
 *
 * @throws Refusal What the program would refuse the payment for.
 */
export function splitReward(ledger: VaultLedger, assets: bigint, terms: RewardTerms, now: bigint): RewardSplit {
  const { commissionBps, protocolFeeBps } = terms;
  ensure(assets > 0n, "Zero", 0n, 1n);
  ensure(commissionBps <= MAX_COMMISSION_BPS, "FeeOverCap", commissionBps, MAX_COMMISSION_BPS);
  ensure(protocolFeeBps <= MAX_PROTOCOL_FEE_BPS, "FeeOverCap", protocolFeeBps, MAX_PROTOCOL_FEE_BPS);
  add(add(assetsBound(ledger), assets), VIRTUAL);
  const time = timeAt(ledger, now);
  const commission = part(assets, commissionBps);
  const rest = assets - commission;
  const vaultFee = part(rest, valueAt(ledger.fees.rewardBps, time));
  const protocolFee = part(rest, protocolFeeBps);
  const streamed = rest - vaultFee - protocolFee;
  const { stream } = streamPaid(advanced(ledger, now).stream, streamed, valueAt(ledger.streamSeconds, time), time);
  return { commission, vaultFee, protocolFee, streamed, stream };
}

/** The seconds of a year that yields are told for. */
export const YEAR_SECONDS = MAX_STREAM_SECONDS;

/** What a running stream of rewards adds in a year, as a part of the active assets. */
export type StreamYield = {
  /** The part as a fraction, exactly: `Number((10_000n * numerator) / denominator)` are basis points, rounded down. */
  readonly numerator: bigint;
  readonly denominator: bigint;
  /** The time at which all of it has streamed. Nothing comes after that but what is paid until then. */
  readonly until: bigint;
};

/**
 * What the stream that runs at `now` would add in 365 days at its pace, as a part of the active assets:
 * `left·31,536,000 / ((end - updated)·A)`. Undefined where none runs, as where there are no shares and it waits.
 *
 * It is simple interest on what is active now, fees and commission taken already, and says nothing about rewards to come: they
 * are paid at will. Deposits lower it and exits raise it, since all shares earn alike.
 */
export function streamYield(ledger: VaultLedger, now: bigint): StreamYield | undefined {
  const { books, stream } = advanced(ledger, now);
  if (stream.left === 0n || books.supply === 0n || books.active === 0n) {
    return undefined;
  }
  return {
    numerator: stream.left * YEAR_SECONDS,
    denominator: (stream.end - stream.updated) * books.active,
    until: stream.end,
  };
}
