import assert from "node:assert/strict";
import { describe, it } from "node:test";
import * as kit from "@solana/kit";
import {
  createSolanaRpcFromTransport,
  type RpcTransport,
  SOLANA_ERROR__RPC__TRANSPORT_HTTP_ERROR,
  SolanaError,
} from "@solana/kit";
import {
  createPatientRpcFrom,
  explainError,
  fetchVaults,
  NoAnswer,
  ScanRefused,
  withBackoff,
  withPatience,
} from "restaking-client";

import { PROGRAM } from "./support/program.js";
import { FakeTimer } from "./support/timer.js";

const { programAddress } = PROGRAM;

function status(statusCode: number, headers: Record<string, string> = {}): SolanaError {
  return new SolanaError(SOLANA_ERROR__RPC__TRANSPORT_HTTP_ERROR, {
    headers: new Headers(headers),
    message: "",
    statusCode,
  });
}

/** A transport that gives these answers, one after the other, the last again and again; with how often it was asked. */
function answering(...answers: readonly unknown[]) {
  let asked = 0;
  const transport = (async ({ payload }) => {
    const answer = answers[Math.min(asked++, answers.length - 1)];
    if (answer instanceof Error) {
      throw answer;
    }
    return { jsonrpc: "2.0", id: (payload as { id: string }).id, ...(answer as object) };
  }) as RpcTransport;
  return { transport, asked: () => asked };
}

describe("a node that is too busy", () => {
  it("is asked again, later each time", async () => {
    const timer = new FakeTimer();
    const { transport, asked } = answering(status(429), status(503), status(502), { result: 5n });
    const rpc = createPatientRpcFrom(transport, { timer, random: () => 1 });
    assert.equal(await rpc.getSlot().send(), 5n);
    assert.deepEqual([asked(), timer.waits], [4, [500, 1_000, 2_000]]);
  });

  it("is waited for as long as it asks, within bounds", async () => {
    const timer = new FakeTimer();
    const [soon, never, date] = ["3", "86400", "Sun, 29 Nov 2026 09:00:00 GMT"].map((after) =>
      status(429, { "retry-after": after }),
    );
    const rpc = createSolanaRpcFromTransport(
      withBackoff(answering(soon, never, date, { result: 5n }).transport, { timer, random: () => 0 }),
    );
    assert.equal(await rpc.getSlot().send(), 5n);
    assert.deepEqual(timer.waits, [3_000, 10_000, 1_000]);
  });

  it("is given up after a while, with a sentence", async () => {
    const timer = new FakeTimer();
    const { transport, asked } = answering(status(429));
    const rpc = createPatientRpcFrom(transport, { timer, random: () => 1 });
    await assert.rejects(rpc.getSlot().send(), (error) => {
      assert.equal(
        explainError(error, PROGRAM).sentence,
        "The node takes no more requests just now: wait a minute, or use another node",
      );
      return true;
    });
    assert.deepEqual([asked(), timer.waits], [6, [500, 1_000, 2_000, 4_000, 8_000]]);
  });

  it("is not asked again by who gave up, nor for what waiting does not help", async () => {
    const timer = new FakeTimer();
    const aborted = AbortSignal.abort(new Error("enough"));
    const busy = answering(status(429));
    const patient = withBackoff(busy.transport, { timer });
    await assert.rejects(patient({ payload: { id: "1" }, signal: aborted }), /enough/);
    assert.deepEqual([busy.asked(), timer.waits], [1, []]);
    for (const error of [status(403), status(500), new TypeError("fetch failed")]) {
      const { transport, asked } = answering(error);
      await assert.rejects(withBackoff(transport, { timer })({ payload: { id: "1" } }), error);
      assert.equal(asked(), 1);
    }
  });
});

