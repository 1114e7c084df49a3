/**
 * The page over a node that loses, repeats, delays and refuses requests: what a staker does ends in the right state, or in a
 * sentence that says what to do, and nothing is done twice. What goes wrong is counted by request, so that each run fails alike.
 */
import assert from "node:assert/strict";
import { test } from "node:test";

import { type Address, createSolanaRpc } from "@solana/kit";
import type { Locator, Page } from "playwright-core";
import { fetchExitTickets, fetchVault, LOCALNET_PROGRAM_ADDRESS, tokenAccount } from "restaking-client";
import { faultOf } from "restaking-client/testing";

import { connectWallet } from "./support/browser.js";
import { openLine } from "./support/line.js";
import { localnet, setStage, stage } from "./support/setting.js";

setStage();

const SOL = 1_000_000_000n;
const [VAULT, WHO] = ["delta", "erin"];

/** A longer time is a failure: a transaction with an unknown outcome is looked for during five minutes. */
const STUCK_AFTER = 900_000;

/** How often one thing is tried: the line is sound long before. */
const TRIES = 40;

/** The chain's own record of the user: nothing goes wrong on the way to it. */
async function truth(): Promise<{ assets: bigint; shares: bigint; tickets: number }> {
  const rpc = createSolanaRpc(localnet.manifest.rpc);
  const owner = localnet.manifest.people[WHO as string]?.address as Address;
  const { data } = await fetchVault(rpc, localnet.manifest.vaults[VAULT as string]?.address as Address);
  const balance = async (mint: Address): Promise<bigint> => {
    const account = await tokenAccount(owner, mint);
    const { value } = await rpc.getAccountInfo(account, { encoding: "jsonParsed", commitment: "processed" }).send();
    const parsed = value?.data as { parsed: { info: { tokenAmount: { amount: string } } } } | undefined;
    return BigInt(parsed?.parsed.info.tokenAmount.amount ?? 0);
  };
  const tickets = await fetchExitTickets(rpc, LOCALNET_PROGRAM_ADDRESS, { owner }, { commitment: "processed" });
  return {
    assets: await balance(data.assetMint),
    shares: await balance(data.vrtMint),
    tickets: tickets.filter((ticket) => ticket.data.vault === localnet.manifest.vaults[VAULT as string]?.address)
      .length,
  };
}

/** Waits for one of `wanted`, and gives its place. What could not be read meanwhile is read again, as the page offers. */
async function seen(page: Page, ...wanted: readonly Locator[]): Promise<number> {
  const retry = page.getByRole("button", { name: /^(Try|Look) again$/ });
  const any = wanted.reduce((all, each) => all.or(each), retry);
  for (let tried = 0; tried < 10 * TRIES; tried++) {
    await any.filter({ visible: true }).first().waitFor();
    for (const [place, each] of wanted.entries()) {
      if (await each.first().isVisible()) {
        return place;
      }
    }
    // It may be gone by itself.
    const again = retry.first();
    await again.click({ timeout: 2_000 }).catch(() => undefined);
    await again.waitFor({ state: "detached", timeout: 2_000 }).catch(() => undefined);
  }
  return assert.fail("the page never showed it");
}

/**
 * Does something by the page until it has happened, as the page's sentences say: what may have landed is looked for before it is
 * repeated.
 */
