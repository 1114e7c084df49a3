/**
 * What anyone can do for a pool now: fill its queue, collect what is out of vaults, place up to the targets, sell rewards, mint the fees.
 */
import { type Address, sequentialInstructionPlan } from "@solana/kit";
import { booksAt, claimOf, isClaimable, isSettled, liquid, NOBODY, valueAt } from "restaking-client";

import type { FoundLiquid } from "../chain/liquid.js";
import { shortAmount } from "../format/amount.js";
import { LRT_DECIMALS } from "../model/pool.js";
import type { MakePlan } from "../wallet/send.js";
import type { FreshPool, PoolScene } from "./scene.js";

/** The kinds of tasks, in the order in which they are shown: what others wait for comes first. */
export const POOL_TASK_KINDS = [
  ...(["update", "observe", "collect", "fill", "unplace", "place"] as const),
  ...(["lot", "fees", "close"] as const),
] as const;

/** What a task is. */
export type PoolTaskKind = (typeof POOL_TASK_KINDS)[number];

/** One thing to do for a pool. */
export type PoolTask = {
  readonly kind: PoolTaskKind;
  /** Tells it from the pool's other tasks. */
  readonly key: string;
  readonly what: string;
  readonly does: string;
  readonly button: string;
  /** The rent that an account's end gives back, and the account that gets it. */
  readonly rent?: { readonly lamports: bigint; readonly to: Address };
  readonly plan: MakePlan;
};

/** What is read of the chain beside a pool's state. */
export type PoolTaskAccounts = {
  readonly batches: Batches;
  readonly auctions: readonly FoundLiquid<"RewardAuction">[];
  /** What token accounts hold: the auctions' treasuries. */
  readonly held: ReadonlyMap<Address, bigint>;
};

type Fresh = (valued: boolean) => Promise<FreshPool>;

type Batches = readonly FoundLiquid<"ExitBatch">[];

/** All that anyone can do for a pool. `fresh` reads it anew for what is signed. */
export function poolTasks(scene: PoolScene, accounts: PoolTaskAccounts, fresh: Fresh): PoolTask[] {
  const own = accounts.batches.filter(({ data }) => data.pool === scene.state.pool.address);
  return [
    ...updates(scene, fresh),
    ...looks(scene, fresh),
    ...fills(scene, own, fresh),
    ...collections(scene, fresh),
    ...moves(scene, fresh),
    ...lots(scene, accounts, fresh),
    ...fees(scene),
    ...closings(scene, own),
  ];
}

/** The lots that can begin. */
function lots({ state, now, names, programs }: PoolScene, accounts: PoolTaskAccounts, fresh: Fresh): PoolTask[] {
  const own = accounts.auctions.filter(({ data }) => data.pool === state.pool.address);
  return own.flatMap((auction): PoolTask[] => {
    const { mint, treasury } = auction.data;
    const tokens = accounts.held.get(treasury) ?? 0n;
    const symbol = names.of(mint);
    return canBeginLot(state.pool.data, auction.data, tokens, now)
      ? [
          {
            kind: "lot",
            key: `lot ${auction.address}`,
            what: `Put ${symbol} up for sale`,
            does: "All that its treasury holds, at a price that begins high and halves every 22.5 minutes.",
            button: "Begin",
            plan: async () => {
              const { programAddress } = programs;
              const { state: read, now: time } = await fresh(false);
              const { plan } = liquid.planBeginLot({ programAddress, pool: read.pool, auction, now: time, tokens });
              return { plan, said: `All ${symbol} of the treasury are for sale.` };
            },
          },
        ]
      : [];
  });
}

/** Whether a lot of `tokens` can begin. */
export function canBeginLot(pool: liquid.Pool, auction: liquid.RewardAuction, tokens: bigint, now: bigint): boolean {
  try {
    liquid.checkLot(pool, auction, tokens, now);
    return true;
  } catch (error) {
    if (error instanceof liquid.PoolRefusal) {
      return false;
    }
    throw error;
  }
}

/** The stake pools that wait for their update. */
function updates({ state }: PoolScene, fresh: Fresh): PoolTask[] {
  return liquid.staleSources(state).length === 0
    ? []
    : [
        {
          kind: "update",
          key: "update",
          what: "Update the stake pools",
          does: "The pool has no value until they are: deposits and exits from this page update them first.",
          button: "Update",
          plan: async () => {
            const { updates: steps = [] } = await fresh(true);
            if (steps.length === 0) {
              throw new Error("The stake pools are updated already");
            }
            return { plan: sequentialInstructionPlan([...steps]), said: "The stake pools are updated." };
          },
        },
      ];
}

