import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import type { Account, Address, InstructionPlan, KeyPairSigner } from "@solana/kit";
import {
  booksAt,
  fetchBucketsOf,
  fetchExitTickets,
  fetchMaybeExitBucket,
  fetchRecipient,
  fetchVault,
  fetchVaults,
  planCancelExit,
  planClaimExits,
  planCloseBuckets,
  planDeposit,
  planExitInstantly,
  planRequestExit,
  planSettleExits,
  planTransferTickets,
  Refusal,
  type Vault,
} from "restaking-client";

import { Chain } from "./support/chain.js";
import { PROGRAM, pda } from "./support/program.js";
import { balance, makeMint, mintTo } from "./support/tokens.js";
import { makeVault } from "./support/vault.js";

describe("a staker on the compiled program", () => {
  let chain: Chain;
  let staker: KeyPairSigner;
  let asset: Address;
  let address: Address;
  const vault = (): Promise<Account<Vault>> => fetchVault(chain.rpc, address);

  before(async () => {
    chain = await Chain.start();
    const issuer = await chain.funded("issuer");
    staker = await chain.funded("staker");
    asset = await makeMint(chain, issuer, "asset");
    await mintTo(chain, issuer, asset, staker.address, 1_000_000n);
    ({ address } = await makeVault(chain, issuer, asset));
  });

  it("deposits without a share account, and gets what the client told", async () => {
    const { plan, shares, minShares } = await planDeposit({
      ...PROGRAM,
      vault: await vault(),
      depositor: staker,
      amount: 400_000n,
      now: chain.now,
    });
    assert.deepEqual([shares, minShares], [400_000n, 398_000n]);
    const { events, transactions } = await chain.send(staker, plan);
    assert.equal(transactions, 1);
    const [deposited] = events;
    assert.ok(deposited?.name === "Deposited");
    assert.deepEqual([deposited.data.assets, deposited.data.shares], [400_000n, shares]);
    assert.equal(await balance(chain, staker.address, (await vault()).data.vrtMint), shares);
  });

  it("asks for an exit, and claims it when its time has come", async () => {
    const asked = await planRequestExit({
      ...PROGRAM,
      vault: await vault(),
      owner: staker,
      shares: 100_000n,
      now: chain.now,
    });
    await chain.send(staker, asked.plan);
    const tickets = await fetchExitTickets(chain.rpc, PROGRAM.programAddress, { owner: staker.address });
    assert.deepEqual(
      tickets.map((ticket) => ticket.address),
      [asked.ticket],
    );

    const buckets = await fetchBucketsOf(chain.rpc, PROGRAM.programAddress, tickets);
    const given = { vaults: await fetchVaults(chain.rpc, PROGRAM.programAddress), tickets, buckets, owner: staker };
    const early = await planClaimExits({ ...PROGRAM, ...given, now: chain.now });
    assert.deepEqual(early, {
      plan: undefined,
      claimed: [],
      disputed: [],
      waiting: [{ ticket: asked.ticket, claimableAt: asked.claimableAt }],
      items: [],
      skipped: [],
    });

    const before = await balance(chain, staker.address, asset);
    chain.warp(asked.claimableAt - 1n);
    const tooEarly = await planClaimExits({ ...PROGRAM, ...given, now: asked.claimableAt });
    assert.ok(tooEarly.plan);
    await assert.rejects(chain.send(staker, tooEarly.plan), (failed: { sentence: string }) => {
      assert.match(failed.sentence, /^Exit is not claimable in this epoch \(got 1, limit 2\)$/);
      return true;
    });

    chain.warp(asked.claimableAt);
    const { plan, claimed } = await planClaimExits({ ...PROGRAM, ...given, now: chain.now });
    assert.deepEqual(claimed, [{ ticket: asked.ticket, vault: address, assets: asked.assets, fee: 0n }]);
    assert.ok(plan);
    const { events } = await chain.send(staker, plan);
    assert.equal(events[0]?.name, "ExitClaimed");
    assert.equal(await balance(chain, staker.address, asset), before + asked.assets);
    assert.deepEqual(await fetchExitTickets(chain.rpc, PROGRAM.programAddress, { owner: staker.address }), []);
  });

  it("leaves at once for the fee that the client told", async () => {
    const before = await balance(chain, staker.address, asset);
    const { plan, paid, fee } = await planExitInstantly({
      ...PROGRAM,
      vault: await vault(),
      owner: staker,
      shares: 30_000n,
      now: chain.now,
    });
    assert.deepEqual([paid, fee], [29_970n, 30n]);
    const { events } = await chain.send(staker, plan);
    const [exited] = events;
    assert.ok(exited?.name === "ExitedInstantly");
    assert.deepEqual([exited.data.assets, exited.data.fee], [paid, fee]);
    assert.equal(await balance(chain, staker.address, asset), before + paid);
  });

  it("cancels an exit", async () => {
    const asked = await planRequestExit({
      ...PROGRAM,
      vault: await vault(),
      owner: staker,
      shares: 50_000n,
      now: chain.now,
    });
    await chain.send(staker, asked.plan);
    const [ticket] = await fetchExitTickets(chain.rpc, PROGRAM.programAddress, { owner: staker.address });
    assert.ok(ticket);
    const bucket = await fetchMaybeExitBucket(chain.rpc, await pda.exitBucket(address, ticket.data.ticket.epoch));
    assert.ok(bucket.exists);
    const held = await balance(chain, staker.address, (await vault()).data.vrtMint);
    const { plan, shares } = await planCancelExit({
      ...PROGRAM,
      vault: await vault(),
      ticket,
      bucket,
      owner: staker,
      now: chain.now,
    });
    await chain.send(staker, plan);
    assert.equal(await balance(chain, staker.address, (await vault()).data.vrtMint), held + shares);
  });

  it("claims more tickets than fit in a transaction, one of them another's", async () => {
    const other = await chain.funded("other");
    const asked = [];
    for (let nonce = 0n; nonce < 30n; nonce++) {
      const request = await planRequestExit({
        ...PROGRAM,
        vault: await vault(),
        owner: staker,
        shares: 1_000n,
        now: chain.now,
        nonce,
      });
      asked.push(request);
      await chain.send(staker, request.plan);
    }
    const tickets = await fetchExitTickets(chain.rpc, PROGRAM.programAddress, {
      owner: staker.address,
      vault: address,
    });
    assert.equal(tickets.length, 30);
    const { plan: transfer } = await planTransferTickets({
      ...PROGRAM,
      tickets,
      owner: staker,
      newOwner: await fetchRecipient(chain.rpc, PROGRAM.programAddress, other.address),
      vaults: [await vault()],
      now: chain.now,
    });
    assert.ok((await chain.send(staker, transfer)).transactions > 1);
    assert.deepEqual(await fetchExitTickets(chain.rpc, PROGRAM.programAddress, { owner: staker.address }), []);

    chain.warp(asked[0]?.claimableAt as bigint);
    const theirs = await fetchExitTickets(chain.rpc, PROGRAM.programAddress, { owner: other.address });
    const buckets = await fetchBucketsOf(chain.rpc, PROGRAM.programAddress, theirs);
    const vaults = [await vault()];
    const claims = await planClaimExits({
      ...PROGRAM,
      vaults,
      tickets: theirs,
      buckets,
      owner: other,
      openFor: [asset],
      now: chain.now,
    });
    assert.ok(claims.plan);
    const { transactions } = await chain.send(other, claims.plan);
    assert.ok(transactions > 1 && transactions < 10, `${transactions} transactions`);
    const paid = asked.reduce((sum, { assets }) => sum + assets, 0n);
    assert.equal(await balance(chain, other.address, asset), paid);
  });

  it("claims settled tickets after their bucket is closed, which another did", async () => {
    const asked = [];
    for (let nonce = 100n; nonce < 121n; nonce++) {
      const request = await planRequestExit({
        ...PROGRAM,
        vault: await vault(),
        owner: staker,
        shares: 1_000n,
        now: chain.now,
        nonce,
      });
      asked.push(request);
      await chain.send(staker, request.plan);
    }
    const tickets = () =>
      fetchExitTickets(chain.rpc, PROGRAM.programAddress, { owner: staker.address, vault: address });
    const epoch = (await tickets())[0]?.data.ticket.epoch as bigint;
    const settle = async () => planSettleExits({ ...PROGRAM, vault: address, epoch, tickets: await tickets() });
    chain.warp(asked[0]?.claimableAt as bigint);
    const other = await chain.funded("another");
    const { plan, settled } = await settle();
    assert.ok(plan);
    assert.equal(settled.length, 21);
    const { events } = await chain.send(other, plan);
    assert.deepEqual(new Set(events.map(({ name }) => name)), new Set(["ExitSettled"]));
    assert.equal(events.length, 21);
    assert.deepEqual(await settle(), { plan: undefined, settled: [] });

    const buckets = await fetchBucketsOf(chain.rpc, PROGRAM.programAddress, await tickets());
    await chain.send(other, planCloseBuckets(buckets, PROGRAM).plan);
    assert.deepEqual(await fetchBucketsOf(chain.rpc, PROGRAM.programAddress, await tickets()), []);
    const before = await balance(chain, staker.address, asset);
    const vaults = [await vault()];
    const all = { vaults, tickets: await tickets(), buckets: [], owner: staker };
    const claims = await planClaimExits({ ...PROGRAM, ...all, now: chain.now });
    assert.ok(claims.plan);
    await chain.send(staker, claims.plan);
    const paid = asked.reduce((sum, { assets }) => sum + assets, 0n);
    assert.equal(await balance(chain, staker.address, asset), before + paid);
    assert.deepEqual(await tickets(), []);
  });
});

