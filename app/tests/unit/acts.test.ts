import assert from "node:assert/strict";
import { test } from "node:test";

import { type Address, getAddressEncoder } from "@solana/kit";
import { Earnings, LOCALNET_PROGRAM_ADDRESS, NOBODY, TOKEN_METADATA_PROGRAM, UNITS } from "restaking-client";

import { delayedChange, forStakers, plainChange } from "../../src/acts/changes.js";
import { asWritten, type Field, readFields } from "../../src/acts/fields.js";
import { type NcnScene, policyAct } from "../../src/acts/ncn-terms.js";
import { allocateAct, type OperatorScene } from "../../src/acts/operator.js";
import { type OptInScene, ofVaults, optInActs } from "../../src/acts/opt-ins.js";
import { releaseActs } from "../../src/acts/releases.js";
import { publishAct, type TreeScene } from "../../src/acts/reward-tree.js";
import { type MetadataScene, metadataAct } from "../../src/acts/vault-metadata.js";
import { metaplexTexts } from "../../src/chain/metadata.js";
import { dateAndTime, parseDuration } from "../../src/format/time.js";

const ADDRESS = "5MuzrCapMGcC6uq5cVf7hj8m9Ne2VgH1GLYs1fPGnhiJ";
const field = (kind: Field["kind"], initial = ""): Field => ({ key: "f", label: "", kind, initial });
function read(kind: Field["kind"], written: string) {
  const { values, problems } = readFields([field(kind)], { f: written });
  return values ?? problems.f;
}
const number = (kind: Field["kind"], written: string) => {
  const found = read(kind, written);
  return typeof found === "object" ? found.number("f") : found;
};

test("fields are read in their units, exactly, and within their limits", () => {
  assert.equal(number({ unit: "percent" }, "2.5"), 250n);
  assert.equal(number({ unit: "percent" }, "100.01"), "The most is 100%");
  assert.equal(number({ unit: "percent", most: 500n }, "6"), "The most is 5%");
  assert.match(String(number({ unit: "percent" }, "2.555")), /decimals/);
  assert.equal(number({ unit: "fraction" }, "0.0001"), 10n ** 12n);
  assert.equal(number({ unit: "fraction", most: 10n ** 17n }, "11"), "The most is 10%");
  assert.equal(number({ unit: "amount", decimals: 6, symbol: "USD" }, "1.5"), 1_500_000n);
  assert.equal(number({ unit: "count", least: 1n, most: 4n }, "5"), "The most is 4");
  assert.equal(number({ unit: "count", least: 1n }, "0"), "The least is 1");
  assert.equal(number({ unit: "seconds", most: 604_800n }, "8 d"), "The most is 7 d");
  assert.equal(number({ unit: "seconds" }, "1d 2h"), 93_600n);
  assert.match(String(number({ unit: "seconds" }, "soon")), /^Write a time/);
});

test("addresses, choices, flags, bytes and texts are what they say", () => {
  const told = (kind: Field["kind"], written: string) => {
    const found = read(kind, written);
    return typeof found === "object" ? found.text("f") : found;
  };
  assert.equal(told({ unit: "address" }, ` ${ADDRESS} `), ADDRESS);
  assert.equal(told({ unit: "address" }, ""), "This is not an address");
  assert.equal(told({ unit: "address", mayBeNobody: true }, ""), NOBODY);
  // A role is not taken from its holder by an empty field.
  assert.equal(told({ unit: "address", mayBeNobody: "written" }, ""), "This is not an address");
  assert.equal(told({ unit: "address", mayBeNobody: "written" }, "nobody"), NOBODY);
  assert.equal(told({ unit: "choice", options: [["a", "A"]] }, "b"), "Choose one");
  assert.equal(told({ unit: "text", most: 4 }, "éé"), "éé");
  assert.equal(told({ unit: "text", most: 4 }, "ééx"), "This has 5 bytes, and 4 fit");
  assert.equal(told({ unit: "hex", bytes: 2 }, "0x0G0f"), "Write 2 bytes in hexadecimal");
  const bytes = read({ unit: "hex", bytes: 2 }, "0xA00f");
  assert.deepEqual(typeof bytes === "object" && [...bytes.bytes("f")], [0xa0, 0x0f]);
  const flag = read({ unit: "flag" }, "yes");
  assert.equal(typeof flag === "object" && flag.flag("f"), true);
  // What was not touched is what stands there at first.
  assert.equal(readFields([field({ unit: "percent" }, "7")], {}).values?.number("f"), 700n);
});

