/**
 * All that a wallet has in vaults.
 */
import type { Address } from "@solana/kit";
import {
  claimableAt,
  claimOf,
  exitAssets,
  isClaimable,
  isHeld,
  isSettled,
  type OwedReward,
  outBy,
  owedRewards,
  SlashStatus,
  sharesWorth,
} from "restaking-client";

import type { Found } from "../chain/accounts.js";
import type { World } from "../chain/market.js";
import type { Happening, HistoryPage } from "../history/read.js";
import { at } from "./find.js";

type Vault = Found<"Vault">;

/** What was paid for shares of a vault, by the events of their owner. */
export type Entry = { readonly shares: bigint; readonly cost: bigint; readonly since: bigint };

/** Shares of a vault. */
export type Position = {
  readonly vault: Vault;
  readonly held: bigint;
  readonly bonded: bigint;
  /** What they pay if they leave now, in the vault's asset. */
  readonly worth: bigint;
  /** What they gained since they were bought; nothing where the events do not tell what they cost. */
  readonly gain: { readonly assets: bigint; readonly cost: bigint; readonly since: bigint } | undefined;
  /** When an exit that is asked for now can be claimed. */
  readonly outAt: bigint;
};

/** An exit on its way. */
export type PortfolioExit = {
  readonly vault: Vault;
  readonly ticket: Found<"ExitTicket">;
  readonly bucket: Found<"ExitBucket"> | undefined;
  /** What it pays, as things stand. */
  readonly assets: bigint;
  readonly claimableAt: bigint;
  readonly ready: boolean;
};

/** Rewards of a bonded position. */
export type PortfolioBond = {
  readonly vault: Vault;
  readonly pool: Found<"VaultBondPool">;
  readonly position: Found<"VaultPosition">;
  readonly owed: readonly OwedReward[];
};

/** A pledge, and what of it can be taken back now. */
export type PortfolioPledge = {
  readonly vault: Vault;
  readonly slash: Found<"SlashProposal">;
  readonly pledge: Found<"SlashPledge">;
  readonly back: bigint;
  readonly over: boolean;
};

/** All that a wallet has. */
export type Portfolio = {
  readonly positions: readonly Position[];
  readonly exits: readonly PortfolioExit[];
  readonly bonds: readonly PortfolioBond[];
  readonly pledges: readonly PortfolioPledge[];
};

/** What is read of the chain for it. */
export type PortfolioAccounts = {
  /** Shares by their mint. */
  readonly holdings: ReadonlyMap<Address, bigint>;
  readonly tickets: readonly Found<"ExitTicket">[];
  readonly buckets: readonly Found<"ExitBucket">[];
  readonly pools: readonly Found<"VaultBondPool">[];
  readonly positions: readonly Found<"VaultPosition">[];
  readonly pledges: readonly Found<"SlashPledge">[];
  /** What was paid for shares, by vault. */
  readonly entries: ReadonlyMap<Address, Entry>;
};

