/**
 * A vault's clock, and its books at a time.
 */
import { FALL_EPOCHS, RISE_EPOCHS, VIRTUAL } from "../generated/constants/index.js";
import type { Books, VaultLedger } from "../generated/types/index.js";
import { assetsFor, fitting, rolledTo, sharesFor } from "./books.js";
import { charge } from "./charge.js";
import { valueAt } from "./delayed.js";
import { add, I64_MAX, max, min, sum, U64_MAX } from "./math.js";
import { ensure, Refusal } from "./refusal.js";
import { putOff, released, streamDue } from "./stream.js";
import { checkEntry, checkHeld, isTermRunning } from "./term.js";

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

/** The time to use at `now`: no earlier than the start of the latest epoch that the books have seen. */
export function timeAt(ledger: VaultLedger, now: bigint): bigint {
  return max(now, startOf(ledger, ledger.books.epoch));
}

/** The books at `now`: the streamed part of rewards is active. */
export function booksAt(ledger: VaultLedger, now: bigint): Books {
  const books = rolledTo(ledger.books, epochAt(ledger, now));
  // While there are no shares, rewards wait.
  const due = books.supply === 0n ? 0n : streamDue(ledger.stream, timeAt(ledger, now));
  return due === 0n ? books : { ...books, active: books.active + due };
}

/** The ledger with its books and its rewards' stream brought to `now`, as every instruction does first. */
export function advanced(ledger: VaultLedger, now: bigint): VaultLedger {
  const [{ stream }, time] = [ledger, timeAt(ledger, now)];
  const books = booksAt(ledger, now);
  if (stream.left === 0n) {
    return { ...ledger, books };
  }
  return { ...ledger, books, stream: books.supply === 0n ? putOff(stream, time) : released(stream, time).stream };
}

/**
 * What the vault's token account holds at the least: the stake, matured exits to claim, rewards still to stream, and uncollected
 * fees. It is the same at any time.
 */
export function assetsOwed({ books, stream, feesOwed }: VaultLedger): bigint {
  const [now, next] = books.exiting as [bigint, bigint];
  const { vault, protocol, commissions } = feesOwed;
  return sum([books.active, now, next, books.matured, stream.left, vault, protocol, commissions]);
}

/** The most that the active assets can become without anything coming in: all that is owed, and what vetoes may bring back. */
export function assetsBound(ledger: VaultLedger): bigint {
  return add(assetsOwed(ledger), ledger.escrowed);
}

/**
 * The shares that a deposit of `assets` gives at `now`, the vault's fee taken.
 *
 * @throws Refusal What the program would refuse the deposit for.
 */
export function depositShares(ledger: VaultLedger, assets: bigint, now: bigint): bigint {
  checkEntry(ledger, now);
  const books = booksAt(ledger, now);
  const entering = assets - charge(assets, valueAt(ledger.fees.depositBps, timeAt(ledger, now)));
  const shares = sharesFor(books, entering, ledger.contested);
  const active = add(books.active, entering);
  ensure(active <= ledger.depositCap, "OverCap", active, ledger.depositCap);
  add(add(assetsBound(ledger), assets), VIRTUAL);
  fitting(books, () => add(add(books.supply, shares), VIRTUAL));
  return shares;
}

/**
 * What shares that are bought while slashes are open turn out to be worth, before the vault's fee on exits. A deposit pays as
 * if all of them will be vetoed, so that it takes no part of what comes back; if they are executed, it loses with the others
 * for what was done before it came.
 */
export type EntryWorth = {
  /** The shares. */
  readonly shares: bigint;
  /** The assets that they are worth if every open slash is vetoed. */
  readonly ifVetoed: bigint;
  /** The assets that they are worth if every open slash is executed. The two differ only while slashes are open. */
  readonly ifExecuted: bigint;
};

/** What `shares` are worth once `assets` have come in for them. */
export function entryWorth(books: Books, contested: bigint, assets: bigint, shares: bigint): EntryWorth {
  const worth = (active: bigint): bigint => {
    try {
      return assetsFor({ ...books, active, supply: books.supply + shares }, shares);
    } catch (error) {
      if (error instanceof Refusal && error.why === "Dust") {
        return 0n;
      }
      throw error;
    }
  };
  const active = books.active + assets;
  return { shares, ifVetoed: worth(active + contested), ifExecuted: worth(active) };
}

/**
 * What a deposit of `assets` at `now` turns out to be worth, the vault's fee taken.
 *
 * @throws Refusal What the program would refuse the deposit for.
 */
export function depositWorth(ledger: VaultLedger, assets: bigint, now: bigint): EntryWorth {
  const shares = depositShares(ledger, assets, now);
  const entering = assets - charge(assets, valueAt(ledger.fees.depositBps, timeAt(ledger, now)));
  return entryWorth(booksAt(ledger, now), ledger.contested, entering, shares);
}

/** The assets that `shares` are worth at `now`, before the vault's fee on exits. */
export function sharesWorth(ledger: VaultLedger, shares: bigint, now: bigint): bigint {
  return assetsFor(booksAt(ledger, now), shares);
}

/**
 * The assets that an exit of `shares` requested at `now` will be paid if nothing is slashed, after the vault's fee.
 *
 * @throws Refusal What the program would refuse the request for.
 */
export function exitAssets(ledger: VaultLedger, shares: bigint, now: bigint): bigint {
  checkHeld(ledger, now);
  const worth = sharesWorth(ledger, shares, now);
  return worth - charge(worth, valueAt(ledger.fees.exitBps, timeAt(ledger, now)));
}

/** What may still enter a vault by deposits at `now`, their fee not counted; zero if it is at its cap, or inside its term. */
export function depositRoom(ledger: VaultLedger, now: bigint): bigint {
  if (isTermRunning(ledger, now)) {
    return 0n;
  }
  return max(ledger.depositCap - booksAt(ledger, now).active, 0n);
}

/** When a change that is announced takes effect: the first second of a fall, and of a rise. */
export type Notice = { readonly fall: bigint; readonly rise: bigint };

/** When a change of a vault that is announced at `now` takes effect. A rise takes effect outside of the vault's term. */
export function noticeAt(ledger: VaultLedger, now: bigint): Notice {
  const [epoch, { start, end }] = [epochAt(ledger, now), ledger.term];
  const rise = startOf(ledger, epoch + RISE_EPOCHS);
  return { fall: startOf(ledger, epoch + FALL_EPOCHS), rise: rise > start && rise < end ? end : rise };
}
