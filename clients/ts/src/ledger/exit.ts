/**
 * The ordinary exit, which is always open: where a request goes, what a ticket is worth, and when it can be claimed.
 */
import { POOLS, SETTLED } from "../generated/constants/index.js";
import type { Bucket, Pool, Ticket, VaultLedger } from "../generated/types/index.js";
import { sharesFor } from "./books.js";
import { charge } from "./charge.js";
import { valueAt } from "./delayed.js";
import { add, max, min, mulDivFloor, U64_MAX } from "./math.js";
import { ensure, Refusal } from "./refusal.js";
import { checkHeld, exitFrom } from "./term.js";
import { booksAt, type EntryWorth, entryWorth, epochAt, sharesWorth, startOf, timeAt } from "./vault.js";

/** Whether a ticket needs its bucket no longer: its bucket may be closed. */
export function isSettled(ticket: Ticket): boolean {
  return ticket.pool === SETTLED;
}

/** The epoch of the bucket that a request at `now` goes to. */
export function requestEpoch(ledger: VaultLedger, now: bigint): bigint {
  return epochAt(ledger, now) + 1n;
}

/** The first second at which the tickets of the bucket of `epoch` can be claimed. */
export function claimableAt(ledger: VaultLedger, epoch: bigint): bigint {
  return startOf(ledger, min(epoch + 1n, U64_MAX));
}

/** When an exit requested at `now`, or as soon as the vault's term allows it, can be claimed and is out of every slash's reach. */
export function outBy(ledger: VaultLedger, now: bigint): bigint {
  return claimableAt(ledger, requestEpoch(ledger, exitFrom(ledger, now)));
}

/** Whether a ticket of the bucket of `epoch` can be claimed at `now`. */
export function isClaimable(ledger: VaultLedger, epoch: bigint, now: bigint): boolean {
  return epochAt(ledger, now) > epoch;
}

/** The assets behind a ticket, what has been paid and its fee included, rounded down. */
export function ticketWorth(bucket: Bucket | undefined, ticket: Ticket): bigint {
  if (isSettled(ticket)) {
    return ticket.shares;
  }
  return poolWorth(poolOf(bucket, ticket), ticket.shares);
}

/**
 * What a ticket is worth if all slashes that took from its pool are vetoed. The worth itself is what it pays if all of them
 * are executed.
 */
export function ticketWorthIfVetoed(bucket: Bucket | undefined, ticket: Ticket): bigint {
  if (isSettled(ticket)) {
    return ticket.shares;
  }
  const pool = poolOf(bucket, ticket);
  return poolWorth({ ...pool, assets: add(pool.assets, pool.contested) }, ticket.shares);
}

/**
 * What a ticket that is canceled at `now` turns out to be worth: canceling is a deposit.
 *
 * @throws Refusal What the program would refuse it for, by the vault's books.
 */
export function cancelWorth(ledger: VaultLedger, bucket: Bucket, ticket: Ticket, now: bigint): EntryWorth {
  const [books, assets] = [booksAt(ledger, now), ticketWorth(bucket, ticket)];
  return entryWorth(books, ledger.contested, assets, sharesFor(books, assets, ledger.contested));
}

/** What of `worth` a ticket pays in all: the vault's fee is the one of its request, rounded up. */
export function netOfFee(ticket: Ticket, worth: bigint): bigint {
  return worth - charge(worth, ticket.feeBps);
}

/** What a claim of a ticket would do once its bucket has matured. */
export type Claim = {
  /** The assets that it pays, the vault's fee taken. */
  readonly assets: bigint;
  /** The vault's fee on them. */
  readonly fee: bigint;
  /** Whether the ticket is closed by it. */
  readonly closes: boolean;
};

/** What a claim of a ticket would pay once its bucket has matured, and whether the ticket would be closed by it. */
export function claimOf(bucket: Bucket | undefined, ticket: Ticket): Claim {
  if (ticket.shares === 0n && !isSettled(ticket)) {
    return { assets: 0n, fee: 0n, closes: false };
  }
  const worth = ticketWorth(bucket, ticket);
  // The fee on all payments together is rounded up once.
  const fee = charge(worth, ticket.feeBps) - charge(ticket.paid, ticket.feeBps);
  return {
    assets: worth - ticket.paid - fee,
    fee,
    closes: isSettled(ticket) || poolOf(bucket, ticket).contested === 0n,
  };
}

/**
 * What the ticket of a request with `shares` at `now` pays at the least if no slash to come touches it: if every slash that is
 * open is executed, and the vault's fee taken. It goes into `bucket`; leave that out if there is none yet.
 *
 * @throws Refusal What the program would refuse the request for.
 */
export function leastOfRequest(ledger: VaultLedger, shares: bigint, now: bigint, bucket?: Bucket): bigint {
  checkHeld(ledger, now);
  const assets = sharesWorth(ledger, shares, now);
  const worth = bucket ? leastWorth(bucket, assets) : assets;
  return worth - charge(worth, valueAt(ledger.fees.exitBps, timeAt(ledger, now)));
}

/**
 * What a request of `assets` is worth in the worst case: in the first pool that no open slash touched, at its price. Else in the
 * one where it is worth the most, at the price as if all open slashes will be vetoed, and as if one unit were left in a pool that
 * slashes emptied.
 */
function leastWorth(bucket: Bucket, assets: bigint): bigint {
  for (const pool of bucket.pools.filter(isFree)) {
    const worth = fits(() => joinedWorth(pool, assets, pool.assets));
    if (typeof worth === "bigint") {
      return worth;
    }
  }
  const worths = bucket.pools.map((pool) =>
    fits(() => joinedWorth(pool, assets, max(add(pool.assets, pool.contested), 1n))),
  );
  const fitting = worths.filter((worth) => typeof worth === "bigint");
  if (fitting.length === 0) {
    const dust = worths.find((refusal) => refusal instanceof Refusal && refusal.why === "Dust");
    throw dust ?? new Refusal("BucketWiped", sum(bucket, "contested"), sum(bucket, "assets"));
  }
  return fitting.reduce(max);
}

function sum(bucket: Bucket, figure: "assets" | "contested"): bigint {
  return bucket.pools.reduce((total, pool) => total + pool[figure], 0n);
}

function isFree(pool: Pool): boolean {
  return pool.contested === 0n && (pool.shares === 0n || pool.assets > 0n);
}

/** What `figure` gives, or what it is refused for. */
function fits(figure: () => bigint): bigint | Refusal {
  try {
    return figure();
  } catch (error) {
    if (error instanceof Refusal) {
      return error;
    }
    throw error;
  }
}

function poolOf(bucket: Bucket | undefined, ticket: Ticket): Pool {
  const pool = bucket?.pools[Number(ticket.pool)];
  ensure(pool !== undefined, "BooksDiffer", ticket.pool, POOLS);
  return pool;
}

/** What `assets` that join a pool at a price of `whole` for all its shares are worth then. */
function joinedWorth(pool: Pool, assets: bigint, whole: bigint): bigint {
  const part = whole === pool.shares ? assets : mulDivFloor(assets, pool.shares, whole);
  ensure(part > 0n, "Dust", assets, 1n);
  return poolWorth({ ...pool, assets: add(pool.assets, assets), shares: add(pool.shares, part) }, part);
}

function poolWorth(pool: Pool, shares: bigint): bigint {
  return pool.assets === pool.shares ? shares : mulDivFloor(shares, pool.assets, pool.shares);
}
