import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import type { Address, KeyPairSigner } from "@solana/kit";
import { getThawAccountInstruction } from "@solana-program/token";
import {
  Earnings,
  fetchHoldings,
  fetchMaybeVaultPosition,
  fetchPositions,
  fetchRewardClaims,
  fetchRewardTree,
  fetchRewardTrees,
  fetchVault,
  fetchVaultBondPool,
  fetchVaultPosition,
  getAddRewardMintInstruction,
  getOpenBondPoolInstructionAsync,
  owedRewards,
  planBond,
  planClaimPositionRewards,
  planClaimReward,
  planClosePosition,
  planDeposit,
  planFundRewards,
  planOpenRewardTree,
  planPayPositionReward,
  planPublishRoot,
  planSetClaimer,
  planStrikeRoot,
  planUnbond,
  Refusal,
  sendEach,
  tokenAccount,
} from "restaking-client";
import { PROGRAM, pda } from "./support/program.js";

import { makeScene, type Scene } from "./support/scene.js";
import { balance, freeze, makeMint, mintTo } from "./support/tokens.js";

describe("rewards by root on the compiled program", () => {
  let scene: Scene;
  let earners: KeyPairSigner[];
  const DELAY = 3_600n;

  before(async () => {
    scene = await makeScene();
    earners = await Promise.all(["one", "two", "three"].map((name) => scene.chain.funded(name)));
    await mintTo(scene.chain, scene.issuer, scene.asset, scene.ncnAdmin.address, 10_000n);
    const { plan } = await planOpenRewardTree({
      ...PROGRAM,
      ncn: scene.ncn,
      mint: scene.asset,
      admin: scene.ncnAdmin,
      publisher: await scene.chain.look(scene.ncnAdmin.address),
      disputer: await scene.chain.look(scene.resolver.address),
      delaySeconds: DELAY,
    });
    await scene.chain.send(scene.ncnAdmin, plan);
  });

  const fetchTree = async () => fetchRewardTree(scene.chain.rpc, await pda.rewardTree(scene.ncn, scene.asset));

  /** The earners of `each`, and of twice and three times as much. */
  async function earnings(each: bigint): Promise<Earnings> {
    const { address } = await fetchTree();
    return Earnings.of(
      address,
      earners.map(({ address: earner }, place) => ({ earner, cumulative: each * BigInt(place + 1) })),
    );
  }

  it("takes what is missing for a root, which can be struck until it counts", async () => {
    const { chain, ncn, ncnAdmin, resolver } = scene;
    assert.deepEqual(
      (await fetchRewardTrees(chain.rpc, PROGRAM.programAddress, { ncn })).map(({ address }) => address),
      [(await fetchTree()).address],
    );
    await chain.send(
      ncnAdmin,
      (await planFundRewards({ ...PROGRAM, tree: await fetchTree(), funder: ncnAdmin, amount: 500n })).plan,
    );
    const published = await planPublishRoot({
      ...PROGRAM,
      tree: await fetchTree(),
      earnings: await earnings(200n),
      publisher: ncnAdmin,
      now: chain.now,
    });
    assert.deepEqual([published.missing, published.activatesAt], [700n, chain.now + DELAY]);
    await chain.send(ncnAdmin, published.plan);
    await chain.send(resolver, planStrikeRoot({ ...PROGRAM, tree: await fetchTree(), disputer: resolver }).plan);
    assert.deepEqual((await fetchTree()).data.books.nextTotal, 0n);
  });

  it("pays each earner by its proof, and nobody by another's", async () => {
    const { chain, ncnAdmin, asset } = scene;
    const list = await earnings(100n);
    const published = await planPublishRoot({
      ...PROGRAM,
      tree: await fetchTree(),
      earnings: list,
      publisher: ncnAdmin,
      now: chain.now,
    });
    assert.equal(published.missing, 0n);
    await chain.send(ncnAdmin, published.plan);
    const [one, two] = earners as [KeyPairSigner, KeyPairSigner];
    const proof = list.proof(two.address);
    assert.ok(proof);
    const claim = async () =>
      planClaimReward({ ...PROGRAM, tree: await fetchTree(), claimer: two, ...proof, now: chain.now });
    await assert.rejects(claim(), (error: Refusal) => error instanceof Refusal && error.why === "NotInTree");
    chain.wait(DELAY);
    await chain.send(two, (await claim()).plan);
    assert.equal(await balance(chain, two.address, asset), 200n);
    const theirs = { ...PROGRAM, tree: await fetchTree(), claimer: one, ...proof, now: chain.now };
    await assert.rejects(planClaimReward(theirs), Refusal);
    await assert.rejects(chain.send(two, (await claim()).plan), (failed: { sentence: string }) => {
      assert.equal(failed.sentence, "No unclaimed reward is due");
      return true;
    });
    const [claimed] = await fetchRewardClaims(chain.rpc, PROGRAM.programAddress, { earner: two.address });
    assert.equal(claimed?.data.claimed, 200n);
  });

  it("lets an earner name who claims for it", async () => {
    const { chain, asset } = scene;
    const [one, , three] = earners as [KeyPairSigner, KeyPairSigner, KeyPairSigner];
    const tree = await fetchTree();
    const named = await planSetClaimer({
      ...PROGRAM,
      tree: tree.address,
      earner: three,
      newClaimer: await chain.look(one.address),
    });
    await chain.send(three, named.plan);
    const proof = (await earnings(100n)).proof(three.address);
    assert.ok(proof);
    const { plan } = await planClaimReward({
      ...PROGRAM,
      tree,
      claimer: one,
      earner: three.address,
      ...proof,
      now: chain.now,
    });
    await chain.send(one, plan);
    assert.equal(await balance(chain, one.address, asset), 300n);
  });

  it("never promises less than before", async () => {
    const lower = planPublishRoot({
      ...PROGRAM,
      tree: await fetchTree(),
      earnings: await earnings(99n),
      publisher: scene.ncnAdmin,
      now: scene.chain.now,
    });
    await assert.rejects(lower, /^Refusal: Root's total is below the active root's \(got 594, limit 600\)$/);
  });
});

