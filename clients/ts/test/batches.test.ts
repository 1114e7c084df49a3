import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  type Address,
  createSolanaRpcFromTransport,
  flattenTransactionPlan,
  type KeyPairSigner,
  type Rpc,
  type SolanaRpcApi,
  singleInstructionPlan,
  type TransactionModifyingSigner,
} from "@solana/kit";
import { getTransferSolInstruction } from "@solana-program/system";
import {
  type BatchItem,
  type BatchProgress,
  explainError,
  fetchBucketsOf,
  fetchExitTickets,
  fetchHoldings,
  fetchRecipient,
  fetchVault,
  fetchVaults,
  planClaimExits,
  planDeposit,
  planRequestExit,
  planTransactions,
  planTransferTickets,
  sendEach,
} from "restaking-client";

import { Chain, nobody } from "./support/chain.js";
import { PROGRAM } from "./support/program.js";
import { FakeTimer } from "./support/timer.js";
import { balance, freeze, makeMint, mintTo } from "./support/tokens.js";
import { makeVault } from "./support/vault.js";

/** A vault of a mint called `name`, and a ticket in it that its depositor gave to `to`. */
async function giveTicket(chain: Chain, giver: KeyPairSigner, to: KeyPairSigner, name: string) {
  const asset = await makeMint(chain, giver, name, { freezable: true });
  await mintTo(chain, giver, asset, giver.address, 1_000_000n);
  const index = BigInt((await fetchVaults(chain.rpc, PROGRAM.programAddress)).length);
  const { address } = await makeVault(chain, giver, asset, { index });
  const vault = () => fetchVault(chain.rpc, address);
  const { now } = chain;
  await chain.send(
    giver,
    (await planDeposit({ ...PROGRAM, vault: await vault(), depositor: giver, amount: 9_000n, now })).plan,
  );
  const asked = await planRequestExit({ ...PROGRAM, vault: await vault(), owner: giver, shares: 1_000n, now });
  await chain.send(giver, asked.plan);
  if (giver.address !== to.address) {
    const all = await fetchExitTickets(chain.rpc, PROGRAM.programAddress, { owner: giver.address, vault: address });
    const newOwner = await fetchRecipient(chain.rpc, PROGRAM.programAddress, to.address);
    const given = { ...PROGRAM, tickets: all, owner: giver, newOwner, vaults: [await vault()], now };
    await chain.send(giver, (await planTransferTickets(given)).plan);
  }
  return { asset, vault: address, ticket: asked.ticket, claimableAt: asked.claimableAt };
}

async function ticketsOf(chain: Chain, owner: KeyPairSigner) {
  const { rpc } = chain;
  const [vaults, tickets] = await Promise.all([
    fetchVaults(rpc, PROGRAM.programAddress),
    fetchExitTickets(rpc, PROGRAM.programAddress, { owner: owner.address }),
  ]);
  const buckets = await fetchBucketsOf(rpc, PROGRAM.programAddress, tickets);
  const mints = vaults.map(({ data }) => data.assetMint);
  const holdings = await fetchHoldings(rpc, owner.address, mints);
  return { ...PROGRAM, vaults, tickets, buckets, holdings, owner, now: chain.now };
}

