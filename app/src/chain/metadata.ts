/**
 * What mints say of themselves: by Metaplex's metadata account, or by the metadata in a Token-2022 mint.
 */
import { type Address, getAddressDecoder, getUtf8Decoder } from "@solana/kit";

import { shortAddress } from "../format/text.js";
import { plainName } from "../model/description.js";

/** A token's symbol, name and URI; each may be empty. */
export type TokenWords = { readonly symbol: string; readonly name: string; readonly uri: string };

/** The longest symbol, name and URI that are shown. */
const [SYMBOL_MOST, NAME_MOST, URI_MOST] = [10, 32, 200];

/** Reads the parts of a stranger's data one after another; nothing past its end. */
class Reading {
  private readonly view: DataView;

  constructor(
    private readonly data: Uint8Array,
    private at: number,
  ) {
    this.view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  }

  bytes(length: number): Uint8Array | undefined {
    const end = this.at + length;
    if (end > this.data.length) {
      return undefined;
    }
    const part = this.data.subarray(this.at, end);
    this.at = end;
    return part;
  }

  u16(): number | undefined {
    const at = this.at;
    return this.bytes(2) && this.view.getUint16(at, true);
  }

  address(): Address | undefined {
    const bytes = this.bytes(32);
    return bytes && getAddressDecoder().decode(bytes);
  }

  /** A text with its length in front, in four bytes. */
  text(): string | undefined {
    const at = this.at;
    const length = this.bytes(4) && this.view.getUint32(at, true);
    const bytes = length === undefined ? undefined : this.bytes(length);
    return bytes && getUtf8Decoder().decode(bytes);
  }
}

function words(reading: Reading): TokenWords | undefined {
  const [name, symbol, uri] = [reading.text(), reading.text(), reading.text()];
  if (name === undefined || symbol === undefined) {
    return undefined;
  }
  // Anyone can write anything there: letters and digits alone, and few of them, cannot pass for anything else.
  const plain = symbol.replace(/[^A-Za-z0-9.$-]/g, "").slice(0, SYMBOL_MOST);
  return { symbol: plain, name: plainName(name, NAME_MOST), uri: plainName(uri, URI_MOST) };
}

/** What marks a metadata account: `Key::MetadataV1` of mpl-token-metadata. */
const METADATA_V1 = 4;

/**
 * What Metaplex's metadata account says of `mint`: key, update authority, mint, name, symbol, URI, as `Metadata` of mpl-token-metadata
 * (`programs/token-metadata/program/src/state/metadata.rs`). Nothing for another account.
 */
export function metaplexWords(data: Uint8Array, mint: Address): TokenWords | undefined {
  const reading = new Reading(data, 1 + 32);
  return data[0] === METADATA_V1 && reading.address() === mint ? words(reading) : undefined;
}

/** The texts of Metaplex's metadata account exactly as they are, without the zeros that fill them up. Not to be shown as they are. */
export function metaplexTexts(data: Uint8Array, mint: Address): TokenWords | undefined {
  const reading = new Reading(data, 1 + 32);
  if (data[0] !== METADATA_V1 || reading.address() !== mint) {
    return undefined;
  }
  const [name, symbol, uri] = [reading.text(), reading.text(), reading.text()];
  if (name === undefined || symbol === undefined || uri === undefined) {
    return undefined;
  }
  const filled = /\0+$/;
  return { name: name.replace(filled, ""), symbol: symbol.replace(filled, ""), uri: uri.replace(filled, "") };
}

/** The places and kinds of a Token-2022 mint's extensions (`interface/src/extension/mod.rs` of token-2022). */
const ACCOUNT_TYPE_AT = 165;
const MINT = 1;
const METADATA_POINTER = 18;
const TOKEN_METADATA = 19;

/** Where a Token-2022 mint has its metadata. */
export type MintMetadata = {
  /** The account that its pointer names: the mint itself, as a rule. */
  readonly pointer: Address | undefined;
  /** What it says itself, where the pointer names it. */
  readonly words: TokenWords | undefined;
};

/**
 * What a Token-2022 mint says: a `MetadataPointer` names the account that has the metadata, and `TokenMetadata`
 * (`spl-token-metadata-interface`, `src/state.rs`) is update authority, mint, name, symbol.
 */
export function mintMetadata(data: Uint8Array, mint: Address): MintMetadata {
  let pointer: Address | undefined;
  let own: TokenWords | undefined;
  if (data[ACCOUNT_TYPE_AT] === MINT) {
    const entries = new Reading(data, ACCOUNT_TYPE_AT + 1);
    for (;;) {
      const [kind, length] = [entries.u16(), entries.u16()];
      const value = kind === undefined || length === undefined ? undefined : entries.bytes(length);
      if (!kind || !value) {
        break;
      }
      const reading = new Reading(value, 32);
      if (kind === METADATA_POINTER) {
        pointer = reading.address();
      } else if (kind === TOKEN_METADATA && reading.address() === mint) {
        own = words(reading);
      }
    }
  }
  return { pointer, words: pointer === mint ? own : undefined };
}

/**
 * What to call things that name themselves. A thing has its own name if no other name reads the same. Otherwise the ends of its
 * address follow, as they do where a letter is outside ASCII. Anyone can take the name of another.
 */
export function distinctNames(
  claimed: Readonly<Record<string, string>>,
  taken: readonly string[],
): Readonly<Record<string, string>> {
  const counts = new Map<string, number>();
  for (const name of [...Object.values(claimed), ...taken].map(folded)) {
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  return Object.fromEntries(
    Object.entries(claimed).map(([address, name]) => {
      const alone = counts.get(folded(name)) === 1 && /^[\x20-\x7e]+$/.test(name);
      return [address, alone ? name : `${name} (${shortAddress(address)})`];
    }),
  );
}

/** A name by what its letters look like: those that readers take for each other are one. */
function folded(name: string): string {
  const plain = name.toLowerCase().replace(/[^a-z0-9]/g, "");
  const lines = plain.replace(/[1i]/g, "l").replace(/0/g, "o").replace(/rn/g, "m").replace(/vv/g, "w");
  return lines.replace(/5/g, "s").replace(/8/g, "b").replace(/2/g, "z");
}
