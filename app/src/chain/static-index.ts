/**
 * A static index of the program's accounts, for nodes that list none: a file of addresses by kind, as `restake index` writes it. What is
 * at each address is read from the node, and its program and kind are checked there: a false file can omit accounts, and nothing else.
 */
import { type Address, getSolanaErrorFromJsonRpcError, isAddress, type RpcTransport } from "@solana/kit";
import {
  identifyRestakingAccount,
  inChunks,
  isBusy,
  liquid,
  RestakingAccount,
  refusesScans,
  Told,
} from "restaking-client";

/** What the file says that it is. */
const FORMAT = "restaking-index/1";

/** The longest file that is read, in bytes: two hundred thousand addresses. */
const LONGEST = 12_000_000;

/** The most addresses of a kind that are read, a hundred in a request. */
const MOST_OF_KIND = 20_000;

/** By how many slots an index may be ahead of the node: nodes behind one address differ by some. */
const AHEAD_MOST = 150n;

/** For how long what was read of a kind answers other scans of it, in milliseconds. */
const SHARED_FOR = 3_000;

/** Addresses, by the kinds of their accounts. */
type Lists = Readonly<Record<string, readonly Address[]>>;

/** An index that was read. */
export type StaticIndex = {
  /** The hash of the first block of its cluster. */
  readonly genesis: string;
  /** The slot at which it was written. */
  readonly slot: bigint;
  readonly accounts: Lists;
  /** The accounts of liquid restaking; undefined where the index has none. */
  readonly liquid?: { readonly program: Address; readonly accounts: Lists } | undefined;
};

/** An index cannot be used. */
export class NoIndex extends Told {
  override readonly name = "NoIndex";
}

/**
 * Reads an index of the program at `programAddress`.
 *
 * @throws NoIndex What is wrong with it.
 */
export function readIndex(text: string, programAddress: Address): StaticIndex {
  let file: {
    format?: unknown;
    genesis?: unknown;
    slot?: unknown;
    program?: unknown;
    accounts?: unknown;
    liquid?: unknown;
  } | null;
  try {
    file = JSON.parse(text);
  } catch {
    throw new NoIndex("The index is not JSON: write it with `restake index --static FILE`");
  }
  if (typeof file !== "object" || file === null || file.format !== FORMAT) {
    throw new NoIndex(`The index is not of the format ${FORMAT}: write it with \`restake index --static FILE\``);
  }
  if (file.program !== programAddress) {
    throw new NoIndex("The index is of another program");
  }
  const { genesis } = file;
  if (typeof genesis !== "string") {
    throw new NoIndex("The index does not name its cluster");
  }
  if (typeof file.slot !== "string" || !/^\d{1,20}$/.test(file.slot)) {
    throw new NoIndex("The index does not name its slot");
  }
  return {
    genesis,
    slot: BigInt(file.slot),
    accounts: listsOf(file.accounts),
    liquid: liquidOf(file.liquid),
  };
}

function liquidOf(part: unknown): StaticIndex["liquid"] {
  if (typeof part !== "object" || part === null) {
    return undefined;
  }
  const { program, accounts } = part as { program?: unknown; accounts?: unknown };
  if (typeof program !== "string" || !isAddress(program)) {
    throw new NoIndex("The index does not name its program of liquid restaking");
  }
  return { program, accounts: listsOf(accounts) };
}

function listsOf(accounts: unknown): Lists {
  const kinds = typeof accounts === "object" && accounts !== null ? Object.entries(accounts) : [];
  const lists = kinds.map(([kind, addresses]) => {
    if (!Array.isArray(addresses) || !addresses.every((each) => typeof each === "string" && isAddress(each))) {
      throw new NoIndex(`The index names no addresses of the kind ${kind}`);
    }
    return [kind, [...new Set(addresses)]];
  });
  return Object.fromEntries(lists);
}

/**
 * The text of an index at `url`.
 *
 * @throws NoIndex There is none.
 */
export async function fetchIndex(url: string, programAddress: Address): Promise<StaticIndex> {
  const response = await fetch(url, { credentials: "omit", referrerPolicy: "no-referrer" }).catch((error: unknown) => {
    throw new NoIndex("The index could not be fetched", { cause: error });
  });
  if (!response.ok) {
    throw new NoIndex(`The index could not be fetched: its server answers ${response.status}`);
  }
  return readIndex(await textOf(response, LONGEST), programAddress);
}

/**
 * The text of an answer of at most `most` bytes; a longer one is not read to its end.
 *
 * @throws NoIndex It is longer, or breaks off.
 */
