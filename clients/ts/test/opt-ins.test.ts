import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  assetFlags,
  fetchConfig,
  fetchNcn,
  fetchNcnAllocation,
  fetchOperatorDelegation,
  fetchOptIn,
  fetchVault,
  fetchVaultStake,
  getOpenStakeTableInstruction,
  parentOf,
  partnerOf,
  planAllocate,
  planCoverSets,
  planLeave,
  planRegisterSet,
  planReleaseAllocation,
  planReleaseOptIn,
  planSetStopLoss,
  planSetVaultWeight,
  promisedUntil,
  Refusal,
  uriText,
  vaultExposure,
  vaultOptInCounts,
} from "restaking-client";

import { PROGRAM, pda } from "./support/program.js";
import { makeScene, policy, type Scene, ZERO } from "./support/scene.js";

/** The scene, with its vault, its NCN, the opt-in of both and the config as they are. */
async function read({ chain, vault, ncn }: Scene) {
  const address = await pda.optIn(vault, ncn);
  return {
    vault: await fetchVault(chain.rpc, vault),
    ncn: await fetchNcn(chain.rpc, ncn),
    optIn: await fetchOptIn(chain.rpc, address),
    config: await fetchConfig(chain.rpc, await pda.config()),
  };
}

/** A policy's parts that go to nobody. */
const SPARED = { insuranceBps: 0n, redistributionBps: 0n };

const refusal = (why: string) => (error: unknown) => error instanceof Refusal && error.why === why;

