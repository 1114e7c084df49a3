/**
 * Token accounts of SPL Token and Token-2022, where the program pays to and from.
 */
import {
  type AccountMeta,
  AccountRole,
  type Address,
  type EncodedAccount,
  type Instruction,
  type ReadonlyUint8Array,
  type TransactionSigner,
} from "@solana/kit";
import { getTransferSolInstruction } from "@solana-program/system";
import {
  findAssociatedTokenPda,
  getCloseAccountInstruction,
  getCreateAssociatedTokenIdempotentInstructionAsync,
  getMintSize,
  getSyncNativeInstruction,
  getTokenSize,
  TOKEN_PROGRAM_ADDRESS,
} from "@solana-program/token";

import type { Vault } from "./generated/accounts/index.js";
import { TokenProgram } from "./generated/types/index.js";

/** The mint of wrapped SOL: lamports of its token accounts are what they hold. */
export const WRAPPED_SOL = "So11111111111111111111111111111111111111112" as Address;

/** Token-2022. */
export const TOKEN_2022_PROGRAM_ADDRESS = "TokenzQdBNbLqP5VEhdkAS6EPFLC1PHnBqCXEpPxuEb" as Address;

/** The token program of a vault's asset; its VRT is always of SPL Token. */
export function assetProgramOf({ assetProgram }: Pick<Vault, "assetProgram">): Address {
  return assetProgram === TokenProgram.Token2022 ? TOKEN_2022_PROGRAM_ADDRESS : TOKEN_PROGRAM_ADDRESS;
}

/** What of a vault's account says how its asset moves. */
type Asset = Pick<Vault, "assetMint" | "assetProgram">;

/**
 * An instruction that moves the asset of a vault, with the accounts that the asset's token program asks for after the instruction's
 * own: none for SPL Token, Token-2022 and the mint for Token-2022.
 */
export function moving<Step extends Instruction>(vault: Asset, step: Step): Step {
  return followed(
    step,
    assetProgramOf(vault) === TOKEN_2022_PROGRAM_ADDRESS ? [TOKEN_2022_PROGRAM_ADDRESS, vault.assetMint] : [],
  );
}

/** The same for what names the mint among its own accounts: the creation of a vault, and the execution of a slash. */
export function withAssetProgram<Step extends Instruction>(vault: Asset, step: Step): Step {
  return followed(step, assetProgramOf(vault) === TOKEN_2022_PROGRAM_ADDRESS ? [TOKEN_2022_PROGRAM_ADDRESS] : []);
}

function followed<Step extends Instruction>(step: Step, trailing: readonly Address[]): Step {
  const metas: AccountMeta[] = trailing.map((address) => ({ address, role: AccountRole.READONLY }));
  return metas.length === 0 ? step : { ...step, accounts: [...(step.accounts ?? []), ...metas] };
}

/** The type of a mint with extensions, which stands where a token account without extensions ends. */
const MINT = 1;

/** The type of a token account with extensions. */
const ACCOUNT = 2;

/** The length of a multisig, which no mint or token account has. */
const MULTISIG_SIZE = 355;

/** The bytes of a token account of either token program, without its extensions; nothing if `account` is none. */
export function tokenAccountBytes(account: EncodedAccount): ReadonlyUint8Array | undefined {
  return baseOf(account, getTokenSize(), ACCOUNT);
}

/** The bytes of a mint of either token program, without its extensions; nothing if `account` is none. */
export function mintBytes(account: EncodedAccount): ReadonlyUint8Array | undefined {
  return baseOf(account, getMintSize(), MINT);
}

function baseOf({ programAddress, data }: EncodedAccount, size: number, type: number): ReadonlyUint8Array | undefined {
  const isToken2022 = programAddress === TOKEN_2022_PROGRAM_ADDRESS;
  const isWhole = data.length === size && (isToken2022 || programAddress === TOKEN_PROGRAM_ADDRESS);
  const isExtended = isToken2022 && data.length !== MULTISIG_SIZE && data[getTokenSize()] === type;
  return isWhole || isExtended ? data.slice(0, size) : undefined;
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

/** Turns all wrapped SOL in the owner's token account into SOL: the account is closed, and its rent comes with it. */
export async function unwrapSol(owner: TransactionSigner): Promise<Instruction> {
  const account = await tokenAccount(owner.address, WRAPPED_SOL);
  return getCloseAccountInstruction({ account, destination: owner.address, owner });
}

/** The address of `owner`'s token account of `mint`, of SPL Token unless another is named: the associated one. */
export async function tokenAccount(
  owner: Address,
  mint: Address,
  tokenProgram: Address = TOKEN_PROGRAM_ADDRESS,
): Promise<Address> {
  const [address] = await findAssociatedTokenPda({ owner, mint, tokenProgram });
  return address;
}

/**
 * Makes `owner`'s token account of `mint` if there is none yet, at `payer`'s cost. It fails where the account at that address has
 * become another's: what follows in the same transaction does not happen then.
 */
export function openTokenAccount(
  payer: TransactionSigner,
  owner: Address,
  mint: Address,
  tokenProgram: Address = TOKEN_PROGRAM_ADDRESS,
): Promise<Instruction> {
  return getCreateAssociatedTokenIdempotentInstructionAsync({ payer, owner, mint, tokenProgram });
}
