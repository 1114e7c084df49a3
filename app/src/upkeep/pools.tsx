/**
 * What anyone can do for liquid pools, over all of them: one by one, or all of a kind.
 */
import type { Address } from "@solana/kit";
import { useMemo, useState } from "react";
import { type BatchItem, liquid, type Skipped } from "restaking-client";

import { useDecimalsOf } from "../chain/accounts.js";
import { useNow } from "../chain/clock.js";
import { useLiquid, usePoolStates, usePools, usePrograms } from "../chain/liquid.js";
import { useNames } from "../chain/names.js";
import { counted } from "../format/text.js";
import { POOLS_AT_ONCE, type PoolsRead, poolsRead } from "../model/pool-upkeep.js";
import { Progress } from "../parts/progress.js";
import { Failed } from "../parts/states.js";
import { Name } from "../parts/values.js";
import { useAmounts } from "../pool/amounts.js";
import { poolScene, useReadPool } from "../pool/scene.js";
import { POOL_TASK_KINDS, type PoolTask, type PoolTaskKind, poolTasks } from "../pool/tasks.js";
import { describe } from "../wallet/describe.js";
import { useSend } from "../wallet/send.js";
import { useWallets } from "../wallet/wallets.js";
import { ChoreKindList, type KindWords } from "./kind.js";
import { PoolsLeft } from "./pools-left.js";
import { solText } from "./words.js";

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

/** A task of a pool. */
type OfPool = { readonly pool: Address; readonly task: PoolTask };

/** What anyone can do for the pools that are read so far. */
export type PoolUpkeep = {
  readonly tasks: readonly OfPool[];
  readonly progress: PoolsRead;
  /** Why batches, auctions or treasuries could not be read. */
  readonly error: Error | null;
  /** Reads more of them. */
  readonly more: () => void;
  /** Reads again what could not be read. */
  readonly retry: () => void;
};

const NO_UPKEEP: PoolUpkeep = {
  tasks: [],
  progress: poolsRead(0, []),
  error: null,
  more: () => undefined,
  retry: () => undefined,
};

/** What anyone can do for pools; nothing before the pools are known. */
export function usePoolUpkeep(): PoolUpkeep | undefined {
  const { data: pools } = usePools();
  const [most, setMost] = useState(POOLS_AT_ONCE);
  const now = useNow(10);
  const names = useNames();
  const programs = usePrograms();
  const read = useReadPool();
  const any = pools && pools.length > 0 ? undefined : null;
  const batches = useLiquid("ExitBatch", any);
  const auctions = useLiquid("RewardAuction", any);
  const treasuries = useMemo(() => auctions.data?.map(({ data }) => data.treasury) ?? [], [auctions.data]);
  const held = useAmounts(treasuries);
  const addresses = useMemo(() => pools?.slice(0, most).map(({ address }) => address) ?? [], [pools, most]);
  const states = usePoolStates(addresses);
  const mints = useMemo(
    () => pools?.flatMap(({ data }) => liquid.poolAssets(data).map(({ mint }) => mint)) ?? [],
    [pools],
  );
  const decimals = useDecimalsOf(mints);
  if (!programs) {
    return NO_UPKEEP;
  }
  if (!pools || now === undefined) {
    return undefined;
  }
  const accounts = {
    batches: batches.data ?? [],
    auctions: auctions.data ?? [],
    held: held.data ?? new Map<Address, bigint>(),
  };
  const scenes = states.map(({ data }) => data && poolScene({ state: data, now, names, programs, decimals }));
  const tasks = scenes.flatMap((scene): OfPool[] => {
    const pool = scene?.state.pool.address;
    return scene && pool
      ? poolTasks(scene, accounts, (valued) => read(pool, valued)).map((task) => ({ pool, task }))
      : [];
  });
  const waiting = states.map(({ error }, place) => ({ isRead: scenes[place] !== undefined, error }));
  const failed = [batches, auctions, held, ...states].filter(({ error }) => error !== null);
  return {
    tasks,
    progress: poolsRead(pools.length, waiting),
    error: batches.error ?? auctions.error ?? held.error,
    more: () => setMost(most + POOLS_AT_ONCE),
    retry: () => {
      for (const query of failed) {
        void query.refetch();
      }
    },
  };
}

/** The tasks, by kind. */
export function PoolTasks({ tasks, progress, error, more, retry }: PoolUpkeep) {
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
                    <span className="note">
                      {task.does}
                      {task.rent && ` It is ${solText(task.rent.lamports)}.`}
                    </span>
                  </>
                ),
                unseen: `: ${task.what}`,
              })}
            />
          )
        );
      })}
      {error && <Failed what="the batches and sales of liquid pools" error={error} retry={retry} />}
      <PoolsLeft progress={progress} more={more} retry={retry} />
    </>
  );
}
