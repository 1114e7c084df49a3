import assert from "node:assert/strict";
import { test } from "node:test";

import { formatAmount } from "restaking-client";
import {
  MAX_AMOUNT,
  parseAmount,
  percentOf,
  percentOfBps,
  percentOfChange,
  shortAmount,
} from "../../src/format/amount.js";

const value = (text: string, decimals: number) => {
  const parsed = parseAmount(text, decimals);
  return parsed.ok ? parsed.value : parsed.problem;
};

test("amounts are read exactly, or not at all", () => {
  assert.equal(value("1250.5", 9), 1_250_500_000_000n);
  assert.equal(value(" 1250.5 ", 9), 1_250_500_000_000n);
  assert.equal(value(".5", 6), 500_000n);
  assert.equal(value("7.", 6), 7_000_000n);
  assert.equal(value("0.000001", 6), 1n);
  assert.equal(value("1.0000000", 6), 1_000_000n, "zeros at the end are no decimals");
  assert.equal(value("18446744073.709551615", 9), MAX_AMOUNT);
  assert.equal(value("3", 0), 3n);
});

test("what is no amount is told apart, with what is wrong", () => {
  assert.match(String(value("", 6)), /^Write an amount/);
  for (const text of ["1,5", "0,001", "1 5", "1 250.5", "1\u202f000", "1'000", "1_000"]) {
    assert.match(String(value(text, 6)), /after a point, and nothing between digits/, text);
  }
  assert.match(String(value("1e5", 6)), /^Write a number/);
  assert.match(String(value("-1", 6)), /^Write a number/);
  assert.match(String(value(".", 6)), /^Write a number/);
  assert.match(String(value("0x10", 6)), /^Write a number/);
  assert.equal(value("1.1234567", 6), '"1.1234567" has 7 decimals, and the token has 6');
  assert.match(String(value("18446744073.709551616", 9)), /^The most .* 18446744073.709551615$/);
});

test("what is written exactly reads back as the same", () => {
  for (const amount of [0n, 1n, 999n, 1_000_000n, 123_456_789_012n, MAX_AMOUNT]) {
    for (const decimals of [0, 2, 6, 9, 18]) {
      assert.equal(value(formatAmount(amount, decimals), decimals), amount, `${amount} with ${decimals}`);
    }
  }
});

test("amounts for the eye are rounded down, in groups, and never to nothing", () => {
  assert.equal(shortAmount(0n, 9), "0");
  assert.equal(shortAmount(1n, 9), "<0.0001");
  assert.equal(shortAmount(1_999_999_999n, 9), "1.9999");
  assert.equal(shortAmount(123_456_000_000n, 9), "123.45");
  assert.equal(shortAmount(7_330_400_000_000n, 9), "7\u202f330.4");
  assert.equal(shortAmount(150_000_990_000n, 6), "150\u202f000");
  assert.equal(shortAmount(MAX_AMOUNT, 0), "18\u202f446\u202f744\u202f073\u202f709\u202f551\u202f615");
  assert.equal(shortAmount(-5_000_000n, 6), "−5");
});

test("parts are told in percent", () => {
  assert.equal(percentOfBps(250n), "2.5%");
  assert.equal(percentOfBps(10_000n), "100%");
  assert.equal(percentOf(1n, 3n), "33.3%");
  assert.equal(percentOf(2n, 3n), "66.7%");
  assert.equal(percentOf(1n, 1_000_000n), "<0.1%");
  assert.equal(percentOf(0n, 0n), "0%");
  assert.equal(percentOf(5n, 0n), "0%");
  assert.equal(percentOfChange(0.0712), "+7.12%");
  assert.equal(percentOfChange(-0.048), "−4.80%");
  assert.equal(percentOfChange(0.000001), "0%");
  assert.equal(percentOfChange(99), ">1\u202f000%");
});
