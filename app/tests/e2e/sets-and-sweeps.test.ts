/**
 * An NCN registers an operator set that vaults cover, and a vault's admin sweeps what was sent to its address.
 */
import assert from "node:assert/strict";
import { test } from "node:test";

import { type Address, createSolanaRpc, sequentialInstructionPlan } from "@solana/kit";
import { getTransferCheckedInstruction } from "@solana-program/token";
import type { Locator, Page } from "playwright-core";
import {
  fetchHolding,
  fetchMaybeSweepNotice,
  fetchNcn,
  fetchOptIn,
  fetchVault,
  LOCALNET_PROGRAM_ADDRESS,
  openTokenAccount,
  parentOf,
  pdas,
  sweepDue,
  tokenAccount,
  UNITS,
  uriText,
} from "restaking-client";

import { act } from "./support/actor.js";
import { connectWallet } from "./support/browser.js";
import { openAct } from "./support/forms.js";
import { localnet, setStage, stage } from "./support/setting.js";

const pda = pdas(LOCALNET_PROGRAM_ADDRESS);

setStage();

const rpcOf = () => createSolanaRpc(localnet.manifest.rpc);
const person = (name: string) => localnet.manifest.people[name]?.address as Address;
const mint = (name: string) => localnet.manifest.mints[name]?.address as Address;
const vault = (name: string) => localnet.manifest.vaults[name]?.address as Address;

async function admin(wallet: string, path: string): Promise<{ page: Page; panel: Locator }> {
  const page = await stage.open({ localnet, wallet, path });
  await page.getByRole("heading", { level: 1 }).waitFor();
  await connectWallet(page);
  const panel = page.getByRole("region", { name: "You are its admin" });
  await panel.waitFor();
  return { page, panel };
}

test("an NCN registers an operator set, which a vault covers by its opt-in with the NCN", async () => {
  const ncn = localnet.manifest.ncns.bridge as Address;
  const { page, panel } = await admin("bridge", `/ncns/${ncn}`);
  const form = await openAct(panel, "Register an operator set");
  await form.getByText(/No vault covers your sets yet/).waitFor();
  // What stands in it can be signed as it is, and is shown before anything is written.
  await form.getByText("none → number 1").waitFor();
  await form.getByLabel("Number among your NCNs").fill("0");
  await form.getByText("You have registered number 0 already").waitFor();
  assert.equal(await form.getByRole("button", { name: "Register the set" }).isDisabled(), true);
  await form.getByLabel("Number among your NCNs").fill("1");
  await form.getByLabel("URI of the description").fill("https://fast.bridge.example");
  await form.getByLabel("By one incident, of what an operator allocated, at the most, in percent").fill("10");
  await form.getByText("0% → 10%").waitFor();
  await form.getByText("It adds nothing to what stakers can lose or pay.").waitFor();
  await form.getByRole("button", { name: "Register the set" }).click();
  await form.getByText(/The set is registered at/).waitFor();
  const address = await pda.ncn(person("bridge"), 1n);
  const set = (await fetchNcn(rpcOf(), address)).data;
  assert.equal(parentOf(set), ncn);
  assert.deepEqual([uriText(set.uri), set.policy.terms.maxFraction], ["https://fast.bridge.example", UNITS / 10n]);
  const parent = (await fetchNcn(rpcOf(), ncn)).data;
  assert.equal(set.policy.resolver, parent.nextPolicy.resolver, "what is not written is the parent's");
  await page.getByRole("heading", { name: "Operator sets" }).waitFor();
  await page.context().close();

  const curator = await admin("curator", `/vaults/${vault("harbor")}`);
  const cover = await openAct(curator.panel, "Operator sets of bridge");
  await cover.getByLabel("Cover the sets").check();
  await cover.getByText("not covered → covered").waitFor();
  await cover.getByText("Stakers who ask to leave now are out before it takes effect.").waitFor();
  await cover.getByRole("button", { name: "Set it" }).click();
  await cover.getByText("The sets will be covered.").waitFor();
  const { sets } = (await fetchOptIn(rpcOf(), await pda.optIn(vault("harbor"), ncn))).data;
  assert.deepEqual([sets.current, sets.next], [0n, 1n]);
  await curator.page.context().close();

  const again = await admin("bridge", `/ncns/${ncn}`);
  const second = await openAct(again.panel, "Register an operator set");
  await second.getByText(/They are covered by harbor/).waitFor();
  await second.getByText("none → what operators allocate to it").waitFor();
  await second.getByText("Stakers who ask to leave now are out before it takes effect.").waitFor();
  await again.page.context().close();

  const own = await admin("bridge", `/ncns/${address}`);
  await own.page.getByText(/An operator set of/).waitFor();
  assert.equal(await own.panel.getByText("Register an operator set").count(), 0, "a set has no sets");
  await own.page.context().close();
});

