/**
 * SPL tokens for the chain of the tests.
 */
import type { Address, KeyPairSigner } from "@solana/kit";
import { getCreateAccountInstruction } from "@solana-program/system";
import {
  getInitializeMintInstruction,
  getMintSize,
  getMintToInstruction,
  getTokenDecoder,
  TOKEN_PROGRAM_ADDRESS,
} from "@solana-program/token";
import { openTokenAccount, tokenAccount } from "restaking-client";

import { type Chain, signer } from "./chain.js";

/** A mint called `name`, whose tokens `authority` mints. */
export async function makeMint(chain: Chain, authority: KeyPairSigner, name: string): Promise<Address> {
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
      programAddress: TOKEN_PROGRAM_ADDRESS,
    }),
    getInitializeMintInstruction({ mint: mint.address, decimals: 9, mintAuthority: authority.address }),
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
): Promise<void> {
  await chain.send(
    authority,
    await openTokenAccount(authority, owner, mint),
    getMintToInstruction({ mint, token: await tokenAccount(owner, mint), mintAuthority: authority, amount }),
  );
}

/** What `owner` has of `mint`; zero if it has no account. */
export async function balance(chain: Chain, owner: Address, mint: Address): Promise<bigint> {
  const account = chain.svm.getAccount(await tokenAccount(owner, mint));
  return account.exists && account.data.length > 0 ? getTokenDecoder().decode(account.data).amount : 0n;
}
