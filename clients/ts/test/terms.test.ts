import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import type { Address, KeyPairSigner } from "@solana/kit";
import {
  explainError,
  fetchExitTickets,
  fetchVault,
  formatTime,
  NOBODY,
  outBy,
  planDeposit,
  planExitInstantly,
  planRequestExit,
  planSetRole,
  Refusal,
  termOpens,
} from "restaking-client";
import { Chain } from "./support/chain.js";
import { PROGRAM } from "./support/program.js";
import { makeMint, mintTo } from "./support/tokens.js";
import { makeVault } from "./support/vault.js";

/** Expects a refusal for `why`, told by `sentence`. */
const isRefusal = (why: string, sentence: string) => (failed: unknown) => {
  assert.ok(failed instanceof Refusal);
  assert.deepEqual([failed.why, explainError(failed, PROGRAM).sentence], [why, sentence]);
  return true;
};

describe("a vault with a deposit gate and a term, on the compiled program", () => {
  let chain: Chain;
  let issuer: KeyPairSigner;
  let staker: KeyPairSigner;
  let address: Address;
  const vault = () => fetchVault(chain.rpc, address);
  const given = async () => ({ ...PROGRAM, vault: await vault(), now: chain.now });
  const deposit = async (depositGate?: KeyPairSigner) =>
    (await planDeposit({ ...(await given()), depositor: staker, amount: 10_000n, depositGate })).plan;
  const request = async () => planRequestExit({ ...(await given()), owner: staker, shares: 1_000n });

  before(async () => {
    chain = await Chain.start();
    issuer = await chain.funded("issuer");
    staker = await chain.funded("staker");
    const asset = await makeMint(chain, issuer, "asset");
    await mintTo(chain, issuer, asset, staker.address, 1_000_000n);
    const start = chain.now + 4_000n;
    ({ address } = await makeVault(chain, issuer, asset, { termStart: start, termEnd: start + 6_000n }));
  });

  it("takes deposits with the gate's signature, and refuses others before they are sent", async () => {
    const gate = await chain.funded("gate");
    const setGate = async (newHolder: Address) =>
      chain.send(
        issuer,
        planSetRole({
          ...PROGRAM,
          governed: address,
          admin: issuer,
          role: "depositGate",
          newHolder: newHolder === NOBODY ? NOBODY : await chain.look(newHolder),
        }).plan,
      );
    await setGate(gate.address);
    const missing = isRefusal("DepositGate", "Vault's deposit gate has not signed");
    await assert.rejects(deposit(), missing);
    await assert.rejects(deposit(staker), missing);
    const { events } = await chain.send(staker, await deposit(gate));
    assert.equal(events[0]?.name, "Deposited");
    await setGate(NOBODY);
    // A signer that nobody asks for is left out.
    await chain.send(staker, await deposit(gate));
  });

  it("holds its stakers for its term, and tells until when", async () => {
    const { ledger } = (await vault()).data;
    const [{ start, end }, opens] = [ledger.term, termOpens(ledger)];
    assert.deepEqual([end - start, end - opens], [6_000n, 2_000n]);
    chain.warp(start - 1n);
    await chain.send(staker, await deposit());
    chain.warp(start);
    await assert.rejects(
      deposit(),
      isRefusal("TermRuns", `Vault accepts no deposits during its term (until ${formatTime(end)})`),
    );
    const held = isRefusal("TermHolds", `Vault's term blocks exits (until ${formatTime(opens)})`);
    await assert.rejects(request(), held);
    const leaving = { ...(await given()), owner: staker, shares: 1_000n };
    await assert.rejects(planExitInstantly(leaving), held);
    assert.equal(outBy((await vault()).data.ledger, chain.now), end);

    chain.warp(opens);
    const asked = await request();
    assert.equal(asked.claimableAt, end);
    await chain.send(staker, asked.plan);
    chain.warp(end);
    await chain.send(staker, await deposit());
    assert.equal((await fetchExitTickets(chain.rpc, PROGRAM.programAddress, { owner: staker.address })).length, 1);
  });
});
