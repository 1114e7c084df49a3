import assert from "node:assert/strict";
import { describe, it } from "node:test";

import { type Address, getAddressDecoder } from "@solana/kit";
import { liquid } from "restaking-client";

import { forStakers } from "../../src/acts/changes.js";
import { readFields, type Values } from "../../src/acts/fields.js";
import type { Act } from "../../src/acts/form.js";
import { addAssetAct, addReportedAct, poolReporterActs } from "../../src/acts/pool-assets.js";
import { poolRewardActs } from "../../src/acts/pool-rewards.js";
import type { PoolActScene } from "../../src/acts/pool-scene.js";
import { liquidOn, writtenLiquidProblem } from "../../src/chain/clusters.js";
import {
  compositionOf,
  exitPartsOf,
  poolLoss,
  poolRateNumber,
  queuedOf,
  queueTime,
  toldValue,
} from "../../src/model/pool.js";
import { claimableIn, dueIn, ownedIn } from "../../src/pool/claims.js";
import { poolTasks } from "../../src/pool/tasks.js";

const SOL = 1_000_000_000n;
const NOW = 1_790_000_000n;
const DAY = 86_400n;

const key = (byte: number): Address => getAddressDecoder().decode(new Uint8Array(32).fill(byte));
const POOL = key(200);

/** A pool of wrapped SOL alone, with 100 SOL in its reserve for as many shares, of which some wait in the queue. */
function state(change: Partial<liquid.Asset> = {}, ledger: Partial<liquid.PoolLedger> = {}): liquid.PoolState {
  const empty = liquid.getPoolDecoder().decode(new Uint8Array(liquid.getPoolSize()));
  const rate = { value: 1n, tokens: 1n };
  const first = {
    ...(empty.ledger.assets[0] as liquid.Asset),
    idle: 100n * SOL,
    guard: { accepted: rate, base: rate, suspect: { value: 0n, tokens: 0n }, since: 0n, period: 0n, periods: 1n },
    targetBps: 10_000n,
    maxBps: 10_000n,
    depositCap: 1_000n * SOL,
    isOpen: 1n,
    ...change,
  };
  const band = { riseBps: 25n, rejectBps: 100n, fallBps: 50n, periodSeconds: 2n * DAY, quarantineSeconds: 7n * DAY };
  const whole = {
    ...empty.ledger,
    supply: 100n * SOL,
    highest: rate,
    chargedAt: NOW,
    band,
    batchSeconds: DAY,
    assetCount: 1n,
    assets: [first, ...empty.ledger.assets.slice(1)],
    outflow: { ...empty.ledger.outflow, refillSeconds: 1n, nextRefillSeconds: 1n },
    ...ledger,
  };
  const assets = [
    { ...(empty.assets[0] as liquid.PoolAsset), mint: key(1), reserve: key(2) },
    ...empty.assets.slice(1),
  ];
  const data = { ...empty, assets, ledger: whole };
  const account = { programAddress: key(9), executable: false, lamports: 0n as never, space: 0n };
  return {
    pool: { ...account, address: POOL, data },
    vaults: new Map(),
    tickets: new Map(),
    buckets: new Map(),
    sources: new Map(),
    deployed: new Map(),
    epoch: 1n,
    time: NOW,
  };
}

function worthNow(of: liquid.PoolState): liquid.PoolValue {
  const { value } = toldValue(of, NOW);
  assert.ok(value);
  return value;
}

/** A request of `shares` in the batch of a period, of which so many shares are filled for so many tokens. */
function queued(shares: bigint, filled: bigint, paid: bigint) {
  const period = NOW / DAY - 1n;
  const request = liquid.getQueuedExitDecoder().decode(new Uint8Array(liquid.getQueuedExitSize()));
  const batch = liquid.getExitBatchDecoder().decode(new Uint8Array(liquid.getExitBatchSize()));
  return {
    request: {
      address: key(50),
      data: { ...request, pool: POOL, batch: key(51), request: { shares, taken: 0n } },
    },
    batch: {
      address: key(51),
      data: {
        ...batch,
        pool: POOL,
        batch: { ...batch.batch, period, shares: 2n * shares, filled, paid, requests: 2n },
      },
    },
  };
}

