/**
 * Tokens that were sent to a vault's address: who gets them, and when.
 */
import {
  type InstructionPlan,
  type MaybeAccount,
  sequentialInstructionPlan,
  singleInstructionPlan,
  type TransactionSigner,
} from "@solana/kit";
import { TOKEN_PROGRAM_ADDRESS } from "@solana-program/token";

import type { Config, SweepNotice, Vault, VaultBondPool } from "../generated/accounts/index.js";
import { MIN_SWEEP_SECONDS } from "../generated/constants/index.js";
import {
  getAnnounceSweepInstruction,
  getSweepToPoolInstruction,
  getSweepToStreamInstruction,
  getSweepToWalletInstruction,
} from "../generated/instructions/index.js";
import { max, min } from "../ledger/math.js";
import { noticeAt } from "../ledger/vault.js";
import { isSweepable, type StrayTokens } from "../stray-tokens.js";
import { moving, openTokenAccount, tokenAccount } from "../tokens.js";
import { rewardsOf } from "./bonds.js";
import { checkPauses, type Fetched, NOBODY, type OfProgram } from "./common.js";

/** What the next step of a sweep is. */
export type SweepStep = "stream" | "pool" | "wallet" | "announce";

/**
 * The next step of a sweep: assets go to the vault's stream, what its bond pool pays to the pool, and all else to the fee wallet after an
 * announcement. Anyone may.
 *
 * @throws RangeError For what is not swept, for an empty account, before the announced time, and where the vault names no fee wallet.
 */
export async function planSweep(
  input: OfProgram & {
    readonly vault: Fetched<Vault>;
    /** The config: it may pause rewards. */
    readonly config: Fetched<Config>;
    /** The vault's bond pool, as it was fetched, there or not. */
    readonly bondPool: MaybeAccount<VaultBondPool>;
    /** The notice of the sweep, as it was fetched, there or not. */
    readonly notice: MaybeAccount<SweepNotice>;
    readonly tokens: StrayTokens;
    readonly payer: TransactionSigner;
    /** The cluster's time. */
    readonly now: bigint;
  },
): Promise<{ readonly plan: InstructionPlan; readonly step: SweepStep; readonly amount: bigint }> {
  const { vault, bondPool, notice, tokens } = input;
  if (!isSweepable(vault, tokens)) {
    throw new RangeError("a vault's asset account and its VRT are not swept");
  }
  const step = sweepStep({ vault, tokens, bondPool, notice });
  switch (step) {
    case "stream":
      return toStream(input);
    case "pool":
      return toPool(input);
    default:
      return notice.exists ? toWallet(input, notice.data) : announce(input);
  }
}

/** What of a sweep's accounts tells the next step. */
export type SweepState = {
  readonly vault: { readonly data: Pick<Vault, "assetMint"> };
  readonly tokens: StrayTokens;
  readonly bondPool: Existing<Pick<VaultBondPool, "mints" | "ledger">>;
  readonly notice: Existing<unknown>;
};

type Existing<Data> = { readonly exists: false } | { readonly exists: true; readonly data: Data };

/** The next step of a sweep. */
export function sweepStep({ vault, tokens, bondPool, notice }: SweepState): SweepStep {
  if (tokens.mint === vault.data.assetMint) {
    return "stream";
  }
  const isPaid = bondPool.exists && rewardsOf(bondPool.data).some(({ mint }) => mint === tokens.mint);
  if (isPaid && (tokens.amount > 0n || !notice.exists)) {
    return "pool";
  }
  return notice.exists ? "wallet" : "announce";
}

type Input = Parameters<typeof planSweep>[0];

function check({ address, amount }: StrayTokens) {
  if (amount === 0n) {
    throw new RangeError(`${address} is empty`);
  }
}

/**
 * When tokens can be swept to the fee wallet if that is announced at `now`: with the notice of a rise, and a week later at the
 * earliest.
 */
export function sweepDue({ data: { ledger } }: { readonly data: Pick<Vault, "ledger"> }, now: bigint): bigint {
  return max(noticeAt(ledger, now).rise, now + MIN_SWEEP_SECONDS);
}

async function toStream({ programAddress, vault, config, tokens, now }: Input) {
  check(tokens);
  checkPauses("rewards", now, vault, config);
  const sweep = getSweepToStreamInstruction(
    { config: config.address, vault: vault.address, assetAccount: vault.data.assetAccount, tokens: tokens.address },
    { programAddress },
  );
  const plan = singleInstructionPlan(moving(vault.data, sweep));
  return { plan, step: "stream" as const, amount: tokens.amount };
}

async function toPool({ programAddress, vault, bondPool, tokens }: Input) {
  check(tokens);
  const paid = bondPool.exists ? rewardsOf(bondPool.data).find(({ mint }) => mint === tokens.mint) : undefined;
  if (!paid) {
    throw new RangeError(`the bond pool of ${vault.address} pays no reward of ${tokens.mint}`);
  }
  const sweep = getSweepToPoolInstruction(
    { vault: vault.address, bondPool: bondPool.address, treasury: paid.treasury, tokens: tokens.address },
    { programAddress },
  );
  return { plan: singleInstructionPlan(sweep), step: "pool" as const, amount: tokens.amount };
}

async function announce({ programAddress, vault, bondPool, notice, tokens, payer }: Input) {
  check(tokens);
  const sweep = getAnnounceSweepInstruction(
    { payer, vault: vault.address, bondPool: bondPool.address, tokens: tokens.address, notice: notice.address },
    { programAddress },
  );
  return { plan: singleInstructionPlan(sweep), step: "announce" as const, amount: tokens.amount };
}

async function toWallet({ programAddress, vault, bondPool, notice, tokens, payer, now }: Input, found: SweepNotice) {
  const wallet = vault.data.feeWallet;
  if (now < found.due) {
    throw new RangeError(`the notice of the sweep is not over before ${found.due}`);
  }
  if (wallet === NOBODY) {
    throw new RangeError(`${vault.address} names no fee wallet: the tokens wait until it does`);
  }
  const tokenProgram = tokens.tokenProgram ?? TOKEN_PROGRAM_ADDRESS;
  const sweep = getSweepToWalletInstruction(
    {
      vault: vault.address,
      bondPool: bondPool.address,
      tokens: tokens.address,
      notice: notice.address,
      mint: tokens.mint,
      recipientTokens: await tokenAccount(wallet, tokens.mint, tokenProgram),
      rentPayer: found.rentPayer,
      tokenProgram,
    },
    { programAddress },
  );
  const amount = min(found.amount, tokens.amount);
  const open = await openTokenAccount(payer, wallet, tokens.mint, tokenProgram);
  return { plan: sequentialInstructionPlan([open, sweep]), step: "wallet" as const, amount };
}
