/**
 * What the config's admin sets for all vaults: the protocol's fee, its guardian and its fee wallet.
 */
import { singleInstructionPlan } from "@solana/kit";
import { getSetProtocolFeeInstruction, MAX_PROTOCOL_FEE_BPS, planSetRole, RISE_EPOCHS } from "restaking-client";

import type { Found } from "../chain/accounts.js";
import type { Names } from "../chain/names.js";
import { percentOfBps } from "../format/amount.js";
import { delayedChange, plainChange } from "./changes.js";
import { asWritten, HOLDER } from "./fields.js";
import type { Act } from "./form.js";
import { calledBy, named, type Place } from "./place.js";

const ROLES = {
  guardian: "Guardian: may pause some things in all vaults, for a week at most",
  feeWallet: "Fee wallet: receives the protocol's fees",
} as const;
type RoleName = keyof typeof ROLES;

/** What these acts are about. */
export type ProtocolScene = {
  readonly config: Found<"Config">;
  readonly now: bigint;
  readonly names: Names;
  readonly place: Place;
};

/** The acts of the config's admin. */
export function protocolActs(scene: ProtocolScene): Act[] {
  return [feeAct(scene), roleAct(scene)];
}

function feeAct({ config, now, place }: ProtocolScene): Act {
  const { protocolFeeBps, maxEpochSeconds } = config.data;
  const rise = now + RISE_EPOCHS * maxEpochSeconds;
  return {
    title: "The protocol's fee",
    button: "Set the fee",
    lead: "Of rewards in vaults' assets, after the operator's commission. A higher fee waits, so that stakers of every vault could leave before.",
    outAt: rise,
    fields: [
      {
        key: "fee",
        label: "Fee",
        kind: { unit: "percent", most: MAX_PROTOCOL_FEE_BPS },
        initial: asWritten.percent(protocolFeeBps.next),
      },
    ],
    changes: (values) =>
      delayedChange("Fee", protocolFeeBps, values.number("fee"), percentOfBps, { now, rise, fall: undefined }),
    plan: (values) => async (admin) => {
      const accounts = { admin, config: config.address, bps: values.number("fee") };
      return { plan: singleInstructionPlan(getSetProtocolFeeInstruction(accounts, place)), said: "The fee is set." };
    },
  };
}

function roleAct({ config, names, place }: ProtocolScene): Act {
  const called = calledBy(names);
  return {
    title: "Roles",
    button: "Give the role",
    lead: "A role goes to its new holder at once. “nobody” leaves it empty.",
    fields: [
      { key: "role", label: "Role", kind: { unit: "choice", options: Object.entries(ROLES) }, initial: "guardian" },
      HOLDER,
    ],
    changes: (values) => {
      const role = values.text("role") as RoleName;
      const [title = role] = ROLES[role].split(":");
      return plainChange(title, config.data[role], values.address("holder"), false, called);
    },
    plan: (values) => async (admin) => {
      const role = values.text("role") as RoleName;
      const newHolder = await named(place, values.address("holder"));
      const input = { programAddress: place.programAddress, governed: config.address, admin, role, newHolder };
      return { plan: planSetRole(input).plan, said: `The role is ${called(values.address("holder"))}'s.` };
    },
  };
}
