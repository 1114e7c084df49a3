/**
 * Names on the first screen of a reader without a list of names: tokens, operators and NCNs name themselves, and a broken or hostile
 * description harms no view.
 */
import assert from "node:assert/strict";
import { test } from "node:test";

import type { Address } from "@solana/kit";
import { fetchOperator, LOCALNET_PROGRAM_ADDRESS, planUpdateOperator } from "restaking-client";

import { act } from "./support/actor.js";
import { connectWallet } from "./support/browser.js";
import { waitFor } from "./support/localnet.js";
import { localnet, setStage, stage } from "./support/setting.js";

const programAddress = LOCALNET_PROGRAM_ADDRESS;

setStage();

const NAMELESS = { names: {} };

test("the first screen has names for vaults, tokens and NCNs, and each page has the address as well", async () => {
  const page = await stage.open({ localnet, settings: NAMELESS });
  const harbor = page.getByRole("article").filter({ has: page.getByRole("heading", { name: "harbor" }) });
  await harbor.getByText("takes sSOL").waitFor();
  await harbor.getByText("Oracle Network").waitFor();
  const find = page.getByRole("searchbox", { name: /^Find a vault/ });
  await find.fill("example dollar");
  await page.getByText("3 of 7 vaults").waitFor();
  await harbor.waitFor({ state: "detached" });
  await find.fill("5Muz");
  await page.getByText("1 of 7 vaults").waitFor();
  await harbor.getByRole("link", { name: "harbor" }).click();
  await page.getByText("A vault of sSOL (Staked SOL)").waitFor();
  await page.getByRole("button", { name: "Copy the address of the vault" }).waitFor();
  await page
    .getByRole("region", { name: "What you could lose" })
    .getByRole("link", { name: "Oracle Network" })
    .filter({ visible: true })
    .first()
    .click();
  await page.getByRole("heading", { level: 1, name: "Oracle Network" }).waitFor();
  await page.getByText("It gives itself this name: anyone can take any.").waitFor();
  await page.getByRole("link", { name: "https://oracle.example/" }).waitFor();
  await page.getByRole("row", { name: /^Ada Operations \w{4}…\w{4}/ }).waitFor();
  await page.context().close();
});

test("descriptions on the web are read within limits; those that imitate, stall or overflow harm nothing", async () => {
  const { operators } = localnet.manifest;
  const at: Readonly<Record<string, string>> = {
    ada: "https://ada.example/description.json",
    bede: "https://bede.example/description.json",
    cyd: "https://cyd.example/description.json",
    dora: "https://dora.example/description.json",
  };
  for (const [name, uri] of Object.entries(at)) {
    await act(localnet, name, async (admin, { rpc }) => {
      const operator = await fetchOperator(rpc, operators[name] as Address);
      return (await planUpdateOperator({ programAddress, operator, admin, uri })).plan;
    });
  }
  const page = await stage.open({ localnet, settings: NAMELESS });
  const errors: string[] = [];
  page.on("pageerror", (error) => errors.push(error.message));
  let asked = 0;
  const answer = (name: string, json: unknown) =>
    page.route(at[name] as string, (route) => {
      asked++;
      assert.equal(route.request().headers().referer, undefined);
      return route.fulfill({ json, headers: { "access-control-allow-origin": "*" } });
    });
  await answer("ada", { name: "Oracle Network", description: "<b>bold</b>", website: "javascript:alert(1)" });
  await answer("bede", { name: "Bede Nodes", description: "Four regions" });
  await answer("cyd", { name: "n".repeat(20_000) });
  await page.route(at.dora as string, () => undefined);
  await page.getByRole("link", { name: "Operators" }).click();
  // No server is asked before the reader says so.
  const short = (name: string) => (operators[name] as string).replace(/^(.{4}).*(.{4})$/, "$1…$2");
  await page.getByRole("row", { name: new RegExp(short("bede")) }).waitFor();
  assert.equal(asked, 0);
  await page.getByRole("button", { name: "Read descriptions" }).click();
  await page.getByRole("row", { name: new RegExp(`Oracle Network \\(${short("ada")}\\)`) }).waitFor();
  await page.getByRole("row", { name: new RegExp(`Bede Nodes ${short("bede")}`) }).waitFor();
  await page.getByRole("row", { name: new RegExp(short("cyd")) }).waitFor();
  await page.getByRole("row", { name: new RegExp(short("dora")) }).waitFor();
  await page.getByRole("link", { name: /^Oracle Network/ }).click();
  await page.getByText("<b>bold</b>").waitFor();
  assert.equal(await page.locator("a[href^='javascript']").count(), 0);

  // What was read is kept: nothing is asked again, and nothing at all once the reader turns it off.
  await waitFor(() => asked === 3, "the answers of three servers");
  const before = asked;
  await page.reload();
  await page.getByText("<b>bold</b>").waitFor();
  assert.equal(asked, before);
  await page.getByRole("link", { name: "Settings", exact: true }).click();
  await page.getByLabel(/Read what operators and NCNs say of themselves/).uncheck();
  await page.evaluate(() => localStorage.removeItem("restaking.descriptions"));
  await page.reload();
  await page.getByRole("link", { name: "Operators" }).click();
  await page.getByRole("row", { name: new RegExp(short("bede")) }).waitFor();
  assert.equal(await page.getByText("Bede Nodes").count(), 0);
  assert.equal(asked, before);
  assert.deepEqual(errors, []);
  await page.context().close();
});

/** The widest letter, as often as a name of the chain, a symbol, and a name of the reader's own may have it. */
const [LONGEST_NAME, LONGEST_SYMBOL] = ["W".repeat(40), "W".repeat(10)];

for (const width of [1280, 800, 360]) {
  test(`the longest names run over no edge, ${width} pixels wide`, async () => {
    const { vaults, operators, ncns, mints, people } = localnet.manifest;
    const addressed = [vaults, people].flatMap((all) => Object.values(all).map(({ address }) => address));
    const named = [...addressed, ...Object.values(operators), ...Object.values(ncns)].map((at) => [at, LONGEST_NAME]);
    const symbols = Object.values(mints).map(({ address }) => [address, LONGEST_SYMBOL]);
    const settings = { names: Object.fromEntries([...named, ...symbols]) };
    const page = await stage.open({ localnet, wallet: "alice", width, settings });
    await connectWallet(page);
    for (const [path, there] of [
      ["/vaults", /^7 vaults/],
      [`/vaults/${vaults.harbor?.address}`, "The same as a table"],
      [`/vaults/${vaults.basin?.address}`, "Moves to other operators"],
      [`/operators/${operators.ada}`, "Vaults behind it"],
      [`/ncns/${ncns.oracle}`, "Stake for it"],
      ["/operators", LONGEST_NAME],
      ["/ncns", LONGEST_NAME],
      ["/market", "Could be lost"],
      ["/slashes", /left to veto it/],
      ["/portfolio", "Exits on their way"],
      ["/upkeep", /its fee wallet/],
    ] as const) {
      await page.goto(`${stage.url}/#${path}`);
      await page.getByText(there).filter({ visible: true }).first().waitFor();
      for (const summary of await page.locator("summary").all()) {
        await summary.click();
      }
      const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
      assert.ok(over <= 0, `${path} runs ${over} pixels over the edge`);
    }
    await page.context().close();
  });
}
