/**
 * What addresses are called: by the reader, or by a mint's metadata on the chain.
 */
import {
  type Address,
  fetchEncodedAccounts,
  getAddressEncoder,
  getProgramDerivedAddress,
  getUtf8Decoder,
  isAddress,
} from "@solana/kit";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";

import { shortAddress } from "../format/text.js";
import { inPages, useAccounts } from "./accounts.js";
import { useNode } from "./node.js";
import { useSettings } from "./settings.js";

/** Metaplex's program, which keeps the names of mints. */
const METADATA = "metaqbxxUerdq28cj1RbAWkYQm3ybzjb6a8bt518x1s" as Address;

/** Where the name stands in a mint's metadata: behind a kind, an authority and the mint. Its symbol is behind it. */
const NAME_AT = 65;

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
    file = JSON.parse(text);
  } catch {
    throw new Error("This is not JSON");
  }
  const names: Record<string, string> = {};
  for (const section of SECTIONS) {
    const entries = (file as Record<string, unknown> | null)?.[section];
    for (const [name, value] of Object.entries(typeof entries === "object" && entries !== null ? entries : {})) {
      const address = typeof value === "string" ? value : (value as { address?: unknown } | null)?.address;
      if (typeof address !== "string" || !isAddress(address)) {
        throw new Error(`${section}.${name} names no address`);
      }
      names[address] = name.slice(0, 40);
    }
  }
  if (Object.keys(names).length === 0) {
    throw new Error(`The file names nothing: it needs one of ${SECTIONS.join(", ")}`);
  }
  return names;
}

/** The symbols of the mints of all vaults, by address, where the chain knows them. */
function useSymbols(): Readonly<Record<string, string>> {
  const { rpc, url } = useNode();
  const { data: vaults } = useAccounts("Vault");
  const mints = useMemo(() => [...new Set(vaults?.map(({ data }) => data.assetMint))].sort(), [vaults]);
  const { data } = useQuery({
    queryKey: [url, "symbols", mints],
    queryFn: async ({ signal }) => {
      const addresses = await Promise.all(mints.map(metadataAddress));
      const pages = inPages(addresses).map((page) => fetchEncodedAccounts(rpc, page, { abortSignal: signal }));
      const accounts = (await Promise.all(pages)).flat();
      const found = accounts.flatMap((account, index) => {
        const symbol =
          account.exists && account.programAddress === METADATA ? symbolIn(account.data as Uint8Array) : "";
        return symbol ? [[mints[index] as string, symbol] as const] : [];
      });
      return Object.fromEntries(found);
    },
    enabled: mints.length > 0,
    staleTime: Number.POSITIVE_INFINITY,
  });
  return data ?? {};
}

async function metadataAddress(mint: Address): Promise<Address> {
  const bytes = getAddressEncoder();
  const seeds = ["metadata", bytes.encode(METADATA), bytes.encode(mint)];
  const [address] = await getProgramDerivedAddress({ programAddress: METADATA, seeds });
  return address;
}

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

/** What to call addresses. */
export type Names = {
  /** The name that somebody gave it, or its ends. */
  readonly of: (address: Address) => string;
  /** Whether somebody gave it a name. */
  readonly known: (address: Address) => boolean;
};

/** What to call addresses: the reader's own names come first. */
export function useNames(): Names {
  const { names } = useSettings();
  const symbols = useSymbols();
  return useMemo(() => {
    const given = (address: Address) => names[address] ?? symbols[address];
    return { of: (address) => given(address) ?? shortAddress(address), known: (address) => given(address) !== undefined };
  }, [names, symbols]);
}
