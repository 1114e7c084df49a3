/**
 * Liquid pools: what the page tells of one, and what holders and its roles do in it.
 */
import assert from "node:assert/strict";
import { test } from "node:test";

import { type Address, createSolanaRpc } from "@solana/kit";
import type { Locator, Page } from "playwright-core";
import { liquid, tokenAccount } from "restaking-client";

import { findings } from "./support/axe.js";
import { connectWallet } from "./support/browser.js";
import { INDEX_URL, indexNow, serveIndex } from "./support/index-file.js";
import { openMeter } from "./support/meter.js";
import { localnet, setStage, stage } from "./support/setting.js";
import { tide, tideState } from "./support/tide.js";

setStage({ liquid: true });

const SOL = 1_000_000_000n;

/** Opens the pool with somebody's wallet connected. */
async function enter(wallet: string, path = `/pools/${tide()}`): Promise<Page> {
  const page = await stage.open({ localnet, wallet, path });
  await page.getByRole("heading", { level: 1, name: path === "/portfolio" ? "Portfolio" : "tide" }).waitFor();
  await connectWallet(page);
  return page;
}

function section(page: Page, name: string): Locator {
  return page.getByRole("region", { name });
}

function way(page: Page, name: string): Locator {
  return section(page, "Three ways out")
    .getByRole("listitem")
    .filter({ has: page.getByRole("heading", { name }) });
}

/** What somebody has of a token, in smallest units, as the chain says. */
async function holds(name: string, mint: Address): Promise<bigint> {
  const rpc = createSolanaRpc(localnet.manifest.rpc);
  const owner = localnet.manifest.people[name]?.address as Address;
  const { value } = await rpc
    .getAccountInfo(await tokenAccount(owner, mint), { encoding: "jsonParsed", commitment: "confirmed" })
    .send();
  const parsed = value?.data as { parsed: { info: { tokenAmount: { amount: string } } } } | undefined;
  return BigInt(parsed?.parsed.info.tokenAmount.amount ?? 0);
}

const lrt = (): Address => localnet.manifest.liquidPools.tide?.lrtMint as Address;
const mint = (name: string): Address => localnet.manifest.mints[name]?.address as Address;

test("the list tells a pool's value, its mix, and what could be lost", async () => {
  const page = await stage.open({ localnet, path: "/pools" });
  const card = page.getByRole("article").filter({ has: page.getByRole("heading", { name: "tide" }) });
  await card.getByText("could be lost in an epoch of its vaults").waitFor();
  const { values, ledger } = liquid.poolValue(await tideState(), BigInt(await localnet.time()));
  assert.ok(values.totalLow > 2_000n * SOL && ledger.supply > 2_000n * SOL);
  await card.getByText(/amber-sol 5\d\.\d+%/).waitFor();
  await card.getByRole("link", { name: "tide" }).click();
  await page.getByRole("heading", { name: "Three ways out" }).waitFor();
  await page.context().close();
});

test("pools are found by an index where the node lists no accounts", async (t) => {
  const meter = await openMeter(localnet, { refuses: ["getProgramAccounts"] });
  t.after(meter.stop);
  const settings = { indexes: { localnet: INDEX_URL } };
  const page = await stage.open({ localnet: meter.localnet, path: "/settings", settings });
  await serveIndex(page, localnet, await indexNow(localnet));
  await page.getByRole("navigation").getByRole("link", { name: "Pools" }).click();
  const card = page.getByRole("article").filter({ has: page.getByRole("heading", { name: "tide" }) });
  await card.getByText("could be lost in an epoch of its vaults").waitFor();
  await page.getByText(/The lists are from a static index of slot/).waitFor();
  await page.context().close();
});

test("a pool is told without a wallet: mix beside targets, losses through vaults, guards, and each way out", async () => {
  const page = await stage.open({ localnet, path: `/pools/${tide()}` });
  await page.getByRole("img", { name: /amber-sol: 5\d\.\d+% of the pool, target 50%.*in a vault, haven/ }).waitFor();
  const loss = section(page, "What you could lose");
  await loss.getByRole("row").filter({ hasText: "beacon" }).getByText("narrows").waitFor();
  await section(page, "Guards").getByText("as acknowledged").filter({ visible: true }).first().waitFor();
  assert.equal(await section(page, "Guards").getByText("within its bounds").count(), 3);
  for (const name of ["In kind", "At once", "By the queue"]) {
    await way(page, name).getByText("Delayed by").waitFor();
  }
  await way(page, "In kind").getByText("nothing", { exact: true }).waitFor();
  await page.getByRole("img", { name: /The rate went from/ }).waitFor();
  await section(page, "History")
    .getByText(/ivan deposited 5 wrapped-sol/)
    .waitFor();
  await page.context().close();
});

