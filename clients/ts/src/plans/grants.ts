/**
 * Grants: what an admin lets other keys do in its place, and how those keys pass their grants.
 */
import {
  AccountRole,
  type Address,
  type Instruction,
  type InstructionPlan,
  singleInstructionPlan,
  type TransactionSigner,
} from "@solana/kit";
import type { Grant } from "../generated/accounts/index.js";
import {
  APPROVE_DEPOSITOR_DISCRIMINATOR,
  CLOSE_STAKE_TABLE_DISCRIMINATOR,
  COVER_SETS_DISCRIMINATOR,
  CREATE_VRT_METADATA_DISCRIMINATOR,
  getRevokeGrantInstruction,
  getSetGrantInstruction,
  getVoidGrantsInstruction,
  JOIN_OPT_IN_DISCRIMINATOR,
  LEAVE_OPT_IN_DISCRIMINATOR,
  OPEN_REWARD_OFFER_DISCRIMINATOR,
  OPEN_STAKE_TABLE_DISCRIMINATOR,
  REGISTER_KEY_DISCRIMINATOR,
  RELEASE_ALLOCATION_DISCRIMINATOR,
  RELEASE_OPT_IN_DISCRIMINATOR,
  RETIRE_KEY_DISCRIMINATOR,
  REVOKE_DEPOSITOR_DISCRIMINATOR,
  SET_SOFTWARE_DISCRIMINATOR,
  SET_VAULT_LIMITS_DISCRIMINATOR,
  UPDATE_NCN_DISCRIMINATOR,
  UPDATE_OPERATOR_DISCRIMINATOR,
  UPDATE_VRT_METADATA_DISCRIMINATOR,
} from "../generated/instructions/index.js";
import { OptInSide } from "../generated/types/index.js";
import { checkGrant, GRANT_KINDS_OF, type GrantKind, grantFlags } from "../ledger/grant.js";
import { pdas } from "../pda.js";
import type { Confirmed, Named } from "../recipients.js";
import { namedAddress } from "../recipients.js";
import type { Fetched, OfProgram, Payer } from "./common.js";

/**
 * Lets `holder` do acts of `kinds` in the admin's place until `until`, that second excluded. A holder's next grant takes the place
 * of the one before.
 *
 * @throws Refusal `GrantKinds` without a kind and with one that the entity does not have; `GrantTime`.
 * @throws UnfitRecipient For a holder that nobody could act for, or one that has to be confirmed.
 */
export async function planSetGrant(
  input: OfProgram &
    Payer &
    Confirmed & {
      readonly entity: Address;
      readonly type: keyof typeof GRANT_KINDS_OF;
      readonly admin: TransactionSigner;
      /** The key that may sign, as {@link fetchRecipient} tells. */
      readonly holder: Named;
      readonly kinds: readonly GrantKind[];
      /** In unix seconds: a year from now at the latest. */
      readonly until: bigint;
      /** The cluster's time. */
      readonly now: bigint;
    },
): Promise<{
  readonly plan: InstructionPlan;
  /** The grant's account. */
  readonly grant: Address;
}> {
  const { programAddress, entity, type, admin, payer = admin, until, now } = input;
  const kinds = grantFlags(input.kinds);
  checkGrant(kinds, until, grantFlags(GRANT_KINDS_OF[type]), now);
  const holder = namedAddress(input.holder, input);
  const grant = await pdas(programAddress).grant(entity, holder);
  const set = getSetGrantInstruction({ payer, admin, entity, grant, holder, kinds, until }, { programAddress });
  return { plan: singleInstructionPlan(set), grant };
}

/** Closes a grant; its rent goes back. The admin can, and the holder; anyone can where it is void or expired. */
export function planRevokeGrant(
  input: OfProgram & { readonly grant: Fetched<Grant>; readonly revoker: TransactionSigner },
): { readonly plan: InstructionPlan } {
  const { programAddress, grant, revoker } = input;
  const { entity, rentPayer } = grant.data;
  const revoke = getRevokeGrantInstruction({ revoker, entity, grant: grant.address, rentPayer }, { programAddress });
  return { plan: singleInstructionPlan(revoke) };
}

/** Voids all grants of an entity. */
export function planVoidGrants(input: OfProgram & { readonly entity: Address; readonly admin: TransactionSigner }): {
  readonly plan: InstructionPlan;
} {
  const { programAddress, entity, admin } = input;
  return { plan: singleInstructionPlan(getVoidGrantsInstruction({ admin, entity }, { programAddress })) };
}