async function carryOut(
  page: Page,
  form: Locator,
  act: () => Promise<void>,
  success: RegExp,
  happened: () => Promise<boolean>,
): Promise<void> {
  const notice = form.locator(".progress .notice-loss, .progress .notice-warn").first();
  const good = form.locator(".progress .notice-good").filter({ hasText: success });
  for (let tried = 0; tried < TRIES; tried++) {
    await act();
    if ((await seen(page, good, notice)) === 0) {
      assert.ok(await happened(), "the page says that it is done");
      return;
    }
    const said = (await notice.textContent()) ?? "";
    assert.match(said, /[a-z]{3,}.*[a-z]{3,}/, "a sentence");
    assert.doesNotMatch(said, /undefined|\[object|Solana error|npx|Custom\(/, said);
    if (/It is not known whether/.test(said)) {
      assert.match(said, /before you repeat it/);
      if (await happened()) {
        return;
      }
    } else {
      assert.ok(!(await happened()), `it happened, and the page says: ${said}`);
      assert.match(said, /safe to try again|^Refused\. |^Not done\. /, said);
    }
    await form.getByRole("button", { name: "Dismiss" }).click();
  }
  assert.fail("it never happened");
}

/** Seeds by which the very first transaction goes wrong: it lands without an answer, and it is lost. */
const OFTEN = 1 / 6;
const SEEDS = [
  firstSeed((fault) => fault === "unanswered" || fault === "broken"),
  firstSeed((fault) => fault === "lost"),
];

function firstSeed(fits: (fault: ReturnType<typeof faultOf>) => boolean): number {
  for (let seed = 1; seed < 10_000; seed++) {
    if (fits(faultOf({ seed, often: OFTEN }, "sendTransaction", 0))) {
      return seed;
    }
  }
  return assert.fail("there is no such seed");
}

for (const seed of SEEDS) {
  test(`in and out over a node on which a sixth of all requests go wrong, each step once: seed ${seed}`, async (t) => {
    const line = await openLine(localnet, { seed, often: OFTEN, within: 60 });
    t.after(line.stop);
    const path = `/vaults/${localnet.manifest.vaults[VAULT as string]?.address}`;
    const page = await stage.open({ localnet: line.localnet, wallet: WHO as string, path });
    page.setDefaultTimeout(STUCK_AFTER);
    const form = page.getByRole("region", { name: "Enter and leave" });
    const position = page.getByRole("region", { name: "Your position" });
    await seen(page, page.getByRole("heading", { level: 1, name: VAULT as string }));
    await connectWallet(page);
    await seen(page, form.getByLabel("Amount to deposit"));

    const begun = await truth();
    await carryOut(
      page,
      form,
      async () => {
        await form.getByLabel("Amount to deposit").fill("5");
        await form.getByText("You get about").waitFor();
        await form.getByRole("button", { name: "Deposit", exact: true }).click();
      },
      /You deposited 5 /,
      async () => (await truth()).assets !== begun.assets,
    );
    const deposited = await truth();
    assert.equal(begun.assets - deposited.assets, 5n * SOL, "once, and as much as was written");
    assert.ok(deposited.shares > begun.shares);

    await form.getByRole("tab", { name: "Leave", exact: true }).click();
    await carryOut(
      page,
      form,
      async () => {
        await form.getByLabel("Shares to leave with", { exact: true }).fill("3");
        await form.getByText("You will be paid").waitFor();
        await form.getByRole("button", { name: "Ask to leave" }).click();
      },
      /You asked to leave with/,
      async () => (await truth()).shares !== deposited.shares,
    );
    const asked = await truth();
    assert.deepEqual([deposited.shares - asked.shares, asked.tickets], [3n * SOL, begun.tickets + 1]);
    assert.equal(asked.assets, deposited.assets);

    await localnet.pass(2 * (localnet.manifest.vaults[VAULT as string]?.epochSeconds ?? 0));
    const claim = position.getByRole("button", { name: /^Claim/ });
    await carryOut(
      page,
      position,
      async () => {
        await seen(page, claim);
        await claim.click();
      },
      /You were paid/,
      async () => (await truth()).tickets === 0,
    );
    const claimed = await truth();
    assert.equal(claimed.shares, asked.shares);
    // A share of this vault is worth about one of its asset, less the vault's fee.
    const paid = claimed.assets - asked.assets;
    assert.ok(paid > 2n * SOL && paid < 4n * SOL, `${paid}`);
    assert.ok(
      line.told.some(({ method, before }) => method === "sendTransaction" && before === 0),
      JSON.stringify(line.told),
    );
    await page.context().close();
  });
}
