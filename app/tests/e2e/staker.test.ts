/**
 * What a staker does, from the wallet to the chain and back.
 */
import assert from "node:assert/strict";
import { test } from "node:test";

import {
  type Address,
  createSolanaRpc,
  decompileTransactionMessage,
  getCompiledTransactionMessageDecoder,
  getTransactionDecoder,
  getTransactionMessageComputeUnitLimit,
} from "@solana/kit";
import type { Locator, Page } from "playwright-core";
import {
  FEATURE_PROGRAM,
  fetchVault,
  LOCALNET_PROGRAM_ADDRESS,
  planDeposit,
  takesVersion1,
  tokenAccount,
  VERSION_1_FEATURE,
} from "restaking-client";

import { act } from "./support/actor.js";
import { connectWallet, type Opening } from "./support/browser.js";
import { localnet, setStage, stage } from "./support/setting.js";

setStage();

/** Opens a vault with somebody's wallet connected. */
async function enter(
  vault: string,
  wallet: string,
  versions?: Opening["versions"],
  settings: Opening["settings"] = {},
): Promise<Page> {
  const path = `/vaults/${address(vault)}`;
  const page = await stage.open({ localnet, wallet, path, settings, ...(versions && { versions }) });
  await page.getByRole("heading", { level: 1, name: vault }).waitFor();
  await connectWallet(page);
  await page.getByRole("heading", { name: "Exits on their way" }).waitFor();
  return page;
}

function address(vault: string): Address {
  return localnet.manifest.vaults[vault]?.address as Address;
}

/** What somebody has of a vault's asset or shares, in smallest units, as the chain says. */
async function holds(name: string, vault: string, what: "asset" | "shares"): Promise<bigint> {
  const rpc = createSolanaRpc(localnet.manifest.rpc);
  const { data } = await fetchVault(rpc, address(vault));
  const owner = localnet.manifest.people[name]?.address as Address;
  const account = await tokenAccount(owner, what === "asset" ? data.assetMint : data.vrtMint);
  const { value } = await rpc.getAccountInfo(account, { encoding: "jsonParsed" }).send();
  const parsed = value?.data as { parsed: { info: { tokenAmount: { amount: string } } } } | undefined;
  return BigInt(parsed?.parsed.info.tokenAmount.amount ?? 0);
}

/** The part of the page with a heading. */
function section(page: Page, name: string) {
  return page.getByRole("region", { name });
}

/** Deposits in harbor, where a slash is open: the page says what the deposit is worth either way, and asks. */
async function agree(form: Locator): Promise<void> {
  const button = form.getByRole("button", { name: "Deposit", exact: true });
  await form.getByText(/Slashes are open\. What you get is worth/).waitFor();
  assert.ok(await button.isDisabled(), "nothing is sent before it is agreed to");
  await form.getByRole("checkbox").check();
  await button.click();
}

const SOL = 1_000_000_000n;

test("a deposit is shown before it is signed, signed, confirmed, and then held", async () => {
  const page = await enter("harbor", "frank");
  const form = section(page, "Enter and leave");
  const before = await holds("frank", "harbor", "asset");
  await form.getByLabel("Amount to deposit").fill("25.5");
  await form.getByText("You get about").waitFor();
  await agree(form);
  await form.getByText("You deposited 25.5 staked-sol.").waitFor();

  assert.equal(before - (await holds("frank", "harbor", "asset")), 255n * (SOL / 10n));
  const shares = await holds("frank", "harbor", "shares");
  assert.ok(shares > 0n);
  assert.equal(await page.evaluate(() => window.testWallet.signed.length), 1);
  assert.equal(await form.getByLabel("Amount to deposit").inputValue(), "", "the field is ready for another");
  // The page follows the chain: position, history.
  await section(page, "Your position")
    .getByText(`${Number((shares * 100n) / SOL) / 100}`)
    .filter({ visible: true })
    .first()
    .waitFor();
  await section(page, "History")
    .getByText(/frank deposited 25.5 staked-sol/)
    .waitFor();
  await page.context().close();
});

