/**
 * Which stake accounts can enter a vault, and which exits pay for one.
 */
import type { Address } from "@solana/kit";
import {
  claimOf,
  type FetchedStake,
  isClaimable,
  isLocked,
  isSettled,
  type StakeAccount,
  type StakeClock,
  stakePhase,
  type VaultLedger,
} from "restaking-client";

import type { Found } from "../chain/accounts.js";

/** A stake account of the reader's, and what keeps it from entering, if anything does. */
export type Candidate = FetchedStake & { readonly stake: bigint; readonly problem: string | undefined };

/** Stake accounts in the order of their stake, the most first, those that can enter before all others. */
export function candidates(
  accounts: readonly FetchedStake[],
  pool: StakeAccount,
  { now, epoch, paysRewards }: StakeClock,
): Candidate[] {
  const problemOf = (data: StakeAccount): string | undefined => {
    if (isLocked(data, now, epoch)) {
      return "is locked: its custodian has to lift the lockup first";
    }
    if (paysRewards) {
      return "stands still while the last epoch's rewards are paid: some minutes";
    }
    switch (`${stakePhase(pool, epoch)} ${stakePhase(data, epoch)}`) {
      case "active active":
      case "activating activating":
        return undefined;
      case "active activating":
        return "is active from the cluster's next epoch on";
      case "activating active":
        return "can enter from the cluster's next epoch on, when the pool is active";
      case "active deactivating":
      case "active inactive":
        return "is deactivated: delegate it again, and wait for the cluster's next epoch";
      default:
        return "has to wait: the pool's stake is not active";
    }
  };
  return accounts
    .map((account) => ({ ...account, stake: account.data.delegation?.stake ?? 0n, problem: problemOf(account.data) }))
    .sort((one, other) => {
      const [first, second] = [one, other].map(({ problem }) => (problem === undefined ? 0 : 1)) as [number, number];
      return first - second || (one.stake > other.stake ? -1 : 1);
    });
}

/** Exits that can be claimed, each with what it pays, and what they pay together. */
export type Payable = {
  readonly exits: readonly { readonly ticket: Found<"ExitTicket">; readonly assets: bigint }[];
  readonly assets: bigint;
};

/** The exits of a vault that can be claimed at `now`, the oldest first, and what all of them pay. */
export function payableExits(
  vault: { readonly address: Address; readonly data: { readonly ledger: VaultLedger } },
  tickets: readonly Found<"ExitTicket">[],
  buckets: readonly Found<"ExitBucket">[],
  now: bigint,
): Payable {
  return payableOf(
    tickets
      .filter(({ data }) => data.vault === vault.address)
      .map((ticket) => {
        const { epoch } = ticket.data.ticket;
        const bucket = buckets.find(({ data }) => data.vault === vault.address && data.bucket.epoch === epoch);
        const due = isSettled(ticket.data.ticket) || (bucket && isClaimable(vault.data.ledger, epoch, now));
        return { ticket, epoch, assets: due ? claimOf(bucket?.data.bucket, ticket.data.ticket).assets : 0n };
      })
      .filter(({ assets }) => assets > 0n)
      // Those of one epoch are as old as each other: the order of a node's answer decides nothing.
      .sort((one, other) => compare(one.epoch, other.epoch) || compare(one.assets, other.assets)),
  );
}

const compare = (one: bigint, other: bigint) => (one === other ? 0 : one < other ? -1 : 1);

function payableOf(exits: Payable["exits"]): Payable {
  return { exits, assets: exits.reduce((sum, { assets }) => sum + assets, 0n) };
}

/** The oldest of the exits that pay `amount` together; all of them where they pay less. */
export function enoughOf({ exits }: Payable, amount: bigint): Payable {
  let paid = 0n;
  return payableOf(
    exits.filter(({ assets }) => {
      const wanted = paid < amount;
      paid += assets;
      return wanted;
    }),
  );
}
