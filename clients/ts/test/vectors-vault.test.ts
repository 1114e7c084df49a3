import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  assetsFor,
  BPS,
  booksAt,
  cancelWorth,
  depositBrings,
  depositRoom,
  depositWorth,
  epochLossLeft,
  exitBrings,
  hasTerm,
  isHeld,
  isSettled,
  isTermRunning,
  magnitudeAt,
  minStreamSeconds,
  mulDivCeil,
  mulDivFloor,
  nextFees,
  outBy,
  pendingTerms,
  ratesAt,
  requestEpoch,
  slashableStake,
  stakeAtRisk,
  stakeOf,
  streamYield,
  termOpens,
  ticketWorthIfVetoed,
  timeAt,
  valueAt,
} from "restaking-client";

import { agrees, type Case, read } from "./support/vectors.js";

describe("what a vault comes to is as the ledger has it", () => {
  agrees("stake", ({ ledger, now }) => stakeOf(booksAt(ledger, now)));
  agrees("worthOf", ({ ledger, shares, now }) => assetsFor(booksAt(ledger, now), shares));
  agrees("term", ({ ledger, now }) => [
    hasTerm(ledger),
    isTermRunning(ledger, now),
    termOpens(ledger),
    isHeld(ledger, now),
  ]);
  agrees("minStream", ({ ledger }) => minStreamSeconds(ledger));
  agrees("depositWorth", ({ ledger, assets, now }) => {
    const { shares, ifVetoed, ifExecuted } = depositWorth(ledger, assets, now);
    return [shares, ifVetoed, ifExecuted];
  });
  const ratesWith = ({ ledger, assets, now }: Case, at: bigint) => {
    const rates = ratesAt(ledger, at, now);
    const { time, entering, leaving, depositBps, exitBps, contested, lossBps } = rates;
    const { assets: most, shares } = entering ?? { assets: 0n, shares: 0n };
    const brings = [depositBrings(rates, assets), exitBrings(rates, assets)];
    return [time, most, shares, leaving.assets, leaving.shares, depositBps, exitBps, contested, lossBps, ...brings];
  };
  agrees("rates", (of) => ratesWith(of, of.now));
  agrees("ratesBefore", (of) => ratesWith(of, of.now - 3_600n));
  agrees("ratesLater", (of) => ratesWith(of, of.now + 3n * of.ledger.epochSeconds));
  agrees("depositRoom", ({ ledger, now }) => depositRoom(ledger, now));
  agrees("requestEpoch", ({ ledger, now }) => requestEpoch(ledger, now));
  agrees("outBy", ({ ledger, now }) => outBy(ledger, now));
  agrees("magnitude", ({ ledger, delegation, allocation, now }) =>
    magnitudeAt(delegation, allocation, timeAt(ledger, now)),
  );
  agrees("isSettled", ({ ticket }) => BigInt(isSettled(ticket)));
  agrees("worthIfVetoed", ({ bucket, ticket }) => ticketWorthIfVetoed(bucket, ticket));

  it("cancelWorth", () => {
    let cases = 0;
    for (const { ledger, bucket, ticket, now, expected, where } of read("cancelWorth")) {
      // What the clock and open slashes refuse, the plan of a cancellation checks.
      if (Array.isArray(expected)) {
        const { shares, ifVetoed, ifExecuted } = cancelWorth(ledger, bucket, ticket, now);
        assert.deepEqual([shares, ifVetoed, ifExecuted].map(String), expected, where);
        cases += 1;
      }
    }
    assert.ok(cases >= 10, `${cases} cases`);
  });

  it("nextFees and pendingTerms", () => {
    let [fees, terms] = [0, 0];
    for (const { ledger, now, expected, where } of read("nextFees")) {
      const next = nextFees(ledger, now).map(({ fee, bps, from }) => `${fee} ${bps} ${from}`);
      assert.deepEqual(next, expected, where);
      fees += next.length;
    }
    for (const { ledger, now, expected, where } of read("pendingTerms")) {
      const pending = pendingTerms(ledger, now).map(({ term, next, from }) => `${term} ${next} ${from}`);
      assert.deepEqual(pending, expected, where);
      terms += pending.length;
    }
    assert.ok(fees >= 10 && terms >= 10, `${fees} fees and ${terms} terms are to come`);
  });

  it("yield", () => {
    let running = 0;
    for (const { ledger, now, expected, where } of read("yield")) {
      const paid = streamYield(ledger, now);
      const told = paid === undefined ? [] : [paid.numerator, paid.denominator, paid.until].map(String);
      assert.deepEqual(told, expected, where);
      running += Number(told.length > 0);
    }
    assert.ok(running >= 10, `${running} streams run`);
  });

  it("epochLossLeft bounds what one slash can take", () => {
    let bound = 0;
    for (const { ledger, delegation, allocation, limits, losses, now, expected, where } of read("atRisk")) {
      const [books, time] = [booksAt(ledger, now), timeAt(ledger, now)];
      const [stake, slashable] = [stakeOf(books), slashableStake(ledger, delegation, allocation, now)];
      const left = epochLossLeft(ledger, { limits, losses }, books.epoch, stake, time);
      const incident = [limits.incidentBps, ledger.lossLimits.incidentBps].map((bps) => valueAt(bps, time));
      const most = [slashable, left, ...incident.map((bps) => mulDivFloor(stake, bps, BPS))];
      assert.equal(`${most.reduce((least, each) => (each < least ? each : least))}`, expected, where);
      bound += Number(
        left < slashable && left === stakeAtRisk(ledger, delegation, allocation, { limits, losses }, now),
      );
    }
    assert.ok(bound >= 3, `it bounds ${bound}`);
  });

  it("both roundings of a part differ by the rest", () => {
    for (const { assets, shares, where } of read("books")) {
      const [down, up] = [mulDivFloor(assets, shares, shares + 1n), mulDivCeil(assets, shares, shares + 1n)];
      assert.equal(up - down, (assets * shares) % (shares + 1n) === 0n ? 0n : 1n, where);
      assert.equal(down, (assets * shares) / (shares + 1n), where);
    }
  });
});
