import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { address } from "@solana/kit";
import {
  explainError,
  fetchVault,
  metadataAddress,
  planCreateVrtMetadata,
  planUpdateVrtMetadata,
  TOKEN_METADATA_PROGRAM,
  vrtTextFault,
} from "restaking-client";

import { PROGRAM, pda } from "./support/program.js";
import { makeScene, type Scene } from "./support/scene.js";

/** Where Metaplex's program is: `TOKEN_METADATA_SO`, or where the tests' programs are. */
const FILE =
  process.env.TOKEN_METADATA_SO ?? fileURLToPath(new URL("../../../target/deploy/token_metadata.so", import.meta.url));

const HARBOR = { name: "Harbor SOL", symbol: "hSOL", uri: "https://harbor.example/vrt.json" };

/** The text of `most` bytes at `offset` in a metadata account, without the zeroes behind it. */
const textAt = (data: Uint8Array, offset: number, most: number) =>
  new TextDecoder().decode(data.subarray(offset + 4, offset + 4 + most)).replace(/\0+$/, "");

const textsIn = (data: Uint8Array) => ({
  name: textAt(data, 65, 32),
  symbol: textAt(data, 101, 10),
  uri: textAt(data, 115, 200),
});

describe("the name of a VRT", () => {
  let scene: Scene;

  before(async () => {
    scene = await makeScene();
  });

  it("needs Metaplex's program on the cluster", async () => {
    const { chain, vault, issuer: admin } = scene;
    const { plan } = await planCreateVrtMetadata({ ...PROGRAM, vault, admin, ...HARBOR });
    await assert.rejects(chain.send(admin, plan), (error) => {
      assert.match(explainError(error, PROGRAM).sentence, /Cluster lacks the Metaplex Token Metadata program/);
      return true;
    });
  });

  it("is created and changed, where wallets look", async () => {
    const { chain, vault, issuer: admin } = scene;
    chain.svm.addProgram(TOKEN_METADATA_PROGRAM, readFileSync(FILE));
    const { vrtMint } = (await fetchVault(chain.rpc, vault)).data;
    const at = await metadataAddress(vrtMint);
    assert.equal(vrtMint, await pda.vrtMint(vault));
    const created = await chain.send(
      admin,
      (await planCreateVrtMetadata({ ...PROGRAM, vault, admin, ...HARBOR })).plan,
    );
    assert.equal(created.events[0]?.name, "VrtMetadataSet");
    const read = () => {
      const account = chain.svm.getAccount(at);
      assert.ok(account.exists && account.programAddress === TOKEN_METADATA_PROGRAM);
      return textsIn(Uint8Array.from(account.data));
    };
    assert.deepEqual(read(), HARBOR);
    const quay = { name: "Quay SOL", symbol: "qSOL", uri: "" };
    await chain.send(admin, (await planUpdateVrtMetadata({ ...PROGRAM, vault, admin, ...quay })).plan);
    assert.deepEqual(read(), quay);
  });

  it("is at the address that every wallet derives", async () => {
    const wrapped = address("So11111111111111111111111111111111111111112");
    assert.equal(await metadataAddress(wrapped), "6dM4TqWyWJsbx7obrdLcviBkTafD5E8av61zfU6jq57X");
  });

  it("has texts that the program accepts", () => {
    assert.equal(vrtTextFault(HARBOR), undefined);
    assert.equal(vrtTextFault({ ...HARBOR, uri: "" }), undefined);
    for (const [texts, text, fault] of [
      [{ name: "" }, "name", "empty"],
      [{ symbol: "" }, "symbol", "empty"],
      [{ name: "é".repeat(17) }, "name", "too long"],
      [{ symbol: "x".repeat(11) }, "symbol", "too long"],
      [{ uri: "x".repeat(201) }, "uri", "too long"],
      [{ name: " Harbor" }, "name", "blank"],
      [{ symbol: "h\u200bSOL" }, "symbol", "hidden"],
      [{ uri: "https://a\u202e.example" }, "uri", "hidden"],
    ] as const) {
      assert.deepEqual(vrtTextFault({ ...HARBOR, ...texts }), { text, fault }, JSON.stringify(texts));
    }
  });
});
