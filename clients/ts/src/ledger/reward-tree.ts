/**
 * A reward tree's figures at a time.
 */
import type { RewardBooks } from "../generated/types/index.js";
import { ensure } from "./refusal.js";

/** Whether a root is one: zero stands for none. */
export function isRoot(root: ArrayLike<number>): boolean {
  return Array.from(root).some((byte) => byte !== 0);
}

/** The books with the pending root made the active one if it has taken effect at `now`. */
export function rewardBooksAt(books: RewardBooks, now: bigint): RewardBooks {
  if (!isRoot(books.nextRoot) || now < books.activatesAt) {
    return books;
  }
  return {
    ...books,
    activeRoot: books.nextRoot,
    activeTotal: books.nextTotal,
    activeFrom: books.activatesAt,
    nextRoot: new Uint8Array(32),
    nextTotal: 0n,
    activatesAt: 0n,
  };
}

/**
 * The reward that a claim at `now` would pay an earner with `cumulative` earned by the active root and `claimed` claimed
 * so far.
 *
 * @throws Refusal `NothingEarned`, or `OverTotal` where the list comes to more than its total and others were first.
 */
export function rewardDue(books: RewardBooks, cumulative: bigint, claimed: bigint, now: bigint): bigint {
  ensure(cumulative > claimed, "NothingEarned", cumulative, claimed);
  const amount = cumulative - claimed;
  const left = rewardBooksAt(books, now).activeTotal - books.paid;
  ensure(amount <= left, "OverTotal", amount, left);
  return amount;
}
