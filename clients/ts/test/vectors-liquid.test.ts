import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { getBucketDecoder, getTicketDecoder, getVaultLedgerDecoder, liquid, Refusal } from "restaking-client";

import { bytes } from "./support/vectors.js";

type Answer = readonly string[] | { readonly why: string; readonly value: string; readonly limit: string };

type Exit = Readonly<Record<"ticket" | "bucket", string>> & Readonly<Record<"slot" | "worth", readonly string[]>>;

type Case = Readonly<Record<"pool" | "touched" | "batch" | "request" | "report" | "lot", string>> &
  Readonly<
    Record<
      "now" | "totals" | "doubts" | "used" | "usedBefore" | "asset" | "tokens" | "leaving" | "shares",
      readonly string[]
    >
  > &
  Readonly<Record<"free" | "missing" | "due" | "doubt" | "brought" | "buying" | "reported", readonly string[]>> &
  Readonly<Record<"quote" | "shortfall", readonly (readonly string[])[]>> &
  Readonly<Record<"deposit" | "depositPlaced" | "instant" | "inKind" | "fill" | "cancel" | "cost", Answer>> & {
    readonly vault: readonly {
      readonly ledger: string;
      readonly shares: readonly string[];
      readonly exit?: readonly Exit[];
    }[];
  };

const { pools } = JSON.parse(readFileSync(new URL("../../vectors/liquid.json", import.meta.url), "utf8")) as {
  readonly pools: readonly Case[];
};

const number = (list: readonly string[], at = 0): bigint => BigInt(list[at] as string);
const figures = ({ low, high, contested }: liquid.Holding) => [`${low}`, `${high}`, `${contested}`];
const told = (numbers: readonly bigint[]) => numbers.map(String);

function answer(ask: () => readonly bigint[]): Answer {
  try {
    return told(ask());
  } catch (error) {
    assert.ok(error instanceof liquid.PoolRefusal || error instanceof Refusal, `${error}`);
    return { why: error.why, value: `${error.value}`, limit: `${error.limit}` };
  }
}

/** What each placement's shares and exits come to, as the client has it. */
function holdings({ vault, pool, now }: Case): liquid.Holding[] {
  const { placements } = liquid.getPoolLedgerDecoder().decode(bytes(pool));
  return vault.map(({ ledger, shares, exit = [] }, place) => {
    const placement = placements[place] as liquid.Placement;
    const held = liquid.holdingOfShares(getVaultLedgerDecoder().decode(bytes(ledger)), placement.shares, number(now));
    assert.deepEqual(figures(held), shares);
    return exit.reduce((sum, { slot, ticket, bucket, worth }) => {
      const worthOf = liquid.holdingOfExit(
        placement.exits[Number(number(slot))] as liquid.PlacedExit,
        getTicketDecoder().decode(bytes(ticket)),
        bucket ? getBucketDecoder().decode(bytes(bucket)) : undefined,
      );
      assert.deepEqual(figures(worthOf), worth);
      return liquid.together(sum, worthOf);
    }, held);
  });
}

function touched(of: Case): liquid.Touched {
  const quotes = of.quote.map(
    (quote): liquid.Quote => ({
      rate: { value: number(quote, 0), tokens: number(quote, 1) },
      exitFee: { numerator: number(quote, 2), denominator: number(quote, 3) },
      isFresh: number(quote, 4) === 1n,
      before: { value: number(quote, 5), tokens: number(quote, 6) },
      isNeeded: number(quote, 7) === 1n,
    }),
  );
  const pool = liquid.getPoolLedgerDecoder().decode(bytes(of.pool));
  return liquid.touched(pool, quotes, holdings(of), number(of.now));
}

/** Asks each pool and expects what the ledger told. */
function agrees(name: string, ask: (of: Case, pool: liquid.Touched) => void): void {
  it(name, () => {
    assert.ok(pools.length >= 40, `${pools.length} pools`);
    for (const of of pools) {
      ask(of, touched(of));
    }
  });
}

