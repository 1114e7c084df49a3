/**
 * Tokens that were sent to a vault's address, beside what its books know.
 */
import { type Address, type GetTokenAccountsByOwnerApi, getBase64Encoder, type Rpc } from "@solana/kit";
import { AccountState, getTokenDecoder, TOKEN_PROGRAM_ADDRESS } from "@solana-program/token";

import type { Vault } from "./generated/accounts/index.js";
import type { Fetched } from "./plans/common.js";
import { given, type ReadConfig } from "./read.js";
import { TOKEN_2022_PROGRAM_ADDRESS, tokenAccountBytes } from "./tokens.js";

/** A token account of a vault's that its books do not know. */
export type StrayTokens = {
  readonly address: Address;
  readonly mint: Address;
  readonly amount: bigint;
  /** The token program of the mint; SPL Token if omitted. */
  readonly tokenProgram?: Address | undefined;
};

/** Whether tokens can be swept at all: neither the account of the vault's books, nor its VRT. */
export function isSweepable(vault: Fetched<Pick<Vault, "assetAccount" | "vrtMint">>, tokens: StrayTokens): boolean {
  return tokens.mint !== vault.data.vrtMint && tokens.address !== vault.data.assetAccount;
}

/**
 * The token accounts with tokens to sweep that belong to a vault, of both token programs. Frozen accounts are omitted: nothing moves
 * from them.
 */
export async function fetchStrayTokens(
  rpc: Rpc<GetTokenAccountsByOwnerApi>,
  vault: Fetched<Pick<Vault, "assetAccount" | "vrtMint">>,
  config: ReadConfig = {},
): Promise<StrayTokens[]> {
  const { abortSignal, commitment } = config;
  const lists = [TOKEN_PROGRAM_ADDRESS, TOKEN_2022_PROGRAM_ADDRESS].map((programId) =>
    rpc
      .getTokenAccountsByOwner(vault.address, { programId }, { encoding: "base64", ...(commitment && { commitment }) })
      .send(given({ abortSignal })),
  );
  const found = (await Promise.all(lists)).flatMap(({ value }) => value);
  return found.flatMap(({ pubkey: address, account: { data, owner: tokenProgram, ...account } }): StrayTokens[] => {
    const bytes = getBase64Encoder().encode(data[0]);
    const base = tokenAccountBytes({ ...account, address, data: new Uint8Array(bytes), programAddress: tokenProgram });
    if (!base) {
      return [];
    }
    const { mint, amount, owner, state } = getTokenDecoder().decode(base);
    const tokens = { address, mint, amount, tokenProgram };
    const moves = owner === vault.address && state === AccountState.Initialized && amount > 0n;
    return moves && isSweepable(vault, tokens) ? [tokens] : [];
  });
}
