/**
 * The NCNs, with how they slash and what they have paid.
 */
import { useMemo } from "react";
import { pendingPolicy, policyAt, type SlashPolicy } from "restaking-client";

import { useAccounts } from "../chain/accounts.js";
import { useNow } from "../chain/clock.js";
import { useWorld } from "../chain/market.js";
import { useNcnRatings } from "../chain/ratings.js";
import { percentOf } from "../format/amount.js";
import { counted } from "../format/text.js";
import { duration } from "../format/time.js";
import { grouped } from "../model/find.js";
import { exposuresOf, forNcn, openAmong, sumsOf } from "../model/summary.js";
import { Badge, Page, Table } from "../parts/layout.js";
import { Sums } from "../parts/market-parts.js";
import { Score } from "../parts/rating.js";
import { Empty, Failed, Loading } from "../parts/states.js";
import { Name, TokenAmount, When } from "../parts/values.js";

const WHOLE = 1_000_000_000_000_000_000n;

/** The NCNs. */
export function NcnsView() {
  const { world, error, retry } = useWorld();
  const { data: trees } = useAccounts("RewardTree");
  const now = useNow(10);
  const ratings = useNcnRatings(world, now);
  const rows = useMemo(() => {
    if (!world || now === undefined) {
      return undefined;
    }
    const exposures = exposuresOf(world, now);
    const slashes = grouped(world.slashes, ({ data }) => data.ncn);
    return world.ncns
      .map((ncn) => {
        const backing = forNcn(world, exposures, ncn.address);
        return {
          ncn,
          backing,
          operators: new Set(backing.flatMap(({ parts }) => parts.map(({ operator }) => operator))).size,
          slashes: slashes.get(ncn.address) ?? [],
          terms: policyAt(ncn.data, now).terms,
          announced: pendingPolicy(ncn.data, now),
        };
      })
      .sort((a, b) => b.operators - a.operators || (a.ncn.address < b.ncn.address ? -1 : 1));
  }, [world, now]);

  return (
    <Page
      title="NCNs"
      lead="Node consensus networks: the services that stake secures. They pay for it, and slash it where an operator misbehaves."
    >
      {error && <Failed what="the NCNs" error={error} retry={retry} />}
      {!rows ? (
        !error && <Loading what="the NCNs" rows={5} />
      ) : rows.length === 0 ? (
        <Empty>No NCN has registered on this cluster yet.</Empty>
      ) : (
        <Table
          caption="NCNs"
          keyOf={({ ncn }) => ncn.address}
          rows={rows}
          columns={[
            {
              title: "NCN",
              cell: ({ ncn }) => (
                <>
                  <Name address={ncn.address} kind="ncns" ends />{" "}
                  {ncn.data.retired && <Badge tone="warn">Retired</Badge>}
                </>
              ),
            },
            {
              title: "Score",
              numeric: true,
              cell: ({ ncn }) => <Score rated={ratings?.get(ncn.address)?.rated} />,
            },
            { title: "Stake for it", numeric: true, cell: ({ backing }) => <Sums sums={sumsOf(backing)} /> },
            {
              title: "Served by",
              cell: ({ operators, backing }) => (
                <>
                  {counted(operators, "operator")}
                  <span className="note">from {counted(backing.length, "vault")}</span>
                </>
              ),
            },
            {
              title: "Can slash",
              cell: ({ terms, announced }) => (
                <>
                  {slashWords(terms)}
                  {announced && (
                    <span className="note warn">
                      {slashWords(announced.policy.terms)} from <When time={announced.from} />
                    </span>
                  )}
                </>
              ),
            },
            {
              title: "Slashes",
              cell: ({ slashes }) => {
                const open = openAmong(slashes);
                return (
                  <>
                    {slashes.length === 0 ? "none" : slashes.length}{" "}
                    {open > 0 && <Badge tone="loss">{open} open</Badge>}
                  </>
                );
              },
            },
            {
              title: "Rewards paid",
              numeric: true,
              cell: ({ ncn }) => {
                const own = trees?.filter(({ data }) => data.ncn === ncn.address) ?? [];
                return own.length === 0 ? (
                  "none"
                ) : (
                  <span className="stack">
                    {own.map(({ address, data }) => (
                      <TokenAmount key={address} value={data.books.paid} mint={data.mint} />
                    ))}
                  </span>
                );
              },
            },
          ]}
        />
      )}
    </Page>
  );
}

/** The most that a policy lets an incident take, and how long that can be vetoed. */
function slashWords(terms: SlashPolicy["terms"]) {
  if (terms.maxFraction === 0n && terms.equivocationFraction === 0n) {
    return "never";
  }
  return (
    <>
      up to {percentOf(terms.maxFraction, WHOLE)}
      <span className="note">
        {terms.challengeSeconds === 0n ? "final at once" : `vetoed within ${duration(terms.challengeSeconds)}`}
      </span>
    </>
  );
}
