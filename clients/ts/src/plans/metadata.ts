/**
 * Names of VRTs: the account of the Metaplex Token Metadata program, which wallets and explorers read.
 */
import {
  type Address,
  address,
  getAddressEncoder,
  getProgramDerivedAddress,
  getUtf8Encoder,
  type InstructionPlan,
  singleInstructionPlan,
  type TransactionSigner,
} from "@solana/kit";
import { MAX_VRT_NAME, MAX_VRT_SYMBOL, MAX_VRT_URI } from "../generated/constants/index.js";
import { getCreateVrtMetadataInstruction, getUpdateVrtMetadataInstruction } from "../generated/instructions/index.js";
import { pdas } from "../pda.js";
import { displayText } from "../text.js";
import type { OfProgram, Payer } from "./common.js";

/** The Metaplex Token Metadata program. A cluster without it names no VRT. */
export const TOKEN_METADATA_PROGRAM: Address = address("metaqbxxUerdq28cj1RbAWkYQm3ybzjb6a8bt518x1s");

/** The account of the Metaplex Token Metadata program with the texts of `mint`. */
export async function metadataAddress(mint: Address): Promise<Address> {
  const bytes = getAddressEncoder();
  const seeds = ["metadata", bytes.encode(TOKEN_METADATA_PROGRAM), bytes.encode(mint)];
  const [found] = await getProgramDerivedAddress({ programAddress: TOKEN_METADATA_PROGRAM, seeds });
  return found;
}

/** A VRT's texts. */
export type VrtTexts = {
  /** At most 32 bytes of UTF-8. */
  readonly name: string;
  /** At most 10 bytes of UTF-8. */
  readonly symbol: string;
  /** Leads to a JSON file with a picture; at most 200 bytes of UTF-8, or empty. */
  readonly uri: string;
};

/** Whether the program accepts a text of at most `most` bytes: the reason where it does not. */
export type TextFault = "empty" | "too long" | "blank" | "hidden";

/** The first text that the program would refuse, and why; nothing for texts that it accepts. */
export function vrtTextFault(
  texts: VrtTexts,
): { readonly text: keyof VrtTexts; readonly fault: TextFault } | undefined {
  for (const [text, most] of [
    ["name", MAX_VRT_NAME],
    ["symbol", MAX_VRT_SYMBOL],
    ["uri", MAX_VRT_URI],
  ] as const) {
    const fault = faultOf(texts[text], Number(most), text === "uri");
    if (fault) {
      return { text, fault };
    }
  }
  return undefined;
}

function faultOf(text: string, most: number, mayBeEmpty: boolean): TextFault | undefined {
  if (text === "") {
    return mayBeEmpty ? undefined : "empty";
  }
  if (getUtf8Encoder().encode(text).length > most) {
    return "too long";
  }
  if (text.trim() !== text) {
    return "blank";
  }
  // Stricter than the program, which has a shorter list of hidden characters.
  return displayText(text) === text ? undefined : "hidden";
}

/** Gives the VRT of `vault` metadata, once. The payer also pays the fee of Metaplex, 0.01 SOL. */
export async function planCreateVrtMetadata(
  input: OfProgram & Payer & VrtTexts & { readonly vault: Address; readonly admin: TransactionSigner },
): Promise<{ readonly plan: InstructionPlan }> {
  const { programAddress, vault, admin, payer = admin, name, symbol, uri } = input;
  const vrtMint = await pdas(programAddress).vrtMint(vault);
  const metadata = await metadataAddress(vrtMint);
  const create = getCreateVrtMetadataInstruction(
    { payer, admin, vault, vrtMint, metadata, name, symbol, uri },
    { programAddress },
  );
  return { plan: singleInstructionPlan(create) };
}

/** Changes all texts of the VRT of `vault`, which has metadata. */
export async function planUpdateVrtMetadata(
  input: OfProgram & VrtTexts & { readonly vault: Address; readonly admin: TransactionSigner },
): Promise<{ readonly plan: InstructionPlan }> {
  const { programAddress, vault, admin, name, symbol, uri } = input;
  const metadata = await metadataAddress(await pdas(programAddress).vrtMint(vault));
  const update = getUpdateVrtMetadataInstruction({ admin, vault, metadata, name, symbol, uri }, { programAddress });
  return { plan: singleInstructionPlan(update) };
}