test("an exit is asked for, waits by the chain's clock, and is paid after it", async () => {
  const page = await enter("delta", "carol");
  const position = section(page, "Your position");
  const form = section(page, "Enter and leave");
  // The example's own exit of carol's is on its way; how long it still takes depends on when the chain was started.
  await position.getByText(/claimable in \d/).waitFor();
  assert.equal(await position.getByRole("button", { name: /^Claim/ }).count(), 0);

  await form.getByRole("tab", { name: "Leave", exact: true }).click();
  await form.getByLabel("Shares to leave with", { exact: true }).fill("10");
  await form.getByText("You will be paid").waitFor();
  await form.getByRole("button", { name: "Ask to leave" }).click();
  await form.getByText(/You asked to leave with/).waitFor();
  await position.getByRole("listitem").nth(1).waitFor();

  const before = await holds("carol", "delta", "asset");
  await localnet.pass(2 * 3_600);
  await position.getByText("can be claimed").nth(1).waitFor();
  await position.getByRole("button", { name: /^Claim/ }).click();
  await position.getByText(/You were paid/).waitFor();
  await position.getByText("None.").waitFor();
  assert.ok((await holds("carol", "delta", "asset")) > before);
  await page.context().close();
});

test("an exit on its way can be canceled into shares", async () => {
  const page = await enter("harbor", "alice");
  const position = section(page, "Your position");
  const before = await holds("alice", "harbor", "shares");
  await position
    .getByRole("button", { name: /^Cancel/ })
    .filter({ visible: true })
    .first()
    .click();
  // It enters again while a slash is open: the page says what that may come to, and asks once more.
  await position.getByText(/Slashes are open\. What you get is worth/).waitFor();
  await position.getByRole("button", { name: /^Cancel all the same/ }).click();
  await position.getByText(/VRT again/).waitFor();
  await position.getByText("None.").waitFor();
  assert.ok((await holds("alice", "harbor", "shares")) > before);
  await page.context().close();
});

test("no more leaves at once than leaves operators within what they may hold, and that much does", async () => {
  const page = await enter("harbor", "bob");
  const form = section(page, "Enter and leave");
  await form.getByRole("tab", { name: "Leave now" }).click();
  // Idle stake and allowance would let 50 go; the vault's bound on what operators hold of the rest does not.
  await form.getByLabel("Shares to leave with at once").fill("50");
  await form.getByText(/^Only .* VRT can leave at once now, and this is 50 VRT$/).waitFor();
  await form.getByRole("button", { name: "Max of shares to leave with at once" }).click();
  await form.locator(".preview > div", { hasText: "You are paid" }).waitFor();
  assert.equal(await form.getByLabel("Shares to leave with at once").getAttribute("aria-invalid"), "false");
  await page.context().close();
});

test("an instant exit waits for the end of a pause, and shows its fees before it is signed", async () => {
  const page = await enter("delta", "erin");
  const form = section(page, "Enter and leave");
  await form.getByRole("tab", { name: "Leave now" }).click();
  // The example's warden has paused them for half a day.
  await form.getByText(/^Instant exits are paused until/).waitFor();
  await localnet.pass(12 * 3_600);
  await form.getByLabel("Shares to leave with at once").fill("50");
  const fee = form.locator(".preview > div", { hasText: "Fee, which stays with the other holders" });
  await fee.waitFor();
  assert.match((await fee.textContent()) ?? "", /0\.\d+\s+staked-sol\s+\(0\.\d%\)$/);
  await form.getByText("The vault's fee on exits").waitFor();

  const before = await holds("erin", "delta", "asset");
  await form.getByRole("button", { name: "Leave at once" }).click();
  await form.getByText(/You left with/).waitFor();
  const paid = (await holds("erin", "delta", "asset")) - before;
  // A share is worth a little more than one now; both fees together are less than half a percent.
  assert.ok(paid > 49n * SOL && paid < 51n * SOL, `${paid}`);
  await page.context().close();
});

