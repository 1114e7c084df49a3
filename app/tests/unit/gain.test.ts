import assert from "node:assert/strict";
import { test } from "node:test";
import { rateMillionths, rateNumber, shortRate } from "../../src/format/rate.js";
import { gainBetween } from "../../src/model/gain.js";

const DAY = 86_400n;

test("a rate is the program's, with its virtual assets and shares", () => {
  assert.equal(shortRate({ active: 0n, supply: 0n }), "1.000000");
  assert.equal(rateMillionths({ active: 1_000n, supply: 0n }), 2_000_000n);
  assert.equal(shortRate({ active: 951_999_000n, supply: 999_999_000n }), "0.952000");
  assert.equal(rateNumber({ active: 2_000_000_000_000n, supply: 1_000_000_000_000n }).toFixed(6), "2.000000");
});

test("a gain is told over a day or more, and not from before the first share", () => {
  const from = { time: 0n, active: 1_000_000_000n, supply: 1_000_000_000n };
  const to = { time: 10n * DAY, active: 950_000_000n, supply: 1_000_000_000n };
  assert.equal(gainBetween(from, to)?.change.toFixed(4), "-0.0500");
  assert.equal(gainBetween(from, to)?.seconds, 10n * DAY);
  assert.equal(gainBetween(from, { ...to, time: DAY - 1n }), undefined);
  assert.equal(gainBetween({ ...from, supply: 0n }, to), undefined);
});
