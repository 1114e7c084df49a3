/**
 * SPL tokens for the chain of the tests.
 */
import { type Address, type KeyPairSigner, lamports } from "@solana/kit";
import { getCreateAccountInstruction } from "@solana-program/system";
import {
  AuthorityType,
  getFreezeAccountInstruction,
  getInitializeMintInstruction,
  getMintEncoder,
  getMintSize,
  getMintToInstruction,
  getSetAuthorityInstruction,
  getTokenDecoder,
  TOKEN_PROGRAM_ADDRESS,
} from "@solana-program/token";
import { openTokenAccount, tokenAccount, WRAPPED_SOL } from "restaking-client";

import { type Chain, signer } from "./chain.js";

/** A mint called `name`: `authority` mints its tokens, and freezes them if it is `freezable`. */
export async function makeMint(
  chain: Chain,
  authority: KeyPairSigner,
  name: string,
  { freezable = false, decimals = 9, tokenProgram = TOKEN_PROGRAM_ADDRESS as Address } = {},
): Promise<Address> {
  const mint = await signer(name);
  const space = getMintSize();
  const rent = chain.svm.minimumBalanceForRentExemption(BigInt(space));
  await chain.send(
    authority,
    getCreateAccountInstruction({
      payer: authority,
      newAccount: mint,
      lamports: rent,
      space,
      programAddress: tokenProgram,
    }),
    getInitializeMintInstruction(
      {
        mint: mint.address,
        decimals,
        mintAuthority: authority.address,
        ...(freezable && { freezeAuthority: authority.address }),
      },
      { programAddress: tokenProgram },
    ),
  );
  return mint.address;
}

/** Mints `amount` to `owner`'s account, which is made if it is missing. */
export async function mintTo(
  chain: Chain,
  authority: KeyPairSigner,
  mint: Address,
  owner: Address,
  amount: bigint,
  tokenProgram: Address = TOKEN_PROGRAM_ADDRESS,
): Promise<void> {
  const token = await tokenAccount(owner, mint, tokenProgram);
  await chain.send(
    authority,
    await openTokenAccount(authority, owner, mint, tokenProgram),
    getMintToInstruction({ mint, token, mintAuthority: authority, amount }, { programAddress: tokenProgram }),
  );
}

/** What `owner` has of `mint`; zero if it has no account. */
export async function balance(
  chain: Chain,
  owner: Address,
  mint: Address,
  tokenProgram: Address = TOKEN_PROGRAM_ADDRESS,
): Promise<bigint> {
  const account = chain.svm.getAccount(await tokenAccount(owner, mint, tokenProgram));
  return account.exists && account.data.length > 0 ? getTokenDecoder().decode(account.data).amount : 0n;
}

/** Puts the mint of wrapped SOL where it is on every cluster. */
export function addWrappedSol(chain: Chain): void {
  const data = getMintEncoder().encode({
    mintAuthority: null,
    supply: 0n,
    decimals: 9,
    isInitialized: true,
    freezeAuthority: null,
  });
  chain.svm.setAccount({
    address: WRAPPED_SOL,
    data: new Uint8Array(data),
    executable: false,
    lamports: lamports(1_000_000_000n),
    programAddress: TOKEN_PROGRAM_ADDRESS,
    space: BigInt(data.length),
  });
}

/** Gives `owner`'s associated account of `mint` to another, as an owner tricked into a signature does. */
export async function giveAway(chain: Chain, owner: KeyPairSigner, mint: Address, to: Address): Promise<void> {
  const owned = await tokenAccount(owner.address, mint);
  await chain.send(
    owner,
    await openTokenAccount(owner, owner.address, mint),
    getSetAuthorityInstruction({ owned, owner, authorityType: AuthorityType.AccountOwner, newAuthority: to }),
  );
}

/** Freezes `owner`'s associated account of `mint`. */
export async function freeze(chain: Chain, authority: KeyPairSigner, mint: Address, owner: Address): Promise<void> {
  await chain.send(
    authority,
    await openTokenAccount(authority, owner, mint),
    getFreezeAccountInstruction({ account: await tokenAccount(owner, mint), mint, owner: authority }),
  );
}
