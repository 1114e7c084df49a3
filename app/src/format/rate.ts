/**
 * What a share is worth.
 */
import { type Books, VIRTUAL } from "restaking-client";

/** How many decimals a rate is shown with. */
const RATE_DECIMALS = 6n;

/** The assets that a share is worth, `(A+V)/(N+V)` as the program has it, in millionths, rounded down. */
export function rateMillionths({ active, supply }: Pick<Books, "active" | "supply">): bigint {
  return ((active + VIRTUAL) * 10n ** RATE_DECIMALS) / (supply + VIRTUAL);
}

/** The same as a number, for charts and yields alone. */
export function rateNumber({ active, supply }: Pick<Books, "active" | "supply">): number {
  // Twelve digits of the quotient are exact before it becomes a number.
  return Number(((active + VIRTUAL) * 10n ** 12n) / (supply + VIRTUAL)) / 1e12;
}

/** A rate for the eye, as `1.023400`. */
export function shortRate(books: Pick<Books, "active" | "supply">): string {
  const digits = rateMillionths(books).toString().padStart(7, "0");
  return `${digits.slice(0, -6)}.${digits.slice(-6)}`;
}
