/**
 * What a holder has bonded: its rewards are collected by the page, and a position that is owed some is closed only by giving them up
 * in so many words.
 */
import assert from "node:assert/strict";
import { test } from "node:test";

import { type Address, createSolanaRpc } from "@solana/kit";
import {
  fetchMaybeVaultPosition,
  fetchVault,
  fetchVaultBondPool,
  LOCALNET_PROGRAM_ADDRESS,
  pdas,
  planUnbond,
} from "restaking-client";

import { act } from "./support/actor.js";
import { connectWallet } from "./support/browser.js";
import { localnet, setStage, stage } from "./support/setting.js";

setStage();

const programAddress = LOCALNET_PROGRAM_ADDRESS;

test("rewards are collected, and a position is closed by giving up what it is owed", async () => {
  const vault = localnet.manifest.vaults.harbor?.address as Address;
  const alice = localnet.manifest.people.alice?.address as Address;
  const rpc = createSolanaRpc(localnet.manifest.rpc);
  const bondPool = await pdas(programAddress).bondPool(vault);
  const at = await pdas(programAddress).position(bondPool, alice);
  const position = () => fetchMaybeVaultPosition(rpc, at);
  const page = await stage.open({ localnet, wallet: "alice", path: `/vaults/${vault}` });
  await page.getByRole("heading", { level: 1, name: "harbor" }).waitFor();
  await connectWallet(page);
  const mine = page.getByRole("region", { name: "Your position" });
  const close = mine.getByRole("button", { name: "Close the position" });
  await mine.getByRole("button", { name: "Collect what it earned" }).click();
  await mine.getByText(/You were paid 1 of 1 rewards/).waitFor();
  assert.equal(await close.count(), 0, "shares are bonded in it");

  await localnet.pass(3_600);
  await act(localnet, "alice", async (owner) => {
    const found = await position();
    assert.ok(found.exists);
    const shares = found.data.position.bonded;
    return (await planUnbond({ programAddress, vault: await fetchVault(rpc, vault), owner, shares })).plan;
  });
  const unbonded = await position();
  const owed = unbonded.exists ? (unbonded.data.position.earnings[0]?.owed ?? 0n) : 0n;
  assert.ok(owed > 0n);
  const slot = async () => (await fetchVaultBondPool(rpc, bondPool)).data.ledger.slots[0];
  const before = await slot();

  await close.click();
  await mine.getByText(/Closing gives this up permanently, to the bonded positions/).waitFor();
  await mine.getByRole("button", { name: "Keep it" }).click();
  await close.click();
  await mine.getByRole("button", { name: "Give it up and close" }).click();
  await mine.getByText("Your position is closed.").waitFor();
  assert.equal((await position()).exists, false);
  // No token moved: what she gave up is still in the pool, and streams again to the bonded positions.
  const given = await slot();
  assert.deepEqual([given?.paidIn, given?.paidOut], [before?.paidIn, before?.paidOut]);
  assert.ok((given?.stream.left ?? 0n) > 0n);
  await page.context().close();
});

test("shares are bonded from the page, and taken out again", async () => {
  const vault = localnet.manifest.vaults.harbor?.address as Address;
  const carol = localnet.manifest.people.carol?.address as Address;
  const rpc = createSolanaRpc(localnet.manifest.rpc);
  const bondPool = await pdas(programAddress).bondPool(vault);
  const at = await pdas(programAddress).position(bondPool, carol);
  const bonded = async () => {
    const position = await fetchMaybeVaultPosition(rpc, at);
    return position.exists ? position.data.position.bonded : undefined;
  };
  assert.equal(await bonded(), undefined);
  const page = await stage.open({ localnet, wallet: "carol", path: `/vaults/${vault}` });
  await page.getByRole("heading", { level: 1, name: "harbor" }).waitFor();
  await connectWallet(page);
  const mine = page.getByRole("region", { name: "Your position" });
  await mine.getByText("Bond shares for other rewards").click();
  await mine.getByLabel("Shares to bond").fill("100");
  await mine.getByText("now on, second by second").waitFor();
  await mine.getByRole("button", { name: "Bond", exact: true }).click();
  await mine.getByText("You bonded 100 VRT.").waitFor();
  assert.equal(await bonded(), 100_000_000_000n);
  await mine.getByLabel("Shares to take out").fill("101");
  await mine.getByText(/You have bonded 100 VRT, and this is 101 VRT/).waitFor();
  await mine.getByLabel("Shares to take out").fill("40");
  await mine.getByRole("button", { name: "Take out", exact: true }).click();
  await mine.getByText("You took out 40 VRT.").waitFor();
  assert.equal(await bonded(), 60_000_000_000n);
  await page.context().close();
});
