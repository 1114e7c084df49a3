import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import type { Address } from "@solana/kit";
import {
  explainError,
  fetchConfig,
  fetchExitTickets,
  fetchMaybeExitBucket,
  fetchMaybeNcnAllocation,
  fetchMaybeOperatorDelegation,
  fetchMaybeOptIn,
  fetchOperator,
  fetchVault,
  formatTime,
  pausedKinds,
  pausedUntil,
  planAllocate,
  planCancelExit,
  planDelegate,
  planDeposit,
  planExitInstantly,
  planJoin,
  planLiftPause,
  planPayReward,
  planRaisePause,
  planRequestExit,
  planSetRole,
  planTransferTickets,
} from "restaking-client";
import { PROGRAM, pda } from "./support/program.js";

import { makeScene, type Scene } from "./support/scene.js";

/** Whether `failed` is a pause until `until`, told as people read it. */
const isPause = (until: bigint) => (failed: unknown) => {
  assert.equal(explainError(failed, PROGRAM).sentence, `Action is paused (until ${formatTime(until)})`);
  return true;
};

describe("pauses on the compiled program", () => {
  let scene: Scene;
  let config: Address;
  let until: bigint;
  const DAY = 86_400n;
  const vault = () => fetchVault(scene.chain.rpc, scene.vault);
  const settings = () => fetchConfig(scene.chain.rpc, config);

  before(async () => {
    scene = await makeScene();
    const { chain, issuer, staker } = scene;
    config = await pda.config();
    const roles = [
      [chain.deployer, config],
      [issuer, scene.vault],
    ] as const;
    for (const [admin, governed] of roles) {
      const { plan } = planSetRole({
        ...PROGRAM,
        governed,
        admin,
        role: "guardian",
        newHolder: await chain.look(scene.resolver.address),
      });
      await chain.send(admin, plan);
    }
    const deposited = await planDeposit({
      ...PROGRAM,
      vault: await vault(),
      depositor: staker,
      amount: 90_000n,
      now: chain.now,
    });
    await chain.send(staker, deposited.plan);
    const asked = await planRequestExit({
      ...PROGRAM,
      vault: await vault(),
      owner: staker,
      shares: 30_000n,
      now: chain.now,
    });
    await chain.send(staker, asked.plan);
    const raised = planRaisePause({
      ...PROGRAM,
      governed: await settings(),
      guardian: scene.resolver,
      kinds: ["deposits", "instantExits", "tickets", "exposure", "rewards"],
      seconds: DAY,
      now: chain.now,
    });
    until = raised.until;
    await chain.send(scene.resolver, raised.plan);
  });

  it("are told beforehand, with their end, of all that they cover", async () => {
    const { chain, issuer, staker, operatorAdmin, ncn, operator } = scene;
    const { rpc, now } = chain;
    const given = { vault: await vault(), config: await settings(), now };
    assert.equal(until, now + DAY);
    assert.equal(pausedUntil([given.vault.data.pause, given.config.data.pause], "deposits", now), until);
    assert.equal(pausedKinds(given.config.data.pause, now).length, 5);

    const tickets = await fetchExitTickets(rpc, PROGRAM.programAddress, { owner: staker.address });
    const [ticket] = tickets;
    assert.ok(ticket);
    const bucket = await fetchMaybeExitBucket(rpc, await pda.exitBucket(scene.vault, ticket.data.ticket.epoch));
    assert.ok(bucket.exists);
    const delegation = await fetchMaybeOperatorDelegation(rpc, await pda.delegation(scene.vault, operator));
    assert.ok(delegation.exists);
    const allocation = await fetchMaybeNcnAllocation(rpc, await pda.allocation(delegation.address, ncn));
    const optIn = await fetchMaybeOptIn(rpc, await pda.optIn(scene.vault, ncn));
    const { magnitude } = delegation.data.delegation;
    const delegate = (bps: bigint) =>
      planDelegate({ ...PROGRAM, ...given, operator, delegation, curator: issuer, units: { bps } });
    const allocate = (exactly: bigint) =>
      planAllocate({
        ...PROGRAM,
        ...given,
        delegation,
        ncn,
        allocation,
        allocator: operatorAdmin,
        magnitude: { exactly },
      });
    const refused = [
      () => planDeposit({ ...PROGRAM, ...given, depositor: staker, amount: 1_000n }),
      () => planExitInstantly({ ...PROGRAM, ...given, owner: staker, shares: 1_000n }),
      () => planCancelExit({ ...PROGRAM, ...given, ticket, bucket, owner: staker }),
      () =>
        planTransferTickets({
          ...PROGRAM,
          ...given,
          vaults: [given.vault],
          tickets,
          owner: staker,
          newOwner: { address: issuer.address, refusal: undefined, warning: undefined },
        }),
      () => delegate(5_001n),
      () => planJoin({ ...PROGRAM, ...given, left: scene.vault, right: ncn, side: "left", admin: issuer, optIn }),
      async () =>
        planPayReward({
          ...PROGRAM,
          ...given,
          operator: await fetchOperator(rpc, operator),
          payer: issuer,
          amount: 1_000n,
        }),
    ];
    for (const plan of refused) {
      await assert.rejects(plan, isPause(until));
    }
    // What lowers a vault's exposure goes on, as does leaving.
    await delegate(4_000n);
    await allocate(magnitude);
    await planRequestExit({ ...PROGRAM, ...given, owner: staker, shares: 1_000n });
  });

  it("are told in the same words by the chain", async () => {
    const { chain, staker } = scene;
    const blind = await planDeposit({
      ...PROGRAM,
      vault: await vault(),
      depositor: staker,
      amount: 1_000n,
      now: chain.now,
    });
    await assert.rejects(chain.send(staker, blind.plan), isPause(until));
  });

  it("end when they are lifted, and none follows for a week", async () => {
    const { chain, staker, resolver: guardian } = scene;
    chain.wait(100n);
    const lift = planLiftPause({ ...PROGRAM, governed: await settings(), lifter: guardian, now: chain.now });
    await chain.send(guardian, lift.plan);
    const { now } = chain;
    assert.deepEqual((await settings()).data.pause.until, now);
    const given = { vault: await vault(), config: await settings(), now };
    await chain.send(staker, (await planDeposit({ ...PROGRAM, ...given, depositor: staker, amount: 1_000n })).plan);

    const again = { governed: await settings(), guardian, kinds: ["deposits"] as const, seconds: DAY };
    const next = now + 7n * DAY;
    assert.throws(() => planRaisePause({ ...PROGRAM, ...again, now: next - 1n }), {
      message: `Next pause is not allowed yet (not before ${formatTime(next)})`,
    });
    chain.warp(next);
    const raised = planRaisePause({ ...PROGRAM, ...again, now: next });
    await chain.send(guardian, raised.plan);
    assert.deepEqual(pausedKinds((await settings()).data.pause, next), ["deposits"]);
  });

  it("of one vault are told without the config", async () => {
    const { chain, staker, resolver: guardian } = scene;
    const raised = planRaisePause({
      ...PROGRAM,
      governed: await vault(),
      guardian,
      kinds: ["instantExits"],
      seconds: 10n,
      now: chain.now,
    });
    await chain.send(guardian, raised.plan);
    const exit = async () =>
      planExitInstantly({ ...PROGRAM, vault: await vault(), owner: staker, shares: 1_000n, now: chain.now });
    await assert.rejects(exit, isPause(raised.until));
    chain.warp(raised.until);
    await chain.send(staker, (await exit()).plan);
    await assert.rejects(
      async () => planLiftPause({ ...PROGRAM, governed: await vault(), lifter: guardian, now: chain.now }),
      /^Refusal: Nothing is paused/,
    );
  });
});
