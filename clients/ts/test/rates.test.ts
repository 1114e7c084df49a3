import assert from "node:assert/strict";
import { before, describe, it } from "node:test";
import {
  depositBrings,
  exitAssets,
  exitBrings,
  fetchConfig,
  fetchOperator,
  fetchRates,
  fetchVault,
  planDeposit,
  planPayReward,
  planProposeSlashes,
  planSetFees,
  type Rates,
  ratesAt,
  Told,
  UNITS,
} from "restaking-client";

import { PROGRAM, pda } from "./support/program.js";
import { makeScene, type Scene, ZERO } from "./support/scene.js";
import { mintTo } from "./support/tokens.js";

describe("the rates of a vault, on the compiled program", () => {
  let scene: Scene;
  const read = () => fetchVault(scene.chain.rpc, scene.vault);

  /** Holds the client's rates against the program's at several times, and gives those of now. */
  const compared = async (): Promise<Rates> => {
    const { chain } = scene;
    const vault = await read();
    const epoch = vault.data.ledger.epochSeconds;
    for (const at of [0n, chain.now, chain.now + 1n, chain.now + epoch, chain.now + 10n * epoch]) {
      const told = await fetchRates(chain.rpc, { ...PROGRAM, vault, at });
      assert.deepEqual(told, ratesAt(vault.data.ledger, at, chain.now), `at ${at}`);
    }
    return fetchRates(chain.rpc, { ...PROGRAM, vault });
  };

  const deposit = async (amount: bigint) => {
    const { chain, staker } = scene;
    const vault = await read();
    const planned = await planDeposit({ ...PROGRAM, vault, depositor: staker, amount, now: chain.now });
    await chain.send(staker, planned.plan);
    return (await read()).data.ledger.books.supply - vault.data.ledger.books.supply;
  };

  before(async () => {
    scene = await makeScene();
  });

  it("are the program's while a vault is empty, earns, announces fees, and has an open slash", async () => {
    const { chain, issuer, ncnAdmin, operator, ncn, asset } = scene;
    const empty = await compared();
    assert.deepEqual(empty.entering, { assets: 1_000n, shares: 1_000n });
    assert.equal(await deposit(400_000n), depositBrings(empty, 400_000n));

    await mintTo(chain, issuer, asset, issuer.address, 90_000n);
    const { plan: pay } = await planPayReward({
      ...PROGRAM,
      vault: await read(),
      operator: await fetchOperator(chain.rpc, operator),
      config: await fetchConfig(chain.rpc, await pda.config()),
      payer: issuer,
      amount: 90_000n,
      now: chain.now,
    });
    await chain.send(issuer, pay);
    const { plan: fees } = planSetFees({
      ...PROGRAM,
      vault: await read(),
      feeAdmin: issuer,
      terms: { depositBps: 30n, exitBps: 20n },
      now: chain.now,
    });
    await chain.send(issuer, fees);
    const before = await compared();
    const { ledger } = (await read()).data;
    const from = ledger.fees.depositBps.effective;
    const then = ratesAt(ledger, from, chain.now);
    assert.deepEqual([before.depositBps, then.depositBps, then.exitBps], [0n, 30n, 20n]);
    assert.ok(then.leaving.assets > before.leaving.assets, "rewards stream meanwhile");
    chain.warp(from);
    const earned = await compared();
    assert.deepEqual(earned, then, "only time has passed");
    assert.equal(await deposit(100_000n), depositBrings(earned, 100_000n));
    const held = await compared();
    assert.equal(exitBrings(held, 50_000n), exitAssets((await read()).data.ledger, 50_000n, chain.now));

    const { plan: slash } = await planProposeSlashes({
      ...PROGRAM,
      vaults: [await read()],
      operator,
      ncn,
      slasher: ncnAdmin,
      incident: 1n,
      fraction: UNITS / 4n,
      reason: 1n,
      evidence: new Uint8Array(32),
      offenseAt: chain.now,
      now: chain.now,
    });
    await chain.send(ncnAdmin, slash);
    const slashed = await compared();
    assert.ok(slashed.contested > 0n && slashed.leaving.assets < held.leaving.assets);
    assert.equal(slashed.entering?.assets, held.entering?.assets, "one enters as if it will be vetoed");
    assert.equal(await deposit(10_000n), depositBrings(slashed, 10_000n));
  });

  it("are undefined for entering where nobody can, and then a deposit brings nothing", async () => {
    const { data } = await read();
    const books = { ...data.ledger.books, active: 0n };
    const rates = ratesAt({ ...data.ledger, books, stream: { ...data.ledger.stream, left: 0n } }, 0n, scene.chain.now);
    assert.equal(rates.entering, undefined);
    assert.equal(depositBrings(rates, 1_000n), 0n);
  });

  it("are told by the program alone", async () => {
    const { chain } = scene;
    const vault = await read();
    // A vault that is none, and a program that returns nothing.
    for (const given of [
      { ...PROGRAM, vault: { ...vault, address: scene.ncn } },
      { programAddress: ZERO, vault },
    ]) {
      await assert.rejects(fetchRates(chain.rpc, given), Told);
    }
  });
});
