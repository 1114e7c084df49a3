/**
 * Delegations of vaults to operators.
 */
import {
  type Address,
  type InstructionPlan,
  type MaybeAccount,
  sequentialInstructionPlan,
  type TransactionSigner,
} from "@solana/kit";
import type { OperatorDelegation, Vault } from "../generated/accounts/index.js";
import { getDelegateInstruction, getOpenDelegationInstruction } from "../generated/instructions/index.js";
import { delegationAmount } from "../generated/types/index.js";
import { activeFrom, settled } from "../ledger/delayed.js";
import { noticeAt, timeAt } from "../ledger/vault.js";
import { pdas } from "../pda.js";
import { checkPauses, type Fetched, type MayPause, type OfProgram, type Payer } from "./common.js";
import { type Part, partOf } from "./part.js";

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