test("a value that is written out reads as itself", () => {
  for (const seconds of [0n, 1n, 59n, 3_600n, 93_784n, 604_800n, 2_592_001n]) {
    assert.equal(parseDuration(asWritten.seconds(seconds)), seconds);
  }
  assert.equal(parseDuration("1 week"), undefined);
  assert.equal(parseDuration(""), undefined);
  assert.equal(number({ unit: "percent" }, asWritten.percent(1_234n)), 1_234n);
  assert.equal(number({ unit: "fraction" }, asWritten.fraction(123_456_789_012_345_678n)), 123_456_789_012_345_678n);
});

test("a change tells from when it is active, and what it means for stakers", () => {
  const show = String;
  const timing = { now: 10n, rise: 100n, fall: 50n };
  const value = { current: 5n, next: 5n, effective: 0n };
  assert.deepEqual(delayedChange("x", value, 5n, show, timing), []);
  const [rise] = delayedChange("x", value, 6n, show, timing);
  assert.deepEqual(rise, { what: "x", before: "5", after: "6", from: 100n, burden: true });
  const [fall] = delayedChange("x", value, 4n, show, timing);
  assert.deepEqual([fall?.from, fall?.burden], [50n, false]);
  const [atOnce] = delayedChange("x", value, 4n, show, { ...timing, fall: undefined, burden: "fall" });
  assert.deepEqual([atOnce?.from, atOnce?.burden], [undefined, true]);
  const both = { ...timing, burden: "both" } as const;
  assert.deepEqual(
    [4n, 6n].map((next) => delayedChange("x", value, next, show, both)[0]?.burden),
    [true, true],
  );
  const none = { ...timing, burden: "none" } as const;
  assert.deepEqual(
    [4n, 6n].map((next) => delayedChange("x", value, next, show, none)[0]?.burden),
    [false, false],
  );
  // To withdraw what is announced is a change too.
  const pending = { current: 5n, next: 9n, effective: 20n };
  const [withdrawn] = delayedChange("x", pending, 5n, show, timing);
  assert.deepEqual([withdrawn?.before, withdrawn?.after, withdrawn?.burden], ["5, and 9 announced", "5", false]);

  assert.equal(forStakers([], 60n), "nothing");
  assert.equal(forStakers(fall ? [fall] : [], 60n), "burdens none");
  assert.equal(forStakers(rise ? [rise] : [], 100n), "can leave first");
  assert.equal(forStakers(rise ? [rise] : [], 101n), "cannot leave first");
  // Without a vault there is no staker that a notice is too short for; what is at once still is.
  assert.equal(forStakers(rise ? [rise] : [], undefined), "can leave first");
  assert.equal(forStakers(plainChange("y", "a", "b", true), undefined), "cannot leave first");
  assert.equal(forStakers(plainChange("y", "a", "b", true), 60n), "cannot leave first");
  assert.deepEqual(plainChange("y", "a", "a", true), []);
});

test("values that read alike are a change all the same", () => {
  const rounded = () => "1";
  assert.equal(plainChange("y", 1n, 2n, false, rounded).length, 1);
  const [holder] = plainChange("y", ADDRESS, NOBODY as string, false, () => "Ada");
  assert.deepEqual([holder?.before, holder?.after], [ADDRESS, NOBODY], "addresses of one name are written out");
});

