/**
 * Pledges for a slash: shown, made, and given back by a veto or used up by an execution.
 */
import assert from "node:assert/strict";
import { test } from "node:test";

import { type Address, createSolanaRpc } from "@solana/kit";
import type { Page } from "playwright-core";
import {
  fetchOpenSlashes,
  fetchPledges,
  fetchSlashProposal,
  fetchSlashRecipients,
  fetchVault,
  LOCALNET_PROGRAM_ADDRESS,
  planExecuteSlash,
  planProposeSlashes,
  planVetoSlash,
  UNITS,
} from "restaking-client";

import { act } from "./support/actor.js";
import { connectWallet } from "./support/browser.js";
import { localnet, setStage, stage } from "./support/setting.js";

const programAddress = LOCALNET_PROGRAM_ADDRESS;

setStage();

const rpcOf = () => createSolanaRpc(localnet.manifest.rpc);
const harbor = () => localnet.manifest.vaults.harbor?.address as Address;

async function openSlash() {
  const [slash, ...others] = await fetchOpenSlashes(rpcOf(), programAddress, { vault: harbor() });
  assert.ok(slash && others.length === 0, "one slash is open in harbor");
  return slash;
}

/** What somebody pledged, all slashes together. */
async function pledgedBy(name: string): Promise<bigint> {
  const pledger = localnet.manifest.people[name]?.address as Address;
  const pledges = await fetchPledges(rpcOf(), programAddress, { pledger });
  return pledges.reduce((sum, { data }) => sum + data.amount, 0n);
}

async function enter(path: string, wallet: string): Promise<Page> {
  const page = await stage.open({ localnet, wallet, path });
  await connectWallet(page);
  await page.getByText("Stakers lose if executed").filter({ visible: true }).first().waitFor();
  return page;
}

async function pledge(page: Page, amount: string): Promise<void> {
  await page.getByText(/^Pledge for it/).click();
  await page.getByLabel("Amount to pledge").fill(amount);
  await page.getByRole("button", { name: "Pledge", exact: true }).click();
  await page.getByText(/^Confirmed\. You pledged/).waitFor();
}

const SOL = 1_000_000_000n;

test("a pledge is shown before it is signed, counted for all to see, and given back by a veto", async () => {
  const page = await enter("/slashes", "frank");
  const card = page.getByRole("article").filter({ hasText: "harbor" });
  const slash = await openSlash();
  assert.equal(slash.data.pledged, 0n);
  await card.getByText(/^Pledgednothing$/).waitFor();
  await card.getByText(/^Pledge for it/).click();
  await card.getByLabel("Amount to pledge").fill("5");
  const row = async (title: string) => card.locator(".preview > div", { hasText: title }).locator("dd").textContent();
  assert.equal(await row("You pay now"), "5 staked-sol");
  assert.equal(await row("If vetoed, you get back"), "5 staked-sol");
  assert.equal(await row("If executed, you get back"), "nothing");
  assert.match((await row("and by all pledges")) ?? "", /to holders.* come back$/);
  await card.getByText(/nobody can take it back before/).waitFor();
  assert.equal(await pledgedBy("frank"), 0n, "nothing is signed yet");
  await card.getByRole("button", { name: "Pledge", exact: true }).click();
  await card.getByText("You pledged 5 staked-sol.").waitFor();
  assert.equal(await pledgedBy("frank"), 5n * SOL);
  assert.equal((await openSlash()).data.pledged, 5n * SOL);

  const other = await enter(`/vaults/${harbor()}`, "bob");
  await pledge(other, "3");
  await other.context().close();
  await card.getByText(/by frank 5, bob 3$/).waitFor();
  const mine = page.getByRole("list", { name: "Your pledges" });
  await mine.getByText(/a veto gives your pledge back, an execution uses it up/).waitFor();
  assert.equal(await mine.getByRole("button").count(), 0, "it stays while the slash is open");

  await act(localnet, "council", async (resolver) => (await planVetoSlash({ programAddress, slash, resolver })).plan);
  await mine.getByText(/you get all of it back at once/).waitFor();
  await mine.getByRole("button", { name: /^Take back/ }).click();
  await page.getByText("You got 5 staked-sol back.").waitFor();
  assert.equal(await pledgedBy("frank"), 0n);
  assert.equal(await pledgedBy("bob"), 3n * SOL, "each takes its own");
  await page.context().close();
});

test("a slash that is pledged for in full costs stakers nothing, and uses the pledge up", async () => {
  // The oracle's incidents of one operator are a day apart.
  await localnet.pass(86_400);
  const rpc = rpcOf();
  await act(localnet, "oracle", async (slasher, { now }) => {
    const { plan } = await planProposeSlashes({
      programAddress,
      vaults: [await fetchVault(rpc, harbor())],
      operator: localnet.manifest.operators.ada as Address,
      ncn: localnet.manifest.ncns.oracle as Address,
      slasher,
      incident: 2n,
      fraction: UNITS / 200n,
      reason: 1n,
      evidence: new Uint8Array(32),
      offenseAt: now - 60n,
      now,
    });
    return plan;
  });
  const { address } = await openSlash();
  const page = await enter("/slashes", "frank");
  const card = page.getByRole("article").filter({ hasText: "harbor" });
  await card.getByText(/^Pledge for it/).click();
  await card.getByRole("button", { name: "Max of amount to pledge" }).click();
  await card.getByRole("button", { name: "Pledge", exact: true }).click();
  await card.getByText("All of it is pledged for.").waitFor();
  await card.getByText(/^Stakers lose if executed0 staked-sol/).waitFor();
  const { data } = await fetchSlashProposal(rpc, address);
  assert.equal(data.pledged, data.slash.stake);

  await localnet.pass(2 * 86_400);
  const before = (await fetchVault(rpc, harbor())).data.ledger.books.active;
  await act(localnet, "reporter", async (payer) => {
    const [slash, vault] = [await fetchSlashProposal(rpc, address), await fetchVault(rpc, harbor())];
    const recipients = await fetchSlashRecipients(rpc, slash, vault);
    return (await planExecuteSlash({ programAddress, slash, vault, recipients, payer })).plan;
  });
  assert.ok((await fetchVault(rpc, harbor())).data.ledger.books.active > before);
  const mine = page.getByRole("list", { name: "Your pledges" });
  await mine.getByText(/your pledge is with its stakers\. The rent of 0\.\d+ SOL goes back to you\./).waitFor();
  await mine.getByRole("button", { name: /^Close/ }).click();
  await page.getByText("The pledge's account is closed.").waitFor();
  assert.equal(await pledgedBy("frank"), 0n);
  await page.context().close();
});
