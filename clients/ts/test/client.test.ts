import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import {
  type Address,
  getAddressEncoder,
  getBase16Decoder,
  getBase16Encoder,
  getBase58Decoder,
  getUtf8Encoder,
  type ReadonlyUint8Array,
} from "@solana/kit";
import {
  type AmountProblem,
  displayText,
  Earnings,
  type EarningsFile,
  earningLeaf,
  earningRoot,
  fetchRestakingAccounts,
  formatAmount,
  getStakeTableEncoder,
  getStakeTableSize,
  LOCALNET_PROGRAM_ADDRESS,
  NoAmount,
  parseAmount,
  pdas,
  possessionMessage,
  reportCommitment,
  safeLink,
  signingDomain,
  stakeTableEntries,
  stakeTableSpace,
  uriBytes,
  uriText,
  voteMessage,
  weightOf,
} from "restaking-client";

import { nobody } from "./support/chain.js";

type Part = { readonly address?: Address; readonly number?: string; readonly small?: number; readonly bytes?: string };
type Vectors = {
  readonly addresses: readonly { readonly name: string; readonly address: Address; readonly of: readonly Part[] }[];
  readonly messages: Readonly<Record<"domain" | "possession" | "vote" | "commitment", string>>;
  readonly lists: readonly {
    readonly earners: number;
    readonly root: string;
    readonly total: string;
    readonly proof: readonly string[];
  }[];
};

const read = (path: string): string => readFileSync(new URL(path, import.meta.url), "utf8");
const vectors = JSON.parse(read("../../vectors/client.json")) as Vectors;
const bytes = (hexadecimal: string): ReadonlyUint8Array => getBase16Encoder().encode(hexadecimal);
const hexadecimal = (of: ReadonlyUint8Array): string => getBase16Decoder().decode(of);
const NUMBER = 0x0102_0304_0506_0708n;

describe("addresses", () => {
  // The program that others made them with is the one on local chains.
  const pda = pdas(LOCALNET_PROGRAM_ADDRESS);
  const part = ({ address, number, small, bytes: of }: Part) =>
    address ?? (number === undefined ? (small ?? bytes(of as string)) : BigInt(number));
  for (const { name, address, of } of vectors.addresses) {
    it(name, async () => {
      const find = pda[name as keyof typeof pda] as (...of: unknown[]) => Promise<Address>;
      assert.equal(await find(...of.map(part)), address);
    });
  }

  it("all of them", () => {
    assert.deepEqual(Object.keys(pda).sort(), vectors.addresses.map(({ name }) => name).sort());
  });
});

describe("what is signed and committed to", () => {
  const [one, two] = [nobody(1), nobody(2)];
  const text = (words: string) => getUtf8Encoder().encode(words);

  it("is what the program reads", () => {
    const encoded = (address: Address) => getAddressEncoder().encode(address);
    const genesis = getBase58Decoder().decode(new Uint8Array(32).fill(9));
    assert.equal(hexadecimal(signingDomain(LOCALNET_PROGRAM_ADDRESS, genesis, one)), vectors.messages.domain);
    assert.equal(hexadecimal(possessionMessage(encoded(one), two)), vectors.messages.possession);
    assert.equal(hexadecimal(voteMessage(encoded(one), 7, NUMBER, text("said"))), vectors.messages.vote);
    const votes = [text("one vote"), text("another")] as const;
    assert.equal(
      hexadecimal(reportCommitment(one, two, votes, new Uint8Array(32).fill(9))),
      vectors.messages.commitment,
    );
  });
});

