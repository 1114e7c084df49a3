import assert from "node:assert/strict";
import { test } from "node:test";

import { createSolanaRpcFromTransport, type Rpc, type RpcTransport, type SolanaRpcApi } from "@solana/kit";
import { fetchRestakingAccounts, LOCALNET_PROGRAM_ADDRESS as PROGRAM, ScanRefused } from "restaking-client";

import { mostOf, withIndexFile } from "../../src/chain/index-file.js";

const MINUTE = 60_000;

/** A node that refuses scans, of a cluster with this first block. */
const node: RpcTransport = async <Answer>({ payload }: Parameters<RpcTransport>[0]) => {
  const refusal = { error: { code: -32010, message: "excluded from account secondary indexes" } };
  const answers: Readonly<Record<string, unknown>> = { getGenesisHash: "ours", getSlot: 9n };
  const { method } = payload as { method: string };
  return (method === "getProgramAccounts" ? refusal : { result: answers[method] }) as Answer;
};

test("an index that cannot be fetched again is used on, and one of another cluster is not used", async (t) => {
  let now = 0;
  let genesis = "another";
  t.mock.method(performance, "now", () => now);
  t.mock.method(globalThis, "fetch", async () =>
    genesis === ""
      ? new Response("", { status: 500 })
      : Response.json({
          format: "restaking-index/1",
          program: PROGRAM,
          genesis,
          slot: "1",
          accounts: { Operator: [] },
        }),
  );
  const where = { cluster: "localnet", programAddress: PROGRAM, key: "" } as const;
  const over = (url: string) =>
    createSolanaRpcFromTransport(withIndexFile(node, { ...where, url })) as Rpc<SolanaRpcApi>;
  const [named, shipped] = [over("https://a.example/index.json"), over("")];
  const scan = (rpc: Rpc<SolanaRpcApi>) => fetchRestakingAccounts(rpc, PROGRAM, "Operator");
  await assert.rejects(scan(named), /another cluster/);
  await assert.rejects(scan(shipped), ScanRefused);

  genesis = "ours";
  now += 10 * MINUTE;
  assert.deepEqual([await scan(named), await scan(shipped)], [[], []]);
  genesis = "";
  now += 10 * MINUTE;
  assert.deepEqual([await scan(named), await scan(shipped)], [[], []]);
});

test("of the accounts that were written, those that the index has are forgotten first, and others not in silence", () => {
  const addresses = ["a", "b", "c", "d", "e"];
  const index = { accounts: { Vault: ["b"], Operator: ["d"] }, liquid: undefined } as never;
  assert.deepEqual(mostOf(addresses, 5, undefined), { kept: addresses, forgot: false });
  assert.deepEqual(mostOf(addresses, 3, index), { kept: ["a", "c", "e"], forgot: false });
  assert.deepEqual(mostOf(addresses, 4, index), { kept: ["a", "c", "d", "e"], forgot: false });
  assert.deepEqual(mostOf(addresses, 2, index), { kept: ["c", "e"], forgot: true });
  assert.deepEqual(mostOf(addresses, 4, undefined), { kept: ["b", "c", "d", "e"], forgot: true });
});
