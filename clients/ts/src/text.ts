/**
 * Texts of strangers: in accounts, in logs, in answers of nodes.
 */
import { getUtf8Encoder, type ReadonlyUint8Array } from "@solana/kit";

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

/**
 * The URI that an account holds, for display; an empty text if it holds none. It is the account's admin's word: trust it no
 * further. What could forge a line or change its direction is escaped; {@link safeLink} tells whether it can be followed.
 */
export function uriText(bytes: ReadonlyUint8Array): string {
  const end = bytes.indexOf(0);
  const text = bytes.slice(0, end < 0 ? bytes.length : end);
  return displayText(new TextDecoder("utf-8", { ignoreBOM: true }).decode(text));
}

/**
 * Control characters; those that set the direction of text; those that take no room or end a line; private ones; halves of
 * characters; and tags. Text that has them reads as another.
 */
const HIDDEN = /[\p{Cc}\p{Cf}\p{Zl}\p{Zp}\p{Co}\p{Cs}\p{Cn}\u{115f}\u{1160}\u{3164}\u{ffa0}]/gu;

/** `text` of a stranger's for display: each character that is not seen stands as its code, such as `\u{202e}`. */
export function displayText(text: string): string {
  return text.replace(HIDDEN, (character) => `\\u{${(character.codePointAt(0) as number).toString(16)}}`);
}

/**
 * A stranger's text as a link that is safe to follow; nothing unless it is a web address without a user's name in it and without
 * characters that are not seen.
 */
export function safeLink(text: string): string | undefined {
  if (displayText(text) !== text || !/^https?:\/\//i.test(text) || !URL.canParse(text)) {
    return undefined;
  }
  const { href, username, password } = new URL(text);
  // A name before the host reads as another host.
  return username === "" && password === "" ? href : undefined;
}

/**
 * `text` with each URL in it cut to its scheme and host: the rest of a node's URL may be a key.
 */
export function withoutSecrets(text: string): string {
  return text.replace(/\b([a-z][a-z0-9+.-]*:\/\/)([^\s)"'<>,;]*)/gi, (_, scheme: string, rest: string) => {
    const authority = rest.split(/[/?#\\]/)[0] as string;
    return scheme + authority.slice(authority.lastIndexOf("@") + 1);
  });
}

/** What of a node's URL may be shown: its host, and its port where it names one. */
export function hostOf(url: string): string {
  return URL.canParse(url) ? new URL(url).host : "";
}
