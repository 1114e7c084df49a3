/**
 * Many vaults, and nodes that list no accounts: the page asks for no more than it shows, and reads a static index where a node refuses
 * scans.
 */
import assert from "node:assert/strict";
import { test } from "node:test";

import type { Address } from "@solana/kit";
import { LOCALNET_PROGRAM_ADDRESS } from "restaking-client";

import { connectWallet } from "./support/browser.js";
import { INDEX_URL, indexNow, serveIndex as serve } from "./support/index-file.js";
import { openMeter } from "./support/meter.js";
import { localnet, setStage, stage } from "./support/setting.js";

const SCALE = { vaults: 60, positions: 1_200 };

setStage({ scale: SCALE });

test("many vaults are listed in pages, and nobody's positions are read", async (t) => {
  const meter = await openMeter(localnet);
  t.after(meter.stop);
  const page = await stage.open({ localnet: meter.localnet });
  await page.getByText("67 vaults").waitFor();
  await page.getByText("You could lose").nth(11).waitFor();
  const cards = page.locator(".vault-card");
  assert.equal(await cards.count(), 12);
  const { requests, bytes } = meter.count();
  // Vaults, operators, NCNs, delegations, allocations, opt-ins, records and slashes, once each; and liquid pools for names of LRTs.
  assert.equal(requests.getProgramAccounts, 9, JSON.stringify(requests));
  assert.ok(bytes < 1_500_000, `${bytes} bytes, and a ticket or position has 500 of ${SCALE.positions}`);

  await page.getByRole("button", { name: "Show more of 67" }).focus();
  await page.keyboard.press("Enter");
  await cards.nth(23).waitFor();
  assert.equal(await cards.count(), 24);
  const next = cards.nth(12).getByRole("link").first();
  assert.equal(await next.evaluate((link) => link === document.activeElement), true, "the focus goes on in the list");
  await page.context().close();
});

test("a vault and a portfolio read what concerns them, by filters", async (t) => {
  const meter = await openMeter(localnet);
  t.after(meter.stop);
  const path = `/vaults/${localnet.manifest.vaults.harbor?.address}`;
  const page = await stage.open({ localnet: meter.localnet, wallet: "alice", path });
  await page
    .getByRole("region", { name: "What you could lose" })
    .getByText(/slash/i)
    .filter({ visible: true })
    .first()
    .waitFor();
  const vault = meter.count();
  assert.ok(vault.bytes < 600_000, `${vault.bytes}`);
  await connectWallet(page);
  meter.reset();
  await page.getByRole("navigation").getByRole("link", { name: "Portfolio" }).click();
  await page.getByRole("button", { name: /^Claim all/ }).waitFor();
  const portfolio = meter.count();
  assert.ok(portfolio.bytes < 1_800_000, `${portfolio.bytes}`);
  await page.context().close();
});

test("a node that lists no accounts is read by a static index, and what was signed since is not lost", async (t) => {
  const index = await indexNow(localnet);
  const meter = await openMeter(localnet, { refuses: ["getProgramAccounts"] });
  t.after(meter.stop);
  const page = await stage.open({ localnet: meter.localnet, wallet: "alice" });
  await serve(page, localnet, index);
  await page.getByText(/name a static index of the program in the settings/).waitFor();
  await page.getByRole("link", { name: "Choose a node" }).click();
  const field = page.getByLabel("A static index, for a node that lists no accounts");
  await field.fill("nowhere");
  await page.getByText(/This is not an address of a node/).waitFor();
  await field.fill(INDEX_URL);
  await page.getByRole("button", { name: "Use this node" }).click();
  await page.getByRole("navigation").getByRole("link", { name: "Vaults" }).click();
  await page.getByText("67 vaults").waitFor();
  await page.getByText("You could lose").filter({ visible: true }).first().waitFor();
  await page.getByText(/The lists are from a static index of slot/).waitFor();

  await page.goto(`${stage.url}/#/vaults/${localnet.manifest.vaults.harbor?.address}`);
  await connectWallet(page);
  const form = page.getByRole("region", { name: "Enter and leave" });
  await form.getByRole("tab", { name: "Leave", exact: true }).click();
  await form.getByLabel("Shares to leave with", { exact: true }).fill("3.25");
  await form.getByText("You will be paid").waitFor();
  await form.getByRole("button", { name: "Ask to leave" }).click();
  await form.getByText(/You asked to leave with/).waitFor();
  const position = page.getByRole("region", { name: "Your position" });
  await position
    .getByText(/3[.,]2/)
    .filter({ visible: true })
    .first()
    .waitFor();
  // The ticket is younger than the index, and is there after a reload as well.
  await page.reload();
  await position
    .getByText(/3[.,]2/)
    .filter({ visible: true })
    .first()
    .waitFor();
  await page.context().close();
});

test("a false index omits, and an index of another program is refused", async (t) => {
  const index = await indexNow(localnet);
  const { Vault: vaults = [], Operator: operators = [], ...others } = index.accounts;
  const harbor = localnet.manifest.vaults.harbor?.address as Address;
  const meter = await openMeter(localnet, { refuses: ["getProgramAccounts"] });
  t.after(meter.stop);
  const settings = { indexes: { localnet: INDEX_URL } };
  const page = await stage.open({ localnet: meter.localnet, path: "/settings", settings });
  // Operators, a person and a program are no vaults.
  const false_ = [harbor, ...operators, localnet.manifest.people.alice?.address as Address, LOCALNET_PROGRAM_ADDRESS];
  await serve(page, localnet, { ...index, accounts: { ...others, Operator: operators, Vault: false_ } });
  await page.getByRole("navigation").getByRole("link", { name: "Vaults" }).click();
  await page.getByText("1 vault", { exact: true }).waitFor();
  await page.getByRole("link", { name: "harbor" }).waitFor();

  await page.unroute(INDEX_URL);
  await serve(page, localnet, {
    ...index,
    program: harbor,
    accounts: { ...others, Operator: operators, Vault: vaults },
  });
  await page.reload();
  await page
    .getByText(/The index is of another program/)
    .filter({ visible: true })
    .first()
    .waitFor();
  await page.context().close();
});
