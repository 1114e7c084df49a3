/**
 * Rewards that a liquid pool receives, on their way from a list or a stranger's transfer to a buyer; reported prices; and pools among what
 * anyone can do.
 */
import assert from "node:assert/strict";
import { test } from "node:test";

import { type Address, createSolanaRpc, sequentialInstructionPlan } from "@solana/kit";
import { getTransferInstruction } from "@solana-program/token";
import type { Page } from "playwright-core";
import {
  Earnings,
  fetchRestakingAccounts,
  LOCALNET_PROGRAM_ADDRESS,
  openTokenAccount,
  planPublishRoot,
  tokenAccount,
} from "restaking-client";

import { act } from "./support/actor.js";
import { connectWallet } from "./support/browser.js";
import { openAct } from "./support/forms.js";
import { localnet, setStage, stage } from "./support/setting.js";
import { tide, tideState } from "./support/tide.js";

setStage({ liquid: true });

const ONE = 1_000_000n;

const mint = (name: string): Address => localnet.manifest.mints[name]?.address as Address;
const person = (name: string): Address => localnet.manifest.people[name]?.address as Address;

async function enter(wallet: string, path = `/pools/${tide()}`): Promise<Page> {
  const page = await stage.open({ localnet, wallet, path });
  await page.getByRole("heading", { level: 1 }).waitFor();
  await connectWallet(page);
  return page;
}

/** Opens an act of a section. */
const opened = (page: Page, section: string, title: string) =>
  openAct(page.getByRole("region", { name: section }), title);

test("the queue of a pool is filled from the list of what anyone can do", async () => {
  const page = await enter("judy", "/upkeep");
  const batches = page.getByRole("region", { name: "Batches to fill" });
  await batches.getByText(/tide: Fill the queue of birch-sol/).waitFor();
  const waiting = await batches.getByRole("listitem").count();
  const all = batches.getByRole("button", { name: waiting > 1 ? /^Fill all/ : /^Fill/ });
  await all.click();
  await page.getByText(new RegExp(`${waiting} of ${waiting} chores? done.`)).waitFor();
  await page.context().close();
});

test("tokens that were sent to a pool go to an auction, are sold in a lot, and their price is told as it falls", async () => {
  const token = mint("oracle-token");
  await act(localnet, "publisher", async (publisher) =>
    sequentialInstructionPlan([
      await openTokenAccount(publisher, tide(), token),
      getTransferInstruction({
        source: await tokenAccount(publisher.address, token),
        destination: await tokenAccount(tide(), token),
        authority: publisher,
        amount: 1_000n * ONE,
      }),
    ]),
  );
  const page = await enter("judy");
  const form = await opened(page, "Bring in rewards", "Bring in tokens that were sent to the pool");
  await form.getByLabel("Mint of the tokens").fill(token);
  await form.getByText("in a new auction's treasury").waitFor();
  await form.getByText("It adds nothing to what holders can lose or pay.").waitFor();
  await form.getByRole("button", { name: "Bring them in" }).click();
  await form.getByText("oracle-token is brought in.").waitFor();
  const sale = page.getByRole("region", { name: "Rewards for sale" });
  await sale
    .getByText(/^1.?000/)
    .filter({ visible: true })
    .first()
    .waitFor();

  // The lot begins from the list of what anyone can do.
  await page.getByRole("navigation").getByRole("link", { name: "Upkeep" }).click();
  const lots = page.getByRole("region", { name: "Lots to begin" });
  await lots.getByText(/tide: Put oracle-token up for sale/).waitFor();
  await lots.getByRole("button", { name: /^Begin/ }).click();
  await page.getByText("1 of 1 chore done.").waitFor();
  await lots.waitFor({ state: "detached" });

  await localnet.pass(12 * 3_600);
  await page.goto(`${stage.url}/#/pools/${tide()}`);
  await sale.getByText("Costs now, all of it").waitFor();
  await sale.getByLabel(/^Amount of oracle-token to buy/).fill("10");
  await sale.getByText("You pay at most").waitFor();
  await sale.getByRole("button", { name: "Buy", exact: true }).click();
  await sale.getByText("You bought 10 oracle-token.").waitFor();
  const rpc = createSolanaRpc(localnet.manifest.rpc);
  const account = await rpc.getTokenAccountBalance(await tokenAccount(person("judy"), token)).send();
  assert.equal(account.value.amount, String(10n * ONE));
  await page.context().close();
});

