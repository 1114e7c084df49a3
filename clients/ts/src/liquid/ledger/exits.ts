/**
 * Leaving a pool: in kind, at once, or by the queue.
 */
import { BPS, VIRTUAL } from "../../generated/constants/index.js";
import { valueAt } from "../../ledger/delayed.js";
import { add, max, min, mulDivCeil, mulDivFloor, sub } from "../../ledger/math.js";
import { released } from "../../ledger/stream.js";
import type { Batch, PoolLedger, Request } from "../generated/types/index.js";
import {
  assetAt,
  assetsOf,
  batchPeriodAt,
  checkPriced,
  checkValued,
  checkWaiting,
  freeOf,
  imbalanceFee,
  managed,
  outflowLeft,
  priceAt,
  type Touched,
  worthOf,
} from "./pool.js";
import { highValue, lowValue, tokensFor } from "./price.js";
import { ensure, PoolRefusal } from "./refusal.js";

/** What an exit at once costs. */
export type PoolInstantExit = {
  /** The shares to burn. */
  readonly shares: bigint;
  /** What the tokens are worth, by the higher rate. */
  readonly value: bigint;
  /** What stays with the holders for leaving at once. */
  readonly fee: bigint;
  /** What stays with the holders for taking the assets away from their targets. */
  readonly imbalanceFee: bigint;
};

/**
 * What `tokens` of the asset at `place` cost at once.
 *
 * @throws PoolRefusal What the program would refuse the exit for, by the pool's books and sources.
 */
export function poolInstantExit(touched: Touched, place: number, tokens: bigint): PoolInstantExit {
  checkValued(touched);
  checkPriced(touched, place);
  const { ledger, values } = touched;
  ensure(tokens > 0n, "Zero", 0n, 1n);
  const free = freeOf(touched, place);
  ensure(tokens <= free, "OverReserve", tokens, free);
  const price = priceAt(values, place);
  const [value, reserve] = [highValue(price, tokens), highValue(price, free)];
  const { used, left } = outflowLeft(ledger, values.now);
  ensure(value <= left, "OverOutflow", value, left);
  const rest = lowValue(price, free - tokens);
  const watermark = watermarkOf(touched);
  ensure(rest >= watermark, "BelowWatermark", rest, watermark);

  const reach = mulDivCeil(value, add(add(used, used), value), add(reserve, used));
  const fee = min(mulDivCeil(reach, valueAt(ledger.fees.instantBps, values.now), BPS), value);
  const held = sub(values.tokens[place] ?? 0n, tokens);
  const after = values.low.map((low, at) => (at === place ? lowValue(price, held) : low));
  const imbalance = imbalanceFee(touched, after);
  const shares = sharesCosting(ledger, add(value, add(fee, imbalance)), values.totalLow);
  ensure(shares <= ledger.supply, "OverSupply", shares, ledger.supply);
  return { shares, value, fee, imbalanceFee: imbalance };
}

/** The shares that `value` costs a leaver, rounded up. */
function sharesCosting({ supply }: PoolLedger, value: bigint, low: bigint): bigint {
  ensure(low > 0n, "Insolvent", supply, low);
  return low < supply ? mulDivCeil(value, supply, low) : mulDivCeil(value, supply + VIRTUAL, low + VIRTUAL);
}

/** The value that exits at once leave in a reserve. */
export function watermarkOf({ ledger, values }: Touched): bigint {
  return mulDivCeil(values.totalLow, ledger.watermarkBps, BPS);
}

/** The tokens of the asset at `place` that can leave at once now: what is free above the watermark, within the outflow. */
export function instantRoomOf(touched: Touched, place: number): bigint {
  const { ledger, values } = touched;
  const price = priceAt(values, place);
  const free = freeOf(touched, place);
  const watermark = watermarkOf(touched);
  // One token more than the watermark's worth, against roundings.
  const kept = watermark === 0n ? 0n : mulDivCeil(watermark, price.low.tokens, price.low.value) + 1n;
  const feeToo = price.exitFee.denominator === 0n ? kept : grossOf(kept, price.exitFee);
  const byOutflow = tokensFor(price, outflowLeft(ledger, values.now).left);
  return max(min(free - feeToo, byOutflow), 0n);
}

/** The amount of which a fraction taken leaves at least `net`. */
function grossOf(net: bigint, fee: { readonly numerator: bigint; readonly denominator: bigint }): bigint {
  const left = fee.denominator - min(fee.numerator, fee.denominator);
  return left === 0n ? net : mulDivCeil(net, fee.denominator, left) + 1n;
}

/**
 * The most tokens of the asset at `place` that `shares` pay for at once, and what they cost; nothing where no exit at once is possible.
 */
