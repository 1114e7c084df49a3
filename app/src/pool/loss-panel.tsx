/**
 * What could be lost in a pool: to which NCNs, through which vaults, how much, and until when.
 */
import type { Address } from "@solana/kit";
import type { liquid } from "restaking-client";

import type { World } from "../chain/market.js";
import { percentOf } from "../format/amount.js";
import { duration } from "../format/time.js";
import { LRT_DECIMALS, poolLoss } from "../model/pool.js";
import { Fact, Facts, Meter, Section, Table } from "../parts/layout.js";
import { Amount, Countdown, Name, When } from "../parts/values.js";
import type { PoolScene } from "./scene.js";

/** What could be lost through a pool's vaults. */
export function LossPanel(props: PoolScene & { readonly value: liquid.PoolValue; readonly world: World | undefined }) {
  const { state, value, world, now } = props;
  if (!world) {
    return (
      <Section title="What you could lose">
        <p className="warn">
          What could be lost here cannot be told: what the vaults' stake stands behind was not read in full. Do not take
          that for nothing.
        </p>
      </Section>
    );
  }
  const loss = poolLoss(state.pool, value, world, now);
  const whole = value.values.totalHigh;
  return (
    <Section title="What you could lose">
      <Facts>
        <Fact
          label="At most, in an epoch of its vaults"
          note={<Amount value={loss.worst} decimals={LRT_DECIMALS} symbol="SOL" />}
        >
          <span className={`amount ${loss.worst > 0n ? "loss" : ""}`}>{percentOf(loss.worst, whole)}</span>
          <Meter part={loss.worst} whole={whole} tone="loss" />
        </Fact>
        <Fact label="In vaults" note={<Amount value={loss.placed} decimals={LRT_DECIMALS} symbol="SOL" />}>
          {percentOf(loss.placed, whole)}
        </Fact>
        <Fact label="Contested by open slashes" note="comes back if they are vetoed">
          <Amount value={value.values.contested} decimals={LRT_DECIMALS} symbol="SOL" />
        </Fact>
        <Fact label="Out of reach" note="leaving at once; other ways below">
          at once, for a fee
        </Fact>
      </Facts>
      <Untold vaults={loss.untold} />
      {loss.threats.length === 0 ? (
        loss.untold.length === 0 && <p>No NCN can slash what the pool has in vaults now.</p>
      ) : (
        <Table
          caption="What each NCN could take of the pool"
          keyOf={({ ncn }) => ncn}
          rows={loss.threats}
          columns={[
            { title: "NCN", cell: ({ ncn }) => <Name address={ncn} kind="ncns" /> },
            {
              title: "In an epoch, at most",
              numeric: true,
              cell: ({ most }) => (
                <>
                  <Amount value={most} decimals={LRT_DECIMALS} symbol="SOL" />
                  <span className="note">{percentOf(most, whole)} of the pool</span>
                </>
              ),
            },
            {
              title: "Through",
              cell: ({ vaults }) =>
                vaults.map((vault, index) => (
                  <span key={vault}>
                    {index > 0 && ", "}
                    <Name address={vault} kind="vaults" />
                  </span>
                )),
            },
            {
              title: "Can be vetoed",
              cell: ({ challengeSeconds }) =>
                challengeSeconds === 0n ? "not always: final at once" : `for ${duration(challengeSeconds)}`,
            },
            {
              title: "In reach until",
              cell: ({ outAt }) => (
                <>
                  <When time={outAt} />
                  <span className="note">
                    in <Countdown to={outAt} />, if the pool leaves now
                  </span>
                </>
              ),
            },
          ]}
        />
      )}
      <p className="note">
        Holders bear slashes of the vaults in proportion to their shares, those in the queue included. A vetoed slash
        gives back to the holders of that time. Leaving in kind gives you shares of the same vaults: their exits take
        until the times above.
      </p>
    </Section>
  );
}

function Untold({ vaults }: { readonly vaults: readonly Address[] }) {
  return vaults.map((vault) => (
    <p key={vault} className="warn">
      What could be lost in <Name address={vault} kind="vaults" /> cannot be told: do not take that for nothing.
    </p>
  ));
}
