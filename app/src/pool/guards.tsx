/**
 * What a pool's guards say now, its fees, and its roles, in words.
 */
import { liquid, NOBODY, pausedUntil, pendingChange, valueAt } from "restaking-client";

import { percentOfBps } from "../format/amount.js";
import { duration } from "../format/time.js";
import { LRT_DECIMALS } from "../model/pool.js";
import { Badge, Fact, Facts, Section, Table } from "../parts/layout.js";
import { Amount, Person, TokenName, When } from "../parts/values.js";
import type { PoolScene } from "./scene.js";

/** The kinds of action that a pool's guardian can pause. */
export const POOL_PAUSES = {
  deposits: "Deposits",
  instantExits: "Exits at once",
  exposure: "Placing in vaults",
} as const;

/** What is paused of a pool, and until when. */
export function PoolPauses({ state, now }: Pick<PoolScene, "state" | "now">) {
  const paused = (Object.keys(POOL_PAUSES) as (keyof typeof POOL_PAUSES)[]).flatMap((kind) => {
    const until = pausedUntil([state.pool.data.pause], kind, now);
    return until === undefined ? [] : [{ kind, until }];
  });
  return paused.map(({ kind, until }) => (
    <div key={kind} className="notice notice-warn" role="status">
      <p>
        <strong>
          {POOL_PAUSES[kind]} are paused until <When time={until} />.
        </strong>{" "}
        The queue and exits in kind are open.
      </p>
    </div>
  ));
}

/** What gives a rate, in words. */
const SOURCES: Readonly<Record<liquid.SourceKind, string>> = {
  par: "the asset itself",
  stakePool: "a stake pool",
  singlePool: "a pool of one validator",
  marinade: "Marinade's state",
  report: "the price reporter",
};

/** Of when a source's rate is, where no update by anyone is needed. */
function Freshness({ source, now }: { readonly source: liquid.Source | undefined; readonly now: bigint }) {
  switch (source?.kind) {
    case undefined:
      return <span className="warn">cannot be read</span>;
    case "stakePool":
      return "in this epoch";
    case "singlePool":
      return "needs none: rewards are in its lamports";
    case "marinade":
      return source.state.isPaused ? <Badge tone="loss">paused</Badge> : "by its own program";
    case "report": {
      const { reportedAt, maxAgeSeconds } = source.report;
      const isFresh = liquid.reportQuote(source.report, now).isFresh;
      return (
        <>
          <When time={reportedAt} />
          <span className={isFresh ? "note" : "note warn"}>
            {isFresh ? "a price until" : "no price since"} <When time={reportedAt + maxAgeSeconds} />
          </span>
        </>
      );
    }
  }
}

/** What each asset's source says, and what it stops. */
export function Guards({ state, told, now }: PoolScene) {
  const { data: pool } = state.pool;
  const { ledger } = told.value ?? { ledger: pool.ledger };
  const outflow = liquid.outflowLeft(ledger, now);
  const rows = liquid.poolAssets(pool).map((asset, place) => ({ asset, place }));
  const stale = liquid.staleSources(state);
  return (
    <Section title="Guards">
      <Table
        caption="What gives each asset its rate"
        keyOf={({ asset }) => asset.mint}
        rows={rows}
        columns={[
          { title: "Asset", cell: ({ asset }) => <TokenName mint={asset.mint} /> },
          {
            title: "Rate from",
            cell: ({ asset }) =>
              asset.source === NOBODY ? (
                "itself: one SOL is one"
              ) : (
                <>
                  <Person address={asset.source} what={SOURCES[liquid.sourceKind(asset)]} />
                  <span className="note">{SOURCES[liquid.sourceKind(asset)]}</span>
                </>
              ),
          },
          {
            title: "Updated",
            cell: ({ asset }) =>
              asset.source === NOBODY ? (
                "needs none"
              ) : stale.includes(asset.source) ? (
                <>
                  <Badge tone="warn">waits</Badge>
                  <span className="note">your deposit or exit updates it</span>
                </>
              ) : (
                <Freshness source={state.sources.get(asset.source)} now={now} />
              ),
          },
          {
            title: "Code",
            cell: ({ asset }) =>
              asset.programData === NOBODY ? (
                "none"
              ) : state.deployed.get(asset.programData) === asset.codeSlot ? (
                "as acknowledged"
              ) : (
                <>
                  <Badge tone="loss">upgraded</Badge>
                  <span className="note">only exits in kind until it is acknowledged</span>
                </>
              ),
          },
          { title: "Movement", cell: ({ place }) => <Movement told={told} place={place} /> },
        ]}
      />
      <Facts className="facts-tight">
        <Fact
          label="May leave at once"
          note={`a bound that is whole again after ${duration(ledger.outflow.refillSeconds)}`}
        >
          <Amount value={outflow.left} decimals={LRT_DECIMALS} symbol="SOL" />
        </Fact>
        <Fact label="Left in a reserve by exits at once" note="of the pool's value">
          {percentOfBps(ledger.watermarkBps)}
        </Fact>
        <Fact
          label="A rate is in doubt"
          note={`or a fall over ${percentOfBps(ledger.band.fallBps)}, within ${duration(ledger.band.periodSeconds)}`}
        >
          after a rise over {percentOfBps(ledger.band.riseBps)}
        </Fact>
        <Fact
          label="A rate is rejected"
          note={`until it is accepted, by itself after ${duration(ledger.band.quarantineSeconds)}`}
        >
          after a rise over {percentOfBps(ledger.band.rejectBps)}
        </Fact>
        <Fact label="Placing may lose" note="of what enters a vault">
          {percentOfBps(valueAt(ledger.placeLossBps, now))}
          <Pending delayed={ledger.placeLossBps} now={now} />
        </Fact>
        <Fact
          label="The queue is filled"
          note="unless a rate is in doubt, or open slashes contest over 0.1% of the pool"
        >
          {told.value ? <QueueState value={told.value} rows={rows} /> : "not now"}
        </Fact>
      </Facts>
      <p className="note">Each guard delays. None stops an exit in kind, and none waits for a single key.</p>
    </Section>
  );
}

