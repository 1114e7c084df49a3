/**
 * The offers of NCNs to stakers: which stake each accepts, what it pays, and what it risks.
 */
import type { Address } from "@solana/kit";
import { outBy, partnerOf, policyAt, rating, valuationOf, weighed } from "restaking-client";

import type { Found } from "../chain/accounts.js";
import type { World } from "../chain/market.js";
import type { RatedNcn } from "../chain/ratings.js";

/** An NCN with one of its offers; nothing for one without an offer. */
export type MarketRow = {
  readonly key: string;
  readonly ncn: Found<"Ncn">;
  readonly rated: RatedNcn;
  readonly offer: (Found<"RewardOffer"> & { readonly pay: rating.Pay }) | undefined;
  readonly slasher: Address;
  readonly resolver: Address;
  /** The most that slashes take of an allocation until {@link MarketRow.by}, in `1/10^18`. */
  readonly worstLoss: bigint;
  /** When an exit that is requested now is out. */
  readonly by: bigint;
};

/** What rows are sorted by, the highest first. */
export type MarketSort = "score" | "pay";

/** What the market is filtered by: a vault's own stake, any stake of a mint, or nothing. */
export type Accepts = { readonly vault: Found<"Vault"> } | { readonly mint: Address } | undefined;

/** Whether `ncn` gives stake a weight. */
export function accepts(ncn: Found<"Ncn">, stake: Accepts, optIns: World["optIns"]): boolean {
  if (stake === undefined) {
    return true;
  }
  const listed = (mint: Address) => ncn.data.assets.find((asset) => asset.weight > 0n && asset.mint === mint);
  if ("mint" in stake) {
    return listed(stake.mint) !== undefined;
  }
  const { vault } = stake;
  const partner = partnerOf(ncn);
  const optIn = optIns.find(({ data }) => data.left === vault.address && data.right === partner)?.data;
  const asset = listed(vault.data.assetMint);
  const valuation = optIn ? valuationOf(ncn.data, vault.data, optIn) : asset;
  return valuation !== undefined && weighed(valuation, 2n ** 64n - 1n, BigInt(vault.data.assetFlags)) > 0n;
}

/** The rows for `stake`: each running or coming offer of an NCN that is not retired, and each NCN without one. */
export function marketRows(
  world: Pick<World, "ncns" | "optIns">,
  ratings: ReadonlyMap<Address, RatedNcn>,
  stake: Accepts,
  sort: MarketSort,
  now: bigint,
): MarketRow[] {
  const rows = world.ncns
    .filter((ncn) => !ncn.data.retired && accepts(ncn, stake, world.optIns))
    .flatMap((ncn): MarketRow[] => {
      const rated = ratings.get(ncn.address);
      return rated ? rowsOf(ncn, rated, stake, now) : [];
    });
  const score = (row: MarketRow) => row.rated.rated.score;
  // Pay that nothing compares stands behind; an NCN without an offer is last.
  const pay = ({ offer }: MarketRow) => (offer ? (offer.pay.bps ?? -1n) : -2n);
  const keys = sort === "score" ? [score, pay] : [pay, score];
  return rows.sort((one, other) => {
    const found = keys.map((key) => [key(one), key(other)] as const).find(([mine, theirs]) => mine !== theirs);
    return found ? (found[0] > found[1] ? -1 : 1) : one.key < other.key ? -1 : 1;
  });
}

function rowsOf(ncn: Found<"Ncn">, rated: RatedNcn, stake: Accepts, now: bigint): MarketRow[] {
  const { facts, offers, totalWeight } = rated;
  const by = stake && "vault" in stake ? outBy(stake.vault.data.ledger, now) : now + facts.exitSeconds;
  const policies = [facts.policy, ...(facts.announced ? [facts.announced] : [])];
  const losses = policies.map((policy) => rating.worstLoss(policy, by - now));
  const { slasher, resolver } = policyAt(ncn.data, now);
  const row = {
    ncn,
    rated,
    slasher,
    resolver,
    worstLoss: losses.reduce((most, loss) => (loss > most ? loss : most), 0n),
    by,
  };
  const open = offers.filter(({ data }) => now < data.books.until);
  if (open.length === 0) {
    return [{ ...row, key: ncn.address, offer: undefined }];
  }
  return open.map((offer) => ({
    ...row,
    key: offer.address,
    offer: { ...offer, pay: rating.payOf(offer.data, ncn.data, totalWeight) },
  }));
}
