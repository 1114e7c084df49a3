/**
 * Names that the reader gives to addresses, as a file.
 */
import { isAddress } from "@solana/kit";
import { displayText } from "restaking-client";

import { cut } from "../format/text.js";

/** The most characters of a name. */
const NAME_MOST = 40;

/** The kinds of things that a file of names can name. */
const SECTIONS = ["vaults", "operators", "ncns", "mints", "people"];

/**
 * Reads a file of names: `{ "vaults": { NAME: ADDRESS, … }, "operators": …, "ncns": …, "mints": …, "people": … }`; an address
 * may stand in an object, as its `address`. Gives names by address.
 *
 * @throws Error What is wrong with the file.
 */
export function readNames(text: string): Record<string, string> {
  let file: unknown;
  try {
    // Some editors begin a file with a mark that is not seen.
    file = JSON.parse(text.replace(/^\ufeff/, ""));
  } catch {
    throw new Error("This is not JSON");
  }
  const names: Record<string, string> = {};
  for (const section of SECTIONS) {
    const entries = (file as Record<string, unknown> | null)?.[section];
    for (const [name, value] of Object.entries(typeof entries === "object" && entries !== null ? entries : {})) {
      const address = typeof value === "string" ? value : (value as { address?: unknown } | null)?.address;
      if (typeof address !== "string" || !isAddress(address)) {
        throw new Error(`${section}.${displayText(name)} names no address`);
      }
      names[address] = cut(displayText(name), NAME_MOST);
    }
  }
  if (Object.keys(names).length === 0) {
    throw new Error(`The file names nothing: it needs one of ${SECTIONS.join(", ")}`);
  }
  return names;
}