/** All that a wallet has at `now`. */
export function portfolioOf(world: World, accounts: PortfolioAccounts, now: bigint): Portfolio {
  const bonds = accounts.positions.flatMap((position): PortfolioBond[] => {
    const pool = at(accounts.pools, position.data.pool);
    const vault = at(world.vaults, pool?.data.vault);
    return pool && vault
      ? [{ vault, pool, position, owed: owedRewards(pool, position, now).filter(({ amount }) => amount > 0n) }]
      : [];
  });
  const positions = world.vaults.flatMap((vault): Position[] => {
    const held = accounts.holdings.get(vault.data.vrtMint) ?? 0n;
    const bonded = bonds
      .filter((bond) => bond.vault === vault)
      .reduce((sum, { position }) => sum + position.data.position.bonded, 0n);
    const shares = held + bonded;
    if (shares === 0n) {
      return [];
    }
    const worth = worthOf(vault, shares, now);
    const entry = accounts.entries.get(vault.address);
    // Shares that came or went without a deposit or an exit have another cost.
    const told = entry && entry.shares === shares && entry.cost > 0n;
    const gain = told ? { assets: worth - entry.cost, cost: entry.cost, since: entry.since } : undefined;
    return [{ vault, held, bonded, worth, gain, outAt: outBy(vault.data.ledger, now) }];
  });
  const exits = accounts.tickets.flatMap((ticket): PortfolioExit[] => {
    const { epoch } = ticket.data.ticket;
    const vault = at(world.vaults, ticket.data.vault);
    const bucket = accounts.buckets.find(({ data }) => data.vault === vault?.address && data.bucket.epoch === epoch);
    if (!vault || (!bucket && !isSettled(ticket.data.ticket))) {
      return [];
    }
    const claim = claimOf(bucket?.data.bucket, ticket.data.ticket);
    const ready = isClaimable(vault.data.ledger, epoch, now) && (claim.assets > 0n || claim.closes);
    return [{ vault, ticket, bucket, assets: claim.assets, claimableAt: claimableAt(vault.data.ledger, epoch), ready }];
  });
  const pledges = accounts.pledges.flatMap((pledge): PortfolioPledge[] => {
    const slash = at(world.slashes, pledge.data.proposal);
    const vault = at(world.vaults, slash?.data.vault);
    if (!slash || !vault) {
      return [];
    }
    const { status } = slash.data;
    const back = status === SlashStatus.Vetoed ? pledge.data.amount : 0n;
    return [{ vault, slash, pledge, back, over: status !== SlashStatus.Open }];
  });
  return {
    positions,
    exits: exits.sort((one, other) => (one.claimableAt < other.claimableAt ? -1 : 1)),
    bonds,
    pledges,
  };
}

function worthOf({ data: { ledger } }: Vault, shares: bigint, now: bigint): bigint {
  try {
    return (isHeld(ledger, now) ? sharesWorth : exitAssets)(ledger, shares, now);
  } catch {
    // Too few shares to be worth one unit.
    return 0n;
  }
}

/** Why it is not known what shares cost: earlier transactions are not read, or one of them cannot be. */
export type CostsUnknown = "unread" | "gap";

/** What `owner` paid for its shares, by pages of its events, the latest first; why not, where they are not all of them. */
export function costsOf(
  pages: readonly Pick<HistoryPage, "happenings" | "gaps" | "before">[],
  owner: Address,
): ReadonlyMap<Address, Entry> | CostsUnknown {
  if (pages.some(({ gaps }) => gaps.length > 0)) {
    return "gap";
  }
  if (pages[pages.length - 1]?.before !== undefined) {
    return "unread";
  }
  return entriesOf(
    pages.flatMap(({ happenings }) => happenings),
    owner,
  );
}

/**
 * What `owner` paid for its shares, by its events, the latest first. A part of them that leaves takes the same part of their cost with
 * it.
 */
export function entriesOf(happenings: readonly Happening[], owner: Address): ReadonlyMap<Address, Entry> {
  const entries = new Map<Address, Entry>();
  for (const { event } of [...happenings].reverse()) {
    switch (event.name) {
      case "Deposited":
        if (event.data.depositor === owner) {
          enter(entries, event.data);
        }
        break;
      case "ExitCanceled":
        if (event.data.owner === owner) {
          enter(entries, event.data);
        }
        break;
      case "ExitRequested":
      case "ExitedInstantly":
        if (event.data.owner === owner) {
          leave(entries, event.data);
        }
    }
  }
  return entries;
}

type Moved = { readonly vault: Address; readonly time: bigint; readonly assets: bigint; readonly shares: bigint };

function enter(entries: Map<Address, Entry>, { vault, time, assets, shares }: Moved): void {
  const before = entries.get(vault);
  const held = before && before.shares > 0n ? before : { shares: 0n, cost: 0n, since: time };
  entries.set(vault, { shares: held.shares + shares, cost: held.cost + assets, since: held.since });
}

function leave(entries: Map<Address, Entry>, { vault, time, shares }: Omit<Moved, "assets">): void {
  const { shares: held, cost, since } = entries.get(vault) ?? { shares: 0n, cost: 0n, since: time };
  const left = held - shares;
  // More left than came by deposits: what it cost is not known.
  entries.set(vault, { shares: left, cost: held > 0n && left > 0n ? (cost * left) / held : 0n, since });
}
