/**
 * What has been announced and is not in effect yet: it belongs beside each current value that is shown.
 */
import type { Delayed, SlashPolicy, VaultLedger } from "../generated/types/index.js";
import { pendingChange } from "./delayed.js";
import { timeAt } from "./vault.js";

/** A term of a vault's. Amounts of `instantCapacity` are in its asset, `Seconds` in seconds, `leverage` in times, all others in basis points. */
export type VaultTerm =
  | "depositFeeBps"
  | "exitFeeBps"
  | "instantFeeBps"
  | "rewardFeeBps"
  | "streamSeconds"
  | "maxDelegatedBps"
  | "maxOperatorBps"
  | "leverage"
  | "lossPerSlashBps"
  | "lossPerEpochBps"
  | "instantCapacity"
  | "instantRefillSeconds";

/** A term that will change: from what to what, and the first second at which the new one is active. */
export type PendingTerm = {
  readonly term: VaultTerm;
  readonly current: bigint;
  readonly next: bigint;
  readonly from: bigint;
};

/** The terms of a vault that have been announced and are not active at `now`, the earliest first. */
export function pendingTerms(ledger: VaultLedger, now: bigint): PendingTerm[] {
  const time = timeAt(ledger, now);
  const { fees, exposure, lossLimits, instantAllowance: allowance } = ledger;
  const allowed = (current: bigint, next: bigint): Delayed => ({ current, next, effective: allowance.effective });
  const terms: Readonly<Record<VaultTerm, Delayed>> = {
    depositFeeBps: fees.depositBps,
    exitFeeBps: fees.exitBps,
    instantFeeBps: ledger.instantFeeBps,
    rewardFeeBps: fees.rewardBps,
    streamSeconds: ledger.streamSeconds,
    maxDelegatedBps: exposure.maxDelegatedBps,
    maxOperatorBps: exposure.maxOperatorBps,
    leverage: exposure.leverage,
    lossPerSlashBps: lossLimits.incidentBps,
    lossPerEpochBps: lossLimits.epochBps,
    instantCapacity: allowed(allowance.capacity, allowance.nextCapacity),
    instantRefillSeconds: allowed(allowance.refillSeconds, allowance.nextRefillSeconds),
  };
  return (Object.entries(terms) as [VaultTerm, Delayed][])
    .flatMap(([term, delayed]) => {
      const change = pendingChange(delayed, time);
      return change ? [{ term, current: delayed.current, next: change.value, from: change.from }] : [];
    })
    .sort((one, other) => (one.from < other.from ? -1 : one.from > other.from ? 1 : 0));
}

/** The policy that an NCN has announced, and from when on it slashes by it; nothing if it has announced none. */
export function pendingPolicy(
  ncn: { readonly nextPolicy: SlashPolicy; readonly policyFrom: bigint },
  now: bigint,
): { readonly policy: SlashPolicy; readonly from: bigint } | undefined {
  return now < ncn.policyFrom ? { policy: ncn.nextPolicy, from: ncn.policyFrom } : undefined;
}