describe("a plan that is older than an epoch", () => {
  async function makeStaker() {
    const chain = await Chain.start();
    const issuer = await chain.funded("issuer");
    const staker = await chain.funded("staker");
    const asset = await makeMint(chain, issuer, "asset");
    await mintTo(chain, issuer, asset, staker.address, 1_000_000n);
    const { address } = await makeVault(chain, issuer, asset);
    const vault = (): Promise<Account<Vault>> => fetchVault(chain.rpc, address);
    const entered = { ...PROGRAM, vault: await vault(), depositor: staker, amount: 400_000n, now: chain.now };
    await chain.send(staker, (await planDeposit(entered)).plan);
    return { chain, staker, vault };
  }

  it("is told to plan again where an epoch ended between the plan and its landing", async () => {
    const { chain, staker, vault } = await makeStaker();
    const { ledger } = (await vault()).data;
    chain.warp(ledger.genesis + (booksAt(ledger, chain.now).epoch + 1n) * ledger.epochSeconds - 1n);
    const ask = async () =>
      planRequestExit({ ...PROGRAM, vault: await vault(), owner: staker, shares: 1_000n, now: chain.now });
    const { plan } = await ask();
    chain.wait(1n);
    await assert.rejects(chain.send(staker, plan), (failed: { sentence: string }) => {
      assert.match(failed.sentence, /nothing happened; if an epoch has ended since this was planned, plan it again$/);
      return true;
    });
    const again = await ask();
    await chain.send(staker, again.plan);
    chain.warp(again.claimableAt);
    const tickets = await fetchExitTickets(chain.rpc, PROGRAM.programAddress, { owner: staker.address });
    const buckets = await fetchBucketsOf(chain.rpc, PROGRAM.programAddress, tickets);
    const given = { ...PROGRAM, vaults: [await vault()], tickets, buckets, owner: staker, now: chain.now };
    await chain.send(staker, (await planClaimExits(given)).plan as InstructionPlan);
  });

  it("is made anew for no less than was agreed to", async () => {
    const { chain, staker, vault } = await makeStaker();
    const given = { ...PROGRAM, vault: await vault(), now: chain.now, slippageBps: 100n };
    const deposit = (atLeast: bigint) => planDeposit({ ...given, depositor: staker, amount: 1_000n, atLeast });
    assert.equal((await deposit(995n)).minShares, 995n);
    assert.equal((await deposit(1n)).minShares, 990n);
    const below = (error: Error) => error instanceof Refusal && error.why === "BelowMinimum";
    await assert.rejects(deposit(1_001n), below);
    const leave = { ...given, owner: staker, shares: 1_000n, atLeast: 1_001n };
    await assert.rejects(planRequestExit(leave), below);
    await assert.rejects(planExitInstantly(leave), below);
  });
});
