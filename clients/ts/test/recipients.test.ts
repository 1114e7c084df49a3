import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, it } from "node:test";
import { type Address, getBase64Encoder, type InstructionPlan, lamports, type MaybeEncodedAccount } from "@solana/kit";
import { TOKEN_PROGRAM_ADDRESS } from "@solana-program/token";
import {
  fetchConfig,
  fetchDepositorApproval,
  fetchExitTickets,
  fetchNcn,
  fetchOperator,
  fetchRecipient,
  fetchRecipients,
  fetchRewardTree,
  fetchVault,
  type Named,
  NOBODY,
  planApproveDepositor,
  planDeposit,
  planOpenRewardTree,
  planProposeAdmin,
  planProposeSlashes,
  planRegisterNcn,
  planRegisterOperator,
  planRequestExit,
  planSetClaimer,
  planSetCurator,
  planSetRewardRoles,
  planSetRole,
  planSetSlashPolicy,
  planTransferTickets,
  planUpdateOperator,
  readRecipient,
  tokenAccount,
  UnfitRecipient,
} from "restaking-client";

import { nobody, signer } from "./support/chain.js";
import { PROGRAM, pda } from "./support/program.js";
import { makeScene, policy, ZERO } from "./support/scene.js";

describe("a ticket", () => {
  it("is given to nobody who could never claim it, and to an address without a key only on the giver's word", async () => {
    const scene = await makeScene();
    const { chain, staker, asset } = scene;
    const vault = await fetchVault(chain.rpc, scene.vault);
    const { now } = chain;
    await chain.send(staker, (await planDeposit({ ...PROGRAM, vault, depositor: staker, amount: 9_000n, now })).plan);
    const deposited = await fetchVault(chain.rpc, scene.vault);
    await chain.send(
      staker,
      (await planRequestExit({ ...PROGRAM, vault: deposited, owner: staker, shares: 5_000n, now })).plan,
    );
    const tickets = await fetchExitTickets(chain.rpc, PROGRAM.programAddress, { owner: staker.address });
    const give = async (to: Address, confirmed?: boolean) => {
      const newOwner = await fetchRecipient(chain.rpc, PROGRAM.programAddress, to);
      return planTransferTickets({ ...PROGRAM, tickets, owner: staker, newOwner, vaults: [deposited], now, confirmed });
    };
    for (const [to, told] of [
      [scene.vault, /is an account of the restaking program, and nobody can act for it: what it is given is lost/],
      [scene.operator, /is an account of the restaking program/],
      [asset, /is a mint/],
      [vault.data.vrtMint, /is a mint/],
      [await tokenAccount(staker.address, asset), new RegExp(`is a token account.* Name its owner, ${staker.address}`)],
      [PROGRAM.programAddress, /is a program/],
      [TOKEN_PROGRAM_ADDRESS, /is a program/],
      [await pda.programData(), /is an account of a program,/],
      ["SysvarC1ock11111111111111111111111111111111" as Address, /is an account of the cluster,/],
      [ZERO, /is the system program/],
    ] as const) {
      for (const confirmed of [false, true]) {
        await assert.rejects(give(to, confirmed), (error) => {
          assert.ok(error instanceof UnfitRecipient);
          assert.match(error.message, told);
          return true;
        });
      }
    }
    const multisig = await pda.exitTicket(scene.vault, staker.address, 99n);
    await assert.rejects(give(multisig), /No key signs for .* as those of multisigs do\. Be sure that one does/);
    assert.ok((await give(multisig, true)).plan);
    chain.svm.setAccount({ ...chain.account(scene.ncn), address: nobody(3), programAddress: nobody(4) });
    await assert.rejects(give(nobody(3)), /belongs to the program .* Be sure that it can act for it/);

    const other = await signer("new owner");
    await chain.send(staker, (await give(other.address)).plan);
    assert.equal((await fetchExitTickets(chain.rpc, PROGRAM.programAddress, { owner: other.address })).length, 1);
  });
});

