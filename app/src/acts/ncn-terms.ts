/**
 * What an NCN's admin sets: the slashing policy, the weights of assets, and its description.
 */
import { singleInstructionPlan } from "@solana/kit";
import {
  BPS,
  fetchRestakingAccount,
  formatAmount,
  getSetNcnAssetInstruction,
  getUpdateNcnInstruction,
  MAX_CHALLENGE_SECONDS,
  MAX_REPORTER_BPS,
  type Notice,
  outBy,
  planSetSlashPolicy,
  policyAt,
  UNITS,
  uriBytes,
  uriText,
} from "restaking-client";

import type { Found } from "../chain/accounts.js";
import type { World } from "../chain/market.js";
import type { Names } from "../chain/names.js";
import { percentOfBps } from "../format/amount.js";
import { announcedChange, plainChange } from "./changes.js";
import { asWritten, type Field, type Values } from "./fields.js";
import type { Act } from "./form.js";
import { calledBy, named, type Place } from "./place.js";

/** What these acts are about. */
export type NcnScene = {
  readonly ncn: Found<"Ncn">;
  readonly world: World;
  /** The notice of what concerns vaults of any epoch. */
  readonly notice: Notice;
  readonly now: bigint;
  readonly names: Names;
  readonly place: Place;
};

/** The decimals of weights. */
const WEIGHT_DECIMALS = 9;

/** When stakers of all vaults that agree with the NCN are out, if they ask to leave now; nothing without any. */
export function outOfNcn({ world, ncn, now }: NcnScene): bigint | undefined {
  const vaults = world.vaults.filter(({ address }) =>
    world.optIns.some(({ data }) => data.left === address && [ncn.address, ncn.data.parent].includes(data.right)),
  );
  const outs = vaults.map(({ data }) => outBy(data.ledger, now));
  return outs.length === 0 ? undefined : outs.reduce((latest, each) => (each > latest ? each : latest));
}

const PARTIES = {
  slasher: "Slasher",
  resolver: "Resolver",
  insurance: "Insurance",
  redistribution: "Those harmed",
} as const;
const PARTS = {
  burnBps: "Burned",
  reporterBps: "To the reporter",
  insuranceBps: "To the insurance",
  redistributionBps: "To those harmed",
} as const;
type Party = keyof typeof PARTIES;
type PartName = keyof typeof PARTS;
type TermName = PartName | "maxFraction" | "equivocationFraction" | "challengeSeconds" | "cooldownSeconds";

/** Announces a slashing policy. */
export function policyAct(scene: NcnScene): Act {
  const { ncn, now, notice, names, place } = scene;
  const [current, announced] = [policyAt(ncn.data, now), ncn.data.nextPolicy];
  const { terms, ...parties } = announced;
  const fraction = (key: string, label: string, value: bigint): Field => ({
    key,
    label,
    kind: { unit: "fraction", most: UNITS },
    initial: asWritten.fraction(value),
  });
  const figures = (values: Values) => ({
    maxFraction: values.number("maxFraction"),
    equivocationFraction: values.number("equivocationFraction"),
    challengeSeconds: values.number("challengeSeconds"),
    cooldownSeconds: values.number("cooldownSeconds"),
    ...Object.fromEntries(Object.keys(PARTS).map((part) => [part, values.number(part)])),
  });
  return {
    title: "Slashing policy",
    button: "Announce the policy",
    lead: "How the NCN slashes. A policy takes effect with the notice of a rise, even a milder one.",
    outAt: outOfNcn(scene),
    fields: [
      fraction("maxFraction", "By one incident, of what an operator allocated, at the most", terms.maxFraction),
      fraction("equivocationFraction", "For voting twice", terms.equivocationFraction),
      {
        key: "challengeSeconds",
        label: "Slashes can be vetoed for",
        kind: { unit: "seconds", most: MAX_CHALLENGE_SECONDS },
        initial: asWritten.seconds(terms.challengeSeconds),
      },
      {
        key: "cooldownSeconds",
        label: "Between two incidents of an operator",
        kind: { unit: "seconds" },
        initial: asWritten.seconds(terms.cooldownSeconds),
      },
      ...(Object.entries(PARTS) as [PartName, string][]).map(
        ([key, label]): Field => ({
          key,
          label: `${label}, of what is taken`,
          kind: { unit: "percent", most: key === "reporterBps" ? MAX_REPORTER_BPS : BPS },
          initial: asWritten.percent(terms[key]),
        }),
      ),
      ...(Object.entries(PARTIES) as [Party, string][]).map(
        ([key, label]): Field => ({
          key,
          label,
          kind: { unit: "address", mayBeNobody: true },
          initial: asWritten.address(parties[key]),
        }),
      ),
    ],
    changes: (values) => {
      const sum = Object.keys(PARTS).reduce((total, part) => total + values.number(part), 0n);
      if (sum !== BPS) {
        throw new Error(`The parts of what is taken come to ${percentOfBps(sum)}, and have to come to 100 %`);
      }
      const term = (
        what: string,
        key: TermName,
        show: (value: bigint) => string,
        burdens: "rise" | "fall" | "none",
      ) => {
        const [before, after] = [current.terms[key], values.number(key)];
        const burden = burdens !== "none" && (burdens === "rise" ? after > before : after < before);
        const states = { current: before, announced: terms[key], next: after };
        return announcedChange(what, states, show, { from: notice.rise, burden });
      };
      const fractionOf = (value: bigint) => `${asWritten.fraction(value)} %`;
      return [
        ...term("By one incident", "maxFraction", fractionOf, "rise"),
        ...term("For voting twice", "equivocationFraction", fractionOf, "rise"),
        ...term("Can be vetoed for", "challengeSeconds", asWritten.seconds, "fall"),
        ...term("Between incidents", "cooldownSeconds", asWritten.seconds, "fall"),
        ...(Object.entries(PARTS) as [PartName, string][]).flatMap(([part, label]) =>
          term(label, part, percentOfBps, "none"),
        ),
        ...(Object.entries(PARTIES) as [Party, string][]).flatMap(([party, label]) =>
          announcedChange(
            label,
            { current: current[party], announced: announced[party], next: values.address(party) },
            calledBy(names),
            { from: notice.rise, burden: party === "slasher" || party === "resolver" },
          ),
        ),
      ];
    },
    plan: (values) => async (admin) => {
      const { rpc, programAddress } = place;
      const found = await fetchRestakingAccount(rpc, programAddress, "Ncn", ncn.address, { commitment: "confirmed" });
      const given = Object.fromEntries(
        await Promise.all(
          Object.keys(PARTIES).map(async (party) => [party, await named(place, values.address(party))] as const),
        ),
      );
      const { plan } = await planSetSlashPolicy({
        programAddress,
        ncn: found,
        admin,
        parties: given,
        figures: figures(values),
      });
      return { plan, said: "The policy is announced." };
    },
  };
}