test("a pool's earnings by a list are claimed by anyone, and join the auction", async () => {
  const rpc = createSolanaRpc(localnet.manifest.rpc);
  const config = { commitment: "confirmed" } as const;
  const [tree] = await fetchRestakingAccounts(rpc, LOCALNET_PROGRAM_ADDRESS, "RewardTree", {}, config);
  assert.ok(tree);
  const total =
    tree.data.books.nextTotal > tree.data.books.activeTotal ? tree.data.books.nextTotal : tree.data.books.activeTotal;
  const list = Earnings.of(tree.address, [
    { earner: person("alice"), cumulative: total },
    { earner: tide(), cumulative: 50n * ONE },
  ]);
  await act(localnet, "publisher", async (publisher, { now }) => {
    const input = { programAddress: LOCALNET_PROGRAM_ADDRESS, tree, publisher, earnings: list, now };
    return (await planPublishRoot(input)).plan;
  });
  await localnet.pass(2 * 86_400);
  const page = await enter("judy");
  const rewards = page.getByRole("region", { name: "Bring in rewards" });
  await rewards.getByText("Rewards by a list of an NCN").click();
  await rewards.getByLabel("or as text").fill(JSON.stringify(list.toFile()));
  await rewards.getByRole("button", { name: "Add the list" }).click();
  const entry = rewards.getByRole("list", { name: "The pool's rewards by lists" });
  await entry.getByText(/^50/).waitFor();
  await entry.getByText("It goes to the treasury of its auction.").waitFor();
  await entry.getByRole("button", { name: /^Claim/ }).click();
  await rewards.getByText("oracle-token is brought in.").waitFor();
  await page.context().close();
});

test("an asset with a reported price waits for the notice, and its reporter reports", async () => {
  const admin = await enter("weaver");
  const role = await opened(admin, "You are its admin", "Roles");
  await role.getByLabel("Role").selectOption("priceReporter");
  await role.getByLabel("New holder").fill(person("judy"));
  await role.getByRole("button", { name: "Give the role" }).click();
  await role.getByText("Price reporter: judy.").waitFor();
  const { noticeSeconds } = (await tideState()).pool.data;
  await localnet.pass(Number(noticeSeconds) + 60);
  await admin.reload();
  const form = await opened(admin, "You are its admin", "Add an asset with a reported price");
  await form.getByLabel("Its mint").fill(mint("dollar"));
  await form.getByLabel(/^Its first price/).fill("0.005");
  await form.getByLabel(/^Tokens, at the most/).fill("1000");
  await form.getByText("0.005 SOL, by judy").waitFor();
  await form.getByText("Holders can leave in kind before it takes effect.").waitFor();
  await form.getByRole("button", { name: "Add the asset" }).click();
  await form.getByText("dollar is in the pool.").waitFor();
  // The page reads the new asset's decimals, and what the form tells stays.
  await admin
    .getByText(/^A pool of/)
    .getByText("dollar")
    .waitFor();
  assert.ok(await form.getByText("dollar is in the pool.").isVisible());
  const { assets, ledger } = (await tideState()).pool.data;
  const place = Number(ledger.assetCount) - 1;
  assert.equal(assets[place]?.mint, mint("dollar"));
  assert.equal(ledger.assets[place]?.depositCap, 1_000n * ONE);
  await admin.context().close();

  const reporter = await enter("judy");
  const report = await opened(reporter, "You are its price reporter", "Report the price of dollar");
  const price = report.getByLabel(/^SOL for a dollar/);
  await price.fill("0.00501");
  // It changes once in a period, and can be repeated at any time.
  await report
    .getByText(/changed less than a period ago/)
    .filter({ visible: true })
    .first()
    .waitFor();
  assert.equal(await report.getByRole("button", { name: "Report" }).isDisabled(), true);
  await price.fill("0.005");
  await report
    .getByText(/^valid for/)
    .filter({ visible: true })
    .first()
    .waitFor();
  await localnet.pass(Number(ledger.band.periodSeconds) + 60);
  await price.fill("0.00501");
  await report.getByText("0.00501 SOL").waitFor();
  await report.getByRole("button", { name: "Report" }).click();
  await report.getByText("The price of dollar is reported.").waitFor();
  const source = (await tideState()).sources.get(assets[place]?.source as Address);
  assert.deepEqual(source?.kind === "report" && source.report.rate, { value: 5_010_000n, tokens: ONE });
  await reporter.context().close();
});
