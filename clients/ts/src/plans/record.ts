/**
 * Operators' records in NCNs.
 */
import {
  type Address,
  type InstructionPlan,
  type MaybeAccount,
  sequentialInstructionPlan,
  type TransactionSigner,
} from "@solana/kit";
import type { OperatorRecord } from "../generated/accounts/index.js";
import { getOpenRecordInstruction } from "../generated/instructions/index.js";
import { pdas } from "../pda.js";
import type { OfProgram } from "./common.js";

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
