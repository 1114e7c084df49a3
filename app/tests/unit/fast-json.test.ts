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
