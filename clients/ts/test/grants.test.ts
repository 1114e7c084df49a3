import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { AccountRole, type KeyPairSigner, singleInstructionPlan } from "@solana/kit";
import {
  explainError,
  fetchGrant,
  fetchMaybeGrant,
  fetchOperator,
  GRANT_KINDS_OF,
  getLeaveOptInInstruction,
  getRetireOperatorInstruction,
  getSetVaultLimitsInstruction,
  getUpdateOperatorInstruction,
  grantedAct,
  grantedKinds,
  grantState,
  MAX_GRANT_SECONDS,
  OptInSide,
  planRevokeGrant,
  planSetGrant,
  planVoidGrants,
  Refusal,
  uriBytes,
  withGrants,
} from "restaking-client";

import { PROGRAM, pda } from "./support/program.js";
import { makeScene, type Scene } from "./support/scene.js";

const refusal = (why: string) => (error: unknown) => error instanceof Refusal && error.why === why;

const says = (sentence: RegExp) => (error: unknown) => {
  assert.match(explainError(error, PROGRAM).sentence, sentence);
  return true;
};

describe("grants on the compiled program", () => {
  let scene: Scene;
  let holder: KeyPairSigner;

  before(async () => {
    scene = await makeScene();
    holder = await scene.chain.funded("holder");
  });

  /** A change of the operator's URI by the holder, with its grant where there is one for it. */
  async function update(uri: string) {
    const { chain, operator } = scene;
    const { data } = await fetchOperator(chain.rpc, operator);
    const instruction = getUpdateOperatorInstruction(
      {
        admin: holder,
        config: await pda.config(),
        operator,
        allocator: data.allocator,
        commissionBps: data.commissionBps.next,
        uri: uriBytes(uri),
      },
      PROGRAM,
    );
    return singleInstructionPlan(instruction);
  }

  async function input() {
    const { chain, operator, operatorAdmin } = scene;
    return {
      ...PROGRAM,
      entity: operator,
      type: "operator",
      admin: operatorAdmin,
      holder: await chain.look(holder.address),
      kinds: ["uri", "keys"],
      until: chain.now + 1_000n,
      now: chain.now,
    } as const;
  }

  it("let a key act in the admin's place", async () => {
    const { chain, operator, operatorAdmin } = scene;
    await assert.rejects(chain.send(holder, await update("https://one.example")), says(/not the operator's admin/));
    const { plan, grant } = await planSetGrant(await input());
    await chain.send(operatorAdmin, plan);
    const made = await fetchGrant(chain.rpc, grant);
    assert.deepEqual(
      [made.data.entity, made.data.holder, grantedKinds(made.data.terms)],
      [operator, holder.address, ["keys", "uri"]],
    );
    assert.equal(grantState(made.data.terms, 0n, chain.now), "valid");
    const given = { ...PROGRAM, plan: await update("https://one.example"), holder: holder.address };
    await chain.send(holder, await withGrants(given));
    const { data } = await fetchOperator(chain.rpc, operator);
    assert.deepEqual(data.uri, uriBytes("https://one.example"));
  });

  it("are void at once", async () => {
    const { chain, operator, operatorAdmin } = scene;
    await chain.send(operatorAdmin, planVoidGrants({ ...PROGRAM, entity: operator, admin: operatorAdmin }).plan);
    const grant = await fetchGrant(chain.rpc, await pda.grant(operator, holder.address));
    const { grantGeneration } = (await fetchOperator(chain.rpc, operator)).data;
    assert.equal(grantState(grant.data.terms, grantGeneration, chain.now), "void");
    const given = { ...PROGRAM, plan: await update("https://two.example"), holder: holder.address };
    await assert.rejects(chain.send(holder, await withGrants(given)), says(/Grant is void/));
    await chain.send(holder, planRevokeGrant({ ...PROGRAM, grant, revoker: holder }).plan);
    assert.equal((await fetchMaybeGrant(chain.rpc, grant.address)).exists, false);
  });

  it("are of the side that an opt-in's instruction names", async () => {
    const { operator, operatorAdmin, ncn } = scene;
    const parties = { config: await pda.config(), left: operator, right: ncn, optIn: await pda.optIn(operator, ncn) };
    const entities = [OptInSide.Left, OptInSide.Right].map((side) => {
      const leave = getLeaveOptInInstruction({ admin: operatorAdmin, ...parties, side }, PROGRAM);
      return grantedAct(leave)?.entity;
    });
    assert.deepEqual(entities, [operator, ncn]);
  });

  it("have terms that the program would take", async () => {
    const given = await input();
    const { now } = given;
    await assert.rejects(planSetGrant({ ...given, kinds: [] }), refusal("GrantKinds"));
    await assert.rejects(planSetGrant({ ...given, kinds: ["tables"] }), refusal("GrantKinds"));
    await assert.rejects(planSetGrant({ ...given, until: now }), refusal("GrantTime"));
    await assert.rejects(planSetGrant({ ...given, until: now + MAX_GRANT_SECONDS + 1n }), refusal("GrantTime"));
    await planSetGrant({ ...given, until: now + MAX_GRANT_SECONDS, kinds: GRANT_KINDS_OF.operator });
    const terms = { kinds: 1n, until: now + 5n, generation: 3n };
    const states = [now + 4n, now + 5n].map((at) => grantState(terms, 3n, at));
    assert.deepEqual([...states, grantState(terms, 4n, now)], ["valid", "expired", "void"]);
  });

  it("are added to the holder's acts alone", async () => {
    const { operator, vault, issuer } = scene;
    const plan = await update("https://three.example");
    const ours = { kind: "uri", entity: operator, signer: holder.address };
    assert.deepEqual(grantedAct(plan.instruction), ours);
    assert.deepEqual(await withGrants({ ...PROGRAM, plan, holder: issuer.address }), plan);
    const retire = singleInstructionPlan(getRetireOperatorInstruction({ admin: holder, operator }, PROGRAM));
    assert.equal(grantedAct(retire.instruction), undefined);
    assert.deepEqual(await withGrants({ ...PROGRAM, plan: retire, holder: holder.address }), retire);
    const limits = {
      depositCap: 1n,
      instantFeeBps: 0n,
      instantCapacity: 0n,
      instantRefillSeconds: 1n,
      restricted: false,
    };
    const set = getSetVaultLimitsInstruction({ admin: holder, vault, limits }, PROGRAM);
    const granted = await withGrants({ ...PROGRAM, plan: singleInstructionPlan(set), holder: holder.address });
    assert.equal(granted.kind, "single");
    const accounts = granted.kind === "single" ? (granted.instruction.accounts ?? []) : [];
    const address = await pda.grant(vault, holder.address);
    assert.deepEqual(accounts.at(-1), { address, role: AccountRole.READONLY });
    assert.equal(accounts.length, 3);
  });
});