/** A rate in doubt that the pool has taken no notice of, or that has stood for its quarantine. */
function looks({ state, told: { value }, now, names }: PoolScene, fresh: Fresh): PoolTask[] {
  const { ledger } = state.pool.data;
  const unseen = liquid.poolAssets(state.pool.data).filter((_, place) => {
    const guard = ledger.assets[place]?.guard;
    const isInDoubt = value?.values.quarantines.includes(place) ?? false;
    return guard && (liquid.isSuspicious(guard) ? now >= liquid.suspectUntil(ledger, place) : isInDoubt);
  });
  return !value || unseen.length === 0
    ? []
    : [
        {
          kind: "observe",
          key: "observe",
          what: `Look at the rate of ${unseen.map(({ mint }) => names.of(mint)).join(", ")}`,
          does: "A rate in doubt is accepted by itself once it has stood for the quarantine, which a look begins and ends.",
          button: "Look",
          plan: async () => {
            const { plan } = await liquid.planObserveRates(await fresh(true));
            return { plan, said: "The pool has looked at its rates." };
          },
        },
      ];
}

/** The batches that can be filled now. */
function fills({ told: { value }, names, state, amountOf }: PoolScene, batches: Batches, fresh: Fresh): PoolTask[] {
  return batches.flatMap((batch): PoolTask[] => {
    const place = Number(batch.data.place);
    try {
      const { tokens } = value ? liquid.batchFill(value, place, batch.data.batch) : { tokens: undefined };
      if (tokens === undefined) {
        return [];
      }
      const mint = liquid.poolAssets(state.pool.data)[place]?.mint ?? NOBODY;
      return [
        {
          kind: "fill",
          key: batch.address,
          what: `Fill the queue of ${names.of(mint)}`,
          does: `It pays ${amountOf(place, tokens)} to those that wait.`,
          button: "Fill",
          plan: async () => {
            const { plan, tokens: paid } = await liquid.planFillBatch({ ...(await fresh(true)), batch });
            return { plan, said: `${amountOf(place, paid)} were paid to the batch.` };
          },
        },
      ];
    } catch {
      // The program refuses it now: the guards say why.
      return [];
    }
  });
}

/** The exits from vaults that can be collected now. */
function collections({ state, now, names, amountOf }: PoolScene, fresh: Fresh): PoolTask[] {
  const { data: pool } = state.pool;
  return pool.placements.flatMap(({ vault, tickets }, place) =>
    tickets.flatMap((ticket, slot): PoolTask[] => {
      const [held, account] = [state.tickets.get(ticket), state.vaults.get(vault)];
      if (ticket === NOBODY || !held || !account || !isClaimable(account.ledger, held.ticket.epoch, now)) {
        return [];
      }
      const bucket = state.buckets.get(ticket)?.bucket;
      if (!bucket && !isSettled(held.ticket)) {
        return [];
      }
      const { assets, closes } = claimOf(bucket, held.ticket);
      const asset = Number((pool.ledger.placements[place]?.asset ?? 1n) - 1n);
      return closes
        ? [
            {
              kind: "collect",
              key: ticket,
              what: `Collect the exit from ${names.of(vault)}`,
              does: `It brings ${amountOf(asset, assets)} to the reserve.`,
              button: "Collect",
              plan: async (payer) => {
                const { plan } = await liquid.planCollectExit({ ...(await fresh(false)), payer, place, slot });
                return { plan, said: `The exit from ${names.of(vault)} is collected.` };
              },
            },
          ]
        : [];
    }),
  );
}

