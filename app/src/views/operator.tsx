/**
 * An operator.
 */
import type { Address } from "@solana/kit";
import { useMemo } from "react";
import { pendingChange, rating, valueAt } from "restaking-client";
import { Link } from "wouter";

import { useAccounts } from "../chain/accounts.js";
import { useNow } from "../chain/clock.js";
import { at, useWorld } from "../chain/market.js";
import { useNames } from "../chain/names.js";
import { useOperatorFacts } from "../chain/ratings.js";
import { percentOfBps } from "../format/amount.js";
import { History, useHistory } from "../history/view.js";
import { operatorFact } from "../model/rating.js";
import { behindOperator, exposuresOf, recordOf, sumsOf } from "../model/summary.js";
import { OperatorRoles } from "../operator/roles.js";
import { Guarded } from "../parts/guarded.js";
import { Badge, Fact, Facts, Page, Section, Table } from "../parts/layout.js";
import { About, BackingTable, RecordMarks, Sums } from "../parts/market-parts.js";
import { RatingSection } from "../parts/rating.js";
import { EndedSlashes, OpenSlashes } from "../parts/slash-list.js";
import { Empty, Failed, Loading } from "../parts/states.js";
import { AddressLine, Countdown, Name, Person, TokenAmount, When } from "../parts/values.js";

/** An operator. */
export function OperatorView({ address }: { readonly address: Address }) {
  const { world, error, retry } = useWorld();
  const names = useNames();
  const now = useNow(10);
  const history = useHistory(address);
  const operator = world && at(world.operators, address);
  const facts = useOperatorFacts(world, operator, now);
  const { data: claims } = useAccounts("RewardClaim", operator ? { earner: operator.data.admin } : null);
  const { data: trees } = useAccounts("RewardTree");
  const backing = useMemo(
    () => (world && now !== undefined ? behindOperator(world, exposuresOf(world, now), address) : []),
    [world, now, address],
  );

  if (!world || now === undefined) {
    return (
      <Page title={names.of(address)}>
        {error ? <Failed what="the operator" error={error} retry={retry} /> : <Loading what="the operator" rows={5} />}
      </Page>
    );
  }
  if (!operator) {
    return (
      <Page title="No such operator">
        <Empty>
          There is no operator at <code className="breakable">{address}</code> of this cluster.{" "}
          <Link href="/operators">See those that there are</Link>
        </Empty>
      </Page>
    );
  }
  const commissionIn = (vault: Address) =>
    world.delegations.find(({ data }) => data.vault === vault && data.operator === address)?.data.commission ?? 0n;
  const records = world.records.filter(({ data }) => data.operator === address);
  const slashes = world.slashes.filter(({ data }) => data.operator === address);
  const pending = pendingChange(operator.data.commissionBps, now);
  const earned = claims ?? [];
  const services = [
    ...new Set([
      ...backing.flatMap(({ parts }) => parts.map(({ ncn }) => ncn)),
      ...records.map(({ data }) => data.ncn),
    ]),
  ];
  return (
    <Page
      title={names.of(address)}
      lead={
        <>
          <p>
            An operator · <AddressLine address={address} what="the operator" />
          </p>
          <About address={address} />
          {operator.data.retired && <Badge tone="warn">Retired: it takes on nothing new</Badge>}
        </>
      }
    >
      {error && <Failed what="some of this just now, so that it may be old" error={error} retry={retry} />}
      <Facts className="facts-band">
        <Fact
          label="Keeps of rewards"
          note={
            pending && (
              <>
                {percentOfBps(pending.value)} from <When time={pending.from} />
              </>
            )
          }
        >
          {percentOfBps(valueAt(operator.data.commissionBps, now))}
        </Fact>
        <Fact label="Stake behind it">
          <Sums sums={sumsOf(backing)} />
        </Fact>
        <Fact label="Record">
          <RecordMarks record={recordOf(records, now)} />
        </Fact>
        <Fact label="Commission" note="of rewards in vaults' assets, not collected yet">
          <Sums sums={sumsOf(backing.map((each) => ({ ...each, stake: commissionIn(each.vault.address) })))} />
        </Fact>
        <Fact label="Rewards paid" note="that its admin has claimed of NCNs">
          {earned.length === 0 ? (
            "none"
          ) : (
            <span className="stack">
              {earned.map(({ address: claim, data }) => {
                const mint = trees?.find((tree) => tree.address === data.tree)?.data.mint;
                return mint && <TokenAmount key={claim} value={data.claimed} mint={mint} />;
              })}
            </span>
          )}
        </Fact>
      </Facts>
      <Guarded what="what your roles can do">
        <OperatorRoles operator={operator} world={world} now={now} />
      </Guarded>
      <RatingSection
        rated={facts && rating.rateOperator(facts)}
        fact={(input) => (facts ? operatorFact(facts, input) : "")}
      />
      <Section title="Vaults behind it">
        {backing.length === 0 ? (
          <Empty>No vault has put stake behind it.</Empty>
        ) : (
          <BackingTable
            caption="Vaults that have put stake behind it"
            backing={backing}
            parts={{
              title: "For",
              cell: ({ parts }) => (
                <span className="stack">
                  {parts.length === 0
                    ? "no NCN yet"
                    : parts.map((part) => <Name key={part.ncn} address={part.ncn} kind="ncns" />)}
                </span>
              ),
            }}
          />
        )}
      </Section>
      <Section title="NCNs that it serves">
        {services.length === 0 ? (
          <Empty>None.</Empty>
        ) : (
          <Table
            caption="NCNs that it serves, with their records of it"
            keyOf={(ncn) => ncn}
            rows={services}
            columns={[
              { title: "NCN", cell: (ncn) => <Name address={ncn} kind="ncns" ends /> },
              {
                title: "Record",
                cell: (ncn) => {
                  const record = records.filter(({ data }) => data.ncn === ncn);
                  return record.length === 0 ? "keeps none" : <RecordMarks record={recordOf(record, now)} />;
                },
              },
              {
                title: "Jailed until",
                cell: (ncn) => {
                  const until = records.find(({ data }) => data.ncn === ncn)?.data.jailedUntil ?? 0n;
                  return until > now ? (
                    <>
                      <When time={until} />
                      <span className="note">
                        <Countdown to={until} /> more
                      </span>
                    </>
                  ) : (
                    "free"
                  );
                },
              },
              {
                title: "Signs with",
                cell: (ncn) => {
                  const keys = records.find(({ data }) => data.ncn === ncn)?.data.keys ?? 0n;
                  return keys === 0n ? "no key" : `its ${keys === 1n ? "first" : `${keys}.`} key`;
                },
              },
            ]}
          />
        )}
      </Section>
      {slashes.length > 0 && (
        <Section title="Slashes">
          <OpenSlashes slashes={slashes} world={world} />
          <h3>Ended</h3>
          <EndedSlashes slashes={slashes} world={world} />
        </Section>
      )}
      <History history={history} vaults={world.vaults} />
      <Section title="Who runs it">
        <Facts className="facts-tight">
          <Fact label="Admin" note="sets its terms">
            <Person address={operator.data.admin} what="the admin" />
          </Fact>
          <Fact label="Allocator" note="divides its stake among NCNs">
            <Person address={operator.data.allocator} what="the allocator" />
          </Fact>
        </Facts>
      </Section>
    </Page>
  );
}
