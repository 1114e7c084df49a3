import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import type { Address } from "@solana/kit";
import {
  fetchMaybeNcnAllocation,
  fetchMaybeOperatorDelegation,
  fetchMaybeOptIn,
  fetchOperatorDelegation,
  fetchVault,
  fetchVaultStake,
  getRegisterOperatorInstructionAsync,
  type OperatorDelegation,
  planAllocate,
  planAnnounceMove,
  planCancelMove,
  planCompleteMove,
  planDeposit,
  planJoin,
  Refusal,
  UNITS,
  uriBytes,
  vaultExposure,
} from "restaking-client";

import { MAX_EPOCH } from "./support/chain.js";
import { PROGRAM, pda } from "./support/program.js";
import { makeScene, type Scene } from "./support/scene.js";

describe("stake that moves to another operator", () => {
  let scene: Scene;
  let another: Address;

  const delegationOf = async (operator: Address) =>
    fetchOperatorDelegation(scene.chain.rpc, await pda.delegation(scene.vault, operator));
  const vault = () => fetchVault(scene.chain.rpc, scene.vault);
  const exposure = async () =>
    vaultExposure(await fetchVaultStake(scene.chain.rpc, PROGRAM.programAddress, scene.vault), scene.chain.now);
  const pathOf = async (operator: Address) => {
    const path = (await exposure()).paths.find((each) => each.operator === operator);
    assert.ok(path);
    return path;
  };
  const units = ({ data }: { data: OperatorDelegation }) => data.delegation.units.next;
  const refusal = (why: string) => (error: unknown) => error instanceof Refusal && error.why === why;

  /** Another operator that all agree with, which allocates what it will have to the same NCN. */
  before(async () => {
    scene = await makeScene();
    const { chain, staker, issuer, operatorAdmin, ncnAdmin, ncn } = scene;
    const { rpc } = chain;
    another = await pda.operator(operatorAdmin.address, 1n);
    const index = { index: 1n, allocator: operatorAdmin.address, commissionBps: 0n };
    const register = {
      payer: operatorAdmin,
      creator: operatorAdmin,
      ...index,
      uri: uriBytes("https://another.example"),
    };
    await chain.send(operatorAdmin, await getRegisterOperatorInstructionAsync(register, PROGRAM));
    for (const [left, right, leftAdmin, rightAdmin] of [
      [scene.vault, another, issuer, operatorAdmin],
      [another, ncn, operatorAdmin, ncnAdmin],
    ] as const) {
      for (const [side, admin] of [
        ["left", leftAdmin],
        ["right", rightAdmin],
      ] as const) {
        const optIn = await fetchMaybeOptIn(rpc, await pda.optIn(left, right));
        await chain.send(admin, (await planJoin({ ...PROGRAM, left, right, side, admin, optIn })).plan);
      }
    }
    const deposit = { vault: await vault(), depositor: staker, amount: 100_000n, now: chain.now };
    await chain.send(staker, (await planDeposit({ ...PROGRAM, ...deposit })).plan);
    chain.wait(3n * MAX_EPOCH);
  });

  const announce = async (part: bigint | undefined) => {
    const { rpc, now } = scene.chain;
    return planAnnounceMove({
      ...PROGRAM,
      vault: await vault(),
      from: await delegationOf(scene.operator),
      operator: another,
      to: await fetchMaybeOperatorDelegation(rpc, await pda.delegation(scene.vault, another)),
      curator: scene.issuer,
      units: part,
      now,
    });
  };

  it("is refused beforehand for what the program would refuse", async () => {
    await assert.rejects(announce(0n), refusal("Zero"));
    await assert.rejects(announce(UNITS / 2n + 1n), refusal("OverActiveUnits"));
  });

  it("opens the other operator's delegation, and is told to stakers from when on it is at risk there", async () => {
    const { chain, issuer, operatorAdmin, ncn } = scene;
    const { plan, completeFrom } = await announce(UNITS / 5n);
    await chain.send(issuer, plan);
    const delegation = await delegationOf(another);
    const { plan: allocate } = await planAllocate({
      ...PROGRAM,
      vault: await vault(),
      delegation,
      ncn,
      allocation: await fetchMaybeNcnAllocation(chain.rpc, await pda.allocation(delegation.address, ncn)),
      allocator: operatorAdmin,
      magnitude: { bps: 10_000n },
      now: chain.now,
    });
    await chain.send(operatorAdmin, allocate);
    const [from, to] = [await pathOf(scene.operator), await pathOf(another)];
    assert.deepEqual([from.slashable, to.slashable], [50_000n, 0n]);
    assert.deepEqual(from.changes, [{ from: completeFrom, most: 15_000n }]);
    assert.deepEqual(to.changes, [{ from: completeFrom, most: 10_000n }]);
    await assert.rejects(announce(1n), refusal("MovePending"));
  });

  it("can be taken of the other operator as soon as anyone can complete it", async () => {
    const { chain, operatorAdmin } = scene;
    const [from, to] = [await delegationOf(scene.operator), await delegationOf(another)];
    const due = from.data.delegation.units.effective;
    const complete = async () => planCompleteMove({ ...PROGRAM, vault: await vault(), from, to, now: chain.now });
    chain.warp(due - 1n);
    await assert.rejects(complete(), refusal("MoveNotDue"));
    chain.warp(due);
    const before = await pathOf(another);
    assert.deepEqual([before.slashable, before.most], [0n, 10_000n]);
    await chain.send(operatorAdmin, (await complete()).plan);
    const after = await pathOf(another);
    assert.deepEqual([after.slashable, after.most], [20_000n, 10_000n]);
    assert.deepEqual(
      [units(await delegationOf(scene.operator)), units(await delegationOf(another))],
      [(UNITS * 3n) / 10n, UNITS / 5n],
    );
    const moved = await delegationOf(scene.operator);
    const again = planCompleteMove({ ...PROGRAM, vault: await vault(), from: moved, to, now: chain.now });
    await assert.rejects(again, refusal("NoMove"));
  });

  it("stays a fall of the first operator if it is canceled", async () => {
    const { chain, issuer } = scene;
    await chain.send(issuer, (await announce(undefined)).plan);
    const from = await delegationOf(scene.operator);
    assert.deepEqual([units(from), from.data.delegation.moving], [0n, (UNITS * 3n) / 10n]);
    await chain.send(issuer, planCancelMove({ ...PROGRAM, vault: await vault(), from, curator: issuer }).plan);
    const [canceled, whole] = [await delegationOf(scene.operator), await vault()];
    assert.deepEqual([units(canceled), canceled.data.delegation.moving], [0n, 0n]);
    assert.throws(
      () => planCancelMove({ ...PROGRAM, vault: whole, from: canceled, curator: issuer }),
      refusal("NoMove"),
    );
    assert.deepEqual((await pathOf(another)).changes, []);
  });
});
