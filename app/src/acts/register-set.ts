/**
 * Operator sets: an NCN registers further ones under itself.
 */
import { fetchRestakingAccount, NOBODY, outBy, parentOf, planRegisterSet, type SlashPolicy } from "restaking-client";

import { plainChange } from "./changes.js";
import { asWritten } from "./fields.js";
import type { Act } from "./form.js";
import type { NcnScene } from "./ncn-terms.js";
import { policyChanges, policyFields, policyFigures, policyParties } from "./policy-form.js";

const U64_MAX = (1n << 64n) - 1n;

/** Registers a set; nothing for a set, which can have none. */
export function registerSetActs(scene: NcnScene): Act[] {
  return parentOf(scene.ncn.data) ? [] : [registerSetAct(scene)];
}

function registerSetAct(scene: NcnScene): Act {
  const { ncn, world, now, notice, names, place } = scene;
  const { admin: creator, nextPolicy, retired } = ncn.data;
  const taken = new Set(world.ncns.filter(({ data }) => data.creator === creator).map(({ data }) => data.index));
  const covering = coveringVaults(scene);
  const states = { current: withoutPolicy(nextPolicy), announced: withoutPolicy(nextPolicy) };
  return {
    title: "Register an operator set",
    button: "Register the set",
    lead: `A set is an NCN of its own under yours: operators join it and allocate to it, and vaults cover it by their opt-in with you. ${
      covering.length === 0
        ? "No vault covers your sets yet."
        : `They are covered by ${covering.map(({ address }) => names.of(address)).join(", ")}.`
    }`,
    closed: retired && "A retired NCN registers none.",
    outAt: covering.reduce<bigint | undefined>((latest, { data }) => later(latest, outBy(data.ledger, now)), undefined),
    fields: [
      {
        key: "index",
        label: "Number among your NCNs",
        kind: { unit: "count", most: U64_MAX },
        initial: asWritten.count(firstFree(taken)),
        hint: "The set's address follows from it, permanently.",
      },
      { key: "uri", label: "URI of the description", kind: { unit: "text", most: 128 }, initial: "" },
      {
        key: "cap",
        label: "One operator weighs at the most",
        kind: { unit: "count", most: U64_MAX },
        initial: asWritten.count(U64_MAX),
        hint: `${U64_MAX} is no cap: no weight is larger.`,
      },
      ...policyFields(nextPolicy),
    ],
    changes: (values) => {
      const index = values.number("index");
      if (taken.has(index)) {
        throw new Error(`You have registered number ${index} already`);
      }
      return [
        ...plainChange("Operator set", "none", `number ${index}`),
        // It is active at once, and takes nothing before there is stake behind the set.
        ...policyChanges(states, values, { from: undefined, burdens: false }, names),
        ...(covering.length === 0
          ? []
          : [
              {
                what: "Stake of vaults that cover it",
                before: "none",
                after: "what operators allocate to it",
                from: notice.rise,
                burden: values.number("maxFraction") > 0n || values.number("equivocationFraction") > 0n,
              },
            ]),
      ];
    },
    plan: (values) => async (admin) => {
      const { rpc, programAddress } = place;
      const parent = await fetchRestakingAccount(rpc, programAddress, "Ncn", ncn.address, { commitment: "confirmed" });
      const { minFraction, heightZero, heightMillis } = parent.data.nextPolicy.terms;
      const figures = { minFraction, heightZero, heightMillis, ...policyFigures(values) };
      const { plan, ncn: set } = await planRegisterSet({
        programAddress,
        parent,
        creator: admin,
        index: values.number("index"),
        maxOperatorWeight: values.number("cap"),
        uri: values.text("uri"),
        parties: await policyParties(values, place),
        figures,
      });
      return { plan, said: `The set is registered at ${set}.` };
    },
  };
}

/** The vaults whose opt-in with the NCN covers its sets, or is announced to. */
function coveringVaults({ ncn, world }: NcnScene) {
  const covers = world.optIns.filter(
    ({ data: { right, sets } }) => right === ncn.address && (sets.current === 1n || sets.next === 1n),
  );
  const vaults = new Set(covers.map(({ data }) => data.left));
  return world.vaults.filter(({ address }) => vaults.has(address));
}

/** What a set has before it is registered: no figure and nobody. */
function withoutPolicy({ terms }: SlashPolicy): SlashPolicy {
  const none = Object.fromEntries(Object.keys(terms).map((term) => [term, 0n])) as SlashPolicy["terms"];
  return { slasher: NOBODY, resolver: NOBODY, insurance: NOBODY, redistribution: NOBODY, terms: none };
}

function firstFree(taken: ReadonlySet<bigint>): bigint {
  let index = 0n;
  while (taken.has(index)) {
    index++;
  }
  return index;
}

function later(one: bigint | undefined, other: bigint): bigint {
  return one === undefined || other > one ? other : one;
}
