/**
 * A liquid pool as its view shows it: what it consists of, what its guards say, and what could be lost through its vaults.
 */
import type { Address } from "@solana/kit";
import { BPS, liquid, NOBODY, Refusal } from "restaking-client";

import type { World } from "../chain/market.js";
import { toldExposure } from "./told-exposure.js";

/** The decimals of every LRT, and of values, which are in lamports. */
export const LRT_DECIMALS = 9;

/** A part of an asset of a pool, in tokens of it. */
export type AssetPart = {
  readonly kind: "reserve" | "queue" | "vault" | "exits";
  /** The vault, of the last two. */
  readonly vault?: Address;
  /** The placement's place. */
  readonly place?: number;
  readonly tokens: bigint;
  /** What part of the asset it should be, in basis points; nothing where there is no target. */
  readonly targetBps?: bigint;
};

/** An asset of a pool. */
export type PoolAssetTold = {
  readonly place: number;
  readonly mint: Address;
  /** Its tokens, by the lower figures, and their lower value. */
  readonly tokens: bigint;
  readonly value: bigint;
  /** What part of the pool it is and should be, in basis points. */
  readonly partBps: bigint;
  readonly targetBps: bigint;
  readonly maxBps: bigint;
  readonly parts: readonly AssetPart[];
  /** What its queue would be paid now. */
  readonly wanted: bigint;
  readonly isOpen: boolean;
};

/** What a pool consists of. */
export function compositionOf({ data: pool }: liquid.PoolState["pool"], value: liquid.PoolValue): PoolAssetTold[] {
  const { ledger, values } = value;
  return liquid.poolAssets(pool).map(({ mint }, place) => {
    const asset = ledger.assets[place] as liquid.Asset;
    const wanted = liquid.wantedBy(value, place);
    const queue = wanted < asset.idle ? wanted : asset.idle;
    const own = value.placed.filter((placed) => ledger.placements[placed.place]?.asset === BigInt(place) + 1n);
    const parts: AssetPart[] = own.flatMap((placed): AssetPart[] => {
      const [vault, books] = [pool.placements[placed.place]?.vault ?? NOBODY, ledger.placements[placed.place]];
      const leaving = placed.exits.reduce((sum, exit) => sum + (exit?.low ?? 0n), 0n);
      const at = { vault, place: placed.place };
      return [
        { kind: "vault", ...at, tokens: placed.shares.low, targetBps: books?.targetBps ?? 0n },
        ...(leaving > 0n ? [{ kind: "exits" as const, ...at, tokens: leaving }] : []),
      ];
    });
    const placedBps = own.reduce((sum, { place: at }) => sum + (ledger.placements[at]?.targetBps ?? 0n), 0n);
    return {
      place,
      mint,
      tokens: values.tokens[place] ?? 0n,
      value: values.low[place] ?? 0n,
      partBps: values.totalLow === 0n ? 0n : ((values.low[place] ?? 0n) * BPS) / values.totalLow,
      targetBps: asset.targetBps,
      maxBps: asset.maxBps,
      parts: [
        ...parts,
        ...(queue > 0n ? [{ kind: "queue" as const, tokens: queue }] : []),
        { kind: "reserve", tokens: asset.idle - queue, targetBps: BPS - placedBps },
      ],
      wanted,
      isOpen: asset.isOpen === 1n,
    };
  });
}

/** A pool's value; or why it has none, as an error. */
export type ToldValue =
  | { readonly value: liquid.PoolValue; readonly problem?: undefined }
  | { readonly value?: undefined; readonly problem: unknown };

/** A pool's value at `now`, as if its stake pools were updated: the page updates them with what it sends. */
export function toldValue(state: liquid.PoolState, now: bigint): ToldValue {
  try {
    return { value: liquid.poolValue(liquid.withFreshSources(state), now) };
  } catch (problem) {
    return { problem };
  }
}

/** What the LRT is worth, as a number for the eye. */
export function poolRateNumber({ low, supply }: { readonly low: bigint; readonly supply: bigint }): number {
  return supply === 0n ? 1 : Number(((low + 1_000n) * 10n ** 12n) / (supply + 1_000n)) / 1e12;
}

