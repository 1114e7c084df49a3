/**
 * What an admin does with its own role: it hands it on in two steps, or gives it up; and it retires an operator or an NCN.
 */
import { type Address, type Instruction, singleInstructionPlan, type TransactionSigner } from "@solana/kit";
import {
  getAcceptAdminInstruction,
  getRenounceAdminInstruction,
  getRetireNcnInstruction,
  getRetireOperatorInstruction,
  NOBODY,
  pdas,
  planProposeAdmin,
} from "restaking-client";

import type { Names } from "../chain/names.js";
import { plainChange } from "./changes.js";
import type { Act } from "./form.js";
import { calledBy, named, type Place } from "./place.js";

/** The config, a vault, an operator or an NCN. */
export type Governed = {
  readonly address: Address;
  readonly data: { readonly admin: Address; readonly pendingAdmin: Address };
};

type Scene = { readonly names: Names; readonly place: Place };

/** What is done with the role of an admin; `what` is governed. The config's admin cannot give its role up. */
export function adminActs(what: "config" | "vault" | "operator" | "NCN", governed: Governed, scene: Scene): Act[] {
  return [proposeAct(governed, scene), ...(what === "config" ? [] : [renounceAct(what, governed, scene)])];
}

function proposeAct({ address, data }: Governed, { names, place }: Scene): Act {
  const called = calledBy(names);
  return {
    title: "Hand on the admin's role",
    button: "Propose",
    lead: "You stay the admin until the new one accepts. Without an address, a proposal is withdrawn.",
    fields: [{ key: "to", label: "New admin", kind: { unit: "address", mayBeNobody: true }, initial: "" }],
    changes: (values) => {
      const to = values.address("to");
      if (to === data.admin) {
        throw new Error("This is the admin already");
      }
      return plainChange("Proposed admin", data.pendingAdmin, to, false, called);
    },
    plan: (values) => async (admin) => {
      const newAdmin = await named(place, values.address("to"));
      const { plan } = planProposeAdmin({ programAddress: place.programAddress, governed: address, admin, newAdmin });
      return { plan, said: newAdmin === NOBODY ? "The proposal is withdrawn." : "The new admin has to accept." };
    },
  };
}

/** Accepts the admin's role; nothing where `me` is not proposed. */
export function acceptActs({ address, data }: Governed, me: Address, { names, place }: Scene): Act[] {
  if (data.pendingAdmin !== me) {
    return [];
  }
  const accept: Act = {
    title: "Become the admin",
    button: "Accept",
    lead: "The role is yours at once, and all grants of the former admin are void. It keeps its other roles unless you take them over.",
    fields: [
      {
        key: "reset",
        label: "Take over the roles that the former admin holds itself",
        kind: { unit: "flag" },
        initial: "no",
      },
    ],
    changes: () => plainChange("Admin", data.admin, me, false, calledBy(names)),
    plan: (values) => async (pendingAdmin) => {
      const config = await pdas(place.programAddress).config();
      const accounts = { pendingAdmin, governed: address, config, resetRoles: values.flag("reset") };
      const accepted = getAcceptAdminInstruction(accounts, place);
      return { plan: singleInstructionPlan(accepted), said: "You are the admin." };
    },
  };
  return [accept];
}

function renounceAct(what: string, { address, data }: Governed, { names, place }: Scene): Act {
  return {
    title: "Give up the admin's role",
    button: "Give it up permanently",
    lead: `The ${what} has no admin any more, permanently: nobody can change what its admin sets.`,
    fields: [{ key: "sure", label: "I know that nobody can undo it", kind: { unit: "flag" }, initial: "no" }],
    changes: (values) => (values.flag("sure") ? plainChange("Admin", data.admin, NOBODY, false, calledBy(names)) : []),
    plan: () => async (admin) => ({
      plan: singleInstructionPlan(getRenounceAdminInstruction({ admin, governed: address }, place)),
      said: "The role is given up.",
    }),
  };
}

/** Retires an operator or an NCN; nothing for one that is retired. */
export function retireActs(
  what: "operator" | "NCN",
  { address, data }: { readonly address: Address; readonly data: { readonly retired: boolean } },
  place: Place,
): Act[] {
  if (data.retired) {
    return [];
  }
  const retired = (admin: TransactionSigner): Instruction =>
    what === "operator"
      ? getRetireOperatorInstruction({ admin, operator: address }, place)
      : getRetireNcnInstruction({ admin, ncn: address }, place);
  const act: Act = {
    title: what === "operator" ? "Retire the operator" : "Retire the NCN",
    button: "Retire it permanently",
    lead:
      what === "operator"
        ? "It takes no new delegations and opt-ins, permanently. What stands behind it stays slashable until it is taken back."
        : "It takes no new opt-ins, permanently. What it can slash stays slashable until it is taken back.",
    fields: [{ key: "sure", label: "I know that nobody can undo it", kind: { unit: "flag" }, initial: "no" }],
    changes: (values) => (values.flag("sure") ? plainChange("Takes what is new", "yes", "no, permanently") : []),
    plan: () => async (admin) => ({ plan: singleInstructionPlan(retired(admin)), said: "It is retired." }),
  };
  return [act];
}
