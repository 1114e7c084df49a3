/**
 * Reward offers of an NCN on its page: what accrued, what is attributed, and claims for vaults, bonded positions and operators.
 */
import assert from "node:assert/strict";
import { test } from "node:test";

import { type Address, createSolanaRpc, sequentialInstructionPlan, singleInstructionPlan } from "@solana/kit";
import { getTransferInstruction } from "@solana-program/token";
import {
  fetchHolding,
  fetchNcn,
  fetchOperator,
  fetchStakeTable,
  fetchVault,
  fetchVaultBondPool,
  getOpenStakeTableInstruction,
  LOCALNET_PROGRAM_ADDRESS,
  pdas,
  planCaptureStake,
  planEnterCaptures,
  planOpenRewardOffer,
  tokenAccount,
} from "restaking-client";

import { act } from "./support/actor.js";
import { connectWallet } from "./support/browser.js";
import { localnet, setStage, stage } from "./support/setting.js";

const programAddress = LOCALNET_PROGRAM_ADDRESS;
const pda = pdas(programAddress);
const WINDOW = 600n;

setStage();

const rpcOf = () => createSolanaRpc(localnet.manifest.rpc);
const vault = (name: string) => localnet.manifest.vaults[name]?.address as Address;
const oracle = () => localnet.manifest.ncns.oracle as Address;
const ada = () => localnet.manifest.operators.ada as Address;
const person = (name: string) => localnet.manifest.people[name]?.address as Address;
const mint = (name: string) => localnet.manifest.mints[name]?.address as Address;

/** The oracle offers `amount` in a mint for a day, from now on. */
async function offer(token: string, amount: bigint): Promise<void> {
  await act(localnet, "oracle", async (admin, { rpc, now }) => {
    const { plan } = await planOpenRewardOffer({
      programAddress,
      ncn: await fetchNcn(rpc, oracle()),
      mint: mint(token),
      admin,
      amount,
      from: now,
      until: now + 86_400n,
      claimSeconds: 30n * 86_400n,
    });
    return plan;
  });
}

/** The oracle opens a table for ten minutes. */
async function openTable(index: bigint): Promise<Address> {
  const table = await pda.stakeTable(oracle(), index);
  await act(localnet, "oracle", async (admin) =>
    singleInstructionPlan(
      getOpenStakeTableInstruction(
        { payer: admin, admin, ncn: oracle(), table, index, capacity: 1n, windowSeconds: WINDOW, certainUntil: 0n },
        { programAddress },
      ),
    ),
  );
  return table;
}

/** A table is opened, and what stands behind ada in harbor and delta is captured and entered. */
async function count(): Promise<void> {
  const table = await openTable(1n);
  await act(localnet, "captor", async (captor, { rpc }) => {
    const { plan, capture } = await planCaptureStake({
      programAddress,
      table: await fetchStakeTable(rpc, table),
      operator: ada(),
      vaults: [vault("harbor"), vault("delta")],
      captor,
    });
    return sequentialInstructionPlan([plan, planEnterCaptures(table, [capture], { programAddress }).plan]);
  });
}

const SOL = 1_000_000_000n;
const ONE = 1_000_000n;

