/**
 * What the client's own decoders of fields decode is what Kit encoded, at the ends of what a field can hold.
 */
import assert from "node:assert/strict";
import { test } from "node:test";

import { type Address, getAddressDecoder, getAddressEncoder } from "@solana/kit";
import { getNcnAllocationDecoder, getNcnAllocationEncoder, getVaultDecoder, NOBODY } from "restaking-client";

const [U64_MAX, TIMES] = [(1n << 64n) - 1n, 2_000];

/** 32 bytes that begin with some zeros, the rest by a generator of fixed numbers. */
function bytesOf(seed: number): Uint8Array {
  let state = seed + 1;
  const next = () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state >>> 24;
  };
  return Uint8Array.from({ length: 32 }, (_, place) => (place < seed % 34 ? 0 : next()));
}

function allocationWith(delegation: Address, ncn: Address, current: bigint, effective: bigint) {
  return {
    ...{ version: 255, bump: 254, padding: new Uint8Array(6), delegation, ncn, rentPayer: NOBODY },
    allocation: { magnitude: { current, next: U64_MAX, effective }, openSlashes: 0n, lowered: 1n, loweredActive: 0n },
    reserved: new Uint8Array(56),
  };
}

test("addresses and numbers are those that Kit encoded", () => {
  const [encoder, decoder] = [getNcnAllocationEncoder(), getNcnAllocationDecoder()];
  for (let seed = 0; seed < TIMES; seed++) {
    const bytes = bytesOf(seed);
    const address = getAddressDecoder().decode(bytes);
    assert.deepEqual(getAddressEncoder().encode(address), bytes);
    const given = allocationWith(address, NOBODY, BigInt(seed), -BigInt(seed));
    const { discriminator: _, ...read } = decoder.decode(encoder.encode(given));
    assert.deepEqual(read, given);
  }
});

test("the ends of what fields hold", () => {
  const highest = getAddressDecoder().decode(new Uint8Array(32).fill(255));
  const lowest = getAddressDecoder().decode(Uint8Array.from({ length: 32 }, (_, place) => Number(place === 31)));
  const [encoder, decoder] = [getNcnAllocationEncoder(), getNcnAllocationDecoder()];
  for (const effective of [-(1n << 63n), (1n << 63n) - 1n]) {
    const given = allocationWith(highest, lowest, U64_MAX, effective);
    const { discriminator: _, ...read } = decoder.decode(encoder.encode(given));
    assert.deepEqual(read, given);
  }
});

test("bytes within a larger buffer are read at their own place, and too few are refused", () => {
  const [encoder, decoder] = [getNcnAllocationEncoder(), getNcnAllocationDecoder()];
  const given = allocationWith(NOBODY, getAddressDecoder().decode(bytesOf(7)), 5n, 6n);
  const bytes = encoder.encode(given);
  const buffer = new Uint8Array(bytes.length + 24).fill(170);
  buffer.set(bytes, 24);
  const { discriminator: _, ...read } = decoder.decode(buffer.subarray(24));
  assert.deepEqual(read, given);
  assert.throws(() => getVaultDecoder().decode(bytes), { name: "SolanaError" });
});
