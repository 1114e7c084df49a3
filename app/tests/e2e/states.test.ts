/**
 * What the page says when the chain is not as one hopes.
 */
import assert from "node:assert/strict";
import { after, before, test } from "node:test";

import type { Page } from "playwright-core";
import { GENESIS_HASHES, LOCALNET_PROGRAM_ADDRESS } from "restaking-client";

import { connectWallet } from "./support/browser.js";
import { freePort, type Localnet, startLocalnet, waitFor } from "./support/localnet.js";
import { localnet, setStage, stage } from "./support/setting.js";

let empty: Localnet;

setStage();
before(async () => {
  empty = await startLocalnet({ empty: true });
});
after(async () => {
  await empty?.stop();
});

test("a node that does not answer is named, and asked again", async () => {
  const dead = `http://127.0.0.1:${await freePort()}`;
  const page = await stage.open({ settings: { cluster: "localnet", urls: { localnet: dead } } });
  await page.getByRole("heading", { level: 1, name: "No connection" }).waitFor();
  await page.getByText(/The node did not answer/).waitFor();
  await page.route(`${dead}/`, (route) => route.continue({ url: localnet.manifest.rpc }));
  await page.getByRole("button", { name: "Try again" }).click();
  await page.getByRole("heading", { level: 1, name: "Vaults" }).waitFor();
  await page.getByText("7 vaults").waitFor();
  await page.context().close();
});

test("a node that stops answering is told of, and what was read stays", async () => {
  const page = await stage.open({ localnet, path: "/slashes" });
  await page
    .getByRole("article")
    .filter({ hasText: "harbor" })
    .getByText(/left to veto it/)
    .waitFor();
  await page.getByRole("link", { name: "Vaults" }).click();
  await page.getByText("7 vaults").waitFor();
  await page.route("**/*", (route) => (route.request().method() === "POST" ? route.abort() : route.continue()));
  await page.getByRole("link", { name: "Slashes" }).click();
  await page.getByRole("heading", { level: 1, name: "Slashes" }).waitFor();
  await page
    .getByRole("article")
    .filter({ hasText: "harbor" })
    .getByText(/left to veto it/)
    .waitFor();
  await page.context().close();
});

