import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import type { Account, KeyPairSigner } from "@solana/kit";
import {
  fetchHolding,
  fetchPledges,
  fetchSlashPledge,
  fetchSlashProposal,
  fetchSlashRecipients,
  fetchVault,
  planDeposit,
  planExecuteSlash,
  planPledge,
  planProposeSlashes,
  planRequestExit,
  planVetoSlash,
  planWithdrawPledge,
  Refusal,
  restorationOf,
  type SlashProposal,
  UNITS,
  type Vault,
} from "restaking-client";
import { PROGRAM } from "./support/program.js";
import { CHALLENGE, makeScene, type Scene } from "./support/scene.js";
import { balance, mintTo } from "./support/tokens.js";

describe("a pledge on the compiled program", () => {
  let scene: Scene;
  let pledger: KeyPairSigner;
  let incident = 0n;
  const vault = (): Promise<Account<Vault>> => fetchVault(scene.chain.rpc, scene.vault);
  const again = (slash: Account<SlashProposal>) => fetchSlashProposal(scene.chain.rpc, slash.address);

  async function propose(): Promise<Account<SlashProposal>> {
    const { chain, operator, ncn, ncnAdmin } = scene;
    incident += 1n;
    const { plan, proposals } = await planProposeSlashes({
      ...PROGRAM,
      vaults: [await vault()],
      operator,
      ncn,
      slasher: ncnAdmin,
      incident,
      fraction: UNITS / 10n,
      reason: 7n,
      evidence: new Uint8Array(32).fill(7),
      offenseAt: chain.now,
      now: chain.now,
    });
    await chain.send(ncnAdmin, plan);
    return fetchSlashProposal(chain.rpc, proposals[0] as never);
  }

  async function pledge(slash: Account<SlashProposal>, amount: bigint, by = pledger) {
    const { chain, asset } = scene;
    const holding = await fetchHolding(chain.rpc, by.address, asset);
    const given = { ...PROGRAM, vault: await vault(), pledger: by, clock: chain.clock, holding };
    return planPledge({ ...given, slash: await again(slash), amount });
  }

  before(async () => {
    scene = await makeScene();
    const { chain, staker, issuer, asset } = scene;
    pledger = await chain.funded("pledger");
    await mintTo(chain, issuer, asset, pledger.address, 50_000n);
    const { plan } = await planDeposit({
      ...PROGRAM,
      vault: await vault(),
      depositor: staker,
      amount: 400_000n,
      now: chain.now,
    });
    await chain.send(staker, plan);
    // A quarter of the shares is on its way out.
    const asked = { ...PROGRAM, vault: await vault(), owner: staker, shares: 100_000n, now: chain.now };
    await chain.send(staker, (await planRequestExit(asked)).plan);
  });

  it("tells what is restored to whom, and restores it", async () => {
    const { chain, asset, resolver } = scene;
    const slash = await propose();
    assert.equal(slash.data.slash.stake, 20_000n);
    const { epoch } = slash.data.slash;
    const none = [
      { epoch, assets: 0n },
      { epoch: epoch + 1n, assets: 0n },
    ];
    assert.deepEqual(restorationOf(slash.data), { pledged: 0n, shares: 0n, tickets: none });

    const first = await pledge(slash, 8_000n);
    const tickets = [none[0], { epoch: epoch + 1n, assets: 2_000n }];
    assert.deepEqual(first.restoration, { pledged: 8_000n, shares: 6_000n, tickets });
    const { events } = await chain.send(pledger, first.plan);
    assert.ok(events.some((event) => event.name === "SlashPledged" && event.data.pledged === 8_000n));
    const [found, ...others] = await fetchPledges(chain.rpc, PROGRAM.programAddress, { proposal: slash.address });
    assert.deepEqual([found?.address, found?.data.amount, others.length], [first.pledge, 8_000n, 0]);
    // More than is left to pledge for: what is left.
    const second = await pledge(slash, 30_000n);
    assert.deepEqual(
      [second.assets, second.restoration.pledged, second.restoration.shares],
      [12_000n, 20_000n, 15_000n],
    );
    await chain.send(pledger, second.plan);
    await assert.rejects(pledge(slash, 1n), (refusal) => refusal instanceof Refusal && refusal.why === "FullyPledged");
    assert.equal(await balance(chain, pledger.address, asset), 30_000n);

    const record = await fetchSlashPledge(chain.rpc, first.pledge);
    const given = { ...PROGRAM, pledge: record, vault: await vault(), payer: pledger };
    await assert.rejects(planWithdrawPledge({ ...given, slash: await again(slash) }), /is open/);
    chain.wait(CHALLENGE);
    await assert.rejects(pledge(slash, 1n), (refusal) => refusal instanceof Refusal && refusal.why === "Final");
    const recipients = await fetchSlashRecipients(chain.rpc, slash, await vault());
    const execute = { ...PROGRAM, slash, vault: await vault(), recipients, payer: resolver };
    const executed = (await chain.send(resolver, (await planExecuteSlash(execute)).plan)).events;
    assert.ok(executed.some((event) => event.name === "SlashExecuted" && event.data.pledged === 20_000n));
    const { books, pledged } = (await vault()).data.ledger;
    assert.deepEqual([books.active, books.exiting[0] ?? 0n, books.exiting[1], pledged], [300_000n, 0n, 100_000n, 0n]);
    await assert.rejects(pledge(slash, 1n), /is executed: nothing can be pledged for it/);

    const closing = await planWithdrawPledge({ ...given, slash: await again(slash) });
    assert.equal(closing.assets, 0n);
    await chain.send(pledger, closing.plan);
    assert.equal(await balance(chain, pledger.address, asset), 30_000n);
    assert.deepEqual(await fetchPledges(chain.rpc, PROGRAM.programAddress, { pledger: pledger.address }), []);
  });

  it("gives it back after a veto, whoever asks", async () => {
    const { chain, asset, resolver, staker } = scene;
    const slash = await propose();
    const planned = await pledge(slash, 10_000n);
    await chain.send(pledger, planned.plan);
    await assert.rejects(pledge(slash, 1n, resolver), /You hold no tokens/);
    const { plan: veto } = await planVetoSlash({ ...PROGRAM, slash, resolver });
    await chain.send(resolver, veto);
    const record = await fetchSlashPledge(chain.rpc, planned.pledge);
    const given = { ...PROGRAM, pledge: record, slash: await again(slash), vault: await vault(), payer: staker };
    const { plan, assets } = await planWithdrawPledge(given);
    assert.equal(assets, 10_000n);
    const { events } = await chain.send(staker, plan);
    assert.ok(events.some((event) => event.name === "PledgeWithdrawn" && event.data.assets === 10_000n));
    assert.equal(await balance(chain, pledger.address, asset), 30_000n);
    assert.equal((await vault()).data.ledger.pledged, 0n);
  });
});
