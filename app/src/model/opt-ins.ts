/**
 * What a vault and its NCNs have agreed on: at what losses the vault leaves by itself, and what leaves are announced.
 */
import type { Address } from "@solana/kit";
import {
  type Config,
  magnitudeAt,
  type OptIn,
  optInCounts,
  partnerOf,
  pendingChange,
  promisedUntil,
  timeAt,
  UNITS,
  valueAt,
} from "restaking-client";

import type { World } from "../chain/market.js";
import type { Market } from "./told-exposure.js";

/** A stop-loss: the vault leaves at the slash with which all slashes together pass its bound. */
export type StopLossState = {
  /** The bound in force, in basis points of the vault's stake; zero for none. */
  readonly bps: bigint;
  /** A bound that is announced. */
  readonly next: { readonly bps: bigint; readonly from: bigint } | undefined;
  /** What slashes took since `since`, in 1/10^18 of the stake. */
  readonly lost: bigint;
  readonly since: bigint;
  /** What they can take until the bound is reached, in 1/10^18; nothing without a bound. */
  readonly left: bigint | undefined;
  /** More than the bound is lost: the vault is leaving, or has left. */
  readonly passed: boolean;
};

/** Less for an NCN from a time on. */
export type Fall = {
  /** Which party gives less: the vault or the operator leaves, the NCN leaves either, or the operator lowers its allocation. */
  readonly kind: "vaultLeaves" | "operatorLeaves" | "ncnLeavesVault" | "ncnLeavesOperator" | "allocationFalls";
  /** The NCN, which may be a set of the one that the vault agrees with. */
  readonly ncn: Address;
  /** The operator, where it is one's. */
  readonly operator: Address | undefined;
  /** Of the operator's stake of this vault, where an allocation falls, in 1/10^18: now, and then. */
  readonly parts: readonly [bigint, bigint] | undefined;
  readonly from: bigint;
  /** The first second at which the NCN can have it take effect at once; nothing where it cannot. */
  readonly releasableFrom: bigint | undefined;
};

/** A vault's opt-in with an NCN. */
export type NcnOptIn = {
  readonly ncn: Address;
  /** Both sides count. */
  readonly agreed: boolean;
  readonly stopLoss: StopLossState;
  /** What falls, the first to take effect first. */
  readonly falls: readonly Fall[];
};

/** A stop-loss at `now`, by the vault's time. */
export function stopLossAt({ stopLoss }: Pick<OptIn, "stopLoss">, now: bigint): StopLossState {
  const { bps, slashed: lost, since } = stopLoss;
  const [bound, change] = [valueAt(bps, now), pendingChange(bps, now)];
  const whole = (bound * UNITS) / 10_000n;
  return {
    bps: bound,
    next: change && { bps: change.value, from: change.from },
    lost,
    since,
    left: bound === 0n ? undefined : whole > lost ? whole - lost : 0n,
    passed: bound > 0n && lost > whole,
  };
}

/** The opt-ins of a vault with NCNs that count, or are to count. Without the config, no release is told. */
export function optInsOf(
  vault: World["vaults"][number],
  market: Market,
  config: Pick<Config, "maxEpochSeconds"> | undefined,
  now: bigint,
): NcnOptIn[] {
  const time = timeAt(vault.data.ledger, now);
  return market.optIns
    .filter(({ data: { left, sides } }) => left === vault.address && joined(sides, now))
    .flatMap((optIn): NcnOptIn[] => {
      const partner = market.ncns.find(({ address }) => address === optIn.data.right);
      if (!partner) {
        return [];
      }
      const falls = [
        ...leavesOf(optIn.data, partner, undefined, config, { now, time }),
        ...fallsOfOperators(vault, partner.address, market, config, now),
      ];
      return [
        {
          ncn: partner.address,
          agreed: optInCounts(optIn.data.sides, time),
          stopLoss: stopLossAt(optIn.data, time),
          falls: falls.sort((one, other) => (one.from < other.from ? -1 : 1)),
        },
      ];
    });
}

function joined({ left, right }: OptIn["sides"], now: bigint): boolean {
  return [left, right].some((side) => valueAt(side, now) === 1n || side.next === 1n);
}

type TheNcn = Market["ncns"][number];

/** The leaves that are pending of an opt-in with `ncn`: of its vault, or of `operator`. */
function leavesOf(
  { sides, sets }: OptIn,
  ncn: TheNcn,
  operator: Address | undefined,
  config: Pick<Config, "maxEpochSeconds"> | undefined,
  { now, time }: { readonly now: bigint; readonly time: bigint },
): Fall[] {
  const leaves = operator
    ? ([
        ["operatorLeaves", sides.left],
        ["ncnLeavesOperator", sides.right],
      ] as const)
    : ([
        ["vaultLeaves", sides.left],
        ["ncnLeavesVault", sides.right],
      ] as const);
  // Sets that are covered rely on the opt-in too: nothing of it is released.
  const releasableFrom = valueAt(sets, now) === 0n ? releaseFrom(ncn, config) : undefined;
  return leaves.flatMap(([kind, side]): Fall[] => {
    const change = pendingChange(side, time);
    return change?.value === 0n
      ? [{ kind, ncn: ncn.address, operator, parts: undefined, from: change.from, releasableFrom }]
      : [];
  });
}

/** What operators of the vault give an NCN, or a set of it, less of. */
function fallsOfOperators(
  vault: World["vaults"][number],
  partner: Address,
  market: Market,
  config: Pick<Config, "maxEpochSeconds"> | undefined,
  now: bigint,
): Fall[] {
  const time = timeAt(vault.data.ledger, now);
  const delegations = market.delegations.filter(({ data }) => data.vault === vault.address);
  return delegations.flatMap(({ address, data: { operator, delegation } }) =>
    market.allocations
      .filter(({ data }) => data.delegation === address)
      .flatMap(({ data: { ncn: of, allocation } }): Fall[] => {
        const ncn = market.ncns.find((each) => each.address === of);
        if (!ncn || partnerOf(ncn) !== partner) {
          return [];
        }
        const optIn = market.optIns.find(({ data }) => data.left === operator && data.right === of);
        const leaves = optIn ? leavesOf(optIn.data, ncn, operator, config, { now, time: now }) : [];
        const [change, current] = [
          pendingChange(allocation.magnitude, time),
          magnitudeAt(delegation, allocation, time),
        ];
        if (!change || change.value >= current || delegation.magnitude === 0n) {
          return leaves;
        }
        const part = (magnitude: bigint) => (magnitude * UNITS) / delegation.magnitude;
        const fall: Fall = {
          kind: "allocationFalls",
          ncn: of,
          operator,
          parts: [part(current), part(change.value)],
          from: change.from,
          // A slash that is open gives back, by its veto, what was there.
          releasableFrom: allocation.openSlashes === 0n ? releaseFrom(ncn, config) : undefined,
        };
        return [...leaves, fall];
      }),
  );
}

/** The first second at which an NCN releases anything: none before its tables' promises are over. */
function releaseFrom({ data }: TheNcn, config: Pick<Config, "maxEpochSeconds"> | undefined): bigint | undefined {
  return config && promisedUntil(data, config) + 1n;
}
