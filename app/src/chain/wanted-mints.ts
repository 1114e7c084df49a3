/**
 * The mints on the screen that no vault takes: their names are read as well.
 */
import type { Address } from "@solana/kit";
import { useEffect, useSyncExternalStore } from "react";

/** How many names are kept of mints that are shown no more. Those that are shown are all read. */
const KEPT = 300;

/** How many places on the screen show each mint, those shown last at the end. */
const places = new Map<Address, number>();
let wanted: readonly Address[] = [];
const listeners = new Set<() => void>();

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** The mints whose names are read now. */
export function wantedMints(): readonly Address[] {
  return wanted;
}

/** Notes that a place shows `mint`, until the function that it gives is called. */
export function wantMint(mint: Address): () => void {
  const shown = places.get(mint) ?? 0;
  places.delete(mint);
  places.set(mint, shown + 1);
  if (!wanted.includes(mint)) {
    const old = [...places].flatMap(([each, count]) => (count === 0 ? [each] : []));
    for (const each of old.slice(0, Math.max(old.length - KEPT, 0))) {
      places.delete(each);
    }
    wanted = [...places.keys()];
    for (const listener of listeners) {
      listener();
    }
  }
  return () => {
    places.set(mint, (places.get(mint) ?? 1) - 1);
  };
}

/** The mints that are shown, and the last ones that were. */
export function useWantedMints(): readonly Address[] {
  return useSyncExternalStore(subscribe, wantedMints);
}

/** Has the name of a mint read that is shown. */
export function useWantedMint(mint: Address | undefined): void {
  useEffect(() => (mint === undefined ? undefined : wantMint(mint)), [mint]);
}
