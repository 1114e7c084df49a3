import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { type Address, getAddressEncoder, isSignerRole, type KeyPairSigner, signBytes } from "@solana/kit";
import {
  ForeignDomain,
  fetchEquivocation,
  fetchNcn,
  fetchOperatorKey,
  fetchOperatorRecord,
  fetchSigningDomain,
  fetchSlashProposal,
  fetchStakeCapture,
  fetchStakeTable,
  fetchVault,
  getEd25519Instruction,
  getOpenStakeTableInstruction,
  getSetNcnAssetInstruction,
  getSetSlashPolicyInstruction,
  NOBODY,
  planCaptureStake,
  planCloseCaptures,
  planCommitReport,
  planDeposit,
  planEnterCaptures,
  planRegisterKey,
  planRetireKey,
  planSlashEquivocation,
  planSubmitEquivocation,
  possessionMessage,
  stakeTableEntries,
  UNITS,
  voteMessage,
  weightOf,
} from "restaking-client";

import { MAX_EPOCH, nobody, signer } from "./support/chain.js";
import { PROGRAM, pda } from "./support/program.js";
import { makeScene, policy, type Scene } from "./support/scene.js";

describe("a table of weights on the compiled program", () => {
  it("is filled by captures of each vault", async () => {
    const { chain, staker, ncnAdmin, ncn, operator, vault, asset } = await makeScene();
    const deposit = await planDeposit({
      ...PROGRAM,
      vault: await fetchVault(chain.rpc, vault),
      depositor: staker,
      amount: 100_000n,
      now: chain.now,
    });
    await chain.send(staker, deposit.plan);
    await chain.send(
      ncnAdmin,
      getSetNcnAssetInstruction(
        { admin: ncnAdmin, ncn, mint: asset, weight: 1_000_000_000n, acceptedFlags: 0n },
        PROGRAM,
      ),
    );
    const address = await pda.stakeTable(ncn, 3n);
    const open = {
      payer: ncnAdmin,
      admin: ncnAdmin,
      ncn,
      table: address,
      index: 3n,
      capacity: 4n,
      windowSeconds: 60n,
      certainUntil: 0n,
    };
    await chain.send(ncnAdmin, getOpenStakeTableInstruction(open, PROGRAM));
    const table = await fetchStakeTable(chain.rpc, address);
    const { plan, capture } = await planCaptureStake({
      ...PROGRAM,
      table,
      operator,
      vaults: [vault, vault],
      captor: staker,
    });
    await chain.send(staker, plan);
    assert.equal((await fetchStakeCapture(chain.rpc, capture)).data.weight, 50_000n);
    const { events } = await chain.send(staker, planEnterCaptures(address, [capture], PROGRAM).plan);
    assert.deepEqual(
      events.map((event) => event.name),
      ["StakeEntered"],
    );
    const entries = stakeTableEntries(chain.account(address).data);
    assert.ok(entries);
    assert.deepEqual([entries.length, weightOf(entries, operator), weightOf(entries, vault)], [1, 50_000n, 0n]);
    await chain.send(staker, planCloseCaptures(address, [capture], staker, PROGRAM).plan);
    assert.equal(chain.svm.getAccount(capture).exists, false);
  });

  it("is filled in the order of the vaults, as many as fit at once", async () => {
    const table = { address: nobody(1), data: { ncn: nobody(2) } } as never;
    const captor = await signer("captor");
    const vaults = [9, 3, 7, 1, 200, 5, 3].map(nobody);
    const { plan } = await planCaptureStake({ ...PROGRAM, table, operator: nobody(3), vaults, captor });
    assert.ok(plan.kind === "sequential");
    const read = plan.plans.flatMap((each) => {
      assert.ok(each.kind === "single");
      const accounts = each.instruction.accounts ?? [];
      assert.ok(accounts.slice(8).every(({ role }) => !isSignerRole(role)));
      return accounts.slice(8).flatMap(({ address }, place) => (place % 5 === 0 ? [address] : []));
    });
    assert.deepEqual(read, [1, 3, 5, 7, 9, 200].map(nobody));
    assert.equal(plan.plans.length, 2);
  });
});

