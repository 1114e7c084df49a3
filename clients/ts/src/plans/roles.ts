/**
 * Lesser roles, and what guardians do.
 */
import { type Address, type InstructionPlan, singleInstructionPlan, type TransactionSigner } from "@solana/kit";

import {
  getLiftPauseInstruction,
  getRaisePauseInstruction,
  getSetRoleInstruction,
} from "../generated/instructions/index.js";
import { type Pause, Role } from "../generated/types/index.js";
import { liftedPause, type PauseKind, pauseFlags, raisedPause } from "../ledger/pause.js";
import { type Confirmed, type Named, namedAddress } from "../recipients.js";
import type { Fetched, OfProgram } from "./common.js";

/** The roles that an admin gives by `set_role`. */
export const ROLES = {
  /** Raises pauses: of the config and of vaults. */
  guardian: Role.Guardian,
  /** Sets the fees: of vaults. */
  feeAdmin: Role.FeeAdmin,
  /** Owns the token accounts that receive fees: of the config, of vaults and of operators. */
  feeWallet: Role.FeeWallet,
  /** Signs every deposit beside its depositor: of vaults. */
  depositGate: Role.DepositGate,
} as const;

/**
 * Gives a role to `newHolder` at once; the zero address, {@link NOBODY}, leaves it empty.
 *
 * @throws UnfitRecipient For a holder that no key or program could act for, or one that has to be confirmed.
 */
export function planSetRole(
  input: OfProgram &
    Confirmed & {
      /** The config, a vault or an operator. */
      readonly governed: Address;
      readonly admin: TransactionSigner;
      readonly role: keyof typeof ROLES;
      /** The new holder, as {@link fetchRecipient} returns it. */
      readonly newHolder: Named;
    },
): { readonly plan: InstructionPlan } {
  const { programAddress, governed, admin, role } = input;
  const newHolder = namedAddress(input.newHolder, input);
  return {
    plan: singleInstructionPlan(
      getSetRoleInstruction({ admin, governed, role: ROLES[role], newHolder }, { programAddress }),
    ),
  };
}

/** Pauses kinds of action in a vault, or by the config in all of them, for `seconds`: seven days at the most. */
export function planRaisePause(
  input: OfProgram & {
    /** The config or a vault. */
    readonly governed: Fetched<{ readonly pause: Pause }>;
    readonly guardian: TransactionSigner;
    readonly kinds: readonly PauseKind[];
    readonly seconds: bigint;
    /** The cluster's time. */
    readonly now: bigint;
  },
): {
  readonly plan: InstructionPlan;
  /** The first second after the pause, if it begins now. */
  readonly until: bigint;
} {
  const { programAddress, governed, guardian, kinds, seconds, now } = input;
  const flags = pauseFlags(kinds);
  const { until } = raisedPause(governed.data.pause, flags, seconds, now);
  const raise = getRaisePauseInstruction({ guardian, governed: governed.address, flags, seconds }, { programAddress });
  return { plan: singleInstructionPlan(raise), until };
}

/** Ends a pause before its time. The guardian can, and the admin. */
export function planLiftPause(
  input: OfProgram & {
    /** The config or the vault that is paused. */
    readonly governed: Fetched<{ readonly pause: Pause }>;
    readonly lifter: TransactionSigner;
    /** The cluster's time. */
    readonly now: bigint;
  },
): { readonly plan: InstructionPlan } {
  const { programAddress, governed, lifter, now } = input;
  liftedPause(governed.data.pause, now);
  return {
    plan: singleInstructionPlan(getLiftPauseInstruction({ lifter, governed: governed.address }, { programAddress })),
  };
}
