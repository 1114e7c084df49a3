/**
 * What anyone does with rewards that a pool receives: it opens the auction of a mint, and moves on what was sent to the pool.
 */
import { type Address, fetchEncodedAccount } from "@solana/kit";
import { liquid, readHolding, tokenAccount } from "restaking-client";

import type { PoolScene } from "../pool/scene.js";
import type { Change } from "./changes.js";
import type { Act } from "./form.js";
import type { Place } from "./place.js";
import { ofPool } from "./pool-scene.js";

/** A pool, the mints of its auctions, and where it is acted on. */
export type PoolRewardScene = PoolScene & { readonly place: Place; readonly auctioned: readonly Address[] };

/** What anyone can do for the rewards of a pool. */
export function poolRewardActs(scene: PoolRewardScene): Act[] {
  return ofPool(scene, [collectAct(scene), openAuctionAct(scene)]);
}

const MINT = { key: "mint", label: "Mint of the tokens", kind: { unit: "address" }, initial: "" } as const;

const change = (what: string, before: string, after: string): Change => {
  return { what, before, after, from: undefined, burden: false };
};

function collectAct(scene: PoolRewardScene): Act {
  const { state, names, programs, place, auctioned, now } = scene;
  return {
    title: "Bring in tokens that were sent to the pool",
    button: "Bring them in",
    lead: "Tokens of an asset stream to the holders. All others go to their auction, which is opened for them at your cost where there is none.",
    fields: [MINT],
    changes: (values) => {
      const mint = values.address("mint");
      const asset = liquid.poolAssets(state.pool.data).find((each) => each.mint === mint);
      if (asset && now < asset.activeFrom) {
        throw new liquid.PoolRefusal("NotActiveYet", now, asset.activeFrom);
      }
      const opened = auctioned.includes(mint) ? "in the treasury of their auction" : "in a new auction's treasury";
      return [change(names.of(mint), "outside of the books", asset ? "streamed to the holders" : opened)];
    },
    plan: (values) => async (payer) => {
      const mint = values.address("mint");
      const found = await tokenAccount(state.pool.address, mint);
      const config = { commitment: "confirmed" } as const;
      const held = readHolding(await fetchEncodedAccount(place.rpc, found, config), state.pool.address, mint);
      if (held.amount === 0n) {
        throw new Error(`The pool's own token account of ${names.of(mint)} is empty`);
      }
      const { programAddress } = programs;
      const isAuctioned = auctioned.includes(mint);
      const { plan } = await liquid.planCollectAirdrop({ programAddress, pool: state.pool, mint, payer, isAuctioned });
      return { plan, said: `${names.of(mint)} is brought in.` };
    },
  };
}

function openAuctionAct({ state, names, programs, auctioned }: PoolRewardScene): Act {
  return {
    title: "Open an auction",
    button: "Open the auction",
    lead: "For rewards in a token that is no asset of the pool. You pay the rent of its two accounts. Mints of Token-2022 cannot be sold.",
    fields: [MINT],
    changes: (values) => {
      const mint = values.address("mint");
      if (liquid.poolAssets(state.pool.data).some((asset) => asset.mint === mint)) {
        throw new liquid.PoolRefusal("TwiceInPool");
      }
      return auctioned.includes(mint) ? [] : [change(names.of(mint), "without an auction", "sold in lots")];
    },
    plan: (values) => async (payer) => {
      const mint = values.address("mint");
      const { programAddress } = programs;
      const { plan } = await liquid.planOpenAuction({ programAddress, pool: state.pool, mint, payer });
      return { plan, said: `The auction of ${names.of(mint)} is open.` };
    },
  };
}
