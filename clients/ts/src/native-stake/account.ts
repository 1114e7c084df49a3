/**
 * What a stake account says.
 */
import { type Address, getAddressDecoder } from "@solana/kit";

/** The bytes of a stake account. */
export const STAKE_ACCOUNT_BYTES = 200;

/** An epoch that never comes. */
const NEVER = 2n ** 64n - 1n;

/** The tags of an account with authorities alone, and of one that has been delegated. */
const [INITIALIZED, DELEGATED] = [1, 2];

/** A stake account. */
export type StakeAccount = {
  /** Delegates, splits and deactivates it. */
  readonly staker: Address;
  /** Withdraws from it, and names both authorities. */
  readonly withdrawer: Address;
  /** Until when its withdrawer needs a custodian. */
  readonly lockup: {
    /** In unix seconds. */
    readonly unixTimestamp: bigint;
    /** The cluster's epoch. */
    readonly epoch: bigint;
    readonly custodian: Address;
  };
  /** The vote account that it was delegated to; undefined if it never was. */
  readonly delegation: StakeDelegation | undefined;
};

/** A delegation to a validator. */
export type StakeDelegation = {
  /** The validator's vote account. */
  readonly vote: Address;
  /** In lamports. */
  readonly stake: bigint;
  /** The epoch in which it was delegated: it is active from the next one on. */
  readonly activationEpoch: bigint;
  /** The epoch in which it was deactivated; 2^64 - 1 if it was not. */
  readonly deactivationEpoch: bigint;
};

/**
 * What becomes of a delegation in an epoch. A cluster activates at most a part of its stake an epoch: with very much of it on the way, an
 * account may stay in between for longer than this says, and a pool refuses it.
 */
export type StakePhase = "undelegated" | "activating" | "active" | "deactivating" | "inactive";

/** The account in `data`, which belongs to the stake program; nothing where it is no stake account yet. */
export function readStakeAccount(data: Uint8Array): StakeAccount | undefined {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const tag = data.length < 4 ? 0 : view.getUint32(0, true);
  if ((tag !== INITIALIZED && tag !== DELEGATED) || data.length < (tag === DELEGATED ? 180 : 124)) {
    return undefined;
  }
  const at = (place: number) => getAddressDecoder().decode(data, place);
  const number = (place: number) => view.getBigUint64(place, true);
  return {
    staker: at(12),
    withdrawer: at(44),
    lockup: { unixTimestamp: view.getBigInt64(76, true), epoch: number(84), custodian: at(92) },
    delegation:
      tag === DELEGATED
        ? { vote: at(124), stake: number(156), activationEpoch: number(164), deactivationEpoch: number(172) }
        : undefined,
  };
}

/** What becomes of it in `epoch`, the cluster's. */
export function stakePhase({ delegation }: StakeAccount, epoch: bigint): StakePhase {
  if (!delegation) {
    return "undelegated";
  }
  const { activationEpoch: on, deactivationEpoch: off } = delegation;
  if ((on === off && on !== NEVER) || off < epoch) {
    return "inactive";
  }
  if (off === epoch) {
    return "deactivating";
  }
  return on !== NEVER && on >= epoch ? "activating" : "active";
}

/** Whether its lockup binds in `epoch` at `now`, in unix seconds. */
export function isLocked({ lockup }: StakeAccount, now: bigint, epoch: bigint): boolean {
  return lockup.unixTimestamp > now || lockup.epoch > epoch;
}

/** Whether the last epoch's rewards are being paid, by the data of {@link EPOCH_REWARDS}: stake instructions fail meanwhile. */
export function rewardsArePaid(data: Uint8Array): boolean {
  return (data[80] ?? 0) !== 0;
}
