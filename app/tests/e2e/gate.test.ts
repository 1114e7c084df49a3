/**
 * The program behind the upgrade gate: the page shows since when its code runs, what other code is announced, and from when on that
 * can run, until it does.
 */
import assert from "node:assert/strict";
import { test } from "node:test";

import { createSolanaRpc, singleInstructionPlan } from "@solana/kit";
import type { Locator, Page } from "playwright-core";
import { LOCALNET_PROGRAM_ADDRESS, upgradeGate } from "restaking-client";

import { act } from "./support/actor.js";
import { localnet, setStage, stage } from "./support/setting.js";

setStage({ gate: true });

const DAY = 86_400n;

/** The gate, as the chain has it. */
async function keeper() {
  const found = await upgradeGate.fetchCodeKeeper(createSolanaRpc(localnet.manifest.rpc), LOCALNET_PROGRAM_ADDRESS);
  assert.ok(found.kind === "gate" && found.own.kind === "nobody", "a final gate holds the program");
  return found;
}

async function panelOf(page: Page): Promise<Locator> {
  const panel = page.getByRole("region", { name: "What you could lose" });
  await panel.getByText("Other code can run").waitFor();
  return panel;
}

/** A fact of the panel, with its words and the times in it, in unix seconds. */
async function fact(panel: Locator, label: string) {
  const found = panel.locator(".fact").filter({ hasText: label });
  return { text: (await found.textContent()) ?? "", times: await timesIn(found) };
}

async function timesIn(found: Locator): Promise<bigint[]> {
  const times = await found.locator("time").evaluateAll((all) => all.map((each) => each.getAttribute("datetime")));
  return times.map((time) => BigInt(Date.parse(time ?? "")) / 1_000n);
}

test("announced code is shown with its hash and its time, which leaves stakers theirs, and then runs", async () => {
  const { gate, gateProgram } = await keeper();
  const { schedule, codeHash } = gate.announcement;
  const hash = Buffer.from(codeHash).toString("hex");
  const page = await stage.open({ localnet, path: `/vaults/${localnet.manifest.vaults.harbor?.address}` });
  let panel = await panelOf(page);
  const can = await fact(panel, "Other code can run");
  assert.match(can.text, /by the upgrade gate, 21 d after an announcement$/);
  assert.deepEqual(can.times, [schedule.executableFrom]);
  const runs = await fact(panel, "This code runs");
  assert.match(runs.text, /^This code runssince .* or before/);
  assert.deepEqual(runs.times, [gate.codeSince]);

  const announced = panel.getByRole("status").filter({ hasText: "Other code is announced." });
  await announced.getByText(hash).waitFor();
  assert.deepEqual(await timesIn(announced), [schedule.executableFrom, schedule.expiresAt]);
  const now = BigInt(await localnet.time());
  assert.ok(
    schedule.executableFrom > now + 14n * DAY,
    "who asks to leave now is out before, after two of the longest epochs",
  );

  await localnet.pass(Number(schedule.executableFrom - now));
  await panel.getByText("at any time").waitFor();
  await act(localnet, "grace", async () =>
    singleInstructionPlan(await upgradeGate.executeUpgradeInstruction({ gateProgram, gate })),
  );
  const after = (await keeper()).gate;
  assert.equal(Buffer.from(after.codeHash).toString("hex"), hash, "the announced code runs");
  await page.reload();
  panel = await panelOf(page);
  const changed = await fact(panel, "This code runs");
  assert.doesNotMatch(changed.text, /or before/);
  assert.deepEqual(changed.times, [after.codeSince]);
  assert.equal(await panel.getByText("Other code is announced.").count(), 0);
  const [next = 0n] = (await fact(panel, "Other code can run")).times;
  assert.ok(next >= after.codeSince + 21n * DAY, "the next one needs a notice of its own");
  await page.context().close();
});