const TERMS = {
  maxFraction: UNITS / 2n,
  minFraction: 0n,
  equivocationFraction: UNITS / 10n,
  challengeSeconds: 604_800n,
  cooldownSeconds: 3_600n,
  burnBps: 10_000n,
  reporterBps: 0n,
  insuranceBps: 0n,
  redistributionBps: 0n,
};
const PARTIES = { slasher: ADDRESS, resolver: ADDRESS, insurance: NOBODY, redistribution: NOBODY };

/** The changes of an NCN's policy, once the fields are `written`; `next` is announced. */
function policyChanges(written: Readonly<Record<string, string>>, next: Partial<typeof TERMS> = {}) {
  const policy = { terms: TERMS, ...PARTIES };
  const ncn = { address: ADDRESS, data: { policy, nextPolicy: { ...policy, terms: { ...TERMS, ...next } } } };
  const act = policyAct({
    ncn: { ...ncn, data: { ...ncn.data, policyFrom: 100n } },
    world: { vaults: [], optIns: [] },
    notice: { rise: 200n, fall: 150n },
    now: 50n,
    names: { of: (address: Address) => address },
    place: {},
  } as unknown as NcnScene);
  const { values, problems } = readFields(act.fields, written);
  assert.deepEqual(problems, {});
  return values ? act.changes(values) : [];
}

test("a policy's smallest change is listed, and an announced policy can be withdrawn", () => {
  assert.deepEqual(policyChanges({}), []);
  assert.deepEqual(policyChanges({ maxFraction: "50.0001", challengeSeconds: "6 d 23 h 59 min 59 s" }), [
    { what: "By one incident", before: "50%", after: "50.0001%", from: 200n, burden: true },
    { what: "Can be vetoed for", before: "7 d", after: "6 d 23 h 59 min 59 s", from: 200n, burden: true },
  ]);
  const next = { maxFraction: (UNITS * 6n) / 10n };
  assert.deepEqual(policyChanges({ maxFraction: "50" }, next), [
    { what: "By one incident", before: "50%, and 60% announced", after: "50%", from: undefined, burden: false },
  ]);
  const [again] = policyChanges({}, next);
  assert.deepEqual([again?.before, again?.after, again?.burden], ["50%, and 60% announced", "60%", true]);
});

/** A vault of epochs of `epochSeconds` that started at zero, and that delegates half of its units. */
const vaultOf = (address: string, epochSeconds: bigint) => ({
  address,
  data: {
    decimals: 0,
    assetMint: "asset",
    ledger: {
      genesis: 0n,
      epochSeconds,
      term: { start: 0n, end: 0n },
      books: { epoch: 0n, units: UNITS, idle: UNITS / 2n, supply: 100n, active: 100n, matured: 0n, exiting: [0n, 0n] },
      stream: { left: 0n, updated: 0n, end: 0n },
    },
  },
});
const QUICK = vaultOf("Quick", 10n);
const SLOW = vaultOf("Slow", 1_000n);
const delegationOf = (vault: string) => ({
  address: `from ${vault}`,
  data: {
    vault,
    operator: "ada",
    delegation: { magnitude: UNITS, units: { current: UNITS / 2n, next: UNITS / 2n, effective: 0n } },
  },
});

test("an allocation's announced rise is shown and can be withdrawn, and its own vault's exits judge it", () => {
  const magnitude = { current: UNITS / 10n, next: UNITS / 5n, effective: 60n };
  const act = allocateAct({
    operator: { address: "ada" },
    world: {
      vaults: [QUICK, SLOW],
      delegations: [delegationOf("Quick"), delegationOf("Slow")],
      allocations: [{ data: { delegation: "from Quick", ncn: "oracle", allocation: { magnitude } } }],
      ncns: [{ address: "oracle" }],
    },
    now: 35n,
    names: { of: (address: Address) => address },
  } as unknown as OperatorScene);
  const given = (part: string) => {
    const { values } = readFields(act.fields, { vault: "Quick", ncn: "oracle", part });
    assert.ok(values);
    const outAt = typeof act.outAt === "function" ? act.outAt(values) : act.outAt;
    const changes = act.changes(values);
    return { change: changes[0], means: forStakers(changes, outAt) };
  };
  const withdrawn = given("10");
  assert.match(String(withdrawn.change?.before), /^10%, .* and 20%, .* announced$/);
  assert.deepEqual([withdrawn.change?.from, withdrawn.means], [undefined, "burdens none"]);
  const raised = given("50");
  assert.ok(raised.change?.from !== undefined && raised.change.from < 1_000n, "the notice of the quick vault");
  assert.equal(raised.means, "can leave first");
});

