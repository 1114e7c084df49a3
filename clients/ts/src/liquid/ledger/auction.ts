/**
 * The falling price by which a pool sells rewards in other tokens for one of its assets.
 */
import { max, mulDivCeil } from "../../ledger/math.js";
import type { Auction } from "../generated/types/index.js";
import { MAX_VALUE } from "./pool.js";
import { ensure } from "./refusal.js";

/** The seconds in which the price of a lot halves. */
const HALVING_SECONDS = 1_350n;

/** The seconds after which a lot costs nothing. */
const FREE_SECONDS = 86_400n;

/** The cost of the whole lot at `now`, in tokens of its asset, rounded up. */
export function lotWhole({ started }: Auction, now: bigint): bigint {
  const elapsed = max(now - started, 0n);
  if (elapsed >= FREE_SECONDS) {
    return 0n;
  }
  const amount = MAX_VALUE >> (elapsed / HALVING_SECONDS);
  return mulDivCeil(amount, 2n * HALVING_SECONDS - (elapsed % HALVING_SECONDS), 2n * HALVING_SECONDS);
}

/**
 * The cost of `amount` of the lot at `now`, in tokens of its asset, rounded up.
 *
 * @throws PoolRefusal `NoLot`.
 */
export function lotCost(lot: Auction, amount: bigint, now: bigint): bigint {
  ensure(lot.size > 0n && amount <= lot.left, "NoLot", amount, lot.left);
  return mulDivCeil(amount, lotWhole(lot, now), lot.size);
}
