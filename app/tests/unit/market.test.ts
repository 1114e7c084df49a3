import assert from "node:assert/strict";
import { test } from "node:test";
import type { Address } from "@solana/kit";
import { rating } from "restaking-client";

import type { World } from "../../src/chain/market.js";
import type { RatedNcn } from "../../src/chain/ratings.js";
import { accepts, marketRows } from "../../src/model/market.js";
import { INPUT_TITLES, ncnFact, operatorFact } from "../../src/model/rating.js";

const [mint, other, vaultAt] = ["mint", "other", "vault"] as unknown as readonly [Address, Address, Address];
const WHOLE = 10n ** 18n;
const NOBODY = "11111111111111111111111111111111" as Address;

const policy: rating.PolicyFacts = {
  slasher: { kind: "key" },
  resolver: undefined,
  challengeSeconds: 0n,
  maxFraction: WHOLE / 2n,
  equivocationFraction: 0n,
  cooldownSeconds: 1_000n,
};
const facts: rating.NcnFacts = {
  policy,
  announced: undefined,
  exitSeconds: 999n,
  ageSeconds: 0n,
  executed: 1n,
  vetoed: 0n,
  weights: [1n, 1n],
  paidAhead: 0n,
  paidAheadElsewhere: 0n,
};

function ncnOf(name: string, mints: readonly Address[], retired = false, flags = 0n) {
  const assets = mints.map((each) => ({ mint: each, weight: 1_000_000_000n, acceptedFlags: flags }));
  const terms = { slasher: NOBODY, resolver: NOBODY };
  const data = { retired, assets, policy: terms, nextPolicy: terms, policyFrom: 0n, parent: NOBODY };
  return { address: name as Address, data } as unknown as World["ncns"][number];
}

function ratedOf(score: bigint, offers: readonly { mint: Address; amount: bigint; until?: bigint }[]): RatedNcn {
  return {
    facts,
    rated: { parts: [], sum: score, limit: 100n, score },
    totalWeight: 1_000n,
    offers: offers.map(({ mint: of, amount, until = 31_536_000n }, place) => ({
      address: `offer ${of} ${place}`,
      data: { mint: of, books: { amount, from: 0n, until } },
    })),
  } as unknown as RatedNcn;
}

test("lines are sorted by score or by pay, and pay that nothing compares stands behind", () => {
  const ncns = [ncnOf("a", [mint]), ncnOf("b", [mint]), ncnOf("c", [mint]), ncnOf("gone", [mint], true)];
  const ratings = new Map([
    ["a" as Address, ratedOf(10n, [{ mint, amount: 50n }])],
    ["b" as Address, ratedOf(90n, [{ mint: other, amount: 10n ** 9n }])],
    ["c" as Address, ratedOf(50n, [{ mint, amount: 1n, until: 5n }])],
    ["gone" as Address, ratedOf(100n, [])],
  ]);
  const rows = (sort: "score" | "pay") => marketRows({ ncns, optIns: [] }, ratings, undefined, sort, 5n);
  assert.deepEqual(
    rows("score").map(({ ncn }) => ncn.address),
    ["b", "c", "a"],
  );
  assert.deepEqual(
    rows("pay").map(({ ncn }) => ncn.address),
    ["a", "b", "c"],
  );
  const [best, foreign, none] = rows("pay");
  assert.deepEqual(best?.offer?.pay, { yearly: 50n, bps: 500n });
  assert.equal(foreign?.offer?.pay.bps, undefined);
  // An offer that has ended is none.
  assert.equal(none?.offer, undefined);
  // One incident within an exit that is shorter than the cooldown.
  assert.deepEqual([best?.worstLoss, best?.by], [WHOLE / 2n, 5n + 999n]);
});

test("stake is accepted by its mint, by a vault's opt-in, and within the flags", () => {
  const vault = { address: vaultAt, data: { assetMint: mint, assetFlags: 1 } } as unknown as World["vaults"][number];
  const ncn = ncnOf("a", [mint]);
  assert.ok(accepts(ncn, undefined, []));
  assert.ok(accepts(ncn, { mint }, []) && !accepts(ncn, { mint: other }, []));
  // The vault's asset has a flag that the NCN does not accept for the mint, and then does for the vault.
  assert.ok(!accepts(ncn, { vault }, []));
  assert.ok(accepts(ncnOf("a", [mint], false, 1n), { vault }, []));
  const optIn = { data: { left: vaultAt, right: "a", weight: 5n, acceptedFlags: 1n } };
  assert.ok(accepts(ncn, { vault }, [optIn] as unknown as World["optIns"]));
});

test("every input has a title and a fact, and an announced policy is told where it is worse", () => {
  const inputs = Object.keys(INPUT_TITLES) as rating.RatingInput[];
  const ofNcn = rating.rateNcn(facts).parts.map(({ input }) => input);
  const operator: rating.OperatorFacts = {
    equivocations: 0n,
    incidents: 1n,
    jailings: 2n,
    isJailed: true,
    ageSeconds: 86_400n,
    commissionBps: 500n,
    ownBps: undefined,
    leverageBps: 15_000n,
  };
  const ofOperator = rating.rateOperator(operator).parts.map(({ input }) => input);
  assert.deepEqual([...ofNcn, ...ofOperator], inputs);
  const told = new Set([
    ...ofNcn.map((input) => ncnFact(facts, input)),
    ...ofOperator.map((input) => operatorFact(operator, input)),
  ]);
  assert.equal(told.size, inputs.length, [...told].join("\n"));
  assert.equal(operatorFact(operator, "leverage"), "the same stake is allocated 1.50 times");
  assert.equal(operatorFact(operator, "jailings"), "2 jailings, jailed now");

  const final = { ...policy, slasher: { kind: "program", code: { kind: "final" } } } as const;
  assert.equal(ncnFact({ ...facts, policy: final }, "evidence"), "a program judges, final");
  assert.equal(ncnFact({ ...facts, policy: final, announced: policy }, "evidence"), "a plain key judges");
  assert.equal(ncnFact({ ...facts, policy, announced: final }, "evidence"), "a plain key judges");
});
