import assert from "node:assert/strict";
import { test } from "node:test";

import {
  type Address,
  createSolanaRpcFromTransport,
  type Rpc,
  type RpcTransport,
  type SolanaRpcApi,
} from "@solana/kit";
import {
  fetchRestakingAccounts,
  OPERATOR_DISCRIMINATOR,
  LOCALNET_PROGRAM_ADDRESS as PROGRAM,
  ScanRefused,
} from "restaking-client";

import { NoIndex, readIndex, type StaticIndex, withStaticIndex } from "../../src/chain/static-index.js";

const [ONE, TWO, OTHER] = [
  "Vote111111111111111111111111111111111111111",
  "Stake11111111111111111111111111111111111111",
  "Config1111111111111111111111111111111111111",
] as [Address, Address, Address];

/** The first bytes of no kind of account. */
const NO_KIND = [1, 2, 3, 4, 5, 6, 7, 8];

function account(owner: string, kind: ArrayLike<number>) {
  const data = Buffer.alloc(408);
  data.set(kind);
  return {
    owner,
    data: [data.toString("base64"), "base64"],
    executable: false,
    lamports: 1n,
    space: 408n,
    rentEpoch: 0n,
  };
}

/** A node that refuses scans, and gives these accounts. */
function node(accounts: Readonly<Record<string, unknown>>, asked: string[]): RpcTransport {
  return async <Answer>({ payload }: Parameters<RpcTransport>[0]) => {
    const { method, params } = payload as { method: string; params: [string[]] };
    asked.push(method);
    return (
      method === "getProgramAccounts"
        ? { jsonrpc: "2.0", id: "1", error: { code: -32010, message: "excluded from account secondary indexes" } }
        : {
            jsonrpc: "2.0",
            id: "1",
            result: { context: { slot: 1n }, value: params[0].map((address) => accounts[address] ?? null) },
          }
    ) as Answer;
  };
}

function over(
  transport: RpcTransport,
  index: StaticIndex | undefined,
  seen: readonly Address[] = [],
): Rpc<SolanaRpcApi> {
  const source = { index: async () => index, seen: () => seen, used: () => undefined };
  return createSolanaRpcFromTransport(withStaticIndex(transport, PROGRAM, source)) as Rpc<SolanaRpcApi>;
}

test("a false index omits accounts, and adds none", async () => {
  const accounts = {
    [ONE]: account(PROGRAM, OPERATOR_DISCRIMINATOR),
    [TWO]: account(TWO, OPERATOR_DISCRIMINATOR),
    [OTHER]: account(PROGRAM, NO_KIND),
  };
  const asked: string[] = [];
  const rpc = over(node(accounts, asked), { slot: 1n, accounts: { Operator: [ONE, TWO, OTHER] } });
  const found = await fetchRestakingAccounts(rpc, PROGRAM, "Operator");
  assert.deepEqual(
    found.map(({ address }) => address),
    [ONE],
  );
  await fetchRestakingAccounts(rpc, PROGRAM, "Operator");
  assert.deepEqual(
    asked,
    ["getProgramAccounts", "getMultipleAccounts", "getMultipleAccounts"],
    "it is not asked again",
  );
});

test("what was seen since is found as well, by its kind and its fields", async () => {
  const rpc = over(
    node({ [TWO]: account(PROGRAM, OPERATOR_DISCRIMINATOR) }, []),
    { slot: 1n, accounts: { Operator: [] } },
    [TWO],
  );
  assert.equal((await fetchRestakingAccounts(rpc, PROGRAM, "Operator")).length, 1);
  assert.equal((await fetchRestakingAccounts(rpc, PROGRAM, "Operator", { admin: ONE })).length, 0);
});

test("without an index, or a kind in it, a scan is refused as before", async () => {
  for (const index of [undefined, { slot: 1n, accounts: {} }]) {
    await assert.rejects(fetchRestakingAccounts(over(node({}, []), index), PROGRAM, "Operator"), ScanRefused);
  }
});

test("a file that is no index says why", () => {
  const file = { format: "restaking-index/1", program: PROGRAM, slot: "7", accounts: { Vault: [ONE, ONE] } };
  assert.deepEqual(readIndex(JSON.stringify(file), PROGRAM), { slot: 7n, accounts: { Vault: [ONE] } });
  for (const [broken, why] of [
    ["<html>", /not JSON/],
    ["null", /not of the format/],
    [JSON.stringify({ ...file, format: "restaking-index/2" }), /not of the format/],
    [JSON.stringify({ ...file, program: ONE }), /another program/],
    [JSON.stringify({ ...file, slot: 7 }), /its slot/],
    [JSON.stringify({ ...file, accounts: { Vault: ["nowhere"] } }), /no addresses of the kind Vault/],
  ] as const) {
    assert.throws(
      () => readIndex(broken, PROGRAM),
      (error) => error instanceof NoIndex && why.test(error.message),
    );
  }
});
