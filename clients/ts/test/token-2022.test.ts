import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import { type Account, type Address, type KeyPairSigner, lamports } from "@solana/kit";
import {
  assetProgramOf,
  fetchBucketsOf,
  fetchConfig,
  fetchExitTickets,
  fetchHolding,
  fetchMintFacts,
  fetchOperator,
  fetchOperatorDelegation,
  fetchSlashPledge,
  fetchSlashProposal,
  fetchSlashRecipients,
  fetchVault,
  planClaimExits,
  planCollectFees,
  planDeposit,
  planExecuteSlash,
  planExitInstantly,
  planPayReward,
  planPaySlashShares,
  planPledge,
  planProposeSlashes,
  planRequestExit,
  planVetoSlash,
  planWithdrawPledge,
  readHolding,
  readRecipient,
  type SlashProposal,
  TOKEN_2022_PROGRAM_ADDRESS,
  tokenAccount,
  UNITS,
  type Vault,
} from "restaking-client";

import { PROGRAM, pda } from "./support/program.js";
import { CHALLENGE, makeScene, type Scene } from "./support/scene.js";
import { balance, mintTo } from "./support/tokens.js";

describe("a vault of a Token-2022 asset on the compiled program", () => {
  let scene: Scene;
  let incident = 0n;
  const vault = (): Promise<Account<Vault>> => fetchVault(scene.chain.rpc, scene.vault);
  const has = (owner: Address) => balance(scene.chain, owner, scene.asset, TOKEN_2022_PROGRAM_ADDRESS);
  const holding = (owner: Address) =>
    fetchHolding(scene.chain.rpc, owner, scene.asset, { tokenProgram: TOKEN_2022_PROGRAM_ADDRESS });

  async function deposit(depositor: KeyPairSigner, amount: bigint) {
    const { chain } = scene;
    const given = { ...PROGRAM, vault: await vault(), now: chain.now, holding: await holding(depositor.address) };
    await chain.send(depositor, (await planDeposit({ ...given, depositor, amount })).plan);
  }

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

  before(async () => {
    scene = await makeScene(undefined, TOKEN_2022_PROGRAM_ADDRESS);
    await deposit(scene.staker, 400_000n);
  });

  it("is read with its token program, and its accounts with their extensions", async () => {
    const { chain, asset, staker } = scene;
    assert.equal(assetProgramOf((await vault()).data), TOKEN_2022_PROGRAM_ADDRESS);
    assert.equal((await fetchMintFacts(chain.rpc, asset)).tokenProgram, TOKEN_2022_PROGRAM_ADDRESS);
    const address = await tokenAccount(staker.address, asset, TOKEN_2022_PROGRAM_ADDRESS);
    const account = chain.svm.getAccount(address);
    assert(account.exists && account.data.length > 165, "an associated account has an extension");
    assert.equal((await holding(staker.address)).amount, 600_000n);
    const bare = { executable: false, lamports: lamports(1n), space: 0n };
    const extended = { ...bare, address, exists: true as const, programAddress: TOKEN_2022_PROGRAM_ADDRESS };
    const read = (data: Uint8Array) => readHolding({ ...extended, data }, staker.address, asset);
    const data = new Uint8Array(account.data);
    assert.equal(read(data).problem, undefined);
    assert.equal(read(data.with(165, 1)).problem, `${address} is no token account`);
    assert.equal(read(data.subarray(0, 164)).problem, `${address} is no token account`);
    const refused = readRecipient({ ...extended, data }, PROGRAM.programAddress);
    assert.match(refused.refusal ?? "", /is a token account, .* Name its owner/);
  });

  it("is entered, left by ticket, and left at once", async () => {
    const { chain, staker, asset } = scene;
    const asked = { ...PROGRAM, vault: await vault(), owner: staker, shares: 100_000n, now: chain.now };
    await chain.send(staker, (await planRequestExit(asked)).plan);
    chain.wait(2_000n);
    const tickets = await fetchExitTickets(chain.rpc, PROGRAM.programAddress, { owner: staker.address });
    const claim = await planClaimExits({
      ...PROGRAM,
      vaults: [await vault()],
      tickets,
      buckets: await fetchBucketsOf(chain.rpc, PROGRAM.programAddress, tickets),
      owner: staker,
      now: chain.now,
      openFor: [asset],
    });
    assert.deepEqual(claim.skipped, []);
    await chain.send(staker, claim.plan as never);
    assert.equal(await has(staker.address), 700_000n);
    const exit = await planExitInstantly({
      ...PROGRAM,
      vault: await vault(),
      owner: staker,
      shares: 1_000n,
      now: chain.now,
    });
    await chain.send(staker, exit.plan);
    assert.equal(await has(staker.address), 700_000n + exit.paid);
  });

  it("pays rewards, and fees to their wallets", async () => {
    const { chain, staker, operator, operatorAdmin } = scene;
    const config = await fetchConfig(chain.rpc, await pda.config());
    const given = { ...PROGRAM, vault: await vault(), operator: await fetchOperator(chain.rpc, operator), config };
    const { plan, commission } = await planPayReward({ ...given, payer: staker, amount: 10_000n, now: chain.now });
    await chain.send(staker, plan);
    assert(commission > 0n);
    const delegation = await fetchOperatorDelegation(chain.rpc, await pda.delegation(scene.vault, operator));
    const collect = await planCollectFees({
      ...PROGRAM,
      party: "operator",
      operator: given.operator,
      delegation,
      vault: await vault(),
      payer: staker,
    });
    await chain.send(staker, collect.plan as never);
    assert.equal(await has(operatorAdmin.address), commission);
  });

  it("is slashed: pledged for, vetoed, executed, and its recipients paid", async () => {
    const { chain, staker, resolver, issuer, asset } = scene;
    const slash = await propose();
    const before = await has(staker.address);
    const pledge = await planPledge({
      ...PROGRAM,
      vault: await vault(),
      slash,
      pledger: staker,
      amount: 1_000n,
      clock: chain.clock,
      holding: await holding(staker.address),
    });
    await chain.send(staker, pledge.plan);
    assert.equal(await has(staker.address), before - pledge.assets);
    await chain.send(resolver, (await planVetoSlash({ ...PROGRAM, slash, resolver })).plan);
    const vetoed = await fetchSlashProposal(chain.rpc, slash.address);
    const back = await planWithdrawPledge({
      ...PROGRAM,
      pledge: await fetchSlashPledge(chain.rpc, pledge.pledge),
      slash: vetoed,
      vault: await vault(),
      payer: staker,
    });
    await chain.send(staker, back.plan);
    assert.equal(await has(staker.address), before);

    const other = await propose();
    await mintTo(chain, issuer, asset, issuer.address, 1n, TOKEN_2022_PROGRAM_ADDRESS);
    chain.wait(CHALLENGE);
    const held = await fetchVault(chain.rpc, scene.vault);
    const recipients = await fetchSlashRecipients(chain.rpc, other, held);
    const execute = await planExecuteSlash({ ...PROGRAM, slash: other, vault: held, recipients, payer: staker });
    assert.deepEqual(execute.skipped, []);
    await chain.send(staker, execute.plan);
    const executed = await fetchSlashProposal(chain.rpc, other.address);
    assert.deepEqual(executed.data.owed, [0n, 0n, 0n]);
    const { insurance, redistribution } = other.data;
    assert.deepEqual([insurance, redistribution], [issuer.address, issuer.address]);
    assert.equal(await has(issuer.address), 1n + (other.data.owed[1] as bigint) + (other.data.owed[2] as bigint));
    const paid = await planPaySlashShares({ ...PROGRAM, slash: executed, vault: held, recipients, payer: staker });
    assert.equal(paid.plan, undefined);
  });
});
