import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { createSolanaRpcFromTransport, getBase64Decoder } from "@solana/kit";
import {
  clusterOf,
  FEATURE_PROGRAM,
  GENESIS_HASHES,
  isLoopback,
  LOCALNET_PROGRAM_ADDRESS,
  programAddressProblem,
  takesVersion1,
  VERSION_1_FEATURE,
  versionFor,
} from "restaking-client";

import { nobody } from "./support/chain.js";
import { PROGRAM } from "./support/program.js";

/** What the crates of the validator say, as a test of the Rust workspace writes it. */
const facts = JSON.parse(readFileSync(new URL("../../vectors/clusters.json", import.meta.url), "utf8")) as {
  readonly genesis: Readonly<Record<string, string>>;
  readonly transactionVersion1: { readonly feature: string; readonly owner: string };
};

describe("a cluster", () => {
  it("is known by the hashes that the validator's crates have", () => {
    assert.deepEqual(GENESIS_HASHES, facts.genesis);
    assert.equal(Object.keys(facts.genesis).length, 3);
    for (const [name, hash] of Object.entries(facts.genesis)) {
      assert.equal(clusterOf(hash, "http://127.0.0.1:8899"), name, "a public cluster is none of a local chain's");
    }
  });

  it("of an unknown hash is local only where the node is on this machine", () => {
    const unknown = "11111111111111111111111111111111";
    for (const url of [
      "http://127.0.0.1:8899",
      "http://localhost",
      "http://[::1]:1",
      "http://127.9.8.7",
      "http://0x7f.1",
    ]) {
      assert.equal(isLoopback(url), true, url);
      assert.equal(clusterOf(unknown, url), "localnet", url);
    }
    for (const url of [
      "https://api.devnet.solana.com",
      "http://192.168.1.2:8899",
      "http://localhost.example",
      "http://127.0.0.1.example",
      "http://notlocalhost",
      "http://0.0.0.0:8899",
    ]) {
      assert.equal(isLoopback(url), false, url);
      assert.equal(clusterOf(unknown, url), "own", url);
    }
  });

  it("is the only thing in the client that knows the address on local chains", () => {
    const dist = new URL("../dist/", import.meta.url);
    const files = readdirSync(dist, { recursive: true, encoding: "utf8" }).filter((path) => path.endsWith(".js"));
    const naming = (text: string) =>
      files.filter((path) => readFileSync(new URL(path, dist), "utf8").includes(text)).sort();
    assert.deepEqual(naming(LOCALNET_PROGRAM_ADDRESS), ["generated/programs/restaking.js"]);
    const written = naming("LOCALNET_PROGRAM_ADDRESS").filter((path) => !/(^|\/)generated\/programs\//.test(path));
    assert.deepEqual(written, ["cluster.js"]);
  });

  it("needs an address of the program that is not public property", () => {
    const { programAddress } = PROGRAM;
    for (const cluster of ["mainnet", "testnet", "devnet", "own"] as const) {
      assert.equal(programAddressProblem(cluster, programAddress), undefined);
      assert.match(programAddressProblem(cluster, LOCALNET_PROGRAM_ADDRESS) ?? "", /its key is public/);
      assert.match(
        programAddressProblem(cluster, undefined) ?? "",
        /^No address of the restaking program is configured/,
      );
    }
    assert.equal(programAddressProblem("localnet", LOCALNET_PROGRAM_ADDRESS), undefined);
    assert.match(programAddressProblem("localnet", undefined) ?? "", /configured for the local chain$/);
  });
});

describe("a cluster takes version 1", () => {
  const answering = (account: { owner: string; data: Uint8Array } | null) =>
    createSolanaRpcFromTransport(async ({ payload }) => {
      const { id, params } = payload as { id: string; params: [string] };
      assert.equal(params[0], facts.transactionVersion1.feature);
      const value = account && {
        ...account,
        data: [getBase64Decoder().decode(account.data), "base64"],
        executable: false,
        lamports: 1n,
        space: BigInt(account.data.length),
      };
      return { jsonrpc: "2.0", id, result: { context: { slot: 1n }, value } } as never;
    });
  const active = { owner: FEATURE_PROGRAM, data: Uint8Array.of(1, 7, 0, 0, 0, 0, 0, 0, 0) };

  it("by the feature that the validator's crates name", () => {
    assert.deepEqual(facts.transactionVersion1, { feature: VERSION_1_FEATURE, owner: FEATURE_PROGRAM });
  });

  it("once its feature is active", async () => {
    assert.equal(await takesVersion1(answering(active)), true);
    assert.equal(await takesVersion1(answering(null)), false);
    assert.equal(
      await takesVersion1(answering({ ...active, data: new Uint8Array(9) })),
      false,
      "it waits for its epoch",
    );
    assert.equal(await takesVersion1(answering({ ...active, data: new Uint8Array() })), false);
    assert.equal(await takesVersion1(answering({ ...active, owner: nobody(1) })), false, "it is somebody's account");
  });

  it("and a wallet does if it says so", async () => {
    assert.equal(await versionFor(answering(active)), 1, "key pairs do");
    assert.equal(await versionFor(answering(active), ["legacy", 0, 1]), 1);
    assert.equal(await versionFor(answering(active), ["legacy", 0]), 0);
    assert.equal(await versionFor(answering(null), ["legacy", 0, 1]), 0);
  });
});
