import assert from "node:assert/strict";
import { test } from "node:test";

import {
  type Address,
  createSolanaRpcFromTransport,
  type Rpc,
  type RpcTransport,
  SOLANA_ERROR__RPC__TRANSPORT_HTTP_ERROR,
  SolanaError,
  type SolanaRpcApi,
} from "@solana/kit";
import {
  fetchRestakingAccounts,
  liquid,
  OPERATOR_DISCRIMINATOR,
  LOCALNET_PROGRAM_ADDRESS as PROGRAM,
  ScanRefused,
} from "restaking-client";

import {
  checkIndex,
  NoIndex,
  readIndex,
  type StaticIndex,
  textOf,
  withStaticIndex,
} from "../../src/chain/static-index.js";

const [ONE, TWO, OTHER] = [
  "Vote111111111111111111111111111111111111111",
  "Stake11111111111111111111111111111111111111",
  "Config1111111111111111111111111111111111111",
] as [Address, Address, Address];

const LIQUID = liquid.LOCALNET_PROGRAM_ADDRESS;

const GENESIS = "the first block";

/** The first bytes of no kind of account. */
const NO_KIND = [1, 2, 3, 4, 5, 6, 7, 8];

function account(owner: string, kind: ArrayLike<number>, bytes = 408) {
  const data = Buffer.alloc(bytes);
  data.set(kind);
  return {
    owner,
    data: [data.toString("base64"), "base64"],
    executable: false,
    lamports: 1n,
    space: BigInt(bytes),
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
  const programs = { programAddress: PROGRAM, liquidAddress: LIQUID };
  return createSolanaRpcFromTransport(withStaticIndex(transport, programs, source)) as Rpc<SolanaRpcApi>;
}

test("a false index omits accounts, and adds none", async () => {
  const accounts = {
    [ONE]: account(PROGRAM, OPERATOR_DISCRIMINATOR),
    [TWO]: account(TWO, OPERATOR_DISCRIMINATOR),
    [OTHER]: account(PROGRAM, NO_KIND),
  };
  const asked: string[] = [];
  const rpc = over(node(accounts, asked), { genesis: GENESIS, slot: 1n, accounts: { Operator: [ONE, TWO, OTHER] } });
  const found = await fetchRestakingAccounts(rpc, PROGRAM, "Operator");
  assert.deepEqual(
    found.map(({ address }) => address),
    [ONE],
  );
  await fetchRestakingAccounts(rpc, PROGRAM, "Operator");
  assert.deepEqual(
    asked,
    ["getProgramAccounts", "getMultipleAccounts"],
    "the node is not asked to scan again, and what was read is shared",
  );
});

test("liquid pools are found by the part of the index that names their program, and by no other", async () => {
  const accounts = {
    [ONE]: account(LIQUID, liquid.POOL_DISCRIMINATOR, 10_000),
    [TWO]: account(PROGRAM, liquid.POOL_DISCRIMINATOR, 10_000),
  };
  const lists = { Pool: [ONE, TWO] };
  const scan = (program: Address) =>
    liquid.fetchLiquidAccounts(
      over(node(accounts, []), { genesis: GENESIS, slot: 1n, accounts: {}, liquid: { program, accounts: lists } }),
      LIQUID,
      "Pool",
    );
  assert.deepEqual(
    (await scan(LIQUID)).map(({ address }) => address),
    [ONE],
    "an account of the core is no pool",
  );
  await assert.rejects(scan(OTHER), ScanRefused);
});

test("what was seen since is found as well, by its kind and its fields", async () => {
  const rpc = over(
    node({ [TWO]: account(PROGRAM, OPERATOR_DISCRIMINATOR) }, []),
    { genesis: GENESIS, slot: 1n, accounts: { Operator: [] } },
    [TWO],
  );
  assert.equal((await fetchRestakingAccounts(rpc, PROGRAM, "Operator")).length, 1);
  assert.equal((await fetchRestakingAccounts(rpc, PROGRAM, "Operator", { admin: ONE })).length, 0);
});

test("without an index, or a kind in it, a scan is refused as before", async () => {
  for (const index of [undefined, { genesis: GENESIS, slot: 1n, accounts: {} }]) {
    await assert.rejects(fetchRestakingAccounts(over(node({}, []), index), PROGRAM, "Operator"), ScanRefused);
  }
});

test("a file that is no index says why", () => {
  const file = {
    format: "restaking-index/1",
    program: PROGRAM,
    genesis: GENESIS,
    slot: "7",
    accounts: { Vault: [ONE, ONE] },
  };
  assert.deepEqual(readIndex(JSON.stringify(file), PROGRAM), {
    genesis: GENESIS,
    slot: 7n,
    accounts: { Vault: [ONE] },
    liquid: undefined,
  });
  const both = { ...file, liquid: { program: LIQUID, accounts: { Pool: [TWO] } } };
  assert.deepEqual(readIndex(JSON.stringify(both), PROGRAM).liquid, both.liquid);
  for (const [broken, why] of [
    ["<html>", /not JSON/],
    ["null", /not of the format/],
    [JSON.stringify({ ...file, format: "restaking-index/2" }), /not of the format/],
    [JSON.stringify({ ...file, program: ONE }), /another program/],
    [JSON.stringify({ ...file, genesis: undefined }), /its cluster/],
    [JSON.stringify({ ...file, slot: 7 }), /its slot/],
    [JSON.stringify({ ...file, accounts: { Vault: ["nowhere"] } }), /no addresses of the kind Vault/],
    [JSON.stringify({ ...file, liquid: { accounts: {} } }), /its program of liquid restaking/],
    [
      JSON.stringify({ ...file, liquid: { program: LIQUID, accounts: { Pool: [7] } } }),
      /no addresses of the kind Pool/,
    ],
  ] as const) {
    assert.throws(
      () => readIndex(broken, PROGRAM),
      (error) => error instanceof NoIndex && why.test(error.message),
    );
  }
});

test("what was read of a kind is shared until a transaction is sent", async () => {
  const asked: string[] = [];
  const index = { genesis: GENESIS, slot: 1n, accounts: { Operator: [ONE] } };
  const rpc = over(node({ [ONE]: account(PROGRAM, OPERATOR_DISCRIMINATOR) }, asked), index);
  const scan = () => fetchRestakingAccounts(rpc, PROGRAM, "Operator", { admin: ONE });
  await Promise.all([scan(), scan()]);
  const reads = () => asked.filter((method) => method === "getMultipleAccounts").length;
  assert.equal(reads(), 1);
  await rpc.getSignatureStatuses([]).send();
  await scan();
  assert.equal(reads(), 2);
});

test("a node that is busy once is asked again", async () => {
  const asked: string[] = [];
  const listed = node({}, asked);
  let busy = true;
  const transport: RpcTransport = async <Answer>(request: Parameters<RpcTransport>[0]) => {
    const { method } = request.payload as { method: string };
    if (method === "getProgramAccounts" && busy) {
      busy = false;
      const context = { headers: new Headers(), message: "busy", statusCode: 429 };
      throw new SolanaError(SOLANA_ERROR__RPC__TRANSPORT_HTTP_ERROR, context);
    }
    return listed<Answer>(request);
  };
  const rpc = over(transport, { genesis: GENESIS, slot: 1n, accounts: { Operator: [] } });
  await fetchRestakingAccounts(rpc, PROGRAM, "Operator");
  assert.deepEqual(asked, [], "the first scan is answered by the index");
  await fetchRestakingAccounts(rpc, PROGRAM, "Operator");
  assert.deepEqual(asked, ["getProgramAccounts"]);
});

test("an index of another cluster, or of a slot to come, is refused", async () => {
  const at = (slot: bigint, genesis = GENESIS) => ({ genesis, slot, accounts: {} });
  const transport: RpcTransport = async <Answer>({ payload }: Parameters<RpcTransport>[0]) =>
    ({ result: (payload as { method: string }).method === "getSlot" ? 1_000n : GENESIS }) as Answer;
  await checkIndex(at(1_150n), transport);
  await assert.rejects(checkIndex(at(1_151n), transport), /has not reached/);
  await assert.rejects(checkIndex(at(1n, "another"), transport), /another cluster/);
});

test("a file that is too long is not read to its end", async () => {
  assert.equal(await textOf(new Response("\u00e9\u00e9"), 4), "\u00e9\u00e9");
  let given = 0;
  const endless = new ReadableStream<Uint8Array>({
    pull: (controller) => {
      given += 1;
      controller.enqueue(new Uint8Array(10));
    },
  });
  await assert.rejects(textOf(new Response(endless), 25), NoIndex);
  assert.ok(given < 10);
});

test("a kind with more addresses than can be read is not read", async () => {
  const index = { genesis: GENESIS, slot: 1n, accounts: { Operator: new Array<Address>(20_001).fill(ONE) } };
  await assert.rejects(fetchRestakingAccounts(over(node({}, []), index), PROGRAM, "Operator"), NoIndex);
});