describe("two votes at one height on the compiled program", () => {
  let scene: Scene;
  let keys: KeyPairSigner[];
  const bytes = (address: Address) => getAddressEncoder().encode(address);
  const record = async () => fetchOperatorRecord(scene.chain.rpc, await pda.record(scene.ncn, scene.operator));

  /** Registers the key in `place`. */
  async function register(place: number): Promise<Address> {
    const { chain, ncn, operator, operatorAdmin } = scene;
    const key = keys[place] as KeyPairSigner;
    const domain = await fetchSigningDomain(chain.rpc, PROGRAM.programAddress, ncn);
    const signature = await signBytes(key.keyPair.privateKey, possessionMessage(domain, operator));
    const input = {
      ...PROGRAM,
      record: await record(),
      domain,
      admin: operatorAdmin,
      key: bytes(key.address),
      signature,
    };
    const { plan, operatorKey } = await planRegisterKey(input);
    await chain.send(operatorAdmin, plan);
    return operatorKey;
  }

  before(async () => {
    scene = await makeScene();
    keys = await Promise.all(["first key", "second key", "third key"].map(signer));
    const { chain, staker, ncnAdmin, ncn, resolver, issuer } = scene;
    const vault = await fetchVault(chain.rpc, scene.vault);
    await chain.send(
      staker,
      (await planDeposit({ ...PROGRAM, vault, depositor: staker, amount: 100_000n, now: chain.now })).plan,
    );
    const policyArgs = {
      ...policy(ncnAdmin.address, resolver.address, issuer.address),
      equivocationFraction: UNITS / 4n,
      heightZero: chain.now,
      heightMillis: 1_000n,
    };
    const config = await pda.config();
    await chain.send(ncnAdmin, getSetSlashPolicyInstruction({ admin: ncnAdmin, config, ncn, policyArgs }, PROGRAM));
    chain.wait(3n * MAX_EPOCH);
  });

  it("are by keys that were registered with a proof", async () => {
    const first = await register(0);
    const second = await register(1);
    assert.equal((await record()).data.key, second);
    const { rpc, now } = scene.chain;
    // In the second in which one replaces the other, both count.
    assert.equal((await fetchOperatorKey(rpc, first)).data.until, now + 1n);
    await assert.rejects(
      planRegisterKey({
        ...PROGRAM,
        record: await record(),
        domain: new Uint8Array(32),
        admin: scene.operatorAdmin,
        key: new Uint8Array(31),
        signature: new Uint8Array(64),
      }),
      RangeError,
    );
    assert.throws(
      () =>
        getEd25519Instruction([{ key: new Uint8Array(32), signature: new Uint8Array(63), message: new Uint8Array() }]),
      /63/,
    );
  });

  it("are not signed where the cluster or the program is another", async () => {
    const { chain, ncn, operator } = scene;
    const { programAddress } = PROGRAM;
    const told = chain.node.genesisHash;
    chain.node.genesisHash = nobody(1);
    await assert.rejects(fetchSigningDomain(chain.rpc, programAddress, ncn), ForeignDomain);
    chain.node.genesisHash = told;
    const account = chain.account(ncn);
    const data = new Uint8Array(account.data);
    const { domain } = (await fetchNcn(chain.rpc, ncn)).data;
    const at = Buffer.from(data).indexOf(domain as Uint8Array);
    data[at + 31] = (data[at + 31] as number) ^ 1;
    chain.svm.setAccount({ ...account, data });
    await assert.rejects(fetchSigningDomain(chain.rpc, programAddress, ncn), ForeignDomain);
    chain.svm.setAccount(account);
    assert.deepEqual(await fetchSigningDomain(chain.rpc, programAddress, ncn), domain);
    await assert.rejects(fetchSigningDomain(chain.rpc, programAddress, operator));
  });

  it("are reported, proven and slashed", async () => {
    const { chain, ncn, operator, staker, resolver } = scene;
    chain.wait(10n);
    const height = 3n * MAX_EPOCH + 10n;
    const domain = await fetchSigningDomain(chain.rpc, PROGRAM.programAddress, ncn);
    const votes = await Promise.all(
      [1, 2].map(async (block) => {
        const key = keys[1] as KeyPairSigner;
        const message = voteMessage(domain, 0, height, new Uint8Array(32).fill(block));
        return { message, key: bytes(key.address), signature: await signBytes(key.keyPair.privateKey, message) };
      }),
    );
    const [first, second] = votes as [(typeof votes)[number], (typeof votes)[number]];
    const conflict = {
      ncn,
      operator,
      kind: 0,
      height,
      votes: [first, second] as const,
      salt: new Uint8Array(32).fill(9),
    };
    await chain.send(staker, (await planCommitReport(conflict, staker, PROGRAM)).plan);
    chain.passSlots(100n);
    const { plan, equivocation } = await planSubmitEquivocation(conflict, staker, PROGRAM);
    await chain.send(staker, plan);
    const proof = await fetchEquivocation(chain.rpc, equivocation);
    assert.deepEqual([proof.data.reporter, proof.data.height], [staker.address, height]);
    // The proof ends the key, of which the vault is slashed once: the operator has none now.
    const ended = await fetchOperatorKey(chain.rpc, proof.data.operatorKey);
    assert.deepEqual(
      [ended.data.number, ended.data.until, ended.data.provenAt, proof.data.number],
      [2n, chain.now + 1n, chain.now, 2n],
    );
    assert.equal((await record()).data.key, NOBODY);

    const vaults = [await fetchVault(chain.rpc, scene.vault)];
    const slash = await planSlashEquivocation({
      ...PROGRAM,
      equivocation: proof,
      vaults,
      payer: resolver,
      now: chain.now,
    });
    await chain.send(resolver, slash.plan);
    const proposal = await fetchSlashProposal(chain.rpc, slash.proposals[0] as Address);
    assert.deepEqual([proposal.data.slash.stake, proposal.data.reporter], [12_500n, staker.address]);
  });

  it("end with a key that is retired", async () => {
    const { chain, operatorAdmin } = scene;
    const third = await register(2);
    assert.equal((await record()).data.key, third);
    await chain.send(operatorAdmin, planRetireKey({ ...PROGRAM, record: await record(), admin: operatorAdmin }).plan);
    assert.equal((await record()).data.key, NOBODY);
  });
});