test("who says no in the wallet has lost nothing, and what was written stays", async () => {
  const page = await enter("harbor", "frank");
  const form = section(page, "Enter and leave");
  const before = await holds("frank", "harbor", "asset");
  await page.evaluate(() => {
    window.testWallet.refuses = true;
  });
  await form.getByLabel("Amount to deposit").fill("3");
  await agree(form);
  await form.getByText("You said no in your wallet. Nothing was sent.").waitFor();
  assert.equal(await form.getByLabel("Amount to deposit").inputValue(), "3");
  assert.equal(await holds("frank", "harbor", "asset"), before);

  await page.evaluate(() => {
    window.testWallet.refuses = false;
  });
  await agree(form);
  await form.getByText("You deposited 3 staked-sol.").waitFor();
  await page.context().close();
});

test("what the program refuses is a sentence with the figures, in the vault's own units", async () => {
  const page = await enter("delta", "bob", undefined, { wsUrls: { localnet: "ws://127.0.0.1:9" } });
  const form = section(page, "Enter and leave");
  // The page must not learn of what another does meanwhile: then only the program can say no.
  await page.route(localnet.manifest.rpc, async (route) => {
    const body = route.request().postData() ?? "";
    await (body.includes("getProgramAccounts") ? route.abort() : route.continue());
  });
  const signed = await page.evaluate(() => window.testWallet.signed.length);
  await form.getByLabel("Amount to deposit").fill("2500");
  await form.getByText("You get about").waitFor();
  await deposit("erin", "delta", 1_000n * SOL);
  await form.getByRole("button", { name: "Deposit", exact: true }).click();
  const sentence = form.getByText(
    /^Refused\. Deposit would exceed the vault's cap \(got .* staked-sol, limit 5\s000 staked-sol\)\./,
  );
  await sentence.waitFor();
  assert.equal(await page.evaluate(() => window.testWallet.signed.length), signed, "the wallet was not asked");
  assert.equal(await form.getByLabel("Amount to deposit").inputValue(), "2500");
  await page.context().close();
});

/** Deposits without the page. */
async function deposit(name: string, vault: string, amount: bigint): Promise<void> {
  await act(localnet, name, async (depositor, { rpc, now }) => {
    const { plan } = await planDeposit({
      programAddress: LOCALNET_PROGRAM_ADDRESS,
      vault: await fetchVault(rpc, address(vault)),
      depositor,
      amount,
      now,
    });
    return plan;
  });
}

test("a wallet is sent the version that it and the cluster take", async () => {
  const rpc = createSolanaRpc(localnet.manifest.rpc);
  const best = (await takesVersion1(rpc)) ? 1 : 0;
  for (const [versions, sent] of [
    [["legacy", 0], 0],
    [["legacy", 0, 1], best],
  ] as const) {
    const page = await enter("harbor", "frank", versions);
    const form = section(page, "Enter and leave");
    await form.getByLabel("Amount to deposit").fill("0.5");
    await agree(form);
    await form.getByText("You deposited 0.5 staked-sol.").waitFor();
    assert.deepEqual(await page.evaluate(() => window.testWallet.signed), [sent]);
    await page.context().close();
  }
});

