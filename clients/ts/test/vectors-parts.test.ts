import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  ASSET_FLAGS,
  accruedBy,
  assetFlags,
  assetFlagsIn,
  checkGrant,
  GRANT_KINDS,
  type GrantKind,
  getDelayedDecoder,
  getPauseDecoder,
  getRewardBooksDecoder,
  getSidesDecoder,
  getStreamDecoder,
  grantedKinds,
  grantFlags,
  grantState,
  isPaused,
  nextPauseFrom,
  optInCounts,
  optInCountsUntil,
  PAUSE_KINDS,
  type PauseKind,
  pausedKinds,
  pausedUntil,
  pauseFlags,
  pendingChange,
  pendingPolicy,
  policyAt,
  putOff,
  released,
  rewardBooksAt,
  rewardDue,
  type SlashPolicy,
  settled,
  shareOf,
  streamDue,
  streamPaid,
  valueAt,
} from "restaking-client";

import { answer, bytes, type Refused, refusal, vectors } from "./support/vectors.js";

describe("the parts of accounts are as the ledger has them", () => {
  it("changes that are announced", () => {
    let pending = 0;
    for (const [number, each] of vectors.delays.entries()) {
      const [delayed, now, where] = [
        getDelayedDecoder().decode(bytes(each.delayed)),
        BigInt(each.now),
        `change ${number}`,
      ];
      assert.equal(`${valueAt(delayed, now)}`, each.at, where);
      assert.deepEqual(settled(delayed.next), getDelayedDecoder().decode(bytes(each.settled)), where);
      const change = pendingChange(delayed, now);
      assert.deepEqual(change ? [`${change.value}`, `${change.from}`] : [], each.pending, where);
      pending += Number(change !== undefined);
    }
    assert.ok(pending >= 3 && pending <= vectors.delays.length - 3, `${pending} are pending`);
  });

  it("streams", () => {
    const decode = (of: string) => getStreamDecoder().decode(bytes(of));
    for (const [number, each] of vectors.streams.entries()) {
      const [stream, now, where] = [decode(each.stream), BigInt(each.now), `stream ${number}`];
      assert.equal(`${streamDue(stream, now)}`, each.due, where);
      assert.deepEqual(putOff(stream, now), decode(each.late), where);
      const [due, rest] = each.released as readonly [string, string];
      assert.deepEqual(released(stream, now), { due: BigInt(due), stream: decode(rest) }, where);
      const pay = () => streamPaid(stream, BigInt(each.amount), BigInt(each.seconds), now);
      if (Array.isArray(each.paid)) {
        const [atOnce, after] = each.paid as [string, string];
        assert.deepEqual(pay(), { due: BigInt(atOnce), stream: decode(after) }, where);
      } else {
        assert.deepEqual(
          answer(() => [pay().due]),
          each.paid,
          where,
        );
      }
    }
    const refused = vectors.streams.filter(({ paid }) => !Array.isArray(paid)).length;
    assert.ok(refused >= 2 && refused < vectors.streams.length / 2, `${refused} are refused`);
  });

  it("opt-ins", () => {
    const counted = new Set<string>();
    for (const [number, each] of vectors.optIns.entries()) {
      const sides = getSidesDecoder().decode(bytes(each.sides));
      const [now, until] = [BigInt(each.now), BigInt(each.until)];
      const counts = [optInCounts(sides, now), optInCountsUntil(sides, now, until)].map(Number);
      assert.deepEqual(counts.map(String), [each.counts, each.countsUntil], `opt-in ${number}`);
      counted.add(counts.join());
    }
    assert.equal(counted.size, 3, "it counts until then, only now, or not");
  });

  it("reward trees", () => {
    let [paid, settles] = [0, 0];
    for (const [number, each] of vectors.trees.entries()) {
      const [books, now, where] = [
        getRewardBooksDecoder().decode(bytes(each.books)),
        BigInt(each.now),
        `tree ${number}`,
      ];
      assert.deepEqual(rewardBooksAt(books, now), getRewardBooksDecoder().decode(bytes(each.settled)), where);
      const due = answer(() => rewardDue(books, BigInt(each.cumulative), BigInt(each.claimed), now));
      assert.deepEqual(due, each.due, where);
      paid += Number(typeof due === "string");
      settles += Number(each.settled !== each.books);
    }
    assert.ok(paid >= 3 && settles >= 3, `${paid} pay, ${settles} settle`);
  });

  it("reward offers", () => {
    const rest = { claimSeconds: 0n, attributed: 0n, paid: 0n, commissions: 0n, openParts: 0n, claimsUntil: 0n };
    for (const [number, each] of vectors.offers.entries()) {
      const [amount, from, until, now] = [each.amount, each.from, each.until, each.now].map(BigInt) as [
        bigint,
        bigint,
        bigint,
        bigint,
      ];
      assert.equal(`${accruedBy({ ...rest, amount, from, until }, now)}`, each.accrued, `offer ${number}`);
      const weights = {
        vault: BigInt(each.vault),
        capture: BigInt(each.capture),
        operator: BigInt(each.operator),
        table: BigInt(each.table),
      };
      const part = { amount, left: amount, claimUntil: until, operators: 1n };
      assert.equal(`${shareOf(part, weights)}`, each.share, `offer ${number}`);
    }
    assert.ok(vectors.offers.filter(({ share }) => share !== "0").length >= 10);
  });

  it("grants", () => {
    const seen = new Set<string>();
    for (const [number, each] of vectors.grants.entries()) {
      const [kinds, until, now, generation] = [each.kinds, each.until, each.now, each.generation].map(BigInt) as [
        bigint,
        bigint,
        bigint,
        bigint,
      ];
      const where = `grant ${number}`;
      const set = refusal(() => checkGrant(kinds, until, BigInt(each.all), BigInt(each.start)));
      assert.deepEqual(set, typeof each.set === "string" ? [] : each.set, where);
      assert.equal(grantState({ kinds, until, generation }, 1n, now), each.state, where);
      const known = grantedKinds({ kinds });
      assert.equal(grantFlags(known), kinds & grantFlags(Object.keys(GRANT_KINDS) as GrantKind[]), where);
      seen.add(each.state).add(typeof each.set === "string" ? "set" : (each.set as Refused).why);
    }
    assert.deepEqual([...seen].sort(), ["GrantKinds", "GrantTime", "expired", "set", "valid", "void"]);
  });

  it("what pauses cover", () => {
    const kinds = Object.keys(PAUSE_KINDS) as PauseKind[];
    let covered = 0;
    for (const [number, each] of vectors.pauses.entries()) {
      const [pause, now, where] = [getPauseDecoder().decode(bytes(each.pause)), BigInt(each.now), `pause ${number}`];
      const kind = kinds.find((name) => pauseFlags([name]) === BigInt(each.kind));
      assert.ok(kind, where);
      assert.equal(`${Number(isPaused(pause, kind, now))}`, each.covers, where);
      assert.equal(pausedKinds(pause, now).includes(kind), isPaused(pause, kind, now), where);
      assert.equal(pausedUntil([pause], kind, now), isPaused(pause, kind, now) ? pause.until : undefined, where);
      // A pause that is too early is refused with the first second at which there can be one.
      if (typeof each.raise === "object" && "why" in each.raise && each.raise.why === "PausedLately") {
        assert.equal(`${nextPauseFrom(pause)}`, each.raise.limit, where);
      } else {
        assert.ok(typeof each.raise !== "string" || now >= nextPauseFrom(pause), where);
      }
      covered += Number(each.covers);
    }
    assert.ok(covered >= 5, `${covered} cover`);
    assert.equal(pauseFlags(kinds), 0b1_1111n);
  });

  it("flags of assets and their names", () => {
    const names = Object.keys(ASSET_FLAGS) as (keyof typeof ASSET_FLAGS)[];
    for (let flags = 0n; flags < 8n; flags += 1n) {
      assert.equal(assetFlags(assetFlagsIn(flags)), flags);
    }
    assert.deepEqual(assetFlagsIn(assetFlags(names)), names);
  });

  it("an NCN's policy counts from its second on", () => {
    const [policy, nextPolicy] = ["now", "next"] as unknown as [SlashPolicy, SlashPolicy];
    const ncn = { policy, nextPolicy, policyFrom: 100n };
    assert.deepEqual(
      [99n, 100n].map((now) => policyAt(ncn, now)),
      [policy, nextPolicy],
    );
    assert.deepEqual(
      [99n, 100n].map((now) => pendingPolicy(ncn, now)),
      [{ policy: nextPolicy, from: 100n }, undefined],
    );
  });
});