describe("rewards of bonded shares on the compiled program", () => {
  it("come out over the pool's time, and are all that was told", async () => {
    const { chain, issuer, staker, vault: address, asset } = await makeScene();
    const { rpc } = chain;
    const vault = () => fetchVault(rpc, address);
    const reward = await makeMint(chain, issuer, "reward", { freezable: true });
    await mintTo(chain, issuer, reward, issuer.address, 1_000n);
    await mintTo(chain, issuer, asset, issuer.address, 1_000n);
    const deposit = await planDeposit({
      ...PROGRAM,
      vault: await vault(),
      depositor: staker,
      amount: 9_000n,
      now: chain.now,
    });
    await chain.send(staker, deposit.plan);
    const bondPool = await pda.bondPool(address);
    const { vrtMint } = (await vault()).data;
    await chain.send(
      issuer,
      await getOpenBondPoolInstructionAsync(
        {
          payer: issuer,
          admin: issuer,
          vault: address,
          vrtMint,
          streamSeconds: 1_000n,
        },
        PROGRAM,
      ),
    );
    for (const [place, rewardMint] of [reward, asset].entries()) {
      const treasury = await pda.rewardTreasury(bondPool, place);
      await chain.send(
        issuer,
        getAddRewardMintInstruction(
          { payer: issuer, admin: issuer, vault: address, bondPool, rewardMint, treasury },
          PROGRAM,
        ),
      );
    }
    const pool = () => fetchVaultBondPool(rpc, bondPool);

    const none = await fetchMaybeVaultPosition(rpc, await pda.position(bondPool, staker.address));
    assert.equal(none.exists, false);
    const bonded = await planBond({ ...PROGRAM, vault: await vault(), position: none, owner: staker, shares: 6_000n });
    await chain.send(staker, bonded.plan);
    const held = await fetchMaybeVaultPosition(rpc, bonded.position);
    await chain.send(
      staker,
      (await planBond({ ...PROGRAM, vault: await vault(), position: held, owner: staker, shares: 1_000n })).plan,
    );
    const position = () => fetchVaultPosition(rpc, bonded.position);
    assert.equal((await position()).data.position.bonded, 7_000n);
    assert.deepEqual(
      (await fetchPositions(rpc, PROGRAM.programAddress, { owner: staker.address })).map((each) => each.address),
      [bonded.position],
    );

    for (const mint of [reward, asset]) {
      const paid = await planPayPositionReward({
        ...PROGRAM,
        bondPool: await pool(),
        payer: issuer,
        mint,
        amount: 1_000n,
      });
      await chain.send(issuer, paid.plan);
    }
    await assert.rejects(
      planPayPositionReward({ ...PROGRAM, bondPool: await pool(), payer: issuer, mint: vrtMint, amount: 1n }),
      RangeError,
    );
    chain.wait(400n);
    const before = await balance(chain, staker.address, asset);
    const owed = owedRewards(await pool(), await position(), chain.now);
    assert.deepEqual(owed, [
      { place: 0, mint: reward, amount: 399n },
      { place: 1, mint: asset, amount: 399n },
    ]);
    // A reward that cannot be paid keeps no other from being claimed, and what is owed of it stays owed.
    const given = { ...PROGRAM, bondPool: await pool(), position: await position(), owner: staker, now: chain.now };
    const holdings = () => fetchHoldings(rpc, staker.address, [reward, asset]);
    const unasked = await planClaimPositionRewards({ ...given, holdings: await holdings() });
    assert.deepEqual(
      [unasked.claimed.map(({ mint }) => mint), unasked.skipped.map(({ key }) => key)],
      [[asset], [reward]],
    );
    assert.match(unasked.skipped[0]?.why ?? "", /of which you have no account/);
    await freeze(chain, issuer, reward, staker.address);
    const frozen = await planClaimPositionRewards({ ...given, holdings: await holdings(), openFor: [reward] });
    assert.deepEqual(
      [frozen.claimed.map(({ mint }) => mint), frozen.skipped.map(({ key }) => key)],
      [[asset], [reward]],
    );
    assert.match(frozen.skipped[0]?.why ?? "", /has frozen the token account/);
    const blind = await planClaimPositionRewards({ ...given, openFor: [reward] });
    const { done, failed } = await sendEach(chain, blind.items, staker);
    assert.deepEqual([done.map(({ key }) => key), failed.map(({ key }) => key)], [[asset], [reward]]);
    assert.deepEqual(owedRewards(await pool(), await position(), chain.now), [
      { place: 0, mint: reward, amount: 399n },
      { place: 1, mint: asset, amount: 0n },
    ]);
    const account = await tokenAccount(staker.address, reward);
    await chain.send(issuer, getThawAccountInstruction({ account, mint: reward, owner: issuer }));

    const claim = await planClaimPositionRewards({
      ...PROGRAM,
      openFor: [reward],
      bondPool: await pool(),
      position: await position(),
      owner: staker,
      now: chain.now,
    });
    assert.ok(claim.plan);
    const { events } = await chain.send(staker, claim.plan);
    assert.deepEqual(
      events.map((event) => event.name),
      ["PositionRewardClaimed"],
    );
    assert.equal(await balance(chain, staker.address, reward), 399n);
    assert.equal(await balance(chain, staker.address, asset), before + 399n);
    const again = await planClaimPositionRewards({
      ...PROGRAM,
      bondPool: await pool(),
      position: await position(),
      owner: staker,
      now: chain.now,
    });
    assert.equal(again.plan, undefined);

    chain.wait(600n);
    await chain.send(
      staker,
      (await planUnbond({ ...PROGRAM, vault: await vault(), owner: staker, shares: 7_000n })).plan,
    );
    assert.equal(await balance(chain, staker.address, vrtMint), 9_000n);
    // The issuer freezes what the reward would go to: the position still closes, without that reward and with no other given up.
    await freeze(chain, issuer, reward, staker.address);
    const closing = async (forfeit?: readonly Address[]) =>
      planClosePosition({ ...PROGRAM, bondPool: await pool(), position: await position(), owner: staker, forfeit });
    const notEmpty = (error: unknown) => error instanceof Refusal && error.why === "PositionNotEmpty";
    for (const forfeit of [undefined, [reward], [asset]]) {
      await assert.rejects(closing(forfeit), notEmpty);
    }
    await assert.rejects(closing([vrtMint]), RangeError);
    const rest = await planClaimPositionRewards({
      ...PROGRAM,
      bondPool: await pool(),
      position: await position(),
      owner: staker,
      now: chain.now,
      holdings: await holdings(),
    });
    assert.ok(rest.plan);
    await chain.send(staker, rest.plan);
    await assert.rejects(closing(), notEmpty);
    const left = owedRewards(await pool(), await position(), chain.now);
    const closed = await closing([reward]);
    assert.deepEqual(closed.forfeited, [left[0]]);
    const amount = left[0]?.amount ?? 0n;
    assert.ok(amount > 500n);
    const [event] = (await chain.send(staker, closed.plan)).events;
    assert.ok(event?.name === "PositionSet");
    assert.deepEqual(event.data.forfeited, [amount, 0n, 0n, 0n, 0n, 0n, 0n, 0n]);
    assert.deepEqual(await fetchPositions(rpc, PROGRAM.programAddress, { owner: staker.address }), []);
    const [slot] = (await pool()).data.ledger.slots;
    assert.ok(slot && slot.stream.left >= amount, "it comes out again");
    assert.equal(slot.paidIn[0] ?? 0n, 1_000n);
  });
});
