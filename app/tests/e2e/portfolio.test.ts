/**
 * A wallet's portfolio: all that it has in all vaults, one button that claims all of every kind, and the table for spreadsheets.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { type Address, createSolanaRpc } from "@solana/kit";
import { Earnings, fetchHolding } from "restaking-client";

import { connectWallet } from "./support/browser.js";
import type { Manifest } from "./support/localnet.js";
import { localnet, setStage, stage } from "./support/setting.js";

/** The lists of rewards in the example. */
type Trees = {
  readonly rewardTrees: Readonly<
    Record<string, { readonly address: string; readonly roots: readonly { readonly list: readonly Earned[] }[] }>
  >;
};
type Earned = { readonly address: string; readonly cumulative: number };

setStage();

test("everything that a wallet has is told, claimed at once and exported", async () => {
  const { rewardTrees } = localnet.manifest as Manifest & Trees;
  const tree = rewardTrees.oracle;
  assert.ok(tree);
  const list = Earnings.of(
    tree.address as Address,
    (tree.roots[0]?.list ?? []).map(({ address, cumulative }) => ({
      earner: address as Address,
      cumulative: BigInt(cumulative),
    })),
  );
  const rpc = createSolanaRpc(localnet.manifest.rpc);
  const bob = localnet.manifest.people.bob?.address as Address;
  const mint = (name: string) => localnet.manifest.mints[name]?.address as Address;
  const had = async (name: string) => (await fetchHolding(rpc, bob, mint(name))).amount;
  const before = [await had("staked-sol"), await had("oracle-token")] as const;

  const page = await stage.open({ localnet, wallet: "bob", path: "/portfolio" });
  await page.getByText("Connect a wallet, at the top of the page, to see what it has.").waitFor();
  await connectWallet(page);
  const positions = page.getByRole("region", { name: "Positions" });
  const harbor = positions.getByRole("row", { name: /harbor/ });
  await harbor.getByText(/of them bonded/).waitFor();
  await harbor.getByText(/% since/).waitFor();
  const exits = page.getByRole("region", { name: "Exits on their way" });
  await exits.getByText("can be claimed", { exact: true }).waitFor();
  await page.getByRole("button", { name: "Claim all 2" }).waitFor();

  await page.getByText("Rewards by a list of an NCN").click();
  await page.getByLabel("or as text").fill("{}");
  await page.getByRole("button", { name: "Add the list" }).click();
  await page.getByText("This is no list of rewards: it names no earners").waitFor();
  await page.getByLabel("The list, as a file").setInputFiles({
    name: "list.json",
    mimeType: "application/json",
    buffer: Buffer.from(JSON.stringify(list.toFile())),
  });
  await page.getByText(/1.?500 oracle-token by the list of oracle/).waitFor();

  const download = page.waitForEvent("download");
  await page.getByRole("button", { name: "Export as CSV" }).click();
  const csv = readFileSync(await (await download).path(), "utf8").split("\r\n");
  assert.match(csv[0] ?? "", /^kind,vault or pool,its address,amount,asset/);
  assert.match(
    csv.find((row) => row.startsWith("position,harbor,")) ?? "",
    /,staked-sol,\d+(\.\d+)?,\d+(\.\d+)?,20\d\d-/,
  );
  assert.ok(csv.some((row) => row.startsWith("exit,harbor,")));
  assert.ok(csv.some((row) => row.startsWith("reward,harbor,")));

  await page.getByRole("button", { name: "Claim all 3" }).click();
  await page.getByText("3 of 3 claims paid.").waitFor();
  await page.getByRole("button", { name: /Nothing to claim now|Claim all 1/ }).waitFor();
  await exits.getByText("None is on its way.").waitFor();
  const [sol, token] = [await had("staked-sol"), await had("oracle-token")];
  assert.ok(sol > before[0] + 290n * 1_000_000_000n, `${before[0]} ${sol}`);
  assert.ok(token > before[1] + 1_500n * 1_000_000n, `${before[1]} ${token}`);
  await page.context().close();
});

test("the history writes each amount in its token, also where an event names a bond pool or a list alone", async () => {
  const page = await stage.open({ localnet, wallet: "alice", path: "/portfolio" });
  await connectWallet(page);
  const history = page.getByRole("region", { name: "History" });
  await history.getByText(/alice bonded 1.?000 VRT/).waitFor();
  await history.getByText(/alice claimed 1.?296(\.\d+)? oracle-token/).waitFor();
  await history.getByText(/alice was paid 2.?500 oracle-token/).waitFor();
  await history.getByText("smallest units").first().waitFor({ state: "detached" });
  await page.context().close();
});