/** What an NCN could take of a pool, through the vaults that it is in. Values are in lamports. */
export type PoolThreat = {
  readonly ncn: Address;
  /** The most that its slashes take of the pool in an epoch of the vaults. */
  readonly most: bigint;
  /** The vaults through which it does. */
  readonly vaults: readonly Address[];
  /** The second from which none of it is in reach, if all of these vaults were asked to pay now. */
  readonly outAt: bigint;
  /** How long each slash can be vetoed, at the least; zero where one is final at once. */
  readonly challengeSeconds: bigint;
};

/** What could be lost in a pool. Values are in lamports. */
export type PoolLoss = {
  /** The value in vaults, exits on their way included. */
  readonly placed: bigint;
  /** The most that all slashes take in an epoch of the vaults. */
  readonly worst: bigint;
  /** The second from which none of it is in reach, if all vaults were asked to pay now. */
  readonly outAt: bigint;
  /** By what they could take, the most first. */
  readonly threats: readonly PoolThreat[];
  /** The vaults of which nothing can be told. */
  readonly untold: readonly Address[];
};

/** What could be lost in a pool at `now`, through its vaults. */
export function poolLoss(
  { data: pool }: liquid.PoolState["pool"],
  value: liquid.PoolValue,
  world: World,
  now: bigint,
): PoolLoss {
  const threats = new Map<Address, PoolThreat>();
  const untold: Address[] = [];
  let [placedValue, worst, outAt] = [0n, 0n, now];
  for (const { place, shares, exits } of value.placed) {
    const address = pool.placements[place]?.vault ?? NOBODY;
    const asset = Number((value.ledger.placements[place]?.asset ?? 1n) - 1n);
    const price = value.values.prices[asset];
    const high = exits.reduce((sum, exit) => sum + (exit?.high ?? 0n), shares.high);
    if (!price || high === 0n) {
      continue;
    }
    const own = liquid.highValue(price, high);
    placedValue += own;
    const vault = world.vaults.find((each) => each.address === address);
    const exposure = vault && toldExposure(vault, world, now);
    if (!exposure) {
      untold.push(address);
      continue;
    }
    const part = (of: bigint) => (exposure.stake === 0n ? 0n : (own * of + exposure.stake - 1n) / exposure.stake);
    const bounded = (of: bigint) => (part(of) < own ? part(of) : own);
    worst += bounded(exposure.worst);
    outAt = exposure.worst > 0n && exposure.outAt > outAt ? exposure.outAt : outAt;
    for (const threat of exposure.threats) {
      const before = threats.get(threat.ncn);
      const challenge = threat.resolver === undefined ? 0n : threat.challengeSeconds;
      threats.set(threat.ncn, {
        ncn: threat.ncn,
        most: (before?.most ?? 0n) + bounded(threat.perEpoch),
        vaults: [...(before?.vaults ?? []), address],
        outAt: before && before.outAt > exposure.outAt ? before.outAt : exposure.outAt,
        challengeSeconds: before && before.challengeSeconds < challenge ? before.challengeSeconds : challenge,
      });
    }
  }
  const sorted = [...threats.values()].sort((a, b) => (a.most < b.most ? 1 : -1));
  return { placed: placedValue, worst, outAt, threats: sorted, untold };
}

/** A request of a pool's queue with its batch. */
export type QueuedTold = {
  readonly request: { readonly address: Address; readonly data: liquid.QueuedExit };
  readonly batch: { readonly address: Address; readonly data: liquid.ExitBatch };
  readonly place: number;
  /** Its shares that wait, and their worth in tokens now; nothing where the pool has no value. */
  readonly waiting: bigint;
  readonly worth: bigint | undefined;
  /** The tokens that it can claim now, and whether that ends it. */
  readonly due: bigint;
  readonly isDone: boolean;
  /** The first second at which its batch can be filled. */
  readonly fillableFrom: bigint;
};

