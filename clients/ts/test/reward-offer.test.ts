import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import type { Account, Address } from "@solana/kit";
import {
  accruedBy,
  captureEntries,
  fetchNcn,
  fetchOperator,
  fetchRewardOffer,
  fetchStakeTable,
  fetchVault,
  fetchVaultBondPool,
  getAddRewardMintInstruction,
  getOpenBondPoolInstruction,
  getOpenStakeTableInstruction,
  getSetNcnAssetInstruction,
  planAttributeReward,
  planCaptureStake,
  planClaimPositionShare,
  planClaimRewardShare,
  planCloseRewardOffer,
  planCollectRewardCommission,
  planDeposit,
  planEnterCaptures,
  planOpenRewardOffer,
  type RewardOffer,
  rewardShares,
  type StakeEntry,
  shareOf,
  stakeTableEntries,
} from "restaking-client";

import { PROGRAM, pda } from "./support/program.js";
import { makeScene, type Scene } from "./support/scene.js";
import { makeMint, mintTo } from "./support/tokens.js";

const WINDOW = 600n;

describe("an offer in figures", () => {
  const offer = {
    amount: 10n,
    from: 0n,
    until: 7n,
    claimSeconds: 0n,
    attributed: 0n,
    paid: 0n,
    commissions: 0n,
    openParts: 0n,
    claimsUntil: 0n,
  };

  it("accrues evenly, rounded down, and in full", () => {
    assert.deepEqual(
      [-1n, 0n, 1n, 2n, 6n, 7n, 9n].map((now) => accruedBy(offer, now)),
      [0n, 0n, 1n, 2n, 8n, 10n, 10n],
    );
  });

  it("has shares that are rounded down twice", () => {
    const part = { amount: 100n, left: 100n, claimUntil: 1n, operators: 1n };
    assert.equal(shareOf(part, { vault: 3n, capture: 4n, operator: 1n, table: 7n }), 10n);
  });
});

describe("an offer on the compiled program", () => {
  let scene: Scene;
  let table: Address;
  let entry: StakeEntry;
  let mints: [Address, Address];
  let offers: Account<RewardOffer>[];

  const offerAt = (place: number) => fetchRewardOffer(scene.chain.rpc, (offers[place] as Account<RewardOffer>).address);

  async function shares(place: number) {
    const { chain } = scene;
    const capture = await pda.capture(table, entry.operator, entry.captor);
    const kept = captureEntries(chain.account(capture).data) ?? [];
    const counted = (await fetchStakeTable(chain.rpc, table)).data;
    return rewardShares((await offerAt(place)).data, counted, entry, kept, chain.now);
  }

  before(async () => {
    scene = await makeScene();
    const { chain, staker, issuer, ncnAdmin, ncn, operator, asset } = scene;
    const deposit = { ...PROGRAM, vault: await fetchVault(chain.rpc, scene.vault), depositor: staker };
    await chain.send(staker, (await planDeposit({ ...deposit, amount: 100_000n, now: chain.now })).plan);
    const weigh = { admin: ncnAdmin, ncn, mint: asset, weight: 1_000_000_000n, acceptedFlags: 0n };
    await chain.send(ncnAdmin, getSetNcnAssetInstruction(weigh, PROGRAM));
    mints = [asset, await makeMint(chain, issuer, "reward")];
    offers = [];
    for (const mint of mints) {
      await mintTo(chain, issuer, mint, ncnAdmin.address, 50_000n);
      const { plan, offer } = await planOpenRewardOffer({
        ...PROGRAM,
        ncn: await fetchNcn(chain.rpc, ncn),
        mint,
        admin: ncnAdmin,
        amount: 40_000n,
        from: 0n,
        until: chain.now + WINDOW,
        claimSeconds: 30n * 86_400n,
      });
      await chain.send(ncnAdmin, plan);
      offers.push(await fetchRewardOffer(chain.rpc, offer));
    }
    table = await pda.stakeTable(ncn, 0n);
    const open = { payer: ncnAdmin, admin: ncnAdmin, ncn, table, index: 0n, capacity: 1n };
    const opened = { ...open, windowSeconds: WINDOW, certainUntil: 0n };
    await chain.send(ncnAdmin, getOpenStakeTableInstruction(opened, PROGRAM));
    const counted = await fetchStakeTable(chain.rpc, table);
    const vaults = [scene.vault];
    const { plan, capture } = await planCaptureStake({ ...PROGRAM, table: counted, operator, vaults, captor: staker });
    await chain.send(staker, plan);
    await chain.send(staker, planEnterCaptures(table, [capture], PROGRAM).plan);
    chain.wait(WINDOW);
    [entry] = (stakeTableEntries(chain.account(table).data) ?? []) as [StakeEntry];
  });

  it("is attributed to a final table, and its shares are known", async () => {
    const { chain, staker, vault } = scene;
    assert.deepEqual(await shares(0), []);
    for (const place of [0, 1]) {
      await chain.send(staker, planAttributeReward(await offerAt(place), table, PROGRAM).plan);
      assert.deepEqual(await shares(place), [{ vault, amount: 40_000n }]);
    }
  });

  it("pays a share in the vault's asset into its stream, and another into its bond pool", async () => {
    const { chain, staker, issuer } = scene;
    const vault = await fetchVault(chain.rpc, scene.vault);
    const of = { ...PROGRAM, table, entry };
    await chain.send(staker, (await planClaimRewardShare({ ...of, offer: await offerAt(0), vault })).plan);
    assert.deepEqual(await shares(0), []);
    const { data } = await fetchVault(chain.rpc, scene.vault);
    assert.equal(data.ledger.stream.left, 38_000n, "less the commission of 5%");

    const bondPool = await pda.bondPool(vault.address);
    const pool = { payer: issuer, admin: issuer, vault: vault.address, bondPool };
    const bondedAccount = await pda.bondedAccount(vault.address);
    const open = { ...pool, vrtMint: vault.data.vrtMint, bondedAccount, streamSeconds: 100n };
    await chain.send(issuer, getOpenBondPoolInstruction(open, PROGRAM));
    const treasury = await pda.rewardTreasury(bondPool, 0);
    const add = { ...pool, rewardMint: mints[1], treasury };
    await chain.send(issuer, getAddRewardMintInstruction(add, PROGRAM));
    const claim = { ...of, offer: await offerAt(1), vault: vault.address, place: 0 };
    await chain.send(staker, (await planClaimPositionShare(claim)).plan);
    assert.equal((await fetchVaultBondPool(chain.rpc, bondPool)).data.ledger.slots[0]?.stream.left, 38_000n);
    assert.deepEqual(await shares(1), []);
  });

  it("pays the operator's commission, and ends", async () => {
    const { chain, staker, issuer, operator } = scene;
    const wallet = (await fetchOperator(chain.rpc, operator)).data.feeWallet;
    for (const [place, mint] of mints.entries()) {
      await mintTo(chain, issuer, mint, wallet, 1n);
      const collect = { ...PROGRAM, offer: await offerAt(place), operator, wallet };
      await chain.send(staker, (await planCollectRewardCommission(collect)).plan);
      const offer = await offerAt(place);
      assert.equal(offer.data.books.paid, 40_000n);
      const { plan } = await planCloseRewardOffer(offer, PROGRAM);
      await chain.send(staker, plan);
      await assert.rejects(offerAt(place));
    }
  });
});