/** What can be placed up to a vault's target, and what the queue can be asked out of a vault for. */
function moves({ state, told: { value }, now, names, amountOf }: PoolScene, fresh: Fresh): PoolTask[] {
  if (!value) {
    return [];
  }
  const { data: pool } = state.pool;
  return value.placed.flatMap(({ place, shares, exits }): PoolTask[] => {
    const accounts = pool.placements[place];
    const placement = value.ledger.placements[place];
    const vault = accounts && state.vaults.get(accounts.vault);
    if (!accounts || !placement || !vault) {
      return [];
    }
    const asset = Number(placement.asset - 1n);
    const low = exits.reduce((sum, exit) => sum + (exit?.low ?? 0n), shares.low);
    const [short, free] = [liquid.shortfallOf(value, place, low), liquid.freeOf(value, asset)];
    const tokens = short < free ? short : free;
    const seen = vault.ledger.riskVersion <= accounts.seenRiskVersion;
    const tasks: PoolTask[] = [];
    // What is hardly anything of the target waits for more.
    const worthwhile = tokens * 1_000n > (value.values.tokens[asset] ?? 0n);
    if (worthwhile && seen && now >= accounts.activeFrom) {
      tasks.push({
        kind: "place",
        key: `place ${place}`,
        what: `Place in ${names.of(accounts.vault)}`,
        does: `It is ${amountOf(asset, short)} below its target; ${amountOf(asset, tokens)} are free.`,
        button: "Place",
        plan: async (mover) => {
          const { plan } = await liquid.planPlace({ ...(await fresh(true)), mover, place, tokens });
          return { plan, said: `${amountOf(asset, tokens)} are placed in ${names.of(accounts.vault)}.` };
        },
      });
    }
    const missing = liquid.missingOf(value, asset, value.onTheWay[asset] ?? 0n);
    const { fees, contested } = vault.ledger;
    const isFree = valueAt(fees.exitBps, now) === 0n && fees.depositBps.current === 0n && fees.depositBps.next === 0n;
    const none = exits.every((exit) => exit === undefined);
    if (missing > 0n && isFree && contested === 0n && none && placement.shares > 0n) {
      tasks.push({
        kind: "unplace",
        key: `unplace ${place}`,
        what: `Ask ${names.of(accounts.vault)} to pay for the queue`,
        does: `The queue waits for ${amountOf(asset, missing)} more.`,
        button: "Ask",
        plan: async (mover) => {
          const pool = await fresh(true);
          const shares = wholeExit(pool, place);
          const { plan } = await liquid.planUnplace({ ...pool, mover, place, shares });
          return { plan, said: `${names.of(accounts.vault)} is asked to pay.` };
        },
      });
    }
    return tasks;
  });
}

/** The most shares of the placement whose worth the queue waits for: anyone requests all of it, or nothing. */
function wholeExit({ state, now }: FreshPool, place: number): bigint {
  const value = liquid.poolValue(liquid.withFreshSources(state), now);
  const placement = value.ledger.placements[place];
  const vault = state.vaults.get(state.pool.data.placements[place]?.vault ?? NOBODY);
  if (!placement || !vault) {
    throw new Error("The placement is gone");
  }
  const asset = Number(placement.asset - 1n);
  const missing = liquid.missingOf(value, asset, value.onTheWay[asset] ?? 0n);
  const { active, supply } = booksAt(vault.ledger, now);
  let shares = active === 0n ? 0n : (missing * (supply + 1_000n)) / (active + 1_000n);
  const worth = (of: bigint) => liquid.holdingOfShares(vault.ledger, of, now).low;
  while (shares > 0n && worth(shares) > missing) {
    shares -= 1n;
  }
  while (shares < placement.shares && worth(shares + 1n) <= missing) {
    shares += 1n;
  }
  return shares < placement.shares ? shares : placement.shares;
}

/** The fees that no one has minted. */
function fees({ state, told: { value }, programs, lrt }: PoolScene): PoolTask[] {
  const shares = state.pool.data.ledger.feeShares;
  return value && shares > 0n
    ? [
        {
          kind: "fees",
          key: "fees",
          what: "Mint the fees",
          does: `${shortAmount(shares, LRT_DECIMALS)} ${lrt} go to the fee wallet.`,
          button: "Mint",
          plan: async (payer) => {
            const { plan } = await liquid.planCollectPoolFees({ ...programs, pool: state.pool, payer });
            return { plan, said: "The fees are minted." };
          },
        },
      ]
    : [];
}

/** The batches that no request needs. */
function closings({ state, now, programs, names }: PoolScene, batches: Batches): PoolTask[] {
  const { ledger } = state.pool.data;
  const period = liquid.batchPeriodAt(ledger, now);
  return batches
    .filter(({ data: { batch } }) => batch.requests === 0n && batch.period < period && batch.canceled === 0n)
    .map((batch) => ({
      kind: "close",
      key: `close ${batch.address}`,
      what: "Close an empty batch",
      does: `Its rent goes back to ${names.of(batch.data.rentPayer)}.`,
      button: "Close",
      rent: { lamports: batch.lamports, to: batch.data.rentPayer },
      plan: async () => {
        const { plan } = liquid.planCloseBatch({ ...programs, pool: state.pool.address, batch });
        return { plan, said: "The batch is closed." };
      },
    }));
}
