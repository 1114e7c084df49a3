/**
 * Native stake as nodes tell it: stake accounts, validators' pools, and what plans need to know of the cluster.
 */
import {
  type Address,
  type GetAccountInfoApi,
  type GetMinimumBalanceForRentExemptionApi,
  type GetMultipleAccountsApi,
  type GetProgramAccountsApi,
  getAddressEncoder,
  type Rpc,
} from "@solana/kit";
import { getMintDecoder, TOKEN_PROGRAM_ADDRESS } from "@solana-program/token";

import { scanAccounts } from "../fetch.js";
import { NOBODY } from "../nobody.js";
import { newStakeAddress, type ReadPool, type StakeClock } from "../plans/native-stake.js";
import { clockIn, fetchAtOneSlot, type ReadConfig } from "../read.js";
import { Told } from "../told.js";
import { readStakeAccount, rewardsArePaid, STAKE_ACCOUNT_BYTES, type StakeAccount } from "./account.js";
import { poolMint, poolValue, poolVote, type SinglePool, singlePool } from "./pool.js";
import { CLOCK, EPOCH_REWARDS, SINGLE_POOL_PROGRAM, STAKE_PROGRAM } from "./programs.js";

/** Where a stake account says its withdrawer, and its validator. */
const [WITHDRAWER_AT, VOTE_AT] = [44, 124];

/** How many addresses are looked at together for one that is free. */
const AT_ONCE = 20;

/** A stake account as it was fetched. */
export type FetchedStake = {
  readonly address: Address;
  readonly lamports: bigint;
  readonly data: StakeAccount;
};

/**
 * The stake accounts of `withdrawer`, or those that are delegated to the validator `vote`.
 *
 * @throws ScanRefused For a node that lists no accounts.
 */
export async function fetchStakeAccounts(
  rpc: Rpc<GetProgramAccountsApi>,
  withdrawer: Address,
  vote?: Address,
  config?: ReadConfig,
): Promise<FetchedStake[]> {
  const bytes = (address: Address) => getAddressEncoder().encode(address);
  const wanted = [{ offset: WITHDRAWER_AT, bytes: bytes(withdrawer) }];
  if (vote) {
    wanted.push({ offset: VOTE_AT, bytes: bytes(vote) });
  }
  const found = await scanAccounts(rpc, STAKE_PROGRAM, wanted, config);
  return found.flatMap(({ address, lamports, data }) => {
    const read = readStakeAccount(new Uint8Array(data));
    return read && (!vote || read.delegation?.vote === vote) ? [{ address, lamports, data: read }] : [];
  });
}

/**
 * The pool whose token is `mint`; nothing where it is no pool's. A mint does not name its pool, so that all of them are looked at.
 *
 * @throws ScanRefused For a node that lists no accounts.
 */
export async function fetchPoolOfMint(
  rpc: Rpc<GetProgramAccountsApi>,
  mint: Address,
  config?: ReadConfig,
): Promise<SinglePool | undefined> {
  const pools = await scanAccounts(rpc, SINGLE_POOL_PROGRAM, [{ offset: 0, bytes: Uint8Array.of(1) }], config);
  const mints = await Promise.all(pools.map(({ address }) => poolMint(address)));
  const place = mints.indexOf(mint);
  const found = pools[place];
  const vote = found && poolVote(new Uint8Array(found.data));
  return vote && singlePool(vote);
}

/**
 * A pool as it stands on the cluster.
 *
 * @throws Told If it has not been made, or has no on-ramp.
 */
export async function fetchPool(
  rpc: Rpc<GetMultipleAccountsApi & GetMinimumBalanceForRentExemptionApi>,
  pool: SinglePool,
  config: ReadConfig = {},
): Promise<ReadPool> {
  const [{ accounts }, rent] = await Promise.all([
    fetchAtOneSlot(rpc, [pool.stake, pool.onRamp, pool.mint], config),
    fetchStakeRent(rpc, config),
  ]);
  const [main, onRamp, mint] = [pool.stake, pool.onRamp, pool.mint].map((address) => accounts.get(address));
  const stake =
    main?.exists && main.programAddress === STAKE_PROGRAM ? readStakeAccount(main.data as Uint8Array) : undefined;
  if (!main?.exists || !stake || !onRamp?.exists || !mint?.exists || mint.programAddress !== TOKEN_PROGRAM_ADDRESS) {
    throw new Told(`The validator ${pool.vote} has no single-validator pool on this cluster`);
  }
  const { supply } = getMintDecoder().decode(mint.data);
  return { pool, stake, value: poolValue({ stake: main.lamports, onRamp: onRamp.lamports, rent, supply }) };
}

/** The lamports that a stake account's rent takes. */
export async function fetchStakeRent(
  rpc: Rpc<GetMinimumBalanceForRentExemptionApi>,
  { abortSignal }: ReadConfig = {},
): Promise<bigint> {
  return rpc.getMinimumBalanceForRentExemption(BigInt(STAKE_ACCOUNT_BYTES)).send(abortSignal && { abortSignal });
}

/** The cluster's clock as plans of native stake need it. */
export async function fetchStakeClock(rpc: Rpc<GetMultipleAccountsApi>, config: ReadConfig = {}): Promise<StakeClock> {
  const { accounts } = await fetchAtOneSlot(rpc, [CLOCK, EPOCH_REWARDS], config);
  const [clock, rewards] = [accounts.get(CLOCK), accounts.get(EPOCH_REWARDS)];
  const { time, epoch } = clockIn(clock?.exists ? clock.data : undefined);
  return {
    now: time,
    epoch,
    paysRewards: rewards?.exists === true && rewardsArePaid(rewards.data as Uint8Array),
  };
}

/** The first number of a new stake account of `owner`'s whose address is free, lamports of strangers aside. */
export async function fetchFreeStakeNumber(
  rpc: Rpc<GetAccountInfoApi & GetMultipleAccountsApi>,
  owner: Address,
  config: ReadConfig = {},
): Promise<number> {
  for (let first = 0; ; first += AT_ONCE) {
    const numbers = Array.from({ length: AT_ONCE }, (_, place) => first + place);
    const addresses = await Promise.all(numbers.map((number) => newStakeAddress(owner, number)));
    const { accounts } = await fetchAtOneSlot(rpc, addresses, config);
    const free = addresses.findIndex((address) => {
      const account = accounts.get(address);
      return !account?.exists || (account.programAddress === NOBODY && account.data.length === 0);
    });
    if (free >= 0) {
      return first + free;
    }
  }
}
