/**
 * Entering a pool: tokens of an asset for shares.
 */
import { BPS, VIRTUAL } from "../../generated/constants/index.js";
import { add, max, min, mulDivCeil, mulDivFloor, U64_MAX } from "../../ledger/math.js";
import type { Holding } from "./placement.js";
import {
  assetAt,
  checkPriced,
  checkValued,
  imbalanceFee,
  MAX_VALUE,
  placementAt,
  priceAt,
  type Touched,
} from "./pool.js";
import { highValue, lowValue } from "./price.js";
import { ensure } from "./refusal.js";

/** The least value of a pool of which assets are parts: one SOL. */
export const MIN_PARTED = 1_000_000_000n;

/** What a deposit does. */
export type PoolDeposit = {
  /** The shares. */
  readonly shares: bigint;
  /** What the tokens are worth, the fee included. */
  readonly value: bigint;
  /** What stays with the holders for taking the assets away from their targets. */
  readonly imbalanceFee: bigint;
};

/**
 * What a deposit of `tokens` of the asset at `place` gives.
 *
 * @throws PoolRefusal What the program would refuse the deposit for, by the pool's books and sources.
 */
export function poolDeposit(touched: Touched, place: number, tokens: bigint): PoolDeposit {
  return entering(touched, place, [tokens, tokens]);
}

/** The shares of a vault that a depositor brings, and what they come to. */
export type BroughtShares = {
  readonly vaultShares: bigint;
  /** What they come to by themselves. */
  readonly alone: Holding;
  /** What they come to with the pool's shares of the vault. */
  readonly both: Holding;
};

/**
 * What a deposit of shares of the vault of the placement at `place` gives.
 *
 * @throws PoolRefusal What the program would refuse the deposit for, by the pool's books and sources.
 */
export function placedDeposit(touched: Touched, place: number, brought: BroughtShares): PoolDeposit {
  const { placement, asset } = placementAt(touched.ledger, place);
  ensure(brought.vaultShares > 0n, "Zero", 0n, 1n);
  add(placement.shares, brought.vaultShares);
  const { alone, both } = brought;
  const most = mulDivFloor(add(touched.values.tokens[asset] ?? 0n, alone.low), placement.targetBps, BPS);
  ensure(both.low <= most, "OverTarget", both.low, most);
  return entering(touched, asset, [alone.low, alone.high]);
}

/** The shares for what comes to so many tokens, by the lower and by the higher figure. */
function entering(touched: Touched, place: number, [tokens, most]: readonly [bigint, bigint]): PoolDeposit {
  checkValued(touched);
  checkPriced(touched, place);
  const { ledger, values } = touched;
  ensure(tokens > 0n, "Zero", 0n, 1n);
  const asset = assetAt(ledger, place);
  ensure(asset.isOpen === 1n, "AssetClosed", BigInt(place), 0n);
  const [held, price] = [add(values.tokens[place] ?? 0n, tokens), priceAt(values, place)];
  const value = lowValue(price, tokens);
  const totalHigh = add(values.totalHigh, highValue(price, most));
  ensure(totalHigh <= MAX_VALUE, "OverValue", totalHigh, MAX_VALUE);
  const after = values.low.map((low, at) => (at === place ? lowValue(price, held) : low));
  const now = after[place] ?? 0n;
  const total = add(values.totalLow - (values.low[place] ?? 0n), now);
  ensure(held <= asset.depositCap, "OverCap", held, asset.depositCap);
  const weight = hasParts(touched) && total > 0n ? mulDivCeil(now, BPS, total) : 0n;
  ensure(weight <= asset.maxBps, "OverWeight", weight, asset.maxBps);

  ensure(values.totalHigh > 0n || ledger.supply === 0n, "Insolvent", ledger.supply, values.totalHigh);
  const fee = min(imbalanceFee(touched, after), value);
  const shares = mulDivFloor(value - fee, ledger.supply + VIRTUAL, values.totalHigh + VIRTUAL);
  ensure(shares > 0n, "Dust", tokens, 1n);
  const supply = add(ledger.supply, shares);
  ensure(supply <= U64_MAX - VIRTUAL, "Overflow", supply, U64_MAX - VIRTUAL);
  add(asset.idle, tokens); // The reserve's books fit.
  return { shares, value, imbalanceFee: fee };
}

/** Whether assets are parts of a pool. A pool with less has none, so that any asset can be its first. */
function hasParts({ ledger, values }: Touched): boolean {
  return ledger.supply > 0n && values.totalLow >= MIN_PARTED;
}

/**
 * The tokens of the asset at `place` that still fit below its cap and its part of the pool: more are refused, and a little less may be
 * by roundings.
 */
export function depositRoomOf(touched: Touched, place: number): bigint {
  const { ledger, values } = touched;
  const asset = assetAt(ledger, place);
  if (asset.isOpen !== 1n) {
    return 0n;
  }
  const byCap = max(asset.depositCap - (values.tokens[place] ?? 0n), 0n);
  if (asset.maxBps >= BPS || !hasParts(touched)) {
    return byCap;
  }
  // x + d <= w·(T + d)/BPS, for the value d.
  const [value, { low }] = [values.low[place] ?? 0n, priceAt(values, place)];
  const spare = asset.maxBps * values.totalLow - BPS * value;
  const most = spare <= 0n ? 0n : spare / (BPS - asset.maxBps);
  return min(byCap, (most * low.tokens) / low.value);
}
