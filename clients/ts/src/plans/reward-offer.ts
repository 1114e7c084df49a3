/**
 * Rewards by captured stake: what NCNs and their funders do, and what anyone does for the vaults.
 */
import { type Address, type InstructionPlan, singleInstructionPlan, type TransactionSigner } from "@solana/kit";

import type { Ncn, RewardOffer, StakeTable, Vault } from "../generated/accounts/index.js";
import {
  getAttributeRewardInstruction,
  getClaimPositionShareInstruction,
  getClaimRewardShareInstruction,
  getCloseRewardOfferInstruction,
  getCollectRewardCommissionInstruction,
  getOpenRewardOfferInstruction,
} from "../generated/instructions/index.js";
import { shareOf } from "../ledger/reward-offer.js";
import { pdas } from "../pda.js";
import type { CaptureEntry, StakeEntry } from "../table.js";
import { tokenAccount } from "../tokens.js";
import type { Fetched, OfProgram, Payer } from "./common.js";

/** Opens a reward that the NCN's stake tables divide. The funder pays all of it in now. */
export async function planOpenRewardOffer(
  input: OfProgram &
    Payer & {
      readonly ncn: Fetched<Ncn>;
      readonly mint: Address;
      readonly admin: TransactionSigner;
      /** Funds the offer, and gets back what nobody claims; the admin if omitted. */
      readonly funder?: TransactionSigner | undefined;
      readonly amount: bigint;
      /** When it begins to accrue: now, if that is over. */
      readonly from: bigint;
      /** When all of it has accrued: two years from now at the latest. */
      readonly until: bigint;
      /** How long a share can be claimed after its attribution, in seconds: 30 days to a year. */
      readonly claimSeconds: bigint;
    },
): Promise<{ readonly plan: InstructionPlan; readonly offer: Address }> {
  const { programAddress, ncn, mint, admin, amount, from, until, claimSeconds } = input;
  const { funder = admin, payer = funder } = input;
  const pda = pdas(programAddress);
  const offer = await pda.rewardOffer(ncn.address, ncn.data.nextOffer);
  const open = getOpenRewardOfferInstruction(
    {
      payer,
      admin,
      funder,
      ncn: ncn.address,
      mint,
      offer,
      treasury: await pda.offerTreasury(offer),
      funderTokens: await tokenAccount(funder.address, mint),
      amount,
      from,
      until,
      claimSeconds,
    },
    { programAddress },
  );
  return { plan: singleInstructionPlan(open), offer };
}

/** Whether `offer` has been through `table`: then the table's part in the offer's place is its own. */
export function hasAttributed(offer: RewardOffer, table: StakeTable): boolean {
  return table.ncn === offer.ncn && table.index >= offer.firstTable && table.index < offer.nextTable;
}

/** Attributes to a final table what the offer accrued up to its close. Tables come in the order of their opening. Anyone may. */
export function planAttributeReward(
  offer: Fetched<RewardOffer>,
  table: Address,
  { programAddress }: OfProgram,
): { readonly plan: InstructionPlan } {
  const attribute = getAttributeRewardInstruction(
    { offer: offer.address, ncn: offer.data.ncn, table },
    { programAddress },
  );
  return { plan: singleInstructionPlan(attribute) };
}

/** A share of an offer that can be claimed. */
export type RewardShare = {
  readonly vault: Address;
  /** The share, the operator's commission included. */
  readonly amount: bigint;
};

/**
 * The shares of the vaults in `kept` that can be claimed of `offer` by `table` at `now`; `entry` is the operator's in the table, and
 * `kept` what its captor's capture keeps, as {@link stakeTableEntries} and {@link captureEntries} read them.
 */
