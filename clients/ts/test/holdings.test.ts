import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { type Address, type KeyPairSigner, lamports } from "@solana/kit";
import { getTransferSolInstruction } from "@solana-program/system";
import {
  AuthorityType,
  getApproveInstruction,
  getCreateAssociatedTokenIdempotentInstructionAsync,
  getSetAuthorityInstruction,
  getSyncNativeInstruction,
  TOKEN_PROGRAM_ADDRESS,
} from "@solana-program/token";
import {
  depositable,
  explainError,
  fetchBucketsOf,
  fetchExitTickets,
  fetchHolding,
  fetchHoldingAt,
  fetchHoldings,
  fetchMintFacts,
  fetchVault,
  planClaimExits,
  planDeposit,
  planExitInstantly,
  planRequestExit,
  SOL_RESERVE,
  tokenAccount,
  UnusableAccount,
  WRAPPED_SOL,
} from "restaking-client";

import { Chain, nobody } from "./support/chain.js";
import { PROGRAM } from "./support/program.js";
import { addWrappedSol, balance, freeze, giveAway, makeMint, mintTo } from "./support/tokens.js";
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
    addWrappedSol(chain);
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

/** A vault with shares that the staker's own account can take, and a thief. */
async function makeTheft() {
  const chain = await Chain.start();
  const [issuer, staker, thief] = [
    await chain.funded("issuer"),
    await chain.funded("staker"),
    await chain.funded("thief"),
  ];
  const asset = await makeMint(chain, issuer, "asset", { freezable: true });
  await mintTo(chain, issuer, asset, staker.address, 1_000_000n);
  const { address, data } = await makeVault(chain, issuer, asset);
  const deposit = async (more: Partial<Parameters<typeof planDeposit>[0]> = {}) =>
    planDeposit({
      ...PROGRAM,
      vault: await fetchVault(chain.rpc, address),
      depositor: staker,
      amount: 1_000n,
      now: chain.now,
      ...more,
    });
  const holding = (mint: Address) => fetchHolding(chain.rpc, staker.address, mint);
  return { chain, issuer, staker, thief, asset, vrtMint: data.vrtMint, vault: address, deposit, holding };
}

