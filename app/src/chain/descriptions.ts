/**
 * The descriptions of operators and NCNs, read from the URIs in their accounts as they are shown: few at a time, each within a limit of
 * time and size, and kept for a day. One that cannot be read is as none.
 */
import { useEffect, useSyncExternalStore } from "react";

import { type Description, descriptionSource, LIMITS, readDescription } from "../model/description.js";

/** Where they are kept, for how long, and how many. */
const KEY = "restaking.descriptions";
const KEPT_SECONDS = 86_400;
const KEPT_MOST = 500;

/** The longest that is kept, in characters: a description has fewer, and its file may have many more. */
const KEPT_LENGTH = 600;

/** How long a server may take, in milliseconds, and how many are asked at once. */
const PATIENCE = 5_000;
const AT_ONCE = 4;

/** A description as JSON, without all else that its file has. */
type Kept = { readonly text: string; readonly at: number };

/** By URI; null for one that cannot be read, undefined within for one that is being read. */
const found = new Map<string, Description | null | undefined>();
const waiting: string[] = [];
const listeners = new Set<() => void>();
let asked = 0;
let version = 0;
let kept = load();

function load(): Record<string, Kept> {
  try {
    const entries = Object.entries(JSON.parse(localStorage.getItem(KEY) ?? "{}") as Record<string, Partial<Kept>>);
    const since = Date.now() / 1000 - KEPT_SECONDS;
    return Object.fromEntries(
      entries.filter((entry): entry is [string, Kept] => {
        const { text, at } = entry[1] ?? {};
        return typeof text === "string" && text.length <= KEPT_LENGTH && typeof at === "number" && at > since;
      }),
    );
  } catch {
    return {};
  }
}

function keep(uri: string, description: Description | null): void {
  const text = keptText(description);
  if (text === undefined) {
    return;
  }
  const entries = Object.entries({ ...kept, [uri]: { text, at: Date.now() / 1000 } });
  kept = Object.fromEntries(entries.slice(-KEPT_MOST));
  try {
    localStorage.setItem(KEY, JSON.stringify(kept));
  } catch {
    // A browser that keeps nothing reads them again.
  }
}

/** What is kept of a description: nothing where it is too long. */
export function keptText(description: Description | null): string | undefined {
  const text = JSON.stringify(description);
  return text.length <= KEPT_LENGTH ? text : undefined;
}

function tell(uri: string, description: Description | null): void {
  found.set(uri, description);
  version++;
  for (const listener of listeners) {
    listener();
  }
}

function parsed(text: string): Description | null {
  try {
    return readDescription(text);
  } catch {
    return null;
  }
}

/** What is known of the description of `uri`: one in the URI itself is always known. */
function known(uri: string): Description | undefined {
  const source = found.has(uri) ? undefined : descriptionSource(uri);
  if (source?.kind === "inline") {
    found.set(uri, parsed(source.text));
  }
  return found.get(uri) ?? undefined;
}

/** Reads the description of `uri` from the web, unless it was read before. */
function want(uri: string): void {
  if (found.has(uri) || descriptionSource(uri)?.kind !== "web") {
    return;
  }
  const text = kept[uri]?.text;
  if (text !== undefined) {
    tell(uri, parsed(text));
    return;
  }
  found.set(uri, undefined);
  waiting.push(uri);
  next();
}

function next(): void {
  const uri = asked < AT_ONCE ? waiting.shift() : undefined;
  const source = uri === undefined ? undefined : descriptionSource(uri);
  if (uri === undefined || source?.kind !== "web") {
    return;
  }
  asked++;
  fetchText(source.url)
    .then((text) => {
      const description = parsed(text);
      keep(uri, description);
      tell(uri, description);
    })
    .catch(() => tell(uri, null))
    .finally(() => {
      asked--;
      next();
    });
}

/**
 * The text at `url`: no more of it is read than a description may have, and no longer than {@link PATIENCE}. A redirect is refused: it
 * could lead into the reader's own network.
 */
export async function fetchText(url: string): Promise<string> {
  const response = await fetch(url, {
    credentials: "omit",
    referrerPolicy: "no-referrer",
    redirect: "error",
    headers: { accept: "application/json" },
    signal: AbortSignal.timeout(PATIENCE),
  });
  const reader = response.ok ? response.body?.getReader() : undefined;
  if (!reader) {
    throw new Error(`status ${response.status}`);
  }
  const bytes: number[] = [];
  for (;;) {
    const { done, value } = await reader.read();
    if (done) {
      return new TextDecoder().decode(Uint8Array.from(bytes));
    }
    if (bytes.length + value.length > LIMITS.bytes) {
      await reader.cancel();
      throw new Error("too long");
    }
    bytes.push(...value);
  }
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}

/** What is known of descriptions: by URI, nothing for one that was not read. */
export function useDescriptions(): { readonly version: number; readonly of: (uri: string) => Description | undefined } {
  const read = useSyncExternalStore(subscribe, () => version);
  return { version: read, of: known };
}

/** Has the description of `uri` read once it is shown, where the reader lets it be read from the web; it may be empty. */
export function useWantedDescription(uri: string, fromWeb: boolean): void {
  useEffect(() => {
    if (uri !== "" && fromWeb) {
      want(uri);
    }
  }, [uri, fromWeb]);
}