type Row = { readonly asset: liquid.PoolAsset; readonly place: number };

function QueueState({ value, rows }: { readonly value: liquid.PoolValue; readonly rows: readonly Row[] }) {
  const waits = rows.flatMap((row) => {
    try {
      liquid.checkWaiting(value, row.place);
      return [];
    } catch (error) {
      return [{ ...row, why: error instanceof Error ? error.message : String(error) }];
    }
  });
  if (waits.length === 0) {
    return "now, after each period";
  }
  return waits.map(({ asset, why }) => (
    <span key={asset.mint} className="note warn">
      <TokenName mint={asset.mint} />: {why}
    </span>
  ));
}

/** How the rate of the asset at `place` stands. */
function Movement({ told, place }: Pick<PoolScene, "told"> & { readonly place: number }) {
  const { value } = told;
  if (!value) {
    return <span className="warn">cannot be told</span>;
  }
  const standing = value.values.standings[place];
  if (standing === "accepted" || standing === undefined) {
    return "within its bounds";
  }
  const until = liquid.suspectUntil(value.ledger, place);
  return (
    <>
      <Badge tone={standing === "rejected" ? "loss" : "warn"}>
        {standing === "rejected" ? "rejected" : "in doubt"}
      </Badge>
      <span className="note">
        accepted by itself on <When time={until} />, or by the guardian
      </span>
    </>
  );
}

/** A change that is announced. */
function Pending({ delayed, now }: { readonly delayed: liquid.Delayed; readonly now: bigint }) {
  const change = pendingChange(delayed, now);
  return (
    change && (
      <span className="note warn">
        {percentOfBps(change.value)} from <When time={change.from} />
      </span>
    )
  );
}

/** What a pool charges. */
export function PoolFees({ state, now }: PoolScene) {
  const { fees } = state.pool.data.ledger;
  const rows = [
    ["In a year", fees.managementBps, "of the pool's value, to the fee wallet"],
    ["Of gains", fees.performanceBps, "over the highest rate, to the fee wallet"],
    ["At once, at most", fees.instantBps, "for a whole free reserve, to the holders"],
    ["Imbalance", fees.imbalanceBps, "of the distance from the targets that you add, to the holders"],
  ] as const;
  return (
    <Section title="Fees">
      <Facts className="facts-tight">
        {rows.map(([label, fee, note]) => (
          <Fact key={label} label={label} note={note}>
            {percentOfBps(valueAt(fee, now))}
            <Pending delayed={fee} now={now} />
          </Fact>
        ))}
      </Facts>
      <p className="note">
        A fee falls at once, and rises {duration(state.pool.data.noticeSeconds)} after its announcement.
      </p>
    </Section>
  );
}

/** The holders of a pool's roles, and what they can do. */
export function PoolRoles({ state, now }: PoolScene) {
  const { admin, curator, guardian, feeWallet, pendingAdmin, noticeSeconds } = state.pool.data;
  const { reporter, next } = liquid.reporterOf(state.pool.data, now);
  const notice = duration(noticeSeconds);
  return (
    <Section title="Who runs it">
      <Facts className="facts-tight">
        <Fact
          label="Admin"
          note={`adds assets and vaults, and raises fees, after ${notice}; sets limits and roles; cannot move tokens`}
        >
          <Person address={admin} what="the admin" />
        </Fact>
        <Fact label="Curator" note="places in the pool's vaults and asks them to pay; cannot choose vaults">
          <Person address={curator} what="the curator" />
        </Fact>
        <Fact
          label="Guardian"
          note="accepts a rate in doubt, acknowledges upgrades, pauses for a week at most; cannot pause the queue or exits in kind"
        >
          <Person address={guardian} what="the guardian" />
        </Fact>
        {reporter !== NOBODY && (
          <Fact
            label="Price reporter"
            note="reports the prices of assets without a source, once in a period; the bounds of rates hold for them too"
          >
            <Person address={reporter} what="the price reporter" />
          </Fact>
        )}
        {next && (
          <Fact label="Next price reporter">
            {next.holder === NOBODY ? "none" : <Person address={next.holder} what="the next price reporter" />}
            <span className="note">
              from <When time={next.from} />
            </span>
          </Fact>
        )}
        <Fact label="Fee wallet" note="receives the fees, as shares">
          <Person address={feeWallet} what="the fee wallet" />
        </Fact>
        {pendingAdmin !== NOBODY && (
          <Fact label="Proposed admin" note="becomes admin by accepting">
            <Person address={pendingAdmin} what="the proposed admin" />
          </Fact>
        )}
      </Facts>
    </Section>
  );
}
