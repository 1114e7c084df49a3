/**
 * Rewards by a list: an NCN's admin opens a tree and gives its roles, anyone funds it, its publisher publishes lists, and earners name a
 * claimer.
 */
import type { Address } from "@solana/kit";
import {
  fetchClusterTime,
  fetchHolding,
  fetchMintFacts,
  fetchRestakingAccount,
  formatAmount,
  MAX_ROOT_DELAY,
  MIN_ROOT_DELAY,
  parseAmount,
  planFundRewards,
  planOpenRewardTree,
  planPublishRoot,
  planSetClaimer,
  planSetRewardRoles,
  rewardBooksAt,
} from "restaking-client";

import type { Found } from "../chain/accounts.js";
import type { Names } from "../chain/names.js";
import { dateAndTime } from "../format/time.js";
import { readEarnings } from "../model/reward-list.js";
import { plainChange } from "./changes.js";
import { asWritten } from "./fields.js";
import type { Act } from "./form.js";
import { calledBy, named, type Place } from "./place.js";

type Tree = Found<"RewardTree">;

/** What these acts are about. */
export type TreeScene = { readonly now: bigint; readonly names: Names; readonly place: Place };

/** Opens a tree in another token. */
export function openTreeAct(ncn: Found<"Ncn">, trees: readonly Tree[], { names, place }: TreeScene): Act {
  return {
    title: "Open a tree of rewards by a list",
    button: "Open the tree",
    lead: "One for each token. Its publisher posts lists of what each earner has earned in all; a list takes effect after the delay, unless its disputer strikes it.",
    fields: [
      { key: "mint", label: "Mint of the rewards", kind: { unit: "address" }, initial: "" },
      { key: "publisher", label: "Publisher", kind: { unit: "address", mayBeNobody: true }, initial: "" },
      { key: "disputer", label: "Disputer", kind: { unit: "address", mayBeNobody: true }, initial: "" },
      {
        key: "delay",
        label: "A list waits for",
        kind: { unit: "seconds", least: MIN_ROOT_DELAY, most: MAX_ROOT_DELAY },
        initial: "1 d",
        hint: "It stays so permanently.",
      },
    ],
    changes: (values) => {
      const mint = values.address("mint");
      if (trees.some(({ data }) => data.mint === mint)) {
        throw new Error("The NCN has a tree in this token");
      }
      return plainChange(
        "Tree",
        "none",
        `${names.of(mint)}, lists wait for ${asWritten.seconds(values.number("delay"))}`,
      );
    },
    plan: (values) => async (admin) => {
      const { plan } = await planOpenRewardTree({
        programAddress: place.programAddress,
        ncn: ncn.address,
        mint: values.address("mint"),
        admin,
        publisher: await named(place, values.address("publisher")),
        disputer: await named(place, values.address("disputer")),
        delaySeconds: values.number("delay"),
      });
      return { plan, said: "The tree is open." };
    },
  };
}

/** Gives the roles of a tree. */
export function treeRolesAct(tree: Tree, { now, names, place }: TreeScene): Act {
  const { publisher, nextDisputer, delaySeconds, mint } = tree.data;
  const called = calledBy(names);
  return {
    key: `roles ${tree.address}`,
    title: `Roles of the lists in ${names.of(mint)}`,
    button: "Give the roles",
    lead: "A publisher is one at once. A disputer can strike lists that are published one delay later.",
    fields: [
      {
        key: "publisher",
        label: "Publisher",
        kind: { unit: "address", mayBeNobody: true },
        initial: asWritten.address(publisher),
      },
      {
        key: "disputer",
        label: "Disputer",
        kind: { unit: "address", mayBeNobody: true },
        initial: asWritten.address(nextDisputer),
      },
    ],
    changes: (values) => [
      ...plainChange("Publisher", publisher, values.address("publisher"), false, called),
      ...plainChange("Disputer", nextDisputer, values.address("disputer"), false, called).map((change) => ({
        ...change,
        from: now + delaySeconds,
      })),
    ],
    plan: (values) => async (admin) => {
      const { rpc, programAddress } = place;
      const found = await fetchRestakingAccount(rpc, programAddress, "RewardTree", tree.address, {
        commitment: "confirmed",
      });
      const [next, disputer] = [values.address("publisher"), values.address("disputer")];
      const { plan } = planSetRewardRoles({
        programAddress,
        tree: found,
        admin,
        ...(next === found.data.publisher ? {} : { publisher: await named(place, next) }),
        ...(disputer === found.data.nextDisputer ? {} : { disputer: await named(place, disputer) }),
      });
      return { plan, said: "The roles are given." };
    },
  };
}

