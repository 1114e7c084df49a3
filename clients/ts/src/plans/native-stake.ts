/**
 * Native stake: a stake account into a vault over the token of its validator's pool, and back, in one transaction each.
 */

import {
  type Address,
  createAddressWithSeed,
  type Instruction,
  type InstructionPlan,
  nonDivisibleSequentialInstructionPlan,
  sequentialInstructionPlan,
  type TransactionSigner,
} from "@solana/kit";
import { getAllocateWithSeedInstruction, getTransferSolInstruction } from "@solana-program/system";
import { formatAmount } from "../amount.js";
import type { ExitTicket, Vault } from "../generated/accounts/index.js";
import { WHOLE_BALANCE } from "../generated/constants/index.js";
import { getClaimExitInstruction, getDepositInstruction } from "../generated/instructions/index.js";
import { type Holding, usableAccount } from "../holdings.js";
import { isClaimable, isSettled } from "../ledger/exit.js";
import { depositWorth, type EntryWorth } from "../ledger/vault.js";
import { isLocked, STAKE_ACCOUNT_BYTES, type StakeAccount, stakePhase } from "../native-stake/account.js";
import {
  getEnterPoolInstructions,
  getLeavePoolInstructions,
  getSplitStakeInstruction,
} from "../native-stake/instructions.js";
import { type PoolValue, type SinglePool, stakeForTokens, tokensForStake } from "../native-stake/pool.js";
import { STAKE_PROGRAM } from "../native-stake/programs.js";
import { pdas } from "../pda.js";
import { openTokenAccount } from "../tokens.js";
import { Told } from "../told.js";
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
} from "./common.js";

/** A stake account cannot enter a vault, or leave one, now. */
export class StakeRefused extends Told {
  override readonly name = "StakeRefused";
}

/** The cluster as it is read for plans of native stake. */
export type StakeClock = {
  /** The cluster's time, in unix seconds. */
  readonly now: bigint;
  /** The cluster's epoch. */
  readonly epoch: bigint;
  /** Whether the last epoch's rewards are being paid, as {@link rewardsArePaid} tells. */
  readonly paysRewards: boolean;
};

/** A validator's pool, as it was read. */
export type ReadPool = {
  readonly pool: SinglePool;
  /** Its main stake account. */
  readonly stake: StakeAccount;
  readonly value: PoolValue;
};

/** A new stake account: the number that tells its owner's apart, and the rent of it. */
export type NewStakeAccount = {
  readonly number: number;
  readonly rent: bigint;
};

/**
 * Deposits a stake account, or a part of it: hands it to the pool, and deposits all pool tokens that the owner has when it lands.
 *
 * @throws StakeRefused Why the vault does not take the account now, in a sentence.
 * @throws Refusal What the program would refuse the deposit for.
 */
