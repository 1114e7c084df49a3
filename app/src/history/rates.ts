/**
 * A vault's rate over time, from its events.
 */
import type { Address } from "@solana/kit";
import type { Books, RestakingEvent } from "restaking-client";

import type { RatePoint } from "../model/gain.js";
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

/**
 * A vault's rate about thirty days before `now`, or as early as the node knows it: the earliest event since then that shows
 * the books. One list and few transactions tell it, so that the list of vaults has it too: what comes before a vault's first
 * deposit shows no rate, and is passed over.
 */
export async function earlierRate(
  source: HistorySource,
  vault: Address,
  now: bigint,
  abortSignal?: AbortSignal,
): Promise<RatePoint | undefined> {
  const found = await source.rpc
    .getSignaturesForAddress(vault, { limit: 1_000, commitment: "confirmed" })
    .send(abortSignal && { abortSignal });
  const since = found.filter(({ blockTime }) => blockTime !== null && blockTime >= now - YIELD_SECONDS);
  for (let tried = 1, end = since.length; tried <= TRIES && end > 0; tried++, end -= TOGETHER) {
    // A page holds what is older than the signature it begins behind.
    const first = Math.max(end - TOGETHER, 0);
    const before = found[first - 1]?.signature;
    const { happenings } = await readHistory(source, vault, end - first, before, abortSignal);
    const [point] = ratePoints(happenings, vault);
    if (point) {
      return point;
    }
  }
  return undefined;
}
