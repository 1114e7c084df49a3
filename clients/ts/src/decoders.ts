/**
 * Decoders of the fields that accounts are made of. Kit's copy the bytes of each number and go through an address letter by letter as one
 * big number; where thousands of accounts are listed, that is most of the work. What these decode is the same.
 */
import {
  type Address,
  assertByteArrayHasEnoughBytesForCodec,
  createDecoder,
  type FixedSizeDecoder,
  getBase64Encoder,
  type ReadonlyUint8Array,
} from "@solana/kit";

let viewed: ReadonlyUint8Array | undefined;
let view = new DataView(new ArrayBuffer(0));

/** A view of `bytes`; the same one as long as fields of one account are read. */
function viewOf(bytes: ReadonlyUint8Array): DataView {
  if (viewed !== bytes) {
    view = new DataView(bytes.buffer as ArrayBuffer, bytes.byteOffset, bytes.byteLength);
    viewed = bytes;
  }
  return view;
}

/** A decoder of `size` bytes, which `read` finds in a view of all bytes. */
function fixed<Value, Size extends number>(
  size: Size,
  read: (bytes: DataView, at: number) => Value,
): FixedSizeDecoder<Value, Size> {
  return createDecoder({
    fixedSize: size,
    read: (bytes, at) => {
      assertByteArrayHasEnoughBytesForCodec("field", size, bytes, at);
      return [read(viewOf(bytes), at), at + size];
    },
  });
}

const U8 = fixed(1, (bytes, at) => bytes.getUint8(at));
const BOOLEAN = fixed(1, (bytes, at) => bytes.getUint8(at) === 1);
const U64 = fixed(8, (bytes, at) => bytes.getBigUint64(at, true));
const I64 = fixed(8, (bytes, at) => bytes.getBigInt64(at, true));
const ADDRESS = fixed(32, addressText);

/** Decodes a byte. */
export const getU8Decoder = () => U8;
/** Decodes a byte as Kit's decoder does: it is true if it is one. */
export const getBooleanDecoder = () => BOOLEAN;
/** Decodes eight bytes, the lowest first. */
export const getU64Decoder = () => U64;
/** Decodes eight bytes with a sign, the lowest first. */
export const getI64Decoder = () => I64;
/** Decodes an address. */
export const getAddressDecoder = () => ADDRESS;

const ALPHABET = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

/** How many digits of base 58 are taken at once: their power times a limb is exact in a double. */
const GROUP = 5;
const GROUPED = 58 ** GROUP;

/** An address has at most as many digits: 58^45 is over 2^256. */
const DIGITS = 45;
const LIMBS = 16;

const limbs = new Float64Array(LIMBS);
const letters: number[] = new Array(DIGITS).fill(0);

/** An address that was decoded, with its bytes as numbers. */
type Known = { readonly words: readonly number[]; readonly text: Address };

/** Addresses by four of their bytes: the same ones stand in many accounts. They are forgotten where there are too many. */
const known = new Map<number, Known>();
const KNOWN_MOST = 50_000;

/** The 32 bytes at `at` in base 58. */
function addressText(from: DataView, at: number): Address {
  const key = from.getUint32(at + 8) ^ from.getUint32(at);
  const found = known.get(key);
  if (found?.words.every((word, place) => word === from.getUint32(at + 4 * place))) {
    return found.text;
  }
  const text = encoded(from, at);
  if (known.size >= KNOWN_MOST) {
    known.clear();
  }
  known.set(key, { words: Array.from({ length: 8 }, (_, place) => from.getUint32(at + 4 * place)), text });
  return text;
}

function encoded(from: DataView, at: number): Address {
  for (let limb = 0; limb < LIMBS; limb++) {
    limbs[limb] = from.getUint16(at + 2 * limb);
  }
  let first = 0;
  for (let end = DIGITS; end > 0; end -= GROUP) {
    let rest = 0;
    for (let limb = first; limb < LIMBS; limb++) {
      const whole = rest * 0x1_0000 + (limbs[limb] as number);
      const part = Math.floor(whole / GROUPED);
      limbs[limb] = part;
      rest = whole - part * GROUPED;
    }
    while (first < LIMBS && limbs[first] === 0) {
      first++;
    }
    for (let digit = end - 1; digit >= end - GROUP; digit--) {
      letters[digit] = ALPHABET.charCodeAt(rest % 58);
      rest = Math.floor(rest / 58);
    }
  }
  // Zeros in front of the number are no digits, and each zero in front of the bytes is one.
  const zero = ALPHABET.charCodeAt(0);
  let start = 0;
  while (start < DIGITS && letters[start] === zero) {
    start++;
  }
  let zeros = 0;
  while (zeros < 2 * LIMBS && from.getUint8(at + zeros) === 0) {
    zeros++;
  }
  return (ALPHABET.charAt(0).repeat(zeros) + String.fromCharCode(...letters.slice(start))) as Address;
}

type FromBase64 = (text: string) => Uint8Array;

/** The bytes of a text in base 64: by the runtime's own decoder where it has one. */
export function base64Bytes(text: string): ReadonlyUint8Array {
  const own = (Uint8Array as { readonly fromBase64?: FromBase64 }).fromBase64;
  return own ? own.call(Uint8Array, text) : getBase64Encoder().encode(text);
}
