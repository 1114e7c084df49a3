/**
 * Roles act on the page: each sees what changes, from when, and whether stakers could leave first; and it happens.
 */
import assert from "node:assert/strict";
import { test } from "node:test";

import { type Address, createSolanaRpc, fetchEncodedAccount } from "@solana/kit";
import type { Locator, Page } from "playwright-core";
import {
  fetchNcn,
  fetchNcnAllocation,
  fetchOpenSlashes,
  fetchOperator,
  fetchOperatorDelegation,
  fetchVault,
  LOCALNET_PROGRAM_ADDRESS,
  metadataAddress,
  pdas,
  UNITS,
} from "restaking-client";

import { connectWallet } from "./support/browser.js";
import { openAct } from "./support/forms.js";
import { localnet, setStage, stage } from "./support/setting.js";

const programAddress = LOCALNET_PROGRAM_ADDRESS;
const pda = pdas(programAddress);

setStage();

const rpcOf = () => createSolanaRpc(localnet.manifest.rpc);
const vault = (name: string) => localnet.manifest.vaults[name]?.address as Address;
const operator = (name: string) => localnet.manifest.operators[name] as Address;
const ncn = (name: string) => localnet.manifest.ncns[name] as Address;

async function as(wallet: string, path: string, role: string): Promise<{ page: Page; panel: Locator }> {
  const page = await stage.open({ localnet, wallet, path });
  await page.getByRole("heading", { level: 1 }).waitFor();
  assert.equal(await page.getByRole("region", { name: /^You are/ }).count(), 0, "no wallet is connected");
  await connectWallet(page);
  const panel = page.getByRole("region", { name: `You are its ${role}` });
  await panel.waitFor();
  return { page, panel };
}

/** Chooses the option that begins with `start`. */
async function choose(form: Locator, label: string, start: string): Promise<void> {
  const field = form.getByLabel(label, { exact: true });
  const options = await field.locator("option").allTextContents();
  await field.selectOption({ label: options.find((option) => option.startsWith(start)) ?? start });
}

const CAN_LEAVE = "Stakers who ask to leave now are out before it takes effect.";

test("a curator sees the stake's way before and after, moves stake, and cancels the move", async () => {
  const { page, panel } = await as("curator", `/vaults/${vault("harbor")}`, "curator");
  const move = await openAct(panel, "Move stake to another operator");
  await choose(move, "From", "ada");
  await choose(move, "To", "ada");
  await move.getByText("Choose two operators").waitFor();
  assert.equal(await move.getByRole("button", { name: "Announce the move" }).isDisabled(), true);
  await choose(move, "To", "cyd");
  await move.getByLabel("Of what the first one has, in percent").fill("50");
  await move.getByText(CAN_LEAVE).waitFor();
  await move.getByRole("img", { name: /Now$/ }).waitFor();
  const then = (await move.getByRole("img", { name: /Then$/ }).getAttribute("aria-label")) ?? "";
  const now = (await move.getByRole("img", { name: /Now$/ }).getAttribute("aria-label")) ?? "";
  assert.notEqual(then, now.replace(/Now$/, "Then"));
  await move.getByRole("button", { name: "Announce the move" }).click();
  await move.getByText(/The move from ada to cyd is announced/).waitFor();
  const delegation = await pda.delegation(vault("harbor"), operator("ada"));
  const moving = async () => (await fetchOperatorDelegation(rpcOf(), delegation)).data.delegation.moving;
  assert.ok((await moving()) > 0n);
  const cancel = await openAct(panel, "Cancel the move from ada");
  await cancel.getByRole("button", { name: "Cancel the move" }).click();
  await cancel.waitFor({ state: "detached" });
  assert.equal(await moving(), 0n);
  await page.context().close();
});

