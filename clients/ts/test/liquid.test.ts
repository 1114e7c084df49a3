import assert from "node:assert/strict";
import { describe, it } from "node:test";
import { AccountRole, type Address, getAddressDecoder } from "@solana/kit";
import { liquid, pdas } from "restaking-client";

const { getPoolDecoder, getPoolSize, inKindAccounts, LOCALNET_PROGRAM_ADDRESS, liquidPdas, sourceAccounts } = liquid;

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
