/**
 * Stake accounts into a vault over their validator's pool, and out of it, on the real pool program.
 */
import assert from "node:assert/strict";
import { test } from "node:test";

import { type Address, createSolanaRpc } from "@solana/kit";
import type { Page } from "playwright-core";
import { fetchHolding, fetchStakeAccounts, fetchStakeClock, fetchVault, stakePhase } from "restaking-client";

import { connectWallet } from "./support/browser.js";
import { localnet, setStage, stage } from "./support/setting.js";

setStage({ nativeStake: true });

const SOL = 1_000_000_000n;

const rpcOf = () => createSolanaRpc(localnet.manifest.rpc);
const validator = () => localnet.manifest.validators.validator?.address as Address;
const person = (name: string) => localnet.manifest.people[name]?.address as Address;
const named = (account: string) => localnet.manifest.stakeAccounts[account]?.address as Address;
const stakeOf = (name: string) => fetchStakeAccounts(rpcOf(), person(name), validator());

async function enter(vault: string, wallet: string): Promise<Page> {
  const address = localnet.manifest.vaults[vault]?.address;
  const page = await stage.open({ localnet, wallet, path: `/vaults/${address}` });
  await page.getByRole("heading", { level: 1, name: vault }).waitFor();
  await connectWallet(page);
  return page;
}

async function sharesOf(name: string): Promise<bigint> {
  const vault = await fetchVault(rpcOf(), localnet.manifest.vaults.mooring?.address as Address);
  return (await fetchHolding(rpcOf(), person(name), vault.data.vrtMint)).amount;
}

test("a part of a stake account enters, then the rest of it in one transaction", async () => {
  const page = await enter("mooring", "alice");
  const form = page.getByRole("region", { name: "Enter and leave" });
  const choices = form.getByRole("group", { name: "Your stake accounts with it" });
  await choices.getByText(/^10 SOL in alice-stake$/).waitFor();
  assert.equal(await choices.getByRole("radio").count(), 2, "the account with another validator is not offered");
  assert.equal(await choices.getByRole("radio", { name: /alice-late/ }).isDisabled(), true);
  await choices.getByText("is active from the cluster's next epoch on").waitFor();

  await form.getByLabel("Stake to deposit").fill("4");
  const row = async (title: string) => form.locator(".preview > div", { hasText: title }).locator("dd").textContent();
  assert.match((await row("Pool tokens that enter")) ?? "", /^4 validator-stake$/);
  await form.getByText("at once: the stake earns this epoch's rewards in the pool").waitFor();
  await form.getByRole("button", { name: "Deposit stake" }).click();
  await form.getByText(/You deposited 4 SOL of stake of/).waitFor();
  // Her token accounts are new: a transaction of version 0 has no room for them beside the rest.
  assert.equal(await page.evaluate(() => window.testWallet.signed.length), 2);
  const after = await stakeOf("alice");
  assert.equal(after.find(({ address }) => address === named("alice-stake"))?.data.delegation?.stake, 6n * SOL);
  const shares = await sharesOf("alice");
  assert.ok(shares > 3n * SOL && shares <= 4n * SOL, `${shares}`);

  await choices.getByText(/^6 SOL in alice-stake$/).waitFor();
  await form.getByRole("button", { name: "Max of stake to deposit" }).click();
  assert.match((await row("Back to your wallet")) ?? "", /^0\.0\d+ SOL$/);
  await form.getByRole("button", { name: "Deposit stake" }).click();
  await form.getByText(/You deposited 6 SOL of stake of/).waitFor();
  await form.getByText("None of your stake accounts with this validator can enter now.").waitFor();
  assert.equal(await page.evaluate(() => window.testWallet.signed.length), 3);
  const left = await stakeOf("alice");
  assert.deepEqual(
    left.map(({ address }) => address),
    [named("alice-late")],
  );
  assert.ok((await sharesOf("alice")) > 9n * SOL);
  await page.context().close();
});

test("exits are taken out as an active stake account, and all of them are told", async () => {
  const page = await enter("mooring", "bob");
  const form = page.getByRole("region", { name: "Enter and leave" });
  await form.getByText("None of your stake accounts with this validator can enter now.").waitFor();
  await form.getByRole("tab", { name: "Leave", exact: true }).click();
  await form.getByText(/Once your exit can be claimed, it is taken out here as active stake with validator/).waitFor();
  for (const shares of ["1", "1.5", "2.5"]) {
    await form.getByLabel("Shares to leave with", { exact: true }).fill(shares);
    await form.getByRole("button", { name: "Ask to leave" }).click();
    await form.getByText(new RegExp(`You asked to leave with ${shares.replace(".", "[.,]")}`)).waitFor();
  }
  assert.equal(await form.getByLabel("Pool tokens to take out").count(), 0, "it cannot be claimed yet");

  await localnet.pass(2 * 86_400);
  await form.getByText(/^3 exits that can be claimed pay 5 validator-stake\./).waitFor();
  await form.getByLabel("Pool tokens to take out").fill("2");
  await form.getByText("2 of 3 exits, the oldest first").waitFor();
  await form.getByText("Exits that stay to be claimed pay").waitFor();
  await form.getByLabel("Pool tokens to take out").fill("3");
  await form.getByText("3 of 3 exits, the oldest first").waitFor();
  const row = async (title: string) => form.locator(".preview > div", { hasText: title }).locator("dd").textContent();
  assert.match((await row("A stake account of about")) ?? "", /^3(\.\d+)? SOL$/);
  await form.getByText("You keep as tokens").waitFor();
  assert.deepEqual(await stakeOf("bob"), []);
  await form.getByRole("button", { name: "Take out as stake" }).click();
  await form.getByText(/You have \S+ SOL of stake in/).waitFor();
  const signed = await page.evaluate(() => window.testWallet.signed.length);
  assert.ok(signed > 3, `${signed}: three requests, and what takes the stake out`);

  const [made, ...others] = await stakeOf("bob");
  assert.ok(made && others.length === 0);
  const { epoch } = await fetchStakeClock(rpcOf());
  assert.equal(stakePhase(made.data, epoch), "active");
  assert.ok((made.data.delegation?.stake ?? 0n) >= 3n * SOL - 1n);
  // What was claimed with it and is not in it waits as tokens, and can follow.
  await form.getByText(/^You hold .* validator-stake\.$/).waitFor();
  await page.context().close();
});

test("a wallet without stake is told so, and a vault of another asset offers no stake", async () => {
  const page = await enter("mooring", "frank");
  const form = page.getByRole("region", { name: "Enter and leave" });
  await form.getByText("None of your stake accounts with this validator can enter now.").waitFor();
  assert.equal(await form.getByRole("radio").count(), 0);
  await page.goto(`${stage.url}/#/vaults/${localnet.manifest.vaults.harbor?.address}`);
  await page.getByRole("heading", { level: 1, name: "harbor" }).waitFor();
  await form.getByRole("tab", { name: "Deposit" }).waitFor();
  assert.equal(await form.getByRole("tab", { name: "Stake" }).count(), 0);
  await page.context().close();
});
