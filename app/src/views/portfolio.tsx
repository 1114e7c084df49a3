/**
 * What the connected wallet has, in all vaults.
 */

import type { Address } from "@solana/kit";
import { useQueryClient } from "@tanstack/react-query";
import { useState } from "react";
import type { Earnings } from "restaking-client";
import { Link } from "wouter";

import { Acts } from "../acts/form.js";
import { claimerAct } from "../acts/reward-tree.js";
import { handOnActs } from "../acts/tickets.js";
import { useAccounts, useOwned } from "../chain/accounts.js";
import { useNames } from "../chain/names.js";
import { useNode, useProgram } from "../chain/node.js";
import { saveText } from "../format/csv.js";
import { counted, shortAddress } from "../format/text.js";
import { History, useHistory } from "../history/view.js";
import { isActive, listedRewards } from "../model/reward-list.js";
import { Guarded } from "../parts/guarded.js";
import { Page, Section } from "../parts/layout.js";
import { Progress } from "../parts/progress.js";
import { Empty, Failed, Loading } from "../parts/states.js";
import { AddressLine } from "../parts/values.js";
import { claimableCount, planClaimAll } from "../portfolio/claim.js";
import { portfolioCsv } from "../portfolio/export.js";
import { RewardLists } from "../portfolio/lists.js";
import { PoolPositions, planAllPoolClaims, poolClaimCount, usePoolPortfolio } from "../portfolio/pools.js";
import { usePortfolio } from "../portfolio/read.js";
import { Exits, Positions, Rewards } from "../portfolio/tables.js";
import { useSend } from "../wallet/send.js";
import { useWallets } from "../wallet/wallets.js";

/** What the connected wallet has. */
export function PortfolioView() {
  const { connection } = useWallets();
  if (!connection) {
    return (
      <Page title="Portfolio" lead="All that your wallet has in vaults, with the dates of what is on its way.">
        <Empty>
          Connect a wallet, at the top of the page, to see what it has. <Link href="/vaults">See the vaults</Link>
        </Empty>
      </Page>
    );
  }
  return <Owned key={connection.address} owner={connection.address} />;
}

function Owned({ owner }: { readonly owner: Address }) {
  const { world, now, portfolio, costs, error, retry } = usePortfolio(owner);
  const names = useNames();
  const client = useQueryClient();
  const { rpc, key, liquidAddress } = useNode();
  const programAddress = useProgram();
  const trees = useAccounts("RewardTree").data;
  const claims = useOwned("RewardClaim", owner).data;
  const pools = usePoolPortfolio(owner);
  const history = useHistory(owner);
  const [lists, setLists] = useState<readonly Earnings[]>([]);
  const { sending, sendBatch, reset, busy } = useSend(undefined);
  if (!portfolio || !world || now === undefined) {
    return (
      <Page title="Portfolio">
        {error ? (
          <Failed what="your portfolio" error={error} retry={retry} />
        ) : (
          <Loading what="your portfolio" rows={5} />
        )}
      </Page>
    );
  }
  const listed = listedRewards(lists, trees ?? [], claims ?? [], owner, now);
  const all = { ...portfolio, listed };
  const held = pools.held ?? [];
  const count = claimableCount(all) + poolClaimCount(held);
  const passive = lists.filter((list) =>
    trees?.every((tree) => tree.address !== list.tree || !isActive(list, tree, now)),
  );
  const claimAll = () =>
    sendBatch(async (signer) => {
      const own = await planClaimAll(all, { rpc, programAddress }, signer);
      const more = liquidAddress ? await planAllPoolClaims(rpc, liquidAddress, held, signer) : undefined;
      const items = [...own.items, ...(more?.items ?? [])];
      const skipped = [...own.skipped, ...(more?.skipped ?? [])];
      return {
        items,
        said: (done) => `${done.length} of ${counted(items.length, "claim")} paid.`,
        problems: skipped.map(({ key: of, why }) => `${shortAddress(of)}: ${why}.`),
      };
    });
  const decimalsOf = (mint: string) => client.getQueryData<number>([key, "decimals", mint]);
  return (
    <Page
      title="Portfolio"
      lead={
        <p>
          Your wallet <AddressLine address={owner} what="your wallet" />
        </p>
      }
    >
      {error && <Failed what="some of this just now, so that it may be old" error={error} retry={retry} />}
      <div className="row">
        <button type="button" className="button" disabled={busy || count === 0} onClick={() => void claimAll()}>
          {count === 0 ? "Nothing to claim now" : `Claim all ${count}`}
        </button>
        <button
          type="button"
          className="link"
          onClick={() => saveText("portfolio.csv", portfolioCsv(portfolio, names, decimalsOf, held))}
        >
          Export as CSV
        </button>
      </div>
      <Progress sending={sending} dismiss={reset} />
      <Section title="Positions">
        <Positions positions={portfolio.positions} costs={costs} />
      </Section>
      <Guarded what="what you have in pools">
        <PoolPositions portfolio={pools} />
      </Guarded>
      <Section title="Exits on their way">
        <Exits exits={portfolio.exits} />
      </Section>
      <Acts as="an owner of exits" acts={handOnActs(portfolio.exits, { names, place: { rpc, programAddress } })} />
      <Section title="Rewards and pledges">
        <Rewards bonds={portfolio.bonds} pledges={portfolio.pledges} listed={listed} />
        {passive.length > 0 && (
          <p className="note warn">
            {counted(passive.length, "list")} that you brought along {passive.length === 1 ? "is" : "are"} not of the
            root that is active now.
          </p>
        )}
        <RewardLists
          lists={lists}
          add={(list) => setLists([...lists.filter(({ tree }) => tree !== list.tree), list])}
        />
      </Section>
      {trees && trees.length > 0 && (
        <Acts as="an earner" acts={[claimerAct(trees, claims ?? [], { now, names, place: { rpc, programAddress } })]} />
      )}
      <Guarded what="the history">
        <History history={history} vaults={world.vaults} />
      </Guarded>
    </Page>
  );
}