test("an opt-in with a vault has the vault's notice, and what is not active yet is left at once", () => {
  const joined = { current: 1n, next: 1n, effective: 0n };
  const optIn = (left: string, right: object) => ({ data: { left, right: "ada", sides: { left: joined, right } } });
  const world = {
    vaults: [QUICK, SLOW, vaultOf("Left", 10n), vaultOf("New", 1_000n)],
    optIns: [
      optIn("Quick", { current: 0n, next: 1n, effective: 60n }),
      optIn("Slow", joined),
      optIn("Left", { current: 1n, next: 0n, effective: 60n }),
    ],
  } as unknown as OptInScene["world"];
  const [join, leave] = optInActs({
    ...{ world, party: "ada", side: "right", others: ["Quick", "Slow", "Left", "New"], what: "vaults", now: 35n },
    ...ofVaults(world, 35n, { rise: 9_000n, fall: 9_000n }),
    names: { of: (address: Address) => address },
  } as unknown as OptInScene);
  assert.ok(join && leave);
  const changeOf = (act: typeof join, other: string) => {
    const { values } = readFields(act.fields, { other });
    return values && act.changes(values)[0];
  };
  assert.equal(changeOf(leave, "Quick")?.from, undefined, "its join is announced");
  assert.equal(changeOf(leave, "Slow")?.from, 2_000n);
  assert.equal(changeOf(join, "New")?.from, 3_000n);
  assert.equal(changeOf(join, "Left"), undefined, "it is leaving");
  assert.equal(leave.title, "Leave opt-ins with vaults");
});

test("a VRT's new name is told, and one that the program would refuse is not sent", async () => {
  const words = { name: "Harbor SOL", symbol: "hSOL", uri: "" };
  const scene = (told?: typeof words) =>
    ({ vault: { address: ADDRESS, data: { vrtMint: ADDRESS } }, texts: told ?? null, place: {} }) as unknown;
  const written = (texts: Record<string, string>, told?: typeof words) => {
    const act = metadataAct(scene(told) as MetadataScene);
    const { values } = readFields(act.fields, texts);
    assert.ok(values);
    return { act, values };
  };
  const first = written(words);
  assert.equal(first.act.button, "Name the VRT");
  assert.deepEqual(
    first.act.changes(first.values).map(({ what, before, after }) => [what, before, after]),
    [
      ["Name", "none", "Harbor SOL"],
      ["Symbol", "none", "hSOL"],
    ],
  );
  // What is not written anew stays.
  const later = written({ symbol: "HSOL" }, words);
  assert.equal(later.act.button, "Change the name");
  assert.deepEqual(
    later.act.changes(later.values).map(({ what, before, after }) => [what, before, after]),
    [["Symbol", "hSOL", "HSOL"]],
  );
  const hidden = written({ ...words, name: "Har\u200bbor" });
  await assert.rejects(hidden.act.plan(hidden.values)({} as never), /^Error: Name has a character that is not seen$/);
  const empty = written({ name: "Harbor", symbol: "" });
  await assert.rejects(empty.act.plan(empty.values)({} as never), /^Error: Symbol is empty$/);
});

