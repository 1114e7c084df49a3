/**
 * Rewards on their way into a pool: by lists of NCNs, and as tokens that were sent to it. Anyone brings them in.
 */
import type { Address } from "@solana/kit";
import { useMemo, useState } from "react";
import { type Earnings, fetchClusterTime, fetchRestakingAccount, liquid } from "restaking-client";

import { ActList } from "../acts/form.js";
import { poolRewardActs } from "../acts/pool-rewards.js";
import { useActor } from "../acts/use-actor.js";
import { useAccounts, useOwned } from "../chain/accounts.js";
import { useLiquid } from "../chain/liquid.js";
import { type ListedReward, listedRewards } from "../model/reward-list.js";
import { Section } from "../parts/layout.js";
import { Progress } from "../parts/progress.js";
import { Name, TokenAmount } from "../parts/values.js";
import { RewardLists } from "../portfolio/lists.js";
import { useSend } from "../wallet/send.js";
import type { PoolScene } from "./scene.js";

/** What anyone can bring in for a pool. */
export function PoolRewards(scene: PoolScene) {
  const { me, place } = useActor();
  const { address } = scene.state.pool;
  const { data: auctions } = useLiquid("RewardAuction", { field: "pool", is: address });
  const auctioned = useMemo(() => auctions?.map(({ data }) => data.mint), [auctions]);
  return (
    <Section title="Bring in rewards">
      <p className="note">
        Rewards in an asset stream to the holders. Rewards in other tokens are sold at a falling price, and what they
        bring streams.
      </p>
      {me !== undefined && auctioned ? (
        <>
          <ActList acts={poolRewardActs({ ...scene, place, auctioned })} />
          <ListedRewards scene={scene} auctioned={auctioned} />
        </>
      ) : (
        <p className="hint">Connect a wallet to do it.</p>
      )}
    </Section>
  );
}

/** Claims what the pool has earned by lists that the reader brings along. */
function ListedRewards({ scene, auctioned }: { readonly scene: PoolScene; readonly auctioned: readonly Address[] }) {
  const { state, now, programs, names } = scene;
  const { address } = state.pool;
  const { place } = useActor();
  const [lists, setLists] = useState<readonly Earnings[]>([]);
  const trees = useAccounts("RewardTree", lists.length > 0 ? {} : null).data;
  const claims = useOwned("RewardClaim", lists.length > 0 ? address : undefined).data;
  const { sending, send, reset, busy } = useSend(undefined);
  const listed = trees && claims ? listedRewards(lists, trees, claims, address, now) : [];
  const claim = ({ tree, proof }: ListedReward) =>
    send(async (payer) => {
      const config = { commitment: "confirmed" } as const;
      const [fresh, time] = await Promise.all([
        fetchRestakingAccount(place.rpc, place.programAddress, "RewardTree", tree.address, config),
        fetchClusterTime(place.rpc, config),
      ]);
      const isAuctioned = auctioned.includes(fresh.data.mint);
      const input = { ...programs, ...proof, pool: state.pool, tree: fresh, payer, isAuctioned, now: time };
      const { plan } = await liquid.planClaimPoolReward(input);
      return { plan, said: `${names.of(fresh.data.mint)} is brought in.` };
    });
  return (
    <>
      <RewardLists lists={lists} add={(list) => setLists([...lists.filter(({ tree }) => tree !== list.tree), list])} />
      {lists.length > 0 && trees && claims && listed.length === 0 && (
        <p className="note warn">By these lists, the pool can claim nothing now.</p>
      )}
      <ul className="tickets" aria-label="The pool's rewards by lists">
        {listed.map((reward) => (
          <li key={reward.tree.address} className="ticket">
            <div>
              <TokenAmount value={reward.amount} mint={reward.tree.data.mint} /> by the list of{" "}
              <Name address={reward.tree.data.ncn} kind="ncns" />
              <span className="note">
                {liquid.poolAssets(state.pool.data).some(({ mint }) => mint === reward.tree.data.mint)
                  ? "It streams to the holders."
                  : "It goes to the treasury of its auction."}
              </span>
            </div>
            <button type="button" className="small-button" disabled={busy} onClick={() => void claim(reward)}>
              Claim<span className="unseen"> {names.of(reward.tree.data.mint)}</span>
            </button>
          </li>
        ))}
      </ul>
      <Progress sending={sending} dismiss={reset} />
    </>
  );
}