describe("liquid pools", () => {
  it("a pool consists of what is free and what its queue waits for", () => {
    const of = state({ requested: 30n * SOL });
    const [asset] = compositionOf(of.pool, worthNow(of));
    assert.deepEqual(
      asset?.parts.map(({ kind, tokens }) => [kind, tokens]),
      [
        ["queue", 30n * SOL],
        ["reserve", 70n * SOL],
      ],
    );
    assert.deepEqual([asset?.partBps, asset?.targetBps, asset?.wanted], [10_000n, 10_000n, 30n * SOL]);
  });

  it("nothing can be lost through vaults where there are none", () => {
    const of = state();
    const world = {
      ...{
        vaults: [],
        operators: [],
        ncns: [],
        delegations: [],
        allocations: [],
        optIns: [],
        records: [],
        slashes: [],
      },
    };
    const { placed, worst, threats, untold } = poolLoss(of.pool, worthNow(of), world, NOW);
    assert.deepEqual([placed, worst, threats, untold], [0n, 0n, [], []]);
  });

  it("a pool with a source that is not there has no value, and says why", () => {
    const of = state();
    const broken = of.pool.data.assets.map((asset, place) => (place === 0 ? { ...asset, source: key(7) } : asset));
    const { value, problem } = toldValue(
      { ...of, pool: { ...of.pool, data: { ...of.pool.data, assets: broken } } },
      NOW,
    );
    assert.equal(value, undefined);
    assert.ok(problem instanceof liquid.PoolRefusal && problem.why === "WrongSource");
  });

  it("a request shows what is filled of it, what waits, and from when that can be filled", () => {
    const of = state({ requested: 20n * SOL, filled: 10n * SOL });
    const { request, batch } = queued(10n * SOL, 10n * SOL, 9n * SOL);
    const [first] = queuedOf(of.pool, [request], [batch], worthNow(of));
    assert.equal(first?.due, (9n * SOL) / 2n);
    assert.equal(first?.waiting, 5n * SOL);
    assert.equal(first?.isDone, false);
    assert.equal(first?.fillableFrom, (NOW / DAY) * DAY);
    assert.equal(first?.worth, 5n * SOL);
    const other = { ...request, data: { ...request.data, pool: key(1) } };
    assert.deepEqual(queuedOf(of.pool, [other], [batch], undefined), [], "another pool's");
    // Read one after the other, with a cancellation or a claim between.
    const told = (books: object, taken = 0n) => {
      const own = { ...request, data: { ...request.data, request: { ...request.data.request, taken } } };
      return queuedOf(
        of.pool,
        [own],
        [{ ...batch, data: { ...batch.data, batch: { ...batch.data.batch, ...books } } }],
        undefined,
      );
    };
    assert.equal(told({}).length, 1);
    assert.deepEqual(told({ shares: 0n, filled: 0n, paid: 0n }), [], "canceled");
    assert.deepEqual(told({ paid: 0n }, SOL), [], "claimed of what the batch was paid later");
  });

  it("all that can be claimed is counted and summed by asset", () => {
    const of = state();
    const { request, batch } = queued(10n * SOL, 20n * SOL, 18n * SOL);
    const part = liquid.getExitPartDecoder().decode(new Uint8Array(liquid.getExitPartSize()));
    const collected = liquid.getCollectedExitDecoder().decode(new Uint8Array(liquid.getCollectedExitSize()));
    const aside = liquid.getSetAsideDecoder().decode(new Uint8Array(liquid.getSetAsideSize()));
    const accounts = {
      requests: [request],
      batches: [batch],
      parts: [
        { address: key(60), data: { ...part, pool: POOL, ticket: key(61), shares: 3n } },
        { address: key(62), data: { ...part, pool: POOL, ticket: key(63), shares: 3n } },
      ],
      collected: [{ address: key(64), data: { ...collected, pool: POOL, ticket: key(61), shares: 4n, tokens: 8n } }],
      asides: [{ address: key(65), data: { ...aside, pool: POOL, tokens: [5n, ...aside.tokens.slice(1)] } }],
    };
    const owned = ownedIn(of.pool, accounts, undefined);
    assert.equal(claimableIn(owned), 3);
    assert.deepEqual([...dueIn(owned)], [[0, 9n * SOL + 6n + 5n]]);
    assert.deepEqual(
      exitPartsOf(accounts.parts, accounts.collected).map(({ due }) => due),
      [6n, 0n],
    );
  });

  it("the queue takes its period, and the exit of the slowest vault where the reserve is short", () => {
    const next = (NOW / DAY + 1n) * DAY;
    const of = state();
    const value = worthNow(of);
    const time = queueTime(of, value, 0, 40n * SOL, NOW, () => undefined);
    assert.deepEqual(time, { fillable: next, expected: next, needsExit: false });
    const { placements } = of.pool.data;
    const placed = placements.map((placement, place) =>
      place < 2 ? { ...placement, vault: key(70 + place) } : placement,
    );
    const books = value.ledger.placements.map((each, place) => (place < 2 ? { ...each, asset: 1n } : each));
    const within = { ...of, pool: { ...of.pool, data: { ...of.pool.data, placements: placed } } };
    const short = {
      ...value,
      ledger: {
        ...value.ledger,
        placements: books,
        assets: [{ ...(value.ledger.assets[0] as liquid.Asset), idle: SOL }],
      },
    };
    const outOf = (vault: Address) => (vault === key(71) ? NOW + 5n * DAY : NOW + 2n * DAY);
    const slow = queueTime(within, short, 0, 40n * SOL, NOW, outOf);
    assert.deepEqual(slow, { fillable: next, expected: NOW + 5n * DAY, needsExit: true });
  });

  it("a rate is a number for the eye", () => {
    assert.equal(poolRateNumber({ low: 0n, supply: 0n }), 1);
    assert.equal(poolRateNumber({ low: 3n * SOL, supply: 2n * SOL }).toFixed(6), "1.500000");
  });

  it("a burden with notice leaves holders the time to leave in kind, and one at once does not", () => {
    const change = { what: "", before: "", after: "", burden: true };
    assert.equal(forStakers([{ ...change, from: NOW + DAY }], NOW), "can leave first");
    assert.equal(forStakers([{ ...change, from: undefined }], NOW), "cannot leave first");
  });

  it("the program is where the reader, the build or the local chain says, and never the public key's elsewhere", () => {
    const local = liquid.LOCALNET_PROGRAM_ADDRESS;
    assert.equal(liquidOn("localnet", "", {}), local);
    assert.equal(liquidOn("devnet", "", {}), undefined);
    assert.equal(liquidOn("devnet", "", { VITE_LIQUID_ADDRESS_DEVNET: key(3) }), key(3));
    assert.equal(liquidOn("devnet", key(4), { VITE_LIQUID_ADDRESS_DEVNET: key(3) }), key(4));
    assert.equal(writtenLiquidProblem("devnet", key(4)), undefined);
    assert.match(writtenLiquidProblem("devnet", local) ?? "", /local chains/);
    assert.match(writtenLiquidProblem("devnet", "x") ?? "", /not an address/);
  });
});