test("a vault's admin raises the breaker with notice, and its guardian pauses at once", async () => {
  const { page, panel } = await as("curator", `/vaults/${vault("harbor")}`, "admin");
  const breaker = await openAct(panel, "Circuit breaker");
  await breaker.getByLabel("By one slash, in percent").fill("130");
  await breaker.getByText("The most is 100%").waitFor();
  await breaker.getByLabel("By one slash, in percent").fill("30");
  await breaker.getByText("25% → 30%").waitFor();
  await breaker.getByText(CAN_LEAVE).waitFor();
  await breaker.getByRole("button", { name: "Set the breaker" }).click();
  await breaker.getByText("The circuit breaker is set.").waitFor();
  const { incidentBps } = (await fetchVault(rpcOf(), vault("harbor"))).data.ledger.lossLimits;
  assert.deepEqual([incidentBps.current, incidentBps.next], [2_500n, 3_000n]);
  await page.context().close();

  const guardian = await as("warden", `/vaults/${vault("harbor")}`, "guardian");
  const pause = await openAct(guardian.panel, "Pause");
  await pause.getByLabel("Deposits").check();
  await pause.getByLabel("For").fill("8 d");
  await pause.getByText("The most is 7 d").waitFor();
  await pause.getByLabel("For").fill("2 h");
  await pause.getByText(/active → paused until/).waitFor();
  await pause.getByRole("button", { name: "Pause" }).click();
  await guardian.page.getByText(/The vault's guardian paused deposits/).waitFor();
  const end = await openAct(guardian.panel, "End the pause");
  await end.getByRole("button", { name: "End it" }).click();
  await guardian.page.getByText(/The vault's guardian paused deposits/).waitFor({ state: "detached" });
  await guardian.page.context().close();
});

test("a vault's admin changes the name that wallets show, one text alone", async () => {
  const { page, panel } = await as("curator", `/vaults/${vault("harbor")}`, "admin");
  const form = await openAct(panel, "Name of the VRT");
  const field = form.getByLabel("Name", { exact: true });
  await field.fill("Harbor\u200b Bay");
  await form.getByRole("button", { name: "Change the name" }).click();
  await form.getByText("Name has a character that is not seen").waitFor();
  await field.fill("Harbor Bay Restaked SOL");
  await form.getByText("Harbor Restaked SOL → Harbor Bay Restaked SOL").waitFor();
  await form.getByRole("button", { name: "Change the name" }).click();
  await form.getByText("The VRT is hSOL, named Harbor Bay Restaked SOL.").waitFor();
  await page.context().close();
  const { vrtMint } = (await fetchVault(rpcOf(), vault("harbor"))).data;
  const metadata = await fetchEncodedAccount(rpcOf(), await metadataAddress(vrtMint));
  assert.ok(metadata.exists);
  const said = Buffer.from(metadata.data).toString();
  assert.match(said, /Harbor Bay Restaked SOL/);
  assert.match(said, /hSOL/);
});

test("an operator raises its commission with notice, and allocates less", async () => {
  const { page, panel } = await as("ada", `/operators/${operator("ada")}`, "admin");
  const terms = await openAct(panel, "Commission, allocator and description");
  await terms.getByLabel("Commission of rewards, in percent").fill("6");
  await terms.getByText("5% → 6%").waitFor();
  await terms.getByText(CAN_LEAVE).waitFor();
  await terms.getByRole("button", { name: "Set the terms" }).click();
  await terms.getByText("The terms are set.").waitFor();
  const { commissionBps } = (await fetchOperator(rpcOf(), operator("ada"))).data;
  assert.deepEqual([commissionBps.current, commissionBps.next], [500n, 600n]);

  const allocator = page.getByRole("region", { name: "You are its allocator" });
  const allocate = await openAct(allocator, "Allocate stake to an NCN");
  await choose(allocate, "Of the vault", "harbor");
  await choose(allocate, "To the NCN", "bridge");
  await allocate.getByLabel("Part of the delegation, in percent").fill("10");
  await allocate.getByText("It adds nothing to what stakers can lose or pay.").waitFor();
  await allocate.getByRole("button", { name: "Allocate" }).click();
  await allocate.getByText("The allocation to bridge is announced.").waitFor();
  const delegation = await pda.delegation(vault("harbor"), operator("ada"));
  const at = await pda.allocation(delegation, ncn("bridge"));
  const { magnitude } = (await fetchNcnAllocation(rpcOf(), at)).data.allocation;
  assert.ok(magnitude.next <= UNITS / 10n && magnitude.next < magnitude.current, `${magnitude.next}`);
  await page.context().close();
});

test("an NCN announces a policy, and its slasher sees what a slash takes and from whom", async () => {
  const { page, panel } = await as("oracle", `/ncns/${ncn("oracle")}`, "admin");
  const policy = await openAct(panel, "Slashing policy");
  await policy.getByLabel("By one incident, of what an operator allocated, at the most, in percent").fill("60");
  await policy.getByText("50% → 60%").waitFor();
  await policy.getByText(CAN_LEAVE).waitFor();
  await policy.getByLabel("Burned, of what is taken, in percent").fill("1");
  await policy.getByText(/have to come to 100%/).waitFor();
  await policy.getByLabel("Burned, of what is taken, in percent").fill("75");
  await policy.getByRole("button", { name: "Announce the policy" }).click();
  await policy.getByText("The policy is announced.").waitFor();
  assert.equal((await fetchNcn(rpcOf(), ncn("oracle"))).data.nextPolicy.terms.maxFraction, (UNITS * 6n) / 10n);

  const slasher = page.getByRole("region", { name: "You are its slasher" });
  const slash = await openAct(slasher, "Slash an operator");
  await choose(slash, "Operator", "bede");
  await slash.getByLabel("Part of what it allocated, in percent").fill("1");
  await slash.getByText("It takes effect before stakers could leave.").waitFor();
  await slash.getByRole("row", { name: /delta/ }).waitFor();
  await slash.getByRole("row", { name: /harbor/ }).waitFor();
  const before = (await fetchOpenSlashes(rpcOf(), programAddress, { ncn: ncn("oracle") })).length;
  await slash.getByRole("button", { name: "Slash", exact: true }).click();
  await slash.getByText("bede is slashed.").waitFor();
  const open = await fetchOpenSlashes(rpcOf(), programAddress, { ncn: ncn("oracle") });
  assert.equal(open.length, before + 2);
  await page.context().close();
});
