import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Address, lamports } from "@solana/kit";
import { getTransferSolInstruction } from "@solana-program/system";
import { getMintEncoder, getSyncNativeInstruction, TOKEN_PROGRAM_ADDRESS } from "@solana-program/token";
import { explainError, fetchHolding, fetchVault, planDeposit, tokenAccount, WRAPPED_SOL } from "restaking-client";

import { Chain } from "./support/chain.js";
import { PROGRAM } from "./support/program.js";
import { balance, makeMint, mintTo } from "./support/tokens.js";
import { makeVault } from "./support/vault.js";

/** A vault for `asset`, and a deposit in it that knows what the depositor holds. */
async function makeDeposits(chain: Chain, asset: Address) {
  const issuer = await chain.funded("issuer");
  const depositor = await chain.funded("staker");
  const { address } = await makeVault(chain, issuer, asset);
  const plan = async (amount: bigint) =>
    planDeposit({
      ...PROGRAM,
      vault: await fetchVault(chain.rpc, address),
      depositor,
      amount,
      now: chain.now,
      holding: await fetchHolding(chain.rpc, depositor.address, asset),
    });
  return { issuer, depositor, address, plan };
}

describe("deposits that know what is held", () => {
  it("say so where it is nothing, or too little", async () => {
    const chain = await Chain.start();
    const asset = await makeMint(chain, await chain.funded("issuer"), "asset");
    const { issuer, depositor, plan } = await makeDeposits(chain, asset);
    const sentence = async (amount: bigint) =>
      explainError(await plan(amount).catch((error) => error), PROGRAM).sentence;
    assert.equal(await sentence(1n), `You hold no tokens of ${asset}, which the vault takes`);
    await mintTo(chain, issuer, asset, depositor.address, 1_500_000_000n);
    assert.equal(await sentence(2_000_000_000n), `You hold 1.5 of the token ${asset}, less than 2`);
    await chain.send(depositor, (await plan(1_500_000_000n)).plan);
    assert.equal(await sentence(1n), `You hold no tokens of ${asset}, which the vault takes`);
  });

  it("wrap the SOL that is missing in a vault of wrapped SOL", async () => {
    const chain = await Chain.start();
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
    const { depositor, address, plan } = await makeDeposits(chain, WRAPPED_SOL);
    const held = async () => balance(chain, depositor.address, WRAPPED_SOL);
    await chain.send(depositor, (await plan(2_000_000_000n)).plan);
    assert.equal(await held(), 0n);
    const account = await tokenAccount(depositor.address, WRAPPED_SOL);
    const transfer = getTransferSolInstruction({ source: depositor, destination: account, amount: 300_000_000n });
    await chain.send(depositor, transfer, getSyncNativeInstruction({ account }));
    assert.equal(await held(), 300_000_000n);
    await chain.send(depositor, (await plan(500_000_000n)).plan);
    assert.equal(await held(), 0n);
    assert.equal((await fetchVault(chain.rpc, address)).data.ledger.books.active, 2_500_000_000n);
  });
});
