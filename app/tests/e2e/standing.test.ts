/**
 * What a vault's keepers do, as the page shows it: rewards, fees and pauses.
 */
import assert from "node:assert/strict";
import { test } from "node:test";

import { type Address, sequentialInstructionPlan, singleInstructionPlan } from "@solana/kit";
import type { Page } from "playwright-core";
import {
  fetchVault,
  formatAmount,
  getPayRewardInstruction,
  getRaisePauseInstruction,
  getSetFeesInstruction,
  getSetRoleInstruction,
  LOCALNET_PROGRAM_ADDRESS,
  parseAmount,
  pauseFlags,
  pdas,
  Role,
  tokenAccount,
} from "restaking-client";
import { act } from "./support/actor.js";
import { connectWallet } from "./support/browser.js";
import { localnet, setStage, stage } from "./support/setting.js";

const PROGRAM = { programAddress: LOCALNET_PROGRAM_ADDRESS };
const pda = pdas(LOCALNET_PROGRAM_ADDRESS);

setStage();

function address(vault: string): Address {
  return localnet.manifest.vaults[vault]?.address as Address;
}

/** What an operator's page says of its commission in dollars: exactly, where it is short otherwise. */
function commissionOf(page: Page) {
  return page.locator(".fact", { hasText: "Commission" }).locator(".amount", { hasText: "dollar" });
}

test("a reward that comes out is a yield, until it is out, and a line of the history", async () => {
  const page = await stage.open({ localnet, path: `/operators/${localnet.manifest.operators.dora}` });
  const before = parseAmount(((await commissionOf(page).getAttribute("title")) ?? "").replace(" dollar", ""), 6);
  await page.goto(`${stage.url}/#/vaults/${address("cellar")}`);
  await page.getByText("no rewards stream").waitFor();
  await act(localnet, "dave", async (payer, { rpc }) => {
    const vault = await fetchVault(rpc, address("cellar"));
    const operator = localnet.manifest.operators.dora as Address;
    return singleInstructionPlan(
      getPayRewardInstruction(
        {
          payer,
          config: await pda.config(),
          vault: vault.address,
          operator,
          delegation: await pda.delegation(vault.address, operator),
          assetAccount: vault.data.assetAccount,
          payerAssets: await tokenAccount(payer.address, vault.data.assetMint),
          amount: 100_000_000n,
        },
        PROGRAM,
      ),
    );
  });
  await page.getByText(/^a year, until/).waitFor();
  await page
    .getByRole("region", { name: "History" })
    .getByText(
      /dave paid a reward of 100 dollar for operator dora, commission \d+(\.\d+)? dollar: \d+(\.\d+)? dollar stream to holders until/,
    )
    .waitFor();
  await page.goto(`${stage.url}/#/operators/${localnet.manifest.operators.dora}`);
  // The operator keeps 2%, which waits for it in the vault. What the page read before the reward is there until it reads again.
  await page.locator(`.amount[title="${formatAmount(before + 2_000_000n, 6)} dollar"]`).waitFor();
  await page.context().close();
});

test("a fee that rises is announced with its time", async () => {
  const page = await stage.open({ localnet, path: `/vaults/${address("granite")}` });
  const fees = page.getByRole("region", { name: "Fees" });
  await fees.getByText("On deposits").waitFor();
  await act(localnet, "curator", async (feeAdmin) =>
    singleInstructionPlan(
      getSetFeesInstruction(
        {
          feeAdmin,
          vault: address("granite"),
          depositBps: 100n,
          exitBps: 25n,
          rewardBps: 1_000n,
          streamSeconds: 14n * 86_400n,
        },
        PROGRAM,
      ),
    ),
  );
  await fees.getByText(/^1% from/).waitFor();
  await fees.getByText(/^0.25% from/).waitFor();
  await fees.getByText("14 d").waitFor();
  await page.context().close();
});

test("a fee is a part of what is shown before the signature", async () => {
  const page = await stage.open({ localnet, wallet: "alice", path: `/vaults/${address("cellar")}` });
  await connectWallet(page);
  const form = page.getByRole("region", { name: "Enter and leave" });
  await form.getByLabel("Amount to deposit").fill("1000");
  // The example's cellar charges a thousandth of deposits.
  const fee = form.locator(".preview > div", { hasText: "The vault's fee" });
  await fee.waitFor();
  assert.match((await fee.textContent()) ?? "", /^The vault's fee1 dollar$/);
  await page.context().close();
});

test("what is paused is told, and leaving never is", async () => {
  const page = await stage.open({ localnet, wallet: "dave", path: `/vaults/${address("granite")}` });
  await connectWallet(page);
  const form = page.getByRole("region", { name: "Enter and leave" });
  await form.getByLabel("Amount to deposit").fill("12");
  await act(localnet, "curator", async (admin) => {
    const governed = address("granite");
    return sequentialInstructionPlan([
      getSetRoleInstruction({ admin, governed, role: Role.Guardian, newHolder: admin.address }, PROGRAM),
      getRaisePauseInstruction(
        {
          guardian: admin,
          governed,
          flags: pauseFlags(["deposits", "rewards"]),
          seconds: 86_400n,
        },
        PROGRAM,
      ),
    ]);
  });
  await page.getByText(/The vault's guardian paused deposits, rewards in the vault's asset/).waitFor();
  await form.getByText(/Deposits are paused until/).waitFor();
  assert.equal(await form.getByRole("button", { name: "Deposit", exact: true }).count(), 0);
  await form.getByRole("tab", { name: "Leave", exact: true }).click();
  await form.getByLabel("Shares to leave with", { exact: true }).fill("1");
  await form.getByRole("button", { name: "Ask to leave" }).click();
  await form.getByText(/You asked to leave with/).waitFor();

  // When the pause is over by the chain's clock, what was written is there still.
  await localnet.pass(86_401);
  await form.getByRole("tab", { name: "Deposit", exact: true }).click();
  await form.getByRole("button", { name: "Deposit", exact: true }).waitFor();
  assert.equal(await form.getByLabel("Amount to deposit").inputValue(), "12");
  await page.context().close();
});
