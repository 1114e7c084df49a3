/**
 * SPL token accounts, where the program pays to and from.
 */
import type { Address, Instruction, TransactionSigner } from "@solana/kit";
import {
  findAssociatedTokenPda,
  getCreateAssociatedTokenIdempotentInstructionAsync,
  TOKEN_PROGRAM_ADDRESS,
} from "@solana-program/token";

/** The address of `owner`'s token account of `mint`: the associated one. */
export async function tokenAccount(owner: Address, mint: Address): Promise<Address> {
  const [address] = await findAssociatedTokenPda({ owner, mint, tokenProgram: TOKEN_PROGRAM_ADDRESS });
  return address;
}

/** Makes `owner`'s token account of `mint` if there is none yet, at `payer`'s cost. */
export function openTokenAccount(payer: TransactionSigner, owner: Address, mint: Address): Promise<Instruction> {
  return getCreateAssociatedTokenIdempotentInstructionAsync({ payer, owner, mint });
}
