/**
 * The exit that everyone can count on: where a request goes, what a ticket is worth, and when it can be claimed.
 */
import type { Bucket, Pool, Ticket, VaultLedger } from "../generated/types/index.js";
import { charge } from "./charge.js";
import { valueAt } from "./delayed.js";
import { add, min, mulDivFloor, U64_MAX } from "./math.js";
import { ensure, Refusal } from "./refusal.js";
import { epochAt, sharesWorth, startOf, timeAt } from "./vault.js";

/** How many pools a bucket has. */
export const POOLS = 4n;

/** The epoch of the bucket that a request at `now` goes to. */
export function requestEpoch(ledger: VaultLedger, now: bigint): bigint {
  return epochAt(ledger, now) + 1n;
}

/** The first second at which the tickets of the bucket of `epoch` can be claimed. */
export function claimableAt(ledger: VaultLedger, epoch: bigint): bigint {
  return startOf(ledger, min(epoch + 1n, U64_MAX));
}

/** Whether a ticket of the bucket of `epoch` can be claimed at `now`. */
export function isClaimable(ledger: VaultLedger, epoch: bigint, now: bigint): boolean {
  return epochAt(ledger, now) > epoch;
}

/** The assets behind a ticket, what has been paid and its fee included, rounded down. */
export function ticketWorth(bucket: Bucket, ticket: Ticket): bigint {
  const pool = poolOf(bucket, ticket);
  return pool ? poolWorth(pool, ticket.shares) : 0n;
}

/**
 * What a ticket is worth if all slashes that took from its pool are vetoed. The worth itself is what it pays if all of them
 * are executed.
 */
export function ticketWorthIfVetoed(bucket: Bucket, ticket: Ticket): bigint {
  const pool = poolOf(bucket, ticket);
  if (!pool) {
    return 0n;
  }
  return poolWorth({ ...pool, assets: add(pool.assets, pool.contested) }, ticket.shares);
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
export function claimOf(bucket: Bucket, ticket: Ticket): Claim {
  if (ticket.shares === 0n) {
    return { assets: 0n, fee: 0n, closes: false };
  }
  const worth = ticketWorth(bucket, ticket);
  // The fee on all payments together is rounded up once.
  const fee = charge(worth, ticket.feeBps) - charge(ticket.paid, ticket.feeBps);
  return { assets: worth - ticket.paid - fee, fee, closes: (poolOf(bucket, ticket)?.contested ?? 0n) === 0n };
}

/**
 * What the ticket of a request with `shares` at `now` pays at the least if no slash to come touches it: if every slash that is
 * open is executed, and the vault's fee taken. It goes into `bucket`; leave that out if there is none yet.
 *
 * @throws Refusal What the program would refuse the request for.
 */
export function leastOfRequest(ledger: VaultLedger, shares: bigint, now: bigint, bucket?: Bucket): bigint {
  const assets = sharesWorth(ledger, shares, now);
  const worth = bucket ? leastWorth(bucket, assets) : assets;
  return worth - charge(worth, valueAt(ledger.fees.exitBps, timeAt(ledger, now)));
}

function leastWorth(bucket: Bucket, assets: bigint): bigint {
  const [pool, part] = place(bucket, assets);
  return poolWorth({ ...pool, assets: add(pool.assets, assets), shares: add(pool.shares, part) }, part);
}

/**
 * The pool of a request of `assets`, and its part of it: the first pool that no open slash touched, at its price, or anew where it
 * was slashed to nothing; else the one of which open slashes took the least part, as if all of them will be vetoed.
 */
function place(bucket: Bucket, assets: bigint): [Pool, bigint] {
  for (const pool of bucket.pools.filter(({ contested }) => contested === 0n)) {
    if (pool.shares > 0n && pool.assets === 0n) {
      return [{ shares: 0n, assets: 0n, contested: 0n }, assets];
    }
    const part = poolPart(pool, assets, pool.assets);
    if (part !== undefined) {
      return [pool, part];
    }
  }
  let best: [Pool, bigint] | undefined;
  for (const pool of bucket.pools.filter(({ contested }) => contested > 0n)) {
    const part = poolPart(pool, assets, add(pool.assets, pool.contested));
    if (part !== undefined && (!best || pool.contested * best[0].assets < best[0].contested * pool.assets)) {
      best = [pool, part];
    }
  }
  if (!best) {
    throw new Refusal("Dust", assets, 1n);
  }
  return best;
}

/** What `figure` gives, or nothing where it is refused. */
function fits(figure: () => bigint): bigint | undefined {
  try {
    return figure();
  } catch (error) {
    if (error instanceof Refusal) {
      return undefined;
    }
    throw error;
  }
}

/** The pool of a ticket, or nothing if it has started again since. */
function poolOf(bucket: Bucket, ticket: Ticket): Pool | undefined {
  const [index, restarts] = [Number(ticket.pool % POOLS), ticket.pool / POOLS];
  const now = bucket.restarts[index] as bigint;
  ensure(restarts <= now, "BooksDiffer", restarts, now);
  return restarts === now ? bucket.pools[index] : undefined;
}

function poolPart(pool: Pool, assets: bigint, whole: bigint): bigint | undefined {
  const price = () => (whole === pool.shares ? assets : mulDivFloor(assets, pool.shares, whole));
  const part = fits(() => add(pool.shares, price()) - pool.shares);
  return part === 0n ? undefined : part;
}

function poolWorth(pool: Pool, shares: bigint): bigint {
  return pool.assets === pool.shares ? shares : mulDivFloor(shares, pool.assets, pool.shares);
}