test("a chain that stands still is told of, until it goes on", async () => {
  const page = await stage.open({ localnet, path: "/vaults" });
  await page.getByText("7 vaults").waitFor();
  await page.clock.install();
  await page.reload();
  await page.getByText("7 vaults").waitFor();
  const notice = page.getByText(/No new slot for/);
  await page.route("**/*", (route) => (route.request().method() === "POST" ? route.abort() : route.continue()));
  await page.clock.runFor(90_000);
  await notice.waitFor();
  await page.getByText("7 vaults").waitFor();
  await page.unroute("**/*");
  await waitFor(async () => {
    await page.clock.runFor(10_000);
    return (await notice.count()) === 0;
  }, "the notice to go");
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

/** A node that says it is of another cluster, and answers as the local chain's otherwise. */
async function pretend(page: Page, url: string, genesisHash: string): Promise<void> {
  await page.route(url, async (route) => {
    const { id, method } = route.request().postDataJSON() as { id: string; method: string };
    await (method === "getGenesisHash"
      ? route.fulfill({ json: { jsonrpc: "2.0", id, result: genesisHash }, headers: ANY_ORIGIN })
      : route.continue({ url: localnet.manifest.rpc }));
  });
}

const ANY_ORIGIN = { "access-control-allow-origin": "*" };

test("a public cluster needs the address of a program, and not the one that everybody owns", async () => {
  const url = `http://127.0.0.1:${await freePort()}/`;
  const page = await stage.open({ settings: { cluster: "devnet", urls: { devnet: url } }, path: "/settings" });
  await pretend(page, url, GENESIS_HASHES.devnet);
  await page.reload();
  await page.getByText(/answers, and no program is chosen for it/).waitFor();
  await page.getByRole("navigation").getByRole("link", { name: "Vaults" }).click();
  await page.getByRole("heading", { level: 1, name: "No program" }).waitFor();
  await page.getByText(/No address of the restaking program is configured for devnet/).waitFor();
  await page.getByText("VITE_PROGRAM_ADDRESS_DEVNET").waitFor();

  await page.getByRole("navigation").getByRole("link", { name: "Settings" }).click();
  const field = page.getByLabel("Its address on Devnet");
  const use = page.getByRole("button", { name: "Use this program" });
  await field.fill("nowhere");
  await page.getByText("This is not an address").waitFor();
  assert.equal(await use.isDisabled(), true);
  await field.fill(LOCALNET_PROGRAM_ADDRESS);
  await page.getByText(/its key is public, so anyone can own it on devnet/).waitFor();
  assert.equal(await use.isDisabled(), true);
  await field.fill("SysvarC1ock11111111111111111111111111111111");
  await use.click();
  await page.getByText(/answers, and has no such program/).waitFor();
  await page.getByRole("navigation").getByRole("link", { name: "Vaults" }).click();
  await page.getByRole("heading", { level: 1, name: "Not deployed here" }).waitFor();
  await page.getByText("SysvarC1ock11111111111111111111111111111111").waitFor();
  await page.reload();
  await page.getByRole("heading", { level: 1, name: "Not deployed here" }).waitFor();
  await page.context().close();
});

test("the address that everybody owns is refused on a public cluster however it came into the settings", async () => {
  const url = `http://127.0.0.1:${await freePort()}/`;
  const programs = { mainnet: LOCALNET_PROGRAM_ADDRESS };
  const page = await stage.open({ settings: { cluster: "mainnet", urls: { mainnet: url }, programs } });
  await pretend(page, url, GENESIS_HASHES.mainnet);
  await page.reload();
  await page.getByRole("heading", { level: 1, name: "Wrong program" }).waitFor();
  await page.getByText(/its key is public, so anyone can own it on mainnet/).waitFor();
  await page.context().close();
});

test("a cluster that nobody knows is local only on this machine", async () => {
  const url = "http://node.example/";
  const page = await stage.open({ settings: { cluster: "localnet", urls: { localnet: url } } });
  await pretend(page, url, "11111111111111111111111111111111");
  await page.reload();
  await page.getByRole("heading", { level: 1, name: "Wrong cluster" }).waitFor();
  await page.getByText(/The settings say Local chain, and .* is a node of a cluster of its own/).waitFor();
  await page.getByRole("navigation").getByRole("link", { name: "Settings" }).click();
  await page.getByLabel(/^Another cluster/).check();
  await page.getByText("No node is chosen.").waitFor();
  await page.getByLabel("The node for a cluster of its own").fill(url);
  await page.getByRole("button", { name: "Use this node" }).click();
  await page.getByText(/answers, and no program is chosen for it/).waitFor();
  await page.context().close();
});

test("a node that lists no accounts is told of as that", async () => {
  const page = await stage.open({ localnet, path: "/settings" });
  await page.getByText(/answers, and has the program/).waitFor();
  await page.route(`${localnet.manifest.rpc}/`, async (route) => {
    const { id, method } = route.request().postDataJSON() as { id: string; method: string };
    const error = { code: -32010, message: "excluded from account secondary indexes" };
    await (method === "getProgramAccounts"
      ? route.fulfill({ json: { jsonrpc: "2.0", id, error }, headers: ANY_ORIGIN })
      : route.continue());
  });
  await page.getByRole("navigation").getByRole("link", { name: "Vaults" }).click();
  await page.getByText(/The node does not list the program's accounts .* use another node/).waitFor();
  await page.getByRole("link", { name: "Choose a node" }).waitFor();

  // A vault is read by its address all the same, and what is not known of it is no zero.
  await page.goto(`${stage.url}/#/vaults/${localnet.manifest.vaults.harbor?.address}`);
  await page.getByText(/What could be lost here cannot be told/).waitFor();
  await page.getByRole("region", { name: "Fees" }).waitFor();
  await page.getByLabel("Amount to deposit").waitFor();
  await page.context().close();
});

test("a transaction that the node does not tell is a gap with a reason, and hides nothing else", async () => {
  const { vaults } = localnet.manifest;
  const page = await stage.open({ localnet, path: "/settings" });
  await page.getByText(/answers, and has the program/).waitFor();
  const harbor = vaults.harbor?.address;
  const [latest] = (await localnet.ask("getSignaturesForAddress", [harbor, { limit: 1 }])) as [{ signature: string }];
  await page.route(`${localnet.manifest.rpc}/`, async (route) => {
    const { id, method, params } = route.request().postDataJSON() as { id: string; method: string; params?: string[] };
    const error = { code: -32015, message: "Transaction version (2) is not supported by the requesting client" };
    await (method === "getTransaction" && params?.[0] === latest.signature
      ? route.fulfill({ json: { jsonrpc: "2.0", id, error }, headers: ANY_ORIGIN })
      : route.continue());
  });
  await page.goto(`${stage.url}/#/vaults/${harbor}`);
  const history = page.getByRole("region", { name: "History" });
  await history.getByText(/^1 transaction cannot be read in full/).waitFor();
  await history.locator("ol.history > li").nth(3).waitFor();
  await page.context().close();
});

test("a node's key is neither shown nor sent to the explorer", async () => {
  const page = await stage.open({
    settings: { cluster: "own", urls: { own: "http://node.example/v2/SECRET?api-key=SECRET" } },
  });
  await page.getByRole("heading", { level: 1 }).waitFor();
  await page
    .getByText(/node\.example/)
    .filter({ visible: true })
    .first()
    .waitFor();
  assert.ok(!(await page.content()).includes("SECRET"));
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
  await page.getByText("7 vaults").waitFor();
  await page.reload();
  await page.getByText("7 vaults").waitFor();
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