describe("lists of earners", () => {
  const tree = nobody(99);
  const listOf = (earners: number) =>
    Array.from({ length: earners }, (_, place) => ({
      earner: nobody(place + 1),
      cumulative: 1_000n * BigInt(place + 1),
    }));
  const page = read("../../../docs/reward-tree.md");
  const example = JSON.parse(page.slice(page.indexOf("```json") + 7, page.lastIndexOf("```"))) as EarningsFile;

  it("of any length have the root and the proofs that others find", () => {
    for (const { earners, root, total, proof } of vectors.lists) {
      const earnings = Earnings.of(tree, listOf(earners).reverse());
      assert.deepEqual([hexadecimal(earnings.root), `${earnings.total}`], [root, total]);
      assert.deepEqual(earnings.proof(nobody(earners))?.proof.map(hexadecimal), proof);
      for (const entry of earnings.list) {
        const found = earnings.proof(entry.earner);
        assert.ok(found);
        assert.equal(found.cumulative, entry.cumulative);
        assert.equal(hexadecimal(earningRoot(earningLeaf(tree, entry), found.proof)), root);
        const more = earningLeaf(tree, { ...entry, cumulative: entry.cumulative + 1n });
        assert.notEqual(hexadecimal(earningRoot(more, found.proof)), root);
      }
      assert.equal(earnings.proof(tree), undefined);
    }
  });

  it("are the documented file", () => {
    const earnings = Earnings.fromFile(example);
    assert.deepEqual(earnings.toFile(), example);
    assert.equal(example.earners.length, 3);
  });

  it("are refused where a file contradicts itself", () => {
    const [first, ...rest] = example.earners;
    const raised = [{ ...(first as (typeof rest)[number]), cumulative: "1" }, ...rest];
    assert.throws(() => Earnings.fromFile({ ...example, earners: raised }), /^RangeError: the file says root/);
    assert.throws(() => Earnings.fromFile({ ...example, total: "1" }), RangeError);
    assert.throws(() => Earnings.fromFile({ ...example, version: 2 }), /version 2, and 1 is known/);
  });

  it("are refused where an amount is not written in digits alone", () => {
    const [first, ...rest] = example.earners;
    for (const cumulative of ["", " 1", "0x10", "1e3", "1,5", "1.0", "-1", "01", "\ufeff1", "١"]) {
      const earners = [{ ...(first as (typeof rest)[number]), cumulative }, ...rest];
      assert.throws(() => Earnings.fromFile({ ...example, earners }), /is not written in digits alone/, cumulative);
    }
  });

  it("are refused where they cannot be paid", () => {
    const [a, b] = [nobody(1), nobody(2)];
    const most = (1n << 64n) - 1n;
    const refused = (list: { earner: Address; cumulative: bigint }[], why: RegExp) =>
      assert.throws(() => Earnings.of(tree, list), why);
    refused([], /the list is empty/);
    refused(
      [
        { earner: a, cumulative: 1n },
        { earner: b, cumulative: 1n },
        { earner: a, cumulative: 2n },
      ],
      /in the list twice/,
    );
    refused(
      [
        { earner: a, cumulative: most },
        { earner: b, cumulative: 1n },
      ],
      /comes to 18446744073709551616/,
    );
    refused([{ earner: a, cumulative: -1n }], /not between 0/);
    refused([{ earner: a, cumulative: most + 1n }], /not between 0/);
    assert.equal(Earnings.of(tree, [{ earner: a, cumulative: most }]).total, most);
  });
});

describe("a stake table", () => {
  const entry = (operator: Address, weight: bigint, capturedAt: bigint): number[] => {
    const data = new Uint8Array(88);
    data.fill(operator === nobody(1) ? 1 : 2, 0, 32);
    const view = new DataView(data.buffer);
    view.setBigUint64(32, weight, true);
    view.setBigInt64(40, capturedAt, true);
    view.setBigUint64(48, weight + 1n, true);
    data.fill(1, 56);
    return [...data];
  };
  const header = getStakeTableEncoder().encode({
    version: 1,
    bump: 255,
    padding: new Uint8Array(6),
    ncn: nobody(3),
    index: 0n,
    rentPayer: nobody(4),
    openedAt: 0n,
    closesAt: 1n,
    maxOperatorWeight: 100n,
    totalWeight: 12n,
    events: 0n,
    certainUntil: 0n,
    after: 0n,
    offers: 0n,
    parts: Array.from({ length: 8 }, () => ({ amount: 0n, left: 0n, claimUntil: 0n, operators: 0n })),
    reserved: new Uint8Array(32),
  });

  it("has its entries behind its fields", () => {
    const entries = [...entry(nobody(1), 5n, -1n), ...entry(nobody(2), 7n, 9n)];
    const data = Uint8Array.from([...header, 2, 0, 0, 0, 0, 0, 0, 0, ...entries, ...new Array<number>(88).fill(0)]);
    assert.equal(data.length, stakeTableSpace(3));
    const read = stakeTableEntries(data);
    assert.deepEqual(read, [
      { operator: nobody(1), weight: 5n, capturedAt: -1n, captured: 6n, captor: nobody(1) },
      { operator: nobody(2), weight: 7n, capturedAt: 9n, captured: 8n, captor: nobody(1) },
    ]);
    assert.deepEqual([weightOf(read, nobody(2)), weightOf(read, nobody(3))], [7n, 0n]);
  });

  it("is nothing else, and not cut short", () => {
    const whole = Uint8Array.from([...header, 1, 0, 0, 0, 0, 0, 0, 0, ...entry(nobody(1), 5n, 0n)]);
    assert.equal(stakeTableEntries(whole)?.length, 1);
    assert.equal(stakeTableEntries(whole.slice(0, -1)), undefined);
    assert.equal(stakeTableEntries(whole.slice(0, getStakeTableSize())), undefined);
    assert.equal(stakeTableEntries(whole.with(0, (whole[0] as number) ^ 1)), undefined);
  });
});

