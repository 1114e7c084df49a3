/**
 * What was signed and is not known to have landed: it is noted in this browser, so that a page that is loaded again still tells what
 * became of it. A wallet that only signs has it noted before it is sent; one that sends has it noted once it gives the signature.
 */
import { getBase58Decoder, type Signature, type SignatureBytes } from "@solana/kit";
import { useSyncExternalStore } from "react";
import { causesOf, OutcomeUnknown } from "restaking-client";

/** A transaction that was signed. */
export type Sent = {
  readonly signature: Signature;
  /** The node and programs that it was signed for. */
  readonly key: string;
  /** When, by this machine's clock, in milliseconds. */
  readonly at: number;
  /** The last block height at which it can land, in decimal digits; nothing where a wallet may have chosen another lifetime. */
  readonly lastValidBlockHeight?: string;
};

const KEY = "restaking.sent";

/** How many are kept: more than one word signs. */
const KEPT_MOST = 1_000;

const listeners = new Set<() => void>();

/** Those that an earlier load of the page left: its own tell what becomes of them where they were signed. */
let left: readonly Sent[] = load();

function load(): readonly Sent[] {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? "[]");
    const list = Array.isArray(kept) ? (kept as Partial<Sent>[]) : [];
    return list.filter(
      (each): each is Sent =>
        typeof each?.signature === "string" &&
        typeof each.key === "string" &&
        typeof each.at === "number" &&
        (each.lastValidBlockHeight === undefined || /^\d{1,20}$/.test(each.lastValidBlockHeight)),
    );
  } catch {
    return [];
  }
}

/** Changes what is kept. It is read again first: other tabs write their own notes there. */
function change(next: (kept: readonly Sent[]) => readonly Sent[]): void {
  try {
    localStorage.setItem(KEY, JSON.stringify(next(load()).slice(-KEPT_MOST)));
  } catch {
    // A browser that keeps nothing tells nothing after a reload.
  }
}

/** Notes what a wallet signed, and gives its signature. */
export function noteSent(
  bytes: SignatureBytes | null | undefined,
  key: string,
  lastValidBlockHeight?: bigint,
): Signature | undefined {
  if (!bytes) {
    return undefined;
  }
  const signature = getBase58Decoder().decode(bytes) as Signature;
  const height = lastValidBlockHeight === undefined ? {} : { lastValidBlockHeight: String(lastValidBlockHeight) };
  change((kept) => [
    ...kept.filter((each) => each.signature !== signature),
    { signature, key, at: Date.now(), ...height },
  ]);
  return signature;
}

/** Forgets transactions that are known to have landed, or never to land. */
export function settleSent(signatures: readonly Signature[]): void {
  if (signatures.length > 0) {
    const stays = ({ signature }: Sent) => !signatures.includes(signature);
    change((kept) => kept.filter(stays));
    left = left.filter(stays);
    for (const listener of listeners) {
      listener();
    }
  }
}

/** Those of `signatures` that are settled by how their sending ended: all but those of an unknown outcome. */
export function settledBy(signatures: readonly Signature[], errors: readonly unknown[]): readonly Signature[] {
  const open = errors.flatMap(causesOf).filter((cause) => cause instanceof OutcomeUnknown);
  return signatures.filter((each) => !open.some(({ signature }) => signature === each));
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
