import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  getBase16Encoder,
  getBase64Decoder,
  type Rpc,
  SOLANA_ERROR__RPC__TRANSPORT_HTTP_ERROR,
  SolanaError,
  type SolanaRpcApi,
} from "@solana/kit";
import {
  createPatientRpcFrom,
  type EventRecord,
  fetchEventHistory,
  getNcnRetiredEncoder,
  liquid,
  RESTAKING_EVENT_DISCRIMINATORS,
  watchEvents,
} from "restaking-client";

import { nobody } from "./support/chain.js";
import { PROGRAM } from "./support/program.js";

const US = PROGRAM.programAddress;
const NCN = nobody(1);

/** What a transaction logs in which an NCN retires, as its event number `number`. */
function retired(number: bigint): string[] {
  const tag = getBase16Encoder().encode(RESTAKING_EVENT_DISCRIMINATORS.NcnRetired);
  const body = getNcnRetiredEncoder().encode({ ncn: NCN, number, time: 2n });
  return [
    `Program ${US} invoke [1]`,
    `Program data: ${getBase64Decoder().decode(Uint8Array.from([...tag, ...body]))}`,
    `Program ${US} success`,
  ];
}

type Answer = { readonly result: unknown } | { readonly error: object } | Error;
const told = (logs: readonly string[] | null): Answer => ({
  result: { slot: 5n, blockTime: 7n, meta: { err: null, logMessages: logs } },
});

/** A node that has these transactions, the latest first. */
function node(
  transactions: Readonly<Record<string, Answer>>,
  page?: (before: string | undefined) => string[],
): Rpc<SolanaRpcApi> {
  return createPatientRpcFrom(
    async ({ payload }) => {
      const { id, method, params } = payload as {
        id: string;
        method: string;
        params: [string, { before?: string; maxSupportedTransactionVersion: number }];
      };
      const [first, config] = params;
      if (method === "getSignaturesForAddress") {
        const listed = page ? page(config.before) : config.before ? [] : Object.keys(transactions);
        return {
          jsonrpc: "2.0",
          id,
          result: listed.map((signature) => ({ signature, slot: 5n, err: null, blockTime: 7n })),
        } as never;
      }
      assert.ok(config.maxSupportedTransactionVersion >= 127, "every version is read");
      const answer = transactions[first] as Answer;
      if (answer instanceof Error) {
        throw answer;
      }
      return { jsonrpc: "2.0", id, ...answer } as never;
    },
    { retries: 0 },
  );
}

async function read(rpc: Rpc<SolanaRpcApi>): Promise<EventRecord[]> {
  const records: EventRecord[] = [];
  for await (const record of fetchEventHistory(rpc, NCN, PROGRAM)) {
    records.push(record);
  }
  return records;
}

const http = (statusCode: number) =>
  new SolanaError(SOLANA_ERROR__RPC__TRANSPORT_HTTP_ERROR, { headers: new Headers(), message: "", statusCode });

