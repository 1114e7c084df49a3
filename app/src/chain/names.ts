/**
 * What addresses are called: by the reader, or by a mint's metadata on the chain.
 */
import { type Address, fetchEncodedAccounts, getAddressEncoder, getProgramDerivedAddress } from "@solana/kit";
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { WRAPPED_SOL } from "restaking-client";

import { shortAddress } from "../format/text.js";
import { inPages, useAccounts } from "./accounts.js";
import { distinctSymbols, symbolIn } from "./metadata.js";
import { useNode } from "./node.js";
import { useSettings } from "./settings.js";

/** Metaplex's program, which keeps the names of mints. */
const METADATA = "metaqbxxUerdq28cj1RbAWkYQm3ybzjb6a8bt518x1s" as Address;

/** The symbols of the mints of all vaults, by address, where the chain knows them. */
function useSymbols(): Readonly<Record<string, string>> {
  const { rpc, key } = useNode();
  const { data: vaults } = useAccounts("Vault");
  const mints = useMemo(() => [...new Set(vaults?.map(({ data }) => data.assetMint))].sort(), [vaults]);
  const { data } = useQuery({
    queryKey: [key, "symbols", mints],
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

/** What to call addresses. */
export type Names = {
  /** The given name, or its ends. */
  readonly of: (address: Address) => string;
  /** Whether it has a given name. */
  readonly known: (address: Address) => boolean;
};

/** What to call addresses: the reader's own names come first. */
export function useNames(): Names {
  const { names } = useSettings();
  const symbols = useSymbols();
  return useMemo(() => {
    // Wrapped SOL has no metadata of its own on every cluster.
    const own: Readonly<Record<string, string>> = { [WRAPPED_SOL]: "SOL", ...names };
    const mints = distinctSymbols(symbols, [...Object.values(own), "SOL", "VRT"]);
    const given = (address: Address) => own[address] ?? mints[address];
    return {
      of: (address) => given(address) ?? shortAddress(address),
      known: (address) => given(address) !== undefined,
    };
  }, [names, symbols]);
}
