/**
 * Where payments of tokens go.
 */
import type { Address, Instruction, TransactionSigner } from "@solana/kit";
import { formatAmount } from "../amount.js";
import type { Vault } from "../generated/accounts/index.js";
import { type Holding, holdingOf } from "../holdings.js";
import { openTokenAccount, tokenAccount, unwrapSol, WRAPPED_SOL, wrapSol } from "../tokens.js";
import type { Fetched } from "./common.js";

/** How payments are received. */
export type Receiving = {
  /** What is known of the receiver's token accounts: {@link fetchHoldings} fetches it. */
  readonly holdings?: readonly Holding[] | undefined;
  /**
   * The mints of which a token account is made where it is missing, at the payer's cost; none if omitted. Strangers can give
   * tickets, and add rewards, in any token.
   */
  readonly openFor?: readonly Address[] | undefined;
  /** Whether wrapped SOL is paid out as SOL, with all that the receiver's account of it holds; so if omitted. */
  readonly unwrap?: boolean | undefined;
};

/** What a payment needs before it, where it goes, and what follows it. */
export type Destination = {
  readonly account: Address;
  readonly before: readonly Instruction[];
  readonly after: readonly Instruction[];
};

/** Where `owner` receives tokens of `mint`, of SPL Token unless another program is named; or why it cannot, in a sentence. */
export async function destinationOf(
  { holdings = [], openFor = [], unwrap = true }: Receiving,
  payer: TransactionSigner,
  owner: TransactionSigner,
  mint: Address,
  tokenProgram?: Address,
): Promise<Destination | string> {
  const holding = holdingOf(holdings, owner.address, mint);
  if (holding?.problem !== undefined) {
    return holding.problem;
  }
  const associated = await tokenAccount(owner.address, mint, tokenProgram);
  const account = holding?.exists ? holding.account : associated;
  if (mint === WRAPPED_SOL && unwrap && account === associated) {
    // It is closed again: its rent comes back.
    return {
      account,
      before: [await openTokenAccount(payer, owner.address, mint)],
      after: [await unwrapSol(owner)],
    };
  }
  if (holding?.exists) {
    return { account, before: [], after: [] };
  }
  if (openFor.includes(mint)) {
    return { account, before: [await openTokenAccount(payer, owner.address, mint, tokenProgram)], after: [] };
  }
  return holding
    ? `It is paid in the token ${mint}, of which you have no account: name the token to have one made at your cost`
    : { account, before: [], after: [] };
}

/** What its owner spends of a vault's asset. */
type Spending = {
  readonly vault: Fetched<Vault>;
  readonly owner: TransactionSigner;
  readonly amount: bigint;
  /** Another account that it comes from. */
  readonly from?: Address | undefined;
  readonly holding?: Holding | undefined;
};

/** Wraps what a holding of wrapped SOL is short of for `amount`; of any other token it has to be there. */
export async function wrapMissing(
  { vault, owner, amount, from, holding }: Spending,
  payer: TransactionSigner,
): Promise<Instruction[]> {
  if (!holding || from || holding.amount >= amount) {
    return [];
  }
  const { assetMint, decimals } = vault.data;
  if (holding.mint !== assetMint || holding.owner !== owner.address) {
    throw new TypeError(
      `the holding is of ${holding.owner} in ${holding.mint}, not of ${owner.address} in the vault's asset`,
    );
  }
  if (assetMint === WRAPPED_SOL && holding.account === (await tokenAccount(owner.address, assetMint))) {
    return wrapSol(payer, owner, amount - holding.amount);
  }
  const held = formatAmount(holding.amount, decimals);
  throw new RangeError(
    holding.amount === 0n
      ? `You hold no tokens of ${assetMint}, which the vault takes`
      : `You hold ${held} of the token ${assetMint}, less than ${formatAmount(amount, decimals)}`,
  );
}
