/**
 * A vault of wrapped SOL: its depositor pays SOL and is paid SOL, and never sees a wrapped token.
 */
import assert from "node:assert/strict";
import { test } from "node:test";

import { type Address, createSolanaRpc, singleInstructionPlan } from "@solana/kit";
import {
  fetchHolding,
  fetchVault,
  getInitializeVaultInstructionAsync,
  LOCALNET_PROGRAM_ADDRESS,
  pdas,
  WRAPPED_SOL,
} from "restaking-client";

import { act } from "./support/actor.js";
import { connectWallet } from "./support/browser.js";
import { localnet, setStage, stage } from "./support/setting.js";

const programAddress = LOCALNET_PROGRAM_ADDRESS;
const pda = pdas(programAddress);
const SOL = 1_000_000_000n;
const HOUR = 3_600;

setStage();

test("SOL goes in, and SOL comes back", async () => {
  const rpc = createSolanaRpc(localnet.manifest.rpc);
  const grace = localnet.manifest.people.grace?.address as Address;
  let vault = grace;
  await act(localnet, "curator", async (creator) => {
    vault = await pda.vault(creator.address, 9n);
    return singleInstructionPlan(
      await getInitializeVaultInstructionAsync(
        {
          payer: creator,
          creator,
          config: await pda.config(),
          assetMint: WRAPPED_SOL,
          index: 9n,
          epochSeconds: BigInt(HOUR),
          limits: {
            depositCap: 1_000n * SOL,
            instantFeeBps: 0n,
            instantCapacity: 100n * SOL,
            instantRefillSeconds: 86_400n,
            restricted: false,
          },
          termStart: 0n,
          termEnd: 0n,
        },
        { programAddress },
      ),
    );
  });
  const lamports = async () => (await rpc.getBalance(grace).send()).value as bigint;
  const wrapped = () => fetchHolding(rpc, grace, WRAPPED_SOL);
  const before = await lamports();

  const page = await stage.open({ localnet, wallet: "grace", path: `/vaults/${vault}` });
  // The vault has no name in any list: its asset and its address are what it is called.
  await page.getByRole("heading", { level: 1, name: /^SOL vault \w{4}…\w{4}$/ }).waitFor();
  await connectWallet(page);
  const actions = page.getByRole("region", { name: "Enter and leave" });
  await actions.getByLabel("Amount to deposit").fill("20");
  await actions.getByText("Wrapped with it, of your SOL").waitFor();
  await actions.getByRole("button", { name: "Deposit", exact: true }).click();
  await actions.getByText("You deposited 20 SOL.").waitFor();
  assert.ok((await lamports()) < before - 20n * SOL);
  assert.equal((await fetchVault(rpc, vault)).data.ledger.books.active, 20n * SOL);

  // At once, as far as that goes; the rest after its time.
  await actions.getByRole("tab", { name: "Leave now" }).click();
  await actions.getByLabel("Shares to leave with at once").fill("5");
  await actions
    .getByText("SOL, to your wallet: what you hold wrapped is unwrapped too")
    .locator("visible=true")
    .waitFor();
  await actions.getByRole("button", { name: "Leave at once" }).click();
  await actions.getByText("You left with 5 SOL.").waitFor();
  assert.equal((await wrapped()).exists, false);
  await actions.getByRole("tab", { name: "Leave", exact: true }).click();
  await actions.getByLabel("Shares to leave with", { exact: true }).fill("15");
  await actions.getByRole("button", { name: "Ask to leave" }).click();
  await actions.getByText("You asked to leave with 15 SOL.").waitFor();
  await localnet.pass(2 * HOUR);

  await page.getByRole("link", { name: "Portfolio" }).click();
  await page.getByRole("button", { name: "Claim all 1" }).click();
  await page.getByText("1 of 1 claim paid.").waitFor();
  assert.equal((await wrapped()).exists, false);
  // Fees of transactions and the rent of the account of VRT are all that it cost.
  const cost = before - (await lamports());
  assert.ok(cost > 0n && cost < SOL / 100n, `${cost}`);
  await page.context().close();
});
