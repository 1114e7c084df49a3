import assert from "node:assert/strict";
import { test } from "node:test";

import { LOCALNET_PROGRAM_ADDRESS, oracle } from "restaking-client";

import {
  buildProblem,
  CLUSTER_NAMES,
  CLUSTERS,
  oracleOn,
  programOn,
  writtenProgramProblem,
} from "../../src/chain/clusters.js";
import { explorerUrl } from "../../src/chain/explorer.js";

const OURS = "SysvarC1ock11111111111111111111111111111111";
const THEIRS = "SysvarRent111111111111111111111111111111111";

test("the program is where the reader says, then where the page was built for, then where local chains alone have it", () => {
  const built = { VITE_PROGRAM_ADDRESS_DEVNET: OURS, VITE_PROGRAM_ADDRESS_LOCALNET: OURS };
  assert.equal(programOn("devnet", THEIRS, built), THEIRS);
  assert.equal(programOn("devnet", "", built), OURS);
  assert.equal(programOn("localnet", "", built), OURS);
  assert.equal(programOn("localnet", "", {}), LOCALNET_PROGRAM_ADDRESS);
  for (const cluster of CLUSTER_NAMES.filter((name) => name !== "localnet")) {
    assert.equal(programOn(cluster, "", {}), undefined, cluster);
    assert.equal(programOn(cluster, "damaged", {}), undefined, cluster);
    assert.match(writtenProgramProblem(cluster, LOCALNET_PROGRAM_ADDRESS) ?? "", /its key is public/);
    assert.equal(writtenProgramProblem(cluster, OURS), undefined);
  }
  assert.equal(writtenProgramProblem("localnet", LOCALNET_PROGRAM_ADDRESS), undefined);
  assert.equal(writtenProgramProblem("localnet", "x"), "This is not an address");
});

test("the price oracle is where the page was built for, or where local chains alone have it", () => {
  const local = oracle.LOCALNET_PROGRAM_ADDRESS;
  assert.equal(oracleOn("localnet", {}), local);
  assert.equal(oracleOn("devnet", {}), undefined);
  assert.equal(oracleOn("devnet", { VITE_ORACLE_ADDRESS_DEVNET: OURS }), OURS);
  assert.match(
    buildProblem({ VITE_ORACLE_ADDRESS_DEVNET: local }) ?? "",
    /VITE_ORACLE_ADDRESS_DEVNET is .* local chains/,
  );
  assert.match(buildProblem({ VITE_ORACLE_ADDRESS_DEVNET: "x" }) ?? "", /not an address/);
});

test("a page is built for no address that anyone can own, nor for what is none", () => {
  assert.equal(buildProblem({}), undefined);
  assert.equal(
    buildProblem({ VITE_PROGRAM_ADDRESS_MAINNET: OURS, VITE_CLUSTER: "mainnet", VITE_OTHER: "x" }),
    undefined,
  );
  for (const [built, told] of [
    [
      { VITE_PROGRAM_ADDRESS_MAINNET: LOCALNET_PROGRAM_ADDRESS },
      /^VITE_PROGRAM_ADDRESS_MAINNET is .*its key is public/,
    ],
    [{ VITE_PROGRAM_ADDRESS_DEVNET: "x" }, /This is not an address/],
    [
      { VITE_PROGRAM_ADDRESS_MAINET: OURS },
      /There is no build setting VITE_PROGRAM_ADDRESS_MAINET: write one of .*_MAINNET/,
    ],
    [{ VITE_CLUSTER: "mainet" }, /VITE_CLUSTER is mainet: write one of localnet, devnet, testnet, mainnet, own/],
  ] as const) {
    assert.match(buildProblem(built) ?? "", told);
  }
});

test("each cluster has its own name for wallets and its own place in the explorer", () => {
  const url = "http://127.0.0.1:8899";
  const links = CLUSTER_NAMES.map((cluster) => explorerUrl({ cluster, url }, "tx", "1"));
  assert.deepEqual(links, [
    "https://explorer.solana.com/tx/1?cluster=custom&customUrl=http%3A%2F%2F127.0.0.1%3A8899",
    "https://explorer.solana.com/tx/1?cluster=devnet",
    "https://explorer.solana.com/tx/1?cluster=testnet",
    "https://explorer.solana.com/tx/1",
    "https://explorer.solana.com/tx/1?cluster=custom&customUrl=http%3A%2F%2F127.0.0.1%3A8899",
  ]);
  assert.equal(CLUSTERS.mainnet.chain, "solana:mainnet");
  // The explorer is not told of a node with a key, and no answer of a node leads elsewhere on it.
  assert.equal(explorerUrl({ cluster: "own", url: "https://rpc.example/v2/KEY" }, "tx", "1"), undefined);
  assert.equal(explorerUrl({ cluster: "devnet", url: "https://rpc.example/KEY" }, "tx", "1"), links[1]);
  assert.equal(
    explorerUrl({ cluster: "mainnet", url }, "tx", "../../x?cluster=devnet#"),
    "https://explorer.solana.com/tx/..%2F..%2Fx%3Fcluster%3Ddevnet%23",
  );
});