describe("a token account", () => {
  it("is its owner's by its owner field: shares do not go to one that was given away", async () => {
    const { chain, staker, thief, vrtMint, deposit, holding } = await makeTheft();
    await giveAway(chain, staker, vrtMint, thief.address);
    const to = await holding(vrtMint);
    assert.deepEqual([to.exists, to.amount], [true, 0n]);
    const account = await tokenAccount(staker.address, vrtMint);
    const said = `The token account ${account} belongs to ${thief.address}, not to ${staker.address}: what goes there is lost to its owner. Name another token account`;
    assert.equal(to.problem, said);
    await assert.rejects(deposit({ to }), (error) => {
      assert.ok(error instanceof UnusableAccount);
      assert.equal(explainError(error, PROGRAM).sentence, said);
      return true;
    });
    // Nor where nobody looked before: the transaction fails as a whole.
    await assert.rejects(chain.send(staker, (await deposit()).plan), (failed: { sentence: string }) => {
      assert.equal(
        failed.sentence,
        "The associated token account has another owner by now: name another token account",
      );
      return true;
    });
    assert.equal(await balance(chain, staker.address, vrtMint), 0n);
  });

  it("that is another one of the depositor's takes the shares when it is named", async () => {
    const { chain, staker, thief, vrtMint, deposit } = await makeTheft();
    await giveAway(chain, staker, vrtMint, thief.address);
    // An account that somebody else made, and gave to the depositor.
    await chain.send(
      thief,
      await getCreateAssociatedTokenIdempotentInstructionAsync({ payer: thief, owner: thief.address, mint: vrtMint }),
      getSetAuthorityInstruction({
        owned: await tokenAccount(thief.address, vrtMint),
        owner: thief,
        authorityType: AuthorityType.AccountOwner,
        newAuthority: staker.address,
      }),
    );
    const named = await tokenAccount(thief.address, vrtMint);
    const to = await fetchHoldingAt(chain.rpc, named, staker.address, vrtMint);
    await chain.send(staker, (await deposit({ to })).plan);
    assert.equal((await fetchHoldingAt(chain.rpc, named, staker.address, vrtMint)).amount, 1_000n);
    const missing = await fetchHoldingAt(chain.rpc, nobody(5), staker.address, vrtMint);
    await assert.rejects(deposit({ to: missing }), /has not been made yet/);
  });

  it("is missing where a stranger sent lamports to its address, and is made all the same", async () => {
    const { chain, staker, vrtMint, deposit, holding } = await makeTheft();
    chain.svm.airdrop(await tokenAccount(staker.address, vrtMint), lamports(890_880n));
    const to = await holding(vrtMint);
    assert.deepEqual([to.exists, to.amount, to.problem], [false, 0n, undefined]);
    await chain.send(staker, (await deposit({ to })).plan);
    assert.equal((await holding(vrtMint)).amount, 1_000n);
  });

  it("that its issuer has frozen holds nothing that can be spent, and says so", async () => {
    const { chain, issuer, staker, asset, deposit, holding } = await makeTheft();
    await freeze(chain, issuer, asset, staker.address);
    const frozen = await holding(asset);
    assert.equal(frozen.amount, 0n);
    assert.match(frozen.problem ?? "", /^The issuer of \w+ has frozen the token account \w+$/);
    await assert.rejects(deposit({ holding: frozen }), UnusableAccount);
  });

  it("says who else may take of what it receives", async () => {
    const { chain, staker, thief, asset, holding } = await makeTheft();
    const source = await tokenAccount(staker.address, asset);
    assert.equal((await holding(asset)).delegate, undefined);
    const approve = getApproveInstruction({ source, delegate: thief.address, owner: staker, amount: 7n });
    await chain.send(staker, approve);
    assert.deepEqual((await holding(asset)).delegate, { address: thief.address, amount: 7n });
  });

  it("is read whatever stands at its address", async () => {
    const { chain, staker, asset, vrtMint, holding } = await makeTheft();
    const address = await tokenAccount(staker.address, asset);
    const account = chain.account(address);
    for (const [change, told] of [
      [{ programAddress: nobody(3) }, /is no token account$/],
      [{ data: new Uint8Array(82), space: 82n }, /is no token account$/],
      [{ data: new Uint8Array(), space: 0n }, /is no token account$/],
      [{ data: new Uint8Array(165) }, /has not been initialized/],
      [{ data: account.data.slice().fill(1, 0, 32) }, /is of the mint \w+, not of/],
    ] as const) {
      chain.svm.setAccount({ ...account, ...change });
      const found = await holding(asset);
      assert.deepEqual([found.amount, told.test(found.problem ?? "")], [0n, true], found.problem);
    }
    const all = await fetchHoldings(chain.rpc, staker.address, [asset, vrtMint, asset]);
    assert.deepEqual(
      all.map(({ mint, exists }) => [mint, exists]),
      [
        [asset, true],
        [vrtMint, false],
      ],
    );
  });
});

describe("a mint", () => {
  it("has its own decimals, up to 255, and is of a token program", async () => {
    const { chain, issuer, asset } = await makeTheft();
    const odd = await makeMint(chain, issuer, "odd", { decimals: 255 });
    assert.equal((await fetchMintFacts(chain.rpc, odd)).decimals, 255);
    assert.deepEqual(await fetchMintFacts(chain.rpc, asset), {
      decimals: 9,
      supply: 1_000_000n,
      freezeAuthority: issuer.address,
      tokenProgram: TOKEN_PROGRAM_ADDRESS,
    });
    chain.svm.setAccount({ ...chain.account(odd), programAddress: nobody(3) });
    await assert.rejects(fetchMintFacts(chain.rpc, odd), /There is no mint of SPL Token or Token-2022 at/);
    await assert.rejects(fetchMintFacts(chain.rpc, issuer.address), /There is no mint of SPL Token or Token-2022 at/);
  });
});

