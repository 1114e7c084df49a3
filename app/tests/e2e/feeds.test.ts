/**
 * The price feeds of an NCN: their figures, and the records of operators, on a wide and on a narrow screen.
 */
import assert from "node:assert/strict";
import { test } from "node:test";

import { findings } from "./support/axe.js";
import { localnet, setStage, stage } from "./support/setting.js";

setStage();

for (const width of [1280, 360]) {
  test(`an oracle's prices are shown with their age, their weight and the operators' records, ${width} pixels wide`, async () => {
    const page = await stage.open({ localnet, path: `/ncns/${localnet.manifest.ncns.prices}`, width });
    const prices = page.getByRole("region", { name: "Prices" });
    const feed = prices.getByRole("row", { name: /SOL\/USD/ });
    // The price of six rounds, the last of which was five minutes before the example's end.
    assert.match((await feed.textContent()) ?? "", /150\.72.*\d+ min.*0\.0\d%.*100% by 3.*6$/);

    await prices.getByText("Operators' records in SOL/USD").filter({ visible: true }).first().click();
    const records = prices.getByRole("table", { name: "Operators' records in SOL/USD" });
    const figures = async (name: string) => {
      const cells = records.getByRole("row", { name: new RegExp(`^${name}`) }).locator("td .cell-value");
      return cells.allTextContents();
    };
    await records.getByRole("row", { name: /^bede/ }).waitFor();
    assert.deepEqual(await figures("bede"), ["5", "1", "0", "0", "0"]);
    assert.deepEqual(await figures("cyd"), ["6", "0", "0", "0", "0"]);
    assert.deepEqual(await figures("dora"), ["4", "0", "1", "1", "0"]);
    assert.deepEqual(await findings(page), []);
    const over = await page.evaluate(() => document.documentElement.scrollWidth - window.innerWidth);
    assert.ok(over <= 0, `it runs ${over} pixels over the edge`);
    await page.context().close();
  });
}

test("an NCN with another slasher has no prices", async () => {
  const page = await stage.open({ localnet, path: `/ncns/${localnet.manifest.ncns.oracle}` });
  await page
    .getByRole("region", { name: "Stake for it" })
    .getByText("harbor")
    .filter({ visible: true })
    .first()
    .waitFor();
  await page.locator(".history li").filter({ visible: true }).first().waitFor();
  assert.equal(await page.getByRole("region", { name: "Prices" }).count(), 0);
  await page.context().close();
});
