/**
 * Allocations of operators to NCNs.
 */
import {
  type Address,
  type InstructionPlan,
  type MaybeAccount,
  sequentialInstructionPlan,
  type TransactionSigner,
} from "@solana/kit";
import type { NcnAllocation, OperatorDelegation, Vault } from "../generated/accounts/index.js";
import { getAllocateInstruction, getOpenAllocationInstruction } from "../generated/instructions/index.js";
import { activeFrom, settled } from "../ledger/delayed.js";
import { noticeAt, timeAt } from "../ledger/vault.js";
import { pdas } from "../pda.js";
import { checkPauses, type Fetched, type MayPause, type OfProgram, type Payer } from "./common.js";
import { type Part, partOf } from "./part.js";

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
