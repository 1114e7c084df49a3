/**
 * SPL token accounts, where the program pays to and from.
 */
import type { Address, Instruction, TransactionSigner } from "@solana/kit";
import { getTransferSolInstruction } from "@solana-program/system";
import {
  findAssociatedTokenPda,
  getCloseAccountInstruction,
  getCreateAssociatedTokenIdempotentInstructionAsync,
  getSyncNativeInstruction,
  TOKEN_PROGRAM_ADDRESS,
} from "@solana-program/token";

/** The mint of wrapped SOL: lamports of its token accounts are what they hold. */
export const WRAPPED_SOL = "So11111111111111111111111111111111111111112" as Address;

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

/** Turns all wrapped SOL in the owner's token account into SOL: the account is closed, and its rent comes with it. */
export async function unwrapSol(owner: TransactionSigner): Promise<Instruction> {
  const account = await tokenAccount(owner.address, WRAPPED_SOL);
  return getCloseAccountInstruction({ account, destination: owner.address, owner });
}

/** The address of `owner`'s token account of `mint`: the associated one. */
export async function tokenAccount(owner: Address, mint: Address): Promise<Address> {
  const [address] = await findAssociatedTokenPda({ owner, mint, tokenProgram: TOKEN_PROGRAM_ADDRESS });
  return address;
}

/**
 * Makes `owner`'s token account of `mint` if there is none yet, at `payer`'s cost. It fails where the account at that address has
 * become another's: what follows in the same transaction does not happen then.
 */
export function openTokenAccount(payer: TransactionSigner, owner: Address, mint: Address): Promise<Instruction> {
  return getCreateAssociatedTokenIdempotentInstructionAsync({ payer, owner, mint });
}
