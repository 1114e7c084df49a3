/**
 * What holders of VRT do: bond it, and collect what it earns in other tokens.
 */
import {
  type Address,
  type InstructionPlan,
  type MaybeAccount,
  sequentialInstructionPlan,
  type TransactionSigner,
} from "@solana/kit";

import type { Vault, VaultBondPool, VaultPosition } from "../generated/accounts/index.js";
import {
  getBondInstruction,
  getClaimPositionRewardInstruction,
  getClosePositionInstruction,
  getOpenPositionInstruction,
  getPayPositionRewardInstruction,
  getUnbondInstruction,
} from "../generated/instructions/index.js";
import { rewardOwed } from "../ledger/bond-pool.js";
import { ensure } from "../ledger/refusal.js";
import { type Pdas, pdas } from "../pda.js";
import { tokenAccount } from "../tokens.js";
import { type BatchItem, batchOf, type Skipped, type Step } from "./batch.js";
import { type Fetched, type OfProgram, type Payer, withTokenAccounts } from "./common.js";
import { destinationOf, type Receiving } from "./payments.js";

/** Bonds `shares` of a vault's VRT; opens the owner's position if there is none yet. */
export async function planBond(
  input: OfProgram &
    Payer & {
      readonly vault: Fetched<Vault>;
      /** The owner's position, as it was fetched, there or not. */
      readonly position: MaybeAccount<VaultPosition>;
      readonly owner: TransactionSigner;
      readonly shares: bigint;
    },
): Promise<{ readonly plan: InstructionPlan; readonly position: Address }> {
  const { programAddress, vault, owner, payer = owner } = input;
  const accounts = await accountsOf(pdas(programAddress), vault, owner);
  const bond = getBondInstruction({ ...accounts, owner, amount: input.shares }, { programAddress });
  const open = getOpenPositionInstruction(
    { payer, owner, bondPool: accounts.bondPool, position: accounts.position },
    { programAddress },
  );
  const plan = sequentialInstructionPlan(input.position.exists ? [bond] : [open, bond]);
  return { plan, position: accounts.position };
}

/** Takes `shares` out of a position; makes the owner's VRT account if it is missing. What was earned stays owed. */
export async function planUnbond(
  input: OfProgram &
    Payer & {
      readonly vault: Fetched<Vault>;
      readonly owner: TransactionSigner;
      readonly shares: bigint;
    },
): Promise<{ readonly plan: InstructionPlan }> {
  const { programAddress, vault, owner, payer = owner } = input;
  const unbond = getUnbondInstruction(
    { ...(await accountsOf(pdas(programAddress), vault, owner)), owner, amount: input.shares },
    { programAddress },
  );
  return { plan: await withTokenAccounts(payer, owner.address, [vault.data.vrtMint], unbond) };
}

async function accountsOf(pda: Pdas, vault: Fetched<Vault>, owner: TransactionSigner) {
  const bondPool = await pda.bondPool(vault.address);
  return {
    bondPool,
    bondedAccount: await pda.bondedAccount(vault.address),
    ownerShares: await tokenAccount(owner.address, vault.data.vrtMint),
    position: await pda.position(bondPool, owner.address),
  };
}

/** What a position would be paid of a reward. */
export type OwedReward = {
  /** The reward's place in the bond pool. */
  readonly place: number;
  readonly mint: Address;
  /** In the smallest unit of the reward's token. */
  readonly amount: bigint;
};

/** The rewards that a pool pays, by their place: an account has room for more. */
export function rewardsOf({ mints, ledger }: Pick<VaultBondPool, "mints" | "ledger">): VaultBondPool["mints"] {
  return mints.slice(0, Number(ledger.rewards));
}

/** What a position is owed at `now` of each reward of its pool. */
export function owedRewards(
  bondPool: Fetched<VaultBondPool>,
  position: Fetched<VaultPosition>,
  now: bigint,
): OwedReward[] {
  const rewards = rewardsOf(bondPool.data);
  return rewards.map(({ mint }, place) => ({
    place,
    mint,
    amount: rewardOwed(bondPool.data.ledger, position.data.position, place, now),
  }));
}

/**
 * Claims all that a position is owed, of every reward, in as many transactions as it takes. A reward that cannot be paid, for
 * example to a frozen account, blocks no other; a token account is made for the mints of `openFor` alone.
 */
