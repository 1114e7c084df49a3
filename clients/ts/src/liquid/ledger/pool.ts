/**
 * A pool at a moment: its ledger brought to the present, and what it is worth by its sources.
 */
import { BPS, VIRTUAL } from "../../generated/constants/index.js";
import { valueAt } from "../../ledger/delayed.js";
import { refilled } from "../../ledger/instant-exit.js";
import { add, max, min, mulDivCeil, mulDivFloor, sub, sum, U64_MAX } from "../../ledger/math.js";
import { YEAR_SECONDS } from "../../ledger/reward.js";
import { putOff, released } from "../../ledger/stream.js";
import type { Asset, Placement, PoolLedger } from "../generated/types/index.js";
import { acceptedFrom, lastPrice, observed, restarted, type Standing } from "./guard.js";
import { assetOf, type Holding } from "./placement.js";
import { bounded, doubtOf, highValue, isValid, lowValue, type Price, type Quote, tokensFor } from "./price.js";
import { ensure, PoolRefusal } from "./refusal.js";

/** The most value of a pool: 2^61 lamports. */
export const MAX_VALUE = 1n << 61n;

/**
 * The part of a pool that open slashes may contest, or that rates in doubt may make a difference of, while its queue is filled, in basis
 * points.
 */
export const MAX_CONTESTED_BPS = 10n;

/** What a pool is worth at one moment, by its sources. Lists of assets are by place. */
export type Values = {
  readonly now: bigint;
  readonly prices: readonly Price[];
  /** How each rate stands to its band. */
  readonly standings: readonly Standing[];
  /** Each asset's tokens, by the lower figure of placements. */
  readonly tokens: readonly bigint[];
  /** Each asset's lower value. */
  readonly low: readonly bigint[];
  /** T of leaving: the sum of the lower values. */
  readonly totalLow: bigint;
  /** T of entering: the sum of the higher values. */
  readonly totalHigh: bigint;
  /** The first asset that has no rate of now. */
  readonly stale: number | undefined;
  /** The first asset of which the rate moved too far. */
  readonly rejected: number | undefined;
  /** The first asset of which a rate waits to be accepted. */
  readonly quarantined: number | undefined;
  /** The value that open slashes took of the placements, and vetoes give back. */
  readonly contested: bigint;
  /** What the lower and the higher rates of assets differ by of which a rate waits to be accepted: value. */
  readonly doubt: bigint;
  /** The places of the assets of which the rate moved too far. */
  readonly rejects: readonly number[];
  /** The places of the assets of which a rate waits to be accepted. */
  readonly quarantines: readonly number[];
};

/** The highest management fee, in basis points of the pool's value in a year. */
const MAX_MANAGEMENT_BPS = 200n;

/** The longest time for which a fee is due, in seconds. */
const LONGEST_SECONDS = 1n << 48n;

/** A pool's ledger at a moment, with its values. */
export type Touched = { readonly ledger: PoolLedger; readonly values: Values };

/** A pool's assets. */
export function assetsOf({ assets, assetCount }: PoolLedger): readonly Asset[] {
  return assets.slice(0, Number(assetCount));
}

/**
 * The asset at `place`.
 *
 * @throws PoolRefusal `NoAsset`.
 */
export function assetAt(ledger: PoolLedger, place: number): Asset {
  const asset = assetsOf(ledger)[place];
  ensure(asset !== undefined, "NoAsset", BigInt(place), ledger.assetCount);
  return asset;
}

/**
 * The placement at `place`, and the place of its asset.
 *
 * @throws PoolRefusal `NoPlacement`.
 */
export function placementAt(
  { placements }: PoolLedger,
  place: number,
): { readonly placement: Placement; readonly asset: number } {
  const placement = placements[place];
  const asset = placement && assetOf(placement);
  if (!placement || asset === undefined) {
    throw new PoolRefusal("NoPlacement", BigInt(place), BigInt(placements.length));
  }
  return { placement, asset };
}

/** The shares that wait in an asset's queue. */
export function queuedOf({ requested, filled, canceled }: Asset): bigint {
  return requested - filled - canceled;
}

