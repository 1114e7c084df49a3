import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { AccountRole, type Address, generateKeyPairSigner, getAddressDecoder } from "@solana/kit";
import { liquid, NOBODY, pdas, singlePool } from "restaking-client";

const {
  getEnterWithStakeInstructions,
  getLeaveWithStakeInstructions,
  getPoolDecoder,
  getPoolSize,
  inKindAccounts,
  LOCALNET_PROGRAM_ADDRESS,
  liquidPdas,
  sourceAccounts,
} = liquid;

const key = (byte: number): Address => getAddressDecoder().decode(new Uint8Array(32).fill(byte));

/** An empty pool's accounts decode, whatever their layout: what the test needs is set after. */
function pool(): liquid.Pool {
  const empty = getPoolDecoder().decode(new Uint8Array(getPoolSize()));
  const assets = empty.assets.map((asset, place) => {
    const mint = key(place + 1);
    const source = place === 1 ? { source: key(3), programData: key(4) } : {};
    return place < 2 ? { ...asset, mint, reserve: key(place + 101), ...source } : asset;
  });
  const placements = empty.placements.map((placement, place) => {
    const vault = { 0: 5, 2: 6 }[place];
    const tickets =
      place === 2 ? placement.tickets.map((none, slot) => (slot === 1 ? key(8) : none)) : placement.tickets;
    return vault
      ? { ...placement, vault: key(vault), vrtAccount: key(vault + 100), vrtMint: key(vault + 50), tickets }
      : placement;
  });
  const placed = empty.ledger.placements.map((one, place) => (place === 0 ? { ...one, shares: 10n } : one));
  return { ...empty, assets, placements, ledger: { ...empty.ledger, assetCount: 2n, placements: placed } };
}

describe("liquid restaking", () => {
  it("values a pool by the accounts in the program's order", async () => {
    const core = key(9);
    const accounts = await sourceAccounts(pool(), core, (ticket) => (ticket === key(8) ? 77n : 0n));
    const bucket = await pdas(core).exitBucket(key(6), 77n);
    assert.deepEqual(
      accounts.map(({ address }) => address),
      [key(3), key(4), key(5), key(6), key(8), bucket],
    );
    assert.ok(accounts.every(({ role }) => role === AccountRole.READONLY));
  });

  it("names an on-ramp and a mint for a single-validator pool, and no program for a report", async () => {
    const assets = pool().assets.map((asset, place) => {
      const single = { source: key(31), onRamp: key(32), programData: key(33) };
      return place === 0 ? { ...asset, ...single } : place === 1 ? { ...asset, programData: NOBODY } : asset;
    });
    const accounts = await sourceAccounts({ ...pool(), assets }, key(9), () => 0n);
    assert.deepEqual(
      accounts.slice(0, 5).map(({ address }) => address),
      [key(31), key(32), key(1), key(33), key(3)],
    );
  });

  it("goes from a stake account to shares and back by the accounts in the program's order", async () => {
    const single = await singlePool(key(40));
    const at = liquidPdas(LOCALNET_PROGRAM_ADDRESS);
    const owner = await generateKeyPairSigner();
    const way = {
      programAddress: LOCALNET_PROGRAM_ADDRESS,
      pool: key(20),
      single,
      account: key(41),
      owner,
      tokens: key(42),
      shares: key(43),
      sources: [{ address: key(44), role: AccountRole.READONLY }],
    };
    const [reserve, lrtMint] = [await at.reserve(key(20), single.mint), await at.lrtMint(key(20))];
    const enter = await getEnterWithStakeInstructions(way, 7n);
    assert.equal(enter.length, 4);
    assert.deepEqual(
      enter[3]?.accounts?.map(({ address }) => address).filter((_, slot) => slot !== 6),
      [owner.address, key(20), reserve, lrtMint, key(42), key(43), key(44)],
    );
    const leave = await getLeaveWithStakeInstructions(way, 8n, 9n);
    assert.equal(leave.length, 3);
    assert.deepEqual(
      leave[0]?.accounts?.map(({ address }) => address).filter((_, slot) => slot !== 6),
      [owner.address, key(20), reserve, lrtMint, key(43), key(42), key(44)],
    );
  });

  it("leaves in kind by the accounts in the program's order", async () => {
    const at = liquidPdas(LOCALNET_PROGRAM_ADDRESS);
    const leaver = { programAddress: LOCALNET_PROGRAM_ADDRESS, pool: key(20), owner: key(21) };
    const tokens = async (mint: Address) =>
      ({ [key(1)]: key(201), [key(2)]: key(202), [key(55)]: key(255) })[mint] as Address;
    const part = await at.exitPart(key(8), key(21));
    const all = await inKindAccounts(pool(), { ...leaver, setAside: 0n, tokens });
    assert.deepEqual(
      all.map(({ address }) => address),
      [key(101), key(201), key(102), key(202), key(105), key(255), part],
    );
    const aside = await inKindAccounts(pool(), { ...leaver, setAside: 2n, tokens });
    assert.deepEqual(
      aside.map(({ address }) => address),
      [key(101), key(201), key(105), key(255), part, await at.setAside(key(20), key(21))],
    );
    assert.ok(aside.every(({ role }) => role === AccountRole.WRITABLE));
  });

  it("has the addresses of the Rust client", async () => {
    const at = liquidPdas(LOCALNET_PROGRAM_ADDRESS);
    const addresses = await Promise.all([
      at.pool(key(1), 7n),
      at.lrtMint(key(1)),
      at.escrow(key(1)),
      at.reserve(key(1), key(2)),
      at.vrtAccount(key(1), key(2)),
      at.batch(key(1), 7n, 7n),
      at.queuedExit(key(1), key(2), 7n),
      at.exitPart(key(1), key(2)),
      at.collectedExit(key(1)),
      at.setAside(key(1), key(2)),
    ]);
    assert.deepEqual(addresses, ADDRESSES);
  });
});

/** Those of the program on local chains, as the Rust client finds them: its test holds them against the program's seeds. */
const ADDRESSES: string[] = [
  "7ny57WfhfBRZNqojMPwymzx2ZmQxYebauhuMyLmUBB9r",
  "EmsYvDoVSHV6PRQj3vu3YjuMDoqhaLmTpvY7u5TkgZWo",
  "9iZM2jH3MdRuRpL3xGoSkvD3CMTQMe3Vi5qqNMn5r8n9",
  "GsqXBF4KKZwB9f2tPhzKQnt5iKmEw9JHuT1smrDw6etU",
  "62S8ipZzywEKyAtho3uA6uTMLXB3qqkBgZKkGYNk9mQg",
  "85heCGjHDp8rTTMngosyEquv76zkV56SqB2LAH1bsBBy",
  "87bvovkkwnBx6aUJJeDCXR2UDVXhNTtPkxxTJ2H8TWxD",
  "Bv477t3VUGBjKaaoBUCEKuJqeU3sjb21esQZJcdLeE7K",
  "PLq5mmvU4w8dNV2EwS17bAc62jwPSpKFYoqQqJJkFZb",
  "2z2G1cCCkzc4o3w8y3UyH8hyr3h1Wk4vavqMFFNY1heo",
];
