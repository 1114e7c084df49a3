import assert from "node:assert/strict";
import { test } from "node:test";

import { address } from "@solana/kit";
import { by, type Listed, listVaults } from "../../src/model/order.js";
import { toldExposure } from "../../src/model/told-exposure.js";

const [SOL, JUNK] = [
  address("So11111111111111111111111111111111111111112"),
  address("FPP21sbqhr2LPjSnJkw5NBetPubeFG4PsQFBxHj8noTq"),
];

const listed = (name: string, assetMint: string, decimals: number, stake: bigint | undefined): Listed =>
  ({
    vault: { address: name, data: { assetMint, decimals, ledger: { books: { active: 1n, supply: 1n } } } },
    exposure: stake === undefined ? undefined : { stake, worst: stake / 2n, outAt: 5n },
  }) as unknown as Listed;

test("amounts of different mints are never ranked together, whatever their decimals", () => {
  const [small, large] = [listed("a", SOL, 9, 10n), listed("b", SOL, 9, 20n)];
  // A stranger's mint of no decimals, or of 255, with all the units that there can be.
  const junk = listed("c", JUNK, 0, (1n << 64n) - 1n);
  const dust = listed("d", JUNK, 255, 1n);
  const order = (vaults: Listed[]) => vaults.sort(by("stake")).map(({ vault }) => vault.address);
  assert.deepEqual(order([small, junk, large, dust]), ["c", "d", "b", "a"]);
  assert.deepEqual(order([listed("z", SOL, 9, 10n), small]), ["a", "z"]);
  // More of the junk changes no place of another asset's vaults.
  assert.deepEqual(order([small, listed("c", JUNK, 0, 1n), large, dust]), ["c", "d", "b", "a"]);
});

test("a vault whose figures cannot be told comes last, and hides no other", () => {
  const broken = listed("a", SOL, 9, undefined);
  for (const order of ["stake", "loss", "exit", "rate"] as const) {
    const [first, last] = [listed("b", JUNK, 9, 1n), broken].sort(by(order));
    assert.deepEqual([first?.vault.address, last?.vault.address], ["b", "a"], order);
  }
  const hostile = { address: "a", data: { assetMint: SOL, ledger: {} } } as never;
  const world = { vaults: [hostile], delegations: [], allocations: [], optIns: [], ncns: [] } as never;
  assert.equal(toldExposure(hostile, world, 5n), undefined);
  const [only] = listVaults(world, 5n, "stake").map(({ exposure }) => exposure);
  assert.equal(only, undefined);
});
