import assert from "node:assert/strict";
import { test } from "node:test";

import { UNITS } from "restaking-client";
import { endedMoves, movesUnderWay } from "../../src/model/moves.js";
import { optInsOf, stopLossAt } from "../../src/model/opt-ins.js";

const NOW = 1_000n;
const settled = (value: bigint) => ({ current: value, next: value, effective: 0n });
const leaving = (effective: bigint) => ({ current: 1n, next: 0n, effective });
const part = (hundredths: bigint) => (UNITS * hundredths) / 100n;

const books = { epoch: 0n, active: 1_000n, supply: 1_000n, exiting: [0n, 0n], matured: 0n, units: 10_000n, idle: 0n };
const vault = {
  address: "vault",
  data: { ledger: { genesis: 0n, epochSeconds: 100_000n, books, stream: { left: 0n, updated: 0n, end: 0n } } },
};
const ncn = (address: string, parent = "11111111111111111111111111111111", certainUntil = 0n) => ({
  address,
  data: { parent, certainUntil, certainClosesAt: certainUntil },
});
const optIn = (left: string, right: string, sides: object, more: object = {}) => ({
  address: `${left} ${right}`,
  data: {
    left,
    right,
    sides,
    sets: settled(0n),
    stopLoss: { bps: settled(0n), slashed: 0n, since: 0n },
    ...more,
  },
});
const both = { left: settled(1n), right: settled(1n) };
const allocation = (delegation: string, to: string, magnitude: object, openSlashes = 0n) => ({
  data: { delegation, ncn: to, allocation: { magnitude, openSlashes } },
});
const delegation = (operator: string, more: object = {}) => ({
  address: `of ${operator}`,
  data: {
    vault: "vault",
    operator,
    moveTo: "none",
    delegation: { units: settled(4_000n), magnitude: UNITS, moving: 0n, ...more },
  },
});
const CONFIG = { maxEpochSeconds: 100n };
const told = (market: object, config: { readonly maxEpochSeconds: bigint } | undefined) =>
  optInsOf(vault as never, market as never, config, NOW);

test("a stop-loss is told with what is lost, what is left, and what is announced", () => {
  const stopLoss = { bps: { current: 500n, next: 0n, effective: 2_000n }, slashed: part(2n), since: 7n };
  assert.deepEqual(stopLossAt({ stopLoss }, NOW), {
    bps: 500n,
    next: { bps: 0n, from: 2_000n },
    lost: part(2n),
    since: 7n,
    left: part(3n),
    passed: false,
  });
  const over = (slashed: bigint) => stopLossAt({ stopLoss: { ...stopLoss, slashed } }, NOW);
  assert.equal(over(part(5n)).passed, false, "at the bound the vault stays");
  assert.deepEqual([over(part(5n) + 1n).passed, over(part(5n) + 1n).left], [true, 0n]);
  const none = stopLossAt({ stopLoss }, 2_000n);
  assert.deepEqual([none.bps, none.left, none.passed], [0n, undefined, false]);
});

test("what is announced to end is told in its order, with when the NCN can release it", () => {
  const market = {
    ncns: [ncn("oracle", undefined, 1_500n), ncn("set", "oracle")],
    optIns: [
      optIn("vault", "oracle", { left: leaving(9_000n), right: settled(1n) }),
      optIn("ada", "oracle", { left: settled(1n), right: leaving(8_000n) }),
      optIn("ada", "set", { left: leaving(7_000n), right: settled(1n) }),
    ],
    delegations: [delegation("ada"), { ...delegation("bede"), data: { ...delegation("bede").data, vault: "another" } }],
    allocations: [
      allocation("of ada", "oracle", { current: part(60n), next: part(20n), effective: 6_000n }),
      allocation("of ada", "set", { current: part(10n), next: part(30n), effective: 6_000n }),
      allocation("of bede", "oracle", { current: part(60n), next: 0n, effective: 6_000n }),
    ],
  };
  const [first, ...others] = told(market, CONFIG);
  assert.equal(others.length, 0);
  assert.equal(first?.agreed, true, "until the leave takes effect");
  assert.deepEqual(
    first?.falls.map(({ kind, ncn: of, operator, from, releasableFrom }) => [kind, of, operator, from, releasableFrom]),
    [
      // The table's promise ends at 1,500.
      ["allocationFalls", "oracle", "ada", 6_000n, 1_501n],
      ["operatorLeaves", "set", "ada", 7_000n, 1n],
      ["ncnLeavesOperator", "oracle", "ada", 8_000n, 1_501n],
      ["vaultLeaves", "oracle", undefined, 9_000n, 1_501n],
    ],
  );
  assert.deepEqual(first?.falls[0]?.parts, [part(60n), part(20n)]);
  assert.ok(told(market, undefined)[0]?.falls.every(({ releasableFrom }) => releasableFrom === undefined));
});

