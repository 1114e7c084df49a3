import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import {
  type Address,
  flattenTransactionPlan,
  getTransactionMessageComputeUnitLimit,
  getTransactionMessageLoadedAccountsDataSizeLimit,
  getTransactionMessagePriorityFeeLamports,
  getTransactionMessageSize,
  type KeyPairSigner,
  sequentialInstructionPlan,
} from "@solana/kit";
import {
  explainError,
  fetchEventHistory,
  fetchVault,
  planCaptureStake,
  planDeposit,
  planEnterCaptures,
  planMessages,
  planRequestExit,
  planTransactions,
  type SentVersion,
  sendPlan,
  takesVersion1,
} from "restaking-client";

import { Chain, nobody } from "./support/chain.js";
import { PROGRAM } from "./support/program.js";
import { FakeTimer } from "./support/timer.js";
import { makeMint, mintTo } from "./support/tokens.js";
import { makeVault } from "./support/vault.js";

/** The bytes and the accounts that a transaction of version 1 has room for. */
const MOST_BYTES = 4_096;
const MOST_ACCOUNTS = 64;

/** What lands, lands at once: nothing is waited for. */
const timer = new FakeTimer();

describe("transactions of version 1 on the compiled program", () => {
  let chain: Chain;
  let staker: KeyPairSigner;
  let address: Address;
  const vault = () => fetchVault(chain.rpc, address);
  const requests = async (count: number) =>
    sequentialInstructionPlan(
      await Promise.all(
        Array.from({ length: count }, async (_, nonce) => {
          const input = { ...PROGRAM, vault: await vault(), owner: staker, shares: 10n, now: chain.now };
          return (await planRequestExit({ ...input, nonce: BigInt(nonce) })).plan;
        }),
      ),
    );

  before(async () => {
    chain = await Chain.start();
    const issuer = await chain.funded("issuer");
    staker = await chain.funded("staker");
    const asset = await makeMint(chain, issuer, "asset");
    await mintTo(chain, issuer, asset, staker.address, 1_000_000n);
    ({ address } = await makeVault(chain, issuer, asset));
    assert.equal(await takesVersion1(chain.rpc), true);
  });

  it("land with the limits of a simulation and a fee for all of their units, in no instructions of their own", async () => {
    const { plan } = await planDeposit({
      ...PROGRAM,
      vault: await vault(),
      depositor: staker,
      amount: 1_000n,
      now: chain.now,
    });
    const [signature] = await sendPlan(chain.node, plan, staker, { timer, version: 1, priorityFee: 1_000_001n });
    const landed = chain.node.landed.get(signature as string);
    assert.equal(landed?.version, 1);
    const { computeLimit = 0, loadedLimit = 0, priorityFee } = landed;
    assert.ok(computeLimit > 5_000 && computeLimit < 100_000, `${computeLimit}`);
    assert.ok(loadedLimit > 100_000 && loadedLimit < 64 * 1024 * 1024, `${loadedLimit}`);
    // A little more than a lamport for each unit, rounded up.
    assert.equal(priorityFee, BigInt(computeLimit) + 1n);
    assert.ok(landed.programs.every((program) => !program.startsWith("ComputeBudget")));
    assert.equal((await vault()).data.ledger.books.active, 1_000n);
  });

  it("have no fee where none is offered", async () => {
    const [message] = await planMessages(await requests(1), staker, { version: 1 });
    assert.ok(message?.version === 1);
    assert.equal(getTransactionMessagePriorityFeeLamports(message), undefined);
    assert.equal(getTransactionMessageComputeUnitLimit(message), 0, "the room for it is kept");
    assert.equal(getTransactionMessageLoadedAccountsDataSizeLimit(message), 0);
  });

  it("are fewer where their size was what divided a plan, and hold what a log has room for", async () => {
    const plan = await requests(20);
    const counts = async (version: SentVersion) =>
      (await planMessages(plan, staker, { version, priorityFee: 5n })).map((each) => each.instructions.length);
    assert.deepEqual(await counts(1), [7, 7, 6]);
    assert.ok((await counts(0)).length >= 4);
    const signatures = await sendPlan(chain.node, plan, staker, { timer, version: 1 });
    assert.equal(signatures.length, 3);
    assert.equal((await vault()).data.ledger.books.exiting[1], 200n);
  });

  it("are read with their events", async () => {
    const names: string[] = [];
    for await (const { events, truncated } of fetchEventHistory(chain.rpc, address, PROGRAM)) {
      assert.equal(truncated, false);
      names.push(...events.map(({ name }) => name));
    }
    assert.deepEqual(names, [...Array.from({ length: 20 }, () => "ExitRequested"), "Deposited"]);
  });

  it("tell as a sentence why the program refused them", async () => {
    const { plan } = await planDeposit({
      ...PROGRAM,
      vault: await vault(),
      depositor: staker,
      amount: 2_000_000n,
      now: chain.now,
    });
    await assert.rejects(sendPlan(chain.node, plan, staker, { timer, version: 1 }), (error) => {
      assert.equal(explainError(error, PROGRAM).sentence, "The token account holds too few tokens");
      return true;
    });
  });
});

describe("a captor's plans", () => {
  const addresses = (count: number) => Array.from({ length: count }, (_, place) => nobody(place + 100));
  const captor = { address: nobody(9), signTransactions: async () => [] };
  const table = { address: nobody(1), data: { ncn: nobody(2) } as never };
  const capture = async (version: SentVersion, vaults: number) => {
    const input = { ...PROGRAM, version, table, operator: nobody(3), vaults: addresses(vaults), captor };
    return messagesOf((await planCaptureStake(input)).plan, version);
  };
  const enter = (version: SentVersion, captures: number) =>
    messagesOf(planEnterCaptures(table.address, addresses(captures), { ...PROGRAM, version }).plan, version);

  async function messagesOf(plan: Parameters<typeof planTransactions>[0], version: SentVersion) {
    // Another than the captor pays: one account more.
    const payer = { address: nobody(10), signTransactions: async () => [] };
    const planned = await planTransactions(plan, payer, { version, priorityFee: 1n });
    return flattenTransactionPlan(planned).map(({ message }) => message);
  }

  it("fill transactions of either version as far as they go", async () => {
    for (const [version, captures, enters] of [
      [0, 4, 24],
      [1, 10, 60],
    ] as const) {
      assert.equal((await capture(version, captures)).length, 1);
      assert.equal((await enter(version, enters)).length, 1);
    }
    assert.ok((await capture(0, 10)).length > 1, "what fits in version 1 does not in version 0");
    assert.ok((await enter(0, 60)).length > 1);
  });

  it("stay within what version 1 has room for", async () => {
    for (const message of [...(await capture(1, 35)), ...(await enter(1, 150))]) {
      const accounts = new Set(
        message.instructions.flatMap((each) => [
          each.programAddress,
          ...(each.accounts ?? []).map((account) => account.address),
        ]),
      );
      assert.ok(accounts.add(message.feePayer.address).size <= MOST_ACCOUNTS, `${accounts.size}`);
      assert.ok(getTransactionMessageSize(message) <= MOST_BYTES);
    }
  });
});
