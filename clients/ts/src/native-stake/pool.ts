/**
 * A single-validator pool: its addresses, and what its tokens are worth.
 */
import { type Address, getAddressDecoder, getAddressEncoder, getProgramDerivedAddress } from "@solana/kit";

import { metadataAddress } from "../plans/metadata.js";
import { SINGLE_POOL_PROGRAM } from "./programs.js";

/** The bytes of a pool's own account. */
export const POOL_BYTES = 33;

/** The lamports beyond rent that a new pool's stake account needs, where the cluster's least delegation is no higher. */
export const MIN_POOL_LAMPORTS = 1_000_000_000n;

/** The tokens that stand for the lamports of the pool's start, which have no owner. */
export const PHANTOM_TOKENS = 1_000_000_000n;

/** The addresses of the pool of one vote account: there is one for each, and anyone may make it. */
export type SinglePool = {
  /** The validator's vote account. */
  readonly vote: Address;
  /** The pool's own account. */
  readonly pool: Address;
  /** The stake account that holds what was deposited. */
  readonly stake: Address;
  /** The stake account that activates what rewards and deposits of SOL brought. */
  readonly onRamp: Address;
  /** The mint of its tokens: 9 decimals, no freeze authority. */
  readonly mint: Address;
  readonly stakeAuthority: Address;
  readonly mintAuthority: Address;
  readonly metadataAuthority: Address;
  /** Where the token's name is. */
  readonly metadata: Address;
};

const bytes = (address: Address) => getAddressEncoder().encode(address);

async function find(prefix: string, of: Address): Promise<Address> {
  const seeds = [prefix, bytes(of)];
  return (await getProgramDerivedAddress({ programAddress: SINGLE_POOL_PROGRAM, seeds }))[0];
}

/** The mint of the pool with its own account at `pool`. */
export function poolMint(pool: Address): Promise<Address> {
  return find("mint", pool);
}

/** The pool of the validator with this vote account. */
export async function singlePool(vote: Address): Promise<SinglePool> {
  const pool = await find("pool", vote);
  const [stake, onRamp, mint, stakeAuthority, mintAuthority, metadataAuthority] = await Promise.all([
    find("stake", pool),
    find("onramp", pool),
    poolMint(pool),
    find("stake_authority", pool),
    find("mint_authority", pool),
    find("mpl_authority", pool),
  ]);
  const metadata = await metadataAddress(mint);
  return { vote, pool, stake, onRamp, mint, stakeAuthority, mintAuthority, metadataAuthority, metadata };
}

/** The vote account that an account of the pool program is of; nothing where it is no pool. */
export function poolVote(data: Uint8Array): Address | undefined {
  return data[0] === 1 && data.length >= POOL_BYTES ? getAddressDecoder().decode(data, 1) : undefined;
}

/** What a pool's tokens are worth, as the pool program reckons it. */
export type PoolValue = {
  /** The lamports of both stake accounts, less rent. */
  readonly lamports: bigint;
  /** The tokens that they are divided among, including those without an owner. */
  readonly tokens: bigint;
};

/** The value of a pool by the lamports of its two stake accounts, the rent of one, and its mint's supply. */
export function poolValue(of: {
  readonly stake: bigint;
  readonly onRamp: bigint;
  readonly rent: bigint;
  readonly supply: bigint;
}): PoolValue {
  const beyond = (lamports: bigint) => (lamports > of.rent ? lamports - of.rent : 0n);
  return { lamports: beyond(of.stake) + beyond(of.onRamp), tokens: of.supply + PHANTOM_TOKENS };
}

/** The tokens that `stake` lamports of active stake bring, rounded down. */
export function tokensForStake({ lamports, tokens }: PoolValue, stake: bigint): bigint {
  return lamports === 0n ? stake : (stake * tokens) / lamports;
}

/** The lamports of active stake that `amount` tokens bring, rounded down. */
export function stakeForTokens({ lamports, tokens }: PoolValue, amount: bigint): bigint {
  return (amount * lamports) / tokens;
}
