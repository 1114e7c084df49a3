/**
 * Assets that a pool's admin adds: the token of a single-validator pool on its real program, Marinade's by a state that is written by hand,
 * and what is refused in their place.
 */
import assert from "node:assert/strict";
import { test } from "node:test";

import {
  type Address,
  createSolanaRpc,
  fetchEncodedAccount,
  generateKeyPairSigner,
  getAddressEncoder,
} from "@solana/kit";
import { liquid, pdas, singlePool } from "restaking-client";

import { connectWallet } from "./support/browser.js";
import { openAct } from "./support/forms.js";
import { localnet, setStage, stage } from "./support/setting.js";
import { tide, tideState } from "./support/tide.js";

setStage({ liquid: true, nativeStake: true });

const SOL = 1_000_000_000n;

test("a single-validator pool's token becomes an asset, once the pool is large enough", async () => {
  const validator = localnet.manifest.validators.validator?.address as Address;
  const token = localnet.manifest.mints["validator-stake"]?.address as Address;
  const { pool, stake } = await singlePool(validator);
  const page = await stage.open({ localnet, wallet: "weaver", path: `/pools/${tide()}` });
  await page.getByRole("heading", { level: 1, name: "tide" }).waitFor();
  await connectWallet(page);
  const panel = page.getByRole("region", { name: "You are its admin" });
  const form = await openAct(panel, "Add an asset");
  await form.getByLabel("Its mint").fill(token);
  const source = form.getByLabel(/^Its stake pool, single-validator pool or Marinade's state/);
  await form.getByLabel(/^Tokens, at the most/).fill("500");
  // Only wrapped SOL has no source.
  await form.getByText("Account is not a price source of the mint").waitFor();
  const add = form.getByRole("button", { name: "Add the asset" });
  assert.equal(await add.isDisabled(), true);
  // A vault is no pool.
  await source.fill(localnet.manifest.vaults.mooring?.address as Address);
  await add.click();
  await form.locator(".notice").getByText("Account is not a price source of the mint").waitFor();
  await form.getByRole("button", { name: "Dismiss" }).click();

  await source.fill(pool);
  await add.click();
  await form.getByText("Single-validator pool has too few lamports").waitFor();
  await form.getByRole("button", { name: "Dismiss" }).click();
  assert.equal(
    liquid.poolAssets((await tideState()).pool.data).some(({ mint }) => mint === token),
    false,
  );

  await localnet.ask("requestAirdrop", [stake, 100_000_000_000]);
  await form.getByText("Holders can leave in kind before it takes effect.").waitFor();
  await add.click();
  await form.getByText("validator-stake is in the pool.").waitFor();
  const { pool: found, sources } = await tideState();
  const asset = liquid.poolAssets(found.data).find(({ mint }) => mint === token);
  assert.equal(asset?.source, stake);
  assert.equal(sources.get(stake)?.kind, "singlePool");
  const place = Number(found.data.ledger.assetCount) - 1;
  assert.equal(found.data.ledger.assets[place]?.depositCap, 500n * SOL);
  await page
    .getByText(/^A pool of/)
    .getByText("validator-stake")
    .waitFor();
  await page.context().close();
});

test("Marinade's token becomes an asset by Marinade's state, and by no other mint's", async () => {
  const rpc = createSolanaRpc(localnet.manifest.rpc);
  const set = (address: Address, owner: Address, data: Uint8Array) =>
    localnet.ask("surfnet_setAccount", [
      address,
      { owner, lamports: 10_000_000_000, data: Buffer.from(data).toString("hex") },
    ]);
  // The token is one of the example's that is in no pool, and its accounts are those that Marinade's program would have.
  const token = localnet.manifest.mints["oracle-token"]?.address as Address;
  const programData = await pdas(liquid.MARINADE_PROGRAM).programData();
  const example = await fetchEncodedAccount(rpc, await pdas(liquid.LOCALNET_PROGRAM_ADDRESS).programData());
  assert.ok(example.exists);
  await set(programData, example.programAddress, Uint8Array.from(example.data.slice(0, 45)));
  const { address: state } = await generateKeyPairSigner();
  await set(state, liquid.MARINADE_PROGRAM, marinadeState(token));
  const read = liquid.readMarinade(await fetchEncodedAccount(rpc, state));
  assert.deepEqual(read?.rate, { value: 1_106n * SOL, tokens: 1_000n * SOL });

  const page = await stage.open({ localnet, wallet: "weaver", path: `/pools/${tide()}` });
  await page.getByRole("heading", { level: 1, name: "tide" }).waitFor();
  await connectWallet(page);
  const panel = page.getByRole("region", { name: "You are its admin" });
  const form = await openAct(panel, "Add an asset");
  const mint = form.getByLabel("Its mint");
  const add = form.getByRole("button", { name: "Add the asset" });
  await form.getByLabel(/^Its stake pool, single-validator pool or Marinade's state/).fill(state);
  await form.getByLabel(/^Tokens, at the most/).fill("500");
  await mint.fill(localnet.manifest.mints["staked-sol"]?.address as Address);
  await add.click();
  await form.locator(".notice").getByText("Account is not a price source of the mint").waitFor();
  await form.getByRole("button", { name: "Dismiss" }).click();

  await mint.fill(token);
  await add.click();
  await form.getByText("oracle-token is in the pool.").waitFor();
  const { pool, sources } = await tideState();
  const asset = liquid.poolAssets(pool.data).find((each) => each.mint === token);
  assert.equal(asset?.source, state);
  assert.equal(sources.get(state)?.kind, "marinade");
  // The program reads every figure where the client does.
  const place = Number(pool.data.ledger.assetCount) - 1;
  assert.deepEqual(pool.data.ledger.assets[place]?.guard.accepted, read?.rate);
  await page.context().close();
});

/** Marinade's state as far as pools read it: 1,000 tokens, and 1,106 SOL less what tickets are owed, each part of them another amount. */
function marinadeState(mint: Address): Uint8Array {
  const { tag, at, end } = liquid.MARINADE_STATE;
  const data = new Uint8Array(end);
  data.set(tag);
  data.set(getAddressEncoder().encode(mint), at.mint);
  const view = new DataView(data.buffer);
  const figures = [
    [at.active, 1_000n],
    [at.coolingDown, 50n],
    [at.emergencyCoolingDown, 7n],
    [at.reserve, 60n],
    [at.tickets, 11n],
    [at.supply, 1_000n],
  ] as const;
  for (const [offset, sol] of figures) {
    view.setBigUint64(offset, sol * SOL, true);
  }
  return data;
}
