/**
 * What the page says when the chain is not as one hopes.
 */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import { connectWallet, openStage, type Stage } from "./support/browser.js";
import { freePort, type Localnet, startLocalnet } from "./support/localnet.js";

let localnet: Localnet;
let empty: Localnet;
let stage: Stage;

before(async () => {
  localnet = await startLocalnet();
  empty = await startLocalnet({ empty: true });
  stage = await openStage();
});
after(async () => {
  await stage?.stop();
  await empty?.stop();
  await localnet?.stop();
});

test("a node that does not answer is named, and asked again", async () => {
  const dead = `http://127.0.0.1:${await freePort()}`;
  const page = await stage.open({ settings: { cluster: "localnet", urls: { localnet: dead } } });
  await page.getByRole("heading", { level: 1, name: "No connection" }).waitFor();
  await page.getByText(/The node did not answer/).waitFor();
  await page.route(`${dead}/`, (route) => route.continue({ url: localnet.manifest.rpc }));
  await page.getByRole("button", { name: "Try again" }).click();
  await page.getByRole("heading", { level: 1, name: "Vaults" }).waitFor();
  await page.getByText("4 vaults").waitFor();
  await page.context().close();
});

test("a node that stops answering is told of, and what was read stays", async () => {
  const page = await stage.open({ localnet });
  await page.getByText("4 vaults").waitFor();
  await page.route("**/*", (route) => (route.request().method() === "POST" ? route.abort() : route.continue()));
  await page.getByRole("link", { name: "Slashes" }).click();
  await page.getByRole("heading", { level: 1, name: "Slashes" }).waitFor();
  await page.getByText(/left to veto it/).waitFor();
  await page.context().close();
});

test("a chain without the program says so", async () => {
  const page = await stage.open({ localnet: empty });
  await page.getByRole("heading", { level: 1, name: "Not deployed here" }).waitFor();
  await page.getByText(/There is no restaking program on this cluster/).waitFor();
  await page.context().close();
});

test("a node of another cluster than was chosen shows nothing", async () => {
  const page = await stage.open({
    settings: {
      cluster: "mainnet",
      urls: { mainnet: localnet.manifest.rpc },
      wsUrls: { mainnet: localnet.manifest.ws },
    },
  });
  await page.getByRole("heading", { level: 1, name: "Wrong cluster" }).waitFor();
  await page.getByText(/The settings say Mainnet, and .* is a node of Local chain/).waitFor();
  await page.context().close();
});

test("the cluster is switched in the settings, and kept", async () => {
  const page = await stage.open({ localnet: empty });
  await page.getByRole("heading", { level: 1, name: "Not deployed here" }).waitFor();
  await page.getByRole("navigation").getByRole("link", { name: "Settings" }).click();
  const field = page.getByLabel("Another node for Local chain");
  await field.fill("nowhere");
  await page.getByText(/This is not an address of a node/).waitFor();
  await field.fill(localnet.manifest.rpc);
  await page.getByLabel(/address for subscriptions/).fill(localnet.manifest.ws);
  await page.getByRole("button", { name: "Use this node" }).click();
  await page.getByText(/answers, and has the program/).waitFor();
  await page.getByRole("navigation").getByRole("link", { name: "Vaults" }).click();
  await page.getByText("4 vaults").waitFor();
  await page.reload();
  await page.getByText("4 vaults").waitFor();
  await page.context().close();
});

test("without a wallet in the browser, everything can be looked at", async () => {
  const { vaults } = localnet.manifest;
  const page = await stage.open({ localnet, path: `/vaults/${vaults.harbor?.address}` });
  await page.getByText("Connect a wallet to see what you have here.").waitFor();
  await page.getByRole("button", { name: "Connect wallet" }).click();
  await page.getByText(/This browser has no wallet for Solana/).waitFor();
  await page.context().close();
});

test("a wallet is connected, remembered, and let go", async () => {
  const page = await stage.open({ localnet, wallet: "alice" });
  await connectWallet(page);
  await page.reload();
  const button = page.getByRole("banner").getByRole("button", { name: /^Wallet/ });
  await button.click();
  await page.getByText(/for fees and rents/).waitFor();
  await page.getByRole("button", { name: "Disconnect" }).click();
  await page.getByRole("button", { name: "Close" }).click();
  await page.getByRole("button", { name: "Connect wallet" }).waitFor();
  await page.reload();
  await page.getByRole("button", { name: "Connect wallet" }).waitFor();
  assert.equal(await page.evaluate(() => localStorage.getItem("restaking.wallet")), null);
  await page.context().close();
});

test("addresses that name nothing say so", async () => {
  const page = await stage.open({ localnet, path: "/vaults/11111111111111111111111111111111" });
  await page.getByRole("heading", { level: 1, name: "No such vault" }).waitFor();
  await page.goto(`${stage.url}/#/vaults/not-an-address`);
  await page.getByRole("heading", { level: 1, name: "No such page" }).waitFor();
  await page.context().close();
});
