/**
 * The exit that everyone can count on: where a request goes, what a ticket is worth, and when it can be claimed.
 */
import type { Bucket, Pool, Ticket, VaultLedger } from "../generated/types/index.js";
import { add, min, mulDivFloor, U64_MAX } from "./math.js";
import { ensure, Refusal } from "./refusal.js";
import { epochAt, startOf } from "./vault.js";

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

/** The assets behind a ticket, what has been paid included, rounded down. */
export function ticketWorth(bucket: Bucket, ticket: Ticket): bigint {
  return poolWorth(poolOf(bucket, ticket), ticket.shares);
}

/**
 * What a ticket is worth if all slashes that took from its pool are vetoed. The worth itself is what it pays if all of them
 * are executed.
 */
export function ticketWorthIfVetoed(bucket: Bucket, ticket: Ticket): bigint {
  const pool = poolOf(bucket, ticket);
  return poolWorth({ ...pool, assets: add(pool.assets, pool.contested) }, ticket.shares);
}

/** What a claim of a ticket would pay once its bucket has matured, and whether the ticket would be closed by it. */
export function claimOf(bucket: Bucket, ticket: Ticket): { readonly assets: bigint; readonly closes: boolean } {
  const spent = ticket.shares === 0n;
  return {
    assets: spent ? 0n : ticketWorth(bucket, ticket) - ticket.paid,
    closes: !spent && poolOf(bucket, ticket).contested === 0n,
  };
}

/**
 * What a request of `assets` into `bucket` is worth at the least: if every slash that is open is executed. Leave the bucket
 * out if there is none yet.
 *
 * @throws Refusal `BucketWiped` or `Dust` where the bucket takes no request.
 */
export function leastOfRequest(assets: bigint, bucket?: Bucket): bigint {
  if (!bucket) {
    return assets;
  }
  const [index, part] = place(bucket, assets);
  const pool = bucket.pools[index] as Pool;
  const after = { ...pool, assets: add(pool.assets, assets), shares: add(pool.shares, part) };
  return pool.contested === 0n ? assets : poolWorth(after, part);
}

/** Where a request of `assets` goes, and for how many shares: to the first pool that no open slash touched, at its price. */
function place(bucket: Bucket, assets: bigint): [number, bigint] {
  for (const [index, pool] of bucket.pools.entries()) {
    const price = isFree(pool) ? fits(() => poolPrice(pool, assets, pool.assets)) : undefined;
    if (price !== undefined) {
      return [index, price];
    }
  }
  const last = bucket.pools.length - 1;
  const pool = bucket.pools[last] as Pool;
  ensure(!isFree(pool), "Dust", assets, 1n);
  ensure(pool.contested > 0n, "BucketWiped", pool.shares, pool.assets);
  return [last, poolPrice(pool, assets, add(pool.assets, pool.contested))];
}

function isFree(pool: Pool): boolean {
  return pool.contested === 0n && (pool.shares === 0n || pool.assets > 0n);
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

function poolOf(bucket: Bucket, ticket: Ticket): Pool {
  const pool = bucket.pools[Number(ticket.pool)];
  ensure(pool !== undefined, "BooksDiffer", ticket.pool, POOLS);
  return pool;
}

function poolPrice(pool: Pool, assets: bigint, whole: bigint): bigint {
  const part = whole === pool.shares ? assets : mulDivFloor(assets, pool.shares, whole);
  ensure(part > 0n, "Dust", assets, 1n);
  return part;
}

function poolWorth(pool: Pool, shares: bigint): bigint {
  return pool.assets === pool.shares ? shares : mulDivFloor(shares, pool.assets, pool.shares);
}
