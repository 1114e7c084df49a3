import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import type { Address } from "@solana/kit";
import { TOKEN_PROGRAM_ADDRESS } from "@solana-program/token";
import {
  fetchConfig,
  fetchMaybeSweepNotice,
  fetchMaybeVaultBondPool,
  fetchStrayTokens,
  fetchSweepNotice,
  fetchVault,
  fetchVaultBondPool,
  getAddRewardMintInstruction,
  getOpenBondPoolInstruction,
  openTokenAccount,
  planSweep,
  sweepDue,
  TOKEN_2022_PROGRAM_ADDRESS,
  tokenAccount,
} from "restaking-client";

import { PROGRAM, pda } from "./support/program.js";
import { makeScene, type Scene } from "./support/scene.js";
import { balance, freeze, makeMint, mintTo } from "./support/tokens.js";

describe("tokens that were sent to a vault, on the compiled program", () => {
  let scene: Scene;
  let [paid, unknown] = ["", ""] as [Address, Address];

  /** The next step of the sweep of what the vault has of `mint`, in an account that its books do not know. */
  const plan = async (mint: Address, amount: bigint) => {
    const { chain, staker: payer } = scene;
    const vault = await fetchVault(chain.rpc, scene.vault);
    const tokens = await tokenAccount(vault.address, mint);
    return planSweep({
      ...PROGRAM,
      vault,
      config: await fetchConfig(chain.rpc, await pda.config()),
      bondPool: await fetchMaybeVaultBondPool(chain.rpc, await pda.bondPool(vault.address)),
      notice: await fetchMaybeSweepNotice(chain.rpc, await pda.sweepNotice(vault.address, tokens)),
      tokens: { address: tokens, mint, amount },
      payer,
      now: chain.now,
    });
  };

  const sweep = async (mint: Address, amount: bigint) => {
    const planned = await plan(mint, amount);
    await scene.chain.send(scene.staker, planned.plan);
    return [planned.step, planned.amount];
  };

  before(async () => {
    scene = await makeScene();
    const { chain, issuer, asset } = scene;
    paid = await makeMint(chain, issuer, "paid");
    unknown = await makeMint(chain, issuer, "unknown");
    for (const mint of [asset, paid, unknown]) {
      await mintTo(chain, issuer, mint, scene.vault, 5_000n);
    }
    const { data, address: vault } = await fetchVault(chain.rpc, scene.vault);
    const bondPool = await pda.bondPool(vault);
    const pool = { payer: issuer, admin: issuer, vault, bondPool };
    const bondedAccount = await pda.bondedAccount(vault);
    const open = { ...pool, vrtMint: data.vrtMint, bondedAccount, streamSeconds: 100n };
    const treasury = await pda.rewardTreasury(bondPool, 0);
    const add = getAddRewardMintInstruction({ ...pool, rewardMint: paid, treasury }, PROGRAM);
    await chain.send(issuer, getOpenBondPoolInstruction(open, PROGRAM), add);
  });

  it("are found in accounts of both token programs, but for those of the books, empty and frozen ones", async () => {
    const { chain, issuer, asset } = scene;
    const vault = await fetchVault(chain.rpc, scene.vault);
    const strays = async () =>
      new Map((await fetchStrayTokens(chain.rpc, vault)).map(({ address, ...rest }) => [address, rest]));
    const before = await strays();
    const tokenProgram = TOKEN_PROGRAM_ADDRESS;
    for (const mint of [asset, paid, unknown]) {
      const found = before.get(await tokenAccount(vault.address, mint));
      assert.deepEqual(found, { mint, amount: 5_000n, tokenProgram });
    }
    assert.equal(before.size, 3);

    const later = await makeMint(chain, issuer, "later", { tokenProgram: TOKEN_2022_PROGRAM_ADDRESS });
    await mintTo(chain, issuer, later, vault.address, 7n, TOKEN_2022_PROGRAM_ADDRESS);
    const icy = await makeMint(chain, issuer, "icy", { freezable: true });
    await mintTo(chain, issuer, icy, vault.address, 7n);
    const empty = await makeMint(chain, issuer, "empty");
    await chain.send(issuer, await openTokenAccount(issuer, vault.address, empty));
    const thawed = [...(await strays()).values()].filter(({ mint }) => mint === icy);
    assert.deepEqual(thawed, [{ mint: icy, amount: 7n, tokenProgram }]);
    await freeze(chain, issuer, icy, vault.address);
    const after = await strays();
    const at = await tokenAccount(vault.address, later, TOKEN_2022_PROGRAM_ADDRESS);
    assert.deepEqual(after.get(at), { mint: later, amount: 7n, tokenProgram: TOKEN_2022_PROGRAM_ADDRESS });
    assert.equal(after.size, 4);
    assert.equal(after.has(vault.data.assetAccount), false);
  });

  it("go to the stream, to the bond pool, or announced to the fee wallet", async () => {
    const { chain, asset, vault } = scene;
    assert.deepEqual(await sweep(asset, 5_000n), ["stream", 5_000n]);
    assert.equal((await fetchVault(chain.rpc, vault)).data.ledger.stream.left, 5_000n);
    assert.deepEqual(await sweep(paid, 5_000n), ["pool", 5_000n]);
    const pool = await fetchVaultBondPool(chain.rpc, await pda.bondPool(vault));
    assert.equal(pool.data.ledger.slots[0]?.stream.left, 5_000n);

    const due = sweepDue(await fetchVault(chain.rpc, vault), chain.now);
    assert.deepEqual(await sweep(unknown, 5_000n), ["announce", 5_000n]);
    const notice = await fetchSweepNotice(chain.rpc, await pda.sweepNotice(vault, await tokenAccount(vault, unknown)));
    assert.equal(notice.data.due, due);
    await assert.rejects(plan(unknown, 5_000n), /not over before/);
    const { feeWallet } = (await fetchVault(chain.rpc, vault)).data;
    chain.warp(due - 1n);
    await assert.rejects(plan(unknown, 5_000n), /not over before/);
    chain.warp(due);
    assert.deepEqual(await sweep(unknown, 5_000n), ["wallet", 5_000n]);
    assert.equal(await balance(chain, feeWallet, unknown), 5_000n);
  });

  it("are neither the vault's own account, nor its shares, nor nothing", async () => {
    await assert.rejects(plan((await fetchVault(scene.chain.rpc, scene.vault)).data.vrtMint, 1n), /not swept/);
    for (const mint of [scene.asset, paid, unknown]) {
      await assert.rejects(plan(mint, 0n), /is empty/);
    }
  });
});