test("a vault's admin sweeps its asset to the stream, and a foreign token with notice to the fee wallet", async () => {
  const { address, data } = await fetchVault(rpcOf(), vault("harbor"));
  const send = (name: string, of: string, amount: bigint) =>
    act(localnet, name, async (owner) =>
      sequentialInstructionPlan([
        await openTokenAccount(owner, address, mint(of)),
        getTransferCheckedInstruction({
          source: await tokenAccount(owner.address, mint(of)),
          mint: mint(of),
          destination: await tokenAccount(address, mint(of)),
          authority: owner,
          amount,
          decimals: localnet.manifest.mints[of]?.decimals ?? 0,
        }),
      ]),
    );
  const { page, panel } = await admin("curator", `/vaults/${address}`);
  const none = await openAct(panel, "Sweep tokens that were sent to the vault");
  await none.getByText("Nobody has sent tokens to the vault's address.").waitFor();
  await send("alice", "staked-sol", 2_000_000_000n);
  await send("alice", "dollar", 30_000_000n);
  await page.reload();
  await panel.waitFor();

  const stream = await openAct(panel, "Sweep 2 staked-sol");
  await stream.getByText("Rewards that stream").waitFor();
  await stream.getByText("It adds nothing to what stakers can lose or pay.").waitFor();
  const { left } = (await fetchVault(rpcOf(), address)).data.ledger.stream;
  await stream.getByRole("button", { name: "Sweep them" }).click();
  await stream.waitFor({ state: "detached" });
  assert.ok((await fetchVault(rpcOf(), address)).data.ledger.stream.left > left);

  const foreign = await openAct(panel, "Sweep 30 dollar");
  await foreign.getByText("nothing → 30 dollar to the fee wallet, treasurer").waitFor();
  await foreign.getByText("Stakers who ask to leave now are out before it takes effect.").waitFor();
  await foreign.getByRole("button", { name: "Announce the sweep" }).click();
  await foreign.getByText(/It is announced, and can be swept from/).waitFor();
  const notice = await pda.sweepNotice(address, await tokenAccount(address, mint("dollar")));
  const found = await fetchMaybeSweepNotice(rpcOf(), notice);
  assert.ok(found.exists);
  const now = BigInt(await localnet.time());
  assert.ok(found.data.due <= sweepDue({ data }, now) && found.data.due > now);

  const fees = async () => (await fetchHolding(rpcOf(), data.feeWallet, mint("dollar"))).amount;
  const before = await fees();
  await localnet.pass(Number(found.data.due - now));
  await foreign.getByText("nothing → 30 dollar to treasurer").waitFor();
  await foreign.getByRole("button", { name: "Sweep them" }).click();
  await foreign.waitFor({ state: "detached" });
  assert.equal((await fees()) - before, 30_000_000n);
  assert.equal((await fetchMaybeSweepNotice(rpcOf(), notice)).exists, false);
  await page.context().close();
});
