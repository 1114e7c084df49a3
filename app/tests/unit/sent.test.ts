import assert from "node:assert/strict";
import { test } from "node:test";

import { getBase58Encoder, type Rpc, type Signature, type SignatureBytes, type SolanaRpcApi } from "@solana/kit";
import { OutcomeUnknown } from "restaking-client";

import { outcomeOf } from "../../src/wallet/left.js";

const kept = new Map<string, string>();
Object.assign(globalThis, {
  localStorage: {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
  },
});
const { noteSent, settledBy, settleSent } = await import("../../src/wallet/sent.js");

const [ONE, TWO] = ["1".repeat(64), `${"1".repeat(63)}2`] as [Signature, Signature];
const bytesOf = (signature: Signature) => getBase58Encoder().encode(signature) as SignatureBytes;
const noted = () =>
  (JSON.parse(kept.get("restaking.sent") ?? "[]") as { signature: string }[]).map((each) => each.signature);

type Status = { confirmationStatus: string | null; err: unknown } | null;

/** A node that is at a height and has a status; its answer about statuses is of the slot `slot`. */
function node(blockHeight: bigint, status: Status, slot = 200n): Rpc<SolanaRpcApi> {
  const asked = <Answer>(answer: Answer) => ({ send: async () => answer });
  return {
    getEpochInfo: () => asked({ blockHeight, absoluteSlot: 200n }),
    getSignatureStatuses: () => asked({ context: { slot }, value: [status] }),
  } as unknown as Rpc<SolanaRpcApi>;
}

test("a transaction is said never to land only once its lifetime is over on the chain", async () => {
  const sent = { signature: ONE, key: "", at: Date.now() - 3_600_000, lastValidBlockHeight: "100" };
  assert.equal(await outcomeOf(node(100n, null), sent), "unknown", "it can land in the last block, however late");
  assert.equal(await outcomeOf(node(101n, null), sent), "never");
  assert.equal(await outcomeOf(node(101n, null, 199n), sent), "unknown", "another node is behind");
  const { lastValidBlockHeight: _, ...open } = sent;
  assert.equal(await outcomeOf(node(101n, null), open), "unknown", "a wallet chose its lifetime");
  const old = { ...sent, at: Date.now() - 3 * 86_400_000 };
  assert.equal(await outcomeOf(node(101n, null), old), "unknown", "the node may have forgotten it");
});

test("what is only processed is not told as an outcome", async () => {
  const sent = { signature: ONE, key: "", at: Date.now(), lastValidBlockHeight: "100" };
  for (const [confirmationStatus, err, told] of [
    ["processed", null, "unknown"],
    ["processed", "AccountInUse", "unknown"],
    [null, null, "unknown"],
    ["confirmed", null, "landed"],
    ["finalized", null, "landed"],
    ["confirmed", "AccountInUse", "failed"],
  ] as const) {
    assert.equal(await outcomeOf(node(101n, { confirmationStatus, err }), sent), told);
  }
});

test("a sending whose outcome is unknown keeps its note, and no other", () => {
  const failed = new Error("it failed", { cause: new OutcomeUnknown(TWO, undefined) });
  assert.deepEqual(settledBy([ONE, TWO], [failed, undefined]), [ONE]);
  assert.deepEqual(settledBy([ONE, TWO], [new Error("it was refused")]), [ONE, TWO]);
});

test("tabs keep each other's notes", () => {
  noteSent(bytesOf(ONE), "node", 5n);
  const other = { signature: "other", key: "node", at: 1 };
  kept.set("restaking.sent", JSON.stringify([...JSON.parse(kept.get("restaking.sent") ?? "[]"), other]));
  noteSent(bytesOf(TWO), "node");
  assert.deepEqual(noted(), [ONE, "other", TWO]);
  settleSent([ONE]);
  assert.deepEqual(noted(), ["other", TWO]);
});

test("all transactions of a long batch are kept until they are known to have landed", () => {
  const many = Array.from({ length: 400 }, (_, place) => {
    const bytes = new Uint8Array(64).fill(9);
    new DataView(bytes.buffer).setUint32(0, place);
    return noteSent(bytes as SignatureBytes, "many", 5n) as Signature;
  });
  assert.deepEqual(noted().slice(-400), many);
  settleSent(many);
  assert.ok(!noted().includes(many[0] as string));
});
