import assert from "node:assert/strict";
import { test } from "node:test";

import { NOBODY, SlashStatus } from "restaking-client";

import { choresOf, ticketsText } from "../../src/model/upkeep.js";

const CLOCK = { time: 10_000n, slot: 100n };
const delayed = (current: bigint, next = current, effective = 0n) => ({ current, next, effective });
const term = { start: 0n, end: 0n };
const ledger = { genesis: 0n, epochSeconds: 100n, books: { epoch: 100n }, feesOwed: { vault: 0n, protocol: 0n }, term };
const VAULT = {
  address: "vault",
  data: { ledger, feeWallet: "wallet", assetAccount: "assets", grantGeneration: 2n },
};
const EMPTY = {
  vaults: [VAULT],
  operators: [],
  ncns: [],
  delegations: [],
  allocations: [],
  optIns: [],
  records: [],
  slashes: [],
};
const NONE = { configs: [], buckets: [], pledges: [], grants: [] };
const kinds = (world: object, accounts: object = {}) =>
  choresOf({ ...EMPTY, ...world } as never, { ...NONE, ...accounts } as never, CLOCK).map(({ kind, key }) => [
    kind,
    key,
  ]);

test("a slash is executed once it is final, its shares are paid, and a vetoed one is uncounted", () => {
  const slash = (address: string, more: object) => ({
    address,
    data: {
      vault: "vault",
      ncn: "ncn",
      status: SlashStatus.Open,
      finalFrom: 0n,
      finalSlot: 0n,
      owed: [0n],
      counted: false,
      proposedAt: 50n,
      ...more,
    },
  });
  const slashes = [
    slash("final", {}),
    slash("open", { finalFrom: 10_001n }),
    slash("stalled", { finalSlot: 101n }),
    slash("unpaid", { status: SlashStatus.Executed, owed: [0n, 3n] }),
    slash("paid", { status: SlashStatus.Executed }),
    slash("vetoed", { status: SlashStatus.Vetoed, counted: true }),
    slash("over", { status: SlashStatus.Vetoed }),
    slash("of an older sum", { status: SlashStatus.Vetoed, counted: true, proposedAt: 49n }),
    slash("without an opt-in", { status: SlashStatus.Vetoed, counted: true, vault: "other" }),
  ];
  const joined = { left: delayed(1n), right: delayed(1n) };
  const none = { incidentBps: delayed(0n), epochBps: delayed(0n) };
  const optIns = [
    {
      address: "optIn",
      data: { left: "vault", right: "parent", sides: joined, limits: none, stopLoss: { since: 50n } },
    },
  ];
  const pledge = (address: string, proposal: string) => ({
    address,
    lamports: 7n,
    data: { proposal, rentPayer: "payer" },
  });
  const pledges = [pledge("p1", "over"), pledge("p2", "open")];
  const ncns = [{ address: "ncn", data: { grantGeneration: 0n, parent: "parent" } }];
  assert.deepEqual(kinds({ slashes, ncns, optIns }, { pledges }), [
    ["execute", "final"],
    ["shares", "unpaid"],
    ["uncount", "vetoed"],
    ["pledge", "p1"],
  ]);
});

test("moves that are due are completed, falls are settled, and what is empty is closed", () => {
  const delegation = (address: string, more: object, commission = 0n) => ({
    address,
    lamports: 5n,
    data: {
      vault: "vault",
      operator: "ada",
      rentPayer: "payer",
      moveTo: "to",
      commission,
      delegation: { units: delayed(0n), moving: 0n, arriving: 0n, allocated: 0n, openSlashes: 0n, ...more },
    },
  });
  const delegations = [
    delegation("to", { arriving: 1n }),
    delegation("due", { moving: 5n, units: delayed(9n, 4n, 10_000n) }),
    delegation("moving", { moving: 5n, units: delayed(9n, 4n, 10_001n) }),
    delegation("fell", { units: delayed(9n, 4n, 10_000n) }),
    delegation("falls", { units: delayed(9n, 4n, 10_001n) }),
    delegation("rose", { units: delayed(4n, 9n, 1n) }),
    delegation("empty", {}),
    delegation("owes", {}, 1n),
    delegation("slashed", { openSlashes: 1n }),
  ];
  assert.deepEqual(kinds({ delegations }), [
    ["move", "due"],
    ["delegation", "fell"],
    ["closeDelegation", "empty"],
  ]);
});

test("fees are collected where a wallet is named, and buckets close without tickets and disputes", () => {
  const owing = (feeWallet: string) => ({
    ...VAULT,
    data: { ...VAULT.data, feeWallet, ledger: { ...ledger, feesOwed: { vault: 3n, protocol: 2n } } },
  });
  assert.deepEqual(kinds({ vaults: [owing("wallet")] }), [["fees", "vault"]]);
  assert.deepEqual(kinds({ vaults: [owing(NOBODY)] }), []);
  assert.deepEqual(kinds({ vaults: [owing(NOBODY)] }, { configs: [{ data: { feeWallet: "fees" } }] }), [
    ["fees", "assets"],
  ]);

  const bucket = (address: string, epoch: bigint, tickets: bigint, contested = 0n) => ({
    address,
    lamports: 5n,
    data: { vault: "vault", rentPayer: "payer", bucket: { epoch, tickets, pools: [{ contested }] } },
  });
  const buckets = [
    bucket("matured", 99n, 2n),
    bucket("live", 100n, 2n),
    bucket("empty", 98n, 0n),
    bucket("disputed", 98n, 0n, 1n),
  ];
  assert.deepEqual(kinds({}, { buckets }), [
    ["exits", "matured"],
    ["closeBucket", "empty"],
  ]);
});

test("opt-ins that both sides left are closed unless limits bind them, and grants that are over or void", () => {
  const optIn = (address: string, left: object, limit = 0n) => ({
    address,
    lamports: 5n,
    data: {
      rentPayer: "payer",
      sides: { left, right: delayed(0n) },
      limits: { incidentBps: delayed(limit), epochBps: delayed(0n) },
    },
  });
  const optIns = [
    optIn("over", delayed(0n)),
    optIn("bound", delayed(0n), 5n),
    optIn("leaves", delayed(1n, 0n, 10_001n)),
    optIn("joins", delayed(0n, 1n, 10_001n)),
  ];
  const grant = (address: string, generation: bigint, until: bigint) => ({
    address,
    lamports: 5n,
    data: { entity: "vault", rentPayer: "payer", terms: { generation, until } },
  });
  const grants = [grant("runs", 2n, 10_001n), grant("ended", 2n, 10_000n), grant("void", 1n, 10_001n)];
  assert.deepEqual(kinds({ optIns }, { grants }), [
    ["closeOptIn", "over"],
    ["closeGrant", "ended"],
    ["closeGrant", "void"],
  ]);
});

test("a bucket with more tickets than are settled at once says so", () => {
  assert.equal(ticketsText(1n), "1 ticket");
  assert.equal(ticketsText(200n), "200 tickets");
  assert.equal(ticketsText(201n), "201 tickets, of which 200 are settled at a time");
});
