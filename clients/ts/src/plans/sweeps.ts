/**
 * Tokens that somebody sent to a vault's address: who gets them, and when.
 */
import {
  type Address,
  type InstructionPlan,
  type MaybeAccount,
  sequentialInstructionPlan,
  singleInstructionPlan,
  type TransactionSigner,
} from "@solana/kit";
import { TOKEN_PROGRAM_ADDRESS } from "@solana-program/token";

import type { Config, SweepNotice, Vault, VaultBondPool } from "../generated/accounts/index.js";
import {
  getAnnounceSweepInstruction,
  getSweepToPoolInstruction,
  getSweepToStreamInstruction,
  getSweepToWalletInstruction,
} from "../generated/instructions/index.js";
import { min } from "../ledger/math.js";
import { moving, openTokenAccount, tokenAccount } from "../tokens.js";
import { rewardsOf } from "./bonds.js";
import { checkPauses, type Fetched, NOBODY, type OfProgram } from "./common.js";

/** A token account of a vault's that its books do not know. */
export type StrayTokens = {
  readonly address: Address;
  readonly mint: Address;
  readonly amount: bigint;
  /** The token program of the mint; SPL Token if left out. */
  readonly tokenProgram?: Address | undefined;
};

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
  const { programAddress, vault, bondPool, notice, tokens } = input;
  if (tokens.mint === vault.data.vrtMint || tokens.address === vault.data.assetAccount) {
    throw new RangeError("a vault's asset account and its VRT are not swept");
  }
  if (tokens.mint === vault.data.assetMint) {
    return toStream(input);
  }
  const paid = bondPool.exists ? rewardsOf(bondPool.data).find(({ mint }) => mint === tokens.mint) : undefined;
  if (paid !== undefined && (tokens.amount > 0n || !notice.exists)) {
    check(tokens);
    const sweep = getSweepToPoolInstruction(
      { vault: vault.address, bondPool: bondPool.address, treasury: paid.treasury, tokens: tokens.address },
      { programAddress },
    );
    return { plan: singleInstructionPlan(sweep), step: "pool", amount: tokens.amount };
  }
  return notice.exists ? toWallet(input, notice.data) : announce(input);
}

type Input = Parameters<typeof planSweep>[0];

function check({ address, amount }: StrayTokens) {
  if (amount === 0n) {
    throw new RangeError(`${address} is empty`);
  }
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
