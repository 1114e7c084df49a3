/**
 * What was signed and is not known to have landed: it is noted in this browser before it is sent, so that a page that is loaded again still
 * tells what became of it.
 */
import { getBase58Decoder, type Signature, type SignatureBytes } from "@solana/kit";
import { useSyncExternalStore } from "react";

/** A transaction that was signed. */
export type Sent = {
  readonly signature: Signature;
  /** The node and program that it was signed for. */
  readonly key: string;
  /** When, by this machine's clock, in milliseconds. */
  readonly at: number;
};

const KEY = "restaking.sent";
const KEPT_MOST = 50;

const listeners = new Set<() => void>();
let sent: readonly Sent[] = load();

/** Those that an earlier load of the page left: its own tell what becomes of them where they were signed. */
let left: readonly Sent[] = sent;

function load(): readonly Sent[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    const list = Array.isArray(kept) ? (kept as Partial<Sent>[]) : [];
    return list.filter(
      (each): each is Sent =>
        typeof each?.signature === "string" && typeof each.key === "string" && typeof each.at === "number",
    );
  } catch {
    return [];
  }
}

function change(next: readonly Sent[]): void {
  sent = next.slice(-KEPT_MOST);
  left = left.filter((each) => sent.includes(each));
  try {
    localStorage.setItem(KEY, JSON.stringify(sent));
  } catch {
    // A browser that keeps nothing tells nothing after a reload.
  }
  for (const listener of listeners) {
    listener();
  }
}

/** Notes what a wallet signed, and gives its signature. */
export function noteSent(bytes: SignatureBytes | null | undefined, key: string): Signature | undefined {
  if (!bytes) {
    return undefined;
  }
  const signature = getBase58Decoder().decode(bytes) as Signature;
  change([...sent, { signature, key, at: Date.now() }]);
  return signature;
}

/** Forgets transactions that are known to have landed, or never to land. */
export function settleSent(signatures: readonly Signature[]): void {
  if (signatures.length > 0) {
    change(sent.filter(({ signature }) => !signatures.includes(signature)));
  }
}

/** What an earlier load of the page signed on this node, and never learned of. */
export function useLeftSent(key: string): readonly Sent[] {
  const all = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => left,
  );
  return all.filter((each) => each.key === key);
}
