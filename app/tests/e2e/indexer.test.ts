/**
 * The page on a node that lists no accounts, with an indexer: the process that operators run, not a file of its format.
 */
import assert from "node:assert/strict";
import { test } from "node:test";

import { type Address, createSolanaRpc } from "@solana/kit";
import type { Page } from "playwright-core";
import { fetchExitTickets, LOCALNET_PROGRAM_ADDRESS, planRegisterOperator } from "restaking-client";

import { act } from "./support/actor.js";
import { connectWallet } from "./support/browser.js";
import { startIndexer } from "./support/indexer.js";
import { waitFor } from "./support/localnet.js";
import { openMeter } from "./support/meter.js";
import { localnet, setStage, stage } from "./support/setting.js";

const programAddress = LOCALNET_PROGRAM_ADDRESS;

setStage({ liquid: true });

const NOTICE = "The lists are from a static index of slot";

/** What a part of the view says, once the last of it is there, which has `last`. */
async function said(page: Page, region: string, last: string): Promise<string> {
  const part = page.getByRole("region", { name: region, exact: true });
  await part.getByText(last).first().waitFor();
  await part.locator(".skeleton").first().waitFor({ state: "detached" });
  return part.innerText();
}

/** Whether two texts say the same a moment apart: the same words, and figures that rewards have moved by a hundredth at the most. */
function assertSame(one: string, other: string, what: string): void {
  const figure = /\d[\d\s]*(\.\d+)?/g;
  assert.equal(one.replace(figure, "#"), other.replace(figure, "#"), what);
  const numbers = (text: string) => [...text.matchAll(figure)].map(([found]) => Number(found.replace(/\s/g, "")));
  const [first, second] = [numbers(one), numbers(other)];
  for (const [place, number] of first.entries()) {
    const off = Math.abs(number - (second[place] ?? 0));
    assert.ok(off <= Math.max(number / 100, 1), `${what}: ${number} and ${second[place]}`);
  }
}

test("an indexer's process lists what the node does not, and the figures are the same", async (t) => {
  const indexer = await startIndexer(localnet);
  t.after(indexer.stop);
  const meter = await openMeter(localnet, { refuses: ["getProgramAccounts"] });
  t.after(meter.stop);

  const page = await stage.open({ localnet: meter.localnet, wallet: "alice" });
  await page.getByText(/name a static index of the program in the settings/).waitFor();
  await page.getByRole("link", { name: "Choose a node" }).click();
  await page.getByLabel("A static index, for a node that lists no accounts").fill(indexer.url);
  await page.getByRole("button", { name: "Use this node" }).click();
  const views = page.getByRole("navigation");
  const plain = await stage.open({ localnet, wallet: "alice" });
  await plain.getByText("You could lose").first().waitFor();
  const cards = (of: Page) => of.locator(".vault-card").count();
  await views.getByRole("link", { name: "Vaults" }).click();
  await page.getByText("You could lose").first().waitFor();
  await page.getByText(NOTICE).waitFor();
  assert.equal(await cards(page), await cards(plain));
  assert.equal(await plain.getByText(NOTICE).count(), 0);

  // Each kind of account is in some view: what a reader decides by is the same with both.
  const harbor = `/#/vaults/${localnet.manifest.vaults.harbor?.address}`;
  for (const each of [page, plain]) {
    await each.goto(`${stage.url}${harbor}`);
  }
  for (const [region, last] of [
    ["What you could lose", "This code runs"],
    ["Opt-ins with NCNs", "oracle"],
  ] as const) {
    assertSame(await said(page, region, last), await said(plain, region, last), region);
  }
  for (const [view, row] of [
    ["Operators", "ada"],
    ["NCNs", "oracle"],
    ["Pools", "Value"],
    ["Slashes", "harbor"],
  ] as const) {
    await views.getByRole("link", { name: view, exact: true }).click();
    await page.getByRole("main").getByText(row).first().waitFor();
    await page.getByText(NOTICE).waitFor();
    assert.equal(await page.getByRole("alert").count(), 0, view);
  }
  const { requests } = meter.count();
  assert.ok((requests.getProgramAccounts ?? 0) > 0, "the node is asked first");
  await plain.context().close();

  // What others make is there after the indexer's next pass.
  let operator = "" as Address;
  await act(localnet, "grace", async (creator) => {
    const made = await planRegisterOperator({ programAddress, creator, index: 77n });
    operator = made.operator;
    return made.plan;
  });
  await waitFor(async () => (await indexer.listed())?.accounts.Operator?.includes(operator) === true, "the operator");
  await page.goto(`${stage.url}/#/operators`);
  await page.reload();
  await page.getByRole("link", { name: `${operator.slice(0, 4)}…${operator.slice(-4)}` }).waitFor();

  // What the wallet signs is there at once, and once the indexer has it as well.
  await page.goto(`${stage.url}${harbor}`);
  await connectWallet(page);
  const form = page.getByRole("region", { name: "Enter and leave" });
  await form.getByRole("tab", { name: "Leave", exact: true }).click();
  await form.getByLabel("Shares to leave with", { exact: true }).fill("3.25");
  await form.getByText("You will be paid").waitFor();
  await form.getByRole("button", { name: "Ask to leave" }).click();
  await form.getByText(/You asked to leave with/).waitFor();
  const owner = localnet.manifest.people.alice?.address as Address;
  const own = await fetchExitTickets(createSolanaRpc(localnet.manifest.rpc), programAddress, { owner });
  assert.ok(own.length > 0);
  await waitFor(async () => {
    const known = (await indexer.listed())?.accounts.ExitTicket ?? [];
    return own.every(({ address }) => known.includes(address));
  }, "the tickets");
  // A browser that noted nothing finds them by the indexer alone.
  await page.evaluate(() => localStorage.removeItem("restaking.seen"));
  await page.reload();
  await views.getByRole("link", { name: "Portfolio" }).click();
  const exits = page.getByRole("table", { name: "Your exits" });
  await exits.waitFor();
  assert.equal(await exits.locator("tbody tr").count(), own.length);
  await page.context().close();
});

test("an indexer that ends leaves the last lists, and one that is not there yet is told", async (t) => {
  const indexer = await startIndexer(localnet);
  const meter = await openMeter(localnet, { refuses: ["getProgramAccounts"] });
  t.after(meter.stop);
  const settings = { indexes: { localnet: indexer.url } };
  const page = await stage.open({ localnet: meter.localnet, settings });
  await page.getByText("You could lose").first().waitFor();
  await indexer.stop();
  await page.getByRole("navigation").getByRole("link", { name: "Operators" }).click();
  await page.getByRole("link", { name: "ada" }).first().waitFor();
  await page.reload();
  await page.getByRole("alert").getByText(/index/).first().waitFor();
  await page.context().close();
});
