import assert from "node:assert/strict";
import { test } from "node:test";

import type { Address } from "@solana/kit";

import { wantedMints, wantMint } from "../../src/chain/wanted-mints.js";

const mint = (place: number) => `mint ${place}` as Address;

test("every mint that is shown is read, and of others the last three hundred", () => {
  const leave = Array.from({ length: 1_000 }, (_, place) => wantMint(mint(place)));
  assert.equal(wantedMints().length, 1_000, "however many there are");
  for (const each of leave.slice(0, 900)) {
    each();
  }
  const again = wantMint(mint(0));
  wantMint(mint(1_000));
  const wanted = wantedMints();
  assert.equal(wanted.length, 1 + 300 + 100 + 1);
  for (const kept of [0, 600, 899, 900, 999, 1_000]) {
    assert.ok(wanted.includes(mint(kept)), `${kept}`);
  }
  assert.ok(!wanted.includes(mint(599)));
  again();
  assert.equal(wantedMints().length, wanted.length, "a name that is gone from the screen is kept for a while");
});
