/**
 * From a stake account to shares of a pool in one transaction, and back to an active stake account in one: through the pool of the
 * account's validator, or through a stake pool that has the validator in its list.
 */
import type { AccountMeta, Address, Instruction, TransactionSigner } from "@solana/kit";

import { WHOLE_BALANCE } from "../generated/constants/index.js";
import { getEnterPoolInstructions, getLeavePoolInstructions, type SinglePool } from "../native-stake/index.js";
import { behind } from "./accounts.js";
import { getDepositAssetInstruction, getLeaveInstantlyInstruction } from "./generated/index.js";
import { liquidPdas } from "./pda.js";
import { getEnterStakePoolInstructions, getLeaveStakePoolInstruction, type StakePoolWay } from "./stake-pool.js";

/** What stands between stake accounts and an asset: the validator's own pool, or a stake pool with a validator of its list. */
export type StakeRoute =
  | { readonly single: SinglePool; readonly stakePool?: undefined }
  | { readonly stakePool: Omit<StakePoolWay, "account" | "owner" | "tokens">; readonly single?: undefined };

/** An owner's way between stake accounts of one validator and shares of a pool that has the route's token as an asset. */
export type StakeWay = StakeRoute & {
  /** The program of liquid restaking. */
  readonly programAddress: Address;
  /** The pool. */
  readonly pool: Address;
  /** The stake account: an active one on the way in, an empty one with rent on the way out. */
  readonly account: Address;
  /** The withdrawer of the stake account, and the only signer. */
  readonly owner: TransactionSigner;
  /** The owner's account of the route's tokens. */
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
  const { account, owner, pool, programAddress, tokens } = way;
  const at = liquidPdas(programAddress);
  const [reserve, lrtMint] = await Promise.all([at.reserve(pool, mintOf(way)), at.lrtMint(pool)]);
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
  const through = way.stakePool
    ? await getEnterStakePoolInstructions({ ...way.stakePool, account, owner, tokens })
    : getEnterPoolInstructions(way.single, { account, owner, tokens });
  return [...through, behind(deposit, way.sources)];
}

/**
 * At most `maxShares` into `amount` of the route's tokens, and those into active stake in the account, which was made before in the same
 * transaction.
 */
export async function getLeaveWithStakeInstructions(
  way: StakeWay,
  amount: bigint,
  maxShares: bigint,
): Promise<Instruction[]> {
  const { account, owner, pool, programAddress, tokens } = way;
  const at = liquidPdas(programAddress);
  const [reserve, lrtMint] = await Promise.all([at.reserve(pool, mintOf(way)), at.lrtMint(pool)]);
  const leave = getLeaveInstantlyInstruction(
    { owner, pool, reserve, lrtMint, ownerShares: way.shares, ownerTokens: tokens, tokens: amount, maxShares },
    { programAddress },
  );
  const through = way.stakePool
    ? [await getLeaveStakePoolInstruction({ ...way.stakePool, account, owner, tokens }, amount)]
    : getLeavePoolInstructions(way.single, { account, owner, tokens, amount });
  return [behind(leave, way.sources), ...through];
}

/** The route's asset: the mint of its tokens. */
function mintOf(route: StakeRoute): Address {
  return route.stakePool ? route.stakePool.pool.mint : route.single.mint;
}
