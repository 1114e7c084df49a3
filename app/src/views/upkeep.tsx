/**
 * What anyone can do for vaults and pools: settle, execute, collect, fill, sell and close.
 */
import type { Address } from "@solana/kit";
import { useMemo } from "react";
import type { BatchItem, Skipped } from "restaking-client";

import { useAccounts } from "../chain/accounts.js";
import { useNow, useSlot } from "../chain/clock.js";
import { useWorld } from "../chain/market.js";
import { useNode, useProgram } from "../chain/node.js";
import { counted, shortAddress } from "../format/text.js";
import { leftOutText } from "../model/pool-upkeep.js";
import { CHORE_KINDS, type Chore, choresOf } from "../model/upkeep.js";
import { Guarded } from "../parts/guarded.js";
import { Fact, Facts, Page } from "../parts/layout.js";
import { Progress } from "../parts/progress.js";
import { Empty, Failed, Loading } from "../parts/states.js";
import { Amount, Name } from "../parts/values.js";
import { ChoreKindList } from "../upkeep/kind.js";
import { planChore } from "../upkeep/plan.js";
import { PoolTasks, usePoolUpkeep } from "../upkeep/pools.js";
import { CHORE_WORDS, ChoreLine, solText } from "../upkeep/words.js";
import { describe } from "../wallet/describe.js";
import { useSend } from "../wallet/send.js";
import { useWallets } from "../wallet/wallets.js";

/** How many chores of a kind are done at once. */
const AT_ONCE = 40;

/** How many are read anew at the same time: public nodes refuse more. */
const READ_AT_ONCE = 4;

/** What anyone can do. */
export function UpkeepView() {
  const { world, error, retry } = useWorld();
  const now = useNow(10);
  const slot = useSlot();
  const configs = useAccounts("Config").data;
  const buckets = useAccounts("ExitBucket").data;
  const pledges = useAccounts("SlashPledge").data;
  const grants = useAccounts("Grant").data;
  const chores = useMemo(() => {
    const read = world && configs && buckets && pledges && grants && now !== undefined && slot !== undefined;
    return read ? choresOf(world, { configs, buckets, pledges, grants }, { time: now, slot }) : undefined;
  }, [world, configs, buckets, pledges, grants, now, slot]);
  const pools = usePoolUpkeep();
  const { connection } = useWallets();
  const rents = [...(chores ?? []), ...(pools?.tasks.map(({ task }) => task) ?? [])].flatMap(({ rent }) => rent ?? []);
  const sum = (some: typeof rents) => some.reduce((total, { lamports }) => total + lamports, 0n);
  const leftOut = pools ? leftOutText(pools.progress) : "Without liquid pools, which are not read yet";

  return (
    <Page title="Upkeep" lead="Permissionless: the sender chooses no recipient. You pay the transactions' fees.">
      {error && <Failed what="what waits" error={error} retry={retry} />}
      {!chores ? (
        !error && <Loading what="what waits" rows={4} />
      ) : (
        <>
          <Facts className="facts-band">
            <Fact label="Waits" note={leftOut}>
              {counted(chores.length + (pools?.tasks.length ?? 0), "chore")}
            </Fact>
            <Fact label="Rent that comes back" note={`to the accounts that paid it${leftOut ? `. ${leftOut}` : ""}`}>
              <Amount value={sum(rents)} decimals={9} symbol="SOL" />
            </Fact>
            {connection && (
              <Fact label="Of it to you">
                <Amount value={sum(rents.filter(({ to }) => to === connection.address))} decimals={9} symbol="SOL" />
              </Fact>
            )}
          </Facts>
          <Chores chores={chores} none={leftOut === undefined && pools?.tasks.length === 0 && !pools.error} />
          <Guarded what="what waits for pools">{pools && <PoolTasks {...pools} />}</Guarded>
        </>
      )}
    </Page>
  );
}

function Chores({ chores, none }: { readonly chores: readonly Chore[]; readonly none: boolean }) {
  const { rpc } = useNode();
  const programAddress = useProgram();
  const { connection } = useWallets();
  const { sending, sendBatch, reset, busy } = useSend(undefined);
  const run = (some: readonly Chore[]) =>
    sendBatch(async (payer) => {
      const items: BatchItem<Address>[] = [];
      const skipped: Skipped<Address>[] = [];
      for (let first = 0; first < some.length; first += READ_AT_ONCE) {
        const planned = some.slice(first, first + READ_AT_ONCE).map(async (chore) => {
          try {
            items.push({ key: chore.key, plan: await planChore(chore, { rpc, programAddress }, payer) });
          } catch (error) {
            skipped.push({ key: chore.key, why: describe(error).sentence });
          }
        });
        await Promise.all(planned);
      }
      return {
        items,
        said: (done) => `${done.length} of ${counted(some.length, "chore")} done.`,
        problems: skipped.map(({ key, why }) => `${shortAddress(key)}: ${why}`),
      };
    });
  const shown = CHORE_KINDS.map((kind) => ({ kind, some: chores.filter((chore) => chore.kind === kind) })).filter(
    ({ some }) => some.length > 0,
  );
  return (
    <>
      <Progress sending={sending} dismiss={reset} />
      {!connection && <p className="hint">Connect a wallet to do any of it.</p>}
      {shown.length === 0 && none && <Empty>Nothing waits.</Empty>}
      {shown.map(({ kind, some }) => (
        <ChoreKindList
          key={kind}
          words={CHORE_WORDS[kind]}
          chores={some}
          most={AT_ONCE}
          closed={busy || !connection}
          run={run}
          row={(chore) => ({
            key: chore.key,
            line: (
              <>
                <ChoreLine chore={chore} />
                {chore.rent && (
                  <span className="note">
                    {solText(chore.rent.lamports)} of rent go back to <Name address={chore.rent.to} />
                  </span>
                )}
              </>
            ),
            unseen: ` ${shortAddress(chore.key)}`,
          })}
        />
      ))}
    </>
  );
}
