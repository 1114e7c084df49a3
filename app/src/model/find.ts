/**
 * Accounts among others.
 */
import type { Address } from "@solana/kit";

/** A list that is shorter is gone through: an index of it takes longer to make. */
const SHORT = 16;

const indexes = new WeakMap<readonly unknown[], ReadonlyMap<string, unknown>>();

/** The account at an address, if it is among `accounts`, which are not changed afterwards. */
export function at<Account extends { readonly address: Address }>(
  accounts: readonly Account[],
  address: string | undefined,
): Account | undefined {
  if (address === undefined || accounts.length < SHORT) {
    return accounts.find((account) => account.address === address);
  }
  const known = indexes.get(accounts) as ReadonlyMap<string, Account> | undefined;
  const index = known ?? new Map(accounts.map((account) => [account.address, account]));
  if (!known) {
    indexes.set(accounts, index);
  }
  return index.get(address);
}

/** A list by what each is looked for by, in the list's order. */
export function grouped<Each>(
  all: readonly Each[],
  by: (each: Each) => Address,
): ReadonlyMap<Address, readonly Each[]> {
  const groups = new Map<Address, Each[]>();
  for (const each of all) {
    const key = by(each);
    const group = groups.get(key);
    if (group) {
      group.push(each);
    } else {
      groups.set(key, [each]);
    }
  }
  return groups;
}
