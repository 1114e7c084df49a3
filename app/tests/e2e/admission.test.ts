/**
 * What decides whether one can enter a vault, and stay: its deposit gate, its term, and what its asset's issuer can do.
 */
import assert from "node:assert/strict";
import { test } from "node:test";

import { type Address, generateKeyPairSigner, isSome, singleInstructionPlan } from "@solana/kit";
import { getMintDecoder, getMintEncoder, TOKEN_PROGRAM_ADDRESS } from "@solana-program/token";
import {
  getInitializeVaultInstructionAsync,
  getSetRoleInstruction,
  LOCALNET_PROGRAM_ADDRESS,
  pdas,
  Role,
} from "restaking-client";

import { act } from "./support/actor.js";
import { connectWallet } from "./support/browser.js";
import { localnet, setStage, stage } from "./support/setting.js";

const programAddress = LOCALNET_PROGRAM_ADDRESS;
const pda = pdas(programAddress);
const DAY = 86_400n;

setStage();

/** Somebody makes a vault over a mint, with a term if there is to be one. */
async function makeVault(
  name: string,
  index: bigint,
  assetMint: Address,
  term: { readonly termStart: bigint; readonly termEnd: bigint },
): Promise<Address> {
  await act(localnet, name, async (creator) => {
    const initialize = await getInitializeVaultInstructionAsync(
      {
        payer: creator,
        creator,
        config: await pda.config(),
        assetMint,
        index,
        epochSeconds: DAY,
        limits: {
          depositCap: 10n ** 12n,
          instantFeeBps: 0n,
          instantCapacity: 0n,
          instantRefillSeconds: DAY,
          restricted: false,
        },
        ...term,
      },
      { programAddress },
    );
    return singleInstructionPlan(initialize);
  });
  return pda.vault(localnet.manifest.people[name]?.address as Address, index);
}

test("a deposit gate is named, with why it has to sign", async () => {
  const granite = localnet.manifest.vaults.granite?.address as Address;
  const page = await stage.open({ localnet, wallet: "dave", path: `/vaults/${granite}` });
  await connectWallet(page);
  const form = page.getByRole("region", { name: "Enter and leave" });
  await form.getByRole("button", { name: "Deposit", exact: true }).waitFor();
  const newHolder = localnet.manifest.people.warden?.address as Address;
  await act(localnet, "curator", async (admin) =>
    singleInstructionPlan(
      getSetRoleInstruction({ admin, governed: granite, role: Role.DepositGate, newHolder }, { programAddress }),
    ),
  );
  await form.getByText(/only with the signature of its deposit gate, warden, beside yours/).waitFor();
  await form.getByText(/This page cannot ask it/).waitFor();
  assert.equal(await form.getByRole("button", { name: "Deposit", exact: true }).count(), 0);
  await page.getByText("Deposits need a signature").waitFor();
  await page.getByText("signs each deposit beside its depositor, and no exit").waitFor();
  await form.getByRole("tab", { name: "Leave", exact: true }).click();
  await form.getByRole("button", { name: "Ask to leave" }).waitFor();
  await page.context().close();
});

test("a term is told with its times, and takes no deposits inside", async () => {
  const dollar = localnet.manifest.mints.dollar?.address as Address;
  const now = BigInt(await localnet.time());
  const address = await makeVault("curator", 9n, dollar, { termStart: now + 4n * DAY, termEnd: now + 30n * DAY });
  const page = await stage.open({ localnet, wallet: "alice", path: `/vaults/${address}` });
  await connectWallet(page);
  const form = page.getByRole("region", { name: "Enter and leave" });
  await form.getByRole("button", { name: "Deposit", exact: true }).waitFor();
  await page.getByText("Stakers stay for a term").waitFor();
  const panel = page.getByRole("region", { name: "What you could lose" });
  for (const label of ["Deposits until", "Nobody can ask to leave until", "The term ends"]) {
    await panel.getByText(label, { exact: true }).waitFor();
  }
  await localnet.pass(4 * Number(DAY) + 1);
  await form.getByText(/takes no deposits inside its term, which ends/).waitFor();
  await page.context().close();
});

test("what the issuer can do with the asset is told", async () => {
  const { dollar } = localnet.manifest.mints;
  const mint = (await generateKeyPairSigner()).address;
  const { value } = (await localnet.ask("getAccountInfo", [dollar?.address, { encoding: "base64" }])) as {
    value: { data: [string]; lamports: number };
  };
  // A mint as the example's, but for an issuer that may freeze.
  const plain = getMintDecoder().decode(Buffer.from(value.data[0], "base64"));
  assert.ok(isSome(plain.mintAuthority));
  const data = getMintEncoder().encode({ ...plain, freezeAuthority: plain.mintAuthority });
  await localnet.ask("surfnet_setAccount", [
    mint,
    { lamports: value.lamports, owner: TOKEN_PROGRAM_ADDRESS, data: Buffer.from(data).toString("hex") },
  ]);
  const address = await makeVault("steward", 9n, mint, { termStart: 0n, termEnd: 0n });
  const page = await stage.open({ localnet, path: `/vaults/${address}` });
  await page.getByText("Issuer can freeze").waitFor();
  await page
    .getByRole("region", { name: "What you could lose" })
    .getByText(/can freeze the vault's account, or yours: deposits, claims and payments wait then/)
    .waitFor();
  await page.goto(`${stage.url}/#/vaults/${localnet.manifest.vaults.granite?.address}`);
  await page.getByRole("heading", { level: 1, name: "granite" }).waitFor();
  await page.getByRole("region", { name: "What you could lose" }).waitFor();
  assert.equal(await page.getByText("Issuer can freeze").count(), 0);
  await page.context().close();
});