test("an offer is told as it accrues, attributed, and claimed for vaults, bonded positions and the operator", async () => {
  const page = await stage.open({ localnet, wallet: "alice", path: `/ncns/${oracle()}` });
  await connectWallet(page);
  const region = page.getByRole("region", { name: "Reward offers" });
  await region.getByText("It has no open offer.").waitFor();

  // Rewards in harbor's and delta's asset, and in a token that harbor's bond pool pays and delta has no pool for.
  await act(localnet, "publisher", async (authority, { rpc }) => {
    const [source, destination] = await Promise.all(
      [person("publisher"), person("oracle")].map((owner) => tokenAccount(owner, mint("oracle-token"))),
    );
    assert.ok((await fetchHolding(rpc, authority.address, mint("oracle-token"))).amount >= 1_000n * ONE);
    return singleInstructionPlan(
      getTransferInstruction({
        source: source as Address,
        destination: destination as Address,
        authority,
        amount: 1_000n * ONE,
      }),
    );
  });
  await offer("staked-sol", 100n * SOL);
  await offer("oracle-token", 1_000n * ONE);
  const cards = region.getByRole("article");
  const inSol = cards.filter({ has: page.getByRole("heading", { name: "100 staked-sol" }) });
  const inToken = cards.filter({ has: page.getByRole("heading", { name: /1.?000 oracle-token/ }) });
  await inSol.getByText(/^funded by oracle, which gets back what nobody claims$/).waitFor();
  await inSol.getByText("Nothing now.").waitFor();
  await count();
  await localnet.pass(Number(WINDOW) + 1);

  // A final table waits: what accrued by its close is attributed to it, at once and for both offers by themselves.
  for (const card of [inSol, inToken]) {
    await card.getByText(/is to be attributed to 1 final table/).waitFor();
    await card.getByRole("button", { name: "Attribute" }).click();
    await card.getByText(/1 table can be claimed by/).waitFor();
  }
  const harbor = inSol.getByRole("listitem").filter({ hasText: "for harbor" });
  await harbor.getByText("You hold its VRT").waitFor();
  await harbor.getByText(/Streams to all holders of its VRT, from its claim on, less the commission of ada/).waitFor();
  assert.equal(await inSol.getByRole("listitem").filter({ hasText: "for delta" }).getByText("You hold").count(), 0);
  const streamOf = async (name: string) => (await fetchVault(rpcOf(), vault(name))).data.ledger.stream.left;
  const before = await Promise.all([streamOf("harbor"), streamOf("delta")]);
  await inSol.getByRole("button", { name: "Claim all 2 shares" }).click();
  await inSol.getByText("2 of 2 shares paid.").waitFor();
  // Streams pay out by the second meanwhile; a share is much more than that.
  const [inHarbor, inDelta] = await Promise.all([streamOf("harbor"), streamOf("delta")]);
  assert.ok(inHarbor > (before[0] ?? 0n) && inDelta > (before[1] ?? 0n), `${before} ${inHarbor} ${inDelta}`);

  const bonded = inToken.getByRole("listitem").filter({ hasText: "for harbor" });
  await bonded.getByText(/Streams to the positions in its bond pool/).waitFor();
  const waits = inToken.getByRole("listitem").filter({ hasText: "for delta" });
  await waits.getByText(/the vault's bond pool does not pay this token/).waitFor();
  assert.equal(await waits.getByRole("button").count(), 0);
  const pool = await pda.bondPool(vault("harbor"));
  const paidIn = async () => (await fetchVaultBondPool(rpcOf(), pool)).data.ledger.slots[0]?.paidIn[0] ?? 0n;
  const inBefore = await paidIn();
  await bonded.getByRole("button", { name: /^Claim/ }).click();
  await inToken.getByText("1 of 1 share paid.").waitFor();
  assert.ok((await paidIn()) > inBefore);
  await bonded.waitFor({ state: "detached" });

  // Ada keeps 5%; its wallet is another one than its admin's.
  const wallet = (await fetchOperator(rpcOf(), ada())).data.feeWallet;
  const had = (await fetchHolding(rpcOf(), wallet, mint("staked-sol"))).amount;
  const commission = inSol.getByRole("listitem").filter({ hasText: "commission of ada" });
  await commission.getByText(/paid at once to its fee wallet purse/).waitFor();
  await commission.getByRole("button", { name: /^Claim/ }).click();
  await inSol.getByText("The commission is paid.").waitFor();
  assert.ok((await fetchHolding(rpcOf(), wallet, mint("staked-sol"))).amount > had);
  await inSol.getByText("Nothing now.").waitFor();

  // More tables than one transaction attributes to are told, and attributed to, with one word.
  for (let index = 2n; index <= 11n; index++) {
    await openTable(index);
  }
  await localnet.pass(Number(WINDOW) + 1);
  await inSol.getByText(/is to be attributed to 10 final tables/).waitFor();
  const signed = () => page.evaluate(() => window.testWallet.signed.length);
  const signedBefore = await signed();
  await inSol.getByRole("button", { name: "Attribute" }).click();
  await inSol.getByText(/10 tables can be claimed by/).waitFor();
  assert.ok((await signed()) - signedBefore > 1);
  await inSol.getByText(/is to be attributed/).waitFor({ state: "detached" });
  await page.context().close();
});
