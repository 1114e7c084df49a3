/**
 * Every view, in light and dark, wide and narrow: nothing that axe finds, nothing that runs over the edge, no error.
 */
import assert from "node:assert/strict";
import { test } from "node:test";

import { findings } from "./support/axe.js";
import { connectWallet } from "./support/browser.js";
import { localnet, setStage, stage } from "./support/setting.js";

setStage({ nativeStake: true });

/** The views, and what is there once they are drawn: a history, if nothing else is said. */
function views(): readonly (readonly [string, string, (string | RegExp)?])[] {
  const { vaults, operators, ncns } = localnet.manifest;
  return [
    ["/vaults", "Vaults", "8 vaults"],
    [`/vaults/${vaults.harbor?.address}`, "harbor"],
    [`/vaults/${vaults.delta?.address}`, "delta"],
    [`/vaults/${vaults.mooring?.address}`, "mooring", "alice-stake"],
    ["/operators", "Operators", "1 slash executed"],
    [`/operators/${operators.ada}`, "ada"],
    ["/ncns", "NCNs", "1 open"],
    [`/ncns/${ncns.oracle}`, "oracle"],
    [`/ncns/${ncns.prices}`, "prices", "SOL/USD"],
    ["/market", "Market", "not comparable with the stake"],
    ["/slashes", "Slashes", /left to veto it/],
    ["/portfolio", "Portfolio"],
    ["/upkeep", "Upkeep", /of harbor to its fee wallet/],
    ["/protocol", "Protocol", "Fee on rewards in vaults' assets"],
    ["/settings", "Settings", /answers, and has the program/],
    ["/nowhere", "No such page", /names nothing here/],
  ];
}

for (const dark of [false, true]) {
  for (const width of [1280, 360]) {
    test(`every view is sound, ${dark ? "dark" : "light"}, ${width} pixels wide`, async () => {
      const page = await stage.open({ localnet, wallet: "alice", dark, width });
      const errors: string[] = [];
      page.on("pageerror", (error) => errors.push(error.message));
      page.on("console", (message) => message.type() === "error" && errors.push(message.text()));
      await connectWallet(page);
      for (const [path, title, there] of views()) {
        await page.goto(`${stage.url}/#${path}`);
        await page.getByRole("heading", { level: 1, name: title, exact: true }).waitFor();
        await (there ? page.getByText(there) : page.locator(".history li")).filter({ visible: true }).first().waitFor();
        for (const summary of await page.locator("summary").all()) {
          await summary.click();
        }
        assert.deepEqual(await findings(page), [], `${path}: axe`);
        const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        assert.ok(over <= 0, `${path} runs ${over} pixels over the edge`);
      }
      await page
        .getByRole("banner")
        .getByRole("button", { name: /^Wallet/ })
        .click();
      assert.deepEqual(await findings(page), [], "the wallet's dialog: axe");
      assert.deepEqual(errors, []);
      await page.context().close();
    });
  }
}

for (const dark of [false, true]) {
  for (const width of [1280, 360]) {
    test(`what roles do is sound, ${dark ? "dark" : "light"}, ${width} pixels wide`, async () => {
      const { vaults, operators, ncns } = localnet.manifest;
      const acting = [
        ["curator", `/vaults/${vaults.harbor?.address}`],
        ["warden", `/vaults/${vaults.delta?.address}`],
        ["ada", `/operators/${operators.ada}`],
        ["oracle", `/ncns/${ncns.oracle}`],
        ["publisher", `/ncns/${ncns.oracle}`],
        ["deployer", "/protocol"],
        ["sentinel", "/protocol"],
      ] as const;
      for (const [wallet, path] of acting) {
        const page = await stage.open({ localnet, wallet, path, dark, width });
        await connectWallet(page);
        const panels = page.getByRole("region", { name: /^You are/ });
        await panels.filter({ visible: true }).first().waitFor();
        for (const summary of await panels.locator("summary").all()) {
          await summary.click();
        }
        assert.deepEqual(await findings(page), [], `${path}: axe`);
        const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
        assert.ok(over <= 0, `${path} runs ${over} pixels over the edge`);
        await page.context().close();
      }
    });
  }
}

test("what could be lost is told with whom, how much and by when", async () => {
  const page = await stage.open({ localnet, path: `/vaults/${localnet.manifest.vaults.harbor?.address}` });
  const panel = page.getByRole("region", { name: "What you could lose" });
  await panel
    .getByRole("row", { name: /oracle/ })
    .filter({ visible: true })
    .first()
    .waitFor();
  await panel.getByText("Other code can run").waitFor();
  const text = ((await panel.textContent()) ?? "").replace(/\s+/g, " ");
  // The example's program is its deployer's, without a gate.
  assert.match(text, /Other code can runat any timeby \w{4}…\w{4}, without notice/);
  // The example's breaker lets slashes take 25% at once and 40% in an epoch of a day.
  assert.match(text, /By one slash25%/);
  assert.match(text, /In an epoch40%of 1 d/);
  // From the start of the epoch after the next: one epoch of a day to two, by when the chain was started.
  assert.match(text, /Out of reach in(1 d( \d+ h)?|2 d)/);
  assert.match(text, /for 2 dby council/);
  await page.context().close();
});

test("the stake's way is drawn, and told to who cannot see it", async () => {
  const page = await stage.open({ localnet, path: `/vaults/${localnet.manifest.vaults.delta?.address}` });
  const region = page.getByRole("region", { name: "Where the stake stands" });
  const drawing = region.getByRole("img");
  await drawing.waitFor();
  assert.match(
    (await drawing.getAttribute("aria-label")) ?? "",
    /^To operators: ada .* staked-sol, bede .*; idle: Idle .*; on to NCNs: /,
  );
  await region.getByText("The same as a table").click();
  assert.equal(await region.getByRole("row").count(), 1 + 2 + 4, "a head, two operators, two NCNs for each");
  await region.getByText(/The same stake may serve several NCNs, up to 2 times over/).waitFor();
  await page.context().close();
});
