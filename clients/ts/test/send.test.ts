import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import {
  type Address,
  getBase58Encoder,
  getBase64Decoder,
  getSignatureFromTransaction,
  getTransactionEncoder,
  type InstructionPlan,
  type KeyPairSigner,
  type SignatureBytes,
  sequentialInstructionPlan,
  signTransaction,
  type TransactionSendingSigner,
  type TransactionSigner,
} from "@solana/kit";
import {
  concerns,
  explainError,
  fetchClusterTime,
  fetchEventHistory,
  fetchVault,
  getClaimExitInstruction,
  planDeposit,
  planMessages,
  planRequestExit,
  sendPlan,
  tokenAccount,
} from "restaking-client";

import { Chain } from "./support/chain.js";
import { PROGRAM, pda } from "./support/program.js";
import { FakeTimer } from "./support/timer.js";
import { makeMint, mintTo } from "./support/tokens.js";
import { makeVault } from "./support/vault.js";

/** More than fit in one transaction. */
const REQUESTS = 20;

/** What lands, lands at once: nothing is waited for. */
const timer = new FakeTimer();

describe("plans that are sent to a node", () => {
  let chain: Chain;
  let staker: KeyPairSigner;
  let asset: Address;
  let address: Address;
  const vault = () => fetchVault(chain.rpc, address);
  const deposit = async (depositor: TransactionSigner, amount: bigint): Promise<InstructionPlan> => {
    return (await planDeposit({ ...PROGRAM, vault: await vault(), depositor, amount, now: chain.now })).plan;
  };

  before(async () => {
    chain = await Chain.start();
    const issuer = await chain.funded("issuer");
    staker = await chain.funded("staker");
    asset = await makeMint(chain, issuer, "asset");
    await mintTo(chain, issuer, asset, staker.address, 1_000_000n);
    ({ address } = await makeVault(chain, issuer, asset));
  });

  it("are signed, limited to what a simulation took, and confirmed", async () => {
    assert.equal(await fetchClusterTime(chain.rpc), chain.now);
    const signatures = await sendPlan(chain.node, await deposit(staker, 1_000n), staker, { timer });
    const [landed] = signatures.map((signature) => chain.node.landed.get(signature));
    const limit = landed?.computeLimit ?? 0;
    assert.ok(limit > 5_000 && limit < 100_000, `${limit}`);
    assert.equal((await vault()).data.ledger.books.active, 1_000n);
  });

  it("go as several transactions where they do not fit in one", async () => {
    const requests = await Promise.all(
      Array.from({ length: REQUESTS }, async (_, nonce) => {
        const request = await planRequestExit({
          ...PROGRAM,
          vault: await vault(),
          owner: staker,
          shares: 10n,
          now: chain.now,
          nonce: BigInt(nonce),
        });
        return request.plan;
      }),
    );
    const plan = sequentialInstructionPlan(requests);
    const messages = await planMessages(plan, staker, { priorityFee: 5n });
    assert.ok(messages.length > 1);
    const signatures = await sendPlan(chain.node, plan, staker, { timer, priorityFee: 5n });
    assert.equal(signatures.length, messages.length);
    assert.equal((await vault()).data.ledger.books.exiting[1], 10n * BigInt(REQUESTS));
  });

  it("are not sent for a priority fee over the cap, whatever a compute unit is offered", async () => {
    for (const version of [0, 1] as const) {
      const sent = chain.node.landed.size;
      const dear = { timer, version, priorityFee: 20_000_000_000n };
      await assert.rejects(sendPlan(chain.node, await deposit(staker, 1_000n), staker, dear), (error) => {
        const { sentence } = explainError(error, PROGRAM);
        assert.match(sentence, /^The priority fee would be [\d.]+ SOL, over the cap of 0.001 SOL: offer less/);
        return true;
      });
      assert.equal(chain.node.landed.size, sent);
    }
    const none = { timer, priorityFee: 1_000n, maxPriorityFee: 0n };
    await assert.rejects(sendPlan(chain.node, await deposit(staker, 1_000n), staker, none));
  });

  it("tell as a sentence why the program refused them", async () => {
    const nonce = 1n;
    const claim = getClaimExitInstruction(
      {
        owner: staker,
        vault: address,
        assetAccount: (await vault()).data.assetAccount,
        ownerAssets: await tokenAccount(staker.address, asset),
        bucket: await pda.exitBucket(address, 1n),
        ticket: await pda.exitTicket(address, staker.address, nonce),
        rentPayer: staker.address,
      },
      PROGRAM,
    );
    await assert.rejects(sendPlan(chain.node, sequentialInstructionPlan([claim]), staker, { timer }), (error) => {
      const { sentence, name, value, limit } = explainError(error, PROGRAM);
      assert.equal(sentence, "Exit is not claimable in this epoch (got 0, limit 2)");
      assert.deepEqual([name, value, limit], ["NotMatured", 0n, 2n]);
      return true;
    });
  });

  it("tell as a sentence why the token program refused them", async () => {
    await assert.rejects(sendPlan(chain.node, await deposit(staker, 2_000_000n), staker, { timer }), (error) => {
      const { sentence, name } = explainError(error, PROGRAM);
      assert.deepEqual([sentence, name], ["The token account holds too few tokens", undefined]);
      return true;
    });
  });

  it("can be left to a wallet that sends by itself", async () => {
    const wallet: TransactionSendingSigner = {
      address: staker.address,
      signAndSendTransactions: async (transactions) =>
        Promise.all(
          transactions.map(async (transaction) => {
            const signed = await signTransaction([staker.keyPair], transaction);
            const wire = getBase64Decoder().decode(getTransactionEncoder().encode(signed));
            await chain.rpc.sendTransaction(wire as never, { encoding: "base64" }).send();
            return getBase58Encoder().encode(getSignatureFromTransaction(signed)) as SignatureBytes;
          }),
        ),
    };
    const before = (await vault()).data.ledger.books.active;
    const [signature] = await sendPlan(chain.node, await deposit(wallet, 500n), wallet, { timer });
    assert.ok(signature && chain.node.landed.has(signature));
    assert.equal((await vault()).data.ledger.books.active, before + 500n);
  });

  it("change nothing if the signer refuses", async () => {
    const refusing: TransactionSendingSigner = {
      address: staker.address,
      signAndSendTransactions: async () => Promise.reject(new Error("User rejected the request.")),
    };
    const before = [(await vault()).data.ledger.books, chain.node.landed.size];
    await assert.rejects(sendPlan(chain.node, await deposit(refusing, 500n), refusing, { timer }), (error) => {
      assert.equal(explainError(error, PROGRAM).sentence, "User rejected the request.");
      return true;
    });
    assert.deepEqual([(await vault()).data.ledger.books, chain.node.landed.size], before);
  });

  it("leave a history of events, the latest first", async () => {
    const names: string[] = [];
    for await (const { events, truncated } of fetchEventHistory(chain.rpc, address, PROGRAM)) {
      assert.equal(truncated, false);
      assert.ok(events.every((event) => concerns(event, address)));
      names.push(...events.map((event) => event.name).reverse());
    }
    const requests = Array.from({ length: REQUESTS }, () => "ExitRequested");
    assert.deepEqual(names, ["Deposited", ...requests, "Deposited"]);
    const latest = [];
    for await (const record of fetchEventHistory(chain.rpc, address, { ...PROGRAM, limit: 2 })) {
      latest.push(record.signature);
    }
    assert.equal(latest.length, 2);
    const older = [];
    for await (const record of fetchEventHistory(chain.rpc, address, { ...PROGRAM, before: latest[0] })) {
      older.push(record.signature);
    }
    assert.deepEqual([older.length, older[0]], [chain.node.landed.size - 1, latest[1]]);
  });
});