export function rewardShares(
  offer: RewardOffer,
  table: StakeTable,
  entry: StakeEntry,
  kept: readonly CaptureEntry[],
  now: bigint,
): RewardShare[] {
  const part = table.parts[Number(offer.place)];
  if (part === undefined || !hasAttributed(offer, table) || now >= part.claimUntil || part.amount === 0n) {
    return [];
  }
  const capture = kept.reduce((sum, { weight }) => sum + weight, 0n);
  const unclaimed = kept.filter(({ claimed }) => ((claimed >> offer.place) & 1n) === 0n);
  return unclaimed.map(({ vault, weight }) => {
    const weights = { vault: weight, capture, operator: entry.weight, table: table.totalWeight };
    return { vault, amount: shareOf(part, weights) };
  });
}

/** The parties of a share: the vault and the operator with an entry in a table. */
export type OfShare = OfProgram & {
  readonly offer: Fetched<RewardOffer>;
  readonly table: Address;
  readonly entry: StakeEntry;
};

/** Claims the share of a vault with the reward's mint as its asset: it streams to the vault's holders. Anyone may. */
export async function planClaimRewardShare(
  input: OfShare & { readonly vault: Fetched<Vault> },
): Promise<{ readonly plan: InstructionPlan }> {
  const { programAddress, vault } = input;
  const claim = getClaimRewardShareInstruction(
    {
      ...(await accountsOf(input)),
      config: await pdas(programAddress).config(),
      vault: vault.address,
      assetAccount: vault.data.assetAccount,
    },
    { programAddress },
  );
  return { plan: singleInstructionPlan(claim) };
}

/**
 * Claims the share of a vault with a bond pool that pays the reward's token, at `place`: it streams to the pool's positions. Anyone
 * may.
 */
export async function planClaimPositionShare(
  input: OfShare & { readonly vault: Address; readonly place: number },
): Promise<{ readonly plan: InstructionPlan }> {
  const { programAddress, vault, place } = input;
  const pda = pdas(programAddress);
  const bondPool = await pda.bondPool(vault);
  const poolTreasury = await pda.rewardTreasury(bondPool, place);
  const claim = getClaimPositionShareInstruction(
    { ...(await accountsOf(input)), vault, bondPool, poolTreasury },
    { programAddress },
  );
  return { plan: singleInstructionPlan(claim) };
}

/** Pays an operator its commission to its fee wallet's associated token account, which must be there. Anyone may. */
export async function planCollectRewardCommission(
  input: OfProgram & {
    readonly offer: Fetched<RewardOffer>;
    readonly operator: Address;
    /** The operator's fee wallet. */
    readonly wallet: Address;
  },
): Promise<{ readonly plan: InstructionPlan }> {
  const { programAddress, offer, operator, wallet } = input;
  const { ncn, mint, treasury } = offer.data;
  const collect = getCollectRewardCommissionInstruction(
    {
      offer: offer.address,
      treasury,
      operator,
      record: await pdas(programAddress).record(ncn, operator),
      recipientTokens: await tokenAccount(wallet, mint),
    },
    { programAddress },
  );
  return { plan: singleInstructionPlan(collect) };
}

/** Closes an offer that pays nothing more; what is left goes to its funder's associated token account, which must be there. */
export async function planCloseRewardOffer(
  offer: Fetched<RewardOffer>,
  { programAddress }: OfProgram,
): Promise<{ readonly plan: InstructionPlan }> {
  const { ncn, mint, treasury, funder, rentPayer } = offer.data;
  const close = getCloseRewardOfferInstruction(
    { ncn, offer: offer.address, treasury, funderTokens: await tokenAccount(funder, mint), rentPayer },
    { programAddress },
  );
  return { plan: singleInstructionPlan(close) };
}

async function accountsOf({ programAddress, offer, table, entry }: OfShare) {
  const pda = pdas(programAddress);
  const { operator, captor } = entry;
  return {
    offer: offer.address,
    treasury: offer.data.treasury,
    table,
    capture: await pda.capture(table, operator, captor),
    operator,
    record: await pda.record(offer.data.ncn, operator),
  };
}
