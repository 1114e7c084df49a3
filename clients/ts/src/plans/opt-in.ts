/**
 * Opt-ins of vaults, operators and NCNs.
 */
import {
  type Address,
  type Instruction,
  type InstructionPlan,
  type MaybeAccount,
  sequentialInstructionPlan,
  type TransactionSigner,
} from "@solana/kit";
import type { OptIn, Vault } from "../generated/accounts/index.js";
import {
  getCloseOptInInstruction,
  getJoinOptInInstruction,
  getLeaveOptInInstruction,
  getOpenOptInInstruction,
  getSetLossLimitsInstruction,
  getSetVaultWeightInstruction,
} from "../generated/instructions/index.js";
import { OptInSide } from "../generated/types/index.js";
import type { Valuation } from "../ledger/weight.js";
import { pdas } from "../pda.js";
import { checkPauses, type Fetched, type MayPause, type OfProgram, type Payer } from "./common.js";
import { checkValuation } from "./weights.js";

/** Two parties of an opt-in: vault and operator, operator and NCN, or vault and NCN, in this order. */
export type Parties = {
  readonly left: Address;
  readonly right: Address;
};

/** The most that a vault lets an NCN take, in basis points of its stake. */
export type LossLimitsBps = {
  /** By one slash. */
  readonly incidentBps: bigint;
  /** By all slashes of an epoch. */
  readonly epochBps: bigint;
};

/**
 * Has one side join an opt-in, which is opened if there is none yet. A vault that joins an NCN's can say what it lets it
 * take in the same breath: until it does, that is nothing. An NCN that joins a vault's can set the vault's weight: until it does,
 * the mint's weight is used.
 */
export async function planJoin(
  input: OfProgram &
    Payer &
    MayPause &
    Parties & {
      /** The opt-in, as it was fetched, there or not. */
      readonly optIn: MaybeAccount<OptIn>;
      /** The side that joins. */
      readonly side: "left" | "right";
      /** The admin of that side. */
      readonly admin: TransactionSigner;
      readonly limits?: LossLimitsBps | undefined;
      /** The weight that the NCN gives the vault, where an NCN joins a vault's opt-in. */
      readonly valuation?: Valuation | undefined;
      /** The vault, where the first party is one: it may pause what exposes it. */
      readonly vault?: Fetched<Vault> | undefined;
      /** The cluster's time. If omitted, no pause is told beforehand. */
      readonly now?: bigint | undefined;
    },
): Promise<{ readonly plan: InstructionPlan; readonly optIn: Address }> {
  const { programAddress, left, right, side, admin, limits, now, payer = admin } = input;
  const pda = pdas(programAddress);
  if (now !== undefined) {
    checkPauses("exposure", now, input.vault, input.config);
  }
  const optIn = await pda.optIn(left, right);
  const accounts = { admin, config: await pda.config(), left, right, optIn };
  const steps: Instruction[] = input.optIn.exists
    ? []
    : [getOpenOptInInstruction({ payer, left, right, optIn }, { programAddress })];
  if (limits) {
    steps.push(getSetLossLimitsInstruction({ ...accounts, ...limits }, { programAddress }));
  }
  steps.push(
    getJoinOptInInstruction(
      { ...accounts, side: side === "left" ? OptInSide.Left : OptInSide.Right },
      { programAddress },
    ),
  );
  if (input.valuation) {
    checkValuation(input.valuation);
    steps.push(
      getSetVaultWeightInstruction({ admin, vault: left, ncn: right, optIn, ...input.valuation }, { programAddress }),
    );
  }
  return { plan: sequentialInstructionPlan(steps), optIn };
}

/** Has one side leave an opt-in; what stands stays slashable until the leave takes effect. */
export async function planLeave(
  input: OfProgram & Parties & { readonly side: "left" | "right"; readonly admin: TransactionSigner },
): Promise<{ readonly plan: InstructionPlan }> {
  const { programAddress, left, right, side, admin } = input;
  const pda = pdas(programAddress);
  const accounts = { admin, config: await pda.config(), left, right, optIn: await pda.optIn(left, right) };
  return {
    plan: sequentialInstructionPlan([
      getLeaveOptInInstruction(
        { ...accounts, side: side === "left" ? OptInSide.Left : OptInSide.Right },
        { programAddress },
      ),
    ]),
  };
}

/**
 * Closes an opt-in that neither side is in any more; its rent goes back to its payer. Anyone may, unless the vault
 * has set loss limits in it: then the vault's admin signs.
 */
export function planCloseOptIn(
  input: OfProgram & {
    readonly optIn: Fetched<OptIn>;
    /** The vault's admin, where the vault has set loss limits. */
    readonly admin?: TransactionSigner | undefined;
  },
): { readonly plan: InstructionPlan } {
  const { programAddress, optIn, admin } = input;
  const { left, right, rentPayer } = optIn.data;
  const close = getCloseOptInInstruction(
    { ...(admin && { admin }), left, right, optIn: optIn.address, rentPayer },
    { programAddress },
  );
  return { plan: sequentialInstructionPlan([close]) };
}
