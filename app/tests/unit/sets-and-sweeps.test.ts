import assert from "node:assert/strict";
import { test } from "node:test";

import type { Address } from "@solana/kit";
import { MIN_SWEEP_SECONDS, NOBODY, type StrayTokens, UNITS } from "restaking-client";

import { forStakers } from "../../src/acts/changes.js";
import { readFields } from "../../src/acts/fields.js";
import type { NcnScene } from "../../src/acts/ncn-terms.js";
import { registerSetActs } from "../../src/acts/register-set.js";
import { type SweepScene, sweepActs } from "../../src/acts/sweeps.js";
import { dateAndTime } from "../../src/format/time.js";

const ledger = {
  genesis: 0n,
  epochSeconds: 10n,
  term: { start: 0n, end: 0n },
  books: { epoch: 0n },
  stream: { left: 500n, updated: 0n, end: 0n },
};
const vault = (feeWallet: string = "wallet") => ({
  address: "vault",
  data: { assetMint: "asset", vrtMint: "vrt", assetAccount: "books", feeWallet, ledger },
});
const stray = (mint: string): StrayTokens => ({
  address: `of ${mint}` as Address,
  mint: mint as Address,
  amount: 1_500n,
});
const notice = (mint: string, due: bigint, amount: bigint) => ({ data: { tokens: `of ${mint}`, due, amount } });
const pool = { data: { mints: [{ mint: "paid" }, { mint: "" }], ledger: { rewards: 1n, streamSeconds: 3_600n } } };

/** The only act of the sweep of `mint`. */
function sweep(mint: string, scene: object = {}) {
  const decimals = new Map(["asset", "paid", "other"].map((known) => [known, 3]));
  const [act] = sweepActs({
    vault: vault(),
    strays: [stray(mint)],
    notices: [],
    pool,
    decimals,
    now: 5n,
    names: { of: (address: string) => address },
    ...scene,
  } as unknown as SweepScene);
  assert.ok(act);
  const { values } = readFields(act.fields, {});
  assert.ok(values);
  const changes = act.changes(values);
  const [change] = changes;
  return {
    ...{ title: act.title, button: act.button, closed: act.closed || undefined },
    ...{ told: change && `${change.before} → ${change.after}`, from: change?.from },
    state: forStakers(changes, act.outAt as bigint),
  };
}

test("a sweep tells where tokens go, from when, and what that is for stakers", () => {
  const atOnce = { closed: undefined, from: undefined, state: "burdens none" };
  const them = { button: "Sweep them" };
  assert.deepEqual(sweep("asset"), { ...atOnce, ...them, title: "Sweep 1.5 asset", told: "0.5 asset → 2 asset" });
  const paid = "nothing of it → 1.5 paid, over 1 h";
  assert.deepEqual(sweep("paid"), { ...atOnce, ...them, title: "Sweep 1.5 paid", told: paid });
  assert.deepEqual(sweep("other"), {
    ...{ title: "Sweep 1.5 other", button: "Announce the sweep", closed: undefined, state: "can leave first" },
    ...{ told: "nothing → 1.5 other to the fee wallet, wallet", from: 5n + MIN_SWEEP_SECONDS },
  });
  assert.match(sweep("other", { vault: vault(NOBODY) }).told ?? "", /to the fee wallet, nobody$/);
});

test("an announced sweep waits for its time and for a fee wallet, and takes no more than was announced", () => {
  const notices = [notice("other", 9n, 1_000n)];
  const early = sweep("other", { notices });
  assert.equal(early.closed, `It is announced, and can be swept from ${dateAndTime(9n)} on.`);
  assert.match(String(sweep("other", { notices, vault: vault(NOBODY), now: 9n }).closed), /names no fee wallet/);
  const due = sweep("other", { notices, now: 9n });
  assert.deepEqual([due.closed, due.told, due.state], [undefined, "nothing → 1 other to wallet", "burdens none"]);
  const more = [notice("other", 9n, 9_000n)];
  assert.equal(sweep("other", { notices: more, now: 9n }).told, "nothing → 1.5 other to wallet");
});

