/**
 * What a vault's stakers could lose, by operator and by NCN: the client's figures, as the views show them.
 */
import type { Address } from "@solana/kit";
import {
  booksAt,
  delegatedStake,
  epochLossLeft,
  partnerOf,
  pendingChange,
  type StakePath,
  type VaultExposure,
  type VaultStake,
  valueAt,
  vaultExposure,
} from "restaking-client";

import type { World } from "../chain/market.js";
import { grouped } from "./find.js";

/** What is read of the chain to tell a vault's exposure. */
export type Market = Pick<World, "delegations" | "allocations" | "optIns" | "ncns">;

type TheVault = World["vaults"][number];

/** What one operator holds of a vault for one NCN. */
export type Part = {
  readonly operator: Address;
  readonly ncn: Address;
  /** What stands behind the operator for the NCN, agreed or not. */
  readonly stake: bigint;
  /** What the NCN can slash of it: nothing unless vault, operator and NCN all agree and its policy lets it. */
  readonly slashable: bigint;
  /** The most that one slash takes of it, now and as announced. */
  readonly perSlash: bigint;
  readonly changes: VaultExposure["paths"][number]["changes"];
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
  /** How long a slash can be vetoed, in seconds, and the resolver; without one it is final at once. */
  readonly challengeSeconds: bigint;
  readonly resolver: Address | undefined;
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
  /** A bound on what all slashes together still take in this epoch. */
  readonly worst: bigint;
  /** The vault's own limits: by one slash and in an epoch, in basis points of its stake. */
  readonly incidentBps: bigint;
  readonly epochBps: bigint;
  /** How often the same stake may be used. */
  readonly leverage: bigint;
  /** The time from which an exit requested now is out of reach. */
  readonly outAt: bigint;
};

const least = (a: bigint, b: bigint): bigint => (a < b ? a : b);
const most = (a: bigint, b: bigint): bigint => (a > b ? a : b);

/** What a vault's stakers could lose at `now`. */
export function exposureOf(vault: TheVault, market: Market, now: bigint): Exposure {
  const { ledger } = vault.data;
  const stake = stakeIn(vault, market);
  const { paths, ...whole } = vaultExposure(stake, now);
  const books = booksAt(ledger, now);

  const parts = paths
    .map((path): Part & { readonly delegation: Address; readonly path: typeof path } => {
      const reached = path.agreed && path.maxFraction > 0n;
      return {
        path,
        delegation: path.delegation,
        operator: path.operator,
        ncn: path.ncn,
        stake: path.slashable,
        slashable: reached ? path.slashable : 0n,
        perSlash: path.most,
        changes: path.changes,
      };
    })
    .filter((part) => part.stake > 0n || part.changes.length > 0);

  const held = stake.delegations
    .map(({ address, data: { operator, delegation } }): Held => {
      const change = pendingChange(delegation.units, now);
      return {
        operator,
        stake: delegatedStake(ledger, delegation, now),
        pending: change && { units: change.value, from: change.from },
        parts: parts.filter((part) => part.delegation === address),
      };
    })
    .filter((each) => each.stake > 0n || each.pending !== undefined)
    .sort((a, b) => (a.stake < b.stake ? 1 : -1));

  const reached = parts.filter((part) => part.slashable > 0n);
  const threats = [...new Set(reached.map(({ ncn }) => ncn))]
    .map((ncn): Threat => {
      const operators = reached.filter((part) => part.ncn === ncn);
      const slashable = operators.reduce((sum, part) => sum + part.slashable, 0n);
      const approval = stake.paths.find((path) => path.ncn.address === ncn)?.vaultNcn?.data;
      const left = approval ? epochLossLeft(ledger, approval, books.epoch, whole.stake, now) : 0n;
      const [first] = operators;
      return {
        ncn,
        slashable,
        perSlash: operators.map((part) => part.perSlash).reduce(most, 0n),
        perEpoch: least(least(slashable, left), whole.mostInEpoch),
        operators,
        challengeSeconds: first?.path.challengeSeconds ?? 0n,
        resolver: first?.path.resolver,
      };
    })
    .sort((a, b) => (a.perEpoch < b.perEpoch ? 1 : -1));

  return {
    stake: whole.stake,
    active: books.active,
    exiting: books.exiting.reduce((sum, each) => sum + each, 0n),
    idle: whole.idle,
    held,
    threats,
    worst: whole.mostInEpoch,
    incidentBps: valueAt(ledger.lossLimits.incidentBps, now),
    epochBps: valueAt(ledger.lossLimits.epochBps, now),
    leverage: whole.leverage,
    outAt: whole.safeFrom,
  };
}

/** What a vault's stakers could lose at `now`; nothing where its accounts do not add up. */
export function toldExposure(vault: TheVault, market: Market, now: bigint): Exposure | undefined {
  try {
    return exposureOf(vault, market, now);
  } catch {
    return undefined;
  }
}

/** A market's accounts by what they are looked for by: with many vaults, each would go through all of them. */
type Index = {
  readonly delegations: ReadonlyMap<Address, Market["delegations"]>;
  readonly allocations: ReadonlyMap<Address, Market["allocations"]>;
  readonly optIns: ReadonlyMap<string, Market["optIns"][number]>;
  readonly ncns: ReadonlyMap<Address, Market["ncns"][number]>;
};

const indexes = new WeakMap<Market, Index>();

function indexOf(market: Market): Index {
  const known = indexes.get(market);
  if (known) {
    return known;
  }
  const index: Index = {
    delegations: grouped(market.delegations, ({ data }) => data.vault),
    allocations: grouped(market.allocations, ({ data }) => data.delegation),
    optIns: new Map(market.optIns.map((optIn) => [`${optIn.data.left} ${optIn.data.right}`, optIn])),
    ncns: new Map(market.ncns.map((ncn) => [ncn.address, ncn])),
  };
  indexes.set(market, index);
  return index;
}

/** A vault with all that its stake stands behind, out of what was read of all vaults. */
function stakeIn(vault: TheVault, market: Market): VaultStake {
  const index = indexOf(market);
  const between = (left: Address, right: Address) => index.optIns.get(`${left} ${right}`);
  const delegations = index.delegations.get(vault.address) ?? [];
  const paths = delegations.flatMap((delegation) => {
    const { operator } = delegation.data;
    return (index.allocations.get(delegation.address) ?? []).flatMap((allocation): StakePath[] => {
      const ncn = index.ncns.get(allocation.data.ncn);
      return ncn
        ? [
            {
              delegation,
              allocation,
              ncn,
              vaultOperator: between(vault.address, operator),
              operatorNcn: between(operator, ncn.address),
              vaultNcn: between(vault.address, partnerOf(ncn)),
            },
          ]
        : [];
    });
  });
  return { vault, delegations, paths };
}