export async function textOf(response: Response, most: number): Promise<string> {
  const reader = response.body?.getReader();
  const decoder = new TextDecoder();
  let [text, length] = ["", 0];
  for (;;) {
    const part = await reader?.read().catch((error: unknown) => {
      throw new NoIndex("The index could not be fetched to its end", { cause: error });
    });
    if (!part?.value) {
      return text + decoder.decode();
    }
    length += part.value.length;
    if (length > most) {
      await reader?.cancel();
      throw new NoIndex(`The index is longer than ${most / 1_000_000} MB`);
    }
    text += decoder.decode(part.value, { stream: true });
  }
}

/**
 * Checks that an index is of the node's cluster, and of its past.
 *
 * @throws NoIndex It is not.
 */
export async function checkIndex({ genesis, slot }: StaticIndex, transport: RpcTransport): Promise<void> {
  const ask = async (method: string, params: readonly unknown[]) => {
    const payload = { jsonrpc: "2.0", id: "index", method, params };
    const { result, error } = await transport<{ result?: string | number | bigint; error?: unknown }>({ payload });
    if (result === undefined) {
      throw new NoIndex("The node does not say of which cluster it is", { cause: error });
    }
    return result;
  };
  const [found, current] = await Promise.all([
    ask("getGenesisHash", []),
    ask("getSlot", [{ commitment: "processed" }]),
  ]);
  if (found !== genesis) {
    throw new NoIndex("The index is of another cluster");
  }
  if (slot > BigInt(current) + AHEAD_MOST) {
    throw new NoIndex("The index is of a slot that the node has not reached");
  }
}

type Filter = {
  readonly memcmp?: { readonly offset: number | bigint; readonly bytes: string; readonly encoding?: string };
};
type ScanConfig = { readonly filters?: readonly Filter[]; readonly [key: string]: unknown };
type Payload = { readonly id?: unknown; readonly method?: unknown; readonly params?: readonly unknown[] };
type Listed = { readonly owner: string; readonly data: readonly [string, string] } | null;

/** How many requests for accounts of an index are under way at once: public nodes refuse more. */
const AT_ONCE = 4;

/** What an index is asked for. */
export type IndexSource = {
  /** The index, if there is one. */
  readonly index: () => Promise<StaticIndex | undefined>;
  /** Addresses that this browser has come by since: accounts that are younger than the index. */
  readonly seen: () => readonly Address[];
  /** Told that scans are answered from `index` from now on. */
  readonly used: (index: StaticIndex) => void;
};

/** What shows that accounts change: what was read before it answers no scan after it. */
const CHANGING: readonly unknown[] = ["sendTransaction", "getSignatureStatuses"];

/** The programs whose accounts an index has. */
export type Indexed = {
  readonly programAddress: Address;
  /** Where the program of liquid restaking is, if that is known. */
  readonly liquidAddress?: Address | undefined;
};

/**
 * `transport`, which answers scans of the programs out of an index once the node has refused one, and those for which it is too busy.
 * Scans without a kind in the index are refused as before.
 */
