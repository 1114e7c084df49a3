/**
 * What a vault's admin gives and admits: roles, and depositors.
 */
import { type Address, singleInstructionPlan } from "@solana/kit";
import {
  fetchMaybeRestakingAccount,
  getRevokeDepositorInstruction,
  pdas,
  planApproveDepositor,
  planSetCurator,
  planSetRole,
} from "restaking-client";

import type { Found } from "../chain/accounts.js";
import type { Names } from "../chain/names.js";
import { plainChange } from "./changes.js";
import { HOLDER } from "./fields.js";
import type { Act } from "./form.js";
import { calledBy, named, type Place } from "./place.js";

/** What these acts are about. */
export type RolesScene = {
  readonly vault: Found<"Vault">;
  readonly approvals: readonly Found<"DepositorApproval">[];
  readonly names: Names;
  readonly place: Place;
};

const ROLES = {
  curator: ["Curator", "splits the stake among operators"],
  guardian: ["Guardian", "may pause some things, for a week at most"],
  feeAdmin: ["Fee admin", "sets the fees"],
  feeWallet: ["Fee wallet", "receives the fees"],
  depositGate: ["Deposit gate", "signs each deposit beside its depositor"],
} as const;
type RoleName = keyof typeof ROLES;

/** The acts of a vault's admin with roles and depositors. */
export function rolesActs(scene: RolesScene): Act[] {
  return [roleAct(scene), ...depositorActs(scene)];
}

/** The acts with depositors. */
export function depositorActs(scene: RolesScene): Act[] {
  return [approveAct(scene), ...(scene.approvals.length > 0 ? [revokeAct(scene)] : [])];
}

function roleAct({ vault, names, place }: RolesScene): Act {
  const called = calledBy(names);
  return {
    title: "Roles",
    button: "Give the role",
    lead: "A role goes to its new holder at once. “nobody” leaves it empty.",
    fields: [
      {
        key: "role",
        label: "Role",
        kind: {
          unit: "choice",
          options: Object.entries(ROLES).map(([role, [title, does]]) => [role, `${title}: ${does}`] as const),
        },
        initial: "guardian",
      },
      HOLDER,
    ],
    changes: (values) => {
      const role = values.text("role") as RoleName;
      return plainChange(ROLES[role][0], vault.data[role], values.address("holder"), false, called);
    },
    plan: (values) => async (admin) => {
      const role = values.text("role") as RoleName;
      const newHolder = await named(place, values.address("holder"));
      const { programAddress } = place;
      const { plan } =
        role === "curator"
          ? planSetCurator({ programAddress, vault: vault.address, admin, curator: newHolder })
          : planSetRole({ programAddress, governed: vault.address, admin, role, newHolder });
      return { plan, said: `${ROLES[role][0]}: ${called(values.address("holder"))}.` };
    },
  };
}

function approveAct({ vault, names, place, approvals }: RolesScene): Act {
  const has = (depositor: Address) => approvals.some(({ data }) => data.depositor === depositor);
  return {
    title: "Admit a depositor",
    button: "Admit",
    lead: "In a vault for approved depositors only, the address may deposit from then on.",
    fields: [{ key: "depositor", label: "Depositor", kind: { unit: "address" }, initial: "" }],
    changes: (values) => {
      const depositor = values.address("depositor");
      return plainChange(names.of(depositor), has(depositor) ? "admitted" : "not admitted", "admitted");
    },
    plan: (values) => async (admin) => {
      const depositor = await named(place, values.address("depositor"));
      const { programAddress } = place;
      const { plan } = await planApproveDepositor({ programAddress, vault: vault.address, admin, depositor });
      return { plan, said: `${names.of(values.address("depositor"))} is admitted.` };
    },
  };
}

function revokeAct({ vault, names, place, approvals }: RolesScene): Act {
  return {
    title: "Revoke a depositor's approval",
    button: "Revoke",
    lead: "The address may deposit no more. What it has in the vault stays, and leaves as before.",
    fields: [
      {
        key: "depositor",
        label: "Depositor",
        kind: {
          unit: "choice",
          options: approvals.map(({ data }) => [data.depositor, names.of(data.depositor)] as const),
        },
        initial: "",
      },
    ],
    changes: (values) => plainChange(names.of(values.address("depositor")), "admitted", "not admitted"),
    plan: (values) => async (admin) => {
      const { rpc, programAddress } = place;
      const approval = await pdas(programAddress).depositorApproval(vault.address, values.address("depositor"));
      const config = { commitment: "confirmed" } as const;
      const found = await fetchMaybeRestakingAccount(rpc, programAddress, "DepositorApproval", approval, config);
      if (!found.exists) {
        throw new Error("The approval is revoked already");
      }
      const { rentPayer } = found.data;
      const accounts = { admin, vault: vault.address, approval, rentPayer };
      return {
        plan: singleInstructionPlan(getRevokeDepositorInstruction(accounts, place)),
        said: "The approval is revoked.",
      };
    },
  };
}