for (const dark of [false, true]) {
  for (const width of [1280, 360]) {
    test(`the views of pools are sound, ${dark ? "dark" : "light"}, ${width} pixels wide`, async () => {
      const page = await stage.open({ localnet, wallet: "weaver", dark, width, path: "/pools" });
      const errors: string[] = [];
      page.on("pageerror", (error) => errors.push(error.message));
      page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
      await connectWallet(page);
      for (const [path, there] of [
        ["/pools", "could be lost in an epoch of its vaults"],
        [`/pools/${tide()}`, /The rate went from|SOL for a/],
        ["/upkeep", "Batches to fill"],
      ] as const) {
        await page.goto(`${stage.url}/#${path}`);
        await page.getByText(there).filter({ visible: true }).first().waitFor();
        if (path.startsWith("/pools/")) {
          await section(page, "You are its admin").waitFor();
          await page.getByRole("img", { name: /The rate went from/ }).waitFor();
        }
        for (const summary of await page.locator("summary").all()) {
          await summary.click();
        }
        assert.deepEqual(await findings(page), [], `${path}: axe`);
        const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        assert.ok(over <= 0, `${path} runs ${over} pixels over the edge`);
      }
      assert.deepEqual(errors, []);
      await page.context().close();
    });
  }
}

test("a deposit is shown before it is signed, with its fee, and then held", async () => {
  const page = await enter("ivan");
  const form = section(page, "Enter");
  await form.getByLabel("With").selectOption({ label: "birch-sol" });
  const before = await holds("ivan", lrt());
  await form.getByLabel("Amount to deposit").fill("3.5");
  await form.getByText("Fee for imbalance").waitFor();
  await form.getByRole("button", { name: "Deposit", exact: true }).click();
  await form.getByText("You deposited 3.5 birch-sol.").waitFor();
  assert.ok((await holds("ivan", lrt())) > before + 3n * SOL);
  await page.context().close();
});

test("SOL is wrapped with a deposit, as far as it is missing", async () => {
  const page = await enter("judy");
  const form = section(page, "Enter");
  await form.getByLabel("With").selectOption({ label: "wrapped-sol" });
  await form.getByLabel("Amount to deposit").fill("2");
  await form.getByText("You get about").waitFor();
  await form.getByRole("button", { name: "Deposit", exact: true }).click();
  await form.getByText("You deposited 2 wrapped-sol.").waitFor();
  await page.context().close();
});

test("an exit at once pays the tokens that were shown", async () => {
  const page = await enter("ivan");
  const ways = section(page, "Three ways out");
  await ways.getByLabel("Shares to leave with").fill("2");
  await ways.getByLabel("Paid in, at once and by the queue").selectOption({ label: "amber-sol" });
  const before = await holds("ivan", mint("amber-sol"));
  await way(page, "At once").getByText("Worth", { exact: true }).waitFor();
  await way(page, "At once").getByRole("button", { name: "Leave at once" }).click();
  await ways.getByText(/You were paid 1\.8\d+ amber-sol\./).waitFor();
  const paid = (await holds("ivan", mint("amber-sol"))) - before;
  assert.ok(paid > 18n * (SOL / 10n) && paid < 19n * (SOL / 10n), `${paid}`);
  await page.context().close();
});

test("a request waits in the queue, and its shares come back when it is canceled", async () => {
  const page = await enter("ivan");
  const before = await holds("ivan", lrt());
  const ways = section(page, "Three ways out");
  await ways.getByLabel("Shares to leave with").fill("7");
  await ways.getByLabel("Paid in, at once and by the queue").selectOption({ label: "wrapped-sol" });
  await way(page, "By the queue").getByRole("button", { name: "Ask to leave" }).click();
  await ways.getByText(/You asked to leave with 7 /).waitFor();
  assert.equal(await holds("ivan", lrt()), before - 7n * SOL);
  const request = section(page, "Your position").getByRole("listitem").filter({ hasText: /^7 / });
  await request.getByRole("button", { name: /^Cancel/ }).click();
  await section(page, "Your position").getByText("Your shares are back in your wallet.").waitFor();
  assert.equal(await holds("ivan", lrt()), before);
  await page.context().close();
});