test("a wallet of version 1 signs it where the cluster takes it", async () => {
  const page = await stage.open({ localnet, wallet: "frank", versions: ["legacy", 0, 1], path: "/settings" });
  // The local chain takes no such transactions: what a cluster that does would answer stands in for it.
  const sent: string[] = [];
  const answer = (method: string, [first]: readonly string[]): object | undefined => {
    const context = { slot: 1 };
    if (method === "getAccountInfo" && first === VERSION_1_FEATURE) {
      const data = [Buffer.from([1, 0, 0, 0, 0, 0, 0, 0, 0]).toString("base64"), "base64"];
      return { result: { context, value: { owner: FEATURE_PROGRAM, data, executable: false, lamports: 1, space: 9 } } };
    }
    if (method === "simulateTransaction") {
      const value = { err: null, logs: [], unitsConsumed: 50_000, loadedAccountsDataSize: 900_000 };
      return { result: { context, value } };
    }
    if (method === "sendTransaction") {
      sent.push(first as string);
      return { error: { code: -32602, message: "not on this chain" } };
    }
    return undefined;
  };
  await page.route(`${localnet.manifest.rpc}/`, async (route) => {
    const { id, method, params = [] } = route.request().postDataJSON();
    const json = answer(method, params);
    const headers = { "access-control-allow-origin": "*" };
    await (json ? route.fulfill({ json: { jsonrpc: "2.0", id, ...json }, headers }) : route.continue());
  });
  await page.reload();
  await page.getByText(/answers, and has the program/).waitFor();
  await connectWallet(page);
  await page.goto(`${stage.url}/#/vaults/${address("harbor")}`);
  const form = section(page, "Enter and leave");
  await form.getByLabel("Amount to deposit").fill("0.5");
  await agree(form);
  await form.getByText(/^Failed\./).waitFor();
  assert.deepEqual(await page.evaluate(() => window.testWallet.signed), [1]);
  const [wire] = sent;
  const { messageBytes } = getTransactionDecoder().decode(Buffer.from(wire as string, "base64"));
  const message = decompileTransactionMessage(getCompiledTransactionMessageDecoder().decode(messageBytes));
  assert.equal(message.version, 1);
  assert.equal(getTransactionMessageComputeUnitLimit(message), 60_000);
  await page.context().close();
});

test("a wallet that takes no version that the cluster needs is told of before it is asked", async () => {
  const page = await enter("harbor", "frank", ["legacy"]);
  const form = section(page, "Enter and leave");
  await form.getByLabel("Amount to deposit").fill("0.5");
  await agree(form);
  await form.getByText(/Test wallet signs no transactions of version 0/).waitFor();
  assert.deepEqual(await page.evaluate(() => window.testWallet.signed), []);
  await page.context().close();
});

test("bad amounts are told apart with value and limit, and none is sent", async () => {
  const page = await enter("harbor", "frank");
  const form = section(page, "Enter and leave");
  const field = form.getByLabel("Amount to deposit");
  for (const [text, told] of [
    ["0", "The amount is zero"],
    ["1,5", /Write the decimals after a point/],
    ["1 5", /nothing between digits/],
    ["1.0000000001", '"1.0000000001" has 10 decimals, and the token has 9'],
    ["999999", /^You have .* staked-sol, and this is 999\s999 staked-sol$/],
  ] as const) {
    await field.fill(text);
    await form.getByText(told).waitFor();
    assert.equal(await field.getAttribute("aria-invalid"), "true");
    await form.getByRole("button", { name: "Deposit", exact: true }).click();
    assert.equal(await field.inputValue(), text, "what was written stays");
  }
  await form.getByRole("button", { name: "Max" }).filter({ visible: true }).first().click();
  assert.equal(await field.getAttribute("aria-invalid"), "false");
  assert.equal(await page.evaluate(() => window.testWallet.signed.length), 0);
  await page.context().close();
});

test("who is not approved is told before anything is signed", async () => {
  const page = await enter("cellar", "frank");
  await page.getByText(/only from wallets that its admin has approved/).waitFor();
  await page.context().close();
});

test("who has none of the asset is told so", async () => {
  const page = await enter("harbor", "grace");
  const form = section(page, "Enter and leave");
  await form.getByLabel("Amount to deposit").fill("1");
  await form.getByText("You have 0 staked-sol, and this is 1 staked-sol").waitFor();
  await page.context().close();
});