describe("a URI in an account", () => {
  it("is the text that was put there", () => {
    for (const uri of ["", "https://operator.example", "é".repeat(64)]) {
      const held = uriBytes(uri);
      assert.deepEqual([held.length, uriText(held)], [128, uri]);
    }
    assert.throws(() => uriBytes("é".repeat(65)), /130 bytes, and 128 at the most/);
  });

  it("forges no line, and changes no direction", () => {
    const hostile = "https://a.example/\u001b[2J\r\n\u202egpj\u200b\u2066\u00ad";
    const shown = "https://a.example/\\u{1b}[2J\\u{d}\\u{a}\\u{202e}gpj\\u{200b}\\u{2066}\\u{ad}";
    assert.equal(uriText(uriBytes(hostile)), shown);
    assert.equal(displayText("a\ufeffb\u2028c\u3164\u{e0041}"), "a\\u{feff}b\\u{2028}c\\u{3164}\\u{e0041}");
    assert.equal(displayText("Zürich 東京 👍"), "Zürich 東京 👍");
    assert.equal(uriText(Uint8Array.of(0xef, 0xbb, 0xbf, 0x61)), "\\u{feff}a");
    assert.equal(uriText(new Uint8Array(128).fill(0xff)), "\ufffd".repeat(128));
  });

  it("is a link only where it leads to a page, and says to which", () => {
    assert.equal(safeLink("https://operator.example/a"), "https://operator.example/a");
    for (const text of [
      "javascript:alert(1)",
      "data:text/html,x",
      "file:///etc/passwd",
      "operator.example",
      "https:operator.example",
      "https://bank.example@evil.example/",
      "https://a:b@evil.example/",
      "https://a.example/\u202egpj",
      "https://a.example/\u200b",
      "https://",
      "",
    ]) {
      assert.equal(safeLink(text), undefined, text);
    }
  });
});

describe("an amount", () => {
  const { parsed, formatted } = JSON.parse(read("../../vectors/amounts.json")) as {
    readonly parsed: readonly {
      readonly text: string;
      readonly decimals: number;
      readonly units?: string;
      readonly refused?: AmountProblem;
    }[];
    readonly formatted: readonly { readonly units: string; readonly decimals: number; readonly text: string }[];
  };

  it("is read as the examples say, which the command line follows too", () => {
    assert.ok(parsed.length > 100);
    for (const example of parsed) {
      const { text, decimals, units, refused } = example;
      if (units === undefined) {
        assert.throws(
          () => parseAmount(text, decimals),
          (error) => error instanceof NoAmount && error.problem === refused,
          JSON.stringify(example),
        );
      } else {
        assert.equal(parseAmount(text, decimals), BigInt(units), JSON.stringify(example));
      }
    }
  });

  it("is shown as the examples say, and reads back", () => {
    for (const { units, decimals, text } of formatted) {
      assert.equal(formatAmount(BigInt(units), decimals), text);
      assert.equal(parseAmount(text, decimals), BigInt(units));
    }
    assert.equal(formatAmount(-1_500n, 3), "-1.5");
  });

  it("is refused where it is none", () => {
    for (const text of ["x", "-1", ".", "1e3", "0x10", "١", "1.2.3", "1\u202e5"]) {
      assert.throws(() => parseAmount(text, 9), /is no amount/, text);
    }
    assert.throws(() => parseAmount("", 9), /^NoAmount: No amount is given$/);
    assert.throws(() => parseAmount("0.1234", 3), /"0.1234" has 4 decimals, and the token has 3/);
    assert.throws(
      () => parseAmount("18446744073709.551616", 6),
      /over the most that there can be, 18446744073709.551615/,
    );
  });
});

describe("a scan", () => {
  it("is not by what no account of the kind has", async () => {
    const where = { color: 1n } as never;
    await assert.rejects(
      fetchRestakingAccounts({} as never, LOCALNET_PROGRAM_ADDRESS, "Vault", where),
      /^TypeError: .* Vault .* color$/,
    );
  });
});
