/**
 * Texts in accounts of fixed size.
 */
import { getUtf8Decoder, getUtf8Encoder, type ReadonlyUint8Array } from "@solana/kit";

/** The bytes of a URI in an account. */
const URI_BYTES = 128;

/**
 * A URI as accounts hold it: with zeroes behind it.
 *
 * @throws RangeError For more than 128 bytes.
 */
export function uriBytes(uri: string): Uint8Array {
  const text = getUtf8Encoder().encode(uri);
  if (text.length > URI_BYTES) {
    throw new RangeError(`the URI has ${text.length} bytes, and ${URI_BYTES} at the most`);
  }
  const bytes = new Uint8Array(URI_BYTES);
  bytes.set(text);
  return bytes;
}

/** The URI that an account holds; an empty text if it holds none. It is the account's admin's word: trust it no further. */
export function uriText(bytes: ReadonlyUint8Array): string {
  const end = bytes.indexOf(0);
  return getUtf8Decoder().decode(bytes.slice(0, end < 0 ? bytes.length : end));
}