describe("a history", () => {
  it("has a named gap for each transaction that cannot be read, and goes on", async () => {
    const unknown = `Program data: ${getBase64Decoder().decode(new Uint8Array(40).fill(1))}`;
    const records = await read(
      node({
        first: told(retired(9n)),
        version: {
          error: { code: -32015, message: "Transaction version (200) is not supported by the requesting client" },
        },
        gone: { result: null },
        silent: told(null),
        cut: told([...retired(8n), "Log truncated"]),
        later: told([`Program ${US} invoke [1]`, unknown, `Program ${US} success`]),
        garbled: told([`Program ${US} invoke [1]`, "Program data: %%%", `Program ${US} success`]),
        refused: { error: { code: -32052, message: "not for https://node.example/KEY \u001b[2J" } },
        broken: http(500),
        others: told(["Program log: nothing of ours"]),
        last: told(retired(7n)),
      }),
    );
    const gaps = records.map(({ signature, gap }) => [signature, gap] as const);
    assert.deepEqual(gaps.slice(0, 7), [
      ["first", undefined],
      ["version", "The node does not tell transactions of its version"],
      ["gone", "The node has it no more"],
      ["silent", "The node has no log of it"],
      ["cut", "The node cut its log off"],
      ["later", "It has 1 of the program's events that this version does not know"],
      ["garbled", "It has 1 of the program's events that this version does not know"],
    ]);
    const refused =
      "The node does not tell it: The node refuses the request: not for https://node.example \\u{1b}[2J (-32052)";
    assert.deepEqual(gaps[7], ["refused", refused]);
    assert.match(gaps[8]?.[1] ?? "", /^The node does not tell it: HTTP error \(500\)/);
    assert.deepEqual(gaps.slice(9), [["last", undefined]]);
    assert.deepEqual(
      records.flatMap(({ events }) => events.map(({ data }) => (data as { number: bigint }).number)),
      [9n, 8n, 7n],
    );
  });

  it("fails where the node is away, and does not call all of it a gap", async () => {
    await assert.rejects(read(node({ first: new TypeError("fetch failed") })), /fetch failed/);
    await assert.rejects(read(node({ first: http(429) })), /429/);
  });

  it("of a pool has the same gaps", async () => {
    const tag = getBase16Encoder().encode(liquid.LIQUID_EVENT_DISCRIMINATORS.PoolFeesCollected);
    const body = liquid
      .getPoolFeesCollectedEncoder()
      .encode({ pool: NCN, number: 3n, time: 9n, feeWallet: NCN, shares: 4n });
    const collected = [
      `Program ${US} invoke [1]`,
      `Program data: ${getBase64Decoder().decode(Uint8Array.from([...tag, ...body]))}`,
      `Program ${US} success`,
    ];
    const rpc = node({
      first: told(collected),
      version: { error: { code: -32015, message: "Transaction version (200) is not supported" } },
      gone: { result: null },
      cut: told([...collected, "Log truncated"]),
      broken: http(500),
    });
    const { happenings, gaps, untold, before } = await liquid.fetchPoolEvents(rpc, US, NCN, 100);
    assert.deepEqual(
      happenings.map(({ signature, event }) => [signature, event.name]),
      [
        ["first", "PoolFeesCollected"],
        ["cut", "PoolFeesCollected"],
      ],
    );
    assert.deepEqual(
      gaps.map(({ signature }) => signature as string),
      ["version", "gone", "cut", "broken"],
    );
    assert.equal(gaps[0]?.gap, "The node does not tell transactions of its version");
    assert.equal(untold, 4);
    assert.equal(before, undefined, "the node has no more");
    await assert.rejects(
      liquid.fetchPoolEvents(node({ first: new TypeError("fetch failed") }), US, NCN, 100),
      /fetch failed/,
    );
  });

  it("of a pool is read page by page, and a node that gives a page again ends it", async () => {
    const asked: (string | undefined)[] = [];
    const rpc = node({ a: told([]), b: told([]), c: told([]) }, (before) => {
      asked.push(before);
      return before === "b" ? ["c"] : ["a", "b"];
    });
    const first = await liquid.fetchPoolEvents(rpc, US, NCN, 2);
    assert.equal(first.before, "b");
    assert.equal((await liquid.fetchPoolEvents(rpc, US, NCN, 2, { before: first.before })).before, undefined);
    assert.deepEqual(asked, [undefined, "b"]);
    const stuck = node({ a: told([]), b: told([]) }, () => ["a", "b"]);
    assert.equal((await liquid.fetchPoolEvents(stuck, US, NCN, 2, { before: "b" as never })).before, undefined);
  });

  it("ends where a node gives the same page again and again, and tells nothing twice", async () => {
    const page = Array.from({ length: 1_000 }, (_, place) => (place === 3 ? "a" : `empty${place}`));
    const transactions = Object.fromEntries(
      page.map((signature) => [signature, told(signature === "a" ? retired(1n) : [])]),
    );
    assert.equal((await read(node(transactions, () => page))).length, 1);
  });
});

describe("events as they come", () => {
  it("have a gap at once where a stranger's noise has cut a log off", async () => {
    const memos = Array.from({ length: 42 }, () => [
      "Program Memo1UhkJRfHyvLMcVucJwxXeuD728EqVDDwQDxFMNo invoke [1]",
      'Program log: Memo (len 1): "x"',
      "Program Memo1UhkJRfHyvLMcVucJwxXeuD728EqVDDwQDxFMNo success",
    ]).flat();
    const notices = [
      { context: { slot: 1n }, value: { signature: "noise", err: null, logs: [...memos, "Log truncated"] } },
      { context: { slot: 2n }, value: { signature: "whole", err: null, logs: retired(3n) } },
      { context: { slot: 3n }, value: { signature: "failed", err: {}, logs: retired(4n) } },
    ];
    const subscriptions = {
      logsNotifications: () => ({
        subscribe: async () =>
          (async function* () {
            yield* notices;
          })(),
      }),
    };
    const records: EventRecord[] = [];
    const config = { ...PROGRAM, abortSignal: new AbortController().signal };
    for await (const record of watchEvents(subscriptions as never, NCN, config)) {
      records.push(record);
    }
    assert.deepEqual(
      records.map(({ signature, gap, events }) => [signature, gap, events.length]),
      [
        ["noise", "The node cut its log off", 0],
        ["whole", undefined, 1],
      ],
    );
  });
});
