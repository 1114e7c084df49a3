import assert from "node:assert/strict";
import { test } from "node:test";

import { type Address, address } from "@solana/kit";
import { NOBODY, type RestakingEvent, UNITS } from "restaking-client";
import { dateAndTime } from "../../src/format/time.js";
import { type Phrase, sentenceOf } from "../../src/history/sentence.js";

const [ALICE, ORACLE] = [
  address("FPP21sbqhr2LPjSnJkw5NBetPubeFG4PsQFBxHj8noTq"),
  address("2Jf4dLPCGwJaPUQraN5PGoTg5Qx4Qz5TF4ZtzXz8P9z6"),
];
const NAMES = new Map<Address, string>([
  [ALICE, "alice"],
  [ORACLE, "oracle"],
]);

const write = {
  assets: (amount: bigint) => `${amount} SOL`,
  shares: (amount: bigint) => `${amount} VRT`,
  reward: (amount: bigint) => `${amount} tokens`,
};
const told = (name: string, data: object): string => {
  const phrase = (part: Phrase) => (typeof part === "string" ? part : (NAMES.get(part.address) ?? "?"));
  return sentenceOf({ name, data } as RestakingEvent, write)
    .phrases.map(phrase)
    .join("");
};
const settled = (value: bigint) => ({ current: value, next: value, effective: 0n });

test("addresses, assets and shares are written by the page", () => {
  const deposit = { depositor: ALICE, assets: 5n, shares: 4n, fee: 0n };
  assert.equal(told("Deposited", deposit), "alice deposited 5 SOL for 4 VRT.");
  assert.equal(
    told("Deposited", { ...deposit, fee: 1n }),
    "alice deposited 5 SOL for 4 VRT, 1 SOL of it the vault's fee.",
  );
  const none = { before: NOBODY, after: NOBODY };
  assert.equal(told("CuratorSet", none), "Nobody is the curator.");
});

test("rewards, hashes and counts are written by the page", () => {
  const offer = { funder: ALICE, paidBack: 7n };
  assert.equal(told("RewardOfferClosed", offer), "The reward offer was closed: alice received 7 tokens back.");
  const before = { nextRoot: Uint8Array.from({ length: 32 }, (_, place) => place) };
  assert.equal(told("RootStruck", { disputer: ALICE, before }), "alice struck reward root 00010203…1c1d1e1f.");
  const grown = { table: ORACLE, before: 4n, after: 8n };
  assert.equal(told("StakeTableGrown", grown), "Stake table oracle has room for 8 operators, after 4.");
});

test("parts, rates, spans and times are written by the page", () => {
  const books = { units: UNITS };
  const units = { current: 0n, next: (UNITS * 2n) / 5n, effective: 1_700_000_000n };
  assert.equal(
    told("DelegationChanged", { operator: ALICE, after: { units }, booksAfter: books }),
    `40% of the vault is delegated to operator alice from ${dateAndTime(1_700_000_000n)}.`,
  );
  assert.equal(told("ProtocolFeeSet", { after: settled(250n) }), "The protocol's part of rewards is 2.5%.");
  assert.equal(
    told("BondPoolOpened", { vault: ORACLE, streamSeconds: 86_400n }),
    "The bond pool of vault oracle was opened: rewards stream over 1 d.",
  );
  const weight = { ncn: ORACLE, vault: ALICE, after: 500_000_000n, acceptedFlagsAfter: 5n };
  assert.equal(
    told("VaultWeightSet", weight),
    "NCN oracle values a unit of vault alice at 0.5, accepting that it is freezable, display-scaled.",
  );
});

test("a mint behind an amount is its token, and pools' amounts are as short as others", () => {
  const claimed = { owner: ALICE, amount: 7n, mint: ORACLE };
  const by = (reward: (amount: bigint) => string) =>
    sentenceOf({ name: "PositionRewardClaimed", data: claimed } as unknown as RestakingEvent, { ...write, reward })
      .phrases.map((part) => (typeof part === "string" ? part : NAMES.get(part.address)))
      .join("");
  assert.equal(
    by((amount) => `${amount}`),
    "alice claimed 7 oracle.",
  );
  assert.equal(
    by((amount) => `${amount} smallest units`),
    "alice claimed 7 smallest units of oracle.",
  );
  const pool = (name: string, data: object) =>
    sentenceOf({ name, data } as never, { ...write, assets: (amount) => `${amount}`, lrt: "tideSOL" })
      .phrases.map((part) => (typeof part === "string" ? part : NAMES.get(part.address)))
      .join("");
  const deposit = { depositor: ALICE, mint: ORACLE, tokens: 7n, value: 27_176_532_768n, shares: 26_056_494_972n };
  assert.equal(
    pool("PoolDeposited", { ...deposit, imbalanceFee: 0n }),
    "alice deposited 7 oracle, worth 27.1765 SOL, for 26.0564 tideSOL.",
  );
  const added = { vault: ALICE, targetBps: 5_000n, mint: ORACLE, activeFrom: 1_700_000_000n };
  assert.equal(
    pool("PlacementAdded", added),
    `Vault alice was added for 50% of mint oracle: tokens may be placed from ${dateAndTime(1_700_000_000n)}.`,
  );
});

test("an event of a later version is called by its name", () => {
  assert.equal(told("VaultRepainted", {}), "Vault repainted.");
});
