/**
 * What could be lost in a vault: the NCNs, the amounts and the times.
 */
import { BPS, pendingChange } from "restaking-client";
import { percentOf, percentOfBps } from "../format/amount.js";
import { counted, times } from "../format/text.js";
import { duration } from "../format/time.js";
import type { Exposure } from "../model/told-exposure.js";
import { Fact, Facts, Meter, Section, Table } from "../parts/layout.js";
import { Amount, Countdown, Name, When } from "../parts/values.js";
import { AssetFacts } from "./asset.js";
import { CodeFacts } from "./code.js";
import type { FormProps } from "./form.js";
import { TermFacts } from "./term.js";

/** What could be lost here. */
export function ExposurePanel({ vault, unit, now, exposure }: FormProps & { readonly exposure: Exposure }) {
  const { decimals, asset } = unit;
  const { ledger } = vault.data;
  const changes = [
    { what: "Slashes may take at once", change: pendingChange(ledger.lossLimits.incidentBps, now), unit: "bps" },
    { what: "Slashes may take in an epoch", change: pendingChange(ledger.lossLimits.epochBps, now), unit: "bps" },
    { what: "Operators may hold", change: pendingChange(ledger.exposure.maxDelegatedBps, now), unit: "bps" },
    { what: "One operator may hold", change: pendingChange(ledger.exposure.maxOperatorBps, now), unit: "bps" },
    { what: "The same stake may be used", change: pendingChange(ledger.exposure.leverage, now), unit: "times" },
  ].flatMap(({ what, change, unit }) => (change ? [{ what, change, unit }] : []));
  const announced = exposure.held.flatMap(({ parts }) =>
    parts.flatMap(({ operator, ncn, changes }) => changes.map((change) => ({ operator, ncn, ...change }))),
  );
  return (
    <Section title="What you could lose">
      <Facts>
        <Fact
          label="At most, in this epoch"
          note={<Amount value={exposure.worst} decimals={decimals} symbol={asset} />}
        >
          <span className={`amount ${exposure.worst > 0n ? "loss" : ""}`}>
            {percentOf(exposure.worst, exposure.stake)}
          </span>
          <Meter part={exposure.worst} whole={exposure.stake} tone="loss" />
        </Fact>
        <Fact label="By one slash" note="the vault's own limit">
          {exposure.incidentBps >= BPS ? "no limit" : percentOfBps(exposure.incidentBps)}
        </Fact>
        <Fact label="In an epoch" note={`of ${duration(ledger.epochSeconds)}, all NCNs together`}>
          {exposure.epochBps >= BPS ? "no limit" : percentOfBps(exposure.epochBps)}
        </Fact>
        <Fact
          label="The same stake is used"
          note={exposure.leverage > 1n ? "by several NCNs" : "no NCN reaches another's"}
        >
          {exposure.leverage > 1n ? `up to ${times(exposure.leverage)}` : "once"}
        </Fact>
        <Fact label="Out of reach in" note={<When time={exposure.outAt} />}>
          <Countdown to={exposure.outAt} />
        </Fact>
      </Facts>
      <AssetFacts vault={vault} />
      <TermFacts vault={vault} now={now} />
      <CodeFacts now={now} />
      {exposure.threats.length === 0 ? (
        <p>
          No NCN can slash this stake now. Any that will be able to, will be so no sooner than an exit that you ask for
          when it is announced.
        </p>
      ) : (
        <>
          <Table
            caption="What each NCN could take"
            keyOf={({ ncn }) => ncn}
            rows={exposure.threats}
            columns={[
              { title: "NCN", cell: ({ ncn }) => <Name address={ncn} kind="ncns" /> },
              {
                title: "In this epoch",
                numeric: true,
                cell: ({ perEpoch }) => (
                  <>
                    <Amount value={perEpoch} decimals={decimals} symbol={asset} />
                    <span className="note">{percentOf(perEpoch, exposure.stake)} of the vault</span>
                  </>
                ),
              },
              {
                title: "By one slash",
                numeric: true,
                cell: ({ perSlash }) => <Amount value={perSlash} decimals={decimals} symbol={asset} />,
              },
              {
                title: "Behind",
                cell: ({ operators, slashable }) => (
                  <>
                    {counted(operators.length, "operator")}
                    <span className="note">
                      <Amount value={slashable} decimals={decimals} symbol={asset} /> in all
                    </span>
                  </>
                ),
              },
              {
                title: "Can be vetoed",
                cell: ({ challengeSeconds, resolver }) =>
                  resolver === undefined ? (
                    "never: final at once"
                  ) : (
                    <>
                      for {duration(challengeSeconds)}
                      <span className="note">
                        by <Name address={resolver} />
                      </span>
                    </>
                  ),
              },
            ]}
          />
          <p className="note">
            If you ask to leave now, slashes can reach you until <When time={exposure.outAt} />, and not after. A slash
            that is vetoed gives back what it took, to those who have left as well. A rise of these figures is active no
            sooner than an exit requested at its announcement is out.
          </p>
        </>
      )}
      {(changes.length > 0 || announced.length > 0) && (
        <ul className="changes" aria-label="What is announced">
          {announced.map(({ operator, ncn, from, most }) => (
            <li key={`${operator} ${ncn} ${from}`}>
              From <When time={from} /> on, one slash of <Name address={operator} kind="operators" /> by{" "}
              <Name address={ncn} kind="ncns" /> may take up to{" "}
              <Amount value={most} decimals={decimals} symbol={asset} />.
            </li>
          ))}
          {changes.map(({ what, change, unit }) => (
            <li key={what}>
              {what} {unit === "bps" ? `up to ${percentOfBps(change.value)}` : times(change.value)} from{" "}
              <When time={change.from} /> on.
            </li>
          ))}
        </ul>
      )}
    </Section>
  );
}