test("a text of a VRT that is not changed is sent as it is on the chain, not as it is shown", async () => {
  const raw = { name: "Har\u200bbor", symbol: "h-SOL!", uri: "https://a.example" };
  const utf8 = (text: string, length: number) => {
    const bytes = Buffer.alloc(4 + length);
    bytes.writeUInt32LE(length);
    bytes.write(text, 4);
    return bytes;
  };
  const mint = getAddressEncoder().encode(ADDRESS as Address);
  const parts = [
    Buffer.from([4]),
    Buffer.alloc(32),
    mint,
    utf8(raw.name, 32),
    utf8(raw.symbol, 10),
    utf8(raw.uri, 200),
  ];
  const data = Buffer.concat(parts.map((part) => Uint8Array.from(part)));
  assert.deepEqual(metaplexTexts(data, ADDRESS as Address), raw);
  const account = (executable: boolean) => ({
    ...{ data: [data.toString("base64"), "base64"], executable, lamports: 1n, space: 1n },
    owner: TOKEN_METADATA_PROGRAM,
  });
  const getAccountInfo = (address: string) => ({
    send: async () => ({ value: account(address === TOKEN_METADATA_PROGRAM) }),
  });
  const act = metadataAct({
    vault: { address: ADDRESS, data: { vrtMint: ADDRESS } },
    texts: raw,
    place: { rpc: { getAccountInfo }, programAddress: LOCALNET_PROGRAM_ADDRESS },
  } as unknown as MetadataScene);
  const { values } = readFields(act.fields, { uri: "https://b.example" });
  assert.ok(values);
  assert.deepEqual(
    act.changes(values).map(({ what }) => what),
    ["URI"],
  );
  const { plan } = await act.plan(values)({ address: ADDRESS } as never);
  assert.ok(plan.kind === "single");
  const sent = Buffer.from(plan.instruction.data ?? []);
  for (const text of [raw.name, raw.symbol, "https://b.example"]) {
    assert.ok(sent.includes(text), text);
  }
});

test("what a list of rewards costs its publisher is told before it is published", () => {
  const tree = {
    address: ADDRESS,
    data: {
      ...{ mint: ADDRESS, delaySeconds: 3_600n },
      books: { nextRoot: new Uint8Array(32), nextTotal: 0n, activatesAt: 0n, activeTotal: 40n, funded: 60n },
    },
  } as unknown as Parameters<typeof publishAct>[0];
  const scene = { now: 0n, names: { of: () => "USD" }, place: {} } as unknown as TreeScene;
  const shown = (total: bigint) => {
    const act = publishAct(tree, scene, 1);
    const file = Earnings.of(ADDRESS as Address, [{ earner: ADDRESS as Address, cumulative: total }]).toFile();
    const { values } = readFields(act.fields, { list: JSON.stringify(file) });
    return (
      values &&
      act
        .changes(values)
        .slice(1)
        .map(({ what, before, after }) => [what, before, after])
    );
  };
  assert.deepEqual(shown(75n), [
    ["Earned in all", "4 USD", "7.5 USD"],
    ["You pay in", "nothing", "1.5 USD"],
  ]);
  assert.deepEqual(shown(60n), [["Earned in all", "4 USD", "6 USD"]]);
  assert.ok(publishAct(tree, scene, undefined).closed);
});

test("an opt-in that both sides end is over at the earlier end", () => {
  const ends = (effective: bigint) => ({ current: 1n, next: 0n, effective });
  const optIn = {
    address: "o",
    data: { left: "ada", right: "ncn", sides: { left: ends(9_000n), right: ends(500n) } },
  };
  const scene = {
    ncn: { address: "ncn" },
    world: { allocations: [], optIns: [optIn] },
    names: { of: (address: Address) => address },
    now: 10n,
  } as unknown as NcnScene;
  const [act] = releaseActs(scene);
  assert.ok(act);
  const { values } = readFields(act.fields, {});
  assert.equal(values && act.changes(values)[0]?.before, `ends ${dateAndTime(500n)}`);
});
