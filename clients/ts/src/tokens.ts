/**
 * SPL token accounts, where the program pays to and from.
 */
import type { Address, GetAccountInfoApi, Instruction, Rpc, TransactionSigner } from "@solana/kit";
import { getTransferSolInstruction } from "@solana-program/system";
import {
  fetchMaybeToken,
  findAssociatedTokenPda,
  getCreateAssociatedTokenIdempotentInstructionAsync,
  getSyncNativeInstruction,
  TOKEN_PROGRAM_ADDRESS,
} from "@solana-program/token";

import { given, type ReadConfig } from "./fetch.js";

/** The mint of wrapped SOL: lamports of its token accounts are what they hold. */
export const WRAPPED_SOL = "So11111111111111111111111111111111111111112" as Address;

/** What an owner has of a token in its associated account. */
export type Holding = {
  readonly owner: Address;
  readonly mint: Address;
  /** In the token's smallest unit; zero where there is no account. */
  readonly amount: bigint;
};

/** What `owner` has of the token of `mint` in its associated account, which need not be there. */
export async function fetchHolding(
  rpc: Rpc<GetAccountInfoApi>,
  owner: Address,
  mint: Address,
  config: ReadConfig = {},
): Promise<Holding> {
  const account = await fetchMaybeToken(rpc, await tokenAccount(owner, mint), given(config));
  return { owner, mint, amount: account.exists ? account.data.amount : 0n };
}

/** Turns `lamports` of the owner's SOL into wrapped SOL in its token account, which is made if it is missing. */
export async function wrapSol(
  payer: TransactionSigner,
  owner: TransactionSigner,
  lamports: bigint,
): Promise<Instruction[]> {
  const account = await tokenAccount(owner.address, WRAPPED_SOL);
  return [
    await openTokenAccount(payer, owner.address, WRAPPED_SOL),
    getTransferSolInstruction({ source: owner, destination: account, amount: lamports }),
    getSyncNativeInstruction({ account }),
  ];
}

/** The address of `owner`'s token account of `mint`: the associated one. */
export async function tokenAccount(owner: Address, mint: Address): Promise<Address> {
  const [address] = await findAssociatedTokenPda({ owner, mint, tokenProgram: TOKEN_PROGRAM_ADDRESS });
  return address;
}

/** Makes `owner`'s token account of `mint` if there is none yet, at `payer`'s cost. */
export function openTokenAccount(payer: TransactionSigner, owner: Address, mint: Address): Promise<Instruction> {
  return getCreateAssociatedTokenIdempotentInstructionAsync({ payer, owner, mint });
}