/**
 * What a request can claim of its batch. Nothing where the two do not fit: they were read one after the other, and the request was
 * canceled or claimed between. The next reading has both.
 */
function claimOf(batch: liquid.Batch, request: liquid.Request): ReturnType<typeof liquid.requestDue> | undefined {
  try {
    return request.shares > batch.shares ? undefined : liquid.requestDue(batch, request);
  } catch (error) {
    if (error instanceof liquid.PoolRefusal || error instanceof Refusal) {
      return undefined;
    }
    throw error;
  }
}

/** The requests of a pool's queue, the earliest first. */
export function queuedOf(
  pool: liquid.PoolState["pool"],
  requests: readonly QueuedTold["request"][],
  batches: readonly QueuedTold["batch"][],
  value: liquid.PoolValue | undefined,
): QueuedTold[] {
  return requests
    .filter(({ data }) => data.pool === pool.address)
    .flatMap((request): QueuedTold[] => {
      const batch = batches.find(({ address }) => address === request.data.batch);
      if (!batch) {
        return [];
      }
      const { place, batch: books } = batch.data;
      const claim = claimOf(books, request.data.request);
      if (!claim) {
        return [];
      }
      const filled = books.shares === 0n ? 0n : (request.data.request.shares * books.filled) / books.shares;
      const waiting = request.data.request.shares - filled;
      return [
        {
          request,
          batch,
          place: Number(place),
          waiting,
          worth: value && liquid.queueWorth(value, Number(place), waiting),
          due: claim.tokens,
          isDone: claim.isDone,
          fillableFrom: liquid.batchPeriodStart(pool.data.ledger, books.period + 1n),
        },
      ];
    })
    .sort((a, b) => (a.batch.data.batch.period < b.batch.data.batch.period ? -1 : 1));
}

/** A leaver's part of an exit that was on its way. */
export type ExitPartTold = {
  readonly part: { readonly address: Address; readonly data: liquid.ExitPart };
  /** The collected exit; nothing while it is on its way. */
  readonly collected: { readonly address: Address; readonly data: liquid.CollectedExit } | undefined;
  /** The tokens that it can claim now. */
  readonly due: bigint;
};

/** A leaver's parts of exits, with what of them can be claimed. */
export function exitPartsOf(
  parts: readonly ExitPartTold["part"][],
  collected: readonly NonNullable<ExitPartTold["collected"]>[],
): ExitPartTold[] {
  return parts.map((part) => {
    const found = collected.find(({ data }) => data.ticket === part.data.ticket);
    const due = found && found.data.shares > 0n ? (found.data.tokens * part.data.shares) / found.data.shares : 0n;
    return { part, collected: found, due };
  });
}

/** When the tokens of what the queue waits for are there, and why not sooner. */
export type QueueTime = {
  /** The first second at which the batch of now can be filled. */
  readonly fillable: bigint;
  /** The latest of that and the exits from vaults that have to be waited for; nothing where they are not requested. */
  readonly expected: bigint;
  /** Whether an exit from a vault has to come first. */
  readonly needsExit: boolean;
};

/** How long a request of `shares` in the queue of the asset at `place` takes, if it is made now. */
export function queueTime(
  state: liquid.PoolState,
  value: liquid.PoolValue,
  place: number,
  shares: bigint,
  now: bigint,
  outOf: (vault: Address) => bigint | undefined,
): QueueTime {
  const { ledger } = value;
  const fillable = liquid.batchPeriodStart(ledger, liquid.batchPeriodAt(ledger, now) + 1n);
  const wanted = liquid.wantedBy(value, place) + liquid.queueWorth(value, place, shares);
  const needsExit = wanted > (ledger.assets[place]?.idle ?? 0n);
  const outs = state.pool.data.placements.flatMap(({ vault }, at) =>
    ledger.placements[at]?.asset === BigInt(place) + 1n ? (outOf(vault) ?? []) : [],
  );
  const slowest = outs.reduce((latest, each) => (each > latest ? each : latest), fillable);
  return { fillable, expected: needsExit ? slowest : fillable, needsExit };
}
