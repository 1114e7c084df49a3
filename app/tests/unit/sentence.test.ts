import assert from "node:assert/strict";
import { test } from "node:test";

import { type Address, address } from "@solana/kit";
import type { RestakingEvent } from "restaking-client";

import { type Phrase, sentenceOf } from "../../src/history/sentence.js";

const [ALICE, ORACLE] = [
  address("FPP21sbqhr2LPjSnJkw5NBetPubeFG4PsQFBxHj8noTq"),
  address("2Jf4dLPCGwJaPUQraN5PGoTg5Qx4Qz5TF4ZtzXz8P9z6"),
];
const NOBODY = address("11111111111111111111111111111111");
const NAMES = new Map<Address, string>([
  [ALICE, "alice"],
  [ORACLE, "oracle"],
]);

const write = { assets: (amount: bigint) => `${amount} SOL`, shares: (amount: bigint) => `${amount} VRT` };
const told = (name: string, data: object): string => {
  const phrase = (part: Phrase) => (typeof part === "string" ? part : (NAMES.get(part.address) ?? "?"));
  return sentenceOf({ name, data } as RestakingEvent, write)
    .phrases.map(phrase)
    .join("");
};
const settled = (value: bigint) => ({ current: value, next: value, effective: 0n });
const none = { incidentBps: settled(10_000n), epochBps: settled(10_000n) };

test("events are sentences with who, what and how much", () => {
  assert.equal(
    told("Deposited", { depositor: ALICE, assets: 5n, shares: 4n, fee: 0n }),
    "alice deposited 5 SOL for 4 VRT.",
  );
  assert.equal(
    told("ExitedInstantly", { owner: ALICE, assets: 9n, fee: 1n }),
    "alice left at once with 9 SOL, for a fee of 1 SOL.",
  );
  assert.equal(told("CuratorSet", { after: NOBODY }), "nobody splits the stake from now on.");
  assert.equal(told("BondChanged", { owner: ALICE, before: 7n, after: 2n }), "alice took 5 VRT out of its bond.");
  const closed = (forfeited: readonly bigint[]) => told("PositionSet", { owner: ALICE, after: 0n, forfeited });
  assert.equal(
    told("PositionSet", { owner: ALICE, after: true, forfeited: [0n] }),
    "alice opened a position to bond in.",
  );
  assert.equal(closed([0n, 0n]), "alice closed its position.");
  assert.equal(closed([0n, 7n]), "alice closed its position, and gave up rewards that it was owed.");
});

test("pledges are told with what they restore", () => {
  const slash = { ncn: ORACLE, operator: ALICE, stake: 9n, burned: 6n };
  assert.equal(
    told("SlashExecuted", { ...slash, pledged: 0n }),
    "The slash of alice by oracle became final: 9 SOL are lost, 6 SOL of it burned.",
  );
  assert.equal(
    told("SlashExecuted", { ...slash, pledged: 4n }),
    "The slash of alice by oracle became final: 9 SOL are lost, 6 SOL of it burned; pledges restored 4 SOL.",
  );
  assert.equal(
    told("SlashPledged", { pledger: ALICE, assets: 3n, pledged: 4n, stake: 9n }),
    "alice pledged 3 SOL for a slash: 4 SOL of 9 SOL come back if it is executed.",
  );
  assert.equal(told("PledgeWithdrawn", { pledger: ALICE, assets: 3n }), "alice got its pledge of 3 SOL back.");
  assert.equal(
    told("PledgeWithdrawn", { pledger: ALICE, assets: 0n }),
    "The pledge of alice was used up, and its record closed.",
  );
});

test("an agreement is told by the side that moved", () => {
  const agreement = (left: bigint, right: bigint) => ({ left: settled(left), right: settled(right) });
  const event = { left: ALICE, right: ORACLE, limitsBefore: none, limitsAfter: none, closed: false };
  const change = (before: object, after: object, more = {}) =>
    told("OptInChanged", { ...event, before, after, ...more });
  assert.equal(change(agreement(0n, 0n), agreement(1n, 0n)), "alice agreed to work with oracle.");
  assert.equal(change(agreement(1n, 0n), agreement(1n, 1n)), "oracle agreed to work with alice.");
  assert.equal(change(agreement(1n, 1n), agreement(1n, 0n)), "oracle parts from alice.");
  assert.equal(change(agreement(0n, 0n), agreement(0n, 0n)), "alice and oracle made room for an agreement.");
  const limitsAfter = { incidentBps: settled(2_000n), epochBps: settled(3_000n) };
  assert.equal(
    change(agreement(1n, 1n), agreement(1n, 1n), { limitsAfter }),
    "alice lets oracle take 20 % at once and 30 % in an epoch.",
  );
});

test("what an NCN counts a vault for is told with what its issuer may do", () => {
  const set = { ncn: ORACLE, vault: ALICE, before: 0n, acceptedFlagsBefore: 0n };
  const weighs = (after: bigint, acceptedFlagsAfter: bigint) =>
    told("VaultWeightSet", { ...set, after, acceptedFlagsAfter });
  assert.equal(weighs(500_000_000n, 0n), "oracle counts a unit of alice for 0.5.");
  assert.equal(
    weighs(2_000_000_000n, 5n),
    "oracle counts a unit of alice for 2, and it may be frozen or be shown scaled.",
  );
  assert.equal(weighs(0n, 0n), "oracle counts alice by its asset again.");
});

test("a vault's word on operator sets is told", () => {
  const covered = (next: bigint) =>
    told("SetsCovered", { vault: ALICE, ncn: ORACLE, before: settled(1n - next), after: settled(next) });
  assert.equal(covered(1n), "alice lets the operator sets of oracle slash it.");
  assert.equal(covered(0n), "alice covers no operator sets of oracle.");
});

test("an event of a later version is called by its name", () => {
  assert.equal(told("VaultRepainted", {}), "Vault repainted.");
});
