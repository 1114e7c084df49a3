/**
 * What addresses are called: by the reader, by the list that the page's deployer ships, or by themselves: mints by their metadata,
 * vaults by that of their VRT, operators and NCNs by the description at their URI.
 */
import { type Address, fetchEncodedAccounts } from "@solana/kit";
import { keepPreviousData, useQuery } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useMemo } from "react";
import { liquid, TOKEN_2022_PROGRAM_ADDRESS, TOKEN_METADATA_PROGRAM, uriText, WRAPPED_SOL } from "restaking-client";

import { shortAddress } from "../format/text.js";
import type { Description } from "../model/description.js";
import { inPages, useAccounts } from "./accounts.js";
import { metadataAddresses } from "./derive.js";
import { useDescriptions, useWantedDescription } from "./descriptions.js";
import { usePools } from "./liquid.js";
import { distinctNames, metaplexWords, mintMetadata, type TokenWords } from "./metadata.js";
import { readNames } from "./name-file.js";
import { useNode } from "./node.js";
import { useSettings } from "./settings.js";
import { useWantedMints } from "./wanted-mints.js";

type Words = Readonly<Record<string, TokenWords>>;

/** What the mints of vaults, and those that were shown, say of themselves. */
function useTokenWords(): Words {
  const { rpc, key } = useNode();
  const { data: vaults } = useAccounts("Vault");
  const { data: pools } = usePools();
  const shown = useWantedMints();
  const mints = useMemo(
    () =>
      [
        ...new Set([
          ...(vaults ?? []).flatMap(({ data }) => [data.assetMint, data.vrtMint]),
          ...(pools ?? []).flatMap(({ data }) => [data.lrtMint, ...liquid.poolAssets(data).map(({ mint }) => mint)]),
          ...shown,
        ]),
      ].sort(),
    [vaults, pools, shown],
  );
  const { data } = useQuery({
    queryKey: [key, "token words", mints],
    queryFn: async ({ signal }): Promise<Words> => {
      const apart = await metadataAddresses(mints);
      const read = async (addresses: readonly Address[]) => {
        const pages = inPages(addresses).map((page) => fetchEncodedAccounts(rpc, page, { abortSignal: signal }));
        return (await Promise.all(pages)).flat();
      };
      const [accounts, metadata] = await Promise.all([read(mints), read(apart)]);
      const words = mints.flatMap((mint, place): [string, TokenWords][] => {
        const [account, beside] = [accounts[place], metadata[place]];
        const own =
          account?.exists && account.programAddress === TOKEN_2022_PROGRAM_ADDRESS
            ? mintMetadata(account.data as Uint8Array, mint)
            : undefined;
        // A mint that points elsewhere does not vouch for the account beside it.
        const vouched = own?.pointer === undefined || own.pointer === apart[place];
        const metaplex =
          vouched && beside?.exists && beside.programAddress === TOKEN_METADATA_PROGRAM
            ? metaplexWords(beside.data as Uint8Array, mint)
            : undefined;
        const told = own?.words ?? metaplex;
        return told ? [[mint, told]] : [];
      });
      return Object.fromEntries(words);
    },
    enabled: mints.length > 0,
    staleTime: Number.POSITIVE_INFINITY,
    placeholderData: keepPreviousData,
  });
  return data ?? NO_WORDS;
}

const NO_WORDS: Words = {};

/** The names that the page's deployer ships for a cluster, in `names/CLUSTER.json` beside the page; none without the file. */
function useShippedNames(): Readonly<Record<string, string>> {
  const { cluster } = useNode();
  const { data } = useQuery({
    queryKey: ["shipped names", cluster],
    queryFn: async ({ signal }) => {
      const response = await fetch(`./names/${cluster}.json`, { signal });
      const text = response.ok ? await response.text() : "{}";
      try {
        return readNames(text);
      } catch {
        // Many static hosts answer with the page itself where there is no such file.
        return {};
      }
    },
    staleTime: Number.POSITIVE_INFINITY,
    retry: false,
  });
  return data ?? NO_NAMES;
}

const NO_NAMES: Readonly<Record<string, string>> = {};

