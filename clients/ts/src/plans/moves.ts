/**
 * Moves of a vault's stake from one operator to another.
 */
import {
  type Address,
  type InstructionPlan,
  type MaybeAccount,
  sequentialInstructionPlan,
  type TransactionSigner,
} from "@solana/kit";

import type { OperatorDelegation, Vault } from "../generated/accounts/index.js";
import {
  getAnnounceMoveInstruction,
  getCancelMoveInstruction,
  getCompleteMoveInstruction,
  getOpenDelegationInstruction,
} from "../generated/instructions/index.js";
import { valueAt } from "../ledger/delayed.js";
import { ensure } from "../ledger/refusal.js";
import { noticeAt, timeAt } from "../ledger/vault.js";
import { pdas } from "../pda.js";
import { checkPauses, type Fetched, type MayPause, type OfProgram, type Payer } from "./common.js";

/** Stands for all that is active behind an operator. */
const ALL = 2n ** 64n - 1n;

/**
 * Announces that stake moves from one operator to another: the first secures it until the second does. Opens the second one's
 * delegation if there is none yet.
 */
export async function planAnnounceMove(
  input: OfProgram &
    Payer &
    MayPause & {
      readonly vault: Fetched<Vault>;
      /** The delegation that gives stake up. */
      readonly from: Fetched<OperatorDelegation>;
      /** The operator that gets it. */
      readonly operator: Address;
      /** Its delegation, as it was fetched, there or not. */
      readonly to: MaybeAccount<OperatorDelegation>;
      readonly curator: TransactionSigner;
      /** Units of the vault. If omitted, all that are active. */
      readonly units?: bigint | undefined;
      /** The cluster's time. */
      readonly now: bigint;
    },
): Promise<{
  readonly plan: InstructionPlan;
  /** The first second at which the move can be completed. */
  readonly completeFrom: bigint;
}> {
  const { programAddress, vault, from, operator, curator, units = ALL, now, payer = curator } = input;
  const pda = pdas(programAddress);
  const { ledger } = vault.data;
  const { delegation } = from.data;
  const time = timeAt(ledger, now);
  checkPauses("exposure", now, vault, input.config);
  ensure(delegation.moving === 0n, "MovePending", delegation.moving, 0n);
  ensure(time >= delegation.units.effective, "ChangePending", time, delegation.units.effective);
  const active = valueAt(delegation.units, time);
  const asked = units === ALL ? active : units;
  ensure(asked > 0n, "Zero", 0n, 1n);
  ensure(asked <= active, "OverActiveUnits", asked, active);
  const to = await pda.delegation(vault.address, operator);
  const announce = getAnnounceMoveInstruction(
    {
      curator,
      vault: vault.address,
      from: from.address,
      to,
      operator,
      optIn: await pda.optIn(vault.address, operator),
      config: await pda.config(),
      units,
    },
    { programAddress },
  );
  const open = getOpenDelegationInstruction(
    { payer, vault: vault.address, operator, delegation: to },
    { programAddress },
  );
  const plan = sequentialInstructionPlan(input.to.exists ? [announce] : [open, announce]);
  return { plan, completeFrom: noticeAt(ledger, now).rise };
}

/** Completes a move that is effective. Anyone may. */
export async function planCompleteMove(
  input: OfProgram & {
    readonly vault: Fetched<Vault>;
    /** The delegation that gave stake up. */
    readonly from: Fetched<OperatorDelegation>;
    /** The delegation that it moves to. */
    readonly to: Fetched<OperatorDelegation>;
    /** The cluster's time. */
    readonly now: bigint;
  },
): Promise<{ readonly plan: InstructionPlan }> {
  const { programAddress, vault, from, to, now } = input;
  const { delegation } = from.data;
  const time = timeAt(vault.data.ledger, now);
  ensure(delegation.moving > 0n, "NoMove", 0n, 1n);
  ensure(time >= delegation.units.effective, "MoveNotDue", time, delegation.units.effective);
  const { operator } = to.data;
  const complete = getCompleteMoveInstruction(
    {
      vault: vault.address,
      from: from.address,
      to: to.address,
      operator,
      optIn: await pdas(programAddress).optIn(vault.address, operator),
    },
    { programAddress },
  );
  return { plan: sequentialInstructionPlan([complete]) };
}

/** Cancels a move: what the first operator gives up is idle once it does. */
export function planCancelMove(
  input: OfProgram & {
    readonly vault: Fetched<Vault>;
    /** The delegation that gives stake up. */
    readonly from: Fetched<OperatorDelegation>;
    readonly curator: TransactionSigner;
  },
): { readonly plan: InstructionPlan } {
  const { programAddress, vault, from, curator } = input;
  ensure(from.data.delegation.moving > 0n, "NoMove", 0n, 1n);
  const cancel = getCancelMoveInstruction(
    { curator, vault: vault.address, from: from.address, to: from.data.moveTo },
    { programAddress },
  );
  return { plan: sequentialInstructionPlan([cancel]) };
}
