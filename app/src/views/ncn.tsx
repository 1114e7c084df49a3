/**
 * An NCN.
 */
import type { Address } from "@solana/kit";
import { useMemo } from "react";
import { NOBODY, parentOf, policyAt, rewardBooksAt, type SlashPolicy } from "restaking-client";
import { Link } from "wouter";

import { useAccounts } from "../chain/accounts.js";
import { useNow } from "../chain/clock.js";
import { at, useWorld } from "../chain/market.js";
import { useNames } from "../chain/names.js";
import { useNcnRatings } from "../chain/ratings.js";
import { percentOf, percentOfBps } from "../format/amount.js";
import { hexOf } from "../format/text.js";
import { duration } from "../format/time.js";
import { valuationText } from "../format/valuation.js";
import { History, useHistory } from "../history/view.js";
import { ncnFact } from "../model/rating.js";
import { exposuresOf, forNcn, recordOf, sumsOf } from "../model/summary.js";
import { Feeds } from "../ncn/feeds.js";
import { Offers } from "../ncn/offers.js";
import { NcnRoles } from "../ncn/roles.js";
import { Guarded } from "../parts/guarded.js";
import { Badge, Fact, Facts, Page, Section, Table } from "../parts/layout.js";
import { About, BackingTable, RecordMarks, Sums } from "../parts/market-parts.js";
import { RatingSection } from "../parts/rating.js";
import { EndedSlashes, OpenSlashes } from "../parts/slash-list.js";
import { Empty, Failed, Loading } from "../parts/states.js";
import { AddressLine, Name, Person, TokenAmount, TokenName, When } from "../parts/values.js";

const WHOLE = 1_000_000_000_000_000_000n;

/** An NCN. */
export function NcnView({ address }: { readonly address: Address }) {
  const { world, error, retry } = useWorld();
  const names = useNames();
  const now = useNow(10);
  const history = useHistory(address);
  const { data: trees } = useAccounts("RewardTree", { ncn: address });
  const ncn = world && at(world.ncns, address);
  const rated = useNcnRatings(world, now, address)?.get(address);
  const backing = useMemo(
    () => (world && now !== undefined ? forNcn(world, exposuresOf(world, now), address) : []),
    [world, now, address],
  );

  if (!world || now === undefined) {
    return (
      <Page title={names.of(address)}>
        {error ? <Failed what="the NCN" error={error} retry={retry} /> : <Loading what="the NCN" rows={5} />}
      </Page>
    );
  }
  if (!ncn) {
    return (
      <Page title="No such NCN">
        <Empty>
          There is no NCN at <code className="breakable">{address}</code> of this cluster.{" "}
          <Link href="/ncns">See those that there are</Link>
        </Empty>
      </Page>
    );
  }
  const records = world.records.filter(({ data }) => data.ncn === address);
  const slashes = world.slashes.filter(({ data }) => data.ncn === address);
  const operators = [
    ...new Set([
      ...backing.flatMap(({ parts }) => parts.map(({ operator }) => operator)),
      ...records.map(({ data }) => data.operator),
    ]),
  ];
  const assets = ncn.data.assets.filter(({ weight }) => weight > 0n);
  const parent = parentOf(ncn.data);
  const sets = world.ncns.filter(({ data }) => data.parent === address);
  const apart = world.optIns.filter(({ data }) => data.right === address && data.weight > 0n);
  return (
    <Page
      title={names.of(address)}
      lead={
        <>
          <p>
            An NCN · <AddressLine address={address} what="the NCN" />
          </p>
          <About address={address} />
          {parent && (
            <p>
              An operator set of <Name address={parent} kind="ncns" />: vaults agree with that one, and its limits are
              for all its sets together
            </p>
          )}
          {ncn.data.retired && <Badge tone="warn">Retired: it takes on nothing new</Badge>}
        </>
      }
    >
      {error && <Failed what="some of this just now, so that it may be old" error={error} retry={retry} />}
      <Guarded what="what your roles can do">
        <NcnRoles ncn={ncn} trees={trees ?? []} world={world} now={now} />
      </Guarded>
      <RatingSection rated={rated?.rated} fact={(input) => (rated ? ncnFact(rated.facts, input) : "")} />
      <Section title="How it slashes">
        <Policy policy={policyAt(ncn.data, now)} />
        {ncn.data.policyFrom > now && (
          <>
            <h3>
              From <When time={ncn.data.policyFrom} /> on
            </h3>
            <Policy policy={ncn.data.nextPolicy} />
          </>
        )}
      </Section>
      <Guarded what="its prices">
        <Feeds ncn={address} slasher={policyAt(ncn.data, now).slasher} now={now} />
      </Guarded>
      <Section title="Stake for it" aside={<Sums sums={sumsOf(backing)} />}>
        {backing.length === 0 ? (
          <Empty>No vault has stake for it.</Empty>
        ) : (
          <BackingTable
            caption="Vaults with stake for it"
            backing={backing}
            parts={{
              title: "By",
              cell: ({ parts }) => (
                <span className="stack">
                  {parts.map((part) => (
                    <Name key={part.operator} address={part.operator} kind="operators" />
                  ))}
                </span>
              ),
            }}
          />
        )}
      </Section>
      <Section title="Operators">
        {operators.length === 0 ? (
          <Empty>None serves it.</Empty>
        ) : (
          <Table
            caption="Operators that serve it, with its records of them"
            keyOf={(operator) => operator}
            rows={operators}
            columns={[
              { title: "Operator", cell: (operator) => <Name address={operator} kind="operators" ends /> },
              {
                title: "Stake",
                numeric: true,
                cell: (operator) => (
                  <Sums
                    sums={sumsOf(
                      backing.map((each) => ({
                        ...each,
                        stake: each.parts
                          .filter((part) => part.operator === operator)
                          .reduce((sum, part) => sum + part.stake, 0n),
                      })),
                    )}
                  />
                ),
              },
              {
                title: "Record",
                cell: (operator) => {
                  const record = records.filter(({ data }) => data.operator === operator);
                  return record.length === 0 ? "keeps none" : <RecordMarks record={recordOf(record, now)} />;
                },
              },
            ]}
          />
        )}
      </Section>
      {sets.length > 0 && (
        <Section title="Operator sets">
          <Table
            caption="Its operator sets"
            keyOf={({ address: set }) => set}
            rows={sets}
            columns={[
              { title: "Set", cell: ({ address: set }) => <Name address={set} kind="ncns" ends /> },
              {
                title: "By one incident",
                numeric: true,
                cell: ({ data }) => percentOf(policyAt(data, now).terms.maxFraction, WHOLE),
              },
            ]}
          />
        </Section>
      )}
      <Section title="Rewards">
        {!trees ? (
          <Loading what="the rewards" rows={1} />
        ) : trees.length === 0 ? (
          <Empty>It pays none by lists.</Empty>
        ) : (
          <Table
            caption="Rewards that it pays by lists"
            keyOf={({ address: tree }) => tree}
            rows={trees}
            columns={[
              { title: "Token", cell: ({ data }) => <TokenName mint={data.mint} /> },
              {
                title: "Promised",
                numeric: true,
                cell: ({ data }) => <TokenAmount value={rewardBooksAt(data.books, now).activeTotal} mint={data.mint} />,
              },
              {
                title: "Paid",
                numeric: true,
                cell: ({ data }) => <TokenAmount value={data.books.paid} mint={data.mint} />,
              },
              {
                title: "Next list",
                cell: ({ data }) => {
                  const { nextTotal, activatesAt } = rewardBooksAt(data.books, now);
                  return activatesAt > now ? (
                    <>
                      <TokenAmount value={nextTotal} mint={data.mint} />
                      <span className="note">
                        active from <When time={activatesAt} />
                      </span>
                    </>
                  ) : (
                    "none"
                  );
                },
              },
            ]}
          />
        )}
      </Section>
      <Section title="Reward offers">
        <Offers ncn={address} world={world} now={now} />
      </Section>
      <Section title="Slashes">
        <OpenSlashes slashes={slashes} world={world} />
        <h3>Ended</h3>
        <EndedSlashes slashes={slashes} world={world} />
      </Section>
      <History history={history} vaults={world.vaults} />
      <Section title="Terms">
        <Facts className="facts-tight">
          <Fact label="Admin" note="sets its terms">
            <Person address={ncn.data.admin} what="the admin" />
          </Fact>
          <Fact label="Software release" note="the SHA-256 of what its operators must run">
            {ncn.data.software.sha256.every((byte) => byte === 0) ? (
              "none"
            ) : (
              <span className="stack">
                <code className="breakable">{hexOf(ncn.data.software.sha256)}</code>
                {ncn.data.software.runBy === 0n ? (
                  "when each likes"
                ) : (
                  <span>
                    by <When time={ncn.data.software.runBy} />
                  </span>
                )}
              </span>
            )}
          </Fact>
          <Fact label="Stake assets" note="a smallest unit of each">
            <span className="stack">
              {assets.length === 0
                ? "no mint yet"
                : assets.map(({ mint, ...valuation }) => (
                    <span key={mint}>
                      <TokenName mint={mint} /> {valuationText(valuation)}
                    </span>
                  ))}
            </span>
          </Fact>
          {apart.length > 0 && (
            <Fact label="Counts these vaults apart" note="whatever it counts their asset for">
              <span className="stack">
                {apart.map(({ address: optIn, data }) => (
                  <span key={optIn}>
                    <Name address={data.left} kind="vaults" /> {valuationText(data)}
                  </span>
                ))}
              </span>
            </Fact>
          )}
        </Facts>
      </Section>
    </Page>
  );
}