/** The URIs of operators and NCNs, by address. */
function useUris(): ReadonlyMap<string, string> {
  const { data: operators } = useAccounts("Operator");
  const { data: ncns } = useAccounts("Ncn");
  return useMemo(
    () => new Map([...(operators ?? []), ...(ncns ?? [])].map(({ address, data }) => [address, uriText(data.uri)])),
    [operators, ncns],
  );
}

/** What to call addresses. */
export type Names = {
  /** The given name, or its ends. */
  readonly of: (address: Address) => string;
  /** Whether it has a name. */
  readonly known: (address: Address) => boolean;
  /** Whether the reader or the page's deployer gave the name: all others are what someone says of itself. */
  readonly vouched: (address: Address) => boolean;
  /** A token's long name; nothing where it has none. */
  readonly long: (address: Address) => string | undefined;
  /** What a token says of itself; nothing where it says nothing. */
  readonly text: (address: Address) => TokenWords | undefined;
  /** What an operator or an NCN says of itself; nothing where that was not read. */
  readonly description: (address: Address) => Description | undefined;
  /** The URI of an operator or an NCN. */
  readonly uri: (address: Address) => string;
};

const NamesContext = createContext<Names>({
  of: shortAddress,
  known: () => false,
  vouched: () => false,
  long: () => undefined,
  text: () => undefined,
  description: () => undefined,
  uri: () => "",
});

/** Gives what is inside the names of addresses: the reader's own come first, then those that the page's deployer ships. */
export function NamesProvider({ children }: { readonly children: ReactNode }) {
  return <NamesContext value={useAllNames()}>{children}</NamesContext>;
}

/** What to call addresses. */
export function useNames(): Names {
  return useContext(NamesContext);
}

function useAllNames(): Names {
  const { names } = useSettings();
  const shipped = useShippedNames();
  const words = useTokenWords();
  const uris = useUris();
  const { data: vaults } = useAccounts("Vault");
  const { data: pools } = usePools();
  const { version, of: descriptionOf } = useDescriptions();
  // biome-ignore lint/correctness/useExhaustiveDependencies: the version stands for the descriptions.
  return useMemo(() => {
    // Wrapped SOL has no metadata of its own on every cluster.
    const own: Readonly<Record<string, string>> = { [WRAPPED_SOL]: "SOL", ...shipped, ...names };
    const described = [...uris].flatMap(([address, uri]): [string, string][] => {
      const told = descriptionOf(uri);
      return told ? [[address, told.name]] : [];
    });
    const symbols = Object.entries(words).flatMap(([mint, { symbol }]) => (symbol ? [[mint, symbol]] : []));
    // A vault is called as its VRT.
    const called = (vaults ?? []).flatMap(({ address, data }): [string, string][] => {
      const name = words[data.vrtMint]?.name;
      return name ? [[address, name]] : [];
    });
    const claimed = Object.fromEntries(
      [...symbols, ...described, ...called].filter(([address]) => !(String(address) in own)),
    );
    const distinct = distinctNames(claimed, [...Object.values(own), "SOL", "VRT"]);
    const given = (address: Address) => own[address] ?? distinct[address];
    const assets = new Map((vaults ?? []).map(({ address, data }) => [address, given(data.assetMint)]));
    const shares = new Map((pools ?? []).map(({ address, data }) => [address, given(data.lrtMint)]));
    const kindOf = (address: Address) => {
      const [asset, share] = [assets.get(address), shares.get(address)];
      return asset ? `${asset} vault` : share && `${share} pool`;
    };
    return {
      of: (address) => {
        const kind = kindOf(address);
        return given(address) ?? `${kind ? `${kind} ` : ""}${shortAddress(address)}`;
      },
      known: (address) => given(address) !== undefined || kindOf(address) !== undefined,
      vouched: (address) => own[address] !== undefined,
      long: (address) => words[address]?.name || undefined,
      text: (address) => words[address],
      description: (address) => descriptionOf(uris.get(address) ?? ""),
      uri: (address) => uris.get(address) ?? "",
    };
  }, [names, shipped, words, uris, vaults, pools, version]);
}

/** What to call addresses, of which `shown` is on the screen: what it says of itself is read. */
export function useNamesOf(shown: Address | undefined): Names {
  const names = useNames();
  const { readsDescriptions } = useSettings();
  useWantedDescription(shown === undefined ? "" : names.uri(shown), readsDescriptions === true);
  return names;
}
