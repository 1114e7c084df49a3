/**
 * The fields of acts: what is written, and what it means.
 */
import { type Address, isAddress } from "@solana/kit";
import { formatAmount, NOBODY } from "restaking-client";

import { parseAmount } from "../format/amount.js";
import { duration, parseDuration } from "../format/time.js";

/** What a field takes. */
export type Kind =
  /** Basis points, written as percent. */
  | { readonly unit: "percent"; readonly most?: bigint }
  /** A part of a whole in 1/10^18, written as percent. */
  | { readonly unit: "fraction"; readonly most?: bigint }
  | { readonly unit: "amount"; readonly decimals: number; readonly symbol: string }
  | { readonly unit: "seconds"; readonly least?: bigint; readonly most?: bigint }
  | { readonly unit: "count"; readonly least?: bigint; readonly most?: bigint }
  /** An address. Where it may be nobody, an empty field is; or only that word, where emptiness would take something away. */
  | { readonly unit: "address"; readonly mayBeNobody?: boolean | "written" }
  | { readonly unit: "choice"; readonly options: readonly (readonly [value: string, title: string])[] }
  | { readonly unit: "flag" }
  | { readonly unit: "hex"; readonly bytes: number }
  | { readonly unit: "text"; readonly most: number }
  /** The text of a file. */
  | { readonly unit: "file" };

/** A field. */
export type Field = {
  readonly key: string;
  readonly label: string;
  readonly kind: Kind;
  /** What stands in it at first, as it is written. */
  readonly initial: string;
  readonly hint?: string;
};

/** Who gets a role: it is taken from its holder only where that is written. */
export const HOLDER: Field = {
  key: "holder",
  label: "New holder",
  kind: { unit: "address", mayBeNobody: "written" },
  initial: "",
  hint: "An address, or nobody",
};

/** What was written, by field: numbers, addresses and texts, and flags. */
export class Values {
  constructor(private readonly values: Readonly<Record<string, bigint | string>>) {}

  /** A number in the unit of its field. */
  number(key: string): bigint {
    const value = this.values[key];
    return typeof value === "bigint" ? value : 0n;
  }

  text(key: string): string {
    return String(this.values[key] ?? "");
  }

  address(key: string): Address {
    return this.text(key) as Address;
  }

  flag(key: string): boolean {
    return this.values[key] === 1n;
  }

  bytes(key: string): Uint8Array {
    return Uint8Array.from(this.text(key).match(/../g) ?? [], (byte) => Number.parseInt(byte, 16));
  }
}

/** What was written, read: values, or what is wrong by field. */
export type Read = { readonly values: Values | undefined; readonly problems: Readonly<Record<string, string>> };

/** Reads what was written into `fields`. */
export function readFields(fields: readonly Field[], written: Readonly<Record<string, string>>): Read {
  const values: Record<string, bigint | string> = {};
  const problems: Record<string, string> = {};
  for (const { key, kind, initial } of fields) {
    const result = readOne(kind, (written[key] ?? initial).trim());
    if ("problem" in result) {
      problems[key] = result.problem;
    } else {
      values[key] = result.value;
    }
  }
  return { values: Object.keys(problems).length === 0 ? new Values(values) : undefined, problems };
}

type One = { readonly value: bigint | string } | { readonly problem: string };

function readOne(kind: Kind, text: string): One {
  switch (kind.unit) {
    case "percent":
      return within(parsed(text, 2), kind.most ?? 10_000n, 0n, (value) => `${formatAmount(value, 2)}%`);
    case "fraction":
      return within(parsed(text, 16), kind.most ?? 10n ** 18n, 0n, (value) => `${formatAmount(value, 16)}%`);
    case "amount":
      return parsed(text, kind.decimals);
    case "count":
      return within(parsed(text, 0), kind.most, kind.least ?? 0n, String);
    case "seconds": {
      const seconds = parseDuration(text);
      const one: One =
        seconds === undefined ? { problem: "Write a time, such as 2 d 3 h or 90 min" } : { value: seconds };
      return within(one, kind.most, kind.least ?? 0n, duration);
    }
    case "address":
      if (kind.mayBeNobody && text === (kind.mayBeNobody === "written" ? "nobody" : "")) {
        return { value: NOBODY };
      }
      return isAddress(text) ? { value: text } : { problem: "This is not an address" };
    case "choice":
      return kind.options.some(([value]) => value === text) ? { value: text } : { problem: "Choose one" };
    case "flag":
      return { value: text === "yes" ? 1n : 0n };
    case "hex": {
      const digits = text.replace(/^0x/, "").toLowerCase();
      return new RegExp(`^[0-9a-f]{${2 * kind.bytes}}$`).test(digits)
        ? { value: digits }
        : { problem: `Write ${kind.bytes} bytes in hexadecimal` };
    }
    case "file":
      return { value: text };
    case "text": {
      const bytes = new TextEncoder().encode(text).length;
      return bytes > kind.most ? { problem: `This has ${bytes} bytes, and ${kind.most} fit` } : { value: text };
    }
  }
}

function parsed(text: string, decimals: number): One {
  const amount = parseAmount(text, decimals);
  return amount.ok ? { value: amount.value } : { problem: amount.problem };
}

function within(one: One, most: bigint | undefined, least: bigint, told: (value: bigint) => string): One {
  if ("problem" in one || typeof one.value === "string") {
    return one;
  }
  if (most !== undefined && one.value > most) {
    return { problem: `The most is ${told(most)}` };
  }
  return one.value < least ? { problem: `The least is ${told(least)}` } : one;
}

/** Values as they stand in fields. */
export const asWritten = {
  percent: (bps: bigint): string => formatAmount(bps, 2),
  fraction: (part: bigint): string => formatAmount(part, 16),
  amount: (value: bigint, decimals: number): string => formatAmount(value, decimals),
  seconds: (value: bigint): string => (value === 0n ? "0 s" : exactDuration(value)),
  count: String,
  flag: (value: boolean): string => (value ? "yes" : "no"),
  address: (value: Address): string => (value === NOBODY ? "" : value),
};

/** A duration in all its units, so that it reads as the same. */
function exactDuration(seconds: bigint): string {
  const parts: string[] = [];
  let left = seconds;
  for (const [unit, length] of [
    ["d", 86_400n],
    ["h", 3_600n],
    ["min", 60n],
    ["s", 1n],
  ] as const) {
    if (left >= length) {
      parts.push(`${left / length} ${unit}`);
      left %= length;
    }
  }
  return parts.join(" ");
}
