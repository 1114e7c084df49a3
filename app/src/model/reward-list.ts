/**
 * Rewards by root: what the reader has earned by a list that it brings along.
 */
import type { Address } from "@solana/kit";
import { type EarningProof, Earnings, type EarningsFile, rewardBooksAt, rewardDue } from "restaking-client";

import type { Found } from "../chain/accounts.js";
import { at } from "./find.js";

/** A reward that can be claimed by a list. */
export type ListedReward = {
  readonly tree: Found<"RewardTree">;
  readonly proof: EarningProof;
  readonly amount: bigint;
};

/**
 * Reads a list of rewards from a file (`docs/reward-tree.md`).
 *
 * @throws Error What is wrong with it.
 */
export function readEarnings(text: string): Earnings {
  let file: EarningsFile;
  try {
    file = JSON.parse(text);
  } catch {
    throw new Error("This is not JSON");
  }
  if (typeof file !== "object" || file === null || !Array.isArray(file.earners)) {
    throw new Error("This is no list of rewards: it names no earners");
  }
  return Earnings.fromFile(file);
}

/** What `earner` can claim of `lists` at `now`; only the list of a tree's active root pays. */
export function listedRewards(
  lists: readonly Earnings[],
  trees: readonly Found<"RewardTree">[],
  claims: readonly Found<"RewardClaim">[],
  earner: Address,
  now: bigint,
): ListedReward[] {
  return lists.flatMap((list): ListedReward[] => {
    const tree = at(trees, list.tree);
    const proof = list.proof(earner);
    if (!tree || !proof || !isActive(list, tree, now)) {
      return [];
    }
    const claimed = claims.find(({ data }) => data.tree === tree.address)?.data.claimed ?? 0n;
    try {
      return [{ tree, proof, amount: rewardDue(tree.data.books, proof.cumulative, claimed, now) }];
    } catch {
      // Nothing is due, or others were first.
      return [];
    }
  });
}

/** Whether a list is the one of its tree's active root. */
export function isActive(list: Earnings, tree: Found<"RewardTree">, now: bigint): boolean {
  const { activeRoot } = rewardBooksAt(tree.data.books, now);
  return list.root.every((byte, place) => byte === activeRoot[place]);
}
