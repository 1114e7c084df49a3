import assert from "node:assert/strict";
import { test } from "node:test";

import { type Address, getAddressDecoder } from "@solana/kit";
import { Earnings } from "restaking-client";

import { csv } from "../../src/format/csv.js";
import { costsOf, entriesOf } from "../../src/model/portfolio.js";
import { listedRewards, readEarnings } from "../../src/model/reward-list.js";
import { portfolioCsv } from "../../src/portfolio/export.js";

const happened = (name: string, data: object) => ({ event: { name, data } }) as never;
const at = (time: bigint, assets: bigint, shares: bigint) => ({ vault: "v", time, assets, shares });

test("what shares cost follows deposits, and leaves with them in proportion", () => {
  const deposit = (time: bigint, assets: bigint, shares: bigint) =>
    happened("Deposited", { ...at(time, assets, shares), depositor: "me" });
  const events = [
    deposit(1n, 100n, 100n),
    happened("Deposited", { ...at(2n, 999n, 999n), depositor: "other" }),
    deposit(3n, 60n, 50n),
    happened("ExitRequested", { ...at(4n, 80n, 75n), owner: "me" }),
    happened("ExitCanceled", { ...at(5n, 40n, 35n), owner: "me" }),
    happened("ExitRequested", { ...at(6n, 1n, 1n), owner: "other" }),
  ];
  const told = (count: number) => entriesOf(events.slice(0, count).reverse(), "me" as Address).get("v" as Address);
  assert.deepEqual(told(3), { shares: 150n, cost: 160n, since: 1n });
  assert.deepEqual(told(4), { shares: 75n, cost: 80n, since: 1n });
  assert.deepEqual(told(6), { shares: 110n, cost: 120n, since: 1n });
  const all = [
    deposit(1n, 100n, 100n),
    happened("ExitedInstantly", { ...at(2n, 90n, 100n), owner: "me" }),
    deposit(9n, 5n, 4n),
  ];
  assert.deepEqual(entriesOf(all.reverse(), "me" as Address).get("v" as Address), { shares: 4n, cost: 5n, since: 9n });
  // Shares that somebody gave leave: nothing is told of their cost.
  const given = entriesOf([happened("ExitRequested", { ...at(2n, 9n, 9n), owner: "me" })], "me" as Address);
  assert.deepEqual(given.get("v" as Address), { shares: -9n, cost: 0n, since: 2n });
});

test("what shares cost is not told by a part of the transactions", () => {
  const deposit = happened("Deposited", { ...at(1n, 100n, 100n), depositor: "me" });
  const page = (before: string | undefined, gaps: object[] = []) => ({ happenings: [deposit], before, gaps }) as never;
  const told = (...pages: never[]) => costsOf(pages, "me" as Address);
  assert.equal(told(page("earlier")), "unread");
  assert.equal(told(page("earlier"), page("still earlier")), "unread");
  assert.equal(told(page("earlier"), page(undefined, [{}])), "gap");
  const all = told(page("earlier"), page(undefined));
  assert.ok(typeof all !== "string");
  assert.deepEqual(all.get("v" as Address), { shares: 200n, cost: 200n, since: 1n });
});

test("a table for spreadsheets keeps its fields apart, and runs no stranger's formula", () => {
  assert.equal(csv([["a", 'b "c"', "d,e", "f\ng"]]), 'a,"b ""c""","d,e","f\ng"\r\n');
  assert.equal(csv([["=1+1", "+x", "-x", "@x", "-1.5", "12"]]), "'=1+1,'+x,'-x,'@x,-1.5,12\r\n");
});

test("an exported reward without known decimals says that it is in smallest units", () => {
  const owed = [
    { mint: "known", amount: 1_500n },
    { mint: "unknown", amount: 1_500n },
  ];
  const bonds = [{ vault: { address: "v" }, position: { address: "p" }, owed }];
  const portfolio = { positions: [], exits: [], bonds, pledges: [] } as never;
  const text = portfolioCsv(portfolio, { of: (address) => address }, (mint) => (mint === "known" ? 3 : undefined));
  assert.deepEqual(text.split("\r\n").slice(1), [
    "reward,v,v,1.5,known,,,,,p",
    "reward,v,v,1500,unknown (smallest units),,,,,p",
    "",
  ]);
});

test("an exported portfolio has shares of pools, and what comes from them", () => {
  const assets = [{ mint: "sol" }];
  const pool = { address: "pool", data: { lrtMint: "lrt", assets, ledger: { assetCount: 1n } } };
  const request = { request: { address: "r" }, place: 0, due: 0n, isDone: false, waiting: 5n, worth: 6_000_000_000n };
  const part = { part: { address: "p" }, collected: undefined, due: 0n };
  const held = { pool, shares: 2_000_000_000n, worth: 2_100_000_000n, parts: [part], aside: undefined };
  const queued = [{ ...request, fillableFrom: 86_400n }];
  const empty = { positions: [], exits: [], bonds: [], pledges: [] } as never;
  const text = portfolioCsv(empty, { of: (address) => address }, () => 9, [{ ...held, queued } as never]);
  assert.deepEqual(text.split("\r\n").slice(1), [
    "shares of a pool,pool,pool,2.1,SOL,2,,,,lrt",
    "a request in the queue,pool,pool,6,sol,,,,1970-01-02T00:00:00.000Z,r",
    "a part of an exit on its way,pool,pool,,,,,,,p",
    "",
  ]);
});

test("a list pays where it is the one of the active root, what was not claimed", () => {
  const key = (byte: number) => getAddressDecoder().decode(new Uint8Array(32).fill(byte));
  const [tree, me, other] = [key(1), key(2), key(3)];
  const list = Earnings.of(tree, [
    { earner: me, cumulative: 70n },
    { earner: other, cumulative: 30n },
  ]);
  const read = readEarnings(JSON.stringify(list.toFile()));
  const books = (root: Uint8Array) => ({
    activeRoot: root,
    activeTotal: 100n,
    nextRoot: new Uint8Array(32),
    nextTotal: 0n,
    activatesAt: 0n,
    funded: 100n,
    paid: 0n,
  });
  const trees = (root: Uint8Array) => [{ address: tree, data: { books: books(root) } }] as never;
  const claim = (claimed: bigint) => [{ data: { tree, claimed } }] as never;
  const due = (root: Uint8Array, claimed: never, earner = me) =>
    listedRewards([read], trees(root), claimed, earner, 10n).map(({ amount }) => amount);
  assert.deepEqual(due(list.root, [] as never), [70n]);
  assert.deepEqual(due(list.root, claim(50n)), [20n]);
  assert.deepEqual(due(list.root, claim(70n)), []);
  assert.deepEqual(due(list.root, [] as never, key(9)), []);
  assert.deepEqual(due(new Uint8Array(32).fill(7), [] as never), []);
  assert.throws(() => readEarnings("{"), /not JSON/);
  assert.throws(() => readEarnings("{}"), /names no earners/);
  const forged = { ...list.toFile(), total: "101" };
  assert.throws(() => readEarnings(JSON.stringify(forged)), /its list makes/);
});
