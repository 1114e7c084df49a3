/**
 * Where a static index is found, and whether it is in use. Accounts that are younger than it are noted in this browser.
 */
import type { Address, InstructionPlan, RpcTransport } from "@solana/kit";
import { everyInstructionPlan, isWritableRole } from "@solana/kit";
import { useSyncExternalStore } from "react";

import type { ClusterName } from "./clusters.js";
import { checkIndex, fetchIndex, type Indexed, NoIndex, type StaticIndex, withStaticIndex } from "./static-index.js";

/** Where noted addresses are kept, and how many. Each of them is read with every list. */
const KEY = "restaking.seen";
const KEPT_MOST = 300;

/** Where it is kept that an address was forgotten that no index had. */
const FORGOT_KEY = "restaking.seen.forgot";

/** After how long an index is fetched again, in milliseconds. */
const AGAIN = 60_000;

const listeners = new Set<() => void>();
let inUse: { readonly key: string; readonly index: StaticIndex } | undefined;
let noted = load();
let forgotten = hasForgotten();

function hasForgotten(): boolean {
  try {
    return localStorage.getItem(FORGOT_KEY) !== null;
  } catch {
    return false;
  }
}

/** Whether accounts that this browser wrote may be missing in lists: there were too many to note that no index had. */
export function hasForgottenWritten(): boolean {
  return forgotten;
}

function load(): readonly string[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    return Array.isArray(kept) ? kept.filter((each) => typeof each === "string").slice(-KEPT_MOST) : [];
  } catch {
    return [];
  }
}

/**
 * The last `most` of `addresses`, and whether one is left out that `index` does not have. Those that it has are left out first: it
 * lists them anyway.
 */
export function mostOf(
  addresses: readonly string[],
  most: number,
  index: Pick<StaticIndex, "accounts" | "liquid"> | undefined,
): { readonly kept: readonly string[]; readonly forgot: boolean } {
  if (addresses.length <= most) {
    return { kept: addresses, forgot: false };
  }
  const listed = new Set<string>([index?.accounts ?? {}, index?.liquid?.accounts ?? {}].flatMap(Object.values).flat());
  const others = addresses.filter((each) => !listed.has(each));
  const kept = new Set(others.slice(-most));
  for (const each of [...addresses].reverse()) {
    if (kept.size >= most) {
      break;
    }
    kept.add(each);
  }
  return { kept: addresses.filter((each) => kept.has(each)), forgot: others.length > most };
}

/** Notes accounts of `programs` that a transaction writes: a static index that is older than they are does not have them. */
export function noteWritten(plan: InstructionPlan, programs: readonly (Address | undefined)[]): void {
  const written: string[] = [];
  everyInstructionPlan(plan, (each) => {
    if (each.kind === "single" && programs.includes(each.instruction.programAddress)) {
      const accounts = each.instruction.accounts ?? [];
      written.push(...accounts.filter(({ role }) => isWritableRole(role)).map(({ address }) => address));
    }
    return true;
  });
  const all = [...new Set([...noted, ...written])];
  const { kept, forgot } = mostOf(all, KEPT_MOST, inUse?.index);
  noted = kept;
  forgotten ||= forgot;
  try {
    localStorage.setItem(KEY, JSON.stringify(noted));
    if (forgotten) {
      localStorage.setItem(FORGOT_KEY, "yes");
    }
  } catch {
    // A browser that keeps nothing finds them until the page is closed.
  }
}

/**
 * `transport`, which reads out of a static index where the node lists no accounts: the one at `url`, or the one that the page's deployer
 * ships beside it.
 */
export function withIndexFile(
  transport: RpcTransport,
  {
    cluster,
    url,
    programAddress,
    liquidAddress,
    key,
  }: Indexed & { readonly cluster: ClusterName; readonly url: string; readonly key: string },
): RpcTransport {
  let reading: { readonly at: number; readonly index: Promise<StaticIndex | undefined> } | undefined;
  let good: StaticIndex | undefined;
  const read = async () => {
    try {
      const index = await (url ? fetchChecked(url) : shipped(fetchChecked, cluster));
      good = index ?? good;
    } catch (error) {
      // An older index is of more use than none.
      if (!good) {
        throw error;
      }
    }
    return good;
  };
  const fetchChecked = async (from: string) => {
    const index = await fetchIndex(from, programAddress);
    await checkIndex(index, transport);
    return index;
  };
  return withStaticIndex(
    transport,
    { programAddress, liquidAddress },
    {
      index: () => {
        if (!reading || performance.now() - reading.at > AGAIN) {
          const index = read();
          reading = { at: performance.now(), index };
          index.catch(() => {
            reading = undefined;
          });
        }
        return reading.index;
      },
      seen: () => noted as readonly Address[],
      used: (index) => {
        if (inUse?.index !== index) {
          inUse = { key, index };
          for (const listener of listeners) {
            listener();
          }
        }
      },
    },
  );
}

/** The index that is shipped for a cluster, in `index/CLUSTER.json` beside the page; none without the file. */
async function shipped(
  fetched: (url: string) => Promise<StaticIndex>,
  cluster: ClusterName,
): Promise<StaticIndex | undefined> {
  try {
    return await fetched(`./index/${cluster}.json`);
  } catch (error) {
    // Many static hosts answer with the page itself where there is no such file.
    if (error instanceof NoIndex) {
      return undefined;
    }
    throw error;
  }
}

/** The index that is in use for what is kept under `key`; nothing where the node lists accounts itself. */
export function useIndexInUse(key: string): StaticIndex | undefined {
  const used = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => inUse,
  );
  return used?.key === key ? used.index : undefined;
}