/** Whether the asset at `place` takes deposits, if it is active, or something of it is left. No other needs a rate. */
export function isUsed({ assets, placements }: PoolLedger, place: number, isActive: boolean): boolean {
  const asset = assets[place];
  const isPlaced = placements.some(
    (placement) =>
      assetOf(placement) === place && (placement.shares > 0n || placement.exits.some(({ shares }) => shares > 0n)),
  );
  return (
    asset !== undefined && ((asset.isOpen === 1n && isActive) || asset.idle > 0n || asset.stream.left > 0n || isPlaced)
  );
}

/** The period of batches at `now`. */
export function batchPeriodAt({ batchSeconds }: PoolLedger, now: bigint): bigint {
  return max(now, 0n) / batchSeconds;
}

/** The first second of a period of batches. */
export function batchPeriodStart({ batchSeconds }: PoolLedger, period: bigint): bigint {
  return period * batchSeconds;
}

/** What `shares` are worth to a leaver, where the pool is worth `low`. */
export function worthOf({ supply }: PoolLedger, shares: bigint, low: bigint): bigint {
  ensure(shares <= supply, "OverSupply", shares, supply);
  return low < supply ? mulDivFloor(shares, low, supply) : mulDivFloor(shares, low + VIRTUAL, supply + VIRTUAL);
}

/** The tokens that the queue of the asset at `place` would be paid now. */
export function wantedBy({ ledger, values }: Touched, place: number): bigint {
  const queued = queuedOf(assetAt(ledger, place));
  return queued === 0n ? 0n : tokensFor(priceAt(values, place), worthOf(ledger, queued, values.totalLow));
}

/** The tokens of the reserve of the asset at `place` that no request waits for. */
export function freeOf(touched: Touched, place: number): bigint {
  return max(assetAt(touched.ledger, place).idle - wantedBy(touched, place), 0n);
}

/** The price of the asset at `place`. */
export function priceAt({ prices }: Values, place: number): Price {
  const price = prices[place];
  ensure(price !== undefined, "NoAsset", BigInt(place), BigInt(prices.length));
  return price;
}

/**
 * Brings a pool to the present: streams out rewards, takes notice of the sources' rates, values everything and takes due fees. `quotes`
 * are the assets' and `holdings` the placements' by place.
 *
 * @throws PoolRefusal `NoAsset`, `Overflow` or `OverValue`.
 */
export function touched(
  before: PoolLedger,
  quotes: readonly Quote[],
  holdings: readonly Holding[],
  now: bigint,
): Touched {
  const pool = withBand(before, now);
  const count = Number(pool.assetCount);
  ensure(quotes.length === count, "NoAsset", BigInt(quotes.length), pool.assetCount);
  const placed = (figure: keyof Holding) => {
    const sums = Array.from({ length: count }, () => 0n);
    for (const [at, placement] of pool.placements.entries()) {
      const place = assetOf(placement);
      if (place !== undefined) {
        sums[place] = add(sums[place] ?? 0n, holdings[at]?.[figure] ?? 0n);
      }
    }
    return sums;
  };
  const [tokens, high, contestedTokens] = [placed("low"), placed("high"), placed("contested")];
  const assets = [...pool.assets];
  const [prices, standings, low]: [Price[], Standing[], bigint[]] = [[], [], []];
  const [rejects, quarantines]: [number[], number[]] = [[], []];
  let [totalLow, totalHigh, contested, doubt] = [0n, 0n, 0n, 0n];
  let stale: number | undefined;
  for (const [place, quote] of quotes.entries()) {
    let asset = streamed(assetAt(pool, place), pool.supply > 0n, now);
    const held = add(high[place] ?? 0n, asset.idle);
    tokens[place] = add(tokens[place] ?? 0n, asset.idle);
    // An asset that takes no deposits, and of which nothing is left, blocks no one.
    const matters = held > 0n || (asset.isOpen === 1n && quote.isNeeded);
    const says = isValid(quote.rate);
    // A rate of another time is none to remember.
    let standing: Standing = says ? "accepted" : "rejected";
    let price = lastPrice(asset.guard, quote);
    if (says && quote.isFresh) {
      const seen = observed(asset.guard, quote, pool.band, now);
      asset = { ...asset, guard: seen.guard };
      [standing, price] = [seen.standing, seen.price];
    }
    price = isValid(quote.before) ? bounded(price, quote.before) : price;
    if (matters) {
      stale ??= quote.isFresh ? undefined : place;
      if (standing !== "accepted") {
        quarantines.push(place);
        rejects.push(...(standing === "rejected" ? [place] : []));
        doubt = min(doubt + (says ? doubtOf(price, held) : U64_MAX), U64_MAX);
      }
    }
    const taken = contestedTokens[place] ?? 0n;
    contested = taken > 0n ? add(contested, highValue(price, taken)) : contested;
    const value = lowValue(price, tokens[place] ?? 0n);
    totalLow = add(totalLow, value);
    totalHigh = add(totalHigh, highValue(price, held));
    assets[place] = asset;
    prices.push(price);
    standings.push(standing);
    low.push(value);
  }
  ensure(totalHigh <= MAX_VALUE, "OverValue", totalHigh, MAX_VALUE);
  const [[rejected], [quarantined]] = [rejects, quarantines];
  const sums = { totalLow, totalHigh, contested, doubt };
  const doubts = { stale, rejected, quarantined, rejects, quarantines };
  const values: Values = { now, prices, standings, tokens, low, ...sums, ...doubts };
  return { ledger: charged({ ...pool, assets }, values), values };
}