export async function planClaimPositionRewards(
  input: OfProgram &
    Payer &
    Receiving & {
      readonly bondPool: Fetched<VaultBondPool>;
      readonly position: Fetched<VaultPosition>;
      readonly owner: TransactionSigner;
      /** The cluster's time. */
      readonly now: bigint;
    },
): Promise<{
  readonly plan: InstructionPlan | undefined;
  readonly items: readonly BatchItem<Address>[];
  readonly claimed: readonly OwedReward[];
  /** The mints of the omitted rewards, and the reasons. What is owed of them stays owed. */
  readonly skipped: readonly Skipped<Address>[];
}> {
  const { programAddress, bondPool, position, owner, now, payer = owner } = input;
  const pda = pdas(programAddress);
  const steps: Step<Address>[] = [];
  const claimed: OwedReward[] = [];
  const skipped: Skipped<Address>[] = [];
  for (const reward of owedRewards(bondPool, position, now).filter(({ amount }) => amount > 0n)) {
    const { place, mint } = reward;
    const destination = await destinationOf(input, payer, owner, mint);
    if (typeof destination === "string") {
      skipped.push({ key: mint, why: destination });
      continue;
    }
    const step = getClaimPositionRewardInstruction(
      {
        owner,
        bondPool: bondPool.address,
        treasury: await pda.rewardTreasury(bondPool.address, place),
        ownerRewards: destination.account,
        position: position.address,
      },
      { programAddress },
    );
    steps.push({ ...destination, key: mint, step });
    claimed.push(reward);
  }
  return { ...batchOf(steps), claimed, skipped };
}

/** Pays `amount` of the token of `mint` into a bond pool, which lets it out over its time. Anyone may. */
export async function planPayPositionReward(
  input: OfProgram & {
    readonly bondPool: Fetched<VaultBondPool>;
    readonly payer: TransactionSigner;
    readonly mint: Address;
    readonly amount: bigint;
  },
): Promise<{ readonly plan: InstructionPlan }> {
  const { programAddress, bondPool, payer, mint, amount } = input;
  const pda = pdas(programAddress);
  const place = rewardsOf(bondPool.data).findIndex((each) => each.mint === mint);
  if (place < 0) {
    throw new RangeError(`the bond pool ${bondPool.address} pays no reward in ${mint}`);
  }
  const pay = getPayPositionRewardInstruction(
    {
      payer,
      bondPool: bondPool.address,
      treasury: await pda.rewardTreasury(bondPool.address, place),
      payerRewards: await tokenAccount(payer.address, mint),
      amount,
    },
    { programAddress },
  );
  return { plan: sequentialInstructionPlan([pay]) };
}

/**
 * Closes a position in which nothing is bonded; its rent goes back to its payer. A reward that cannot be paid, for example from a
 * mint with a frozen account, is given up if `forfeit` names its mint: the bonded positions receive what is owed of it,
 * permanently.
 *
 * @throws Refusal `PositionNotEmpty` if something is bonded, or owed of a reward that is not given up.
 */
export function planClosePosition(
  input: OfProgram & {
    readonly bondPool: Fetched<VaultBondPool>;
    readonly position: Fetched<VaultPosition>;
    readonly owner: TransactionSigner;
    /** The mints of the rewards to give up; none if omitted. */
    readonly forfeit?: readonly Address[] | undefined;
  },
): {
  readonly plan: InstructionPlan;
  /** What is given up, and no more than that. */
  readonly forfeited: readonly OwedReward[];
} {
  const { programAddress, bondPool, position, owner, forfeit = [] } = input;
  const { rentPayer } = position.data;
  const { bonded, earnings } = position.data.position;
  ensure(bonded === 0n, "PositionNotEmpty", bonded, 0n);
  const rewards = rewardsOf(bondPool.data);
  const unknown = forfeit.find((mint) => !rewards.some((reward) => reward.mint === mint));
  if (unknown) {
    throw new RangeError(`the bond pool ${bondPool.address} pays no reward in ${unknown}`);
  }
  // Nothing more is earned without shares: what is owed stays as it is until its owner claims or gives it up.
  const owed = rewards
    .map(({ mint }, place) => ({ place, mint, amount: earnings[place]?.owed ?? 0n }))
    .filter(({ amount }) => amount > 0n);
  for (const { mint, amount } of owed) {
    ensure(forfeit.includes(mint), "PositionNotEmpty", amount, 0n);
  }
  const forfeits = earnings.map((_, place) => owed.find((reward) => reward.place === place)?.amount ?? 0n);
  const close = getClosePositionInstruction(
    { owner, bondPool: bondPool.address, position: position.address, rentPayer, forfeits },
    { programAddress },
  );
  return { plan: sequentialInstructionPlan([close]), forfeited: owed };
}
