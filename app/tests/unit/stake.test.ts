import assert from "node:assert/strict";
import { test } from "node:test";

import { candidates, enoughOf, payableExits } from "../../src/model/stake.js";

const NEVER = 2n ** 64n - 1n;
const CLOCK = { now: 1_000n, epoch: 20n, paysRewards: false };
const FREE = { unixTimestamp: 0n, epoch: 0n, custodian: "custodian" };

/** A stake account that was delegated in one epoch and, perhaps, deactivated in another. */
const account = (address: string, stake: bigint, on: bigint, off = NEVER, lockup: object = FREE) => ({
  address,
  lamports: stake + 5n,
  data: { lockup, delegation: { vote: "vote", stake, activationEpoch: on, deactivationEpoch: off } },
});
const listed = (accounts: readonly object[], pool: object, clock: object = CLOCK) =>
  candidates(accounts as never, pool as never, clock as never).map(({ address, problem }) => [address, problem]);
const ACTIVE = account("pool", 1n, 1n).data;

test("stake accounts that can enter come first, the largest before all", () => {
  const accounts = [
    account("coming", 90n, 20n),
    account("small", 1n, 3n),
    account("large", 50n, 19n),
    account("leaving", 70n, 3n, 20n),
    account("left", 60n, 3n, 19n),
    account("locked", 80n, 3n, NEVER, { ...FREE, epoch: 21n }),
  ];
  assert.deepEqual(listed(accounts, ACTIVE), [
    ["large", undefined],
    ["small", undefined],
    ["coming", "is active from the cluster's next epoch on"],
    ["locked", "is locked: its custodian has to lift the lockup first"],
    ["leaving", "is deactivated: delegate it again, and wait for the cluster's next epoch"],
    ["left", "is deactivated: delegate it again, and wait for the cluster's next epoch"],
  ]);
});

test("what the pool or the cluster does keeps all accounts out", () => {
  const active = [account("one", 1n, 3n)];
  const young = account("pool", 1n, 20n).data;
  assert.deepEqual(listed(active, young), [
    ["one", "can enter from the cluster's next epoch on, when the pool is active"],
  ]);
  assert.deepEqual(listed([account("new", 1n, 20n)], young), [["new", undefined]]);
  assert.deepEqual(listed(active, account("pool", 1n, 1n, 5n).data), [
    ["one", "has to wait: the pool's stake is not active"],
  ]);
  assert.deepEqual(listed(active, ACTIVE, { ...CLOCK, paysRewards: true }), [
    ["one", "stands still while the last epoch's rewards are paid: some minutes"],
  ]);
});

test("all exits that can be claimed pay, the oldest first, and no more of them are claimed than an amount takes", () => {
  const vault = { address: "vault", data: { ledger: { genesis: 0n, epochSeconds: 100n, books: { epoch: 5n } } } };
  const ticket = (address: string, epoch: bigint, shares: bigint, pool = 0n, of = "vault") => ({
    address,
    data: { vault: of, ticket: { epoch, shares, paid: 0n, pool, feeBps: 0n } },
  });
  const bucket = (epoch: bigint) => ({
    data: {
      vault: "vault",
      bucket: { epoch, claimed: 0n, tickets: 1n, pools: [{ shares: 10n, assets: 20n, contested: 0n }] },
    },
  });
  const SETTLED = 4n;
  const tickets = [
    ticket("later", 6n, 5n),
    ticket("second", 4n, 5n),
    ticket("third", 5n, 5n),
    ticket("first", 2n, 7n, SETTLED),
    ticket("gone", 1n, 5n),
    ticket("spent", 3n, 0n),
    ticket("elsewhere", 1n, 5n, SETTLED, "another"),
  ];
  const all = payableExits(vault as never, tickets as never, [3n, 4n, 5n, 6n].map(bucket) as never, 650n);
  const shown = ({ exits, assets }: typeof all) => [exits.map(({ ticket: { address } }) => address as string), assets];
  assert.deepEqual(shown(all), [["first", "second", "third"], 7n + 10n + 10n]);
  assert.deepEqual(shown(enoughOf(all, 17n)), [["first", "second"], 17n]);
  assert.deepEqual(shown(enoughOf(all, 18n)), shown(all));
  assert.deepEqual(shown(enoughOf(all, 100n)), shown(all));
  assert.deepEqual(shown(enoughOf(all, 0n)), [[], 0n]);

  // Those of one epoch are in one order, whichever a node lists first.
  const same = [ticket("most", 4n, 5n), ticket("least", 4n, 1n), ticket("more", 4n, 3n)];
  for (const listed of [same, [...same].reverse()]) {
    const payable = payableExits(vault as never, listed as never, [bucket(4n)] as never, 650n);
    assert.deepEqual(shown(payable), [["least", "more", "most"], 2n + 6n + 10n]);
  }
});
