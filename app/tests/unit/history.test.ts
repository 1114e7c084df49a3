import assert from "node:assert/strict";
import { test } from "node:test";

import { address, createSolanaRpcFromTransport, type Rpc, type Signature, type SolanaRpcApi } from "@solana/kit";
import { createPatientRpcFrom } from "restaking-client";

import { readHistory } from "../../src/history/read.js";

const PROGRAM = address("HMPVWMYUFQZkyjXhsyXMbj5Ab1o3SUdd15mHWcTh2Ufg");
const VAULT = address("FPP21sbqhr2LPjSnJkw5NBetPubeFG4PsQFBxHj8noTq");

/** A node with these transactions, which gives them for every page. */
function node(transactions: Readonly<Record<string, object>>): Rpc<SolanaRpcApi> {
  return createPatientRpcFrom(async ({ payload }) => {
    const { id, method, params } = payload as { id: string; method: string; params: [string] };
    const listed = Object.keys(transactions).map((signature) => ({ signature, slot: 1n, err: null, blockTime: 9n }));
    const answer = method === "getTransaction" ? transactions[params[0]] : { result: listed };
    return { jsonrpc: "2.0", id, ...answer } as never;
  });
}

test("a transaction that cannot be read is a gap with its reason, and hides no other page", async () => {
  const rpc = node({
    later: { error: { code: -32015, message: "Transaction version (2) is not supported" } },
    cut: { result: { slot: 1n, blockTime: 9n, meta: { err: null, logMessages: ["Log truncated"] } } },
    gone: { result: null },
    fine: { result: { slot: 1n, blockTime: 9n, meta: { err: null, logMessages: [] } } },
  });
  const source = { rpc, programAddress: PROGRAM, key: "gaps" };
  const { gaps, happenings, before } = await readHistory(source, VAULT, 4);
  assert.deepEqual(
    gaps.map(({ signature, why }) => [signature, why]),
    [
      ["later", "The node does not tell transactions of its version"],
      ["cut", "The node cut its log off"],
      ["gone", "The node has it no more"],
    ],
  );
  assert.deepEqual([happenings, before], [[], "fine"]);
  // A node that gives the same page again is not asked for ever.
  assert.equal((await readHistory(source, VAULT, 4, "fine" as Signature)).before, undefined);
});

test("a node that is away is a failure, and no gap", async () => {
  const rpc = createSolanaRpcFromTransport(async () => {
    throw new TypeError("fetch failed");
  }) as Rpc<SolanaRpcApi>;
  await assert.rejects(readHistory({ rpc, programAddress: PROGRAM, key: "away" }, VAULT, 4), /fetch failed/);
});
