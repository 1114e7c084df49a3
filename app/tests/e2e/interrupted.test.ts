/**
 * A wallet that disconnects, and a page that is closed, in the middle of it: the page says what happened, and nothing is lost.
 */
import assert from "node:assert/strict";
import { test } from "node:test";

import { type Address, createSolanaRpc } from "@solana/kit";
import type { Page } from "playwright-core";
import { fetchExitTickets, fetchPositions, LOCALNET_PROGRAM_ADDRESS } from "restaking-client";

import { connectWallet } from "./support/browser.js";
import { waitFor } from "./support/localnet.js";
import { localnet, setStage, stage } from "./support/setting.js";

setStage({ scale: { vaults: 60, positions: 240 } });

const alice = () => localnet.manifest.people.alice?.address as Address;

async function ticketsOf(owner: Address): Promise<number> {
  const rpc = createSolanaRpc(localnet.manifest.rpc);
  return (await fetchExitTickets(rpc, LOCALNET_PROGRAM_ADDRESS, { owner }, { commitment: "processed" })).length;
}

/** Has the test wallet disconnect at its next signature but `later`. */
const disconnectAfter = (page: Page, later: number) =>
  page.evaluate((count) => {
    window.testWallet.disconnectsAt = window.testWallet.signed.length + count;
  }, later);

async function askToLeave(page: Page): Promise<void> {
  const form = page.getByRole("region", { name: "Enter and leave" });
  await form.getByRole("tab", { name: "Leave", exact: true }).click();
  await form.getByLabel("Shares to leave with", { exact: true }).fill("2");
  await form.getByText("You will be paid").waitFor();
  await form.getByRole("button", { name: "Ask to leave" }).click();
}

test("a wallet that disconnects while it is asked to sign is told of, and nothing was sent", async () => {
  const path = `/vaults/${localnet.manifest.vaults.harbor?.address}`;
  const page = await stage.open({ localnet, wallet: "alice", path });
  await connectWallet(page);
  const before = await ticketsOf(alice());
  await disconnectAfter(page, 0);
  await askToLeave(page);
  await page.getByText(/Test wallet: It was disconnected before it signed/).waitFor();
  await page.getByRole("banner").getByRole("button", { name: "Connect wallet" }).waitFor();
  assert.equal(await ticketsOf(alice()), before);
  await page.getByRole("button", { name: "Dismiss" }).click();

  // It connects again, and does it.
  await page.evaluate(() => {
    delete window.testWallet.disconnectsAt;
  });
  await connectWallet(page);
  await askToLeave(page);
  await page.getByText(/You asked to leave with/).waitFor();
  assert.equal(await ticketsOf(alice()), before + 1);
  await page.context().close();
});

test("a wallet that disconnects between two transactions has what was paid told, and the rest left", async () => {
  const page = await stage.open({ localnet, wallet: "alice", path: "/portfolio" });
  await connectWallet(page);
  const claim = page.getByRole("button", { name: /^Claim all/ });
  await claim.waitFor();
  const rpc = createSolanaRpc(localnet.manifest.rpc);
  const positions = await fetchPositions(rpc, LOCALNET_PROGRAM_ADDRESS, { owner: alice() });
  assert.ok(positions.length > 10, "more than one transaction holds");
  await disconnectAfter(page, 1);
  await claim.click();
  await page.getByText(/\d+ of \d+ claims paid/).waitFor();
  await page.getByText(/more were not sent: Test wallet: It was disconnected/).waitFor();

  await page.evaluate(() => {
    delete window.testWallet.disconnectsAt;
  });
  await connectWallet(page);
  const rest = page.getByRole("button", { name: /^Claim all/ });
  await rest.waitFor();
  await rest.click();
  await page
    .getByText(/(\d+) of \1 claims paid/)
    .filter({ visible: true })
    .first()
    .waitFor();
  await page.context().close();
});

test("what was signed before a page was closed is told when it is opened again", async () => {
  const path = `/vaults/${localnet.manifest.vaults.harbor?.address}`;
  const page = await stage.open({ localnet, wallet: "alice", path });
  await connectWallet(page);
  const before = await ticketsOf(alice());
  // It lands, and the page learns nothing of it.
  await page.route(`${localnet.manifest.rpc}/`, async (route) => {
    const { method } = route.request().postDataJSON() as { method: string };
    await (method === "getSignatureStatuses" ? route.abort() : route.continue());
  });
  await askToLeave(page);
  await page.getByText(/Waiting for the chain to confirm/).waitFor();
  await waitFor(async () => (await ticketsOf(alice())) > before, "the exit to land");
  await page.unroute(`${localnet.manifest.rpc}/`);
  await page.reload();
  const notice = page.getByRole("status").filter({ hasText: "Signed before this page was loaded." });
  await notice.getByText("Confirmed: it has happened.").waitFor();
  await notice.getByRole("button", { name: "Dismiss" }).click();
  await notice.waitFor({ state: "detached" });
  await page.reload();
  await page.getByRole("region", { name: "Enter and leave" }).waitFor();
  assert.equal(await notice.count(), 0);
  assert.equal(await ticketsOf(alice()), before + 1);
  await page.context().close();
});
