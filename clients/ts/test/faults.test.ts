import assert from "node:assert/strict";
import { describe, it } from "node:test";
import type { InstructionPlan, KeyPairSigner, Rpc, SolanaRpcApi } from "@solana/kit";
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
import { FAULTS, FaultyLine, faultOf, faultyTransport } from "restaking-client/testing";

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

describe("a staker's journey over a node where a quarter of all requests go wrong", () => {
  for (let seed = 1; seed <= 12; seed++) {
    it(`ends in the right state, each step once, with a sentence for each failure: ${seed}`, async () => {
      const chain = await Chain.start();
      const [issuer, staker] = [await chain.funded("issuer"), await chain.funded("staker")];
      const asset = await makeMint(chain, issuer, "asset");
      await mintTo(chain, issuer, asset, staker.address, 1_000_000n);
      const { address } = await makeVault(chain, issuer, asset);
      const timer = new FakeTimer();
      const line = new FaultyLine({ seed, often: 0.25 }, (payload) => chain.node.transport({ payload }));
      const rpc: Rpc<SolanaRpcApi> = createPatientRpcFrom(faultyTransport(line), {
        timer,
        random: random(seed * 7_919),
        retries: 2,
      });

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
      assert.ok(line.told.length > 2, `${line.told.length}`);
      // What is not told is a gap, and nothing is told twice.
      assert.equal(records?.filter(({ events, gap }) => events.length > 0 || gap !== undefined).length, 3);
    });
  }
});

describe("a plan of faults", () => {
  it("depends on the seed, the method and the count alone, and has all faults", () => {
    const told = new Set<string>();
    let [wrong, all] = [0, 0];
    for (let seed = 1; seed <= 40; seed++) {
      for (const method of ["getAccountInfo", "sendTransaction", "getSignatureStatuses"]) {
        for (let before = 0; before < 40; before++) {
          const fault = faultOf({ seed, often: 0.25 }, method, before);
          assert.equal(faultOf({ seed, often: 0.25 }, method, before), fault);
          assert.equal(faultOf({ seed, often: 0.25, within: 40 }, method, before), fault);
          assert.equal(faultOf({ seed, often: 0.25, within: before }, method, before), undefined);
          assert.equal(faultOf({ seed, often: 0 }, method, before), undefined);
          assert.ok(faultOf({ seed, often: 1 }, method, before));
          told.add(fault ?? "");
          [wrong, all] = [wrong + (fault ? 1 : 0), all + 1];
        }
      }
    }
    assert.deepEqual([...told].sort(), ["", ...FAULTS].sort());
    // A quarter of some thousands, the same in every run.
    assert.ok(wrong / all > 0.2 && wrong / all < 0.3, `${wrong} of ${all}`);
    const of = (seed: number) => Array.from({ length: 40 }, (_, at) => faultOf({ seed, often: 0.5 }, "getSlot", at));
    assert.notDeepEqual(of(1), of(2));
  });
});