/** The asset with what streamed by `now`. Without holders the stream waits, or the next depositor would have it all. */
function streamed(asset: Asset, hasHolders: boolean, now: bigint): Asset {
  if (!hasHolders) {
    return { ...asset, stream: putOff(asset.stream, now) };
  }
  const { stream, due } = released(asset.stream, now);
  return { ...asset, stream, idle: add(asset.idle, due) };
}

/** The ledger with the next band active once its time has come. */
function withBand(pool: PoolLedger, now: bigint): PoolLedger {
  const { band, bandFrom, nextBand } = pool;
  if (bandFrom === 0n || now < bandFrom) {
    return pool;
  }
  const isSameLength = nextBand.periodSeconds === band.periodSeconds;
  const assets = isSameLength
    ? pool.assets
    : pool.assets.map((asset) => ({ ...asset, guard: restarted(asset.guard, nextBand, now) }));
  return { ...pool, assets, band: nextBand, bandFrom: 0n };
}

/** The ledger with the fees that are due taken as shares. */
function charged(pool: PoolLedger, { now, quarantined, stale, totalLow }: Values): PoolLedger {
  const ledger = managed(pool, now);
  if (ledger.supply === 0n || quarantined !== undefined || stale !== undefined) {
    return ledger;
  }
  const { highest, supply } = ledger;
  const gain = max(totalLow - mulDivCeil(supply, highest.value, highest.tokens), 0n);
  if (gain === 0n) {
    return ledger;
  }
  const fee = mulDivFloor(gain, performanceDue(ledger, now), BPS);
  const after = withFee(ledger, mulDivFloor(fee, supply, sub(totalLow, fee)));
  return { ...after, highest: { value: totalLow, tokens: after.supply }, performedAt: now };
}

/** The performance fee on what rose since it was last taken: a rise of the fee in between is not for gains of before. */
function performanceDue({ fees, performedAt }: PoolLedger, now: bigint): bigint {
  const { current, next, effective } = fees.performanceBps;
  const hasUnusedRise = next > current && effective > performedAt && effective <= now;
  return hasUnusedRise ? current : valueAt(fees.performanceBps, now);
}

/** The ledger with the management fee taken, which needs no value. */
export function managed(ledger: PoolLedger, now: bigint): PoolLedger {
  const { chargedAt } = ledger;
  const fee = ledger.fees.managementBps;
  // Each second counts by the fee of its time: a rise does not reach back.
  const isChanged = fee.effective > chargedAt && fee.effective <= now;
  const due = isChanged
    ? bpsSeconds(fee.current, chargedAt, fee.effective) + bpsSeconds(fee.next, fee.effective, now)
    : bpsSeconds(valueAt(fee, now), chargedAt, now);
  const shares = mulDivFloor(ledger.supply, due, BPS * YEAR_SECONDS);
  // A fee that rounds to nothing waits.
  return shares > 0n || due === 0n || ledger.supply === 0n
    ? withFee({ ...ledger, chargedAt: max(ledger.chargedAt, now) }, shares)
    : ledger;
}

/** A management fee for each second from `from` to `until`; nothing where the clock ran back. */
function bpsSeconds(bps: bigint, from: bigint, until: bigint): bigint {
  return min(bps, MAX_MANAGEMENT_BPS) * min(max(until - from, 0n), LONGEST_SECONDS);
}