/** Sets the weight of a mint. */
export function assetAct({ ncn, names, place, world }: NcnScene): Act {
  const weightOf = (mint: string) => ncn.data.assets.find((asset) => asset.mint === mint)?.weight ?? 0n;
  const flagsOf = (mint: string) => ncn.data.assets.find((asset) => asset.mint === mint)?.acceptedFlags ?? 0n;
  const mints = [...new Set(world.vaults.map(({ data }) => data.assetMint))];
  const told = (weight: bigint) => formatAmount(weight, WEIGHT_DECIMALS);
  return {
    title: "Weight of an asset",
    button: "Set the weight",
    lead: "What a smallest unit of the asset weighs in the NCN's tables. Zero takes the asset no more.",
    fields: [
      {
        key: "mint",
        label: "Asset",
        kind: { unit: "choice", options: mints.map((mint) => [mint, names.of(mint)] as const) },
        initial: "",
      },
      {
        key: "weight",
        label: "Weight of a smallest unit",
        kind: { unit: "amount", decimals: WEIGHT_DECIMALS, symbol: "units of weight" },
        initial: "",
      },
    ],
    changes: (values) =>
      plainChange(
        names.of(values.address("mint")),
        weightOf(values.text("mint")),
        values.number("weight"),
        false,
        told,
      ),
    plan: (values) => async (admin) => {
      const [mint, weight] = [values.address("mint"), values.number("weight")];
      const acceptedFlags = weight === 0n ? 0n : flagsOf(mint);
      const set = getSetNcnAssetInstruction({ admin, ncn: ncn.address, mint, weight, acceptedFlags }, place);
      return { plan: singleInstructionPlan(set), said: `The weight of ${names.of(mint)} is set.` };
    },
  };
}

/** Sets the cap of an operator's weight, and the URI. */
export function ncnTermsAct({ ncn, place }: NcnScene): Act {
  const { maxOperatorWeight, uri } = ncn.data;
  return {
    title: "Cap of weight, and description",
    button: "Set the terms",
    lead: "The most that one operator may weigh in tables to come, and where the NCN describes itself.",
    fields: [
      {
        key: "cap",
        label: "One operator weighs at the most",
        kind: { unit: "count", most: (1n << 64n) - 1n },
        initial: asWritten.count(maxOperatorWeight),
      },
      {
        key: "uri",
        label: "URI of the description",
        kind: { unit: "text", most: 128 },
        initial: uriText(uri),
        hint: "docs/names.md has the format",
      },
    ],
    changes: (values) => [
      ...plainChange("Cap", maxOperatorWeight, values.number("cap")),
      ...plainChange("Description", uriText(uri), values.text("uri"), false, (text) => text || "none"),
    ],
    plan: (values) => async (admin) => ({
      plan: singleInstructionPlan(
        getUpdateNcnInstruction(
          {
            admin,
            ncn: ncn.address,
            maxOperatorWeight: values.number("cap"),
            uri: uriBytes(values.text("uri")),
          },
          place,
        ),
      ),
      said: "The terms are set.",
    }),
  };
}
