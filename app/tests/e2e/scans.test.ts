/**
 * Many vaults, and nodes that list no accounts: the page asks for no more than it shows, and reads a static index where a node refuses
 * scans.
 */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { type Address, createSolanaRpc } from "@solana/kit";
import type { Page } from "playwright-core";
import { fetchRestakingAccounts, LOCALNET_PROGRAM_ADDRESS, type RestakingAccountName } from "restaking-client";

import { connectWallet, openStage, type Stage } from "./support/browser.js";
import { type Localnet, startLocalnet } from "./support/localnet.js";
import { openMeter } from "./support/meter.js";

const SCALE = { vaults: 60, positions: 1_200 };

let localnet: Localnet;
let stage: Stage;

before(async () => {
  localnet = await startLocalnet({ scale: SCALE });
  stage = await openStage();
});
after(async () => {
  await stage?.stop();
  await localnet?.stop();
});

/** The kinds in an index, but for those that the page looks for by address. */
const KINDS: readonly RestakingAccountName[] = [
  ...(["Vault", "Operator", "Ncn", "OperatorDelegation", "NcnAllocation", "OptIn", "OperatorRecord"] as const),
  ...(["SlashProposal", "SlashPledge", "ExitTicket", "ExitBucket", "VaultPosition", "VaultBondPool"] as const),
  ...(["RewardTree", "RewardClaim", "RewardOffer", "StakeTable", "DepositorApproval", "Grant", "Config"] as const),
];

/** An index of what is on the chain now, as `restake index` writes it. */
async function indexNow(): Promise<Record<string, string[]>> {
  const rpc = createSolanaRpc(localnet.manifest.rpc);
  const lists = KINDS.map(async (kind): Promise<[string, string[]]> => {
    const found = await fetchRestakingAccounts(rpc, LOCALNET_PROGRAM_ADDRESS, kind, {}, { commitment: "confirmed" });
    return [kind, found.map(({ address }) => address)];
  });
  return Object.fromEntries(await Promise.all(lists));
}

const INDEX_URL = "http://index.example/index.json";

/** Serves an index of these accounts to the page. */
async function serve(page: Page, accounts: Record<string, string[]>, program: string = LOCALNET_PROGRAM_ADDRESS) {
  const genesis = await createSolanaRpc(localnet.manifest.rpc).getGenesisHash().send();
  await page.route(INDEX_URL, (route) =>
    route.fulfill({
      json: { format: "restaking-index/1", program, genesis, slot: "1", accounts },
      headers: { "access-control-allow-origin": "*" },
    }),
  );
}

test("many vaults are listed in pages, and nobody's positions are read", async (t) => {
  const meter = await openMeter(localnet);
  t.after(meter.stop);
  const page = await stage.open({ localnet: meter.localnet });
  await page.getByText("66 vaults").waitFor();
  await page.getByText("You could lose").nth(11).waitFor();
  const cards = page.locator(".vault-card");
  assert.equal(await cards.count(), 12);
  const { requests, bytes } = meter.count();
  // Vaults, operators, NCNs, delegations, allocations, agreements, records and slashes, once each; and liquid pools for names of LRTs.
  assert.equal(requests.getProgramAccounts, 9, JSON.stringify(requests));
  assert.ok(bytes < 1_500_000, `${bytes} bytes, and a ticket or position has 500 of ${SCALE.positions}`);

  await page.getByRole("button", { name: "Show more of 66" }).focus();
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
  await page.getByRole("region", { name: "What you could lose" }).getByText(/slash/i).first().waitFor();
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
  const accounts = await indexNow();
  const meter = await openMeter(localnet, { refuses: ["getProgramAccounts"] });
  t.after(meter.stop);
  const page = await stage.open({ localnet: meter.localnet, wallet: "alice" });
  await serve(page, accounts);
  await page.getByText(/name a static index of the program in the settings/).waitFor();
  await page.getByRole("link", { name: "Choose a node" }).click();
  const field = page.getByLabel("A static index, for a node that lists no accounts");
  await field.fill("nowhere");
  await page.getByText(/This is not an address of a node/).waitFor();
  await field.fill(INDEX_URL);
  await page.getByRole("button", { name: "Use this node" }).click();
  await page.getByRole("navigation").getByRole("link", { name: "Vaults" }).click();
  await page.getByText("66 vaults").waitFor();
  await page.getByText("You could lose").first().waitFor();
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
    .first()
    .waitFor();
  // The ticket is younger than the index, and is there after a reload as well.
  await page.reload();
  await position
    .getByText(/3[.,]2/)
    .first()
    .waitFor();
  await page.context().close();
});

test("a false index omits, and an index of another program is refused", async (t) => {
  const { Vault: vaults = [], Operator: operators = [], ...others } = await indexNow();
  const harbor = localnet.manifest.vaults.harbor?.address as Address;
  const meter = await openMeter(localnet, { refuses: ["getProgramAccounts"] });
  t.after(meter.stop);
  const settings = { indexes: { localnet: INDEX_URL } };
  const page = await stage.open({ localnet: meter.localnet, path: "/settings", settings });
  // Operators, a person and a program are no vaults.
  const false_ = [harbor, ...operators, localnet.manifest.people.alice?.address ?? "", LOCALNET_PROGRAM_ADDRESS];
  await serve(page, { ...others, Operator: operators, Vault: false_ });
  await page.getByRole("navigation").getByRole("link", { name: "Vaults" }).click();
  await page.getByText("1 vault", { exact: true }).waitFor();
  await page.getByRole("link", { name: "harbor" }).waitFor();

  await page.unroute(INDEX_URL);
  await serve(page, { ...others, Operator: operators, Vault: vaults }, harbor);
  await page.reload();
  await page
    .getByText(/The index is of another program/)
    .first()
    .waitFor();
  await page.context().close();
});
