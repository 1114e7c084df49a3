/**
 * What a vault's stakers could lose: to whom, how much, and by when.
 */
import type { Address } from "@solana/kit";
import {
  agreementCounts,
  booksAt,
  BPS,
  claimableAt,
  delegatedStake,
  idleStakeOf,
  lossesLeft,
  mulDivFloor,
  type NcnAllocation,
  type Ncn,
  type OperatorDelegation,
  type OptIn,
  pendingChange,
  policyAt,
  requestEpoch,
  slashableStake,
  stakeAtRisk,
  stakeOf,
  UNITS,
  valueAt,
  type Vault,
} from "restaking-client";

/** An account as it was read. */
export type Read<Data> = { readonly address: Address; readonly data: Data };

/** What stands behind whom, of all vaults. */
export type Market = {
  readonly delegations: readonly Read<OperatorDelegation>[];
  readonly allocations: readonly Read<NcnAllocation>[];
  readonly optIns: readonly Read<OptIn>[];
  readonly ncns: readonly Read<Ncn>[];
};

/** What one operator holds of a vault for one NCN. */
export type Part = {
  readonly operator: Address;
  readonly ncn: Address;
  /** What stands behind the operator for the NCN, agreed or not. */
  readonly stake: bigint;
  /** What the NCN can slash of it: nothing unless vault, operator and NCN all agree. */
  readonly slashable: bigint;
  /** The most that one slash takes of it. */
  readonly perSlash: bigint;
};

/** What one operator holds of a vault. */
export type Held = {
  readonly operator: Address;
  readonly stake: bigint;
  /** A change that is announced: of its units, in parts of the vault's, and from when on. */
  readonly pending: { readonly units: bigint; readonly from: bigint } | undefined;
  readonly parts: readonly Part[];
};

/** What one NCN could take of a vault. */
export type Threat = {
  readonly ncn: Address;
  /** All that it can slash, behind all operators. */
  readonly slashable: bigint;
  /** The most that one slash takes. */
  readonly perSlash: bigint;
  /** The most that all its slashes together still take in this epoch. */
  readonly perEpoch: bigint;
  readonly operators: readonly Part[];
  /** How long a slash can be vetoed, in seconds, and by whom; zero and the zero address where none can be. */
  readonly challengeSeconds: bigint;
  readonly resolver: Address;
};

/** What a vault's stakers could lose. */
export type Exposure = {
  /** All that can be slashed: what is active and what is leaving. */
  readonly stake: bigint;
  readonly active: bigint;
  /** What leaves, and can be slashed until it has. */
  readonly exiting: bigint;
  /** What stands behind no operator. */
  readonly idle: bigint;
  readonly held: readonly Held[];
  /** By what they could take, the most first. */
  readonly threats: readonly Threat[];
  /** The most that all slashes together still take in this epoch, as parts of the stake. */
  readonly worst: bigint;
  /** The vault's own limits: by one slash and in an epoch, in basis points of its stake. */
  readonly incidentBps: bigint;
  readonly epochBps: bigint;
  /** How often the same stake may be used. */
  readonly leverage: bigint;
  /** By when who asks to leave now is out of reach. */
  readonly outAt: bigint;
};

const least = (...values: bigint[]): bigint => values.reduce((a, b) => (b < a ? b : a));
const sum = (values: readonly bigint[]): bigint => values.reduce((a, b) => a + b, 0n);

/** What a vault's stakers could lose at `now`. */
export function exposureOf(vault: Read<Vault>, market: Market, now: bigint): Exposure {
  const { ledger } = vault.data;
  const books = booksAt(ledger, now);
  const stake = stakeOf(books);
  const agreed = (left: Address, right: Address) => {
    const optIn = market.optIns.find(({ data }) => data.left === left && data.right === right);
    return optIn && agreementCounts(optIn.data.agreement, now) ? optIn : undefined;
  };
  const ncnAt = new Map(market.ncns.map((ncn) => [ncn.address, ncn]));

  const held = market.delegations
    .filter(({ data }) => data.vault === vault.address)
    .map(({ address, data: { operator, delegation } }): Held => {
      const ofVault = agreed(vault.address, operator);
      const parts = market.allocations
        .filter(({ data }) => data.delegation === address)
        .map(({ data: { ncn, allocation } }): Part => {
          const all = slashableStake(ledger, delegation, allocation, now);
          const approval = agreed(vault.address, ncn);
          const policy = ncnAt.get(ncn);
          if (!ofVault || !approval || !policy || !agreed(operator, ncn)) {
            return { operator, ncn, stake: all, slashable: 0n, perSlash: 0n };
          }
          const { maxFraction, equivocationFraction } = policyAt(policy.data, now).terms;
          const fraction = maxFraction > equivocationFraction ? maxFraction : equivocationFraction;
          const perSlash = least(
            stakeAtRisk(ledger, delegation, allocation, approval.data.limits, now),
            mulDivFloor(all, fraction, UNITS),
          );
          return { operator, ncn, stake: all, slashable: fraction === 0n ? 0n : all, perSlash };
        })
        .filter(({ stake }) => stake > 0n);
      const change = pendingChange(delegation.units, now);
      return {
        operator,
        stake: delegatedStake(ledger, delegation, now),
        pending: change && { units: change.value, from: change.from },
        parts,
      };
    })
    .filter(({ stake, pending }) => stake > 0n || pending !== undefined);

  const byNcn = new Map<Address, Part[]>();
  for (const part of held.flatMap(({ parts }) => parts)) {
    if (part.slashable > 0n) {
      byNcn.set(part.ncn, [...(byNcn.get(part.ncn) ?? []), part]);
    }
  }
  const threats = [...byNcn]
    .map(([ncn, operators]): Threat => {
      const slashable = sum(operators.map((part) => part.slashable));
      const { terms, resolver } = policyAt((ncnAt.get(ncn) as Read<Ncn>).data, now);
      return {
        ncn,
        slashable,
        perSlash: operators.reduce((most, part) => (part.perSlash > most ? part.perSlash : most), 0n),
        perEpoch: least(slashable, epochRoom(vault.data, agreed(vault.address, ncn)?.data, now)),
        operators,
        challengeSeconds: terms.challengeSeconds,
        resolver,
      };
    })
    .sort((a, b) => (a.perEpoch < b.perEpoch ? 1 : -1));

  return {
    stake,
    active: books.active,
    exiting: sum(books.exiting),
    idle: idleStakeOf(books),
    held: held.sort((a, b) => (a.stake < b.stake ? 1 : -1)),
    threats,
    worst: least(stake, epochRoom(vault.data, undefined, now), sum(threats.map(({ perEpoch }) => perEpoch))),
    incidentBps: valueAt(ledger.lossLimits.incidentBps, now),
    epochBps: valueAt(ledger.lossLimits.epochBps, now),
    leverage: valueAt(ledger.exposure.leverage, now),
    outAt: claimableAt(ledger, requestEpoch(ledger, now)),
  };
}

/** What slashes may still take in this epoch: of all NCNs, or of the one whose agreement it is. */
function epochRoom({ ledger }: Vault, approval: OptIn | undefined, now: bigint): bigint {
  const books = booksAt(ledger, now);
  const [limits, losses] = [approval?.limits ?? ledger.lossLimits, approval?.losses ?? ledger.losses];
  const whole = { current: BPS, next: BPS, effective: 0n };
  // Each slash has its own limit; together they have the epoch's.
  const room = lossesLeft({ ...limits, incidentBps: whole }, losses, books.epoch, stakeOf(books), now);
  return approval ? least(room, epochRoom({ ledger } as Vault, undefined, now)) : room;
}
