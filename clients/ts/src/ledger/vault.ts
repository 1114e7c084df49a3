/**
 * A vault's clock, and its books at a time.
 */
import type { Books, VaultLedger } from "../generated/types/index.js";
import { assetsFor, rolledTo, sharesFor, VIRTUAL } from "./books.js";
import { add, I64_MAX, max, min, U64_MAX } from "./math.js";
import { ensure } from "./refusal.js";

/** The epoch at `now`, never an earlier one than the books have seen: a clock that runs back changes nothing. */
export function epochAt(ledger: VaultLedger, now: bigint): bigint {
  const elapsed = max(min(now - ledger.genesis, I64_MAX), 0n);
  return max(elapsed / ledger.epochSeconds, ledger.books.epoch);
}

/** The first second of `epoch`. */
export function startOf(ledger: VaultLedger, epoch: bigint): bigint {
  const offset = min(min(epoch * ledger.epochSeconds, U64_MAX), I64_MAX);
  return min(ledger.genesis + offset, I64_MAX);
}

/** The time to go by at `now`: no earlier than the start of the latest epoch that the books have seen. */
export function timeAt(ledger: VaultLedger, now: bigint): bigint {
  return max(now, startOf(ledger, ledger.books.epoch));
}

/** The books as they are at `now`. */
export function booksAt(ledger: VaultLedger, now: bigint): Books {
  return rolledTo(ledger.books, epochAt(ledger, now));
}

/**
 * The shares that a deposit of `assets` gives at `now`.
 *
 * @throws Refusal What the program would refuse the deposit for.
 */
export function depositShares(ledger: VaultLedger, assets: bigint, now: bigint): bigint {
  const books = booksAt(ledger, now);
  const shares = sharesFor(books, assets, ledger.contested);
  const active = add(books.active, assets);
  ensure(active <= ledger.depositCap, "OverCap", active, ledger.depositCap);
  const owed = [books.exiting[0] as bigint, books.exiting[1] as bigint, books.matured].reduce(add, books.active);
  add(add(add(owed, ledger.escrowed), assets), VIRTUAL);
  add(add(books.supply, shares), VIRTUAL);
  return shares;
}

/**
 * The assets that `shares` are worth to who asks to leave at `now`: what a ticket will pay if nothing is slashed.
 *
 * @throws Refusal What the program would refuse the request for.
 */
export function exitAssets(ledger: VaultLedger, shares: bigint, now: bigint): bigint {
  return assetsFor(booksAt(ledger, now), shares);
}

/** What a vault may still take in by deposits at `now`; zero if it is at its cap. */
export function depositRoom(ledger: VaultLedger, now: bigint): bigint {
  return max(ledger.depositCap - booksAt(ledger, now).active, 0n);
}

/**
 * When a change of exposure that is announced at `now` counts: from the start of epoch e+2; at once, as the earliest time
 * there is, in a vault that exposes nobody.
 */
export function countsFrom(ledger: VaultLedger, now: bigint): bigint {
  const books = booksAt(ledger, now);
  const stake = books.active + (books.exiting[0] as bigint) + (books.exiting[1] as bigint);
  const empty = books.supply === 0n && stake === 0n && ledger.escrowed === 0n;
  return empty ? -(1n << 63n) : startOf(ledger, books.epoch + 2n);
}
