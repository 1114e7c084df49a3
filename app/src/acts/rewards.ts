/**
 * What an NCN does to pay rewards: its admin opens offers, and a tree's disputer strikes roots.
 */
import type { Address } from "@solana/kit";
import {
  fetchClusterTime,
  fetchHolding,
  fetchMintFacts,
  fetchRestakingAccount,
  MAX_CLAIM_SECONDS,
  MAX_OFFER_SECONDS,
  MIN_CLAIM_SECONDS,
  parseAmount,
  planCloseRewardOffer,
  planOpenRewardOffer,
  planStrikeRoot,
  rewardBooksAt,
} from "restaking-client";

import type { Found } from "../chain/accounts.js";
import type { Names } from "../chain/names.js";
import { dateAndTime, duration } from "../format/time.js";
import { plainChange } from "./changes.js";
import type { Act } from "./form.js";
import type { Place } from "./place.js";

/** Opens a reward offer in one of `mints`, or in any other. */
export function offerAct(ncn: Found<"Ncn">, now: bigint, names: Names, place: Place): Act {
  return {
    title: "Offer a reward for captured stake",
    button: "Open the offer",
    lead: "The NCN's tables divide it among vaults and operators. You pay all of it in now; what nobody claims comes back.",
    fields: [
      { key: "mint", label: "Mint of the reward", kind: { unit: "address" }, initial: "" },
      { key: "amount", label: "Amount, in whole tokens", kind: { unit: "text", most: 40 }, initial: "" },
      {
        key: "seconds",
        label: "Accrues from now on for",
        kind: { unit: "seconds", least: 1n, most: MAX_OFFER_SECONDS },
        initial: "30 d",
      },
      {
        key: "claim",
        label: "A share can be claimed for",
        kind: { unit: "seconds", least: MIN_CLAIM_SECONDS, most: MAX_CLAIM_SECONDS },
        initial: duration(MIN_CLAIM_SECONDS),
      },
    ],
    changes: (values) => {
      const until = dateAndTime(now + values.number("seconds"));
      return values.text("amount") === ""
        ? []
        : plainChange("Reward", "none", `${values.text("amount")} ${names.of(values.address("mint"))}, until ${until}`);
    },
    plan: (values) => async (admin) => {
      const { rpc, programAddress } = place;
      const config = { commitment: "confirmed" } as const;
      const mint = values.address("mint") as Address;
      const [found, time, facts, holding] = await Promise.all([
        fetchRestakingAccount(rpc, programAddress, "Ncn", ncn.address, config),
        fetchClusterTime(rpc, config),
        fetchMintFacts(rpc, mint),
        fetchHolding(rpc, admin.address, mint, config),
      ]);
      const amount = parseAmount(values.text("amount"), facts.decimals);
      if (holding.amount < amount) {
        throw new Error(`You hold less than ${values.text("amount")} of the token`);
      }
      const { plan } = await planOpenRewardOffer({
        programAddress,
        ncn: found,
        mint,
        admin,
        amount,
        from: time,
        until: time + values.number("seconds"),
        claimSeconds: values.number("claim"),
      });
      return { plan, said: "The offer is open." };
    },
  };
}

/** Closes the offers that `me` funded and whose time is over; the program refuses one that still pays shares. */
export function closeOfferActs(
  offers: readonly Found<"RewardOffer">[],
  me: Address,
  { now, names, place }: { readonly now: bigint; readonly names: Names; readonly place: Place },
): Act[] {
  return offers
    .filter(({ data: { funder, books } }) => funder === me && books.until <= now)
    .map((offer) => ({
      key: `close ${offer.address}`,
      title: `Close the offer of ${names.of(offer.data.mint)}, number ${offer.data.index}`,
      button: "Close the offer",
      lead: "What nobody claimed comes back to you. Shares that can still be claimed keep it open.",
      fields: [],
      changes: () => plainChange("Offer", `accrued until ${dateAndTime(offer.data.books.until)}`, "closed"),
      plan: () => async () => {
        const { rpc, programAddress } = place;
        const config = { commitment: "confirmed" } as const;
        const found = await fetchRestakingAccount(rpc, programAddress, "RewardOffer", offer.address, config);
        return { plan: (await planCloseRewardOffer(found, { programAddress })).plan, said: "The offer is closed." };
      },
    }));
}

/** Strikes the root that is pending in a tree. */
export function strikeAct(tree: Found<"RewardTree">, now: bigint, names: Names, place: Place): Act {
  const { activatesAt } = rewardBooksAt(tree.data.books, now);
  return {
    key: tree.address,
    title: `Strike the next list of rewards in ${names.of(tree.data.mint)}`,
    button: "Strike the list",
    lead: "The list takes no effect. What came in for it stays for lists to come.",
    closed: activatesAt <= now && "No list is pending.",
    fields: [],
    changes: () => plainChange("The next list", `active from ${dateAndTime(activatesAt)}`, "struck"),
    plan: () => async (disputer) => {
      const { rpc, programAddress } = place;
      const found = await fetchRestakingAccount(rpc, programAddress, "RewardTree", tree.address, {
        commitment: "confirmed",
      });
      return { plan: planStrikeRoot({ programAddress, tree: found, disputer }).plan, said: "The list is struck." };
    },
  };
}