export function instantExitFor(
  touched: Touched,
  place: number,
  shares: bigint,
): { readonly tokens: bigint; readonly exit: PoolInstantExit } | undefined {
  checkValued(touched);
  let [low, high] = [0n, instantRoomOf(touched, place)];
  let best: { readonly tokens: bigint; readonly exit: PoolInstantExit } | undefined;
  while (low < high) {
    const tokens = (low + high + 1n) / 2n;
    const exit = fits(() => poolInstantExit(touched, place, tokens));
    if (exit && exit.shares <= shares) {
      [low, best] = [tokens, { tokens, exit }];
    } else {
      high = tokens - 1n;
    }
  }
  return best;
}

function fits<Figure>(figure: () => Figure): Figure | undefined {
  try {
    return figure();
  } catch (error) {
    if (error instanceof PoolRefusal) {
      return undefined;
    }
    throw error;
  }
}

/** What a leaver in kind takes. */
export type InKindExit = {
  /** Tokens of each asset's reserve, by place. */
  readonly idle: readonly bigint[];
  /** Shares of each placement's vault, by place. */
  readonly shares: readonly bigint[];
  /** Shares of each exit on its way, by placement and slot. */
  readonly exits: readonly (readonly bigint[])[];
};

/**
 * What `shares` take in kind at `now`.
 *
 * @throws PoolRefusal `Zero` or `OverSupply`.
 */
export function inKindExit(pool: PoolLedger, shares: bigint, now: bigint): InKindExit {
  ensure(shares > 0n, "Zero", 0n, 1n);
  ensure(shares <= pool.supply, "OverSupply", shares, pool.supply);
  const { supply } = managed(pool, now);
  const part = (whole: bigint) => mulDivFloor(whole, shares, supply);
  return {
    idle: assetsOf(pool).map(({ idle, stream }) => part(add(idle, released(stream, now).due))),
    shares: pool.placements.map((placement) => (placement.asset === 0n ? 0n : part(placement.shares))),
    exits: pool.placements.map(({ asset, exits }) =>
      exits.map((exit) => (asset === 0n || exit.shares === 0n ? 0n : part(sub(exit.shares, exit.given)))),
    ),
  };
}

/** The tokens that `shares` would be paid by the queue of the asset at `place`, were it filled now. */
export function queueWorth({ ledger, values }: Touched, place: number, shares: bigint): bigint {
  return tokensFor(priceAt(values, place), worthOf(ledger, shares, values.totalLow));
}

/** What a fill of a batch does now. */
export type BatchFill = { readonly shares: bigint; readonly tokens: bigint };

/**
 * What a fill of a batch of the asset at `place` burns and pays.
 *
 * @throws PoolRefusal What the program would refuse the fill for.
 */
export function batchFill(touched: Touched, place: number, batch: Batch): BatchFill {
  checkWaiting(touched, place);
  const { ledger, values } = touched;
  const period = batchPeriodAt(ledger, values.now);
  ensure(batch.period < period, "PeriodRuns", batch.period, period);
  const asset = assetAt(ledger, place);
  const next = add(batch.start, batch.filled);
  ensure(asset.filled === next, "NotNext", asset.filled, next);
  const waiting = batch.shares - batch.filled;
  if (waiting === 0n && batch.canceled > 0n) {
    return { shares: 0n, tokens: 0n };
  }
  ensure(waiting > 0n, "Zero", 0n, 1n);
  ensure(values.totalLow > 0n, "Insolvent", ledger.supply, values.totalLow);
  const wanted = queueWorth(touched, place, waiting);
  if (wanted <= asset.idle) {
    return { shares: waiting, tokens: wanted };
  }
  const shares = mulDivFloor(waiting, asset.idle, wanted);
  const tokens = min(queueWorth(touched, place, shares), asset.idle);
  ensure(tokens > 0n, "OverReserve", wanted, asset.idle);
  return { shares, tokens };
}

/** What a request has coming now of what its batch was paid, and whether a claim ends it. */
export function requestDue(batch: Batch, request: Request): { readonly tokens: bigint; readonly isDone: boolean } {
  if (request.shares === 0n) {
    return { tokens: 0n, isDone: false };
  }
  const tokens = sub(mulDivFloor(request.shares, batch.paid, batch.shares), request.taken);
  return { tokens, isDone: batch.filled === batch.shares };
}

/** What a cancellation of a request gives back: the shares that are not filled, and the tokens of those that are. */
export function requestCanceled(batch: Batch, request: Request): { readonly shares: bigint; readonly tokens: bigint } {
  ensure(request.shares > 0n, "Zero", 0n, 1n);
  const filled = mulDivCeil(request.shares, batch.filled, batch.shares);
  const shares = sub(request.shares, filled);
  ensure(shares > 0n, "TooLateToCancel", filled, request.shares);
  return { shares, tokens: sub(mulDivFloor(request.shares, batch.paid, batch.shares), request.taken) };
}
