import assert from "node:assert/strict";
import { test } from "node:test";

import { yieldOf } from "../../src/flow/gain.js";
import { kindsPaused, pausedUntil } from "../../src/flow/pause.js";

test("a pause covers its kinds, from its first second to the last before its end", () => {
  const pause = { flags: 0b101n, from: 10n, until: 20n };
  assert.deepEqual(kindsPaused(pause, 9n), []);
  assert.deepEqual(kindsPaused(pause, 10n), ["deposits", "tickets"]);
  assert.deepEqual(kindsPaused(pause, 19n), ["deposits", "tickets"]);
  assert.deepEqual(kindsPaused(pause, 20n), []);
  assert.equal(pausedUntil([pause], "deposits", 15n), 20n);
  assert.equal(pausedUntil([pause], "instantExits", 15n), undefined);
  assert.equal(pausedUntil([pause, { flags: 1n, from: 0n, until: 30n }], "deposits", 15n), 30n, "the later end counts");
  assert.equal(pausedUntil([{ flags: 0n, from: 0n, until: 0n }], "deposits", 15n), undefined);
});

test("a yield is what comes out in a year at today's pace, until the stream ends", () => {
  const books = {
    epoch: 0n,
    active: 1_000_000n,
    supply: 1_000_000n,
    exiting: [0n, 0n],
    matured: 0n,
    units: 1n,
    idle: 1n,
  };
  const stream = { left: 1_000n, updated: 0n, end: 36_500n };
  const earned = yieldOf({ books, stream }, 100n);
  assert.equal(earned?.until, 36_500n);
  assert.equal(earned?.growth.toFixed(4), "0.8640");
  assert.equal(yieldOf({ books, stream }, 36_500n), undefined, "over");
  assert.equal(yieldOf({ books, stream: { left: 0n, updated: 0n, end: 36_500n } }, 100n), undefined);
  assert.equal(yieldOf({ books: { ...books, supply: 0n }, stream }, 100n), undefined, "nobody to earn it");
});
