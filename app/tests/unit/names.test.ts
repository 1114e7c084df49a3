import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";

import { type Address, getAddressEncoder } from "@solana/kit";

import { fetchText, keptText } from "../../src/chain/descriptions.js";
import { distinctNames, metaplexWords, mintMetadata } from "../../src/chain/metadata.js";
import { readNames } from "../../src/chain/name-file.js";
import { descriptionSource, LIMITS, plainName, readDescription } from "../../src/model/description.js";

const MINT = "5MuzrCapMGcC6uq5cVf7hj8m9Ne2VgH1GLYs1fPGnhiJ" as Address;
const OTHER = "6QLXHMvQpmTwBw7iHxzxnpvzXo8ZEvvn2XStCSHPquCm" as Address;
/** The repository's folder, from the one that tests run in. */
const ROOT = "../../../../";

const bytesOf = (address: Address) => [...getAddressEncoder().encode(address)];
const zeroes = (count: number) => [...new Uint8Array(count)];
function text(value: string, length = new TextEncoder().encode(value).length): number[] {
  const bytes = new Uint8Array(4 + length);
  new DataView(bytes.buffer).setUint32(0, length, true);
  bytes.set(new TextEncoder().encode(value), 4);
  return [...bytes];
}
const metaplex = (mint: Address, name: string, symbol: string, key = 4) =>
  Uint8Array.from([key, ...zeroes(32), ...bytesOf(mint), ...text(name, 32), ...text(symbol, 10), ...text("", 200)]);
const extension = (kind: number, value: number[]) => [kind, 0, value.length & 255, value.length >> 8, ...value];
const pointer = (at: Address) => extension(18, [...zeroes(32), ...bytesOf(at)]);
const own = (mint: Address, name: string, symbol: string) =>
  extension(19, [
    ...zeroes(32),
    ...bytesOf(mint),
    ...text(name),
    ...text(symbol),
    ...text("https://a.example"),
    ...zeroes(4),
  ]);
const mint2022 = (...extensions: number[][]) => Uint8Array.from([...zeroes(165), 1, ...extensions.flat()]);

test("a mint's words are read from Metaplex's account, and what is no word is left out", () => {
  assert.deepEqual(metaplexWords(metaplex(MINT, "Staked SOL", "s‮SOL"), MINT), {
    ...{ symbol: "sSOL", name: "Staked SOL", uri: "" },
  });
  assert.equal(metaplexWords(metaplex(OTHER, "Staked SOL", "sSOL"), MINT), undefined, "of another mint");
  assert.equal(metaplexWords(metaplex(MINT, "Staked SOL", "sSOL", 6), MINT), undefined, "another kind of account");
  assert.equal(metaplexWords(metaplex(MINT, "Staked SOL", "sSOL").subarray(0, 90), MINT), undefined, "cut off");
  assert.equal(
    metaplexWords(Uint8Array.from([4, ...zeroes(32), ...bytesOf(MINT), 255, 255, 255, 255]), MINT),
    undefined,
  );
  assert.equal(metaplexWords(new Uint8Array(0), MINT), undefined);
});

test("a Token-2022 mint's words are read where its pointer names it, and nowhere else", () => {
  const words = { symbol: "PYUSD", name: "A dollar", uri: "https://a.example" };
  assert.deepEqual(mintMetadata(mint2022(pointer(MINT), own(MINT, "A dollar", "PYUSD")), MINT), {
    pointer: MINT,
    words,
  });
  assert.deepEqual(mintMetadata(mint2022(own(MINT, "A dollar", "PYUSD"), pointer(MINT)), MINT), {
    pointer: MINT,
    words,
  });
  const elsewhere = mintMetadata(mint2022(pointer(OTHER), own(MINT, "A dollar", "PYUSD")), MINT);
  assert.deepEqual(elsewhere, { pointer: OTHER, words: undefined });
  assert.equal(mintMetadata(mint2022(pointer(MINT), own(OTHER, "A dollar", "PYUSD")), MINT).words, undefined);
  assert.deepEqual(mintMetadata(new Uint8Array(82), MINT), { pointer: undefined, words: undefined });
  const token = mint2022(pointer(MINT), own(MINT, "A dollar", "PYUSD"));
  token[165] = 2;
  assert.equal(mintMetadata(token, MINT).words, undefined, "a token account");
  for (let length = 0; length < 320; length++) {
    const cut = mint2022(pointer(MINT), own(MINT, "A dollar", "PYUSD")).subarray(0, length);
    assert.doesNotThrow(() => mintMetadata(cut, MINT), `cut off at ${length}`);
  }
});

