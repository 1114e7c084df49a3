/**
 * The program's events in a transaction's log.
 */
import { type Address, getBase64Encoder, type ReadonlyUint8Array } from "@solana/kit";

import { decodeRestakingEvent, type RestakingEvent } from "./generated/events/index.js";
import { readLog } from "./logs.js";

/** The events of a transaction. */
export type ReadEvents = {
  readonly events: readonly RestakingEvent[];
  /** The node cut the log off: there may be more. */
  readonly truncated: boolean;
  /** How many more there are that this client does not know: of a later version of the program. */
  readonly unknown: number;
};

/**
 * The events of the program at `programAddress` in the log of a transaction that succeeded, in order; what it logged in one that
 * failed did not happen. Only that program's own lines are read: another program cannot forge its events. What is not known is
 * counted.
 */
export function readEvents(logs: readonly string[], programAddress: Address): ReadEvents {
  return eventsAmong(logs, programAddress, decodeRestakingEvent);
}

/** The events of the program at `programAddress` in a log, by what `decode` reads of each; nothing for one that is not known. */
export function eventsAmong<Event>(
  logs: readonly string[],
  programAddress: Address,
  decode: (data: ReadonlyUint8Array) => Event | undefined,
): { readonly events: Event[]; readonly truncated: boolean; readonly unknown: number } {
  const { lines, truncated } = readLog(logs);
  const ours = lines.filter(({ program, kind }) => program === programAddress && kind === "data");
  const events = ours.flatMap(({ text }): Event[] => {
    try {
      const event = decode(getBase64Encoder().encode(text));
      return event === undefined ? [] : [event];
    } catch {
      // It is not base64: no event of the program is written so.
      return [];
    }
  });
  return { events, truncated, unknown: ours.length - events.length };
}
