/**
 * From a stake account to shares of a pool in one transaction, and back to an active stake account in one, through the pool of the
 * account's validator.
 */
import type { AccountMeta, Address, Instruction, TransactionSigner } from "@solana/kit";

import { WHOLE_BALANCE } from "../generated/constants/index.js";
import { getEnterPoolInstructions, getLeavePoolInstructions, type SinglePool } from "../native-stake/index.js";
import { behind } from "./accounts.js";
import { getDepositAssetInstruction, getLeaveInstantlyInstruction } from "./generated/index.js";
import { liquidPdas } from "./pda.js";

/** An owner's way between stake accounts of one validator and shares of a pool that has the token of the validator's pool as an asset. */
export type StakeWay = {
  /** The program of liquid restaking. */
  readonly programAddress: Address;
  /** The pool. */
  readonly pool: Address;
  /** The validator's pool. */
  readonly single: SinglePool;
  /** The stake account: an active one on the way in, an empty one with rent on the way out. */
  readonly account: Address;
  /** The withdrawer of the stake account, and the only signer. */
  readonly owner: TransactionSigner;
  /** The owner's account of the single-validator pool's tokens. */
  readonly tokens: Address;
  /** The owner's account of the pool's shares. */
  readonly shares: Address;
  /** The accounts that value the pool: {@link sourceAccounts}. */
  readonly sources: readonly AccountMeta[];
};

/**
 * The active stake account into at least `minShares`. The deposit takes the whole balance of `tokens`, because anyone can move the
 * rate by a lamport before the transaction lands. What the account held before enters too: name an empty one to keep it.
 */
export async function getEnterWithStakeInstructions(way: StakeWay, minShares: bigint): Promise<Instruction[]> {
  const { account, owner, pool, programAddress, single, tokens } = way;
  const at = liquidPdas(programAddress);
  const [reserve, lrtMint] = await Promise.all([at.reserve(pool, single.mint), at.lrtMint(pool)]);
  const deposit = getDepositAssetInstruction(
    {
      depositor: owner,
      pool,
      reserve,
      lrtMint,
      depositorTokens: tokens,
      depositorShares: way.shares,
      tokens: WHOLE_BALANCE,
      minShares,
    },
    { programAddress },
  );
  return [...getEnterPoolInstructions(single, { account, owner, tokens }), behind(deposit, way.sources)];
}

/**
 * At most `maxShares` into `amount` of the single-validator pool's tokens, and those into active stake in the account, which was made
 * before in the same transaction.
 */
export async function getLeaveWithStakeInstructions(
  way: StakeWay,
  amount: bigint,
  maxShares: bigint,
): Promise<Instruction[]> {
  const { account, owner, pool, programAddress, single, tokens } = way;
  const at = liquidPdas(programAddress);
  const [reserve, lrtMint] = await Promise.all([at.reserve(pool, single.mint), at.lrtMint(pool)]);
  const leave = getLeaveInstantlyInstruction(
    { owner, pool, reserve, lrtMint, ownerShares: way.shares, ownerTokens: tokens, tokens: amount, maxShares },
    { programAddress },
  );
  return [behind(leave, way.sources), ...getLeavePoolInstructions(single, { account, owner, tokens, amount })];
}
