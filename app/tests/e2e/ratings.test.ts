/**
 * Scores of NCNs and operators with their inputs, and the market, from which a vault's admin joins an NCN.
 */
import assert from "node:assert/strict";
import { test } from "node:test";

import { type Address, createSolanaRpc } from "@solana/kit";
import { fetchNcn, fetchOptIn, LOCALNET_PROGRAM_ADDRESS, pdas, planOpenRewardOffer } from "restaking-client";

import { act } from "./support/actor.js";
import { findings } from "./support/axe.js";
import { connectWallet } from "./support/browser.js";
import { localnet, setStage, stage } from "./support/setting.js";

const programAddress = LOCALNET_PROGRAM_ADDRESS;
const SHOTS = process.env.SHOTS;

setStage();

const ncn = (name: string) => localnet.manifest.ncns[name] as Address;
const vault = (name: string) => localnet.manifest.vaults[name]?.address as Address;

test("an NCN's score has every input with its fact and its points", async () => {
  const page = await stage.open({ localnet, path: `/ncns/${ncn("oracle")}` });
  const region = page.getByRole("region", { name: "Score" });
  const row = (name: string) => region.getByRole("row").filter({ has: page.getByRole("rowheader", { name }) });
  await row("Evidence").getByText("a plain key judges").waitFor();
  assert.match((await row("Evidence").textContent()) ?? "", /0 of 25/);
  // The council is another key, and has two days.
  assert.match((await row("Veto").textContent()) ?? "", /another key, within 2 d.*16 of 20/);
  assert.match((await row("Worst loss").textContent()) ?? "", /of an allocation during an exit of 14 d.*0 of 15/);
  assert.match((await row("Concentration").textContent()) ?? "", /3 admins with an index of 0\.\d\d/);
  assert.equal(await region.getByRole("row").count(), 8);
  assert.deepEqual(await findings(page), []);
  if (SHOTS) {
    await page.screenshot({ path: `${SHOTS}/ncn.png`, fullPage: true });
  }

  // The score is the sum of what is shown, at most the limit.
  const text = (await region.textContent()) ?? "";
  const points = [...text.matchAll(/(\d+) of (\d+)(?=\D|$)/g)].map(([, part, most]) => [Number(part), Number(most)]);
  const inputs = points.filter(([, most]) => most !== undefined && [25, 20, 15, 10, 5].includes(most));
  const sum = inputs.reduce((all, [part = 0]) => all + part, 0);
  assert.ok(text.includes(`${sum} in all`), text);
  await page.context().close();
});

test("an operator's score has its record, its own stake and its leverage", async () => {
  const page = await stage.open({ localnet, path: `/operators/${localnet.manifest.operators.ada}` });
  const region = page.getByRole("region", { name: "Score" });
  const row = (name: string) => region.getByRole("row").filter({ has: page.getByRole("rowheader", { name }) });
  await row("Commission").getByText("5% of rewards, now or as announced").waitFor();
  assert.match((await row("Leverage").textContent()) ?? "", /the same stake is allocated 2\.00 times.*6 of 10/);
  assert.match((await row("Own stake").textContent()) ?? "", /0% of the stake behind it is its admin's.*0 of 15/);
  assert.deepEqual(await findings(page), []);
  if (SHOTS) {
    await page.screenshot({ path: `${SHOTS}/operator.png`, fullPage: true });
  }
  await page.context().close();
});

test("the list of NCNs has their scores", async () => {
  const page = await stage.open({ localnet, path: "/ncns" });
  const table = page.getByRole("table", { name: "NCNs" });
  const row = table.getByRole("row").filter({ hasText: "sequencer" });
  // It cannot slash at all; that it is new limits it.
  await row.getByText("60 of 100").waitFor();
  if (SHOTS) {
    await page.screenshot({ path: `${SHOTS}/ncns.png`, fullPage: true });
  }
  await page.context().close();
});

test("the market lists offers by what they accept, and an admin joins from it", async () => {
  const page = await stage.open({ localnet, wallet: "curator", path: "/market" });
  await connectWallet(page);
  const table = page.getByRole("table", { name: "Offers of NCNs" });
  await table.getByText("60 of 100").waitFor();
  const lines = page.getByText(/^\d+ lines?$/);
  assert.equal(await lines.textContent(), "6 lines");

  // What the oracle offers in staked SOL is compared with its weight.
  await act(localnet, "oracle", async (admin, { rpc, now }) => {
    const { plan } = await planOpenRewardOffer({
      programAddress,
      ncn: await fetchNcn(rpc, ncn("oracle")),
      mint: localnet.manifest.mints["staked-sol"]?.address as Address,
      admin,
      amount: 100_000_000_000n,
      from: now,
      until: now + 100n * 86_400n,
      claimSeconds: 30n * 86_400n,
    });
    return plan;
  });
  const oracle = table.getByRole("row").filter({ has: page.getByRole("link", { name: /oracle/ }) });
  await oracle.getByText("365 staked-sol").waitFor();
  await oracle.getByText(/% of the weight/).waitFor();
  await page.getByLabel("Sort by").selectOption("pay");
  assert.match((await table.getByRole("row").nth(1).textContent()) ?? "", /oracle/);
  await page.getByLabel("Sort by").selectOption("score");
  assert.match((await table.getByRole("row").nth(1).textContent()) ?? "", /sequencer/);
  assert.deepEqual(await findings(page), []);
  if (SHOTS) {
    await page.screenshot({ path: `${SHOTS}/market.png`, fullPage: true });
  }

  // Another vault's admin sees no form; delta's joins the sequencer with its limits.
  await page.getByLabel("Accepts").selectOption(vault("cellar"));
  await page.getByText("The vault's admin joins an NCN here").waitFor();
  await page.getByLabel("Accepts").selectOption(vault("delta"));
  const panel = page.getByRole("region", { name: "You are the admin of delta" });
  await panel.getByText("Join opt-ins with NCNs").click();
  await panel.getByLabel("With").selectOption(ncn("sequencer"));
  await panel.getByLabel("It may take by one slash").fill("5");
  await panel.getByLabel("and in an epoch").fill("8");
  assert.deepEqual(await findings(page), []);
  await panel.getByRole("button", { name: "Join" }).click();
  await panel.getByText(/You joined with sequencer/).waitFor();
  const rpc = createSolanaRpc(localnet.manifest.rpc);
  const optIn = await fetchOptIn(rpc, await pdas(programAddress).optIn(vault("delta"), ncn("sequencer")));
  assert.equal(optIn.data.sides.left.next, 1n);
  assert.equal(optIn.data.limits.incidentBps.next, 500n);
  await page.context().close();

  const narrow = await stage.open({ localnet, path: "/market", width: 360, dark: true });
  await narrow.getByText("60 of 100").filter({ visible: true }).first().waitFor();
  assert.deepEqual(await findings(narrow), []);
  assert.ok((await narrow.evaluate(() => document.documentElement.scrollWidth - window.innerWidth)) <= 0);
  if (SHOTS) {
    await narrow.screenshot({ path: `${SHOTS}/market-narrow.png`, fullPage: true });
  }
  await narrow.context().close();
});
