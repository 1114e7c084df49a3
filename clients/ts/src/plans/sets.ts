/**
 * A vault covers the operator sets of an NCN.
 */
import { type InstructionPlan, sequentialInstructionPlan, type TransactionSigner } from "@solana/kit";

import type { OptIn, Vault } from "../generated/accounts/index.js";
import { getCoverSetsInstruction } from "../generated/instructions/index.js";
import { activeFrom } from "../ledger/delayed.js";
import { noticeAt, timeAt } from "../ledger/vault.js";
import { pdas } from "../pda.js";
import { checkPauses, type Fetched, type MayPause, type OfProgram } from "./common.js";

/**
 * Has a vault cover the operator sets of an NCN by their opt-in, those to come as well, or cover none any more. What sets take
 * uses up the limits that the vault set in it.
 *
 * @throws Refusal `Paused`: What raises the vault's exposure is paused.
 */
export async function planCoverSets(
  input: OfProgram &
    MayPause & {
      readonly vault: Fetched<Vault>;
      /** The opt-in of vault and NCN. */
      readonly optIn: Fetched<OptIn>;
      /** The vault's admin. */
      readonly admin: TransactionSigner;
      readonly covers: boolean;
      /** The cluster's time. */
      readonly now: bigint;
    },
): Promise<{
  readonly plan: InstructionPlan;
  /** The first second at which it is active: a rise later than a fall. */
  readonly countsFrom: bigint;
}> {
  const { programAddress, vault, optIn, admin, covers, now } = input;
  const wanted = covers ? 1n : 0n;
  if (wanted > optIn.data.sets.next) {
    checkPauses("exposure", now, vault, input.config);
  }
  const accounts = {
    admin,
    config: await pdas(programAddress).config(),
    vault: vault.address,
    ncn: optIn.data.right,
    optIn: optIn.address,
  };
  const { ledger } = vault.data;
  return {
    plan: sequentialInstructionPlan([getCoverSetsInstruction({ ...accounts, covers }, { programAddress })]),
    countsFrom: activeFrom(optIn.data.sets, wanted, timeAt(ledger, now), noticeAt(ledger, now)),
  };
}
