import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import {
  getBase58Encoder,
  type KeyPairSigner,
  type Signature,
  type SignatureBytes,
  SOLANA_ERROR__RPC__TRANSPORT_HTTP_ERROR,
  SolanaError,
  singleInstructionPlan,
  type TransactionModifyingSigner,
  type TransactionSendingSigner,
  type TransactionSigner,
} from "@solana/kit";
import { getTransferSolInstruction } from "@solana-program/system";
import { Expired, explainError, OutcomeUnknown, type SendConfig, sendPlan } from "restaking-client";

import { nobody, signer } from "./support/chain.js";
import { FlakyNode } from "./support/flaky.js";
import { PROGRAM } from "./support/program.js";

const WITHOUT_END = Number.POSITIVE_INFINITY;

describe("a transaction on a cluster where things go wrong", () => {
  let node: FlakyNode;
  let payer: KeyPairSigner;

  beforeEach(async () => {
    node = new FlakyNode();
    payer = await signer("payer");
  });

  function send(source: TransactionSigner = payer, config: SendConfig = {}): Promise<Signature[]> {
    const transfer = getTransferSolInstruction({ source, destination: nobody(7), amount: 1n });
    return sendPlan(node, singleInstructionPlan(transfer), source, { timer: node.timer, ...config });
  }

  /** Why a sending failed: what stands behind the error that tells which transaction it was. */
  async function failure(sending: Promise<unknown>): Promise<Error> {
    const error = (await sending.then(
      () => assert.fail("it did not fail"),
      (error) => error,
    )) as Error;
    return error.cause as Error;
  }
  const sentence = (error: unknown) => explainError(error, PROGRAM).sentence;

  /** The signatures under which something was sent, each once. */
  const signatures = () => [...new Set(node.sendings.map(({ signature }) => signature))];

  it("is sent once where nothing does", async () => {
    const told: string[] = [];
    const [signature] = await send(payer, { onSignature: (each) => told.push(each) });
    assert.deepEqual([signatures(), told], [[signature], [signature]]);
    assert.equal(node.sendings.length, 1);
  });

  it("is sent again until it lands, as the same transaction, and not simulated again", async () => {
    node.drops = 5;
    const [signature] = await send();
    assert.deepEqual(signatures(), [signature]);
    assert.equal(node.sendings.length, 6);
    assert.deepEqual([...new Set(node.sendings.slice(1).map(({ skipPreflight }) => skipPreflight))], [true]);
    assert.equal(node.sendings[0]?.skipPreflight, false);
  });

  it("is signed anew once it expired, and lands", async () => {
    const told: string[] = [];
    node.arrives = ({ signature, blockhash }) => {
      if (blockhash !== node.sendings[0]?.blockhash) {
        node.landed.set(signature, { confirmationStatus: "confirmed" });
      }
    };
    const [signature] = await send(payer, { onSignature: (each) => told.push(each) });
    assert.deepEqual(signatures(), told);
    assert.deepEqual([told.length, told[1]], [2, signature]);
    assert.ok(node.height > 1_150n, "the first one's lifetime was over");
  });

  it("is given up after it expired three times, and said to be safe to repeat", async () => {
    node.drops = WITHOUT_END;
    const error = await failure(send());
    assert.ok(error instanceof Expired);
    assert.match(sentence(error), /^The transaction expired and did not land: it is safe to repeat it/);
    assert.equal(signatures().length, 3);
    assert.equal(error.signature, signatures()[2]);
  });

  it("is not signed anew where somebody would be asked, only said to be safe to repeat", async () => {
    node.drops = WITHOUT_END;
    let asked = 0;
    const error = await failure(send(wallet(() => (asked += 1))));
    assert.ok(error instanceof Expired);
    assert.deepEqual([asked, signatures().length], [1, 1]);
  });

  it("is found in the last look, if it landed in its last block", async () => {
    node.arrives = () => {};
    const history: boolean[] = [];
    node.fault = (method) => {
      // It lands when the node has just told of the height after which it no longer can.
      if (method === "getSignatureStatuses" && node.height > 1_151n) {
        node.landed.set(signatures()[0] as string, { confirmationStatus: "finalized" });
        history.push(true);
      }
      return undefined;
    };
    assert.deepEqual(await send(), signatures());
    assert.ok(history.length > 0);
  });

  it("is not called expired by a node that is behind the one that told the height, nor by an empty answer", async () => {
    node.arrives = () => {};
    node.behind = 40n;
    node.fault = (method) => {
      // What landed in its last block is known to the one that is behind forty blocks later.
      if (method === "getSignatureStatuses" && node.height > 1_185n) {
        node.landed.set(signatures()[0] as string, { confirmationStatus: "confirmed" });
      }
      return undefined;
    };
    assert.deepEqual(await send(), signatures());
    assert.equal(signatures().length, 1);

    const silent = new FlakyNode();
    silent.arrives = () => {};
    silent.emptyStatuses = true;
    const transfer = getTransferSolInstruction({ source: payer, destination: nobody(7), amount: 1n });
    const error = await failure(sendPlan(silent, singleInstructionPlan(transfer), payer, { timer: silent.timer }));
    assert.ok(error instanceof OutcomeUnknown);
  });

  it("is waited for until it is as final as was asked", async () => {
    let looks = 0;
    node.fault = (method) => {
      const [signature] = signatures();
      if (method === "getSignatureStatuses" && signature && ++looks === 4) {
        node.landed.set(signature, { confirmationStatus: "finalized" });
      }
      return undefined;
    };
    await send(payer, { commitment: "finalized" });
    assert.equal(looks, 4);
  });

  it("that failed on the chain is told of by the chain's reason", async () => {
    node.arrives = ({ signature }) =>
      node.landed.set(signature, { err: "InsufficientFundsForFee", confirmationStatus: "confirmed" });
    assert.match(sentence(await failure(send())), /too little SOL for the fee/);
    assert.equal(node.sendings.length, 1);
  });

  it("that the node's simulation refuses is not sent again", async () => {
    node.fault = (method) =>
      method === "sendTransaction"
        ? { code: -32002, message: "simulation failed", data: { err: "InsufficientFundsForFee", logs: [] } }
        : undefined;
    assert.match(sentence(await failure(send())), /too little SOL for the fee/);
    assert.equal(node.count("sendTransaction"), 1);
  });

  it("survives a node that does not know its blockhash yet, is behind, busy, or away", async () => {
    const busy = new SolanaError(SOLANA_ERROR__RPC__TRANSPORT_HTTP_ERROR, {
      headers: new Headers(),
      message: "",
      statusCode: 429,
    });
    // What stands before the node may have passed it on before it failed.
    const broken = new SolanaError(SOLANA_ERROR__RPC__TRANSPORT_HTTP_ERROR, {
      headers: new Headers(),
      message: "",
      statusCode: 500,
    });
    for (const fault of [
      { code: -32002, message: "simulation failed", data: { err: "BlockhashNotFound", logs: [] } },
      { code: -32005, message: "Node is behind", data: { numSlotsBehind: 42 } },
      { code: -32603, message: "Internal error" },
      busy,
      broken,
      new TypeError("fetch failed"),
    ]) {
      node = new FlakyNode();
      node.fault = (method, before) => (method === "sendTransaction" && before < 2 ? fault : undefined);
      const [signature] = await send();
      assert.deepEqual(signatures(), [signature]);
      assert.equal(node.count("sendTransaction"), 3);
    }
  });

  it("that arrived though the answer was lost is found, and not sent as another", async () => {
    node.fault = (method, before) => {
      if (method === "getSignatureStatuses" && before === 0) {
        node.landed.set(told[0] as string, { confirmationStatus: "confirmed" });
      }
      return method === "sendTransaction" ? new TypeError("fetch failed") : undefined;
    };
    const told: string[] = [];
    assert.deepEqual(await send(payer, { onSignature: (each) => told.push(each) }), told);
    assert.equal(node.count("sendTransaction"), 1);
  });

  it("is unknown, with its signature, where the node stops answering", async () => {
    node.fault = (method) =>
      method === "getLatestBlockhash" || method === "simulateTransaction" ? undefined : new TypeError("fetch failed");
    const told: string[] = [];
    const error = await failure(send(payer, { onSignature: (each) => told.push(each) }));
    assert.ok(error instanceof OutcomeUnknown);
    assert.equal(
      sentence(error),
      `It is not known whether the transaction landed: look for ${told[0]} before you repeat it`,
    );
    assert.ok(node.timer.now() >= 300_000 && node.timer.now() < 310_000, "the wait has a bound");
  });

  it("is unknown where its sender gives up the wait", async () => {
    node.drops = WITHOUT_END;
    const ending = new AbortController();
    node.fault = (method, before) => {
      if (method === "getSignatureStatuses" && before === 3) {
        ending.abort(new Error("enough"));
      }
      return undefined;
    };
    const sending = send(payer, { abortSignal: ending.signal });
    const error = await sending.then(
      () => assert.fail("it did not fail"),
      (error: unknown) => error,
    );
    assert.match(sentence(error), /^It is not known whether/);
    assert.equal(node.count("sendTransaction"), 1);
  });

  it("is unknown where a wallet that sends by itself tells of one that never comes, and the wait ends", async () => {
    const sender: TransactionSendingSigner = {
      address: payer.address,
      signAndSendTransactions: async () =>
        [getBase58Encoder().encode(nobody(3) + nobody(4)) as SignatureBytes].map(
          (bytes) => bytes.slice(0, 64) as never,
        ),
    };
    const error = await failure(send(sender));
    assert.ok(error instanceof OutcomeUnknown, `${error}`);
    assert.ok(node.height > 1_150n && node.height < 1_200n, "the latest lifetime that it can have is over");
  });

  it("is unknown where a wallet that sends by itself has sent it, and the node does not say how long it can land", async () => {
    const sender: TransactionSendingSigner = {
      address: payer.address,
      signAndSendTransactions: async () => {
        node.fault = (method) => (method === "getLatestBlockhash" ? new Error("away") : undefined);
        return [new Uint8Array(64).fill(1) as never];
      },
    };
    const error = await failure(send(sender));
    assert.ok(error instanceof OutcomeUnknown, `${error}`);
  });

  it("is waited for as long as the blockhash lasts that a wallet gave it, and never called safe to repeat", async () => {
    node.drops = WITHOUT_END;
    const other = "9R8FAwsVT6wWxLyJnwJwqpUs6S8ha5viyMnpAX8dM2iv";
    const error = await failure(send(wallet(() => undefined, other)));
    assert.ok(error instanceof OutcomeUnknown, `${error}`);
    assert.deepEqual([...new Set(node.sendings.map(({ blockhash }) => blockhash))], [other]);
    assert.ok(node.height < 1_200n);
  });

  /** A wallet that signs and does not send; it may give a transaction another blockhash. */
  function wallet(asked: () => void, blockhash?: string): TransactionModifyingSigner {
    return {
      address: payer.address,
      modifyAndSignTransactions: async (transactions) =>
        Promise.all(
          transactions.map(async (transaction) => {
            asked();
            const messageBytes = new Uint8Array(transaction.messageBytes);
            if (blockhash) {
              const { lifetimeConstraint } = transaction as unknown as { lifetimeConstraint: { blockhash: string } };
              const [before, after] = [lifetimeConstraint.blockhash, blockhash].map((each) =>
                getBase58Encoder().encode(each),
              );
              const at = Buffer.from(messageBytes).indexOf(before as Uint8Array);
              messageBytes.set(after as Uint8Array, at);
            }
            const changed = { ...transaction, messageBytes } as unknown as Parameters<
              typeof payer.signTransactions
            >[0][0];
            const [added] = await payer.signTransactions([changed]);
            const lifetime = blockhash && { lifetimeConstraint: { blockhash, lastValidBlockHeight: (1n << 64n) - 1n } };
            return { ...changed, ...lifetime, signatures: added } as never;
          }),
        ),
    };
  }
});
