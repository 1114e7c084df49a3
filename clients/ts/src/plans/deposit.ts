/**
 * Deposits into vaults.
 */
import { type Address, type InstructionPlan, sequentialInstructionPlan, type TransactionSigner } from "@solana/kit";
import type { Vault } from "../generated/accounts/index.js";
import { getDepositInstruction } from "../generated/instructions/index.js";
import { type Holding, usableAccount } from "../holdings.js";
import { depositFee } from "../ledger/fee.js";
import { depositWorth, type EntryWorth } from "../ledger/vault.js";
import { pdas } from "../pda.js";
import { assetProgramOf, moving } from "../tokens.js";
import {
  checkPauses,
  type Fetched,
  leastOf,
  type MayBeGated,
  type MayPause,
  type OfProgram,
  type Payer,
  type Slippage,
  throughGate,
  withTokenAccounts,
} from "./common.js";
import { wrapMissing } from "./payments.js";

/**
 * Deposits `amount` of a vault's asset; makes the depositor's VRT account if it is missing.
 *
 * @throws Refusal What the program would refuse the deposit for, a pause and a missing deposit gate among it.
 * @throws RangeError For more than the depositor holds, where `holding` tells.
 * @throws UnusableAccount For a token account that is not the depositor's any more, or that cannot be used, where `holding` or `to` tells.
 */
export async function planDeposit(
  input: OfProgram &
    Payer &
    Slippage &
    MayBeGated &
    MayPause & {
      readonly vault: Fetched<Vault>;
      readonly depositor: TransactionSigner;
      readonly amount: bigint;
      /** The cluster's time. */
      readonly now: bigint;
      /** The account that the assets come from; the depositor's associated account if omitted. */
      readonly from?: Address | undefined;
      /**
       * What the depositor has of the asset, as {@link fetchHolding} tells. If it is less than `amount`, no plan is made; in a vault
       * of wrapped SOL the rest is wrapped.
       */
      readonly holding?: Holding | undefined;
      /**
       * What the shares go to, as {@link fetchHolding} or {@link fetchHoldingAt} tells: the depositor's own. Its associated account
       * if omitted: the transaction fails if that has become another's.
       */
      readonly to?: Holding | undefined;
      /**
       * The latest risk version of the vault that the depositor has seen: the program refuses the deposit if the vault has
       * announced a risk or a charge since. That of `vault` if omitted.
       */
      readonly maxRiskVersion?: bigint | undefined;
    },
): Promise<{
  readonly plan: InstructionPlan;
  /** What of the amount is the vault's fee. */
  readonly fee: bigint;
  /** The shares that the deposit gives by the books as they are, and the fewest that it is to give. */
  readonly shares: bigint;
  readonly minShares: bigint;
  /** What they are worth once the slashes that are open are vetoed, or executed: show both where they differ, and ask. */
  readonly worth: EntryWorth;
}> {
  const { programAddress, vault, depositor, amount, now, payer = depositor } = input;
  const pda = pdas(programAddress);
  checkPauses("deposits", now, vault, input.config);
  const worth = depositWorth(vault.data.ledger, amount, now);
  const { shares } = worth;
  const minShares = leastOf(shares, input);
  const owner = depositor.address;
  const entry = getDepositInstruction(
    {
      depositor,
      vault: vault.address,
      assetAccount: vault.data.assetAccount,
      vrtMint: vault.data.vrtMint,
      depositorAssets:
        input.from ?? (await usableAccount(input.holding, owner, vault.data.assetMint, assetProgramOf(vault.data))),
      depositorShares: await usableAccount(input.to, owner, vault.data.vrtMint),
      ...(vault.data.restricted ? { approval: await pda.depositorApproval(vault.address, owner) } : {}),
      config: await pda.config(),
      amount,
      minShares,
      maxRiskVersion: input.maxRiskVersion ?? vault.data.ledger.riskVersion,
    },
    { programAddress },
  );
  const deposit = throughGate(moving(vault.data, entry), vault, input);
  const wrapped = await wrapMissing({ ...input, owner: depositor }, payer);
  const missing = input.to?.exists ? [] : [vault.data.vrtMint];
  const entered = await withTokenAccounts(payer, owner, missing, deposit);
  return {
    plan: wrapped.length > 0 ? sequentialInstructionPlan([...wrapped, entered]) : entered,
    fee: depositFee(vault.data.ledger, amount, now),
    shares,
    minShares,
    worth,
  };
}
