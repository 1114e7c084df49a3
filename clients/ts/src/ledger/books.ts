/**
 * The figures that every transition balances, and the rate between assets and shares.
 */
import { VIRTUAL } from "../generated/constants/index.js";
import type { Books } from "../generated/types/index.js";
import { add, mulDivFloor } from "./math.js";
import { ensure, Refusal } from "./refusal.js";

/** S: the stake that can be slashed, what is active and what leaves in this epoch and the next. */
export function stakeOf(books: Books): bigint {
  return add(add(books.active, books.exiting[0] as bigint), books.exiting[1] as bigint);
}

/** The stake behind no operator, rounded down: what instant exits are paid from. */
export function idleStakeOf(books: Books): bigint {
  return books.idle === books.units ? stakeOf(books) : mulDivFloor(stakeOf(books), books.idle, books.units);
}

/**
 * The shares that `assets` buy: `floor(assets·(N+V)/(A+C+V))`, C being what open slashes took from A.
 *
 * @throws Refusal `Zero`, `Insolvent`, `MostlyContested`, `Dust` or `Overflow`.
 */
export function sharesFor(books: Books, assets: bigint, contested: bigint): bigint {
  ensure(assets > 0n, "Zero", 0n, 1n);
  ensure(books.active > 0n || books.supply === 0n, "Insolvent", books.supply, books.active);
  ensure(contested <= books.active, "MostlyContested", contested, books.active);
  const active = add(books.active, contested);
  const shares = fitting(books, () => mulDivFloor(assets, add(books.supply, VIRTUAL), add(active, VIRTUAL)));
  ensure(shares > 0n, "Dust", assets, 1n);
  return shares;
}

/** A vault has lost almost everything if its shares are worth less than one part in this many of an asset. */
const ALMOST_EVERYTHING = 1_000_000n;

/** What `figure` gives; where it does not fit, and the vault lost almost everything, it is refused for that. */
export function fitting(books: Books, figure: () => bigint): bigint {
  try {
    return figure();
  } catch (error) {
    const isLost = books.active < books.supply / ALMOST_EVERYTHING;
    ensure(!isLost || !(error instanceof Refusal && error.why === "Overflow"), "Insolvent", books.supply, books.active);
    throw error;
  }
}

/**
 * The assets that `shares` leave with: `floor(shares·(A+V)/(N+V))`, and no more than `floor(shares·A/N)`.
 *
 * @throws Refusal `Zero`, `OverSupply`, `Dust` or `Overflow`.
 */
export function assetsFor(books: Books, shares: bigint): bigint {
  ensure(shares > 0n, "Zero", 0n, 1n);
  ensure(shares <= books.supply, "OverSupply", shares, books.supply);
  const assets =
    books.active < books.supply
      ? mulDivFloor(shares, books.active, books.supply)
      : mulDivFloor(shares, add(books.active, VIRTUAL), add(books.supply, VIRTUAL));
  ensure(assets > 0n, "Dust", shares, 1n);
  return assets;
}

/** The books in `epoch`, which is theirs or a later one: buckets mature as their time comes. */
export function rolledTo(books: Books, epoch: bigint): Books {
  const [first, second] = books.exiting as [bigint, bigint];
  switch (epoch - books.epoch) {
    case 0n:
      return books;
    case 1n:
      return { ...books, epoch, matured: books.matured + first, exiting: [second, 0n] };
    default:
      return { ...books, epoch, matured: books.matured + first + second, exiting: [0n, 0n] };
  }
}