export function withStaticIndex(
  transport: RpcTransport,
  { programAddress, liquidAddress }: Indexed,
  source: IndexSource,
): RpcTransport {
  let refused: unknown;
  const shared = new Map<string, { readonly at: number; readonly listed: ReturnType<typeof readListed> }>();
  return async <Answer>(request: Parameters<RpcTransport>[0]): Promise<Answer> => {
    const { id, method, params } = request.payload as Payload;
    if (CHANGING.includes(method)) {
      shared.clear();
    }
    const program = params?.[0];
    if (method !== "getProgramAccounts" || (program !== programAddress && program !== liquidAddress)) {
      return transport<Answer>(request);
    }
    const isCore = program === programAddress;
    const config = (params?.[1] ?? {}) as ScanConfig;
    const filters = filtersOf(config);
    const kind = filters && kindOf(filters, isCore);
    let trouble = refused;
    if (trouble === undefined || !kind) {
      try {
        return await scan<Answer>(request);
      } catch (error) {
        if (!kind || !(refusesScans(error) || isBusy(error))) {
          throw error;
        }
        trouble = error;
        // A node that is busy is asked again the next time.
        refused = refusesScans(error) ? error : undefined;
      }
    }
    const found = await source.index();
    const known = (isCore ? found?.accounts : liquidLists(found, liquidAddress))?.[kind];
    if (!found || !known) {
      // Without an index, the node is asked again the next time.
      refused = undefined;
      throw trouble;
    }
    if (known.length > MOST_OF_KIND) {
      throw new NoIndex(`The index names more than ${MOST_OF_KIND} addresses of the kind ${kind}`);
    }
    source.used(found);
    const listed = await sharedOf(`${program} ${kind}`, [...new Set([...known, ...source.seen()])], config);
    request.signal?.throwIfAborted();
    const fits = listed.filter(({ account }) => {
      if (account.owner !== program) {
        return false;
      }
      const stored = decoded(account.data[0]);
      return filters.every((filter) => filter.fits(stored));
    });
    return { jsonrpc: "2.0", id, result: fits } as Answer;
  };

  /** What is at `addresses`, read once for scans that follow each other closely. None of them ends the reading of the others. */
  function sharedOf(of: string, addresses: readonly Address[], { filters: _, ...config }: ScanConfig) {
    const key = `${of} ${addresses.length} ${JSON.stringify(config, (_key, each) => (typeof each === "bigint" ? String(each) : each))}`;
    const before = shared.get(key);
    if (before && performance.now() - before.at < SHARED_FOR) {
      return before.listed;
    }
    const reading = { at: performance.now(), listed: readListed(addresses, config) };
    shared.set(key, reading);
    reading.listed.catch(() => {
      if (shared.get(key) === reading) {
        shared.delete(key);
      }
    });
    return reading.listed;
  }

  async function scan<Answer>(request: Parameters<RpcTransport>[0]): Promise<Answer> {
    const answer = await transport<{ readonly error?: Parameters<typeof getSolanaErrorFromJsonRpcError>[0] }>(request);
    if (answer.error) {
      throw getSolanaErrorFromJsonRpcError(answer.error);
    }
    return answer as Answer;
  }

  async function readListed(addresses: readonly Address[], config: Omit<ScanConfig, "filters">) {
    const chunks = inChunks(addresses);
    const found: { readonly pubkey: Address; readonly account: NonNullable<Listed> }[] = [];
    for (let first = 0; first < chunks.length; first += AT_ONCE) {
      const asked = chunks.slice(first, first + AT_ONCE).map(async (chunk) => {
        const payload = {
          jsonrpc: "2.0",
          id: `index ${first}`,
          method: "getMultipleAccounts",
          params: [chunk, config],
        };
        const { result, error } = await transport<{ result?: { value: readonly Listed[] }; error?: unknown }>({
          payload,
        });
        if (!result) {
          throw new NoIndex("The node does not give the accounts of the index", { cause: error });
        }
        return chunk.flatMap((pubkey, place) => {
          const account = result.value[place];
          return account ? [{ pubkey, account }] : [];
        });
      });
      found.push(...(await Promise.all(asked)).flat());
    }
    return found;
  }
}

/** A part of an account's data that a scan asks for. */
type Wanted = {
  readonly offset: number;
  readonly bytes: Uint8Array;
  /** Whether an account's data has it. */
  readonly fits: (stored: Uint8Array) => boolean;
};

/** What an account must have, by a scan's filters; undefined for a filter that is not known. */
function filtersOf({ filters = [], encoding }: ScanConfig): readonly Wanted[] | undefined {
  if (encoding !== "base64") {
    return undefined;
  }
  const all = filters.map(({ memcmp }): Wanted | undefined => {
    if (memcmp?.encoding !== "base64") {
      return undefined;
    }
    const [offset, bytes] = [Number(memcmp.offset), decoded(memcmp.bytes)];
    const fits = (stored: Uint8Array) => bytes.every((byte, place) => stored[offset + place] === byte);
    return { offset, bytes, fits };
  });
  return all.every((each) => each !== undefined) ? all : undefined;
}

function decoded(text: string): Uint8Array {
  return Uint8Array.from(atob(text), (letter) => letter.charCodeAt(0));
}

/** The accounts of liquid restaking in an index, if they are of the program at `program`. */
function liquidLists(index: StaticIndex | undefined, program: Address | undefined): Lists | undefined {
  return index?.liquid?.program === program ? index?.liquid?.accounts : undefined;
}

/** The kind that a scan asks for, of the core or of liquid restaking. */
function kindOf(filters: readonly Wanted[], isCore: boolean): string | undefined {
  const first = filters.find(({ offset }) => offset === 0);
  try {
    return (
      first &&
      (isCore
        ? RestakingAccount[identifyRestakingAccount(first.bytes)]
        : liquid.LiquidAccount[liquid.identifyLiquidAccount(first.bytes)])
    );
  } catch {
    return undefined;
  }
}
