/**
 * Times and durations. Times are unix seconds of the chain's clock.
 */

const UNITS = [
  ["d", 86_400n],
  ["h", 3_600n],
  ["min", 60n],
  ["s", 1n],
] as const;

/** A duration in its two largest units: `1 d 3 h`, `59 s`. */
export function duration(seconds: bigint): string {
  let left = seconds < 0n ? 0n : seconds;
  const first = UNITS.findIndex(([, length]) => left >= length);
  if (first < 0) {
    return "0 s";
  }
  const parts: string[] = [];
  for (const [unit, length] of UNITS.slice(first, first + 2)) {
    const count = left / length;
    left -= count * length;
    if (count > 0n) {
      parts.push(`${count} ${unit}`);
    }
  }
  return parts.join(" ");
}

const DAY_AND_TIME = new Intl.DateTimeFormat("en-GB", {
  day: "numeric",
  month: "short",
  year: "numeric",
  hour: "2-digit",
  minute: "2-digit",
});
const DAY = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });

/** The latest time that a date can be made of. */
const LATEST = 8_640_000_000_000n;

/** A time on the reader's clock: `21 Nov 2026, 10:14`. */
export function dateAndTime(time: bigint): string {
  return time > LATEST || time < -LATEST ? "never" : DAY_AND_TIME.format(Number(time) * 1000);
}

/** A day on the reader's calendar: `21 Nov`. */
export function day(time: bigint): string {
  return time > LATEST || time < -LATEST ? "never" : DAY.format(Number(time) * 1000);
}

/** A time as machines read it. */
export function isoTime(time: bigint): string {
  return time > LATEST || time < -LATEST ? "" : new Date(Number(time) * 1000).toISOString();
}

const LENGTHS: Readonly<Record<string, bigint>> = { d: 86_400n, h: 3_600n, min: 60n, m: 60n, s: 1n };

/** Reads a duration such as `2 d 3 h`, in seconds; nothing for what is none. */
export function parseDuration(text: string): bigint | undefined {
  if (!/^(\d+\s*(d|h|min|m|s)\s*)+$/.test(text)) {
    return undefined;
  }
  const parts = [...text.matchAll(/(\d+)\s*(d|h|min|m|s)/g)];
  return parts.reduce((sum, [, count = "0", unit = "s"]) => sum + BigInt(count) * (LENGTHS[unit] ?? 0n), 0n);
}
