/**
 * The owner of a token account. An address says nothing of that: the owner of an associated account can be changed, and anyone
 * can send lamports to the address of one that has not been made.
 */
import {
  type Address,
  fetchEncodedAccount,
  fetchEncodedAccounts,
  type GetAccountInfoApi,
  type GetMultipleAccountsApi,
  type MaybeEncodedAccount,
  type Rpc,
} from "@solana/kit";
import { AccountState, getMintDecoder, getTokenDecoder, type Token } from "@solana-program/token";
import { NOBODY } from "./nobody.js";
import { given, inChunks, type ReadConfig } from "./read.js";
import { mintBytes, tokenAccount, tokenAccountBytes, WRAPPED_SOL } from "./tokens.js";
import { Told } from "./told.js";

/** What an owner has of a token in one token account. */
export type Holding = {
  /** The required owner of the account. */
  readonly owner: Address;
  readonly mint: Address;
  /** The token account. */
  readonly account: Address;
  /** Whether there is an account. Lamports alone make none: it can still be opened. */
  readonly exists: boolean;
  /** What the owner can spend, in the token's smallest unit: zero where there is a problem. */
  readonly amount: bigint;
  /** Why the account is of no use to the owner, in a sentence; nothing if it is. */
  readonly problem: string | undefined;
  /** The delegate and the amount that it may take; undefined if there is none. */
  readonly delegate: { readonly address: Address; readonly amount: bigint } | undefined;
};

/** A token account cannot be used. */
export class UnusableAccount extends Told {
  override readonly name = "UnusableAccount";

  constructor(readonly holding: Holding) {
    super(holding.problem ?? `The token account ${holding.account} has not been made yet`);
  }
}

/** What `account` holds for `owner` of the token of `mint`. */
export function readHolding(account: MaybeEncodedAccount, owner: Address, mint: Address): Holding {
  const nothing = { owner, mint, account: account.address, amount: 0n, delegate: undefined };
  if (!account.exists || account.programAddress === NOBODY) {
    return { ...nothing, exists: false, problem: undefined };
  }
  const unusable = (problem: string): Holding => ({ ...nothing, exists: true, problem });
  const bytes = tokenAccountBytes(account);
  if (!bytes) {
    return unusable(`${account.address} is no token account`);
  }
  const token = getTokenDecoder().decode(bytes);
  const problem = problemOf(token, account.address, owner, mint);
  if (problem) {
    return unusable(problem);
  }
  const { delegate, delegatedAmount } = token;
  return {
    ...nothing,
    exists: true,
    amount: token.amount,
    problem: undefined,
    delegate:
      delegate.__option === "Some" && delegate.value !== owner
        ? { address: delegate.value, amount: delegatedAmount }
        : undefined,
  };
}

function problemOf(token: Token, account: Address, owner: Address, mint: Address): string | undefined {
  if (token.state === AccountState.Uninitialized) {
    return `The token account ${account} has not been initialized`;
  }
  if (token.mint !== mint) {
    return `The token account ${account} is of the mint ${token.mint}, not of ${mint}`;
  }
  if (token.owner !== owner) {
    return (
      `The token account ${account} belongs to ${token.owner}, not to ${owner}: ` +
      "what goes there is lost to its owner. Name another token account"
    );
  }
  if (token.state === AccountState.Frozen) {
    return `The issuer of ${mint} has frozen the token account ${account}`;
  }
  const { closeAuthority: closer } = token;
  if (mint === WRAPPED_SOL && closer.__option === "Some" && closer.value !== owner) {
    // Of wrapped SOL alone, an account that is closed takes along what it holds.
    return `${closer.value} may close the token account ${account}, and take all SOL in it. Name another token account`;
  }
  return undefined;
}

/** The token program of a mint: SPL Token if omitted. */
export type OfTokenProgram = {
  readonly tokenProgram?: Address | undefined;
};

/** What `owner` has of the token of `mint` in its associated account, which need not be there. */
export async function fetchHolding(
  rpc: Rpc<GetAccountInfoApi>,
  owner: Address,
  mint: Address,
  { tokenProgram, ...config }: ReadConfig & OfTokenProgram = {},
): Promise<Holding> {
  return fetchHoldingAt(rpc, await tokenAccount(owner, mint, tokenProgram), owner, mint, config);
}

/** What `owner` has of the token of `mint` in the token account at `account`. */
export async function fetchHoldingAt(
  rpc: Rpc<GetAccountInfoApi>,
  account: Address,
  owner: Address,
  mint: Address,
  config: ReadConfig = {},
): Promise<Holding> {
  return readHolding(await fetchEncodedAccount(rpc, account, given(config)), owner, mint);
}

