import assert from "node:assert/strict";
import { test } from "node:test";

import type { Address } from "@solana/kit";
import { UNITS } from "restaking-client";

import { rebalanced, unitsOf, unitsOfWhole } from "../../src/model/rebalance.js";

const settled = (value: bigint) => ({ current: value, next: value, effective: 0n });
const delegation = (vault: string, operator: string, units: bigint) => ({
  address: `${vault}-${operator}`,
  data: { vault, operator, delegation: { units: settled(units), magnitude: UNITS, allocated: 3n } },
});
const ledger = { genesis: 0n, epochSeconds: 10n, books: { epoch: 0n, units: 1_000n, idle: 300n } };
const VAULT = { address: "v", data: { ledger } } as never;
const MARKET = {
  delegations: [delegation("v", "ada", 500n), delegation("v", "bede", 200n), delegation("w", "ada", 77n)],
  allocations: [],
  optIns: [],
  ncns: [],
} as never;

test("a move leaves idle stake as it is, and a delegation takes it", () => {
  const own = (MARKET as { delegations: never[] }).delegations;
  assert.equal(unitsOf(own, VAULT, "ada" as Address, 5n), 500n);
  assert.equal(unitsOf(own, VAULT, "cyd" as Address, 5n), 0n);
  assert.equal(unitsOfWhole(VAULT, 2_500n), 250n);

  const moved = rebalanced(
    VAULT,
    MARKET,
    new Map([
      ["ada", 400n],
      ["bede", 300n],
    ]) as never,
    5n,
  );
  assert.equal(moved.vault.data.ledger.books.idle, 300n);
  const units = (found: typeof moved, operator: string, vault = "v") =>
    found.market.delegations.find(({ data }) => data.vault === vault && data.operator === operator)?.data.delegation
      .units;
  assert.deepEqual(units(moved, "ada"), settled(400n));
  assert.deepEqual(units(moved, "bede"), settled(300n));
  assert.deepEqual(units(moved, "ada", "w"), settled(77n), "another vault's");

  const opened = rebalanced(VAULT, MARKET, new Map([["cyd", 250n]]) as never, 5n);
  assert.equal(opened.vault.data.ledger.books.idle, 50n);
  assert.deepEqual(units(opened, "cyd"), settled(250n));
  assert.equal(opened.market.delegations.length, 4);
  // What was given is left as it is.
  assert.equal(ledger.books.idle, 300n);
});
