/**
 * Builders for the instructions of the pool program and of the stake program that a staker's way in and out takes.
 */
import {
  type AccountMeta,
  AccountRole,
  type AccountSignerMeta,
  type Address,
  getAddressEncoder,
  type Instruction,
  type TransactionSigner,
} from "@solana/kit";
import { getApproveInstruction, TOKEN_PROGRAM_ADDRESS } from "@solana-program/token";

import { NOBODY } from "../nobody.js";
import { TOKEN_METADATA_PROGRAM } from "../plans/metadata.js";
import type { SinglePool } from "./pool.js";
import { CLOCK, RENT, SINGLE_POOL_PROGRAM, STAKE_CONFIG, STAKE_HISTORY, STAKE_PROGRAM } from "./programs.js";

/** The tags of the pool program's instructions, of one byte. */
const POOL_TAGS = { initialize: 0, replenish: 1, depositStake: 2, withdrawStake: 3, createMetadata: 4, onRamp: 6 };

/** The tags of the stake program's, of four. */
const STAKE_TAGS = { authorize: 1, split: 3 };

/** The authorities of a stake account, by their tags. */
const AUTHORITIES = { staker: 0, withdrawer: 1 };

const read = (address: Address): AccountMeta => ({ address, role: AccountRole.READONLY });
const write = (address: Address): AccountMeta => ({ address, role: AccountRole.WRITABLE });
const signs = (signer: TransactionSigner): AccountSignerMeta => ({
  address: signer.address,
  role: AccountRole.READONLY_SIGNER,
  signer,
});

/** Gives one authority of `account` to `to`; the withdrawer signs, or for the staker's authority the staker. */
export function getAuthorizeStakeInstruction(input: {
  readonly account: Address;
  readonly authority: TransactionSigner;
  readonly to: Address;
  readonly which: keyof typeof AUTHORITIES;
}): Instruction {
  return {
    programAddress: STAKE_PROGRAM,
    accounts: [write(input.account), read(CLOCK), signs(input.authority)],
    data: bytes(u32(STAKE_TAGS.authorize), address(input.to), u32(AUTHORITIES[input.which])),
  };
}

/** Moves `lamports` of `account`'s stake to `to`, an account of the stake program with rent and nothing in it; the staker signs. */
export function getSplitStakeInstruction(input: {
  readonly account: Address;
  readonly staker: TransactionSigner;
  readonly lamports: bigint;
  readonly to: Address;
}): Instruction {
  return {
    programAddress: STAKE_PROGRAM,
    accounts: [write(input.account), write(input.to), signs(input.staker)],
    data: bytes(u32(STAKE_TAGS.split), u64(input.lamports)),
  };
}

/**
 * Creates the pool, after its accounts have been paid their rent, and the stake account {@link MIN_POOL_LAMPORTS} more.
 */
export function getInitializePoolInstruction(pool: SinglePool): Instruction {
  return ofPool(
    bytes([POOL_TAGS.initialize]),
    read(pool.vote),
    write(pool.pool),
    write(pool.stake),
    write(pool.mint),
    read(pool.stakeAuthority),
    read(pool.mintAuthority),
    ...[RENT, CLOCK, STAKE_HISTORY, STAKE_CONFIG, NOBODY, TOKEN_PROGRAM_ADDRESS, STAKE_PROGRAM].map(read),
  );
}

/** Makes the pool's on-ramp, which has been paid its rent: without it, a pool takes no deposits. */
export function getInitializeOnRampInstruction(pool: SinglePool): Instruction {
  return ofPool(
    bytes([POOL_TAGS.onRamp]),
    read(pool.pool),
    write(pool.onRamp),
    read(pool.stakeAuthority),
    ...[RENT, NOBODY, STAKE_PROGRAM].map(read),
  );
}

/** Names the pool's token after its validator. */
export function getCreateTokenMetadataInstruction(pool: SinglePool, payer: TransactionSigner): Instruction {
  return ofPool(
    bytes([POOL_TAGS.createMetadata]),
    ...[pool.pool, pool.mint, pool.mintAuthority, pool.metadataAuthority].map(read),
    { ...signs(payer), role: AccountRole.WRITABLE_SIGNER },
    write(pool.metadata),
    ...[TOKEN_METADATA_PROGRAM, NOBODY].map(read),
  );
}

