/**
 * The order of lists.
 */
import type { Address } from "@solana/kit";

/**
 * `accounts` by their addresses: nodes list them in any order, and another one each time. What a view then sorts by equal figures stays
 * where it is.
 */
export function inOrder<Found extends { readonly address: Address }>(accounts: readonly Found[]): Found[] {
  return [...accounts].sort((one, other) => (one.address < other.address ? -1 : one.address > other.address ? 1 : 0));
}
