/**
 * How stake comes to stand behind an NCN: agreements of all three parties, curators' delegations, operators' allocations.
 */
import {
  type Address,
  type Instruction,
  type InstructionPlan,
  type MaybeAccount,
  sequentialInstructionPlan,
  type TransactionSigner,
} from "@solana/kit";

import type { NcnAllocation, OperatorDelegation, OperatorRecord, OptIn, Vault } from "../generated/accounts/index.js";
import { BPS } from "../generated/constants/index.js";
import {
  getAllocateInstruction,
  getCloseOptInInstruction,
  getDelegateInstruction,
  getJoinOptInInstruction,
  getLeaveOptInInstruction,
  getOpenAllocationInstruction,
  getOpenDelegationInstruction,
  getOpenOptInInstruction,
  getOpenRecordInstruction,
  getSetLossLimitsInstruction,
  getSetVaultWeightInstruction,
} from "../generated/instructions/index.js";
import { delegationAmount, OptInSide } from "../generated/types/index.js";
import { activeFrom, settled } from "../ledger/delayed.js";
import { mulDivFloor } from "../ledger/math.js";
import { ensure } from "../ledger/refusal.js";
import { noticeAt, timeAt } from "../ledger/vault.js";
import type { Valuation } from "../ledger/weight.js";
import { pdas } from "../pda.js";
import { checkPauses, type Fetched, type MayPause, type OfProgram, type Payer } from "./common.js";
import { checkValuation } from "./weights.js";

/** Two parties of an agreement: vault and operator, operator and NCN, or vault and NCN, in this order. */
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
 * Has one side join an agreement, which is opened if there is none yet. A vault that joins an NCN's can say what it lets it
 * take in the same breath: until it does, that is nothing. An NCN that joins a vault's can set the vault's weight: until it does,
 * the mint's weight is used.
 */
export async function planJoin(
  input: OfProgram &
    Payer &
    MayPause &
    Parties & {
      /** The agreement, as it was fetched, there or not. */
      readonly optIn: MaybeAccount<OptIn>;
      /** The side that joins. */
      readonly side: "left" | "right";
      /** The admin of that side. */
      readonly admin: TransactionSigner;
      readonly limits?: LossLimitsBps | undefined;
      /** The weight that the NCN gives the vault, where an NCN joins a vault's agreement. */
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

/** Has one side leave an agreement; what stands stays slashable until the leave takes effect. */
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
 * Closes an agreement that neither side is in any more; its rent goes back to its payer. Anyone may, unless the vault
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

/** Opens an operator's record in an NCN if there is none yet: slashes, jails and keys need it. Anyone may. */
export async function planOpenRecord(
  input: OfProgram & {
    readonly ncn: Address;
    readonly operator: Address;
    readonly record: MaybeAccount<OperatorRecord>;
    readonly payer: TransactionSigner;
  },
): Promise<{ readonly plan: InstructionPlan | undefined; readonly record: Address }> {
  const { programAddress, ncn, operator, payer } = input;
  const pda = pdas(programAddress);
  const record = await pda.record(ncn, operator);
  const open = getOpenRecordInstruction({ payer, ncn, operator, record }, { programAddress });
  return { plan: input.record.exists ? undefined : sequentialInstructionPlan([open]), record };
}

/** An amount as itself, or as basis points of its whole. */
export type Part = { readonly exactly: bigint } | { readonly bps: bigint };

/**
 * Delegates a part of a vault's stake to an operator, in place of what it has and of what is pending; opens the delegation if
 * there is none yet.
 */
export async function planDelegate(
  input: OfProgram &
    Payer &
    MayPause & {
      readonly vault: Fetched<Vault>;
      readonly operator: Address;
      /** The delegation, as it was fetched, there or not. */
      readonly delegation: MaybeAccount<OperatorDelegation>;
      readonly curator: TransactionSigner;
      /** Units, or basis points of the vault's. */
      readonly units: Part;
      /** The cluster's time. */
      readonly now: bigint;
    },
): Promise<{
  readonly plan: InstructionPlan;
  readonly delegation: Address;
  /** The first second at which what is announced is active: a rise later than a fall. */
  readonly countsFrom: bigint;
}> {
  const { programAddress, vault, operator, curator, units, now, payer = curator } = input;
  const pda = pdas(programAddress);
  const delegation = await pda.delegation(vault.address, operator);
  const amount = "bps" in units ? delegationAmount("Bps", [units.bps]) : delegationAmount("Units", [units.exactly]);
  const before = input.delegation.exists ? input.delegation.data.delegation.units : settled(0n);
  const wanted = "bps" in units ? partOf(vault.data.ledger.books.units, units.bps) : units.exactly;
  if (wanted > before.next) {
    checkPauses("exposure", now, vault, input.config);
  }
  const config = await pda.config();
  const delegate = getDelegateInstruction(
    {
      curator,
      vault: vault.address,
      operator,
      delegation,
      config,
      amount,
    },
    { programAddress },
  );
  const open = getOpenDelegationInstruction({ payer, vault: vault.address, operator, delegation }, { programAddress });
  const plan = sequentialInstructionPlan(input.delegation.exists ? [delegate] : [open, delegate]);
  const { ledger } = vault.data;
  return { plan, delegation, countsFrom: activeFrom(before, wanted, timeAt(ledger, now), noticeAt(ledger, now)) };
}

/**
 * Allocates a part of what an operator is delegated to an NCN, in place of what it has and of what is pending; opens the
 * allocation if there is none yet.
 */
export async function planAllocate(
  input: OfProgram &
    Payer &
    MayPause & {
      readonly vault: Fetched<Vault>;
      readonly delegation: Fetched<OperatorDelegation>;
      readonly ncn: Address;
      /** The allocation, as it was fetched, there or not. */
      readonly allocation: MaybeAccount<NcnAllocation>;
      readonly allocator: TransactionSigner;
      /** Magnitude, or basis points of the delegation's. */
      readonly magnitude: Part;
      /** The cluster's time. */
      readonly now: bigint;
    },
): Promise<{
  readonly plan: InstructionPlan;
  readonly allocation: Address;
  /** The first second at which what is announced is active: a rise later than a fall. */
  readonly countsFrom: bigint;
}> {
  const { programAddress, vault, delegation, ncn, allocator, magnitude: part, now, payer = allocator } = input;
  const pda = pdas(programAddress);
  const allocation = await pda.allocation(delegation.address, ncn);
  const magnitude = "bps" in part ? partOf(delegation.data.delegation.magnitude, part.bps) : part.exactly;
  const before = input.allocation.exists ? input.allocation.data.allocation.magnitude : settled(0n);
  if (magnitude > before.next) {
    checkPauses("exposure", now, vault, input.config);
  }
  const allocate = getAllocateInstruction(
    {
      allocator,
      operator: delegation.data.operator,
      ncn,
      vault: vault.address,
      delegation: delegation.address,
      allocation,
      config: await pda.config(),
      magnitude,
    },
    { programAddress },
  );
  const open = getOpenAllocationInstruction(
    { payer, delegation: delegation.address, ncn, allocation },
    { programAddress },
  );
  const plan = sequentialInstructionPlan(input.allocation.exists ? [allocate] : [open, allocate]);
  const { ledger } = vault.data;
  return { plan, allocation, countsFrom: activeFrom(before, magnitude, timeAt(ledger, now), noticeAt(ledger, now)) };
}

function partOf(whole: bigint, bps: bigint): bigint {
  ensure(bps >= 0n && bps <= BPS, "OverWhole", bps, BPS);
  return mulDivFloor(whole, bps, BPS);
}
