/**
 * The weight that an NCN gives one vault's stake.
 */
import { type InstructionPlan, sequentialInstructionPlan, type TransactionSigner } from "@solana/kit";

import type { OptIn } from "../generated/accounts/index.js";
import { getSetVaultWeightInstruction } from "../generated/instructions/index.js";
import { ensure } from "../ledger/refusal.js";
import { ASSET_FLAGS, type Valuation } from "../ledger/weight.js";
import type { Fetched, OfProgram } from "./common.js";

const ALL = Object.values(ASSET_FLAGS).reduce((all, flag) => all | flag, 0n);

/**
 * Refuses flags that the program does not know, and flags without a weight.
 *
 * @throws Refusal `AssetFlags`.
 */
export function checkValuation({ weight, acceptedFlags }: Valuation): void {
  const known = weight > 0n ? ALL : 0n;
  ensure((acceptedFlags & ~known) === 0n, "AssetFlags", acceptedFlags, known);
}

/**
 * Sets an NCN's weight of one vault's stake to `valuation`, in place of the weight of the vault's mint; a weight of zero goes back
 * to that. Takes effect at once.
 *
 * @throws Refusal `NotJoined`: The NCN has not joined the opt-in. `AssetFlags`: as {@link checkValuation}.
 */
export function planSetVaultWeight(
  input: OfProgram & {
    /** The opt-in of vault and NCN. */
    readonly optIn: Fetched<OptIn>;
    /** The NCN's admin. */
    readonly admin: TransactionSigner;
    readonly valuation: Valuation;
  },
): { readonly plan: InstructionPlan } {
  const { programAddress, optIn, admin, valuation } = input;
  const { left: vault, right: ncn, sides } = optIn.data;
  checkValuation(valuation);
  ensure(sides.right.next === 1n, "NotJoined", sides.right.next, 1n);
  const set = getSetVaultWeightInstruction(
    { admin, vault, ncn, optIn: optIn.address, ...valuation },
    { programAddress },
  );
  return { plan: sequentialInstructionPlan([set]) };
}