test("without tokens, and without a list of them, the act says why there is none", () => {
  const none = { told: undefined, from: undefined, state: "nothing" };
  const { closed, ...rest } = sweep("other", { strays: [] });
  assert.match(String(closed), /^Nobody has sent tokens/);
  assert.deepEqual(rest, { ...none, title: "Sweep tokens that were sent to the vault", button: "Sweep them" });
  assert.match(String(sweep("other", { strays: undefined }).closed), /restake sweep/);
  const unknown = { strays: [stray("strange"), stray("other")] };
  assert.equal(sweep("other", unknown).title, "Sweep 1.5 other", "amounts without decimals are not shown");
});

const TERMS = {
  ...{ maxFraction: UNITS / 2n, minFraction: 0n, equivocationFraction: 0n, challengeSeconds: 60n, cooldownSeconds: 0n },
  ...{ burnBps: 10_000n, reporterBps: 0n, insuranceBps: 0n, redistributionBps: 0n, heightZero: 0n, heightMillis: 0n },
};

function sets(scene: object = {}, data: object = {}) {
  const policy = { terms: TERMS, slasher: "slasher", resolver: "resolver", insurance: NOBODY, redistribution: NOBODY };
  return registerSetActs({
    ncn: { address: "ncn", data: { admin: "me", parent: NOBODY, retired: false, nextPolicy: policy, ...data } },
    world: {
      vaults: [],
      optIns: [],
      ncns: [{ data: { creator: "me", index: 0n } }, { data: { creator: "me", index: 2n } }],
    },
    notice: { rise: 200n, fall: 150n },
    now: 5n,
    names: { of: (address: string) => address },
    place: {},
    ...scene,
  } as unknown as NcnScene);
}

function registering(scene: object, written: Readonly<Record<string, string>> = {}) {
  const [act] = sets(scene);
  assert.ok(act);
  const { values } = readFields(act.fields, written);
  assert.ok(values);
  return { act, changes: act.changes(values) };
}

/** Parties of a policy that are addresses. */
const PEOPLE = { slasher: "", resolver: "" };

test("a set tells its policy, its number, and the vaults that cover it", () => {
  const { act, changes } = registering({}, PEOPLE);
  assert.deepEqual(
    changes.map(({ what, before, after }) => [what, before, after]),
    [
      ["Operator set", "none", "number 1"],
      ["By one incident", "0%", "50%"],
      ["Can be vetoed for", "0 s", "1 min"],
      ["Burned", "0%", "100%"],
    ],
  );
  assert.equal(forStakers(changes, act.outAt as undefined), "burdens none");
  assert.throws(() => registering({}, { ...PEOPLE, index: "2" }), /number 2 already/);
  assert.throws(() => registering({}, { ...PEOPLE, burnBps: "1" }), /have to come to 100%/);

  const world = {
    vaults: [
      { address: "covers", data: { ledger } },
      { address: "not", data: { ledger } },
    ],
    optIns: [
      { data: { left: "covers", right: "ncn", sets: { current: 0n, next: 1n } } },
      { data: { left: "not", right: "ncn", sets: { current: 0n, next: 0n } } },
    ],
    ncns: [],
  };
  const covered = registering({ world }, PEOPLE);
  assert.match(String(covered.act.lead), /covered by covers\./);
  const last = covered.changes.at(-1);
  assert.deepEqual([last?.after, last?.from, last?.burden], ["what operators allocate to it", 200n, true]);
  assert.equal(forStakers(covered.changes, covered.act.outAt as bigint), "can leave first");
  const harmless = registering({ world }, { ...PEOPLE, maxFraction: "0" });
  assert.equal(forStakers(harmless.changes, harmless.act.outAt as bigint), "burdens none");
});

test("a set has no sets, and a retired NCN registers none", () => {
  assert.deepEqual(sets({}, { parent: "parent" }), []);
  assert.match(String(sets({}, { retired: true })[0]?.closed), /retired/);
});
