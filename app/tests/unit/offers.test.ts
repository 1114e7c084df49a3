import assert from "node:assert/strict";
import { test } from "node:test";

import { commissionsOf, nextTables, offerStanding, payeeOf, payingTables, sharesOf } from "../../src/model/offers.js";

const NOW = 1_000n;
const books = { amount: 100n, from: 500n, until: 1_500n, attributed: 40n, paid: 15n };
const OFFER = { ncn: "oracle", index: 3n, place: 1n, mint: "token", firstTable: 4n, nextTable: 7n, books } as never;

const table = (address: string, index: bigint, after: bigint, closesAt: bigint, more: object = {}) =>
  ({
    address,
    data: { ncn: "oracle", index, after, closesAt, offers: 2n, totalWeight: 10n, parts: [], ...more },
  }) as never;
const part = (amount: bigint, claimUntil: bigint) => [{}, { amount, left: amount, claimUntil, operators: 1n }];

test("an offer is told with what accrued, what was paid and what is due", () => {
  assert.deepEqual(offerStanding(OFFER, NOW), { accrued: 50n, paid: 15n, left: 85n, due: 25n });
  assert.equal(offerStanding(OFFER, 2_000n).accrued, 100n);
  assert.equal(offerStanding(OFFER, 0n).accrued, 0n);
});

test("tables are attributed to in their order, none omitted, and none before its close", () => {
  const names = (tables: readonly never[], now: bigint) => nextTables(OFFER, tables, now).map(({ address }) => address);
  const [first, second, third] = [table("a", 7n, 7n, 900n), table("b", 9n, 8n, 950n), table("c", 10n, 10n, 2_000n)];
  assert.deepEqual(names([third, second, first], NOW), ["a", "b"]);
  assert.deepEqual(names([third, second], NOW), [], "the one before is missing");
  assert.deepEqual(names([third, second, first], 2_000n), ["a", "b", "c"]);
  assert.deepEqual(names([first, table("other", 8n, 8n, 0n, { ncn: "bridge" })], NOW), ["a"]);
});

test("shares are told with where they go, until their time is over", () => {
  const paying = table("t", 5n, 5n, 900n, { parts: part(100n, 1_200n) });
  const vault = (address: string, assetMint: string) => ({ address, data: { assetMint } });
  const vaults = [vault("own", "token"), vault("pooled", "sol"), vault("without", "sol")] as never;
  const pools = [
    { data: { vault: "pooled", ledger: { rewards: 2n }, mints: [{ mint: "x" }, { mint: "token" }, {}] } },
  ] as never;
  const entry = { operator: "ada", captor: "me", weight: 5n, capturedAt: 0n, captured: 5n };
  const kept = [
    { vault: "own", weight: 2n, claimed: 0n },
    { vault: "pooled", weight: 5n, claimed: 0n },
    { vault: "without", weight: 1n, claimed: 1n },
    { vault: "done", weight: 2n, claimed: 2n },
  ];
  const captured = [{ table: "t", entry, kept }] as never;
  const told = (now: bigint) =>
    sharesOf(OFFER, [paying], captured, vaults, pools, now).map(({ vault: of, amount, until, to }) => [
      of.address,
      amount,
      until,
      to,
    ]);
  assert.deepEqual(told(NOW), [
    ["pooled", 25n, 1_200n, { kind: "pool", place: 1 }],
    ["own", 10n, 1_200n, { kind: "stream" }],
    ["without", 5n, 1_200n, { kind: "waits" }],
  ]);
  assert.deepEqual(told(1_200n), []);
  const never = [
    table("early", 3n, 3n, 900n, { parts: part(1n, 1_200n) }),
    table("later", 7n, 7n, 900n, { parts: part(1n, 1_200n) }),
    table("paid", 5n, 5n, 900n, { parts: part(1n, 1_200n), offers: 1n }),
  ];
  assert.deepEqual(payingTables(OFFER, never, NOW), []);
  // A mint beyond those that the pool pays is none of its.
  const short = [
    { data: { vault: "pooled", ledger: { rewards: 1n }, mints: [{ mint: "x" }, { mint: "token" }] } },
  ] as never;
  assert.deepEqual(payeeOf(vault("pooled", "sol") as never, "token" as never, short), { kind: "waits" });
});

test("commissions are of this offer, and of none that had its place before", () => {
  const operators = [{ address: "ada" }, { address: "bede" }, { address: "cyd" }] as never;
  const record = (operator: string, offer: bigint, owed: bigint, ncn = "oracle") => ({
    data: {
      ncn,
      operator,
      commissions: [
        { offer: 4n, owed: 99n },
        { offer, owed },
      ],
    },
  });
  const records = [
    record("ada", 4n, 7n),
    record("bede", 3n, 8n),
    record("cyd", 4n, 0n),
    record("cyd", 4n, 9n, "bridge"),
  ];
  assert.deepEqual(
    commissionsOf(OFFER, records as never, operators).map(({ operator, owed }) => [operator.address, owed]),
    [["ada", 7n]],
  );
});
