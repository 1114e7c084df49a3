/**
 * The market: what NCNs offer for stake, and what it risks. A vault's admin joins an NCN from here.
 */
import type { Address } from "@solana/kit";
import { useState } from "react";
import { noticeAt, outBy } from "restaking-client";

import { Acts } from "../acts/form.js";
import { joinAct } from "../acts/opt-ins.js";
import { useActor } from "../acts/use-actor.js";
import type { Found } from "../chain/accounts.js";
import { useNow } from "../chain/clock.js";
import { at, useWorld, type World } from "../chain/market.js";
import { useNames } from "../chain/names.js";
import { useNcnRatings } from "../chain/ratings.js";
import { percentOf, percentOfBps } from "../format/amount.js";
import { counted } from "../format/text.js";
import { duration } from "../format/time.js";
import { type Accepts, type MarketRow, type MarketSort, marketRows } from "../model/market.js";
import { Page, Table } from "../parts/layout.js";
import { Score } from "../parts/rating.js";
import { Empty, Failed, Loading } from "../parts/states.js";
import { Name, TokenAmount, TokenName, When } from "../parts/values.js";

const WHOLE = 1_000_000_000_000_000_000n;

/** The market. */
export function MarketView() {
  const { world, error, retry } = useWorld();
  const now = useNow(10);
  const ratings = useNcnRatings(world, now);
  const [wanted, setWanted] = useState("");
  const [sort, setSort] = useState<MarketSort>("score");
  const vault = world && at(world.vaults, wanted as Address);
  const stake: Accepts = vault ? { vault } : wanted ? { mint: wanted as Address } : undefined;
  const rows = world && ratings && now !== undefined ? marketRows(world, ratings, stake, sort, now) : undefined;
  return (
    <Page
      title="Market"
      lead="What NCNs offer for stake, and what it risks. All of it is on the chain; nobody lists, and nobody is paid to be listed."
    >
      {error && <Failed what="the market" error={error} retry={retry} />}
      {!world || !rows || now === undefined ? (
        !error && <Loading what="the market" rows={5} />
      ) : (
        <>
          <Filters
            count={rows.length}
            world={world}
            wanted={wanted}
            setWanted={setWanted}
            sort={sort}
            setSort={setSort}
          />
          {rows.length === 0 ? (
            <Empty>No NCN accepts this stake.</Empty>
          ) : (
            <Table caption="Offers of NCNs" keyOf={({ key }) => key} rows={rows} columns={columns(stake)} />
          )}
          {vault && <Join vault={vault} world={world} rows={rows} now={now} />}
        </>
      )}
    </Page>
  );
}

function Filters(props: {
  readonly count: number;
  readonly world: World;
  readonly wanted: string;
  readonly setWanted: (wanted: string) => void;
  readonly sort: MarketSort;
  readonly setSort: (sort: MarketSort) => void;
}) {
  const { count, world, wanted, setWanted, sort, setSort } = props;
  const names = useNames();
  const byName = (one: Address, other: Address) => (names.of(one) < names.of(other) ? -1 : 1);
  const assets = world.ncns.flatMap(({ data }) => data.assets.filter(({ weight }) => weight > 0n));
  const mints = [...new Set(assets.map(({ mint }) => mint))].sort(byName);
  const vaults = world.vaults.map(({ address }) => address).sort(byName);
  return (
    <div className="tools">
      <p role="status">{counted(count, "line")}</p>
      <label>
        Accepts
        <select value={wanted} onChange={({ target }) => setWanted(target.value)}>
          <option value="">any stake</option>
          <optgroup label="Stake of a vault">
            {vaults.map((address) => (
              <option key={address} value={address}>
                {names.of(address)}
              </option>
            ))}
          </optgroup>
          <optgroup label="Stake of an asset">
            {mints.map((address) => (
              <option key={address} value={address}>
                {names.of(address)}
              </option>
            ))}
          </optgroup>
        </select>
      </label>
      <label>
        Sort by
        <select value={sort} onChange={({ target }) => setSort(target.value === "pay" ? "pay" : "score")}>
          <option value="score">score</option>
          <option value="pay">pay</option>
        </select>
      </label>
    </div>
  );
}

function columns(stake: Accepts) {
  return [
    { title: "NCN", cell: ({ ncn }: MarketRow) => <Name address={ncn.address} kind="ncns" ends /> },
    { title: "Score", numeric: true, cell: ({ rated }: MarketRow) => <Score rated={rated.rated} /> },
    {
      title: "Pays a year",
      numeric: true,
      cell: ({ offer }: MarketRow) =>
        offer ? (
          <>
            <TokenAmount value={offer.pay.yearly} mint={offer.data.mint} />
            <span className="note">
              {offer.pay.bps === undefined
                ? "not comparable with the stake"
                : `${percentOfBps(offer.pay.bps)} of the weight`}
            </span>
          </>
        ) : (
          "no offer"
        ),
    },
    {
      title: "Until",
      cell: ({ offer }: MarketRow) => (offer ? <When time={offer.data.books.until} /> : ""),
    },
    {
      title: "Accepts",
      cell: ({ ncn }: MarketRow) => (
        <span className="stack">
          {ncn.data.assets
            .filter(({ weight }) => weight > 0n)
            .map(({ mint }) => (
              <TokenName key={mint} mint={mint} />
            ))}
        </span>
      ),
    },
    {
      title: "Could be lost",
      numeric: true,
      cell: ({ worstLoss, by }: MarketRow) => (
        <>
          {percentOf(worstLoss, WHOLE)}
          <span className="note">
            of an allocation, by <When time={by} />
            {stake && "vault" in stake ? "" : ", in the vault with the longest epochs"}
          </span>
        </>
      ),
    },
    {
      title: "Slashed by",
      cell: ({ slasher, resolver, rated }: MarketRow) => (
        <>
          <Name address={slasher} />
          <span className="note">
            {rated.facts.policy.resolver ? (
              <>
                vetoed by <Name address={resolver} /> within {duration(rated.facts.policy.challengeSeconds)}
              </>
            ) : (
              "no veto"
            )}
          </span>
        </>
      ),
    },
  ];
}

/** The form with which the vault's admin joins one of the NCNs that are shown. */
function Join(props: {
  readonly vault: Found<"Vault">;
  readonly world: World;
  readonly rows: readonly MarketRow[];
  readonly now: bigint;
}) {
  const { vault, world, rows, now } = props;
  const { me, place, names } = useActor();
  if (me !== vault.data.admin) {
    return <p className="hint">The vault's admin joins an NCN here, with its wallet connected.</p>;
  }
  const { ledger } = vault.data;
  // Sets are covered by the opt-in with their parent.
  const ncns = rows.map(({ ncn }) => ncn).filter(({ data }) => !at(world.ncns, data.parent));
  const act = joinAct({
    ...{ world, party: vault.address, side: "left" as const, now, names, place, withLimits: true },
    ...{ outAt: () => outBy(ledger, now), notice: () => noticeAt(ledger, now) },
    ...{ others: [...new Set(ncns.map(({ address }) => address))], what: "NCNs" },
  });
  return <Acts as={`the admin of ${names.of(vault.address)}`} acts={[act]} />;
}
