import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  advanced,
  assetsOwed,
  booksAt,
  certainStake,
  checkPause,
  claimableAt,
  claimOf,
  delegatedStake,
  depositFee,
  depositShares,
  epochAt,
  exitAssets,
  exitFrom,
  feesAt,
  feesWith,
  getBondPoolDecoder,
  getBondPositionDecoder,
  getBooksDecoder,
  getPauseDecoder,
  getSlashDecoder,
  getStreamDecoder,
  getVaultFeesDecoder,
  idleStakeOf,
  instantExit,
  instantRoom,
  isClaimable,
  leastOfRequest,
  liftedPause,
  noticeAt,
  PAUSE_KINDS,
  type PauseKind,
  pledgeTakes,
  raisedPause,
  restoredBy,
  rewardOwed,
  sharesFor,
  sharesWorth,
  slashableStake,
  slashDue,
  slashTakes,
  splitReward,
  stakeAtRisk,
  startOf,
  termOpens,
  ticketWorth,
  timeAt,
  valuationOf,
  valueAt,
  weighed,
} from "restaking-client";

import { nobody } from "./support/chain.js";
import { agrees, answer, bytes, type Refused, read, refusal, vectors } from "./support/vectors.js";

describe("the figures are the ledger's", () => {
  it("books", () => {
    for (const { ledger, now, expected, where } of read("books")) {
      assert.deepEqual(booksAt(ledger, now), getBooksDecoder().decode(bytes(expected as string)), where);
    }
  });
  agrees("epoch", ({ ledger, now }) => epochAt(ledger, now));
  agrees("time", ({ ledger, now }) => timeAt(ledger, now));
  agrees("notice", ({ ledger, now }) => {
    const { fall, rise } = noticeAt(ledger, now);
    return [fall, rise];
  });
  agrees("idleStake", ({ ledger, now }) => idleStakeOf(booksAt(ledger, now)));
  it("stream", () => {
    for (const { ledger, now, expected, where } of read("stream")) {
      const { books, stream } = advanced(ledger, now);
      assert.deepEqual(stream, getStreamDecoder().decode(bytes(expected as string)), where);
      assert.deepEqual(books, booksAt(ledger, now), where);
    }
  });
  agrees("owed", ({ ledger }) => assetsOwed(ledger));
  it("what is owed is the same at any time", () => {
    for (const { ledger, now, where } of read("owed")) {
      assert.equal(assetsOwed(advanced(ledger, now)), assetsOwed(ledger), where);
    }
  });
  agrees("fees", ({ ledger, now }) => {
    const { deposit, exit, reward, instant } = feesAt(ledger, now);
    return [deposit, exit, reward, instant, valueAt(ledger.streamSeconds, timeAt(ledger, now))];
  });
  it("setFees", () => {
    for (const { ledger, fees, now, expected, where } of read("setFees")) {
      const [depositBps, exitBps, rewardBps, streamSeconds] = fees;
      const set = () => feesWith(ledger, { depositBps, exitBps, rewardBps, streamSeconds }, now);
      if (typeof expected === "string") {
        assert.deepEqual(set(), getVaultFeesDecoder().decode(bytes(expected)), where);
      } else {
        assert.deepEqual(refusal(set), expected, where);
      }
    }
  });
  agrees("reward", ({ ledger, assets, reward, now }) => {
    const { commission, vaultFee, protocolFee, streamed, stream } = splitReward(ledger, assets, reward, now);
    return [commission, vaultFee, protocolFee, streamed, stream.left, stream.updated, stream.end];
  });
  agrees("deposit", ({ ledger, assets, now }) => [depositShares(ledger, assets, now), depositFee(ledger, assets, now)]);
  agrees("worthOf", ({ ledger, shares, now }) => sharesWorth(ledger, shares, now));
  agrees("exit", ({ ledger, shares, now }) => exitAssets(ledger, shares, now));
  agrees("request", ({ ledger, next, shares, now }) => leastOfRequest(ledger, shares, now, next));
  agrees("instant", ({ ledger, shares, now }) => {
    const { paid, fee, exitFee, units } = instantExit(ledger, shares, now);
    return [paid, fee, exitFee, units];
  });
  agrees("claimableAt", ({ ledger, ticket }) => claimableAt(ledger, ticket.epoch));
  agrees("delegated", ({ ledger, delegation, now }) => delegatedStake(ledger, delegation, now));
  agrees("slashable", ({ ledger, delegation, allocation, now }) => slashableStake(ledger, delegation, allocation, now));
  agrees("atRisk", ({ ledger, delegation, allocation, limits, losses, now }) =>
    stakeAtRisk(ledger, delegation, allocation, { limits, losses }, now),
  );
  agrees("certain", ({ ledger, delegation, allocation, limits, losses, now }) => {
    const [next, after] = [1n, 2n].map((ahead) => startOf(ledger, epochAt(ledger, now) + ahead)) as [bigint, bigint];
    return [now, next - 1n, next, after - 1n, termOpens(ledger), ledger.term.end - 1n].map((until) =>
      certainStake(ledger, delegation, allocation, { limits, losses }, until, now),
    );
  });
  agrees("exitFrom", ({ ledger, now }) => exitFrom(ledger, now));
  agrees("due", ({ ledger, delegation, allocation, limits, losses, fraction, now }) =>
    slashDue(ledger, delegation, allocation, { limits, losses }, fraction, now),
  );
  agrees("slash", ({ ledger, delegation, allocation, limits, losses, fraction, now }) =>
    slashTakes(ledger, delegation, allocation, { limits, losses }, fraction, now),
  );
  agrees("worth", ({ bucket, ticket }) => ticketWorth(bucket, ticket));

  it("claim", () => {
    for (const { ledger, bucket, ticket, now, expected, where } of read("claim")) {
      const { assets, fee, closes } = claimOf(bucket, ticket);
      if (Array.isArray(expected)) {
        assert.ok(isClaimable(ledger, ticket.epoch, now), where);
        assert.deepEqual([`${assets}`, `${fee}`, `${Number(closes)}`], expected, where);
      } else if ((expected as Refused).why === "NotMatured") {
        assert.ok(!isClaimable(ledger, ticket.epoch, now), where);
      } else {
        assert.deepEqual([(expected as Refused).why, assets, closes], ["NothingToClaim", 0n, false], where);
      }
    }
  });

  it("cancel", () => {
    for (const { ledger, bucket, ticket, now, expected, where } of read("cancel")) {
      if (typeof expected === "string") {
        const shares = sharesFor(booksAt(ledger, now), ticketWorth(bucket, ticket), ledger.contested);
        assert.equal(`${shares}`, expected, where);
      }
    }
  });

  it("the room for instant exits is what they are refused over", () => {
    let refused = 0;
    for (const { ledger, shares, now, expected, where } of read("instant")) {
      const { why } = expected as Refused;
      if (["Zero", "OverSupply", "Dust"].includes(why)) {
        continue;
      }
      if (why === "TermHolds") {
        assert.equal(instantRoom(ledger, now), 0n, where);
        continue;
      }
      const over = ["OverAllowance", "OverIdle"].includes(why);
      assert.equal(sharesWorth(ledger, shares, now) > instantRoom(ledger, now), over, where);
      refused += Number(over);
    }
    assert.ok(refused >= 3, `${refused} over the room`);
  });

  it("pauses", () => {
    const kinds = new Map(Object.entries(PAUSE_KINDS).map(([kind, flag]) => [flag as bigint, kind as PauseKind]));
    for (const [number, { pause, kind, now, flags, seconds, check, raise, lift }] of vectors.pauses.entries()) {
      const [of, at, where] = [getPauseDecoder().decode(bytes(pause)), BigInt(now), `pause ${number}`];
      const covered = kinds.get(BigInt(kind));
      assert.ok(covered, where);
      assert.deepEqual(
        typeof check === "string" ? [] : check,
        refusal(() => checkPause(of, covered, at)),
        where,
      );
      for (const [expected, change] of [
        [raise, () => raisedPause(of, BigInt(flags), BigInt(seconds), at)],
        [lift, () => liftedPause(of, at)],
      ] as const) {
        if (typeof expected === "string") {
          assert.deepEqual(change(), getPauseDecoder().decode(bytes(expected)), where);
        } else {
          assert.deepEqual(refusal(change), expected, where);
        }
      }
    }
  });

  it("pledges", () => {
    assert.ok(vectors.pledges.length > 0);
    for (const [number, { slash, pledged, assets, restores, taken, restored }] of vectors.pledges.entries()) {
      const [of, where] = [getSlashDecoder().decode(bytes(slash)), `pledge ${number}`];
      assert.deepEqual(
        answer(() => pledgeTakes(of, BigInt(pledged), BigInt(assets))),
        taken,
        where,
      );
      const parts = () => {
        const { active, exiting } = restoredBy(of, BigInt(restores));
        return [active, ...exiting.flat()];
      };
      assert.deepEqual(answer(parts), restored, where);
    }
  });

  it("what stake weighs", () => {
    const [mint, another] = [nobody(1), nobody(2)];
    assert.ok(vectors.weights.filter(({ weighed }) => weighed !== "0").length >= 10);
    for (const [number, each] of vectors.weights.entries()) {
      const [own, listed] = [
        { weight: BigInt(each.weight), acceptedFlags: BigInt(each.accepted) },
        { weight: BigInt(each.mintWeight), acceptedFlags: BigInt(each.mintAccepted) },
      ];
      const assets = [
        { mint: another, weight: 7n, acceptedFlags: 7n },
        { mint, ...listed },
      ];
      const valuation = valuationOf({ assets }, { assetMint: mint }, own);
      assert.equal(`${weighed(valuation, BigInt(each.stake), BigInt(each.flags))}`, each.weighed, `weight ${number}`);
    }
  });

  it("what positions have earned", () => {
    assert.ok(vectors.positions.some(({ owed }) => owed !== "0"));
    for (const [number, { pool, position, place, now, owed }] of vectors.positions.entries()) {
      const [of, by] = [getBondPoolDecoder().decode(bytes(pool)), getBondPositionDecoder().decode(bytes(position))];
      assert.equal(`${rewardOwed(of, by, Number(place), BigInt(now))}`, owed, `position ${number}`);
    }
  });
});
