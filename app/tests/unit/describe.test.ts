import assert from "node:assert/strict";
import { test } from "node:test";

import type { Signature } from "@solana/kit";
import { NoAnswer, OutcomeUnknown, PriorityFeeOverCap, Refusal, ScanRefused } from "restaking-client";

import { describe } from "../../src/wallet/describe.js";
import { NotSigned } from "../../src/wallet/signer.js";

test("what a wallet says forges no line and shows no key", () => {
  const { title, sentence } = describe(
    new NotSigned("Wallet", new Error("no\u202e answer of https://name:KEY@rpc.example/KEY\nConfirmed.")),
  );
  assert.equal(title, "The wallet failed");
  assert.equal(sentence, "Wallet: no\\u{202e} answer of https://rpc.example\\u{a}Confirmed.");
  assert.equal(describe(new NotSigned("Wallet", new Error("User rejected the request."))).rejected, true);
});

test("what a node does is told with what helps", () => {
  assert.match(
    describe(new NoAnswer("The node did not answer within 60 s: use another node")).sentence,
    /another node\.$/,
  );
  assert.match(describe(new ScanRefused(new TypeError("fetch failed"))).sentence, /^The node does not list/);
  assert.match(describe(new TypeError("Failed to fetch")).sentence, /^The node did not answer\. Check the connection/);
  const acting = { acting: true } as const;
  for (const error of [
    new TypeError("Failed to fetch"),
    new NoAnswer("The node's answer has no result: use another node"),
  ]) {
    assert.match(describe(error, acting).sentence, / It did not happen: it is safe to try again\.$/);
    assert.doesNotMatch(describe(error).sentence, /safe to try again/);
  }
  const signature = "1".repeat(64) as Signature;
  assert.doesNotMatch(
    describe(new OutcomeUnknown(signature, new TypeError("Failed to fetch")), acting).sentence,
    /safe/,
  );
  const hostile = new Error("Failed to parse URL from https://rpc.example/v2/KEY");
  assert.equal(describe(hostile).sentence, "Failed to parse URL from https://rpc.example.");
});

test("a fee over the cap and a rate that moved are refused in words", () => {
  assert.match(
    describe(new PriorityFeeOverCap(128_000_000n, 1_000_000n)).sentence,
    /0\.128 SOL, over the cap of 0\.001 SOL/,
  );
  assert.match(describe(new Refusal("BelowMinimum", 1n, 2n)).sentence, /^The rate moved while you were signing/);
});
