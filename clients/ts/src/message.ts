/**
 * What operators sign with their ed25519 keys, and what reporters commit to.
 */
import { sha256 } from "@noble/hashes/sha2.js";
import { type Address, getAddressEncoder, getU64Encoder, getUtf8Encoder, type ReadonlyUint8Array } from "@solana/kit";

const bytes = (address: Address): ReadonlyUint8Array => getAddressEncoder().encode(address);
const text = (words: string): ReadonlyUint8Array => getUtf8Encoder().encode(words);

/**
 * What an operator signs with a key, to show in `register_key` that it has it. The signature is verified by an instruction of
 * the Ed25519 program just before, with no other signature in it and all its parts in its own data.
 */
export function possessionMessage(programAddress: Address, ncn: Address, operator: Address): Uint8Array {
  return concat(text("restaking: proof of possession"), bytes(programAddress), bytes(ncn), bytes(operator));
}

/** What an operator signs as its vote of `kind` at `height` in `ncn`: only votes of this form can be proven to conflict. */
export function voteMessage(ncn: Address, kind: number, height: number | bigint, said: ReadonlyUint8Array): Uint8Array {
  return concat(bytes(ncn), Uint8Array.of(kind), getU64Encoder().encode(height), said);
}

/**
 * What a reporter commits to before it shows two votes that conflict: nobody can tell from it what they are, and nobody else can
 * use it.
 */
export function reportCommitment(
  reporter: Address,
  ncn: Address,
  votes: readonly [ReadonlyUint8Array, ReadonlyUint8Array],
  salt: ReadonlyUint8Array,
): Uint8Array {
  const [first, second] = votes.map((vote) => sha256(new Uint8Array(vote))) as [Uint8Array, Uint8Array];
  return sha256(concat(text("restaking: report"), bytes(reporter), bytes(ncn), first, second, salt));
}

function concat(...parts: readonly ReadonlyUint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