/** Delegates again what was deactivated because its validator did not vote, and puts rewards to work. */
export function getReplenishPoolInstruction(pool: SinglePool): Instruction {
  return ofPool(
    bytes([POOL_TAGS.replenish]),
    read(pool.vote),
    read(pool.pool),
    write(pool.stake),
    write(pool.onRamp),
    ...[pool.stakeAuthority, CLOCK, STAKE_HISTORY, STAKE_CONFIG, STAKE_PROGRAM].map(read),
  );
}

/** Merges `account`, under the pool's authorities, into it. Its tokens go to `tokens`, and what is no stake to `lamports`. */
export function getDepositStakeInstruction(
  pool: SinglePool,
  to: { readonly account: Address; readonly tokens: Address; readonly lamports: Address },
): Instruction {
  return ofPool(
    bytes([POOL_TAGS.depositStake]),
    read(pool.pool),
    write(pool.stake),
    read(pool.onRamp),
    write(pool.mint),
    ...[pool.stakeAuthority, pool.mintAuthority].map(read),
    ...[to.account, to.tokens, to.lamports].map(write),
    ...[CLOCK, STAKE_HISTORY, TOKEN_PROGRAM_ADDRESS, STAKE_PROGRAM].map(read),
  );
}

/** Burns `amount` of `tokens`, which the pool's mint authority may take, for stake in the empty `account`, which `owner` gets. */
export function getWithdrawStakeInstruction(
  pool: SinglePool,
  input: { readonly account: Address; readonly owner: Address; readonly tokens: Address; readonly amount: bigint },
): Instruction {
  return ofPool(
    bytes([POOL_TAGS.withdrawStake], address(input.owner), u64(input.amount)),
    read(pool.pool),
    write(pool.stake),
    read(pool.onRamp),
    write(pool.mint),
    ...[pool.stakeAuthority, pool.mintAuthority].map(read),
    ...[input.account, input.tokens].map(write),
    ...[CLOCK, TOKEN_PROGRAM_ADDRESS, STAKE_PROGRAM].map(read),
  );
}

/**
 * The stake account `account` of `owner`, its withdrawer, into pool tokens in `tokens`. All three belong in one transaction: between them
 * the account is the pool's, and anyone may deposit it for itself.
 */
export function getEnterPoolInstructions(
  pool: SinglePool,
  input: { readonly account: Address; readonly owner: TransactionSigner; readonly tokens: Address },
): Instruction[] {
  const { account, owner: authority, tokens } = input;
  const to = pool.stakeAuthority;
  return [
    getAuthorizeStakeInstruction({ account, authority, to, which: "staker" }),
    getAuthorizeStakeInstruction({ account, authority, to, which: "withdrawer" }),
    getDepositStakeInstruction(pool, { account, tokens, lamports: authority.address }),
  ];
}

/** `amount` pool tokens of `owner`'s in `tokens` into stake in `account`, an account of the stake program with rent and nothing in it. */
export function getLeavePoolInstructions(
  pool: SinglePool,
  input: {
    readonly account: Address;
    readonly owner: TransactionSigner;
    readonly tokens: Address;
    readonly amount: bigint;
  },
): Instruction[] {
  const { account, owner, tokens, amount } = input;
  return [
    getApproveInstruction({ source: tokens, delegate: pool.mintAuthority, owner, amount }),
    getWithdrawStakeInstruction(pool, { account, owner: owner.address, tokens, amount }),
  ];
}

function ofPool(data: Uint8Array, ...accounts: (AccountMeta | AccountSignerMeta)[]): Instruction {
  return { programAddress: SINGLE_POOL_PROGRAM, accounts, data };
}

function bytes(...parts: readonly (Uint8Array | readonly number[])[]): Uint8Array {
  return Uint8Array.from(parts.flatMap((part) => [...part]));
}

function u32(number: number): Uint8Array {
  const data = new Uint8Array(4);
  new DataView(data.buffer).setUint32(0, number, true);
  return data;
}

function u64(number: bigint): Uint8Array {
  const data = new Uint8Array(8);
  new DataView(data.buffer).setBigUint64(0, number, true);
  return data;
}

function address(of: Address): Uint8Array {
  return new Uint8Array(getAddressEncoder().encode(of));
}