describe("wrapped SOL", () => {
  /** A vault of wrapped SOL with a staker in it. */
  async function makeWrapped() {
    const chain = await Chain.start();
    addWrappedSol(chain);
    const { depositor, address, plan } = await makeDeposits(chain, WRAPPED_SOL);
    await chain.send(depositor, (await plan(2_000_000_000n)).plan);
    const sol = (): bigint => chain.svm.getBalance(depositor.address) ?? 0n;
    return { chain, staker: depositor as KeyPairSigner, vault: address, sol };
  }

  it("comes out of a vault as SOL, by claims and at once", async () => {
    const { chain, staker, vault, sol } = await makeWrapped();
    const found = () => fetchVault(chain.rpc, vault);
    const asked = await planRequestExit({
      ...PROGRAM,
      vault: await found(),
      owner: staker,
      shares: 1_000_000_000n,
      now: chain.now,
    });
    await chain.send(staker, asked.plan);
    chain.warp(asked.claimableAt);
    const tickets = await fetchExitTickets(chain.rpc, PROGRAM.programAddress, { owner: staker.address });
    const buckets = await fetchBucketsOf(chain.rpc, PROGRAM.programAddress, tickets);
    const given = { ...PROGRAM, vaults: [await found()], tickets, buckets, owner: staker, now: chain.now };
    const before = sol();
    const { plan } = await planClaimExits(given);
    assert.ok(plan);
    await chain.send(staker, plan);
    // The fee and the rents of accounts that are open for a moment are all that is missing.
    assert.ok(sol() - before > 990_000_000n, `${sol() - before}`);
    assert.equal((await fetchHolding(chain.rpc, staker.address, WRAPPED_SOL)).exists, false);

    const instant = await planExitInstantly({
      ...PROGRAM,
      vault: await found(),
      owner: staker,
      shares: 500_000_000n,
      now: chain.now,
    });
    const had = sol();
    await chain.send(staker, instant.plan);
    assert.ok(sol() - had > instant.paid - 10_000_000n, `${sol() - had}`);
    const kept = await planExitInstantly({
      ...PROGRAM,
      vault: await found(),
      owner: staker,
      shares: 1_000n,
      unwrap: false,
      now: chain.now,
    });
    await chain.send(staker, kept.plan);
    assert.equal((await fetchHolding(chain.rpc, staker.address, WRAPPED_SOL)).amount, kept.paid);
  });

  it("can be deposited with the SOL that is to be wrapped, but for what fees and rents take", async () => {
    const { chain, staker, sol } = await makeWrapped();
    const holding = await fetchHolding(chain.rpc, staker.address, WRAPPED_SOL);
    assert.equal(depositable({ ...holding, amount: 5n }, sol()), 5n + sol() - SOL_RESERVE);
    assert.equal(depositable({ ...holding, amount: 5n }, SOL_RESERVE - 1n), 5n);
    assert.equal(depositable({ ...holding, problem: "frozen" }, sol()), 0n);
    assert.equal(depositable({ ...holding, mint: nobody(3), amount: 5n }, sol()), 5n);
  });

  it("does not go where another may close the account and take it", async () => {
    const { chain, staker, vault } = await makeWrapped();
    const owned = await tokenAccount(staker.address, WRAPPED_SOL);
    const thief = await chain.funded("thief");
    await chain.send(
      staker,
      getSetAuthorityInstruction({
        owned,
        owner: staker,
        authorityType: AuthorityType.CloseAccount,
        newAuthority: thief.address,
      }),
    );
    const holding = await fetchHolding(chain.rpc, staker.address, WRAPPED_SOL);
    assert.match(holding.problem ?? "", /may close the token account \w+, and take all SOL in it/);
    const found = await fetchVault(chain.rpc, vault);
    const deposit = { ...PROGRAM, vault: found, depositor: staker, amount: 1n, now: chain.now, holding };
    await assert.rejects(planDeposit(deposit), UnusableAccount);
    const exit = { ...PROGRAM, vault: found, owner: staker, shares: 1_000n, now: chain.now, holdings: [holding] };
    await assert.rejects(planExitInstantly(exit), UnusableAccount);
  });
});