export async function planDepositStake(
  input: OfProgram &
    Payer &
    Slippage &
    MayBeGated &
    MayPause &
    StakeClock & {
      readonly vault: Fetched<Vault>;
      readonly account: Fetched<StakeAccount>;
      readonly pool: ReadPool;
      /** The account's withdrawer. */
      readonly owner: TransactionSigner;
      /** Splits this much off, in lamports, and deposits it alone; all of the account if omitted. */
      readonly part?: (NewStakeAccount & { readonly lamports: bigint }) | undefined;
      /** What the owner has of the pool's tokens, which enters as well. */
      readonly holding?: Holding | undefined;
      /** What the shares go to, as for a deposit. */
      readonly to?: Holding | undefined;
      readonly maxRiskVersion?: bigint | undefined;
    },
): Promise<{
  readonly plan: InstructionPlan;
  /** The pool tokens that are expected to enter, those that the owner has already included. */
  readonly tokens: bigint;
  readonly shares: bigint;
  readonly minShares: bigint;
  /** As for a deposit. */
  readonly worth: EntryWorth;
}> {
  const { programAddress, vault, account, owner, now, part, payer = owner } = input;
  const { pool, value } = input.pool;
  const stake = checkStake(input);
  const lamports = part?.lamports ?? stake;
  if (lamports > stake) {
    throw new StakeRefused(`The stake account has ${sol(stake)} SOL of stake, less than ${sol(lamports)}`);
  }
  checkPauses("deposits", now, vault, input.config);
  const tokens = tokensForStake(value, lamports) + (input.holding?.amount ?? 0n);
  const worth = depositWorth(vault.data.ledger, tokens, now);
  const minShares = leastOf(worth.shares, input);
  const { assetMint, vrtMint, assetAccount } = vault.data;
  const depositorAssets = await usableAccount(input.holding, owner.address, assetMint);
  const opened: Instruction[] = [];
  for (const [mint, holding] of [
    [assetMint, input.holding],
    [vrtMint, input.to],
  ] as const) {
    if (!holding?.exists) {
      opened.push(await openTokenAccount(payer, owner.address, mint));
    }
  }
  const made: Instruction[] = [];
  let entering = account.address;
  if (part) {
    const created = await newStakeAccount(owner, part);
    entering = created.address;
    made.push(...created.instructions);
    made.push(getSplitStakeInstruction({ account: account.address, staker: owner, lamports, to: entering }));
  }
  const pda = pdas(programAddress);
  const entry = getDepositInstruction(
    {
      depositor: owner,
      vault: vault.address,
      assetAccount,
      vrtMint,
      depositorAssets,
      depositorShares: await usableAccount(input.to, owner.address, vrtMint),
      ...(vault.data.restricted ? { approval: await pda.depositorApproval(vault.address, owner.address) } : {}),
      config: await pda.config(),
      // What the pool mints is known only when it lands: a lamport given to it meanwhile would fail an exact amount.
      amount: WHOLE_BALANCE,
      minShares,
      maxRiskVersion: input.maxRiskVersion ?? vault.data.ledger.riskVersion,
    },
    { programAddress },
  );
  const deposit = throughGate(entry, vault, input);
  // In one transaction or not at all: an account that was handed over alone is anyone's to deposit.
  const core = nonDivisibleSequentialInstructionPlan([
    ...made,
    ...getEnterPoolInstructions(pool, { account: entering, owner, tokens: depositorAssets }),
    deposit,
  ]);
  // Token accounts come before it where a transaction has no room for all.
  const plan = opened.length > 0 ? sequentialInstructionPlan([...opened, core]) : core;
  return { plan, tokens, shares: worth.shares, minShares, worth };
}

/** The stake of an account that the vault takes now, in lamports. */
function checkStake(input: Parameters<typeof planDepositStake>[0]): bigint {
  const { vault, account, owner, now, epoch } = input;
  const { pool, stake: main } = input.pool;
  const { delegation, withdrawer, staker, lockup } = account.data;
  if (!delegation) {
    throw new StakeRefused("The stake account is delegated to no validator: delegate it, and wait for the next epoch");
  }
  if (delegation.vote !== pool.vote || pool.mint !== vault.data.assetMint) {
    throw new StakeRefused(`The vault does not take stake of validator ${delegation.vote}`);
  }
  if (withdrawer !== owner.address) {
    throw new StakeRefused(`Only its withdrawer ${withdrawer} can deposit the stake account`);
  }
  if (input.part && staker !== owner.address) {
    throw new StakeRefused(`Only its staker ${staker} can split the stake account: deposit all of it`);
  }
  if (isLocked(account.data, now, epoch)) {
    throw new StakeRefused(
      `The stake account is locked: its custodian ${lockup.custodian} has to lift the lockup first`,
    );
  }
  const phases = `${stakePhase(main, epoch)} ${stakePhase(account.data, epoch)}`;
  if (!["active active", "activating activating"].includes(phases)) {
    throw new StakeRefused(PHASES[phases] ?? "The pool's stake is not active: it has to be replenished first");
  }
  checkRewards(input);
  return delegation.stake;
}

/** What keeps an account from entering, by the phases of the pool and of the account. */
const PHASES: Readonly<Record<string, string>> = {
  "active activating": "The stake is active from the cluster's next epoch on: deposit it then",
  "active deactivating": "The stake is being deactivated: delegate it again, and wait for the cluster's next epoch",
  "active inactive": "The stake is not active: delegate it again, and wait for the cluster's next epoch",
  "activating active": "The pool is active from the cluster's next epoch on: deposit the stake then",
};