function withFee(ledger: PoolLedger, shares: bigint): PoolLedger {
  const supply = add(ledger.supply, shares);
  ensure(supply <= U64_MAX - VIRTUAL, "Overflow", supply, U64_MAX - VIRTUAL);
  return { ...ledger, supply, feeShares: add(ledger.feeShares, shares) };
}

/**
 * Refuses what needs the pool's value where it has none. A rejected rate of next to nothing of the pool blocks no one.
 *
 * @throws PoolRefusal `StaleSource` or `RateRejected`.
 */
export function checkValued({ ledger, values }: Touched): void {
  if (values.stale !== undefined) {
    throw new PoolRefusal("StaleSource", BigInt(values.stale), 0n);
  }
  if (values.rejected !== undefined && isDoubtful(values)) {
    throw new PoolRefusal("RateRejected", BigInt(values.rejected), suspectUntil(ledger, values.rejected));
  }
}

/** Whether rates that wait to be accepted make a difference of more than {@link MAX_CONTESTED_BPS} of the pool. */
function isDoubtful({ doubt, totalLow }: Values): boolean {
  return doubt > mulDivFloor(totalLow, MAX_CONTESTED_BPS, BPS);
}

/**
 * Refuses an operation in an asset with a rejected rate.
 *
 * @throws PoolRefusal `RateRejected`.
 */
export function checkPriced({ ledger, values }: Touched, place: number): void {
  if (values.rejects.includes(place)) {
    throw new PoolRefusal("RateRejected", BigInt(place), suspectUntil(ledger, place));
  }
}

/**
 * Refuses what needs one price of each of the assets at `places`, and one of all others but next to nothing.
 *
 * @throws PoolRefusal Those of {@link checkValued}, or `RateQuarantined`.
 */
export function checkSettled(touched: Touched, places: readonly number[]): void {
  checkValued(touched);
  const { ledger, values } = touched;
  const own = places.find((place) => values.quarantines.includes(place));
  const waits = own ?? (isDoubtful(values) ? values.quarantined : undefined);
  if (waits !== undefined) {
    throw new PoolRefusal("RateQuarantined", BigInt(waits), suspectUntil(ledger, waits));
  }
}

/**
 * Refuses to price those that wait for the asset at `place` while a rate is in doubt, or open slashes contest more than
 * {@link MAX_CONTESTED_BPS} of the pool.
 *
 * @throws PoolRefusal Those of {@link checkSettled}, or `ExitContested`.
 */
export function checkWaiting(touched: Touched, place: number): void {
  checkSettled(touched, [place]);
  const { contested, totalLow } = touched.values;
  const most = mulDivFloor(totalLow, MAX_CONTESTED_BPS, BPS);
  ensure(contested <= most, "ExitContested", contested, most);
}

/** When the suspect rate of the asset at `place` is accepted by itself. */
export function suspectUntil(ledger: PoolLedger, place: number): bigint {
  return max(acceptedFrom(assetAt(ledger, place).guard, ledger.band), 0n);
}

/** The factor's part of the potential `Σ(x - w·T)²/T`: how far the assets are from their targets. */
function potential(ledger: PoolLedger, low: readonly bigint[], factorBps: bigint): bigint {
  if (factorBps === 0n) {
    return 0n;
  }
  const total = sum(low);
  ensure(total <= MAX_VALUE, "OverValue", total, MAX_VALUE);
  if (total === 0n) {
    return 0n;
  }
  let squares = 0n;
  for (const [place, asset] of assetsOf(ledger).entries()) {
    const away = (low[place] ?? 0n) - mulDivFloor(asset.targetBps, total, BPS);
    squares += away * away;
  }
  const figure = ((squares / total) * factorBps) / BPS;
  ensure(figure <= U64_MAX, "Overflow", total, U64_MAX);
  return figure;
}

/** What an operation pays for taking the assets away from their targets. */
export function imbalanceFee({ ledger, values }: Touched, after: readonly bigint[]): bigint {
  const factor = valueAt(ledger.fees.imbalanceBps, values.now);
  return max(potential(ledger, after, factor) - potential(ledger, values.low, factor), 0n);
}

/** The value that may leave at once now. */
export function outflowLeft(ledger: PoolLedger, now: bigint): { readonly used: bigint; readonly left: bigint } {
  const { capacity, used } = refilled(ledger.outflow, now);
  return { used, left: max(capacity - used, 0n) };
}
