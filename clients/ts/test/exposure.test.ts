import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import {
  fetchMaybeOperatorDelegation,
  fetchMaybeOptIn,
  fetchOptIn,
  fetchVault,
  fetchVaultStake,
  getSetBreakerInstruction,
  getSetSlashPolicyInstruction,
  planCloseOptIn,
  planDelegate,
  planDeposit,
  planLeave,
  UNITS,
  vaultExposure,
} from "restaking-client";

import { MAX_EPOCH } from "./support/chain.js";
import { PROGRAM, pda } from "./support/program.js";
import { makeScene, policy, type Scene } from "./support/scene.js";

describe("what a vault could lose", () => {
  let scene: Scene;
  const exposure = async () => {
    return vaultExposure(await fetchVaultStake(scene.chain.rpc, PROGRAM.programAddress, scene.vault), scene.chain.now);
  };

  before(async () => {
    scene = await makeScene({ incidentBps: 1_500n, epochBps: 2_000n });
    const { chain, staker } = scene;
    const vault = await fetchVault(chain.rpc, scene.vault);
    const { plan } = await planDeposit({ ...PROGRAM, vault, depositor: staker, amount: 100_000n, now: chain.now });
    await chain.send(staker, plan);
  });

  it("is within what the vault lets the NCN take", async () => {
    const { mostInEpoch, paths } = await exposure();
    assert.deepEqual([paths[0]?.slashable, paths[0]?.atRisk, paths[0]?.most], [50_000n, 15_000n, 15_000n]);
    assert.equal(mostInEpoch, 20_000n);
    assert.deepEqual(paths[0]?.changes, []);
  });

  it("is within the vault's breaker from when on that counts", async () => {
    const { chain, issuer, vault } = scene;
    await chain.send(
      issuer,
      getSetBreakerInstruction({ admin: issuer, vault, incidentBps: 100n, epochBps: 1_000n }, PROGRAM),
    );
    const announced = await exposure();
    const [path] = announced.paths;
    assert.deepEqual(path?.changes, [{ from: announced.safeFrom, most: 1_000n }]);
    assert.equal(path?.most, 15_000n);
    chain.warp(announced.safeFrom - 1n);
    assert.equal((await exposure()).mostInEpoch, 20_000n);
    chain.warp(announced.safeFrom);
    const counting = await exposure();
    assert.deepEqual([counting.paths[0]?.most, counting.mostInEpoch], [1_000n, 10_000n]);
  });

  it("follows a delegation no sooner than who asks to leave now has left", async () => {
    const { chain, issuer, operator } = scene;
    await chain.send(
      issuer,
      getSetBreakerInstruction({ admin: issuer, vault: scene.vault, incidentBps: 10_000n, epochBps: 10_000n }, PROGRAM),
    );
    // A rise takes effect an epoch after that.
    const vault = await fetchVault(chain.rpc, scene.vault);
    const { safeFrom: out, paths: before } = await exposure();
    assert.deepEqual(before[0]?.changes, [{ from: out + vault.data.ledger.epochSeconds, most: 15_000n }]);
    chain.warp(out + vault.data.ledger.epochSeconds);
    const delegation = await fetchMaybeOperatorDelegation(chain.rpc, await pda.delegation(scene.vault, operator));
    assert.ok(delegation.exists);
    const { plan, countsFrom } = await planDelegate({
      ...PROGRAM,
      vault,
      operator,
      delegation,
      curator: issuer,
      units: { exactly: UNITS / 10n },
      now: chain.now,
    });
    await chain.send(issuer, plan);
    const { paths, safeFrom } = await exposure();
    assert.equal(countsFrom, safeFrom);
    // A tenth of the stake, of which an incident takes a half by the policy.
    assert.deepEqual(paths[0]?.changes, [{ from: countsFrom, most: 5_000n }]);
    chain.warp(countsFrom);
    assert.deepEqual([(await exposure()).paths[0]?.slashable, (await exposure()).paths[0]?.most], [10_000n, 5_000n]);
  });

  it("follows the NCN's policy, and ends with the opt-in", async () => {
    const { chain, ncn, ncnAdmin, resolver, issuer, operatorAdmin } = scene;
    const harmless = { ...policy(ncnAdmin.address, resolver.address, issuer.address), maxFraction: UNITS / 100n };
    const config = await pda.config();
    await chain.send(
      ncnAdmin,
      getSetSlashPolicyInstruction({ admin: ncnAdmin, config, ncn, policyArgs: harmless }, PROGRAM),
    );
    const policyFrom = chain.now + 3n * MAX_EPOCH;
    assert.deepEqual((await exposure()).paths[0]?.changes, [{ from: policyFrom, most: 100n }]);

    chain.wait(10n);
    const { plan } = await planLeave({
      ...PROGRAM,
      left: scene.operator,
      right: ncn,
      side: "left",
      admin: operatorAdmin,
    });
    await chain.send(operatorAdmin, plan);
    const leftFrom = chain.now + 2n * MAX_EPOCH;
    // The leave takes effect sooner than the policy.
    assert.deepEqual((await exposure()).paths[0]?.changes, [{ from: leftFrom, most: 0n }]);
    chain.warp(leftFrom);
    const { paths, mostInEpoch } = await exposure();
    assert.deepEqual([paths[0]?.agreed, paths[0]?.atRisk, paths[0]?.most, mostInEpoch], [false, 0n, 0n, 0n]);
  });

  it("closes opt-ins that are over, those with limits by the vault's admin", async () => {
    const { chain, ncn, ncnAdmin, issuer, operator, vault, staker } = scene;
    const leaves = [
      { left: operator, side: "right", admin: ncnAdmin },
      { left: vault, side: "left", admin: issuer },
      { left: vault, side: "right", admin: ncnAdmin },
    ] as const;
    for (const each of leaves) {
      await chain.send(each.admin, (await planLeave({ ...PROGRAM, ...each, right: ncn })).plan);
    }
    chain.wait(2n * MAX_EPOCH);
    const [plain, limited] = await Promise.all(
      [operator, vault].map(async (left) => fetchOptIn(chain.rpc, await pda.optIn(left, ncn))),
    );
    assert.ok(plain && limited);
    await chain.send(staker, planCloseOptIn({ ...PROGRAM, optIn: plain }).plan);
    await assert.rejects(chain.send(staker, planCloseOptIn({ ...PROGRAM, optIn: limited }).plan), { name: "Failed" });
    await chain.send(issuer, planCloseOptIn({ ...PROGRAM, optIn: limited, admin: issuer }).plan);
    for (const { address } of [plain, limited]) {
      assert.equal((await fetchMaybeOptIn(chain.rpc, address)).exists, false);
    }
  });
});
