import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  type InstructionPlan,
  type KeyPairSigner,
  type Rpc,
  type RpcTransport,
  SOLANA_ERROR__RPC__TRANSPORT_HTTP_ERROR,
  SolanaError,
  type SolanaRpcApi,
} from "@solana/kit";
import {
  causesOf,
  createPatientRpcFrom,
  explainError,
  fetchBucketsOf,
  fetchClusterTime,
  fetchEventHistory,
  fetchExitTickets,
  fetchHolding,
  fetchRestakingAccount,
  OutcomeUnknown,
  planClaimExits,
  planDeposit,
  planRequestExit,
  sendEach,
  sendPlan,
} from "restaking-client";

import { Chain } from "./support/chain.js";
import { PROGRAM } from "./support/program.js";
import { FakeTimer } from "./support/timer.js";
import { balance, makeMint, mintTo } from "./support/tokens.js";
import { makeVault } from "./support/vault.js";

const US = PROGRAM.programAddress;

/** Numbers from 0 to 1 that are the same in every run: xorshift. */
function random(seed: number): () => number {
  let state = seed;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}

/** `transport` as the worst of nodes has it: requests and answers are lost, repeated, refused, or make no sense. */
function faulty(transport: RpcTransport, next: () => number, often: number, tell: () => void): RpcTransport {
  return async <Answer>(request: Parameters<RpcTransport>[0]): Promise<Answer> => {
    const { id, method } = request.payload as { id: string; method: string };
    const error = (code: number, message: string) => ({ jsonrpc: "2.0", id, error: { code, message } }) as Answer;
    if (next() >= often) {
      return transport<Answer>(request);
    }
    tell();
    switch (Math.floor(next() * 8)) {
      case 0:
        throw new TypeError("fetch failed");
      case 1:
        await transport(request);
        throw new TypeError("fetch failed");
      case 2:
        await transport(request);
        return transport<Answer>(request);
      case 3: {
        const busy = { headers: new Headers(), message: "", statusCode: 429 };
        throw new SolanaError(SOLANA_ERROR__RPC__TRANSPORT_HTTP_ERROR, busy);
      }
      case 4:
        return error(-32005, "Node is behind by 42 slots");
      case 5:
        return {} as Answer;
      case 6:
        return JSON.parse("<html>") as Answer;
      default:
        return method === "getTransaction"
          ? error(-32015, "Transaction version (9) is not supported")
          : transport(request);
    }
  };
}

describe("a staker's journey over a node where a quarter of all requests go wrong", () => {
  for (let seed = 1; seed <= 12; seed++) {
    it(`ends in the right state, each step once, with a sentence for each failure: ${seed}`, async () => {
      const chain = await Chain.start();
      const [issuer, staker] = [await chain.funded("issuer"), await chain.funded("staker")];
      const asset = await makeMint(chain, issuer, "asset");
      await mintTo(chain, issuer, asset, staker.address, 1_000_000n);
      const { address } = await makeVault(chain, issuer, asset);
      const timer = new FakeTimer();
      const next = random(seed * 7_919);
      let faults = 0;
      const transport = faulty(chain.node.transport as RpcTransport, next, 0.25, () => faults++);
      const rpc: Rpc<SolanaRpcApi> = createPatientRpcFrom(transport, { timer, random: next, retries: 2 });

      /** Does something until it has happened, as the sentences say: what may have landed is looked for first. */
      async function until<Done>(act: (tell: (signature: string) => void) => Promise<Done>): Promise<Done | undefined> {
        for (let tried = 0; tried < 200; tried++) {
          let sent: string | undefined;
          try {
            return await act((signature) => {
              sent = signature;
            });
          } catch (error) {
            const { sentence } = explainError(error, PROGRAM);
            assert.ok(sentence.length > 10 && !sentence.includes("undefined"), sentence);
            if (
              causesOf(error).some((cause) => cause instanceof OutcomeUnknown) &&
              chain.node.landed.has(sent as string)
            ) {
              return undefined;
            }
          }
        }
        return assert.fail("it never happened");
      }
      const send = (plan: InstructionPlan, tell: (signature: string) => void, payer: KeyPairSigner = staker) =>
        sendPlan({ rpc }, plan, payer, { timer, onSignature: tell });
      const vault = () => fetchRestakingAccount(rpc, US, "Vault", address);

      await until(async (tell) => {
        const holding = await fetchHolding(rpc, staker.address, asset);
        const given = { ...PROGRAM, vault: await vault(), depositor: staker, amount: 400_000n, holding };
        return send((await planDeposit({ ...given, now: await fetchClusterTime(rpc) })).plan, tell);
      });
      await until(async (tell) => {
        const given = { ...PROGRAM, vault: await vault(), owner: staker, shares: 100_000n };
        return send((await planRequestExit({ ...given, now: await fetchClusterTime(rpc) })).plan, tell);
      });
      chain.wait(2_000n);
      for (let left = 1; left > 0; ) {
        await until(async () => {
          const tickets = await fetchExitTickets(rpc, US, { owner: staker.address });
          const buckets = await fetchBucketsOf(rpc, US, tickets);
          const given = { ...PROGRAM, vaults: [await vault()], tickets, buckets, owner: staker };
          const { items } = await planClaimExits({ ...given, now: await fetchClusterTime(rpc) });
          return sendEach({ rpc }, items, staker, { timer });
        });
        left = (await fetchExitTickets(chain.rpc, US, { owner: staker.address })).length;
      }

      const { active } = (await fetchRestakingAccount(chain.rpc, US, "Vault", address)).data.ledger.books;
      assert.deepEqual([active, await balance(chain, staker.address, asset)], [300_000n, 700_000n]);
      const records = await until(async () => {
        const all = [];
        for await (const record of fetchEventHistory(rpc, address, PROGRAM)) {
          all.push(record);
        }
        return all;
      });
      assert.ok(faults > 5, `${faults}`);
      // What is not told is a gap, and nothing is told twice.
      assert.equal(records?.filter(({ events, gap }) => events.length > 0 || gap !== undefined).length, 3);
    });
  }
});
