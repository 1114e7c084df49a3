/**
 * A vault's rate over time, from its events.
 */
import type { Address, GetSignaturesForAddressApi, GetTransactionApi, Rpc } from "@solana/kit";
import type { Books, RestakingEvent } from "restaking-client";

import type { RatePoint } from "../flow/yield.js";
import { type Happening, readHistory } from "./read.js";

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

/** How many transactions of a vault are looked through for one that shows its rate. */
const TRIES = 5;

/**
 * A vault's rate about thirty days before `now`, or as early as the node knows it: the earliest event since then that shows
 * the books. One list and few transactions tell it, so that the list of vaults has it too.
 */
export async function earlierRate(
  rpc: Rpc<GetSignaturesForAddressApi & GetTransactionApi>,
  url: string,
  vault: Address,
  now: bigint,
  abortSignal?: AbortSignal,
): Promise<RatePoint | undefined> {
  const found = await rpc
    .getSignaturesForAddress(vault, { limit: 1_000, commitment: "confirmed" })
    .send(abortSignal && { abortSignal });
  const since = found.filter(({ blockTime }) => blockTime !== null && blockTime >= now - YIELD_SECONDS);
  // What is listed before a signature is older than it: the one that is looked at has to be listed behind its successor.
  for (let place = since.length - 1; place >= Math.max(since.length - TRIES, 0); place--) {
    const before = found[place - 1]?.signature;
    const { happenings } = await readHistory(rpc, url, vault, 1, before, abortSignal);
    const [point] = ratePoints(happenings, vault);
    if (point) {
      return point;
    }
  }
  return undefined;
}
