/**
 * The program's events in a transaction's log.
 */
import { getBase64Encoder } from "@solana/kit";

import { decodeRestakingEvent, type RestakingEvent } from "./generated/events/index.js";
import { RESTAKING_PROGRAM_ADDRESS } from "./generated/programs/index.js";
import { readLog } from "./logs.js";

/** The events of a transaction. */
export type ReadEvents = {
  readonly events: readonly RestakingEvent[];
  /** The node cut the log off: there may be more. */
  readonly truncated: boolean;
};

/**
 * The program's events in the log of a transaction that succeeded, in order; what it logged in one that failed did not happen.
 * Only the restaking program's own lines count: another program cannot forge its events. Events of a later version of the
 * program, which this client does not know, are left out.
 */
export function readEvents(logs: readonly string[]): ReadEvents {
  const { lines, truncated } = readLog(logs);
  const ours = lines.filter(({ program, kind }) => program === RESTAKING_PROGRAM_ADDRESS && kind === "data");
  const events = ours.flatMap(({ text }) => {
    const event = decodeRestakingEvent(getBase64Encoder().encode(text));
    return event ? [event] : [];
  });
  return { events, truncated };
}
