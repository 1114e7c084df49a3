/**
 * What happened in a pool, as sentences.
 */
import type { Address } from "@solana/kit";
import { liquid } from "restaking-client";

import { usePoolEvents } from "../chain/liquid.js";
import { shortAmount } from "../format/amount.js";
import { counted } from "../format/text.js";
import type { Writer } from "../history/sentence.js";
import { Earlier, HappeningList } from "../history/view.js";
import { LRT_DECIMALS } from "../model/pool.js";
import { Section } from "../parts/layout.js";
import { Failed, Loading } from "../parts/states.js";
import type { PoolScene } from "./scene.js";

/** What happened in a pool, the latest first. */
export function PoolHistory(scene: PoolScene) {
  const history = usePoolEvents(scene.state.pool.address);
  const { data, error, refetch } = history;
  const untold = data?.pages.reduce((sum, page) => sum + page.untold, 0) ?? 0;
  return (
    <Section title="History">
      {error && <Failed what="the history" error={error} retry={() => void refetch()} />}
      {!data ? (
        !error && <Loading what="the history" rows={4} />
      ) : (
        <HappeningList
          happenings={data.pages.flatMap((page) => page.happenings)}
          writer={({ event }) => writerOf(scene, event)}
        />
      )}
      {untold > 0 && (
        <p className="note">
          {counted(untold, "transaction")} cannot be read in full: something may be missing here. Figures elsewhere on
          this page are read from accounts, and are whole.
        </p>
      )}
      <Earlier history={history} />
    </Section>
  );
}

/** How an event's amounts are written: in the asset that it names, by its mint, its vault or its batch. */
function writerOf({ state, names, decimalsOf, lrt }: PoolScene, { data }: liquid.LiquidEvent): Writer {
  const { data: pool } = state.pool;
  const mint = mintOf(pool, data);
  const decimals = mint ? decimalsOf(mint) : LRT_DECIMALS;
  // A sentence names the mint behind the amount where its event does.
  const symbol = mint && !("mint" in data) ? ` ${names.of(mint)}` : "";
  const vault = "vault" in data ? state.vaults.get(data.vault) : undefined;
  return {
    lrt,
    assets: (amount) => `${shortAmount(amount, decimals)}${symbol}`,
    shares: (amount) => `${shortAmount(amount, vault?.decimals ?? LRT_DECIMALS)} VRT`,
    reward: (amount) => `${shortAmount(amount, decimals)}${symbol}`,
  };
}

/** The mint that an event's amounts are of; nothing where it names none. */
function mintOf(pool: liquid.Pool, data: liquid.LiquidEvent["data"]): Address | undefined {
  if ("mint" in data) {
    return data.mint;
  }
  const place = "vault" in data ? pool.placements.findIndex(({ vault }) => vault === data.vault) : -1;
  const asset = pool.ledger.placements[place]?.asset ?? 0n;
  return asset > 0n ? liquid.poolAssets(pool)[Number(asset - 1n)]?.mint : undefined;
}
