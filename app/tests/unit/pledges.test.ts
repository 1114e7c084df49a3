import assert from "node:assert/strict";
import { test } from "node:test";

import type { Address } from "@solana/kit";
import { Refusal, type SlashProposal } from "restaking-client";

import { largestFirst, pledgeOutcome, standingOf } from "../../src/model/pledges.js";

/** A slash that took 100: 60 of the shares, 30 of this epoch's tickets and 10 of the next one's. */
function slashWith(pledged: bigint): Pick<SlashProposal, "slash" | "pledged"> {
  const slash = { stake: 100n, active: 60n, epoch: 7n, exiting: [[30n], [10n]] };
  return { slash, pledged } as unknown as Pick<SlashProposal, "slash" | "pledged">;
}

test("what stakers still lose is what was taken less what is pledged", () => {
  assert.deepEqual(standingOf(slashWith(0n)), { pledged: 0n, toHolders: 0n, toLeavers: 0n, lost: 100n });
  assert.deepEqual(standingOf(slashWith(50n)), { pledged: 50n, toHolders: 30n, toLeavers: 20n, lost: 50n });
  assert.deepEqual(standingOf(slashWith(100n)), { pledged: 100n, toHolders: 60n, toLeavers: 40n, lost: 0n });
});

test("a pledge takes no more than is left, and is told with all that were there before", () => {
  const { taken, pledged, lost } = pledgeOutcome(slashWith(90n), 50n);
  assert.deepEqual([taken, pledged, lost], [10n, 100n, 0n]);
  assert.throws(
    () => pledgeOutcome(slashWith(100n), 1n),
    (error) => error instanceof Refusal && error.why === "FullyPledged",
  );
  assert.throws(
    () => pledgeOutcome(slashWith(0n), 0n),
    (error) => error instanceof Refusal && error.why === "Zero",
  );
});

test("pledges are listed by their amounts", () => {
  const pledge = (pledger: string, amount: bigint) => ({ data: { pledger: pledger as Address, amount } });
  const sorted = largestFirst([pledge("b", 1n), pledge("a", 1n), pledge("c", 5n)]);
  assert.deepEqual(
    sorted.map(({ data }) => data.pledger),
    ["c", "a", "b"],
  );
});
