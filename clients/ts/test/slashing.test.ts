import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import type { Account } from "@solana/kit";
import {
  concerns,
  depositWorth,
  fetchBucketsOf,
  fetchClusterClock,
  fetchExitTickets,
  fetchNcns,
  fetchOpenSlashes,
  fetchOperators,
  fetchSlashes,
  fetchSlashProposal,
  fetchSlashRecipients,
  fetchVault,
  fetchVaultStake,
  holderLoss,
  planClaimExits,
  planDeposit,
  planExecuteSlash,
  planPaySlashShares,
  planProposeSlashes,
  planRequestExit,
  planVetoSlash,
  type SlashProposal,
  SlashStatus,
  sharesWorth,
  slashState,
  UNITS,
  uriText,
  type Vault,
  vaultExposure,
} from "restaking-client";
import { PROGRAM } from "./support/program.js";
import { CHALLENGE, makeScene, type Scene } from "./support/scene.js";
import { balance, giveAway } from "./support/tokens.js";

describe("a slash on the compiled program", () => {
  let scene: Scene;
  let incident = 0n;
  const vault = (): Promise<Account<Vault>> => fetchVault(scene.chain.rpc, scene.vault);

  /** Proposes a slash of `fraction` of what is allocated. */
  async function propose(fraction: bigint): Promise<Account<SlashProposal>> {
    const { chain, operator, ncn, ncnAdmin, staker } = scene;
    incident += 1n;
    const { plan, proposals } = await planProposeSlashes({
      ...PROGRAM,
      vaults: [await vault()],
      operator,
      ncn,
      slasher: ncnAdmin,
      incident,
      fraction,
      reason: 7n,
      evidence: new Uint8Array(32).fill(7),
      offenseAt: chain.now,
      reporter: await chain.look(staker.address),
      now: chain.now,
    });
    await chain.send(ncnAdmin, plan);
    return fetchSlashProposal(chain.rpc, proposals[0] as never);
  }

  before(async () => {
    scene = await makeScene();
    const { chain, staker } = scene;
    const { plan } = await planDeposit({
      ...PROGRAM,
      vault: await vault(),
      depositor: staker,
      amount: 400_000n,
      now: chain.now,
    });
    await chain.send(staker, plan);
  });

  it("finds who takes part", async () => {
    const { rpc } = scene.chain;
    const [operator] = await fetchOperators(rpc, PROGRAM.programAddress, { allocator: scene.operatorAdmin.address });
    assert.equal(operator?.address, scene.operator);
    assert.equal(uriText(operator.data.uri), "https://operator.example");
    assert.deepEqual(
      (await fetchNcns(rpc, PROGRAM.programAddress, { admin: scene.ncnAdmin.address })).map((ncn) => ncn.address),
      [scene.ncn],
    );
    assert.deepEqual(await fetchNcns(rpc, PROGRAM.programAddress, { admin: scene.staker.address }), []);
  });

  it("tells what the vault could lose before it does", async () => {
    const { chain, operator, ncn } = scene;
    const exposure = vaultExposure(await fetchVaultStake(chain.rpc, PROGRAM.programAddress, scene.vault), chain.now);
    const [path] = exposure.paths;
    assert.deepEqual([exposure.stake, exposure.idle, exposure.leverage], [400_000n, 200_000n, 1n]);
    assert.deepEqual([path?.operator, path?.ncn, path?.agreed], [operator, ncn, true]);
    assert.deepEqual([path?.slashable, path?.atRisk, path?.most], [200_000n, 200_000n, 100_000n]);
    assert.deepEqual([path?.challengeSeconds, path?.resolver], [CHALLENGE, scene.resolver.address]);
    assert.equal(exposure.mostInEpoch, 200_000n);
    assert.equal(holderLoss(await vault(), 40_000n, 100_000n, chain.now), 10_000n);
  });

  it("takes what was told, and a veto gives it back", async () => {
    const { chain, resolver } = scene;
    const slash = await propose(UNITS / 2n);
    assert.equal(slash.data.slash.stake, 100_000n);
    assert.equal(slashState(slash, chain.clock), "challengeable");
    assert.deepEqual(
      (await fetchOpenSlashes(chain.rpc, PROGRAM.programAddress, { vault: scene.vault })).map((each) => each.address),
      [slash.address],
    );
    assert.equal((await vault()).data.ledger.books.active, 300_000n);

    const { plan } = await planVetoSlash({ ...PROGRAM, slash, resolver });
    const { events } = await chain.send(resolver, plan);
    const [vetoed] = events;
    assert.ok(
      vetoed?.name === "SlashVetoed" && concerns(vetoed, scene.vault) && !concerns(vetoed, slash.data.rentPayer),
    );
    assert.equal((await vault()).data.ledger.books.active, 400_000n);
    assert.deepEqual(await fetchOpenSlashes(chain.rpc, PROGRAM.programAddress), []);
    const [kept] = await fetchSlashes(chain.rpc, PROGRAM.programAddress, { status: SlashStatus.Vetoed });
    assert.ok(kept && slashState(kept, chain.clock) === "vetoed");
  });

  it("reaches who is leaving, and is paid out once it is final", async () => {
    const { chain, staker, issuer, asset, resolver } = scene;
    const asked = await planRequestExit({
      ...PROGRAM,
      vault: await vault(),
      owner: staker,
      shares: 100_000n,
      now: chain.now,
    });
    await chain.send(staker, asked.plan);
    const had = await balance(chain, staker.address, asset);
    const slash = await propose(UNITS / 10n);
    const { stake } = slash.data.slash;
    assert.equal(stake, 20_000n);

    const vaults = [await vault()];
    const { plan: early } = await planExecuteSlash({
      ...PROGRAM,
      slash,
      vault: vaults[0] as Account<Vault>,
      recipients: await fetchSlashRecipients(chain.rpc, slash, vaults[0] as Account<Vault>),
      payer: resolver,
    });
    await assert.rejects(chain.send(resolver, early), (failed: { sentence: string }) => {
      const { now } = chain;
      assert.equal(failed.sentence, `Slash can still be vetoed (got ${now}, limit ${now + CHALLENGE})`);
      return true;
    });
    // A chain that stood still for the window has it ahead of it.
    chain.halt(CHALLENGE);
    assert.equal(slashState(slash, chain.clock), "challengeable");
    await assert.rejects(chain.send(resolver, early), (failed: { sentence: string }) => {
      assert.equal(
        failed.sentence,
        `Slash is not final at this slot (got ${chain.clock.slot}, limit ${slash.data.finalSlot})`,
      );
      return true;
    });
    chain.passSlots(slash.data.finalSlot - chain.clock.slot);
    assert.deepEqual(await fetchClusterClock(chain.rpc), chain.clock);
    assert.equal(slashState(slash, chain.clock), "executable");
    const recipients = await fetchSlashRecipients(chain.rpc, slash, await vault());
    const { plan } = await planExecuteSlash({ ...PROGRAM, slash, vault: await vault(), recipients, payer: resolver });
    const { events } = await chain.send(resolver, plan);
    const executed = events.find((event) => event.name === "SlashExecuted");
    assert.deepEqual([executed?.data.burned, executed?.data.waiting], [13_000n, [0n, 0n, 0n]]);
    assert.equal(await balance(chain, staker.address, asset), had + 1_000n);
    assert.equal(await balance(chain, issuer.address, asset), 6_000n);
    const paid = await fetchSlashProposal(chain.rpc, slash.address);
    const shares = { ...PROGRAM, slash: paid, vault: await vault(), recipients, payer: resolver };
    assert.deepEqual(await planPaySlashShares(shares), { plan: undefined, items: [], skipped: [] });

    chain.warp(asked.claimableAt);
    const tickets = await fetchExitTickets(chain.rpc, PROGRAM.programAddress, { owner: staker.address });
    const buckets = await fetchBucketsOf(chain.rpc, PROGRAM.programAddress, tickets);
    const claims = await planClaimExits({
      ...PROGRAM,
      vaults: [await vault()],
      tickets,
      buckets,
      owner: staker,
      now: chain.now,
    });
    assert.deepEqual(claims.claimed, [{ ticket: asked.ticket, vault: scene.vault, assets: 95_000n, fee: 0n }]);
    assert.ok(claims.plan);
    const [claimed] = (await chain.send(staker, claims.plan)).events;
    assert.ok(claimed?.name === "ExitClaimed");
    assert.equal(claimed.data.assets, 95_000n);
  });

  it("pays all but who gave its account away or had it frozen, whose part waits, and blocks nobody", async () => {
    const { chain, issuer, asset, resolver } = scene;
    const thief = await chain.funded("thief");
    const slash = await propose(UNITS / 20n);
    chain.wait(CHALLENGE);
    await giveAway(chain, issuer, asset, thief.address);
    const recipients = await fetchSlashRecipients(chain.rpc, slash, await vault());
    const given = { ...PROGRAM, vault: await vault(), recipients, payer: resolver };
    const { plan, skipped } = await planExecuteSlash({ ...given, slash });
    assert.deepEqual(
      skipped.map(({ key }) => key),
      [issuer.address],
    );
    assert.match(skipped[0]?.why ?? "", new RegExp(`belongs to ${thief.address}`));
    const executed = (await chain.send(resolver, plan)).events.find((event) => event.name === "SlashExecuted");
    assert.ok(executed);
    assert.deepEqual(
      executed.data.waiting.map((part) => part > 0n),
      [false, true, true],
    );
    const paid = await fetchSlashProposal(chain.rpc, slash.address);
    const shares = await planPaySlashShares({ ...given, slash: paid });
    assert.deepEqual([shares.plan, shares.items, shares.skipped.length], [undefined, [], 1]);
    assert.equal(await balance(chain, thief.address, asset), 0n);
  });

  it("leaves tickets that it touched open until it is decided", async () => {
    const { chain, staker, resolver } = scene;
    const asked = await planRequestExit({
      ...PROGRAM,
      vault: await vault(),
      owner: staker,
      shares: 100_000n,
      now: chain.now,
    });
    await chain.send(staker, asked.plan);
    chain.warp(asked.claimableAt - 1n);
    const slash = await propose(UNITS / 4n);
    chain.wait(1n);
    const claims = async () => {
      const tickets = await fetchExitTickets(chain.rpc, PROGRAM.programAddress, { owner: staker.address });
      const buckets = await fetchBucketsOf(chain.rpc, PROGRAM.programAddress, tickets);
      return planClaimExits({ ...PROGRAM, vaults: [await vault()], tickets, buckets, owner: staker, now: chain.now });
    };
    const first = await claims();
    assert.ok(first.plan);
    await chain.send(staker, first.plan);
    const between = await claims();
    assert.deepEqual([between.plan, between.claimed, between.disputed], [undefined, [], [asked.ticket]]);

    await chain.send(resolver, (await planVetoSlash({ ...PROGRAM, slash, resolver })).plan);
    const rest = await claims();
    const [paid, more] = [first.claimed[0]?.assets as bigint, rest.claimed[0]?.assets as bigint];
    assert.ok(more > 0n);
    assert.equal(paid + more, asked.assets);
    assert.ok(rest.plan);
    await chain.send(staker, rest.plan);
    assert.deepEqual(await fetchExitTickets(chain.rpc, PROGRAM.programAddress, { owner: staker.address }), []);
  });

  it("puts a deposit at stake while it is open, which says so", async () => {
    const { chain, staker, resolver } = scene;
    const before = await vault();
    const slash = await propose(UNITS / 2n);
    const { ledger } = (await vault()).data;
    assert.ok(ledger.contested > 0n);
    const amount = ledger.books.active;
    const deposit = await planDeposit({ ...PROGRAM, vault: await vault(), depositor: staker, amount, now: chain.now });
    const { shares, ifVetoed, ifExecuted } = deposit.worth;
    assert.equal(shares, deposit.shares);
    assert.ok(ifExecuted < ifVetoed && ifVetoed <= amount);
    await chain.send(staker, deposit.plan);
    const then = (await vault()).data.ledger;
    assert.deepEqual([sharesWorth(then, shares, chain.now)], [ifExecuted], "if it stays as it is");
    await chain.send(resolver, (await planVetoSlash({ ...PROGRAM, slash, resolver })).plan);
    const vetoed = (await vault()).data.ledger;
    assert.equal(sharesWorth(vetoed, shares, chain.now), ifVetoed);
    // Without an open slash there is nothing to say.
    const plain = depositWorth(before.data.ledger, amount, chain.now);
    assert.equal(plain.ifExecuted, plain.ifVetoed);
  });
});
