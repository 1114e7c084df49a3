/**
 * The mints on the screen that no vault takes: their names are read as well.
 */
import type { Address } from "@solana/kit";
import { useEffect, useSyncExternalStore } from "react";

/** How many are read: what a list of strangers' tokens shows beyond that stays an address. */
const MOST = 300;

let wanted: readonly Address[] = [];
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The mints that were shown so far. */
export function useWantedMints(): readonly Address[] {
  return useSyncExternalStore(subscribe, () => wanted);
}

/** Has the name of a mint read that is shown. */
export function useWantedMint(mint: Address | undefined): void {
  useEffect(() => {
    if (mint !== undefined && !wanted.includes(mint) && wanted.length < MOST) {
      wanted = [...wanted, mint];
      for (const listener of listeners) {
        listener();
      }
    }
  }, [mint]);
}