/** Pays into one of `trees`. */
export function fundTreeAct(trees: readonly Tree[], { names, place }: TreeScene): Act {
  return {
    title: "Pay in for lists to come",
    button: "Pay in",
    lead: "Anyone may. What came in goes to earners alone, and never comes back.",
    closed: trees.length === 0 && "The NCN has no tree of rewards.",
    fields: [
      {
        key: "tree",
        label: "Rewards in",
        kind: { unit: "choice", options: trees.map(({ address, data }) => [address, names.of(data.mint)] as const) },
        initial: trees.length === 1 ? (trees[0]?.address ?? "") : "",
      },
      { key: "amount", label: "Amount, in whole tokens", kind: { unit: "text", most: 40 }, initial: "" },
    ],
    changes: (values) =>
      values.text("amount") === "" ? [] : plainChange("You pay in", "nothing", values.text("amount")),
    plan: (values) => async (funder) => {
      const { rpc, programAddress } = place;
      const config = { commitment: "confirmed" } as const;
      const tree = await fetchRestakingAccount(rpc, programAddress, "RewardTree", values.address("tree"), config);
      const [facts, holding] = await Promise.all([
        fetchMintFacts(rpc, tree.data.mint),
        fetchHolding(rpc, funder.address, tree.data.mint, config),
      ]);
      const amount = parseAmount(values.text("amount"), facts.decimals);
      if (holding.amount < amount) {
        throw new Error(`You hold less than ${values.text("amount")} of the token`);
      }
      return { plan: (await planFundRewards({ programAddress, tree, funder, amount })).plan, said: "It is paid in." };
    },
  };
}

/** Publishes a list in a tree. `decimals` are those of its token, once they are known. */
export function publishAct(tree: Tree, { now, names, place }: TreeScene, decimals: number | undefined): Act {
  const { mint, delaySeconds } = tree.data;
  const told = (amount: bigint) => `${formatAmount(amount, decimals ?? 0)} ${names.of(mint)}`;
  const missingOf = (total: bigint) => {
    const { funded } = rewardBooksAt(tree.data.books, now);
    return total > funded ? total - funded : 0n;
  };
  return {
    key: `publish ${tree.address}`,
    title: `Publish a list of rewards in ${names.of(mint)}`,
    button: "Publish the list",
    lead: "What each earner has earned in all, as a file of `restake rewards tree list`. You pay what has not come in for it yet.",
    closed: decimals === undefined && "The token is not read yet.",
    fields: [{ key: "list", label: "The list", kind: { unit: "file" }, initial: "" }],
    changes: (values) => {
      if (values.text("list") === "") {
        return [];
      }
      const list = readEarnings(values.text("list"));
      if (list.tree !== tree.address) {
        throw new Error("The list is of another tree");
      }
      return [
        ...plainChange("Next list", "none", `active from ${dateAndTime(now + delaySeconds)}`),
        ...plainChange("Earned in all", told(rewardBooksAt(tree.data.books, now).activeTotal), told(list.total)),
        ...plainChange("You pay in", "nothing", missingOf(list.total) === 0n ? "nothing" : told(missingOf(list.total))),
      ];
    },
    plan: (values) => async (publisher) => {
      const { rpc, programAddress } = place;
      const config = { commitment: "confirmed" } as const;
      const earnings = readEarnings(values.text("list"));
      const [found, time] = await Promise.all([
        fetchRestakingAccount(rpc, programAddress, "RewardTree", tree.address, config),
        fetchClusterTime(rpc, config),
      ]);
      const planned = { programAddress, tree: found, earnings, publisher, now: time };
      const { plan, missing } = await planPublishRoot(planned);
      if (missing > missingOf(earnings.total)) {
        throw new Error(`You would pay in ${told(missing)}, more than was shown: look again`);
      }
      if (missing > 0n && (await fetchHolding(rpc, publisher.address, mint, config)).amount < missing) {
        throw new Error(`You hold less than the ${told(missing)} that the list lacks`);
      }
      return { plan, said: "The list is published." };
    },
  };
}

/** Names a key that may claim an earner's rewards. */
export function claimerAct(trees: readonly Tree[], claims: readonly Found<"RewardClaim">[], scene: TreeScene): Act {
  const { names, place } = scene;
  const called = calledBy(names);
  const before = (tree: Address) => claims.find(({ data }) => data.tree === tree)?.data.claimer;
  return {
    title: "Let another key claim your rewards",
    button: "Name the claimer",
    lead: "It may claim your rewards by a list, to its own account. You still can as well. Without an address, you alone can.",
    fields: [
      {
        key: "tree",
        label: "Rewards",
        kind: {
          unit: "choice",
          options: trees.map(
            ({ address, data }) => [address, `${names.of(data.mint)} by ${names.of(data.ncn)}`] as const,
          ),
        },
        initial: "",
      },
      { key: "claimer", label: "Claimer", kind: { unit: "address", mayBeNobody: true }, initial: "" },
    ],
    changes: (values) => {
      const tree = values.address("tree");
      const claimer = before(tree);
      return plainChange("Claimer", claimer ? called(claimer) : "nobody", called(values.address("claimer")));
    },
    plan: (values) => async (earner) => {
      const newClaimer = await named(place, values.address("claimer"));
      const input = { programAddress: place.programAddress, tree: values.address("tree"), earner, newClaimer };
      return { plan: (await planSetClaimer(input)).plan, said: `Claimer: ${called(values.address("claimer"))}.` };
    },
  };
}