/** What an act of a pool's roles is drawn from. */
function actScene(of: liquid.PoolState): PoolActScene {
  return {
    ...{ state: of, told: toldValue(of, NOW), now: NOW, lrt: "LRT", world: undefined },
    names: { of: String, known: () => false } as never,
    programs: { programAddress: key(30), core: key(31) },
    decimalsOf: () => 6,
    amountOf: (_, tokens) => String(tokens),
    place: {} as never,
    fresh: () => Promise.reject(new Error("nothing is signed here")),
  };
}

/** What is written into an act's fields, and what it changes. */
function changesOf(act: Act, written: Record<string, string>) {
  const { values, problems } = readFields(act.fields, written);
  assert.deepEqual(problems, {});
  return act.changes(values as Values);
}

const withPool = (of: liquid.PoolState, data: Partial<liquid.Pool>): liquid.PoolState => {
  return { ...of, pool: { ...of.pool, data: { ...of.pool.data, ...data } } };
};

describe("what a pool's roles add and report", () => {
  it("an asset with a reported price needs a reporter, and waits for the notice", () => {
    assert.ok(addReportedAct(actScene(state())).closed);
    const of = withPool(state(), { priceReporter: key(7), noticeSeconds: 7n * DAY });
    const act = addReportedAct(actScene(of));
    assert.equal(act.closed, undefined);
    const written = { mint: key(8), price: "0.005", cap: "10" };
    const changes = changesOf(act, written);
    assert.deepEqual(
      changes.map(({ after, from, burden }) => [after, from, burden]),
      [
        ["in the pool", NOW + 7n * DAY, true],
        [`0.005 SOL, by ${key(7)}`, NOW + 7n * DAY, true],
      ],
    );
    assert.equal(forStakers(changes, NOW), "can leave first");
    assert.throws(() => changesOf(act, { ...written, mint: key(1) }), { name: "PoolRefusal" });
    assert.throws(() => changesOf(act, { ...written, price: "0" }), { name: "PoolRefusal" });
    // No report is a price for longer than a period of the band.
    assert.ok("age" in readFields(act.fields, { ...written, age: "3 d" }).problems);
  });

  it("a price changes once in a period, and the same one is repeated in its own figures", () => {
    const of = state();
    const report = { rate: { value: 5n, tokens: 1_000n }, before: { value: 5n, tokens: 1_000n }, maxAgeSeconds: DAY };
    const assets = of.pool.data.assets.map((asset) => ({ ...asset, kind: 4, source: key(40) }));
    const at = (movedAt: bigint) =>
      actScene({
        ...withPool(of, { assets }),
        sources: new Map([[key(40), { kind: "report", report: { ...report, movedAt, reportedAt: NOW - 3_600n } }]]),
      });
    const [early] = poolReporterActs(at(NOW - 3_600n));
    assert.throws(() => changesOf(early as Act, { price: "0.000006" }), { name: "PoolRefusal" });
    assert.deepEqual(
      changesOf(early as Act, { price: "0.000005" }).map(({ before, after }) => [before, after]),
      [["valid for 23 h", "valid for 1 d"]],
    );
    const [late] = poolReporterActs(at(NOW - 2n * DAY));
    assert.deepEqual(
      changesOf(late as Act, { price: "0.000006" }).map(({ before, after }) => [before, after]),
      [
        ["0.000005 SOL", "0.000006 SOL"],
        ["valid for 23 h", "valid for 1 d"],
      ],
    );
    assert.deepEqual(poolReporterActs(actScene(of)), []);
  });

  it("wrapped SOL alone has no source, and an asset is added once", () => {
    const act = addAssetAct(actScene(state()));
    assert.equal(changesOf(act, { mint: key(8), source: key(9), cap: "1" }).length, 1);
    assert.throws(() => changesOf(act, { mint: key(8), source: "", cap: "1" }), { name: "PoolRefusal" });
    assert.throws(() => changesOf(act, { mint: key(1), source: key(9), cap: "1" }), { name: "PoolRefusal" });
  });
});