test("what calls itself as another does is told apart by its address", () => {
  const [real, fake, other] = [MINT, MINT.replace("5", "6"), MINT.replace("5", "7")];
  assert.deepEqual(distinctNames({ [real]: "USDC", [fake]: "us.dc", [other]: "JTO" }, []), {
    [real]: "USDC (5Muz…nhiJ)",
    [fake]: "us.dc (6Muz…nhiJ)",
    [other]: "JTO",
  });
  // Nor does it pass for what the reader named, or for SOL, or by letters that look alike.
  assert.deepEqual(distinctNames({ [fake]: "SOL" }, ["SOL"]), { [fake]: "SOL (6Muz…nhiJ)" });
  assert.deepEqual(distinctNames({ [fake]: "Harbor" }, ["harbor"]), { [fake]: "Harbor (6Muz…nhiJ)" });
  for (const [name, alike] of [
    ["PayPai", "paypal"],
    ["Jito", "J1t0"],
    ["Marinade", "Marlnade"],
    ["modern", "rnodem"],
    ["wave", "vvave"],
    ["bSOL", "8S0L"],
    ["Blaze", "B1a2e"],
    ["Sanctum", "5anctum"],
  ]) {
    assert.deepEqual(distinctNames({ [fake]: alike as string }, [name as string]), { [fake]: `${alike} (6Muz…nhiJ)` });
  }
  assert.deepEqual(distinctNames({ [fake]: "Hаrbor" }, ["harbor"]), { [fake]: "Hаrbor (6Muz…nhiJ)" });
});

test("a description is read within its limits, and a stranger's text stays on its line", () => {
  const full = {
    name: "Ada\u202e Operations\n",
    description: "Since 2021",
    website: "https://ada.example",
    image: "https://x.example",
  };
  assert.deepEqual(readDescription(`\ufeff${JSON.stringify(full)}`), {
    name: "Ada\\u{202e} Operations",
    description: "Since 2021",
    website: "https://ada.example/",
  });
  for (const website of [
    "http://ada.example",
    "javascript:alert(1)",
    "https://a@b.example",
    `https://${"a".repeat(200)}.example`,
    7,
  ]) {
    assert.equal(readDescription(JSON.stringify({ name: "Ada", website })).website, undefined, String(website));
  }
  assert.equal(readDescription(JSON.stringify({ name: "n".repeat(99) })).name.length, LIMITS.name);
  assert.throws(() => readDescription("<html>"), /^Error: Description is not JSON$/);
  for (const file of ["null", "[]", "3", "{}", '{"name":""}', '{"name":{"a":1}}', '{"name":"\\n"}']) {
    assert.throws(() => readDescription(file), /^Error: Description has no name$/, file);
  }
  assert.throws(() => readDescription(`{"name":"${"n".repeat(LIMITS.bytes)}"}`), /limit 16384 bytes/);
  assert.equal(plainName(`a${"\u0301".repeat(20)}b`, 40), "\u00e1\u0301\u0301b", "no tower of marks");
});

test("no stranger sends the browser to its owner's network", () => {
  assert.deepEqual(descriptionSource("https://ada.example/d.json"), { kind: "web", url: "https://ada.example/d.json" });
  for (const uri of [
    "",
    "http://ada.example",
    "ftp://ada.example",
    "https://192.168.0.1/",
    "https://[::1]/",
    "https://localhost/",
    "https://router.local/",
    "https://intranet/",
    "https://2130706433/",
    "javascript:alert(1)",
  ]) {
    assert.equal(descriptionSource(uri), undefined, uri);
  }
  const inline = { kind: "inline", text: '{"name":"Ada Operations"}' };
  assert.deepEqual(descriptionSource('data:application/json,{"name":"Ada Operations"}'), inline);
  assert.deepEqual(
    descriptionSource("data:application/json;charset=utf-8,%7B%22name%22%3A%22Ada%20Operations%22%7D"),
    inline,
  );
  assert.equal(descriptionSource("data:text/html,<b>"), undefined);
});

test("a redirect of a description's server is not followed", async () => {
  const paths: (string | undefined)[] = [];
  const server = createServer(({ url }, response) => {
    paths.push(url);
    response.writeHead(url === "/away" ? 302 : 200, { location: "/inside" }).end('{"name":"Ada"}');
  });
  await new Promise<void>((listening) => server.listen(0, "127.0.0.1", listening));
  const at = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  try {
    assert.equal(await fetchText(`${at}/here`), '{"name":"Ada"}');
    await assert.rejects(fetchText(`${at}/away`));
    assert.deepEqual(paths, ["/here", "/away"]);
  } finally {
    server.closeAllConnections();
    server.close();
  }
});

test("what is kept of a description reads as itself, and is short", () => {
  const file = {
    name: "n".repeat(40),
    description: "d\u202e".repeat(200),
    website: `https://${"a".repeat(60)}.example`,
  };
  const read = readDescription(JSON.stringify({ ...file, more: "m".repeat(10_000) }));
  const text = keptText(read);
  assert.ok(text !== undefined && text.length <= 600);
  assert.deepEqual(readDescription(text), read);
  assert.equal(keptText({ ...read, description: '"'.repeat(300) }), undefined, "twice as long in JSON");
  assert.equal(keptText(null), "null");
});

test("the schema of descriptions has the limits that the page keeps, and the page's own list is one", () => {
  const schema = JSON.parse(readFileSync(`${ROOT}docs/schema/description.schema.json`, "utf8"));
  for (const field of ["name", "description", "website"] as const) {
    assert.equal(schema.properties[field].maxLength, LIMITS[field], field);
  }
  assert.match(schema.description, /16,384 bytes/);
  assert.deepEqual(schema.required, ["name"]);
  const shipped = readNames(readFileSync(`${ROOT}app/public/names/localnet.json`, "utf8"));
  assert.equal(shipped[MINT], "harbor");
});
