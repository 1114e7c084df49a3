/**
 * What anyone can do for a pool now: fill its queue, collect what is out of vaults, place up to the targets, mint the fees.
 */
import { type Address, sequentialInstructionPlan } from "@solana/kit";
import { booksAt, claimOf, isClaimable, isSettled, liquid, NOBODY, valueAt } from "restaking-client";

import { useLiquid } from "../chain/liquid.js";
import { shortAmount } from "../format/amount.js";
import { LRT_DECIMALS } from "../model/pool.js";
import { Section } from "../parts/layout.js";
import { Progress } from "../parts/progress.js";
import { Empty } from "../parts/states.js";
import { type MakePlan, useSend } from "../wallet/send.js";
import { useWallets } from "../wallet/wallets.js";
import { type FreshPool, type PoolScene, useFreshPool } from "./scene.js";

/** One thing to do. */
type Task = {
  readonly key: string;
  readonly what: string;
  readonly does: string;
  readonly button: string;
  readonly plan: MakePlan;
};

/** What anyone can do. */
export function PoolUpkeep(scene: PoolScene) {
  const { state } = scene;
  const { connection } = useWallets();
  const fresh = useFreshPool(state.pool.address);
  const { data: batches } = useLiquid("ExitBatch", { field: "pool", is: state.pool.address });
  const { sending, send, reset, busy } = useSend(undefined);
  const some = batches ?? [];
  const tasks = [
    ...updates(scene, fresh),
    ...looks(scene, fresh),
    ...fills(scene, some, fresh),
    ...collections(scene, fresh),
    ...moves(scene, fresh),
    ...fees(scene),
    ...closings(scene, some),
  ];
  return (
    <Section title="What anyone can do">
      {tasks.length === 0 ? (
        <Empty>Nothing waits to be done now.</Empty>
      ) : (
        <ul className="tickets">
          {tasks.map(({ key, what, does, button, plan }) => (
            <li key={key} className="ticket">
              <div>
                <strong>{what}</strong>
                <span className="note">{does}</span>
              </div>
              <button
                type="button"
                className="small-button"
                disabled={busy || !connection}
                onClick={() => void send(plan)}
              >
                {button}
                <span className="unseen">: {what}</span>
              </button>
            </li>
          ))}
        </ul>
      )}
      <Progress sending={sending} dismiss={reset} />
    </Section>
  );
}

type Fresh = (valued: boolean) => Promise<FreshPool>;

type Batches = readonly { readonly address: Address; readonly data: liquid.ExitBatch }[];

/** The stake pools that wait for their update. */
function updates({ state }: PoolScene, fresh: Fresh): Task[] {
  return liquid.staleSources(state).length === 0
    ? []
    : [
        {
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
function looks({ state, told: { value }, now, names }: PoolScene, fresh: Fresh): Task[] {
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
function fills({ told: { value }, names, state, amountOf }: PoolScene, batches: Batches, fresh: Fresh): Task[] {
  return batches.flatMap((batch): Task[] => {
    const place = Number(batch.data.place);
    try {
      const { tokens } = value ? liquid.batchFill(value, place, batch.data.batch) : { tokens: undefined };
      if (tokens === undefined) {
        return [];
      }
      const mint = liquid.poolAssets(state.pool.data)[place]?.mint ?? NOBODY;
      return [
        {
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
function collections({ state, now, names, amountOf }: PoolScene, fresh: Fresh): Task[] {
  const { data: pool } = state.pool;
  return pool.placements.flatMap(({ vault, tickets }, place) =>
    tickets.flatMap((ticket, slot): Task[] => {
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
function moves({ state, told: { value }, now, names, amountOf }: PoolScene, fresh: Fresh): Task[] {
  if (!value) {
    return [];
  }
  const { data: pool } = state.pool;
  return value.placed.flatMap(({ place, shares, exits }): Task[] => {
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
    const tasks: Task[] = [];
    // What is hardly anything of the target waits for more.
    const worthwhile = tokens * 1_000n > (value.values.tokens[asset] ?? 0n);
    if (worthwhile && seen && now >= accounts.activeFrom) {
      tasks.push({
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
function fees({ state, told: { value }, programs, lrt }: PoolScene): Task[] {
  const shares = state.pool.data.ledger.feeShares;
  return value && shares > 0n
    ? [
        {
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
function closings({ state, now, programs, names }: PoolScene, batches: Batches): Task[] {
  const { ledger } = state.pool.data;
  const period = liquid.batchPeriodAt(ledger, now);
  return batches
    .filter(({ data: { batch } }) => batch.requests === 0n && batch.period < period && batch.canceled === 0n)
    .map((batch) => ({
      key: `close ${batch.address}`,
      what: "Close an empty batch",
      does: `Its rent goes back to ${names.of(batch.data.rentPayer)}.`,
      button: "Close",
      plan: async () => {
        const { plan } = liquid.planCloseBatch({ ...programs, pool: state.pool.address, batch });
        return { plan, said: "The batch is closed." };
      },
    }));
}