function checkRewards({ paysRewards }: StakeClock): void {
  if (paysRewards) {
    throw new StakeRefused(
      "Stake accounts stand still while the last epoch's rewards are paid: try again in some minutes",
    );
  }
}

/**
 * Claims tickets of a vault over a pool's token and takes pool tokens out as an active stake account. Claims that do not fit in one
 * transaction with it come before it, in as many as they take.
 *
 * @throws StakeRefused If there is nothing to take out, or the cluster is paying rewards.
 */
export async function planWithdrawStake(
  input: OfProgram &
    Payer &
    StakeClock & {
      readonly vault: Fetched<Vault>;
      readonly pool: ReadPool;
      readonly owner: TransactionSigner;
      /** The owner's tickets of the vault to claim; those that cannot be claimed yet are refused. */
      readonly tickets: readonly Fetched<ExitTicket>[];
      /** The pool tokens to take out: what the tickets pay, and what the owner has already. */
      readonly amount: bigint;
      /** The stake account to make. */
      readonly into: NewStakeAccount;
      /** What the owner has of the pool's tokens. */
      readonly holding?: Holding | undefined;
    },
): Promise<{
  readonly plan: InstructionPlan;
  /** The stake account. */
  readonly account: Address;
  /** The stake that is expected in it, in lamports. */
  readonly stake: bigint;
}> {
  const { programAddress, vault, owner, amount, now, payer = owner } = input;
  const { pool, value } = input.pool;
  if (pool.mint !== vault.data.assetMint) {
    throw new StakeRefused(`The vault does not take stake of validator ${pool.vote}`);
  }
  if (amount === 0n) {
    throw new StakeRefused("There are no pool tokens to take out");
  }
  checkRewards(input);
  const tokens = await usableAccount(input.holding, owner.address, pool.mint);
  const pda = pdas(programAddress);
  const claims: Instruction[] = input.holding?.exists ? [] : [await openTokenAccount(payer, owner.address, pool.mint)];
  for (const { address, data } of input.tickets) {
    const { epoch } = data.ticket;
    if (!isSettled(data.ticket) && !isClaimable(vault.data.ledger, epoch, now)) {
      throw new StakeRefused(`The ticket ${address} cannot be claimed yet`);
    }
    claims.push(
      getClaimExitInstruction(
        {
          owner,
          vault: vault.address,
          assetAccount: vault.data.assetAccount,
          ownerAssets: tokens,
          bucket: await pda.exitBucket(vault.address, epoch),
          ticket: address,
          rentPayer: data.rentPayer,
        },
        { programAddress },
      ),
    );
  }
  const { address: account, instructions } = await newStakeAccount(owner, input.into);
  // The account that is made and what fills it land together or not at all. A claim that lands alone leaves tokens, which follow.
  const core = nonDivisibleSequentialInstructionPlan([
    ...instructions,
    ...getLeavePoolInstructions(pool, { account, owner, tokens, amount }),
  ]);
  const plan = claims.length > 0 ? sequentialInstructionPlan([...claims, core]) : core;
  return { plan, account, stake: stakeForTokens(value, amount) };
}

/** The address of `owner`'s new stake account of this number. */
export function newStakeAddress(owner: Address, number: number): Promise<Address> {
  return createAddressWithSeed({ baseAddress: owner, programAddress: STAKE_PROGRAM, seed: seedOf(number) });
}

const seedOf = (number: number) => `restake ${number}`;

/** Makes an empty account of the stake program. Lamports that a stranger sent to its address do not stop it. */
async function newStakeAccount(
  owner: TransactionSigner,
  { number, rent }: NewStakeAccount,
): Promise<{ readonly address: Address; readonly instructions: Instruction[] }> {
  const address = await newStakeAddress(owner.address, number);
  return {
    address,
    instructions: [
      getTransferSolInstruction({ source: owner, destination: address, amount: rent }),
      getAllocateWithSeedInstruction({
        newAccount: address,
        baseAccount: owner,
        base: owner.address,
        seed: seedOf(number),
        space: STAKE_ACCOUNT_BYTES,
        programAddress: STAKE_PROGRAM,
      }),
    ],
  };
}

const sol = (lamports: bigint) => formatAmount(lamports, 9);