describe("the opt-in of a vault and an NCN", () => {
  it("says what the NCN counts the vault for", async () => {
    const scene = await makeScene();
    const { chain, ncnAdmin } = scene;
    const { optIn } = await read(scene);
    const valuation = { weight: 500_000_000n, acceptedFlags: assetFlags(["freezable", "pausable"]) };
    const { plan } = planSetVaultWeight({ ...PROGRAM, optIn, admin: ncnAdmin, valuation });
    await chain.send(ncnAdmin, plan);
    const { data } = (await read(scene)).optIn;
    assert.deepEqual([data.weight, data.acceptedFlags], [500_000_000n, 3n]);
    const set = (bad: typeof valuation) => planSetVaultWeight({ ...PROGRAM, optIn, admin: ncnAdmin, valuation: bad });
    assert.throws(() => set({ weight: 1n, acceptedFlags: 8n }), refusal("AssetFlags"));
    assert.throws(() => set({ weight: 0n, acceptedFlags: 1n }), refusal("AssetFlags"));
    const left = {
      ...optIn,
      data: { ...data, sides: { ...data.sides, right: { current: 1n, next: 0n, effective: 9n } } },
    };
    assert.throws(
      () => planSetVaultWeight({ ...PROGRAM, optIn: left, admin: ncnAdmin, valuation }),
      refusal("NotJoined"),
    );
  });

  it("covers the NCN's operator sets, which have none of their own", async () => {
    const scene = await makeScene();
    const { chain, issuer, ncnAdmin, ncn } = scene;
    const beginning = {
      ...PROGRAM,
      creator: ncnAdmin,
      maxOperatorWeight: 1n,
      uri: "https://set.example",
      figures: { ...policy(ZERO, ZERO, ZERO), challengeSeconds: 0n, burnBps: 10_000n, reporterBps: 0n, ...SPARED },
    };
    const { plan: register, ncn: set } = await planRegisterSet({
      ...beginning,
      parent: await fetchNcn(chain.rpc, ncn),
      index: 77n,
    });
    assert.equal(set, await pda.ncn(ncnAdmin.address, 77n));
    await chain.send(ncnAdmin, register);
    const made = await fetchNcn(chain.rpc, set);
    const found = await read(scene);
    assert.deepEqual([parentOf(made.data), partnerOf(made), partnerOf(found.ncn)], [ncn, ncn, ncn]);
    assert.equal(parentOf(found.ncn.data), undefined);
    assert.equal(uriText(made.data.uri), "https://set.example");
    assert.deepEqual([made.data.policy.slasher, made.data.policy.resolver], [ncnAdmin.address, ZERO]);
    const parents = [made, { ...found.ncn, data: { ...found.ncn.data, retired: true } }];
    for (const [place, why] of (["NestedSet", "Retired"] as const).entries()) {
      const parent = parents[place] as typeof made;
      await assert.rejects(planRegisterSet({ ...beginning, parent, index: 78n }), refusal(why));
    }
    const { plan, countsFrom } = await planCoverSets({
      ...PROGRAM,
      ...found,
      admin: issuer,
      covers: true,
      now: chain.now,
    });
    await chain.send(issuer, plan);
    const { optIn } = await read(scene);
    assert.equal(optIn.data.sets.effective, countsFrom);
    const counts = (of: typeof ncn, now: bigint) => vaultOptInCounts(optIn.data, of, now);
    assert.deepEqual(
      [counts(ncn, countsFrom - 1n), counts(set, countsFrom - 1n), counts(set, countsFrom)],
      [true, false, true],
    );
    // Sets share the room of their parent's opt-in: it is counted once, with any slasher.
    const stake = await fetchVaultStake(chain.rpc, PROGRAM.programAddress, scene.vault);
    const [path] = stake.paths;
    assert.ok(path);
    const ofSet = { ...path, ncn: made, allocation: { ...path.allocation, address: ZERO } };
    const [one, both] = [stake, { ...stake, paths: [path, ofSet] }].map((each) => vaultExposure(each, countsFrom));
    assert.equal(both?.mostInEpoch, one?.mostInEpoch);
  });

  it("has a stop-loss, and ends before its time where the NCN lets go", async () => {
    const scene = await makeScene();
    const { chain, issuer, ncnAdmin, operatorAdmin, operator, ncn } = scene;
    let found = await read(scene);
    const stop = (bps: bigint) => planSetStopLoss({ ...PROGRAM, ...found, admin: issuer, bps });
    await chain.send(issuer, stop(500n).plan);
    assert.equal((await read(scene)).optIn.data.stopLoss.bps.next, 500n);
    assert.throws(() => stop(10_001n), refusal("OverWhole"));

    const delegation = await fetchOperatorDelegation(chain.rpc, await pda.delegation(scene.vault, operator));
    const address = await pda.allocation(delegation.address, ncn);
    const releasing = async () => ({
      ...PROGRAM,
      ...(await read(scene)),
      admin: ncnAdmin,
      delegation,
      allocation: await fetchNcnAllocation(chain.rpc, address),
      now: chain.now,
    });
    await assert.rejects(async () => planReleaseAllocation(await releasing()), refusal("NothingToRelease"));
    const allocation = { ...(await fetchNcnAllocation(chain.rpc, address)), exists: true } as const;
    const lower = { ...PROGRAM, ...found, ncn, delegation, allocation, allocator: operatorAdmin, now: chain.now };
    await chain.send(operatorAdmin, (await planAllocate({ ...lower, magnitude: { bps: 1_000n } })).plan);
    await chain.send(ncnAdmin, (await planReleaseAllocation(await releasing())).plan);
    const { magnitude } = (await fetchNcnAllocation(chain.rpc, address)).data.allocation;
    assert.equal(magnitude.current, magnitude.next);

    const parties = { left: scene.vault, right: ncn };
    await chain.send(issuer, (await planLeave({ ...PROGRAM, ...parties, side: "left", admin: issuer })).plan);
    // A table of certain stake holds it until its promise is over.
    const table = {
      payer: ncnAdmin,
      admin: ncnAdmin,
      ncn,
      table: await pda.stakeTable(ncn, 5n),
      index: 5n,
      capacity: 1n,
      windowSeconds: 1n,
      certainUntil: chain.now + 10n,
    };
    await chain.send(ncnAdmin, getOpenStakeTableInstruction(table, PROGRAM));
    found = await read(scene);
    assert.equal(promisedUntil(found.ncn.data, found.config.data), table.certainUntil);
    const early = await releasing();
    assert.throws(() => planReleaseOptIn(early), refusal("StakePromised"));
    chain.wait(11n);
    await chain.send(ncnAdmin, planReleaseOptIn(await releasing()).plan);
    const { left } = (await read(scene)).optIn.data.sides;
    assert.deepEqual([left.current, left.next], [0n, 0n]);
    const over = await releasing();
    assert.throws(() => planReleaseOptIn(over), refusal("NothingToRelease"));
  });
});