describe("whom an admin names", () => {
  it("can act, or is refused; an address without a key is named on the admin's word", async () => {
    const scene = await makeScene();
    const { chain, issuer, operatorAdmin, ncnAdmin, staker, resolver, ncn } = scene;
    const { insurance, redistribution, slasher, resolver: _, ...figures } = policy(ZERO, ZERO, ZERO);
    const opened = await planOpenRewardTree({
      ...PROGRAM,
      ncn,
      mint: scene.asset,
      admin: ncnAdmin,
      publisher: await chain.look(ncnAdmin.address),
      disputer: await chain.look(resolver.address),
      delaySeconds: 3_600n,
    });
    await chain.send(ncnAdmin, opened.plan);
    const tree = await fetchRewardTree(chain.rpc, opened.tree);
    const operator = await fetchOperator(chain.rpc, scene.operator);
    const found = await fetchNcn(chain.rpc, ncn);
    const vault = await fetchVault(chain.rpc, scene.vault);
    const given = { ...PROGRAM, admin: issuer };

    type Plans = (named: Named, confirmed?: boolean) => Promise<{ readonly plan: InstructionPlan }>;
    const plans: Readonly<Record<string, Plans>> = {
      admin: async (newAdmin, confirmed) => planProposeAdmin({ ...given, governed: scene.vault, newAdmin, confirmed }),
      guardian: async (newHolder, confirmed) =>
        planSetRole({ ...given, governed: scene.vault, role: "guardian", newHolder, confirmed }),
      feeWallet: async (newHolder, confirmed) =>
        planSetRole({ ...given, governed: scene.vault, role: "feeWallet", newHolder, confirmed }),
      curator: async (curator, confirmed) => planSetCurator({ ...given, vault: scene.vault, curator, confirmed }),
      depositor: (depositor, confirmed) => planApproveDepositor({ ...given, vault: scene.vault, depositor, confirmed }),
      allocator: (allocator, confirmed) =>
        planUpdateOperator({ ...PROGRAM, admin: operatorAdmin, operator, allocator, confirmed }),
      firstAllocator: (allocator, confirmed) =>
        planRegisterOperator({ ...PROGRAM, creator: operatorAdmin, index: 9n, allocator, confirmed }),
      ...Object.fromEntries(
        (["slasher", "resolver", "insurance", "redistribution"] as const).flatMap((part): [string, Plans][] => [
          [
            part,
            (party, confirmed) =>
              planSetSlashPolicy({ ...PROGRAM, admin: ncnAdmin, ncn: found, parties: { [part]: party }, confirmed }),
          ],
          [
            `first ${part}`,
            (party, confirmed) =>
              planRegisterNcn({
                ...PROGRAM,
                creator: ncnAdmin,
                index: 9n,
                parties: { [part]: party },
                figures,
                confirmed,
              }),
          ],
        ]),
      ),
      publisher: async (publisher, confirmed) =>
        planSetRewardRoles({ ...PROGRAM, admin: ncnAdmin, tree, publisher, confirmed }),
      disputer: async (disputer, confirmed) =>
        planSetRewardRoles({ ...PROGRAM, admin: ncnAdmin, tree, disputer, confirmed }),
      firstDisputer: async (disputer, confirmed) =>
        planOpenRewardTree({
          ...PROGRAM,
          ncn,
          mint: scene.asset,
          admin: ncnAdmin,
          publisher: await chain.look(ncnAdmin.address),
          disputer,
          delaySeconds: 3_600n,
          confirmed,
        }),
      claimer: (newClaimer, confirmed) =>
        planSetClaimer({ ...PROGRAM, tree: tree.address, earner: staker, newClaimer, confirmed }),
      reporter: (reporter, confirmed) =>
        planProposeSlashes({
          ...PROGRAM,
          vaults: [vault],
          operator: scene.operator,
          ncn,
          slasher: ncnAdmin,
          incident: 1n,
          fraction: 1n,
          reason: 0n,
          evidence: new Uint8Array(32),
          offenseAt: chain.now,
          reporter,
          now: chain.now,
          confirmed,
        }),
    };
    const unfit = await fetchRecipients(chain.rpc, PROGRAM.programAddress, [
      scene.vault,
      scene.asset,
      await tokenAccount(staker.address, scene.asset),
      PROGRAM.programAddress,
      TOKEN_PROGRAM_ADDRESS,
    ]);
    assert.equal(unfit.filter(({ refusal }) => refusal).length, unfit.length);
    const multisig = await chain.look(await pda.exitTicket(scene.vault, staker.address, 99n));
    const wallet = await chain.look(resolver.address);
    for (const [name, plan] of Object.entries(plans)) {
      for (const named of unfit) {
        await assert.rejects(plan(named, true), UnfitRecipient, name);
      }
      await assert.rejects(plan(multisig), /No key signs for .* Be sure that one does/, name);
      assert.ok((await plan(multisig, true)).plan, name);
      assert.ok((await plan(wallet)).plan, name);
      // An address that nobody has looked at does not pass as one that was.
      await assert.rejects(plan(resolver.address as never), /has not been looked at/, name);
    }
    assert.ok((await plans.guardian?.(NOBODY))?.plan, "a role can be left to nobody");

    // What the plans say is what becomes of it.
    for (const [name, by] of [
      ["admin", issuer],
      ["curator", issuer],
      ["depositor", issuer],
      ["allocator", operatorAdmin],
      ["insurance", ncnAdmin],
      ["disputer", ncnAdmin],
    ] as const) {
      const plan = plans[name];
      assert.ok(plan);
      await chain.send(by, (await plan(wallet)).plan);
    }
    const { data } = await fetchVault(chain.rpc, scene.vault);
    assert.deepEqual([data.pendingAdmin, data.curator], [resolver.address, resolver.address]);
    const approval = await pda.depositorApproval(scene.vault, resolver.address);
    assert.equal((await fetchDepositorApproval(chain.rpc, approval)).data.depositor, resolver.address);
    assert.equal((await fetchOperator(chain.rpc, scene.operator)).data.allocator, resolver.address);
    const { nextPolicy } = (await fetchNcn(chain.rpc, ncn)).data;
    assert.deepEqual(
      [nextPolicy.insurance, nextPolicy.resolver, nextPolicy.terms.maxFraction],
      [resolver.address, found.data.nextPolicy.resolver, found.data.nextPolicy.terms.maxFraction],
      "what is left out stays",
    );
    assert.equal((await fetchRewardTree(chain.rpc, tree.address)).data.nextDisputer, resolver.address);
    for (const plan of [
      await planRegisterOperator({
        ...PROGRAM,
        creator: operatorAdmin,
        index: 3n,
        commissionBps: 7n,
        uri: "https://o",
      }),
      await planRegisterNcn({
        ...PROGRAM,
        creator: operatorAdmin,
        index: 3n,
        parties: { resolver: wallet, insurance: wallet, redistribution: wallet },
        figures,
      }),
    ]) {
      await chain.send(operatorAdmin, plan.plan);
    }
    const made = await fetchNcn(chain.rpc, await pda.ncn(operatorAdmin.address, 3n));
    assert.deepEqual(
      [made.data.policy.slasher, made.data.policy.resolver, made.data.policy.insurance],
      [operatorAdmin.address, resolver.address, resolver.address],
    );
    assert.ok(await fetchConfig(chain.rpc, await pda.config()));
  });

  it("is what the examples say", () => {
    type Example = {
      readonly name: string;
      readonly address: Address;
      readonly account: { readonly owner: Address; readonly executable: boolean; readonly data: string } | null;
      readonly refusal?: string;
      readonly warning?: string;
    };
    const { program, recipients } = JSON.parse(
      readFileSync(new URL("../../vectors/recipients.json", import.meta.url), "utf8"),
    ) as { readonly program: Address; readonly recipients: readonly Example[] };
    assert.ok(recipients.length > 20);
    for (const { name, address, account, refusal, warning } of recipients) {
      const found: MaybeEncodedAccount = account
        ? {
            address,
            exists: true,
            data: new Uint8Array(getBase64Encoder().encode(account.data)),
            executable: account.executable,
            lamports: lamports(1n),
            programAddress: account.owner,
            space: 0n,
          }
        : { address, exists: false };
      assert.deepEqual(readRecipient(found, program), { address, refusal, warning }, name);
    }
  });
});
