import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { getBase16Encoder } from "@solana/kit";
import {
  booksAt,
  claimableAt,
  claimOf,
  countsFrom,
  delegatedStake,
  depositShares,
  epochAt,
  exitAssets,
  getAllocationDecoder,
  getBondPoolDecoder,
  getBondPositionDecoder,
  getBooksDecoder,
  getBucketDecoder,
  getDelegationDecoder,
  getLossesDecoder,
  getLossLimitsDecoder,
  getTicketDecoder,
  getVaultLedgerDecoder,
  idleStakeOf,
  instantExit,
  instantRoom,
  isClaimable,
  leastOfRequest,
  Refusal,
  rewardOwed,
  sharesFor,
  slashableStake,
  slashDue,
  slashTakes,
  stakeAtRisk,
  ticketWorth,
  timeAt,
} from "restaking-client";

type Refused = { readonly why: string; readonly value: string; readonly limit: string };
type Answer = string | readonly string[] | Refused;
type Fields<Names extends string> = Readonly<Record<Names, string>>;
type Vectors = {
  readonly vaults: readonly {
    readonly given: Fields<
      | "vault"
      | "delegation"
      | "allocation"
      | "limits"
      | "losses"
      | "bucket"
      | "next"
      | "ticket"
      | "now"
      | "assets"
      | "shares"
      | "fraction"
    >;
    readonly readings: Readonly<Record<string, Answer>>;
  }[];
  readonly positions: readonly Fields<"pool" | "position" | "place" | "now" | "owed">[];
};

const { vaults, positions } = JSON.parse(
  readFileSync(new URL("../../vectors/ledger.json", import.meta.url), "utf8"),
) as Vectors;
const bytes = (hexadecimal: string) => getBase16Encoder().encode(hexadecimal);

/** What `ask` gives, or why it is refused, as the vectors have it. */
function answer(ask: () => bigint | readonly (bigint | boolean)[]): Answer {
  try {
    const given = ask();
    return typeof given === "bigint" ? `${given}` : given.map((each) => `${BigInt(each)}`);
  } catch (error) {
    assert.ok(error instanceof Refusal, `${error}`);
    return { why: error.why, value: `${error.value}`, limit: `${error.limit}` };
  }
}

/** The vectors, decoded, with what they tell about the reading `name`. */
function* read(name: string) {
  for (const [number, { given, readings }] of vaults.entries()) {
    const expected = readings[name];
    if (expected === undefined) {
      continue;
    }
    const case_ = {
      ledger: getVaultLedgerDecoder().decode(bytes(given.vault)),
      delegation: getDelegationDecoder().decode(bytes(given.delegation)),
      allocation: getAllocationDecoder().decode(bytes(given.allocation)),
      limits: getLossLimitsDecoder().decode(bytes(given.limits)),
      losses: getLossesDecoder().decode(bytes(given.losses)),
      bucket: getBucketDecoder().decode(bytes(given.bucket)),
      next: getBucketDecoder().decode(bytes(given.next)),
      ticket: getTicketDecoder().decode(bytes(given.ticket)),
      now: BigInt(given.now),
      assets: BigInt(given.assets),
      shares: BigInt(given.shares),
      fraction: BigInt(given.fraction),
    };
    yield { ...case_, expected, where: `${name} of vault ${number}` };
  }
}

type Case = ReturnType<typeof read> extends Generator<infer Each> ? Each : never;

/** Asks each vault and expects what the ledger told. */
function agrees(name: string, ask: (of: Case) => bigint | readonly (bigint | boolean)[]): void {
  it(name, () => {
    let cases = 0;
    for (const each of read(name)) {
      assert.deepEqual(
        answer(() => ask(each)),
        each.expected,
        each.where,
      );
      cases += 1;
    }
    assert.ok(cases >= 10, `${cases} cases`);
  });
}

describe("the figures are the ledger's", () => {
  it("books", () => {
    for (const { ledger, now, expected, where } of read("books")) {
      assert.deepEqual(booksAt(ledger, now), getBooksDecoder().decode(bytes(expected as string)), where);
    }
  });
  agrees("epoch", ({ ledger, now }) => epochAt(ledger, now));
  agrees("time", ({ ledger, now }) => timeAt(ledger, now));
  agrees("countsFrom", ({ ledger, now }) => countsFrom(ledger, now));
  agrees("idleStake", ({ ledger, now }) => idleStakeOf(booksAt(ledger, now)));
  agrees("deposit", ({ ledger, assets, now }) => depositShares(ledger, assets, now));
  agrees("exit", ({ ledger, shares, now }) => exitAssets(ledger, shares, now));
  agrees("request", ({ ledger, next, shares, now }) => leastOfRequest(exitAssets(ledger, shares, now), next));
  agrees("instant", ({ ledger, shares, now }) => {
    const { paid, fee, units } = instantExit(ledger, shares, now);
    return [paid, fee, units];
  });
  agrees("claimableAt", ({ ledger, ticket }) => claimableAt(ledger, ticket.epoch));
  agrees("delegated", ({ ledger, delegation, now }) => delegatedStake(ledger, delegation, now));
  agrees("slashable", ({ ledger, delegation, allocation, now }) => slashableStake(ledger, delegation, allocation, now));
  agrees("atRisk", ({ ledger, delegation, allocation, limits, now }) =>
    stakeAtRisk(ledger, delegation, allocation, limits, now),
  );
  agrees("due", ({ ledger, delegation, allocation, limits, losses, fraction, now }) =>
    slashDue(ledger, delegation, allocation, { limits, losses }, fraction, now),
  );
  agrees("slash", ({ ledger, delegation, allocation, limits, losses, fraction, now }) =>
    slashTakes(ledger, delegation, allocation, { limits, losses }, fraction, now),
  );
  agrees("worth", ({ bucket, ticket }) => ticketWorth(bucket, ticket));

  it("claim", () => {
    for (const { ledger, bucket, ticket, now, expected, where } of read("claim")) {
      const { assets, closes } = claimOf(bucket, ticket);
      if (Array.isArray(expected)) {
        assert.ok(isClaimable(ledger, ticket.epoch, now), where);
        assert.deepEqual([`${assets}`, `${Number(closes)}`], expected, where);
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
      const over = ["OverAllowance", "OverIdle"].includes(why);
      assert.equal(exitAssets(ledger, shares, now) > instantRoom(ledger, now), over, where);
      refused += Number(over);
    }
    assert.ok(refused >= 3, `${refused} over the room`);
  });

  it("what positions have earned", () => {
    assert.ok(positions.some(({ owed }) => owed !== "0"));
    for (const [number, { pool, position, place, now, owed }] of positions.entries()) {
      const [of, by] = [getBondPoolDecoder().decode(bytes(pool)), getBondPositionDecoder().decode(bytes(position))];
      assert.equal(`${rewardOwed(of, by, Number(place), BigInt(now))}`, owed, `position ${number}`);
    }
  });
});
