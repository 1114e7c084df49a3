import assert from "node:assert/strict";
import { test } from "node:test";

import { readNames } from "../../src/chain/name-file.js";
import { urlProblem, usualWsUrl } from "../../src/chain/urls.js";
import { counted, cut, shortAddress } from "../../src/format/text.js";

const ADDRESS = "5MuzrCapMGcC6uq5cVf7hj8m9Ne2VgH1GLYs1fPGnhiJ";

test("words", () => {
  assert.equal(shortAddress(ADDRESS), "5Muz…nhiJ");
  assert.equal(cut("harbor", 6), "harbor");
  assert.equal(cut("harbors", 6), "harbo…");
  assert.equal(cut("😀😀😀", 2), "😀…");
  assert.equal(counted(1, "vault"), "1 vault");
  assert.equal(counted(2n, "open slash", "open slashes"), "2 open slashes");
});

test("a node's address, and where it takes subscriptions", () => {
  assert.equal(urlProblem("http://127.0.0.1:8899"), undefined);
  assert.match(
    String(urlProblem("ftp://node.example")),
    /^The address begins with ftp:\/\/, and needs http:\/\/ or https:\/\/$/,
  );
  assert.match(String(urlProblem("127.0.0.1")), /^This is not an address/);
  assert.equal(usualWsUrl("http://127.0.0.1:8899"), "ws://127.0.0.1:8900/");
  assert.equal(usualWsUrl("https://api.devnet.solana.com"), "wss://api.devnet.solana.com/");
  assert.equal(usualWsUrl("https://node.example/key?a=1"), "wss://node.example/key?a=1");
});

test("a file of names is read by its sections, with or without what else an entry says", () => {
  const file = { vaults: { harbor: { address: ADDRESS, asset: "x" } }, operators: { ada: ADDRESS.replace("5", "6") } };
  assert.deepEqual(readNames(JSON.stringify(file)), { [ADDRESS]: "harbor", [ADDRESS.replace("5", "6")]: "ada" });
  assert.deepEqual(readNames(`\ufeff${JSON.stringify({ mints: { "a\u202eb": ADDRESS } })}`), {
    [ADDRESS]: "a\\u{202e}b",
  });
  assert.throws(() => readNames("{"), /not JSON/);
  assert.throws(() => readNames("{}"), /names nothing/);
  assert.throws(() => readNames("null"), /names nothing/);
  assert.throws(() => readNames('{"vaults":{"harbor":"nowhere"}}'), /vaults.harbor names no address/);
});
