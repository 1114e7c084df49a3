/**
 * Addresses that follow from mints, derived once for each and beside the page's thread.
 */
import type { Address } from "@solana/kit";
import { metadataAddress, tokenAccount } from "restaking-client";

import type { Derivation, Derived } from "./derive.worker.js";

/** So many are derived at once without a worker: it takes longer to start one. */
const FEW = 8;

const known = new Map<string, Address>();
const waiting = new Map<number, (addresses: readonly Address[]) => void>();

let worker: Worker | undefined;
let broken = typeof Worker === "undefined";

/** The addresses of the mints' metadata, in their order. */
export function metadataAddresses(mints: readonly Address[]): Promise<readonly Address[]> {
  return derived(undefined, mints);
}

/** The addresses of `owner`'s token accounts of the mints, in their order. */
export function tokenAccounts(owner: Address, mints: readonly Address[]): Promise<readonly Address[]> {
  return derived(owner, mints);
}

async function derived(owner: Address | undefined, mints: readonly Address[]): Promise<readonly Address[]> {
  const keyOf = (mint: Address) => `${owner ?? ""} ${mint}`;
  const missing = mints.filter((mint) => !known.has(keyOf(mint)));
  if (missing.length > 0) {
    const own = (mint: Address) => (owner === undefined ? metadataAddress(mint) : tokenAccount(owner, mint));
    const addresses =
      (missing.length > FEW && (await byWorker(owner, missing))) || (await Promise.all(missing.map(own)));
    for (const [place, mint] of missing.entries()) {
      known.set(keyOf(mint), addresses[place] as Address);
    }
  }
  return mints.map((mint) => known.get(keyOf(mint)) as Address);
}

/** What the worker derives; nothing where the browser runs none. */
async function byWorker(
  owner: Address | undefined,
  mints: readonly Address[],
): Promise<readonly Address[] | undefined> {
  const running = started();
  if (!running) {
    return undefined;
  }
  const id = waiting.size === 0 ? 1 : Math.max(...waiting.keys()) + 1;
  const addresses = await new Promise<readonly Address[]>((resolve) => {
    waiting.set(id, resolve);
    running.postMessage({ id, owner, mints } satisfies Derivation);
  });
  return addresses.length > 0 ? addresses : undefined;
}

function started(): Worker | undefined {
  if (broken || worker) {
    return worker;
  }
  worker = new Worker(new URL("./derive.worker.ts", import.meta.url), { type: "module" });
  const answer = (id: number, addresses: readonly Address[]) => {
    waiting.get(id)?.(addresses);
    waiting.delete(id);
  };
  worker.onmessage = ({ data }: MessageEvent<Derived>) => answer(data.id, data.addresses);
  worker.onerror = () => {
    // A host may serve no worker, and a browser may refuse it: the page derives them itself.
    broken = true;
    worker = undefined;
    for (const id of [...waiting.keys()]) {
      answer(id, []);
    }
  };
  return worker;
}