describe("an answer with a code", () => {
  it("that Kit knows is Kit's error, and any other the provider's", async () => {
    const ask = (code: number) =>
      createPatientRpcFrom(answering({ error: { code, message: "no such plan", data: { err: null } } }).transport)
        .getSlot()
        .send();
    const known = Object.entries(kit).filter(([name]) => name.startsWith("SOLANA_ERROR__JSON_RPC__"));
    assert.ok(known.length > 20, `${known.length}`);
    for (const [name, code] of known) {
      await assert.rejects(ask(code as number), (error) => kit.isSolanaError(error, code as never), name);
    }
    for (const code of [-32052, -32099, -32000, -32429, 429, 35]) {
      await assert.rejects(ask(code), { name: "ProviderError", code, message: /no such plan/ });
    }
  });
});

describe("a node that does not answer as nodes do", () => {
  const sentenceOf = async (asking: Promise<unknown>): Promise<string> => {
    const error = await asking.then(
      () => assert.fail("it answered"),
      (error: unknown) => error,
    );
    assert.ok(error instanceof NoAnswer, String(error));
    return explainError(error, PROGRAM).sentence;
  };

  it("is not waited for without end, and what was asked is ended", async () => {
    let signal: AbortSignal | undefined;
    const silent = ((request: { signal?: AbortSignal }) => {
      signal = request.signal;
      return new Promise(() => {});
    }) as RpcTransport;
    const rpc = createPatientRpcFrom(silent, { patience: 5 });
    assert.match(await sentenceOf(rpc.getSlot().send()), /^The node did not answer within 0.005 s: use another node$/);
    assert.equal(signal?.aborted, true);
    const ended = withPatience(silent, { patience: 60_000 })({
      payload: {},
      signal: AbortSignal.abort(new Error("enough")),
    });
    await assert.rejects(ended, /enough/);
  });

  it("is told of as that: pages, nothing at all, and answers without a result", async () => {
    const page = (async () => JSON.parse("<html>")) as RpcTransport;
    assert.match(await sentenceOf(createPatientRpcFrom(page).getSlot().send()), /answer is not JSON/);
    for (const answer of [null, undefined, "", 5, {}, { jsonrpc: "2.0" }]) {
      const rpc = createPatientRpcFrom((async () => answer) as RpcTransport);
      assert.match(await sentenceOf(rpc.getSlot().send()), /answer has no result/, JSON.stringify(answer));
    }
  });

  it("has no long words, and none that do more than stand there", async () => {
    const message = `\u001b]0;x\u0007${"a".repeat(5_000)}`;
    const { transport } = answering({ error: { code: -32099, message } });
    await assert.rejects(createPatientRpcFrom(transport).getSlot().send(), (error) => {
      const { sentence } = explainError(error, PROGRAM);
      assert.ok(sentence.length < 400 && sentence.includes("\\u{1b}]0;x\\u{7}aaa"), sentence);
      return true;
    });
  });
});

describe("a node that lists no accounts", () => {
  const scan = (answer: unknown) =>
    fetchVaults(createPatientRpcFrom(answering(answer).transport, { retries: 0 }), programAddress);
  const refusal = (code: number, message: string) => ({ error: { code, message } });

  it("is told of as that, with what helps", async () => {
    for (const answer of [
      refusal(-32601, "Method not found"),
      refusal(-32010, "excluded from account secondary indexes; this RPC method unavailable for key"),
      refusal(-32012, "scan aborted: The accumulated scan results exceeded the limit"),
      refusal(-32600, "getProgramAccounts is not available on the free plan"),
      refusal(-32052, "not allowed for this API key"),
      status(403),
      status(410),
    ]) {
      await assert.rejects(scan(answer), (error) => {
        assert.ok(error instanceof ScanRefused, JSON.stringify(answer));
        assert.match(
          explainError(error, PROGRAM).sentence,
          /does not list .* \(getProgramAccounts\): use another node/,
        );
        return true;
      });
    }
  });

  it("is not taken for one that is behind, too busy, or away", async () => {
    for (const answer of [
      refusal(-32005, "Node is behind by 42 slots"),
      refusal(-32603, "Internal error"),
      status(429),
      status(500),
      new TypeError("fetch failed"),
    ]) {
      await assert.rejects(scan(answer), (error) => !(error instanceof ScanRefused));
    }
  });
});