function Policy({ policy }: { readonly policy: SlashPolicy }) {
  const { terms, slasher, resolver } = policy;
  const parts = [
    ["burned", terms.burnBps],
    ["to the reporter", terms.reporterBps],
    ["to the insurance", terms.insuranceBps],
    ["to those harmed", terms.redistributionBps],
  ] as const;
  if (terms.maxFraction === 0n && terms.equivocationFraction === 0n) {
    return <p>It does not slash. It keeps records of operators, and may jail them.</p>;
  }
  return (
    <Facts>
      <Fact label="By one incident" note="of what an operator allocated to it">
        up to {percentOf(terms.maxFraction, WHOLE)}
      </Fact>
      <Fact label="For voting twice" note="proven by anyone">
        {terms.equivocationFraction === 0n ? "no rule" : percentOf(terms.equivocationFraction, WHOLE)}
      </Fact>
      <Fact
        label="Can be vetoed"
        note={
          resolver !== NOBODY && (
            <>
              by <Name address={resolver} />
            </>
          )
        }
      >
        {terms.challengeSeconds === 0n || resolver === NOBODY
          ? "never: final at once"
          : `for ${duration(terms.challengeSeconds)}`}
      </Fact>
      <Fact label="Between incidents" note="of one operator">
        {duration(terms.cooldownSeconds)}
      </Fact>
      <Fact label="What is taken goes">
        {parts
          .filter(([, bps]) => bps > 0n)
          .map(([who, bps]) => `${percentOfBps(bps)} ${who}`)
          .join(", ")}
      </Fact>
      <Fact label="Slasher" note="proposes slashes">
        <Name address={slasher} />
      </Fact>
    </Facts>
  );
}