test("leaving in kind gives a part of everything", async () => {
  const page = await enter("ivan");
  const ways = section(page, "Three ways out");
  await ways.getByLabel("Shares to leave with").fill("10");
  const before = await holds("ivan", mint("amber-sol"));
  await way(page, "In kind")
    .getByText(/VRT of/)
    .filter({ visible: true })
    .first()
    .waitFor();
  await way(page, "In kind").getByRole("button", { name: "Leave in kind" }).click();
  await ways.getByText(/You left in kind with 10 /).waitFor();
  assert.ok((await holds("ivan", mint("amber-sol"))) > before);
  await page.context().close();
});

test("what was filled and what was collected is claimed, here and from the portfolio", async () => {
  const page = await enter("ivan");
  const position = section(page, "Your position");
  const before = await holds("ivan", mint("amber-sol"));
  await position.getByRole("button", { name: /^Claim .*amber-sol/ }).click();
  await position.getByText(/You were paid .*amber-sol/).waitFor();
  assert.ok((await holds("ivan", mint("amber-sol"))) > before + 40n * SOL);
  await page.context().close();

  const portfolio = await enter("judy", "/portfolio");
  const pools = section(portfolio, "Liquid pools");
  await pools.getByText("a part of an exit, collected").waitFor();
  const had = await holds("judy", mint("amber-sol"));
  await portfolio.getByRole("button", { name: /^Claim all/ }).click();
  await portfolio.getByText(/claims? paid\./).waitFor();
  assert.ok((await holds("judy", mint("amber-sol"))) > had);
  await portfolio.context().close();
});

test("anyone fills the queue and places up to the target", async () => {
  const page = await enter("judy");
  const tasks = section(page, "What anyone can do");
  await tasks.getByRole("button", { name: /^Fill.*birch-sol/ }).click();
  await tasks.getByText(/birch-sol were paid to the batch\./).waitFor();
  await tasks.getByRole("button", { name: /^Place.*haven/ }).click();
  await tasks.getByText(/are placed in haven\./).waitFor();
  await page.context().close();
});

test("the curator asks a vault to pay, and the admin announces a higher fee that holders can leave before", async () => {
  const curator = await enter("trimmer");
  const acts = section(curator, "You are its curator");
  await acts.getByText("Ask a vault to pay").click();
  const form = acts.locator("details[open]");
  await form.getByLabel("Vault").selectOption({ label: "cove" });
  await form.getByLabel(/^Tokens/).fill("12");
  await form.getByText("In the reserve, once collected").waitFor();
  await form.getByRole("button", { name: "Ask" }).click();
  await form.getByText("cove is asked to pay.").waitFor();
  await curator.context().close();

  const admin = await enter("weaver");
  const own = section(admin, "You are its admin");
  await own.getByText("Fees", { exact: true }).click();
  const fees = own.locator("details[open]");
  await fees.getByLabel("In a year, in percent").fill("1");
  await fees.getByText("Holders can leave in kind before it takes effect.").waitFor();
  await fees.getByRole("button", { name: "Set the fees" }).click();
  await fees.getByText("The fees are set.").waitFor();
  const { managementBps } = (await tideState()).pool.data.ledger.fees;
  assert.equal(managementBps.next, 100n);
  await section(admin, "Fees")
    .getByText(/^1% from/)
    .waitFor();
  await admin.context().close();
});

test("the guardian pauses deposits, which the page tells, and every way out stays", async () => {
  const page = await enter("warden");
  const acts = section(page, "You are its guardian");
  await acts.getByText("Pause", { exact: true }).filter({ visible: true }).first().click();
  const form = acts.locator("details[open]");
  await form.getByLabel("Deposits").check();
  await form.getByRole("button", { name: "Pause" }).click();
  await page
    .getByText(/Deposits are paused until/)
    .filter({ visible: true })
    .first()
    .waitFor();
  await section(page, "Enter")
    .getByText(/You can leave all the same/)
    .waitFor();
  await page.context().close();
});

test("after an epoch of the cluster the stake pools are updated with the transaction that needs them", async () => {
  await localnet.pass(3 * 86_400);
  const page = await enter("ivan");
  const ways = section(page, "Three ways out");
  await ways.getByLabel("Shares to leave with").fill("1");
  await way(page, "At once").getByRole("button", { name: "Leave at once" }).click();
  await ways.getByText(/You were paid/).waitFor();
  await page.context().close();
});
