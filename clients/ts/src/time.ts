/**
 * Times as people read them.
 */

/** The latest time that a date can be made of, in unix seconds. */
const LATEST = 8_640_000_000_000n;

/** `time`, in unix seconds, as a date in UTC: `1700000000` is `2023-11-14 22:13:20 UTC`. */
export function formatTime(time: bigint): string {
  if (time < -LATEST || time > LATEST) {
    return `second ${time}`;
  }
  const [day, clock] = new Date(Number(time) * 1_000).toISOString().split("T") as [string, string];
  return `${day} ${clock.slice(0, 8)} UTC`;
}
