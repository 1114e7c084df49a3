/**
 * What an NCN's admin sets: the slashing policy, the weights of assets, and its description.
 */
import { singleInstructionPlan } from "@solana/kit";
import {
  fetchRestakingAccount,
  formatAmount,
  getSetNcnAssetInstruction,
  getUpdateNcnInstruction,
  type Notice,
  outBy,
  planSetSlashPolicy,
  policyAt,
  uriBytes,
  uriText,
} from "restaking-client";

import type { Found } from "../chain/accounts.js";
import type { World } from "../chain/market.js";
import type { Names } from "../chain/names.js";
import { plainChange } from "./changes.js";
import { asWritten } from "./fields.js";
import type { Act } from "./form.js";
import type { Place } from "./place.js";
import { policyChanges, policyFields, policyFigures, policyParties } from "./policy-form.js";

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

/** The largest weight, since it is stored in 64 bits. */
const MAX_WEIGHT = (1n << 64n) - 1n;

/** When stakers of all vaults that agree with the NCN are out, if they ask to leave now; nothing without any. */
export function outOfNcn({ world, ncn, now }: NcnScene): bigint | undefined {
  const vaults = world.vaults.filter(({ address }) =>
    world.optIns.some(({ data }) => data.left === address && [ncn.address, ncn.data.parent].includes(data.right)),
  );
  const outs = vaults.map(({ data }) => outBy(data.ledger, now));
  return outs.length === 0 ? undefined : outs.reduce((latest, each) => (each > latest ? each : latest));
}

/** Announces a slashing policy. */
export function policyAct(scene: NcnScene): Act {
  const { ncn, now, notice, names, place } = scene;
  const states = { current: policyAt(ncn.data, now), announced: ncn.data.nextPolicy };
  return {
    title: "Slashing policy",
    button: "Announce the policy",
    lead: "How the NCN slashes. A policy takes effect with the notice of a rise, even a milder one.",
    outAt: outOfNcn(scene),
    fields: policyFields(states.announced),
    changes: (values) => policyChanges(states, values, { from: notice.rise, burdens: true }, names),
    plan: (values) => async (admin) => {
      const { rpc, programAddress } = place;
      const found = await fetchRestakingAccount(rpc, programAddress, "Ncn", ncn.address, { commitment: "confirmed" });
      const parties = await policyParties(values, place);
      const { plan } = await planSetSlashPolicy({
        programAddress,
        ncn: found,
        admin,
        parties,
        figures: policyFigures(values),
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
        kind: { unit: "count", most: MAX_WEIGHT },
        initial: asWritten.count(maxOperatorWeight),
        hint: `${MAX_WEIGHT} is no cap: no weight is larger.`,
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
