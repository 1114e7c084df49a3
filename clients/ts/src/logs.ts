/**
 * What programs wrote into a transaction's log, and which program each line is from.
 */
import type { Address, TransactionVersion } from "@solana/kit";

/** A line that a program wrote. */
export type LogLine = {
  /** The program that was running: no other can write in its name. */
  readonly program: Address;
  /** How deep its call was: 1 for an instruction of the transaction. */
  readonly depth: number;
  /** What it is: a sentence, bytes in base64, or how the program failed. */
  readonly kind: "log" | "data" | "failed";
  readonly text: string;
};

/** A transaction's log, read. */
export type ReadLog = {
  readonly lines: readonly LogLine[];
  /** The node cut the log off: what came after is not known. */
  readonly truncated: boolean;
};

/**
 * The versions of transactions whose logs are read: all that there can be. Only the log is read, so that a version that this client
 * cannot send hides nothing.
 */
export const EVERY_VERSION = 255 as TransactionVersion;

const INVOKE = /^Program ([1-9A-HJ-NP-Za-km-z]{32,44}) invoke \[(\d+)\]$/;
const SUCCESS = /^Program ([1-9A-HJ-NP-Za-km-z]{32,44}) success$/;
const FAILED = /^Program ([1-9A-HJ-NP-Za-km-z]{32,44}) failed: (.*)$/s;

/** What begins a line by its kind. The runtime writes it, so that no program can pass its own words for the runtime's. */
const PREFIXES = { log: "Program log: ", data: "Program data: " } as const;

/**
 * Reads a log along the stack of calls. A line belongs to the program that was running when it was written: one that calls
 * others, or is called by them, cannot speak in their names. Reading stops where the log was cut off.
 */
export function readLog(logs: readonly string[]): ReadLog {
  const stack: Address[] = [];
  const lines: LogLine[] = [];
  for (const text of logs) {
    if (text === "Log truncated") {
      return { lines, truncated: true };
    }
    const program = stack[stack.length - 1];
    const invoked = INVOKE.exec(text);
    if (invoked) {
      // A depth that does not follow means that the log is not whole.
      if (Number(invoked[2]) !== stack.length + 1) {
        return { lines, truncated: true };
      }
      stack.push(invoked[1] as Address);
      continue;
    }
    const ended = SUCCESS.exec(text) ?? FAILED.exec(text);
    if (ended && ended[1] === program) {
      if (ended[2] !== undefined) {
        lines.push({ program: program as Address, depth: stack.length, kind: "failed", text: ended[2] });
      }
      stack.pop();
      continue;
    }
    for (const kind of ["log", "data"] as const) {
      if (program !== undefined && text.startsWith(PREFIXES[kind])) {
        lines.push({ program, depth: stack.length, kind, text: text.slice(PREFIXES[kind].length) });
      }
    }
  }
  return { lines, truncated: false };
}
