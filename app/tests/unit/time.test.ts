import assert from "node:assert/strict";
import { test } from "node:test";

import { dateAndTime, day, duration, isoTime } from "../../src/format/time.js";

test("durations are told in their two largest units", () => {
  assert.equal(duration(0n), "0 s");
  assert.equal(duration(-5n), "0 s");
  assert.equal(duration(59n), "59 s");
  assert.equal(duration(60n), "1 min");
  assert.equal(duration(3_661n), "1 h 1 min");
  assert.equal(duration(86_400n), "1 d");
  assert.equal(duration(86_400n + 59n), "1 d");
  assert.equal(duration(90_061n), "1 d 1 h");
});

test("times that no calendar has are never", () => {
  assert.equal(dateAndTime((1n << 63n) - 1n), "never");
  assert.equal(day((1n << 63n) - 1n), "never");
  assert.equal(isoTime(-(1n << 63n)), "");
  assert.equal(isoTime(0n), "1970-01-01T00:00:00.000Z");
});
