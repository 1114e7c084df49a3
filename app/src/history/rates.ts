/**
 * A vault's rate over time, from its events.
 */
import type { Address, Signature } from "@solana/kit";
import type { Books, RestakingEvent } from "restaking-client";

import { type RatePoint, SHORTEST } from "../model/gain.js";
import { type Happening, type HistorySource, readHistory } from "./read.js";

/** The books that an event shows before and after it; nothing for one that shows none. */
export function booksOf(event: RestakingEvent): { readonly before: Books; readonly after: Books } | undefined {
  const data = event.data as Partial<Record<"before" | "after" | "booksBefore" | "booksAfter", unknown>>;
  const [before, after] = [data.booksBefore ?? data.before, data.booksAfter ?? data.after];
  return isBooks(before) && isBooks(after) ? { before, after } : undefined;
}

function isBooks(value: unknown): value is Books {
  return typeof value === "object" && value !== null && "active" in value && "supply" in value && "exiting" in value;
}

/** The points of a vault's rate in its events, the earliest first. Where there are no shares, there is no rate. */
export function ratePoints(happenings: readonly Happening[], vault: Address): RatePoint[] {
  const points: RatePoint[] = [];
  for (const { event, time } of [...happenings].reverse()) {
    const books = "vault" in event.data && event.data.vault === vault ? booksOf(event) : undefined;
    for (const each of books ? [books.before, books.after] : []) {
      if (each.supply > 0n) {
        points.push({ time, active: each.active, supply: each.supply });
      }
    }
  }
  return points;
}

/** The time that a vault's yield is told from, in seconds: thirty days. */
export const YIELD_SECONDS = 30n * 86_400n;

/** How many transactions are looked at together for one that shows the rate, and how often before giving up. */
const TOGETHER = 8;
const TRIES = 6;

/** How many signatures a node lists at once, and how often it is asked before giving up. */
const LISTED = 1_000;
const LISTS = 5;

/** Why no earlier rate is told: no event shows one, or there are more transactions than are read for it. */
export type NoRate = "none" | "unread";

/**
 * A vault's rate about thirty days before `now`, or as early as the node knows it: the earliest event since then that shows
 * the books. Few lists and transactions tell it, so that the list of vaults has it too: what comes before a vault's first
 * deposit shows no rate, and is passed over. In a vault with more transactions than {@link LISTS} lists have, the rate is of the
 * earliest that they have: its time says so.
 */
export async function earlierRate(
  source: HistorySource,
  vault: Address,
  now: bigint,
  abortSignal?: AbortSignal,
): Promise<RatePoint | NoRate> {
  const { signatures, whole } = await signaturesSince(source, vault, now - YIELD_SECONDS, abortSignal);
  let end = signatures.length;
  for (let tried = 1; tried <= TRIES && end > 0; tried++, end -= TOGETHER) {
    // A page holds what is older than the signature it begins behind.
    const first = Math.max(end - TOGETHER, 0);
    const before = signatures[first - 1];
    const { happenings } = await readHistory(source, vault, end - first, before, abortSignal);
    const [point] = ratePoints(happenings, vault);
    // A rate of a moment ago tells nothing, where earlier ones were not read.
    if (point) {
      return !whole && now - point.time < SHORTEST ? "unread" : point;
    }
  }
  return end > 0 || !whole ? "unread" : "none";
}

/** The signatures of `vault` since a time, the latest first, and whether they are all. */
async function signaturesSince(
  { rpc }: HistorySource,
  vault: Address,
  since: bigint,
  abortSignal?: AbortSignal,
): Promise<{ readonly signatures: readonly Signature[]; readonly whole: boolean }> {
  const signatures: Signature[] = [];
  for (let list = 0; list < LISTS; list++) {
    const before = signatures[signatures.length - 1];
    const found = await rpc
      .getSignaturesForAddress(vault, { limit: LISTED, commitment: "confirmed", ...(before && { before }) })
      .send(abortSignal && { abortSignal });
    const fresh = found.filter(({ blockTime }) => blockTime === null || blockTime >= since);
    signatures.push(...fresh.map(({ signature }) => signature));
    const again = found[found.length - 1]?.signature === before;
    if (fresh.length < found.length || found.length < LISTED || again) {
      return { signatures, whole: true };
    }
  }
  return { signatures, whole: false };
}