describe("the figures of pools are the ledger's", () => {
  agrees("a pool brought to the present", (of, { ledger, values }) => {
    assert.deepEqual(ledger, liquid.getPoolLedgerDecoder().decode(bytes(of.touched)));
    assert.deepEqual(told([values.totalLow, values.totalHigh, values.contested]), of.totals);
    const doubts = [values.stale, values.rejected, values.quarantined].map((place) => `${place ?? -1}`);
    assert.deepEqual(doubts, of.doubts);
    const bits = (places: readonly number[]) => places.reduce((sum, place) => sum | (1n << BigInt(place)), 0n);
    assert.deepEqual(told([values.doubt, bits(values.rejects), bits(values.quarantines)]), of.doubt);
  });
  agrees("which assets need a rate", (of, { ledger }) => {
    for (const [isActive, used] of [
      [true, of.used],
      [false, of.usedBefore],
    ] as const) {
      const found = ledger.assets.slice(0, used.length).map((_, place) => liquid.isUsed(ledger, place, isActive));
      assert.deepEqual(found.map(Number).map(String), used);
    }
  });
  it("a time is in its period of batches", () => {
    for (const of of pools) {
      const [{ ledger }, now] = [touched(of), number(of.now)];
      const period = liquid.batchPeriodAt(ledger, now);
      assert.ok(liquid.batchPeriodStart(ledger, period) <= now && now < liquid.batchPeriodStart(ledger, period + 1n));
    }
  });
  agrees("the quote of a report", (of) => {
    const report = liquid.getReportDecoder().decode(bytes(of.report));
    const { rate, before, exitFee, isFresh, isNeeded } = liquid.reportQuote(report, number(of.now));
    const flags = [isFresh, isNeeded].map((flag) => (flag ? 1n : 0n));
    const [fresh, needed] = flags as [bigint, bigint];
    const numbers = [rate.value, rate.tokens, exitFee.numerator, exitFee.denominator, fresh];
    assert.deepEqual(told([...numbers, before.value, before.tokens, needed]), of.quote[Number(number(of.reported))]);
  });
  agrees("a deposit of shares of a vault", (of, pool) => {
    const [place, vaultShares] = [Number(number(of.brought)), number(of.brought, 1)];
    const vault = getVaultLedgerDecoder().decode(bytes((of.vault[place] as { ledger: string }).ledger));
    const held = pool.ledger.placements[place]?.shares ?? 0n;
    const worth = (shares: bigint) => liquid.holdingOfShares(vault, shares, number(of.now));
    const ask = () => {
      const brought = { vaultShares, alone: worth(vaultShares), both: worth(held + vaultShares) };
      const { shares, value, imbalanceFee } = liquid.placedDeposit(pool, place, brought);
      return [shares, value, imbalanceFee];
    };
    assert.deepEqual(answer(ask), of.depositPlaced);
  });
  agrees("the cost of a lot", (of) => {
    const lot = liquid.getAuctionDecoder().decode(bytes(of.lot));
    assert.deepEqual(
      answer(() => [liquid.lotCost(lot, number(of.buying), number(of.now))]),
      of.cost,
    );
  });
  agrees("deposit", (of, pool) => {
    const ask = () => {
      const { shares, value, imbalanceFee } = liquid.poolDeposit(pool, Number(number(of.asset)), number(of.tokens));
      return [shares, value, imbalanceFee];
    };
    assert.deepEqual(answer(ask), of.deposit);
  });
  agrees("instant exit", (of, pool) => {
    const ask = () => {
      const exit = liquid.poolInstantExit(pool, Number(number(of.asset)), number(of.leaving));
      return [exit.shares, exit.value, exit.fee, exit.imbalanceFee];
    };
    assert.deepEqual(answer(ask), of.instant);
  });
  agrees("exit in kind", (of, { ledger }) => {
    const ask = () => {
      const { idle, shares, exits } = liquid.inKindExit(ledger, number(of.shares), number(of.now));
      return [...idle, ...shares, ...exits.flat()];
    };
    assert.deepEqual(answer(ask), of.inKind);
  });
  agrees("what is free, wanted and missing", (of, pool) => {
    const place = Number(number(of.asset));
    assert.deepEqual(told([liquid.freeOf(pool, place), liquid.wantedBy(pool, place)]), of.free);
    const held = holdings(of);
    const short = held.map(({ low }, placement) => told([liquid.shortfallOf(pool, placement, low)]));
    assert.deepEqual(short, of.shortfall);
    assert.deepEqual(told([liquid.missingOf(pool, place, 7n)]), of.missing);
  });
  agrees("the queue", (of, pool) => {
    const batch = liquid.getBatchDecoder().decode(bytes(of.batch));
    const request = liquid.getRequestDecoder().decode(bytes(of.request));
    const fill = () => {
      const { shares, tokens } = liquid.batchFill(pool, Number(number(of.asset)), batch);
      return [shares, tokens];
    };
    assert.deepEqual(answer(fill), of.fill);
    const cancel = () => {
      const { shares, tokens } = liquid.requestCanceled(batch, request);
      return [shares, tokens];
    };
    assert.deepEqual(answer(cancel), of.cancel);
    if (of.due) {
      assert.deepEqual(told([liquid.requestDue(batch, request).tokens]), of.due);
    }
  });

  it("the room for exits at once and for deposits is what they are refused over", () => {
    let [exits, deposits, paid] = [0, 0, 0];
    for (const of of pools) {
      const pool = touched(of);
      for (const place of [0, 1, 2]) {
        const room = liquid.instantRoomOf(pool, place);
        const ask = (tokens: bigint) => answer(() => [liquid.poolInstantExit(pool, place, tokens).shares]);
        if (room > 0n && pool.values.stale === undefined && pool.values.rejected === undefined) {
          const within = ask(room);
          // Not enough shares are there for so much in a pool with little in it.
          assert.ok(Array.isArray(within) || (within as { why: string }).why === "OverSupply", JSON.stringify(within));
          assert.ok(!Array.isArray(ask(room + 3n + room / 1_000n)), "more is refused");
          exits += 1;
        }
        const shares = number(of.shares) + 1_000_000n;
        const best = room > 0n ? answer(() => [liquid.instantExitFor(pool, place, shares)?.tokens ?? 0n]) : ["0"];
        if (Array.isArray(best) && best[0] !== "0") {
          const tokens = BigInt(best[0] as string);
          assert.ok(liquid.poolInstantExit(pool, place, tokens).shares <= shares);
          const more = answer(() => [BigInt(liquid.poolInstantExit(pool, place, tokens + 1n).shares <= shares)]);
          assert.ok(tokens === room || !Array.isArray(more) || more[0] === "0", "no more is paid for");
          paid += 1;
        }
        const most = liquid.depositRoomOf(pool, place);
        const enter = (tokens: bigint) => answer(() => [liquid.poolDeposit(pool, place, tokens).shares]);
        const over = (given: Answer) => ["OverCap", "OverWeight"].includes((given as { why: string }).why);
        if (most > 0n && most < 1n << 50n) {
          assert.ok(!over(enter(most - 1n)));
          deposits += 1;
        }
      }
    }
    assert.ok(paid >= 20, `${paid} exits that shares pay for`);
    assert.ok(exits >= 20, `${exits} exits at once, ${deposits} deposits`);
  });
});
