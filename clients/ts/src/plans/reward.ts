/**
 * Rewards in a vault's own asset, and fees: payments, settings and collections.
 */
import {
  type Address,
  type InstructionPlan,
  sequentialInstructionPlan,
  singleInstructionPlan,
  type TransactionSigner,
} from "@solana/kit";

import type { Config, Operator, OperatorDelegation, Vault } from "../generated/accounts/index.js";
import {
  getCollectFeesInstruction,
  getPayRewardInstruction,
  getSetFeesInstruction,
} from "../generated/instructions/index.js";
import { type Holding, usableAccount } from "../holdings.js";
import { valueAt } from "../ledger/delayed.js";
import { type FeeRise, type FeeTerms, feesWith, nextFees } from "../ledger/fee.js";
import { type RewardSplit, splitReward } from "../ledger/reward.js";
import { pdas } from "../pda.js";
import { assetProgramOf, moving, openTokenAccount, tokenAccount } from "../tokens.js";
import { checkPauses, type Fetched, NOBODY, type OfProgram } from "./common.js";

/** Pays `amount` of a vault's asset as a reward of the stake behind an operator, which has a delegation of it. Anyone may. */
export async function planPayReward(
  input: OfProgram & {
    readonly vault: Fetched<Vault>;
    readonly operator: Fetched<Operator>;
    /** The config: it says the protocol's fee, and may pause rewards. */
    readonly config: Fetched<Config>;
    readonly payer: TransactionSigner;
    readonly amount: bigint;
    /** The cluster's time. */
    readonly now: bigint;
    /** The account that the reward comes from; the payer's associated account if omitted. */
    readonly from?: Address | undefined;
  },
): Promise<RewardSplit & { readonly plan: InstructionPlan }> {
  const { programAddress, vault, operator, config, payer, amount, now } = input;
  const pda = pdas(programAddress);
  checkPauses("rewards", now, vault, config);
  const terms = {
    commissionBps: valueAt(operator.data.commissionBps, now),
    protocolFeeBps: valueAt(config.data.protocolFeeBps, now),
  };
  const split = splitReward(vault.data.ledger, amount, terms, now);
  const pay = getPayRewardInstruction(
    {
      payer,
      config: config.address,
      vault: vault.address,
      operator: operator.address,
      delegation: await pda.delegation(vault.address, operator.address),
      assetAccount: vault.data.assetAccount,
      payerAssets: input.from ?? (await tokenAccount(payer.address, vault.data.assetMint, assetProgramOf(vault.data))),
      amount,
    },
    { programAddress },
  );
  return { ...split, plan: singleInstructionPlan(moving(vault.data, pay)) };
}

/** The fees to collect: the vault's own, the protocol's, or an operator's commission. */
export type FeeParty =
  | { readonly party: "vault" }
  | { readonly party: "protocol"; readonly config: Fetched<Config> }
  | {
      readonly party: "operator";
      readonly operator: Fetched<Operator>;
      /** What the vault delegates to the operator: it keeps the commission. */
      readonly delegation: Fetched<OperatorDelegation>;
    };

/**
 * Pays out what a party is owed of a vault's fees, to its fee wallet; makes the wallet's token account if it is missing. Anyone
 * may. Nothing owed gives no plan.
 *
 * @throws RangeError For a party that names no fee wallet: its fees wait until it does.
 * @throws UnusableAccount For a fee wallet that has given its token account away, or that has a frozen one.
 */
export async function planCollectFees(
  input: OfProgram &
    FeeParty & {
      readonly vault: Fetched<Vault>;
      readonly payer: TransactionSigner;
      /** What the fee wallet has of the vault's asset, as {@link fetchHolding} tells; the transaction fails if it cannot be paid. */
      readonly holding?: Holding | undefined;
    },
): Promise<{
  readonly plan: InstructionPlan | undefined;
  /** What is paid out, in the vault's asset. */
  readonly assets: bigint;
  readonly wallet: Address;
}> {
  const { programAddress, vault, payer } = input;
  const { address, wallet, assets, accounts } = owedTo(vault, input);
  if (assets === 0n) {
    return { plan: undefined, assets, wallet };
  }
  if (wallet === NOBODY) {
    throw new RangeError(`${address} names no fee wallet: what it is owed waits until it does`);
  }
  const { assetMint, assetAccount } = vault.data;
  const tokenProgram = assetProgramOf(vault.data);
  const collect = getCollectFeesInstruction(
    {
      ...accounts,
      vault: vault.address,
      assetAccount,
      recipientAssets: await usableAccount(input.holding, wallet, assetMint, tokenProgram),
    },
    { programAddress },
  );
  const open = await openTokenAccount(payer, wallet, assetMint, tokenProgram);
  return { plan: sequentialInstructionPlan([open, moving(vault.data, collect)]), assets, wallet };
}

/** What a vault owes to a party, to which wallet it goes, and the accounts that stand for the party. */
function owedTo(vault: Fetched<Vault>, of: FeeParty) {
  const { feesOwed } = vault.data.ledger;
  switch (of.party) {
    case "vault":
      return { address: vault.address, wallet: vault.data.feeWallet, assets: feesOwed.vault, accounts: {} };
    case "protocol": {
      const { address, data } = of.config;
      return { address, wallet: data.feeWallet, assets: feesOwed.protocol, accounts: { config: address } };
    }
    case "operator": {
      const { operator, delegation } = of;
      const { address, data } = operator;
      const accounts = { operator: address, delegation: delegation.address };
      return { address, wallet: data.feeWallet, assets: delegation.data.commission, accounts };
    }
  }
}

/**
 * Sets a vault's fees and the time over which its rewards stream; omitted ones stay as they were set last. What is lower takes
 * effect at once, what is higher at the start of epoch e+3: one that is pending is announced anew, and waits anew.
 */
export function planSetFees(
  input: OfProgram & {
    readonly vault: Fetched<Vault>;
    readonly feeAdmin: TransactionSigner;
    readonly terms: Partial<FeeTerms>;
    /** The cluster's time. */
    readonly now: bigint;
  },
): {
  readonly plan: InstructionPlan;
  /** The rises that are pending then, those of the fee on instant exits among them. */
  readonly rises: readonly FeeRise[];
} {
  const { programAddress, vault, feeAdmin, now } = input;
  const { ledger } = vault.data;
  const terms = {
    depositBps: ledger.fees.depositBps.next,
    exitBps: ledger.fees.exitBps.next,
    rewardBps: ledger.fees.rewardBps.next,
    streamSeconds: ledger.streamSeconds.next,
    ...input.terms,
  };
  const fees = feesWith(ledger, terms, now);
  const set = getSetFeesInstruction({ feeAdmin, vault: vault.address, ...terms }, { programAddress });
  return { plan: singleInstructionPlan(set), rises: nextFees({ ...ledger, fees }, now) };
}
