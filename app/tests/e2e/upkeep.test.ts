/**
 * What anyone does for the vaults, and what a resolver decides: chores are done from the page, one and all of a kind.
 */
import assert from "node:assert/strict";
import { test } from "node:test";

import { type Address, createSolanaRpc } from "@solana/kit";
import {
  fetchOperatorDelegation,
  fetchSlashes,
  fetchVault,
  LOCALNET_PROGRAM_ADDRESS,
  pdas,
  SlashStatus,
} from "restaking-client";

import { connectWallet } from "./support/browser.js";
import { localnet, setStage, stage } from "./support/setting.js";

const programAddress = LOCALNET_PROGRAM_ADDRESS;

setStage();

const rpcOf = () => createSolanaRpc(localnet.manifest.rpc);
const harbor = () => localnet.manifest.vaults.harbor?.address as Address;

test("a resolver sees what waits for it, with its clock, and vetoes after a second word", async () => {
  const page = await stage.open({ localnet, wallet: "council", path: "/slashes" });
  await page
    .getByRole("article")
    .filter({ hasText: "harbor" })
    .getByText(/left to veto it/)
    .waitFor();
  assert.equal(await page.getByRole("heading", { name: "For you to decide" }).count(), 0, "no wallet is connected");
  await connectWallet(page);
  await page.getByRole("heading", { name: "For you to decide" }).waitFor();
  await page.getByRole("button", { name: /^Veto the slash of/ }).click();
  await page.getByText(/go back where they stood/).waitFor();
  await page.getByRole("button", { name: "Let it stand" }).click();
  await page.getByRole("button", { name: /^Veto the slash of/ }).click();
  await page.getByRole("button", { name: /^Veto it permanently/ }).click();
  await page.getByText(/The slash is vetoed: .* went back/).waitFor();
  // The archive's slash in basin stays: another resolver decides on it.
  await page.getByRole("article").filter({ hasText: "harbor" }).waitFor({ state: "detached" });
  await page.getByRole("article").filter({ hasText: "basin" }).waitFor();
  const open = await fetchSlashes(rpcOf(), programAddress, { status: SlashStatus.Open });
  assert.deepEqual(
    open.map(({ data }) => data.vault),
    [localnet.manifest.vaults.basin?.address],
  );
  await page.context().close();
});

test("anyone collects fees for their owners, and sees where rents go", async () => {
  const page = await stage.open({ localnet, wallet: "grace", path: "/upkeep" });
  await page.getByText("Connect a wallet to do any of it.").waitFor();
  await connectWallet(page);
  const fees = page.getByRole("region", { name: "Fees to collect" });
  await fees.getByText(/of harbor to its fee wallet/).waitFor();
  await fees.getByRole("button", { name: /^Show more of/ }).click();
  const waiting = await fees.getByRole("listitem").count();
  assert.ok(waiting >= 3, `${waiting} wait`);
  await fees.getByRole("listitem").filter({ hasText: "harbor to its fee wallet" }).getByRole("button").click();
  await page.getByText("1 of 1 chore done.").waitFor();
  const vault = await fetchVault(rpcOf(), harbor());
  assert.equal(vault.data.ledger.feesOwed.vault, 0n);
  await fees.getByRole("button", { name: /^Collect all/ }).click();
  await page.getByText(new RegExp(`${waiting - 1} of ${waiting - 1} chores done.`)).waitFor();
  await fees.waitFor({ state: "detached" });
  const bede = localnet.manifest.operators.bede as Address;
  const delegation = await pdas(programAddress).delegation(harbor(), bede);
  assert.equal((await fetchOperatorDelegation(rpcOf(), delegation)).data.commission, 0n);

  // Exits that mature are settled by anyone; the bucket's rent goes back to its payer.
  await localnet.pass(4 * 86_400);
  const exits = page.getByRole("region", { name: "Exits to settle" });
  await exits.getByRole("listitem").filter({ hasText: "harbor" }).filter({ visible: true }).first().waitFor();
  const all = exits.getByRole("button", { name: /^Settle all/ });
  await all.click();
  await exits.waitFor({ state: "detached" });
  const buckets = page.getByRole("region", { name: "Exit buckets to close" });
  await buckets
    .getByText(/SOL of rent go back to/)
    .filter({ visible: true })
    .first()
    .waitFor();
  const count = await buckets.getByRole("listitem").count();
  await (count > 1 ? buckets.getByRole("button", { name: /^Close all/ }) : buckets.getByRole("button")).click();
  await buckets.waitFor({ state: "detached" });
  await page.context().close();
});
