/**
 * The rates of entering and leaving, by which others value shares: now, or at a time to come.
 */
import { VIRTUAL } from "../generated/constants/index.js";
import type { ShareRate, VaultLedger } from "../generated/types/index.js";
import { charge } from "./charge.js";
import { highestUntil, valueAt } from "./delayed.js";
import { add, max, mulDivFloor } from "./math.js";
import { booksAt, timeAt } from "./vault.js";

/** A vault's rates and fees. Each rate is exact: `assets` for `shares`, both in smallest units. */
export type Rates = {
  /** In unix seconds. */
  readonly time: bigint;
  /** The rate of deposits, after the fee; undefined where none is possible: nothing is behind the shares, or open slashes took more than they left. */
  readonly entering: ShareRate | undefined;
  /** The rate of exits, before the fee, without what open slashes took. */
  readonly leaving: ShareRate;
  /** The fee on deposits, in basis points. */
  readonly depositBps: bigint;
  /** The fee on exits, in basis points. */
  readonly exitBps: bigint;
  /** The assets that open slashes took: an execution takes them, a veto returns them. */
  readonly contested: bigint;
  /** The most that slashes can take of the stake in one epoch, in basis points: the highest limit from now until `time`. */
  readonly lossBps: bigint;
};

/**
 * The rates at `at`, but no earlier than `now`, if only time passes until then: rewards stream, and announced changes take effect. They
 * include neither pauses, nor a cap, nor a term. As `vault_rates` of the program tells them.
 *
 * @example
 * ```ts
 * const { data } = await fetchVault(rpc, vault);
 * const later = ratesAt(data.ledger, now + 86_400n, now);
 * const shares = depositBrings(later, 1_000_000_000n);
 * ```
 *
 * @throws Refusal `Overflow`: which no vault of a chain comes to.
 */
export function ratesAt(ledger: VaultLedger, at: bigint, now: bigint): Rates {
  const [first, time] = [timeAt(ledger, now), timeAt(ledger, max(at, now))];
  const { active, supply } = booksAt(ledger, time);
  const { contested, fees, lossLimits } = ledger;
  const shares = add(supply, VIRTUAL);
  const isOpen = (active > 0n || supply === 0n) && contested <= active;
  return {
    time,
    entering: isOpen ? { assets: add(add(active, contested), VIRTUAL), shares } : undefined,
    leaving: active < supply ? { assets: active, shares: supply } : { assets: add(active, VIRTUAL), shares },
    depositBps: valueAt(fees.depositBps, time),
    exitBps: valueAt(fees.exitBps, time),
    contested,
    lossBps: highestUntil(lossLimits.epochBps, first, time),
  };
}

/** The shares that a deposit of `assets` brings by these rates, its fee taken. Rounded down; none where no deposit is possible. */
export function depositBrings({ entering, depositBps }: Rates, assets: bigint): bigint {
  return entering ? mulDivFloor(assets - charge(assets, depositBps), entering.shares, entering.assets) : 0n;
}

/**
 * The assets that an exit with `shares` brings by these rates, its fee taken, unless a slash takes some of them before the claim.
 * Rounded down.
 */
export function exitBrings({ leaving, exitBps }: Rates, shares: bigint): bigint {
  const assets = mulDivFloor(shares, leaving.assets, leaving.shares);
  return assets - charge(assets, exitBps);
}