/** What `owner` has of each of `mints` in its associated accounts. */
export function fetchHoldings(
  rpc: Rpc<GetMultipleAccountsApi>,
  owner: Address,
  mints: Iterable<Address>,
  config: ReadConfig = {},
): Promise<Holding[]> {
  return fetchHoldingsOf(
    rpc,
    [...new Set(mints)].map((mint) => ({ owner, mint })),
    config,
  );
}

/** What several owners have of tokens in their associated accounts, in the same order. */
export async function fetchHoldingsOf(
  rpc: Rpc<GetMultipleAccountsApi>,
  wanted: readonly (OfTokenProgram & { readonly owner: Address; readonly mint: Address })[],
  config: ReadConfig = {},
): Promise<Holding[]> {
  const placed = wanted.map(async ({ owner, mint, tokenProgram }) => {
    return { owner, mint, account: await tokenAccount(owner, mint, tokenProgram) };
  });
  return fetchHoldingsAt(rpc, await Promise.all(placed), config);
}

/** What several owners have of tokens in the token accounts that are named, in the same order. */
export async function fetchHoldingsAt(
  rpc: Rpc<GetMultipleAccountsApi>,
  wanted: readonly { readonly owner: Address; readonly mint: Address; readonly account: Address }[],
  config: ReadConfig = {},
): Promise<Holding[]> {
  const chunks = inChunks(wanted.map(({ account }) => account));
  const pages = chunks.map((chunk) => fetchEncodedAccounts(rpc, chunk, given(config)));
  const accounts = (await Promise.all(pages)).flat();
  return wanted.map(({ owner, mint }, place) => readHolding(accounts[place] as MaybeEncodedAccount, owner, mint));
}

/** The holding of `owner` in `mint` among `holdings`. */
export function holdingOf(holdings: readonly Holding[], owner: Address, mint: Address): Holding | undefined {
  return holdings.find((holding) => holding.owner === owner && holding.mint === mint);
}

/**
 * The account to pay `owner`'s tokens of `mint` to, or from: that of `holding`, if it is usable.
 *
 * @throws UnusableAccount The account cannot be used.
 * @throws TypeError The holding is another owner's or of another mint.
 */
export async function usableAccount(
  holding: Holding | undefined,
  owner: Address,
  mint: Address,
  tokenProgram?: Address,
): Promise<Address> {
  const associated = await tokenAccount(owner, mint, tokenProgram);
  if (!holding) {
    return associated;
  }
  if (holding.owner !== owner || holding.mint !== mint) {
    throw new TypeError(`the holding is of ${holding.owner} in ${holding.mint}, not of ${owner} in ${mint}`);
  }
  if (holding.problem !== undefined || (!holding.exists && holding.account !== associated)) {
    throw new UnusableAccount(holding);
  }
  return holding.account;
}

/** What a depositor keeps of its SOL for fees and the rents of accounts, in lamports, where SOL is wrapped. */
export const SOL_RESERVE = 10_000_000n;

/**
 * What the owner of `holding` can deposit of its token: in wrapped SOL, what is wrapped and what of its `lamports` can be.
 */
export function depositable({ mint, amount, problem }: Holding, lamports: bigint): bigint {
  if (problem !== undefined || mint !== WRAPPED_SOL) {
    return amount;
  }
  return amount + (lamports > SOL_RESERVE ? lamports - SOL_RESERVE : 0n);
}

/** What a mint says that a holder of its tokens needs to know. */
export type MintFacts = {
  /** The token program that it is of. */
  readonly tokenProgram: Address;
  /** How many decimals its amounts have: any number up to 255. */
  readonly decimals: number;
  readonly supply: bigint;
  /** The authority that freezes its accounts; undefined if there is none. */
  readonly freezeAuthority: Address | undefined;
};

/**
 * Reads the mint of SPL Token or Token-2022 at `mint`. Its figures are raw: no factor that an extension names is in them.
 *
 * @throws Told What is there is none: another program's, or nothing.
 */
export async function fetchMintFacts(
  rpc: Rpc<GetAccountInfoApi>,
  mint: Address,
  config: ReadConfig = {},
): Promise<MintFacts> {
  const account = await fetchEncodedAccount(rpc, mint, given(config));
  const bytes = account.exists ? mintBytes(account) : undefined;
  if (!account.exists || !bytes) {
    throw new Told(`There is no mint of SPL Token or Token-2022 at ${mint}`);
  }
  const { decimals, supply, freezeAuthority } = getMintDecoder().decode(bytes);
  return {
    tokenProgram: account.programAddress,
    decimals,
    supply,
    freezeAuthority: freezeAuthority.__option === "Some" ? freezeAuthority.value : undefined,
  };
}
