/**
 * What anyone can do for liquid pools, over all of them: one by one, or all of a kind.
 */
import type { Address } from "@solana/kit";
import { useMemo } from "react";
import { type BatchItem, liquid, type Skipped } from "restaking-client";

import { useDecimalsOf } from "../chain/accounts.js";
import { useNow } from "../chain/clock.js";
import { useLiquid, usePoolStates, usePools, usePrograms } from "../chain/liquid.js";
import { useNames } from "../chain/names.js";
import { counted } from "../format/text.js";
import { Progress } from "../parts/progress.js";
import { Name } from "../parts/values.js";
import { useAmounts } from "../pool/amounts.js";
import { poolScene, useReadPool } from "../pool/scene.js";
import { POOL_TASK_KINDS, type PoolTask, type PoolTaskKind, poolTasks } from "../pool/tasks.js";
import { describe } from "../wallet/describe.js";
import { useSend } from "../wallet/send.js";
import { useWallets } from "../wallet/wallets.js";
import { ChoreKindList, type KindWords } from "./kind.js";

const WORDS: Readonly<Record<PoolTaskKind, KindWords>> = {
  update: ["Stake pools to update", "A pool has no value until its stake pools are updated in this epoch.", "Update"],
  observe: ["Rates to look at", "A look begins and ends the quarantine of a rate in doubt.", "Look"],
  collect: ["Exits of pools to collect", "They bring tokens to the reserve, for the queue first.", "Collect"],
  fill: ["Batches to fill", "Holders in the queue are paid at the rate of now.", "Fill"],
  unplace: ["Exits to request for queues", "A queue waits for more than the reserve has.", "Ask"],
  place: ["Tokens to place", "A vault is below its target.", "Place"],
  lot: [
    "Lots to begin",
    "Rewards in other tokens wait in a treasury. What they bring streams to the holders.",
    "Begin",
  ],
  fees: ["Fees of pools to mint", "They go to the fee wallet of the pool.", "Mint"],
  close: ["Batches to close", "No request needs them any more. Their rent goes back.", "Close"],
};

/** Of how many pools tasks are read. */
const POOLS = 30;

/** A task of a pool. */
type OfPool = { readonly pool: Address; readonly task: PoolTask };

/** All that anyone can do for pools; nothing before it is read. */
export function usePoolTasks(): readonly OfPool[] | undefined {
  const { data: pools } = usePools();
  const now = useNow(10);
  const names = useNames();
  const programs = usePrograms();
  const read = useReadPool();
  const any = pools && pools.length > 0 ? undefined : null;
  const { data: batches } = useLiquid("ExitBatch", any);
  const { data: auctions } = useLiquid("RewardAuction", any);
  const treasuries = useMemo(() => auctions?.map(({ data }) => data.treasury) ?? [], [auctions]);
  const { data: held } = useAmounts(treasuries);
  const addresses = useMemo(() => pools?.slice(0, POOLS).map(({ address }) => address) ?? [], [pools]);
  const states = usePoolStates(addresses).map(({ data }) => data);
  const mints = useMemo(
    () => pools?.flatMap(({ data }) => liquid.poolAssets(data).map(({ mint }) => mint)) ?? [],
    [pools],
  );
  const decimals = useDecimalsOf(mints);
  if (!programs) {
    return [];
  }
  if (!pools || now === undefined) {
    return undefined;
  }
  const accounts = { batches: batches ?? [], auctions: auctions ?? [], held: held ?? new Map<Address, bigint>() };
  return states.flatMap((state): OfPool[] => {
    const scene = state && poolScene({ state, now, names, programs, decimals });
    const pool = state?.pool.address;
    return scene && pool
      ? poolTasks(scene, accounts, (valued) => read(pool, valued)).map((task) => ({ pool, task }))
      : [];
  });
}

/** The tasks, by kind. */
export function PoolTasks({ tasks }: { readonly tasks: readonly OfPool[] }) {
  const { connection } = useWallets();
  const { sending, sendBatch, reset, busy } = useSend(undefined);
  const names = useNames();
  const run = (some: readonly OfPool[]) =>
    sendBatch(async (payer) => {
      const items: BatchItem<Address>[] = [];
      const skipped: Skipped<Address>[] = [];
      for (const { pool, task } of some) {
        try {
          items.push({ key: pool, plan: (await task.plan(payer)).plan });
        } catch (error) {
          skipped.push({ key: pool, why: describe(error).sentence });
        }
      }
      return {
        items,
        said: (done) => `${done.length} of ${counted(some.length, "chore")} done.`,
        problems: skipped.map(({ key, why }) => `${names.of(key)}: ${why}`),
      };
    });
  return (
    <>
      <Progress sending={sending} dismiss={reset} />
      {POOL_TASK_KINDS.map((kind) => {
        const some = tasks.filter(({ task }) => task.kind === kind);
        return (
          some.length > 0 && (
            <ChoreKindList
              key={kind}
              words={WORDS[kind]}
              chores={some}
              most={some.length}
              closed={busy || !connection}
              run={run}
              row={({ pool, task }) => ({
                key: `${pool} ${task.key}`,
                line: (
                  <>
                    <Name address={pool} kind="pools" />: {task.what}
                    <span className="note">{task.does}</span>
                  </>
                ),
                unseen: `: ${task.what}`,
              })}
            />
          )
        );
      })}
    </>
  );
}
