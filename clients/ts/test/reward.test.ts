import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import type { Address, KeyPairSigner } from "@solana/kit";
import {
  booksAt,
  exitAssets,
  feesAt,
  fetchBucketsOf,
  fetchConfig,
  fetchExitTickets,
  fetchHolding,
  fetchNcn,
  fetchOperator,
  fetchOperatorDelegation,
  fetchVault,
  getSetProtocolFeeInstruction,
  type Named,
  NOBODY,
  nextFees,
  pendingPolicy,
  pendingTerms,
  planClaimExits,
  planCollectFees,
  planDeposit,
  planExitInstantly,
  planPayReward,
  planRequestExit,
  planSetFees,
  planSetRole,
  Refusal,
  startOf,
  streamYield,
  UNITS,
  UnusableAccount,
} from "restaking-client";

import { MAX_EPOCH } from "./support/chain.js";
import { PROGRAM, pda } from "./support/program.js";
import { makeScene, type Scene } from "./support/scene.js";
import { balance, mintTo } from "./support/tokens.js";

describe("fees and rewards in a vault's asset on the compiled program", () => {
  let scene: Scene;
  let config: Address;
  const vault = () => fetchVault(scene.chain.rpc, scene.vault);
  const ledger = async () => (await vault()).data.ledger;

  const deposit = async (depositor: KeyPairSigner, amount: bigint) => {
    const planned = await planDeposit({ ...PROGRAM, vault: await vault(), depositor, amount, now: scene.chain.now });
    return { ...planned, done: await scene.chain.send(depositor, planned.plan) };
  };

  const pay = async (amount: bigint) => {
    const { chain, issuer: payer, operator } = scene;
    const planned = await planPayReward({
      ...PROGRAM,
      vault: await vault(),
      operator: await fetchOperator(chain.rpc, operator),
      config: await fetchConfig(chain.rpc, config),
      payer,
      amount,
      now: chain.now,
    });
    return { ...planned, done: await chain.send(payer, planned.plan) };
  };

  before(async () => {
    scene = await makeScene();
    const { chain, issuer, asset } = scene;
    config = await pda.config();
    await mintTo(chain, issuer, asset, issuer.address, 1_000_000n);
    const admin = chain.deployer;
    await chain.send(admin, getSetProtocolFeeInstruction({ admin, config, bps: 500n }, PROGRAM));
    chain.wait(3n * MAX_EPOCH);
  });

  it("tells a policy and terms that were announced beside those that stand", async () => {
    const { policy } = (await fetchNcn(scene.chain.rpc, scene.ncn)).data;
    const nextPolicy = { ...policy, terms: { ...policy.terms, maxFraction: UNITS } };
    const announced = { policy, nextPolicy, policyFrom: 100n };
    assert.deepEqual(pendingPolicy(announced, 99n), { policy: nextPolicy, from: 100n });
    assert.equal(pendingPolicy(announced, 100n), undefined);
    const before = await ledger();
    const later = { current: 1n, next: 2n, effective: scene.chain.now + 50n };
    const allowance = { ...before.instantAllowance, nextCapacity: 7n, effective: scene.chain.now + 40n };
    const changed = { ...before, exposure: { ...before.exposure, leverage: later }, instantAllowance: allowance };
    assert.deepEqual(
      pendingTerms(changed, scene.chain.now).map(({ term, next }) => [term, next]),
      [
        ["instantCapacity", 7n],
        ["leverage", 2n],
      ],
    );
  });

  it("announces fees, which rise no sooner than who is there can leave", async () => {
    const { chain, issuer: feeAdmin, staker } = scene;
    await deposit(staker, 400_000n);
    const terms = { depositBps: 100n, exitBps: 200n, rewardBps: 1_000n };
    const set = planSetFees({ ...PROGRAM, vault: await vault(), feeAdmin, terms, now: chain.now });
    const from = startOf(await ledger(), (await ledger()).books.epoch + 3n);
    assert.deepEqual(set.rises, [
      { fee: "deposit", bps: 100n, from },
      { fee: "exit", bps: 200n, from },
      { fee: "reward", bps: 1_000n, from },
    ]);
    await chain.send(feeAdmin, set.plan);
    assert.deepEqual(nextFees(await ledger(), chain.now), set.rises);
    assert.deepEqual(pendingTerms(await ledger(), chain.now), [
      { term: "depositFeeBps", current: 0n, next: 100n, from },
      { term: "exitFeeBps", current: 0n, next: 200n, from },
      { term: "rewardFeeBps", current: 0n, next: 1_000n, from },
    ]);
    assert.deepEqual(pendingTerms(await ledger(), from), []);
    assert.deepEqual(feesAt(await ledger(), from - 1n), { deposit: 0n, exit: 0n, reward: 0n, instant: 100n });

    // What is left out stays announced, and waits anew; a fall counts at once.
    const later = planSetFees({ ...PROGRAM, vault: await vault(), feeAdmin, terms: { exitBps: 0n }, now: from - 1n });
    assert.deepEqual(
      later.rises.map((rise) => [rise.fee, rise.from]),
      [
        ["deposit", from + 2_000n],
        ["reward", from + 2_000n],
      ],
    );
    const over = { exitBps: 501n };
    const refused = async () =>
      planSetFees({ ...PROGRAM, vault: await vault(), feeAdmin, terms: over, now: chain.now });
    await assert.rejects(refused, (error: Refusal) => error instanceof Refusal && error.why === "FeeOverCap");

    chain.warp(from);
    assert.deepEqual(feesAt(await ledger(), chain.now), { deposit: 100n, exit: 200n, reward: 1_000n, instant: 100n });
    assert.deepEqual(nextFees(await ledger(), chain.now), []);
  });

  it("takes the fee of a deposit first", async () => {
    const { chain, staker } = scene;
    const held = await balance(chain, staker.address, (await vault()).data.vrtMint);
    const { shares, fee, done } = await deposit(staker, 100_001n);
    assert.deepEqual([fee, shares], [1_001n, 99_000n]);
    const [deposited] = done.events;
    assert.ok(deposited?.name === "Deposited");
    assert.deepEqual([deposited.data.assets, deposited.data.fee, deposited.data.shares], [100_001n, fee, shares]);
    assert.equal(await balance(chain, staker.address, (await vault()).data.vrtMint), held + shares);
  });

  it("divides a reward, of which who comes just before it has nothing", async () => {
    const { chain, issuer, asset } = scene;
    const late = await chain.funded("late");
    await mintTo(chain, issuer, asset, late.address, 1_000_000n);
    const { shares } = await deposit(late, 1_000_000n);
    const [worth, active] = [exitAssets(await ledger(), shares, chain.now), booksAt(await ledger(), chain.now).active];
    assert.equal(streamYield(await ledger(), chain.now), undefined);

    const { done, plan: _, ...split } = await pay(100_000n);
    assert.deepEqual(split, {
      commission: 5_000n,
      vaultFee: 9_500n,
      protocolFee: 4_750n,
      streamed: 80_750n,
      stream: { left: 80_750n, updated: chain.now, end: chain.now + 1_000n },
    });
    const [paid] = done.events;
    assert.ok(paid?.name === "VaultRewardPaid");
    const { commission, vaultFee, protocolFee, stream } = paid.data;
    assert.deepEqual({ commission, vaultFee, protocolFee, stream }, (({ streamed: _, ...rest }) => rest)(split));
    assert.deepEqual(streamYield(await ledger(), chain.now), {
      numerator: 80_750n * 31_536_000n,
      denominator: 1_000n * active,
      until: stream.end,
    });

    // In that second all shares are worth what they were, by the client and by the chain.
    assert.equal(exitAssets(await ledger(), shares, chain.now), worth);
    const left = await planRequestExit({ ...PROGRAM, vault: await vault(), owner: late, shares, now: chain.now });
    const { events } = await chain.send(late, left.plan);
    const [requested] = events;
    assert.ok(requested?.name === "ExitRequested");
    assert.deepEqual([left.assets, left.assets + left.fee], [worth, requested.data.assets]);
    assert.ok(left.assets < 1_000_000n);
  });

  it("lets it out to those who stay, as the client tells", async () => {
    const { chain, staker } = scene;
    const shares = 10_000n;
    const start = await ledger();
    const before = booksAt(start, chain.now).active;
    chain.wait(333n);
    assert.equal(booksAt(start, chain.now).active, before + (80_750n * 333n) / 1_000n);
    const planned = await planExitInstantly({
      ...PROGRAM,
      vault: await vault(),
      owner: staker,
      shares,
      now: chain.now,
    });
    assert.ok(planned.exitFee > 0n && planned.paid > shares);
    const { events } = await chain.send(staker, planned.plan);
    const [exited] = events;
    assert.ok(exited?.name === "ExitedInstantly");
    const { assets, fee, exitFee, units, after } = exited.data;
    assert.deepEqual({ paid: assets, fee, exitFee, units }, (({ plan: _, minAssets: __, ...rest }) => rest)(planned));
    // All that had streamed by then was active, and all that left is gone.
    assert.equal(after.active, before + (80_750n * 333n) / 1_000n - assets - exitFee);
    chain.wait(10_000n);
    assert.equal(streamYield(await ledger(), chain.now), undefined);
    assert.equal(booksAt(await ledger(), chain.now).active, after.active + (await ledger()).stream.left);
  });

  it("pays tickets net of the fee of their request", async () => {
    const { chain, issuer: feeAdmin, asset } = scene;
    // A later fall is not for them.
    await chain.send(
      feeAdmin,
      planSetFees({ ...PROGRAM, vault: await vault(), feeAdmin, terms: { exitBps: 0n }, now: chain.now }).plan,
    );
    const owner = await chain.funded("late");
    const tickets = await fetchExitTickets(chain.rpc, PROGRAM.programAddress, { owner: owner.address });
    const buckets = await fetchBucketsOf(chain.rpc, PROGRAM.programAddress, tickets);
    const claims = await planClaimExits({
      ...PROGRAM,
      vaults: [await vault()],
      tickets,
      buckets,
      owner,
      now: chain.now,
    });
    const [claimed] = claims.claimed;
    assert.ok(claims.plan && claimed && claimed.fee > 0n);
    const { events } = await chain.send(owner, claims.plan);
    const [done] = events;
    assert.ok(done?.name === "ExitClaimed");
    assert.deepEqual([done.data.assets, done.data.fee], [claimed.assets, claimed.fee]);
    assert.equal(claimed.fee, ((claimed.assets + claimed.fee) * 200n + 9_999n) / 10_000n);
    assert.equal(await balance(chain, owner.address, asset), claimed.assets);
  });

  it("collects for each party what it is owed, once", async () => {
    const { chain, issuer, operatorAdmin, asset } = scene;
    const payer = await chain.funded("anyone");
    const wallets = await Promise.all(["vault's", "protocol's", "operator's"].map((name) => chain.funded(name)));
    const [own, protocol, commissions] = wallets.map(({ address }) => address) as [Address, Address, Address];
    const parties = async () => {
      const delegation = await pda.delegation(scene.vault, scene.operator);
      return [
        { party: "vault" },
        { party: "protocol", config: await fetchConfig(chain.rpc, config) },
        {
          party: "operator",
          operator: await fetchOperator(chain.rpc, scene.operator),
          delegation: await fetchOperatorDelegation(chain.rpc, delegation),
        },
      ] as const;
    };
    const collect = async (place: 0 | 1 | 2) =>
      planCollectFees({ ...PROGRAM, ...(await parties())[place], vault: await vault(), payer });

    const name = (governed: Address, newHolder: Named) => ({ governed, role: "feeWallet", newHolder }) as const;
    await chain.send(issuer, planSetRole({ ...PROGRAM, admin: issuer, ...name(scene.vault, NOBODY) }).plan);
    await assert.rejects(collect(0), /names no fee wallet: what it is owed waits/);
    await chain.send(
      issuer,
      planSetRole({ ...PROGRAM, admin: issuer, ...name(scene.vault, await chain.look(own)) }).plan,
    );
    await chain.send(
      chain.deployer,
      planSetRole({ ...PROGRAM, admin: chain.deployer, ...name(config, await chain.look(protocol)) }).plan,
    );
    const operatorRole = planSetRole({
      ...PROGRAM,
      admin: operatorAdmin,
      ...name(scene.operator, await chain.look(commissions)),
    });
    await chain.send(operatorAdmin, operatorRole.plan);

    const { feesOwed } = await ledger();
    assert.deepEqual([feesOwed.protocol, feesOwed.commissions], [4_750n, 5_000n]);
    const owed = [feesOwed.vault, feesOwed.protocol, feesOwed.commissions];
    for (const [place, wallet] of [own, protocol, commissions].entries()) {
      // A wallet that has given its account away delays its own fees alone.
      const holding = { ...(await fetchHolding(chain.rpc, wallet, asset)), exists: true, problem: "it is another's" };
      const party = { ...PROGRAM, ...(await parties())[place as 0 | 1 | 2], vault: await vault(), payer, holding };
      await assert.rejects(planCollectFees(party), UnusableAccount);
      const { plan, ...told } = await collect(place as 0 | 1 | 2);
      assert.deepEqual(told, { assets: owed[place], wallet });
      assert.ok(plan && told.assets > 0n);
      const { events } = await chain.send(payer, plan);
      assert.equal(events[0]?.name, "FeesCollected");
      assert.equal(await balance(chain, wallet, asset), told.assets);
      assert.deepEqual(await collect(place as 0 | 1 | 2), { plan: undefined, assets: 0n, wallet });
    }
  });
});
