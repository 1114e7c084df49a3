/**
 * Instructions of the Ed25519 program, which verifies signatures for the instruction just behind it.
 */
import { type Address, address, type Instruction, type ReadonlyUint8Array } from "@solana/kit";

/** A message and its signature by a key. */
export type Signed = {
  /** The public key's 32 bytes. */
  readonly key: ReadonlyUint8Array;
  readonly signature: ReadonlyUint8Array;
  readonly message: ReadonlyUint8Array;
};

const ED25519: Address = address("Ed25519SigVerify111111111111111111111111111");

/** What stands for each signature before the parts: seven numbers of two bytes. */
const OFFSETS_BYTES = 14;

/** Says that a part is in the instruction's own data. */
const OWN_DATA = 0xffff;

/**
 * The instruction that verifies `signed`, with all parts in its own data: the one form that the restaking program takes.
 *
 * @throws RangeError For parts of a wrong size.
 */
export function getEd25519Instruction(signed: readonly Signed[]): Instruction & { readonly data: Uint8Array } {
  const start = 2 + OFFSETS_BYTES * signed.length;
  const size = signed.reduce((sum, { message }) => sum + 64 + 32 + message.length, start);
  const data = new Uint8Array(size);
  const view = new DataView(data.buffer);
  let at = start;
  const push = (part: ReadonlyUint8Array): number => {
    data.set(part, at);
    at += part.length;
    return at - part.length;
  };
  data[0] = signed.length;
  for (const [place, { key, signature, message }] of signed.entries()) {
    if (key.length !== 32 || signature.length !== 64) {
      throw new RangeError(`a key has 32 bytes and a signature 64, not ${key.length} and ${signature.length}`);
    }
    const numbers = [push(signature), OWN_DATA, push(key), OWN_DATA, push(message), message.length, OWN_DATA];
    for (const [index, number] of numbers.entries()) {
      view.setUint16(2 + OFFSETS_BYTES * place + 2 * index, number, true);
    }
  }
  return { programAddress: ED25519, accounts: [], data };
}