describe("tickets of several vaults", () => {
  it("are claimed but for what cannot be, which is named, and no account is made for a stranger's mint", async () => {
    const chain = await Chain.start();
    const [staker, stranger] = [await chain.funded("staker"), await chain.funded("stranger")];
    const own = await giveTicket(chain, staker, staker, "own");
    const gift = await giveTicket(chain, stranger, staker, "gift");
    const frozen = await giveTicket(chain, stranger, staker, "frozen");
    await freeze(chain, stranger, frozen.asset, staker.address);
    chain.warp(gift.claimableAt);
    const given = await ticketsOf(chain, staker);
    const claims = await planClaimExits(given);
    assert.deepEqual(
      claims.claimed.map(({ ticket }) => ticket),
      [own.ticket],
    );
    const why = (ticket: Address) => claims.skipped.find(({ key }) => key === ticket)?.why ?? "";
    assert.match(why(gift.ticket), /of which you have no account: name the token/);
    assert.match(why(frozen.ticket), /has frozen the token account/);

    const before = await balance(chain, staker.address, own.asset);
    const { done, failed, left } = await sendEach(chain, claims.items, staker);
    assert.deepEqual([done.map(({ key }) => key), failed, left], [[own.ticket], [], []]);
    assert.equal((await balance(chain, staker.address, own.asset)) - before, 1_000n);

    const chosen = await planClaimExits({ ...(await ticketsOf(chain, staker)), openFor: [gift.asset] });
    assert.deepEqual(
      chosen.claimed.map(({ ticket }) => ticket),
      [gift.ticket],
    );
    await sendEach(chain, chosen.items, staker);
    assert.equal(await balance(chain, staker.address, gift.asset), 1_000n);
  });

  it("are each tried by themselves where a transaction of several fails", async () => {
    const chain = await Chain.start();
    const staker = await chain.funded("staker");
    const [one, hostile, other] = [
      await giveTicket(chain, staker, staker, "one"),
      await giveTicket(chain, staker, staker, "hostile"),
      await giveTicket(chain, staker, staker, "other"),
    ];
    chain.warp(other.claimableAt);
    const claims = await planClaimExits(await ticketsOf(chain, staker));
    assert.equal(claims.items.length, 3);
    // Its issuer freezes the account when all is planned.
    await freeze(chain, staker, hostile.asset, staker.address);
    const { done, failed, left, stopped } = await sendEach(chain, claims.items, staker);
    assert.deepEqual(done.map(({ key }) => key).sort(), [one.ticket, other.ticket].sort());
    assert.deepEqual(
      failed.map(({ key, error }) => [key, explainError(error, PROGRAM).sentence]),
      [[hostile.ticket, "The token account is frozen"]],
    );
    assert.deepEqual([left, stopped], [[], undefined]);
  });

  it("are left out where they were paid, or their vault is not known, since they were read", async () => {
    const chain = await Chain.start();
    const staker = await chain.funded("staker");
    const [one, two] = [await giveTicket(chain, staker, staker, "one"), await giveTicket(chain, staker, staker, "two")];
    chain.warp(two.claimableAt);
    const given = await ticketsOf(chain, staker);
    const vaults = given.vaults.filter(({ address }) => address !== one.vault);
    const buckets = given.buckets.filter(({ data }) => data.vault !== two.vault);
    const { claimed, skipped } = await planClaimExits({ ...given, vaults, buckets });
    assert.deepEqual(claimed, []);
    assert.deepEqual(
      new Map(skipped.map(({ key, why }) => [key, why])),
      new Map([
        [one.ticket, "Its vault is not known"],
        [two.ticket, "It has been paid or settled since it was read: read it again"],
      ]),
    );
  });

  it("are divided by size: those that were received name others who paid for them", async () => {
    const chain = await Chain.start();
    const staker = await chain.funded("staker");
    let latest = 0n;
    for (const name of ["a", "b", "c", "d"]) {
      const giver = await chain.funded(`giver ${name}`);
      ({ claimableAt: latest } = await giveTicket(chain, giver, staker, name));
    }
    chain.warp(latest);
    const given = await ticketsOf(chain, staker);
    const { plan, items } = await planClaimExits({ ...given, openFor: given.vaults.map(({ data }) => data.assetMint) });
    assert.ok(plan);
    assert.ok(flattenTransactionPlan(await planTransactions(plan, staker)).length > 1);
    const { done, failed } = await sendEach(chain, items, staker);
    assert.deepEqual([done.length, failed], [4, []]);
  });
});

describe("several things to send", () => {
  /** Transfers to several, of which `count` fit in no single transaction. */
  function transfers(source: KeyPairSigner | TransactionModifyingSigner, count: number): BatchItem<number>[] {
    return Array.from({ length: count }, (_, key) => ({
      key,
      plan: singleInstructionPlan(
        getTransferSolInstruction({ source, destination: nobody(key + 20), amount: 2_000_000n }),
      ),
    }));
  }

  it("tell how far they are, from the first transaction to the last", async () => {
    const chain = await Chain.start();
    const payer = await chain.funded("payer");
    const told: BatchProgress[] = [];
    await sendEach(chain, transfers(payer, 60), payer, {}, (progress) => told.push(progress));
    assert.deepEqual(told[0], { done: 0, failed: 0, of: 60 });
    assert.deepEqual(told.at(-1), { done: 60, failed: 0, of: 60 });
    assert.ok(told.length > 2, "more than one transaction");
    const done = told.map((progress) => progress.done);
    assert.deepEqual(
      done,
      [...done].sort((one, other) => one - other),
    );
  });

  it("are left alone once their signer has said no", async () => {
    const chain = await Chain.start();
    const payer = await chain.funded("payer");
    let asked = 0;
    const refusing: TransactionModifyingSigner = {
      address: payer.address,
      modifyAndSignTransactions: () => {
        asked++;
        throw new Error("User rejected the request.");
      },
    };
    const { done, failed, left, stopped } = await sendEach(chain, transfers(refusing, 12), refusing);
    assert.deepEqual([done, failed, left.length, asked], [[], [], 12, 1]);
    assert.match(explainError(stopped, PROGRAM).sentence, /rejected/);
  });

  it("are named as unknown where the node goes away, and sent as no other; those after them are left", async () => {
    const chain = await Chain.start();
    const payer = await chain.funded("payer");
    const sent = new Set<string>();
    const rpc = createSolanaRpcFromTransport(async (request) => {
      const { id, method, params } = (request as { payload: { id: string; method: string; params: [string] } }).payload;
      if (method === "getSignatureStatuses" || method === "getEpochInfo") {
        throw new TypeError("fetch failed");
      }
      if (method === "sendTransaction") {
        // It is on its way all the same: the node that answers is behind.
        sent.add(params[0]);
        const data = { err: "BlockhashNotFound", logs: [] };
        return { jsonrpc: "2.0", id, error: { code: -32002, message: "Transaction simulation failed", data } } as never;
      }
      return (await chain.node.transport(request)) as never;
    }) as Rpc<SolanaRpcApi>;
    const { done, failed, left } = await sendEach({ rpc }, transfers(payer, 12), payer, { timer: new FakeTimer() });
    assert.deepEqual([done, failed.length > 1, failed.length + left.length], [[], true, 12]);
    assert.equal(sent.size, 1);
    for (const { error } of failed) {
      assert.match(explainError(error, PROGRAM).sentence, /^It is not known whether the transaction landed: look for/);
    }
  });
});
