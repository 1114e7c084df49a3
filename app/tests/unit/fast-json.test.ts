import assert from "node:assert/strict";
import { test } from "node:test";

import { parseWhole } from "../../src/chain/fast-json.js";

test("whole numbers are bigints, and all else is as it was written", () => {
  const text =
    '{"result":[{"pubkey":"1","account":{"lamports":2039280,"data":["AA==","base64"],"executable":false}}],"x":null,"y":1.5}';
  assert.deepEqual(parseWhole(text), {
    result: [{ pubkey: "1", account: { lamports: 2_039_280n, data: ["AA==", "base64"], executable: false } }],
    x: null,
    y: 1.5,
  });
});

/** Browsers tell a reviver the digits; Node does from its version 21 on. */
const TELLS_DIGITS =
  JSON.parse("1", (_, value, context?: { readonly source?: string }) => context?.source ?? value) === "1";

test("numbers that a double does not hold keep their digits", { skip: !TELLS_DIGITS && "no digits are told" }, () => {
  const most = (1n << 64n) - 1n;
  for (const digits of ["9007199254740993", "-9007199254740993", "18446744073709551614", "184467440737095516150"]) {
    assert.deepEqual(parseWhole(`{"lamports":${digits},"rentEpoch":${most}}`), {
      lamports: BigInt(digits),
      rentEpoch: most,
    });
    assert.deepEqual(parseWhole(`[1, ${digits}]`), [1n, BigInt(digits)]);
  }
});

test("the rent epoch of an account without rent is whole", () => {
  const most = (1n << 64n) - 1n;
  const read = parseWhole(`{"lamports":1000000000,"rentEpoch":${most}}`);
  assert.deepEqual(read, { lamports: 1_000_000_000n, rentEpoch: most });
});

test("digits in a text are no number", () => {
  assert.deepEqual(parseWhole('{"data":["1234567890123456789012","base64"],"slot":5}'), {
    data: ["1234567890123456789012", "base64"],
    slot: 5n,
  });
});
