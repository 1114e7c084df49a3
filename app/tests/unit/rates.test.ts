/**
 * A vault's earlier rate, in vaults with few and with many transactions.
 */
import assert from "node:assert/strict";
import { test } from "node:test";

import { address, getBase16Encoder, getBase64Decoder } from "@solana/kit";
import {
  createPatientRpcFrom,
  getDepositedCodec,
  getDepositedDecoder,
  RESTAKING_EVENT_DISCRIMINATORS,
} from "restaking-client";

import { earlierRate, YIELD_SECONDS } from "../../src/history/rates.js";

const PROGRAM = address("HMPVWMYUFQZkyjXhsyXMbj5Ab1o3SUdd15mHWcTh2Ufg");
const VAULT = address("FPP21sbqhr2LPjSnJkw5NBetPubeFG4PsQFBxHj8noTq");
const NOW = 100n * 86_400n;

/** The log of a deposit at `time`, by which the vault has twice as many assets as shares. */
function deposited(time: bigint): string[] {
  const codec = getDepositedCodec();
  const empty = getDepositedDecoder().decode(new Uint8Array(codec.fixedSize));
  const books = { ...empty.before, active: 20n, supply: 10n };
  const body = codec.encode({ ...empty, vault: VAULT, time, before: books, after: books });
  const tag = getBase16Encoder().encode(RESTAKING_EVENT_DISCRIMINATORS.Deposited);
  return [
    `Program ${PROGRAM} invoke [1]`,
    `Program data: ${getBase64Decoder().decode(Uint8Array.from([...tag, ...body]))}`,
    `Program ${PROGRAM} success`,
  ];
}

/** The earlier rate by a node with `count` transactions, one each `apart` seconds, of which those that `isRated` are deposits. */
async function rateOf(of: string, count: number, apart: bigint, isRated: (place: number) => boolean = () => true) {
  const timeOf = (place: number) => NOW - BigInt(place) * apart;
  let lists = 0;
  const rpc = createPatientRpcFrom(async ({ payload }) => {
    const { id, method, params } = payload as {
      id: string;
      method: string;
      params: [string, { limit: number; before?: string }];
    };
    const [signature, { before, limit }] = params;
    if (method === "getSignaturesForAddress") {
      lists += 1;
      const first = before === undefined ? 0 : Number(before.slice(1)) + 1;
      const result = Array.from({ length: Math.max(Math.min(limit, count - first), 0) }, (_, place) => {
        const at = first + place;
        return { signature: `s${at}`, slot: 1n, err: null, blockTime: timeOf(at) };
      });
      return { jsonrpc: "2.0", id, result } as never;
    }
    const place = Number(signature.slice(1));
    const logMessages = isRated(place) ? deposited(timeOf(place)) : [];
    const result = { slot: 1n, blockTime: timeOf(place), meta: { err: null, logMessages } };
    return { jsonrpc: "2.0", id, result } as never;
  });
  const found = await earlierRate({ rpc, programAddress: PROGRAM, key: of }, VAULT, NOW);
  return { found, lists };
}

const HOUR = 3_600n;

test("a vault's earlier rate is the first of the last thirty days", async () => {
  const { found } = await rateOf("few", 2_000, HOUR);
  assert.deepEqual(found, { time: NOW - YIELD_SECONDS, active: 20n, supply: 10n });
  const young = await rateOf("young", 5, HOUR);
  assert.deepEqual(young.found, { time: NOW - 4n * HOUR, active: 20n, supply: 10n });
  assert.equal((await rateOf("none", 0, HOUR)).found, "none");
  assert.equal((await rateOf("no rate", 5, HOUR, () => false)).found, "none");
});

test("a busy vault's earlier rate is looked for beyond a node's first list", async () => {
  const { found, lists } = await rateOf("busy", 4_500, YIELD_SECONDS / 4_000n);
  assert.ok(typeof found !== "string");
  assert.ok(NOW - found.time > YIELD_SECONDS - HOUR, `${NOW - found.time}`);
  assert.ok(lists >= 5, `${lists}`);
});

test("where more happened than is read, a rate of a moment ago is not told as the vault's first", async () => {
  // A transaction each second for hours.
  assert.equal((await rateOf("crowd", 20_000, 1n)).found, "unread");
  // Nothing that shows a rate among the earliest that are looked at.
  assert.equal((await rateOf("noise", 900, HOUR, (place) => place < 100)).found, "unread");
  // All that is read is of days: the days are told.
  const { found } = await rateOf("long", 20_000, 60n);
  assert.ok(typeof found !== "string" && NOW - found.time > 3n * 86_400n);
});