test("an open slash keeps an allocation from release, and covered sets an opt-in", () => {
  const market = {
    ncns: [ncn("oracle")],
    optIns: [optIn("vault", "oracle", { left: leaving(9_000n), right: settled(1n) }, { sets: settled(1n) })],
    delegations: [delegation("ada")],
    allocations: [allocation("of ada", "oracle", { current: part(60n), next: 0n, effective: 6_000n }, 1n)],
  };
  assert.deepEqual(
    told(market, CONFIG)[0]?.falls.map(({ releasableFrom }) => releasableFrom),
    [undefined, undefined],
  );
});

test("opt-ins that nobody has joined are left out, and one that is to come is not in effect", () => {
  const nobody = { left: settled(0n), right: settled(0n) };
  const coming = { left: { current: 0n, next: 1n, effective: 5_000n }, right: settled(1n) };
  const market = {
    ncns: [ncn("oracle"), ncn("bridge"), ncn("old")],
    optIns: [
      optIn("vault", "oracle", both),
      optIn("vault", "bridge", coming),
      optIn("vault", "old", nobody),
      optIn("vault", "ada", both),
      optIn("another", "oracle", both),
    ],
    delegations: [],
    allocations: [],
  };
  assert.deepEqual(
    told(market, CONFIG).map(({ ncn: of, agreed }) => [of, agreed]),
    [
      ["oracle", true],
      ["bridge", false],
    ],
  );
});

test("moves are told with their units, their stake and when they are due", () => {
  const moving = (operator: string, to: string, effective: bigint) => {
    const { data, ...rest } = delegation(operator, {
      units: { current: 4_000n, next: 1_500n, effective },
      moving: 2_500n,
    });
    return { ...rest, data: { ...data, moveTo: to } };
  };
  const delegations = [moving("ada", "of bede", 5_000n), delegation("bede"), moving("cyd", "of nobody", NOW)];
  const moves = movesUnderWay(vault as never, delegations as never, NOW);
  assert.deepEqual(moves, [
    { from: "cyd", to: undefined, units: 2_500n, whole: 10_000n, stake: 250n, dueFrom: NOW, isDue: true },
    { from: "ada", to: "bede", units: 2_500n, whole: 10_000n, stake: 250n, dueFrom: 5_000n, isDue: false },
  ]);
});

test("moves that ended are told of the history", () => {
  const happening = (name: string, index: number, data: object) => ({
    signature: "one",
    index,
    event: { name, data: { from: "ada", to: "bede", time: 9n, ...data } },
  });
  const happenings = [
    happening("MoveCanceled", 0, {}),
    happening("Deposited", 1, {}),
    happening("MoveCompleted", 2, { freed: 5n, units: 4n }),
  ] as never;
  assert.deepEqual(endedMoves(happenings), [
    { key: "one 0", from: "ada", to: "bede", time: 9n, canceled: true, units: undefined },
    { key: "one 2", from: "ada", to: "bede", time: 9n, canceled: false, units: { freed: 5n, arrived: 4n } },
  ]);
});
