/**
 * Accounts among others.
 */
import type { Address } from "@solana/kit";

/** The account at an address, if it is among `accounts`. */
export function at<Account extends { readonly address: Address }>(
  accounts: readonly Account[],
  address: string | undefined,
): Account | undefined {
  return accounts.find((account) => account.address === address);
}
