/**
 * Admins hand on their role and grant parts of it, guardians pause all vaults, NCNs let stake go: on the page, for real.
 */
import assert from "node:assert/strict";
import { test } from "node:test";

import { type Address, createSolanaRpc } from "@solana/kit";
import type { Locator, Page } from "playwright-core";
import {
  fetchConfig,
  fetchMaybeGrant,
  fetchNcn,
  fetchOperator,
  fetchOptIn,
  fetchRewardTrees,
  fetchVaultBondPool,
  LOCALNET_PROGRAM_ADDRESS,
  pdas,
  rewardsOf,
} from "restaking-client";

import { connectWallet } from "./support/browser.js";
import { openAct } from "./support/forms.js";
import { localnet, setStage, stage } from "./support/setting.js";

const pda = pdas(LOCALNET_PROGRAM_ADDRESS);

setStage();

const rpcOf = () => createSolanaRpc(localnet.manifest.rpc);
const person = (name: string) => localnet.manifest.people[name]?.address as Address;
const operator = (name: string) => localnet.manifest.operators[name] as Address;
const ncn = (name: string) => localnet.manifest.ncns[name] as Address;
const vault = (name: string) => localnet.manifest.vaults[name]?.address as Address;

async function as(wallet: string, path: string, role: string): Promise<{ page: Page; panel: Locator }> {
  const page = await stage.open({ localnet, wallet, path });
  await page.getByRole("heading", { level: 1 }).waitFor();
  await connectWallet(page);
  const panel = page.getByRole("region", { name: `You are ${role}` });
  await panel.waitFor();
  return { page, panel };
}

test("an operator grants its keys to another key, which registers none of what it was not granted", async () => {
  const path = `/operators/${operator("ada")}`;
  const { page, panel } = await as("ada", path, "its admin");
  const grant = await openAct(panel, "Grant acts to another key");
  await grant.getByLabel("Key", { exact: true }).fill(person("grace"));
  await grant.getByLabel("Set the description").check();
  await grant.getByLabel("For").fill("400 d");
  await grant.getByText("The most is").waitFor();
  await grant.getByLabel("For").fill("7 d");
  await grant.getByText(/nothing → Set the description, until/).waitFor();
  await grant.getByRole("button", { name: "Grant", exact: true }).click();
  await grant.getByText(/may act until then/).waitFor();
  await page.context().close();

  const holder = await as("grace", path, "a holder of a grant");
  assert.equal(await holder.panel.getByText("Retire the operator").count(), 0);
  const terms = await openAct(holder.panel, "Commission, allocator and description");
  await terms.getByLabel("URI of the description").fill("https://ada.example/described.json");
  await terms.getByRole("button", { name: "Set the terms" }).click();
  await terms.getByText("The terms are set.").waitFor();
  const { uri } = (await fetchOperator(rpcOf(), operator("ada"))).data;
  assert.match(Buffer.from(uri).toString(), /^https:\/\/ada\.example\/described\.json/);
  await holder.page.context().close();

  const admin = await as("ada", path, "its admin");
  const end = await openAct(admin.panel, "Void all grants");
  await end.getByRole("button", { name: "Void all" }).click();
  await end.waitFor({ state: "detached" });
  await admin.page.context().close();
  assert.ok((await fetchMaybeGrant(rpcOf(), await pda.grant(operator("ada"), person("grace")))).exists);
});

test("an admin's role is handed on in two steps", async () => {
  const path = `/operators/${operator("dora")}`;
  const { page, panel } = await as("dora", path, "its admin");
  const propose = await openAct(panel, "Hand on the admin's role");
  await propose.getByLabel("New admin").fill(person("dora"));
  await propose.getByText("This is the admin already").waitFor();
  await propose.getByLabel("New admin").fill(person("frank"));
  await propose.getByText("nobody → frank").waitFor();
  await propose.getByRole("button", { name: "Propose" }).click();
  await propose.getByText("The new admin has to accept.").waitFor();
  const retire = await openAct(panel, "Retire the operator");
  assert.equal(await retire.getByRole("button", { name: "Retire it permanently" }).isDisabled(), true);
  await page.context().close();

  const next = await as("frank", path, "its proposed admin");
  const accept = await openAct(next.panel, "Become the admin");
  await accept.getByRole("button", { name: "Accept" }).click();
  await next.page.getByRole("region", { name: "You are its admin" }).waitFor();
  assert.equal((await fetchOperator(rpcOf(), operator("dora"))).data.admin, person("frank"));
  await next.page.context().close();
});