test("shares do not go to an account that was given away, and the wallet is not asked", async () => {
  const rpc = createSolanaRpc(localnet.manifest.rpc);
  const { data } = await fetchVault(rpc, address("harbor"));
  const bob = localnet.manifest.people.bob?.address as Address;
  const account = await tokenAccount(bob, data.vrtMint);
  const { value } = await rpc.getAccountInfo(account, { encoding: "base64" }).send();
  const genuine = Buffer.from(value?.data[0] ?? "", "base64");
  // The owner stands behind the mint.
  const given = Buffer.from(genuine);
  given.fill(7, 32, 64);
  await localnet.ask("surfnet_setAccount", [account, { data: given.toString("hex") }]);
  try {
    const page = await enter("harbor", "bob");
    const form = section(page, "Enter and leave");
    await form
      .getByText(/belongs to .* Name another token account/)
      .filter({ visible: true })
      .first()
      .waitFor();
    await form.getByLabel("Amount to deposit").fill("1");
    await agree(form);
    await form.getByText(/^Failed\. The token account .* belongs to/).waitFor();
    assert.equal(await page.evaluate(() => window.testWallet.signed.length), 0);
    await page.context().close();
  } finally {
    await localnet.ask("surfnet_setAccount", [account, { data: genuine.toString("hex") }]);
  }
});

test("who has too little SOL is told so before anything is signed", async () => {
  const page = await enter("granite", "frank");
  const frank = localnet.manifest.people.frank?.address;
  const { value } = (await localnet.ask("getBalance", [frank])) as { value: number };
  await localnet.ask("surfnet_setAccount", [frank, { lamports: 1_000 }]);
  const form = section(page, "Enter and leave");
  await form.getByLabel("Amount to deposit").fill("1");
  await form.getByRole("button", { name: "Deposit", exact: true }).click();
  try {
    await form.getByText(/^Failed\. The payer has too little SOL/).waitFor();
    assert.equal(await page.evaluate(() => window.testWallet.signed.length), 0);
  } finally {
    await localnet.ask("surfnet_setAccount", [frank, { lamports: value }]);
  }
  await page.context().close();
});

test("a deposit by the keyboard alone", async () => {
  const page = await stage.open({ localnet, wallet: "frank", path: "/vaults" });
  await page.getByRole("link", { name: "harbor" }).waitFor();
  const until = async (label: RegExp): Promise<void> => {
    for (let presses = 0; presses < 80; presses++) {
      await page.keyboard.press("Tab");
      const focused = await page.evaluate(() => {
        const element = document.activeElement as HTMLElement | null;
        const described = element instanceof HTMLInputElement ? (element.labels?.[0]?.textContent ?? "") : "";
        return described || element?.textContent || "";
      });
      if (label.test(focused.replace(/\s+/g, " ").trim())) {
        return;
      }
    }
    assert.fail(`the focus never came to ${label}`);
  };
  await until(/^Connect wallet$/);
  await page.keyboard.press("Enter");
  await until(/^Test wallet$/);
  await page.keyboard.press("Enter");
  await page
    .getByRole("banner")
    .getByRole("button", { name: /^Wallet/ })
    .waitFor();
  await until(/^harbor$/);
  await page.keyboard.press("Enter");
  await page.getByRole("heading", { level: 1, name: "harbor" }).waitFor();
  await page.getByRole("tabpanel", { name: "Deposit" }).getByText("You have").waitFor();
  await until(/^Amount to deposit$/);
  await page.keyboard.type("1.25");
  // A slash is open.
  await page.getByText(/Slashes are open\. What you get is worth/).waitFor();
  await until(/^Slashes are open/);
  await page.keyboard.press("Space");
  await until(/^Deposit$/);
  await page.keyboard.press("Enter");
  await page.getByText("You deposited 1.25 staked-sol.").waitFor();
  await page.context().close();
});
