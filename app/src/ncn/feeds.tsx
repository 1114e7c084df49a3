/**
 * The feeds of an NCN that is a price oracle: each price with the figures by which it is judged, and the operators' records.
 */
import type { Address } from "@solana/kit";
import { useState } from "react";

import { type FoundFeed, useFeeds, useScores } from "../chain/oracle.js";
import { percentOf, percentOfBps } from "../format/amount.js";
import { duration } from "../format/time.js";
import { feedName, goodRounds } from "../model/feeds.js";
import { Section, Table } from "../parts/layout.js";
import { Empty, Failed, Loading } from "../parts/states.js";
import { Amount, Name } from "../parts/values.js";

/** The feeds of an NCN; nothing where its slasher is no price oracle. */
export function Feeds(props: { readonly ncn: Address; readonly slasher: Address; readonly now: bigint }) {
  const { ncn, slasher, now } = props;
  const { data: feeds, error, refetch } = useFeeds(ncn, slasher);
  if (!feeds) {
    return error ? <Failed what="the price feeds" error={error} retry={() => void refetch()} /> : null;
  }
  return (
    <Section title="Prices">
      {feeds.length === 0 ? (
        <Empty>Its oracle has no feed yet.</Empty>
      ) : (
        <>
          <Table
            caption="Its price feeds"
            keyOf={({ address }) => address}
            rows={feeds}
            columns={[
              { title: "Feed", cell: ({ data }) => feedName(data.name) },
              { title: "Price", numeric: true, cell: ({ data }) => <Price of={data} /> },
              {
                title: "Age",
                numeric: true,
                cell: ({ data: { price } }) => (price.price === 0n ? "" : duration(now - price.time)),
              },
              {
                title: "Dispersion",
                numeric: true,
                cell: ({ data: { price } }) => (price.price === 0n ? "" : percentOfBps(price.dispersionBps)),
              },
              {
                title: "Weight",
                numeric: true,
                cell: ({ data: { price } }) =>
                  price.price === 0n ? "" : `${percentOf(price.weight, price.totalWeight)} by ${price.reports}`,
              },
              { title: "Rounds", numeric: true, cell: ({ data }) => String(data.price.rounds) },
            ]}
          />
          <p className="note">
            A price is of the second of its height. Half of the weight lies within its dispersion. The weight is the
            part of all operators' that reported a price.
          </p>
          {feeds.map((feed) => (
            <Records key={feed.address} feed={feed} />
          ))}
        </>
      )}
    </Section>
  );
}

function Price({ of: { price, decimals } }: { readonly of: FoundFeed["data"] }) {
  return price.price === 0n ? "none yet" : <Amount value={price.price} decimals={decimals} />;
}

/** What the rounds of a feed found in its operators; read once it is opened. */
function Records({ feed }: { readonly feed: FoundFeed }) {
  const [isOpen, setIsOpen] = useState(false);
  const { data: scores, error, refetch } = useScores(isOpen ? feed.address : undefined);
  const name = feedName(feed.data.name);
  return (
    <details onToggle={({ currentTarget }) => setIsOpen(currentTarget.open)}>
      <summary>Operators' records in {name}</summary>
      {error ? (
        <Failed what="the records" error={error} retry={() => void refetch()} />
      ) : !scores ? (
        <Loading what="the records" rows={3} />
      ) : scores.length === 0 ? (
        <Empty>No operator has a record yet.</Empty>
      ) : (
        <Table
          caption={`Operators' records in ${name}`}
          keyOf={({ address }) => address}
          rows={scores}
          columns={[
            { title: "Operator", cell: ({ data }) => <Name address={data.operator} kind="operators" ends /> },
            { title: "Good or unproven", numeric: true, cell: ({ data }) => String(goodRounds(data.score)) },
            { title: "Warned", numeric: true, cell: ({ data }) => String(data.score.warnings) },
            { title: "Abstained", numeric: true, cell: ({ data }) => String(data.score.abstentions) },
            { title: "Missed", numeric: true, cell: ({ data }) => String(data.score.absences) },
            { title: "Offenses", numeric: true, cell: ({ data }) => String(data.score.offenses) },
          ]}
        />
      )}
    </details>
  );
}
