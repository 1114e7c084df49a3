/**
 * What a mint's metadata on the chain says, by Metaplex's layout.
 */
import { getUtf8Decoder } from "@solana/kit";

import { shortAddress } from "../format/text.js";

/** Where the name stands in a mint's metadata: behind a kind, an authority and the mint. Its symbol is behind it. */
const NAME_AT = 65;

/** The symbol in a mint's metadata; empty if there is none. */
export function symbolIn(data: Uint8Array): string {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const text = (at: number): { value: string; end: number } | undefined => {
    const length = at + 4 <= data.length ? view.getUint32(at, true) : 0;
    const end = at + 4 + length;
    return end > data.length ? undefined : { value: getUtf8Decoder().decode(data.subarray(at + 4, end)), end };
  };
  const name = text(NAME_AT);
  const symbol = name && text(name.end);
  // Anyone can write anything there: letters and digits alone, and few of them, cannot pass for anything else.
  return (symbol?.value ?? "").replace(/[^A-Za-z0-9.$-]/g, "").slice(0, 10);
}

/**
 * What to call mints: by their own symbols where no other name reads the same, and with the ends of their addresses where one does.
 * Anyone can give a mint the symbol of another.
 */
export function distinctSymbols(
  symbols: Readonly<Record<string, string>>,
  taken: readonly string[],
): Readonly<Record<string, string>> {
  const folded = (name: string): string => name.toLowerCase().replace(/[^a-z0-9]/g, "");
  const names = [...Object.values(symbols), ...taken].map(folded);
  return Object.fromEntries(
    Object.entries(symbols).map(([mint, symbol]) => {
      const alone = names.filter((name) => name === folded(symbol)).length === 1;
      return [mint, alone ? symbol : `${symbol} (${shortAddress(mint)})`];
    }),
  );
}
