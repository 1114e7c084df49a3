/**
 * What operators sign with their ed25519 keys, and what reporters commit to.
 */
import { sha256 } from "@noble/hashes/sha2.js";
import {
  type Address,
  getAddressEncoder,
  getBase58Encoder,
  getU64Encoder,
  getUtf8Encoder,
  type ReadonlyUint8Array,
} from "@solana/kit";

const bytes = (address: Address): ReadonlyUint8Array => getAddressEncoder().encode(address);
const text = (words: string): ReadonlyUint8Array => getUtf8Encoder().encode(words);

/**
 * What signatures for `ncn` are for: this program, on the cluster with this genesis hash, and the NCN. The NCN's account holds it
 * as `domain`; a signer recomputes it, with the genesis hash that its own node gives.
 *
 * @param genesisHash - As `getGenesisHash` gives it.
 */
export function signingDomain(programAddress: Address, genesisHash: string, ncn: Address): Uint8Array {
  const genesis = getBase58Encoder().encode(genesisHash);
  return sha256(concat(text("restaking: domain"), bytes(programAddress), genesis, bytes(ncn)));
}

/**
 * What an operator signs with a key, to show in `register_key` that it has it. The signature is verified by an instruction of
 * the Ed25519 program just before, with no other signature in it and all its parts in its own data.
 */
export function possessionMessage(domain: ReadonlyUint8Array, operator: Address): Uint8Array {
  return concat(text("restaking: proof of possession"), domain, bytes(operator));
}

/**
 * What an operator signs as its vote of `kind` at `height` in the NCN with this signing domain: only votes of this form can be
 * proven to conflict.
 */
export function voteMessage(
  domain: ReadonlyUint8Array,
  kind: number,
  height: number | bigint,
  said: ReadonlyUint8Array,
): Uint8Array {
  return concat(domain, Uint8Array.of(kind), getU64Encoder().encode(height), said);
}

/**
 * The commitment of a reporter before it shows two conflicting votes: it does not reveal them, and no one else can use it.
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