describe("what anyone brings in", () => {
  const [collect, open] = poolRewardActs({ ...actScene(state()), auctioned: [key(50)] });
  const after = (act: Act | undefined, mint: Address) =>
    changesOf(act as Act, { mint }).map(({ after, burden }) => [after, burden]);

  it("tokens of an asset stream, and others go to their auction, which is opened once", () => {
    assert.deepEqual(after(collect, key(1)), [["streamed to the holders", false]]);
    assert.deepEqual(after(collect, key(50)), [["in the treasury of their auction", false]]);
    assert.deepEqual(after(collect, key(51)), [["in a new auction's treasury", false]]);
    assert.deepEqual(after(open, key(51)), [["sold in lots", false]]);
    assert.deepEqual(after(open, key(50)), []);
    assert.throws(() => after(open, key(1)), { name: "PoolRefusal" });
  });
});

describe("what waits to be done for a pool", () => {
  it("a lot can begin of what a treasury holds, unless one runs that is not half of it", () => {
    const of = withPool(state(), {});
    const empty = liquid.getRewardAuctionDecoder().decode(new Uint8Array(liquid.getRewardAuctionSize()));
    const auction = (left: bigint) => {
      const data = { ...empty, pool: POOL, mint: key(50), treasury: key(51), auction: { ...empty.auction, left } };
      return { address: key(52), data } as never;
    };
    const kinds = (left: bigint, held: bigint) =>
      poolTasks(actScene(of), { batches: [], auctions: [auction(left)], held: new Map([[key(51), held]]) }, () =>
        Promise.reject(new Error("nothing is signed here")),
      ).map(({ kind }) => kind);
    assert.deepEqual(kinds(0n, 5n), ["lot"]);
    assert.deepEqual(kinds(0n, 0n), []);
    assert.deepEqual(kinds(4n, 7n), []);
    assert.deepEqual(kinds(4n, 8n), ["lot"]);
  });
});