/** An act of an entity's admin that a grant can open. */
export type GrantedAct = {
  readonly kind: GrantKind;
  /** The vault, operator or NCN. */
  readonly entity: Address;
  /** The key in the admin's place. */
  readonly signer: Address;
};

/** Each instruction that a grant can open: its kind, the place of the admin, and that of the entity. */
const ACTS = new Map<number | undefined, readonly [GrantKind, number, number]>([
  [JOIN_OPT_IN_DISCRIMINATOR[0], ["optIns", 0, 2]],
  [LEAVE_OPT_IN_DISCRIMINATOR[0], ["optIns", 0, 2]],
  [COVER_SETS_DISCRIMINATOR[0], ["optIns", 0, 2]],
  [SET_VAULT_LIMITS_DISCRIMINATOR[0], ["limits", 0, 1]],
  [APPROVE_DEPOSITOR_DISCRIMINATOR[0], ["approvals", 1, 2]],
  [REVOKE_DEPOSITOR_DISCRIMINATOR[0], ["approvals", 0, 1]],
  [REGISTER_KEY_DISCRIMINATOR[0], ["keys", 1, 2]],
  [RETIRE_KEY_DISCRIMINATOR[0], ["keys", 0, 1]],
  [UPDATE_OPERATOR_DISCRIMINATOR[0], ["uri", 0, 2]],
  [UPDATE_NCN_DISCRIMINATOR[0], ["uri", 0, 1]],
  [OPEN_STAKE_TABLE_DISCRIMINATOR[0], ["tables", 1, 2]],
  [CLOSE_STAKE_TABLE_DISCRIMINATOR[0], ["tables", 0, 1]],
  [OPEN_REWARD_OFFER_DISCRIMINATOR[0], ["rewards", 1, 3]],
  [RELEASE_ALLOCATION_DISCRIMINATOR[0], ["releases", 0, 2]],
  [RELEASE_OPT_IN_DISCRIMINATOR[0], ["releases", 0, 2]],
  [SET_SOFTWARE_DISCRIMINATOR[0], ["software", 0, 1]],
  [CREATE_VRT_METADATA_DISCRIMINATOR[0], ["metadata", 1, 2]],
  [UPDATE_VRT_METADATA_DISCRIMINATOR[0], ["metadata", 0, 1]],
]);

/** The instructions of an opt-in that name their side. */
const SIDES = [JOIN_OPT_IN_DISCRIMINATOR[0], LEAVE_OPT_IN_DISCRIMINATOR[0]];

/** The act that an instruction of the program asks for; nothing where no grant can open it. */
export function grantedAct({ data, accounts = [] }: Instruction): GrantedAct | undefined {
  const act = ACTS.get(data?.[0]);
  if (!act) {
    return undefined;
  }
  const [kind, admin, place] = act;
  const isRight = SIDES.includes(data?.[0]) && data?.[1] === OptInSide.Right;
  const [entity, signer] = [accounts[isRight ? place + 1 : place], accounts[admin]];
  return entity && signer && { kind, entity: entity.address, signer: signer.address };
}

/**
 * `plan`, whose acts of admins are followed by the grants of their signers to `holder`: for a holder that signs in the place of
 * admins. Plans of the admins themselves stay as they are.
 *
 * @example
 * ```ts
 * const { plan } = await planRegisterKey({ ...input, admin: holder });
 * await send(await withGrants({ programAddress, plan, holder: holder.address }));
 * ```
 */
export async function withGrants(
  input: OfProgram & { readonly plan: InstructionPlan; readonly holder: Address },
): Promise<InstructionPlan> {
  const { programAddress, plan, holder } = input;
  switch (plan.kind) {
    case "single": {
      const { instruction } = plan;
      const act = instruction.programAddress === programAddress ? grantedAct(instruction) : undefined;
      if (act?.signer !== holder) {
        return plan;
      }
      const address = await pdas(programAddress).grant(act.entity, holder);
      const grant = { address, role: AccountRole.READONLY } as const;
      return { ...plan, instruction: { ...instruction, accounts: [...(instruction.accounts ?? []), grant] } };
    }
    case "sequential":
    case "parallel": {
      const plans = await Promise.all(plan.plans.map((each) => withGrants({ programAddress, plan: each, holder })));
      return { ...plan, plans };
    }
    default:
      return plan;
  }
}