test("the protocol's guardian pauses all vaults, and its admin announces a fee", async () => {
  const { page, panel } = await as("sentinel", "/protocol", "the protocol's guardian");
  const pause = await openAct(panel, "Pause");
  await pause.getByLabel("Deposits").check();
  await pause.getByLabel("For").fill("2 h");
  await pause.getByRole("button", { name: "Pause" }).click();
  await page.getByText(/The protocol's guardian paused deposits in all vaults/).waitFor();
  const end = await openAct(panel, "End the pause");
  await end.getByRole("button", { name: "End it" }).click();
  await page.getByText(/The protocol's guardian paused/).waitFor({ state: "detached" });
  await page.context().close();

  const admin = await as("deployer", "/protocol", "the protocol's admin");
  const fee = await openAct(admin.panel, "The protocol's fee");
  await fee.getByLabel("Fee, in percent").fill("9.5");
  await fee.getByText("Stakers who ask to leave now are out before it takes effect.").waitFor();
  await fee.getByRole("button", { name: "Set the fee" }).click();
  await fee.getByText("The fee is set.").waitFor();
  assert.equal((await fetchConfig(rpcOf(), await pda.config())).data.protocolFeeBps.next, 950n);
  await admin.page.context().close();
});

test("an NCN weighs a vault, names software, opens a tree and a table, and lets stake go", async () => {
  const path = `/ncns/${ncn("bridge")}`;
  const allocator = await as("ada", `/operators/${operator("ada")}`, "its allocator");
  const allocate = await openAct(allocator.panel, "Allocate stake to an NCN");
  const choose = async (form: Locator, label: string, start: string) => {
    const field = form.getByLabel(label, { exact: true });
    const options = await field.locator("option").allTextContents();
    await field.selectOption({ label: options.find((option) => option.startsWith(start)) ?? start });
  };
  await choose(allocate, "Of the vault", "harbor");
  await choose(allocate, "To the NCN", "bridge");
  await allocate.getByLabel("Part of the delegation, in percent").fill("5");
  await allocate.getByRole("button", { name: "Allocate" }).click();
  await allocate.getByText(/is announced/).waitFor();
  await allocator.page.context().close();

  const { page, panel } = await as("bridge", path, "its admin");
  const weight = await openAct(panel, "Weight of a vault");
  await choose(weight, "Vault", "harbor");
  await weight.getByLabel("Weight of a smallest unit, in units of weight").fill("0.5");
  await weight.getByText("its asset's → 0.5").waitFor();
  await weight.getByRole("button", { name: "Set the vault's weight" }).click();
  await weight.getByText("The weight of harbor is set.").waitFor();
  const optIn = await pda.optIn(vault("harbor"), ncn("bridge"));
  assert.equal((await fetchOptIn(rpcOf(), optIn)).data.weight, 500_000_000n);

  const software = await openAct(panel, "Software release");
  await software.getByLabel("SHA-256 of the release").fill("ab");
  await software.getByText("Write 32 bytes in hexadecimal").waitFor();
  await software.getByLabel("SHA-256 of the release").fill("ab".repeat(32));
  await software.getByRole("button", { name: "Publish the release" }).click();
  await software.getByText("The release is published.").waitFor();
  assert.ok((await fetchNcn(rpcOf(), ncn("bridge"))).data.software.sha256.every((byte) => byte === 0xab));

  const tree = await openAct(panel, "Open a tree of rewards by a list");
  await tree.getByLabel("Mint of the rewards").fill(localnet.manifest.mints["oracle-token"]?.address ?? "");
  await tree.getByLabel("Publisher").fill(person("publisher"));
  await tree.getByLabel("Disputer").fill(person("council"));
  await tree.getByRole("button", { name: "Open the tree" }).click();
  await tree.getByText("The tree is open.").waitFor();
  assert.equal((await fetchRewardTrees(rpcOf(), LOCALNET_PROGRAM_ADDRESS, { ncn: ncn("bridge") })).length, 1);

  const table = await openAct(panel, "Open a stake table");
  await table.getByLabel("Room for so many operators").fill("3");
  await table.getByRole("button", { name: "Open the table" }).click();
  await table.getByText("The table is open.").waitFor();

  const release = await openAct(panel, "Release what ada takes back of harbor");
  await release.getByText("It adds nothing to what stakers can lose or pay.").waitFor();
  await release.getByRole("button", { name: "Release it now" }).click();
  await release.waitFor({ state: "detached" });
  await page.context().close();
});

test("a vault's admin adds a reward to its bond pool, and a holder hands an exit on", async () => {
  const { page, panel } = await as("curator", `/vaults/${vault("harbor")}`, "its admin");
  const add = await openAct(panel, "Add a reward to the bond pool");
  await add.getByLabel("Mint of the reward").fill(localnet.manifest.mints["oracle-token"]?.address ?? "");
  await add.getByText("The pool pays this token already").waitFor();
  await add.getByLabel("Mint of the reward").fill(localnet.manifest.mints.dollar?.address ?? "");
  await add.getByRole("button", { name: "Add it permanently" }).click();
  await add.getByText("The reward is added.").waitFor();
  const pool = await fetchVaultBondPool(rpcOf(), await pda.bondPool(vault("harbor")));
  assert.equal(rewardsOf(pool.data).length, 2);
  await page.context().close();

  const owner = await as("bob", "/portfolio", "an owner of exits");
  const hand = await openAct(owner.panel, "Hand on an exit");
  await hand.getByLabel("New owner").fill(person("grace"));
  await hand.getByText("you → grace").waitFor();
  await hand.getByRole("button", { name: "Hand it on" }).click();
  await owner.page.getByText("None is on its way.").waitFor();
  await owner.page.context().close();
});
