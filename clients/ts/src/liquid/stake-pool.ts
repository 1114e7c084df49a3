/**
 * Stake pools of the layout of `spl-stake-pool` 2.2.0, which give the rates of a pool's assets: what they say, how anyone updates them,
 * and the ways of stake accounts in and out. A test compares all of it with the crate, by `clients/vectors/stake_pool.json`.
 */
import {
  type AccountMeta,
  AccountRole,
  type Address,
  fetchEncodedAccount,
  type GetAccountInfoApi,
  getAddressDecoder,
  getAddressEncoder,
  getProgramDerivedAddress,
  getU32Encoder,
  getU64Encoder,
  type Instruction,
  type MaybeEncodedAccount,
  type ReadonlyUint8Array,
  type Rpc,
  type TransactionSigner,
} from "@solana/kit";

import { getAuthorizeStakeInstruction } from "../native-stake/instructions.js";
import { CLOCK, STAKE_HISTORY, STAKE_PROGRAM } from "../native-stake/programs.js";
import { given, type ReadConfig } from "../read.js";
import { Told } from "../told.js";
import type { Rate } from "./generated/types/index.js";
import { type Fraction, NO_FRACTION } from "./ledger/price.js";

/** The programs of that layout: SPL's, and the two that Sanctum deployed. */
export const STAKE_POOL_PROGRAMS = [
  "SPoo1Ku8WFXoNDMHPsrGSTSG1Y47rzgn41SLUNakuHy",
  "SP12tWFxD9oJsVWNavTTBZvMbA6gkAmxtVgxdqvyvhY",
  "SPMBzsVUuoHA4Jm6KunbsotaahvVikZs1JyTW6iJvbn",
] as readonly string[] as readonly Address[];

/** What a stake pool says of itself, as far as pools and updates need it. */
export type StakePool = {
  /** Signs deposits of stake; by default an address of the program's, which lets anyone deposit. */
  readonly depositAuthority: Address;
  readonly validatorList: Address;
  readonly reserveStake: Address;
  readonly mint: Address;
  readonly feeAccount: Address;
  readonly tokenProgram: Address;
  /** Lamports for tokens. */
  readonly rate: Rate;
  /** The larger of the withdrawal fee of now and the announced one. */
  readonly exitFee: Fraction;
  /** The fee on withdrawals of stake now. */
  readonly withdrawalFee: Fraction;
  /** The fee on deposits of active stake. */
  readonly stakeFee: Fraction;
  /** The fee on what else is in a deposited stake account, such as rent. */
  readonly restFee: Fraction;
  /** The referrer's part of fees on deposits of stake, in percent. */
  readonly referral: number;
  /** The only validator whose stake is deposited; nothing if any of the list is. */
  readonly preferredDeposit: Address | undefined;
  /** The validator whose stake leaves first; nothing if any of the list may. */
  readonly preferredWithdrawal: Address | undefined;
  /** The cluster's epoch of the last update. */
  readonly updatedIn: bigint;
};

/** The account type of a stake pool; 2 is a list of validators. */
const [STAKE_POOL, VALIDATOR_LIST] = [1, 2];

/** Where the authority of stake deposits is: after the type, the manager and the staker. A bump and the list follow. */
const DEPOSIT_AUTHORITY = 1 + 2 * 32;

/** What follows the figures and never varies in length: the lockup. */
const LOCKUP = 8 + 8 + 32;

const FEE = 16;

/** Reads the parts of a stranger's account one after another; it throws past the end. */
class Reading {
  private readonly view: DataView;

  constructor(
    private readonly data: ReadonlyUint8Array,
    private at: number,
  ) {
    this.view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  }

  skip(bytes: number): void {
    this.at += bytes;
  }

  byte(): number {
    return this.view.getUint8(this.at++);
  }

  u32(): number {
    this.at += 4;
    return this.view.getUint32(this.at - 4, true);
  }

  u64(): bigint {
    this.at += 8;
    return this.view.getBigUint64(this.at - 8, true);
  }

  address(): Address {
    if (this.at + 32 > this.data.length) {
      throw new RangeError("The account is too short");
    }
    this.at += 32;
    return getAddressDecoder().decode(this.data, this.at - 32);
  }

  option(): Address | undefined {
    return this.byte() === 0 ? undefined : this.address();
  }

  fee(): Fraction {
    const denominator = this.u64();
    return { denominator, numerator: this.u64() };
  }
}

/** The stake pool in `account`; nothing for any other account. */
export function readStakePool(account: MaybeEncodedAccount): StakePool | undefined {
  if (!account.exists || !STAKE_POOL_PROGRAMS.includes(account.programAddress) || account.data[0] !== STAKE_POOL) {
    return undefined;
  }
  try {
    const reading = new Reading(account.data, DEPOSIT_AUTHORITY);
    const depositAuthority = reading.address();
    reading.skip(1);
    const [validatorList, reserveStake, mint] = [reading.address(), reading.address(), reading.address()];
    const [feeAccount, tokenProgram] = [reading.address(), reading.address()];
    const [value, tokens, updatedIn] = [reading.u64(), reading.u64(), reading.u64()];
    // From here on, options vary in length.
    reading.skip(LOCKUP + FEE);
    if (reading.byte() !== 0) {
      reading.skip(FEE);
    }
    const [preferredDeposit, preferredWithdrawal] = [reading.option(), reading.option()];
    const [stakeFee, withdrawalFee] = [reading.fee(), reading.fee()];
    const exitFee = reading.byte() === 0 ? withdrawalFee : larger(withdrawalFee, reading.fee());
    const referral = reading.byte();
    // The authority of deposits of SOL.
    reading.option();
    const restFee = reading.fee();
    return {
      depositAuthority,
      validatorList,
      reserveStake,
      mint,
      feeAccount,
      tokenProgram,
      rate: { value, tokens },
      exitFee,
      withdrawalFee,
      stakeFee,
      restFee,
      referral,
      preferredDeposit,
      preferredWithdrawal,
      updatedIn,
    };
  } catch (error) {
    if (error instanceof RangeError) {
      return undefined;
    }
    throw error;
  }
}

/** The larger of two parts of a whole; one of a whole of zero is nothing. */
function larger(a: Fraction, b: Fraction): Fraction {
  if (a.denominator === 0n) {
    return b.denominator === 0n ? NO_FRACTION : b;
  }
  return b.denominator > 0n && b.numerator * a.denominator > a.numerator * b.denominator ? b : a;
}

/** A validator of a stake pool's list. */
export type PoolValidator = {
  readonly vote: Address;
  /** The lamports of its stake account, and of its transient one. */
  readonly active: bigint;
  readonly transient: bigint;
  /** The cluster's epoch of its last update. */
  readonly updatedIn: bigint;
  readonly transientSeed: bigint;
  readonly seed: number;
  /** Whether it takes and gives stake: it does not while it leaves the list. */
  readonly isActive: boolean;
};

/** The head of a list of validators: its type, the most validators, and the number of them. */
const LIST_HEAD = 1 + 4;

/**
 * The validators of a stake pool's list.
 *
 * @throws Told The account is no list, or is cut.
 */
export function readPoolValidators(account: MaybeEncodedAccount): PoolValidator[] {
  const unread = new Told("The stake pool's list of validators cannot be read");
  if (!account.exists || account.data[0] !== VALIDATOR_LIST) {
    throw unread;
  }
  try {
    const reading = new Reading(account.data, LIST_HEAD);
    return Array.from({ length: reading.u32() }, () => {
      const [active, transient] = [reading.u64(), reading.u64()];
      const [updatedIn, transientSeed] = [reading.u64(), reading.u64()];
      reading.skip(4);
      const seed = reading.u32();
      const isActive = reading.byte() === 0;
      return { active, transient, updatedIn, transientSeed, seed, isActive, vote: reading.address() };
    });
  } catch (error) {
    throw error instanceof RangeError ? unread : error;
  }
}

/** The least that the program of stake pools leaves in a validator's stake account beyond its rent: `MINIMUM_ACTIVE_STAKE` of the crate. */
const LEAST_STAKE = 1_000_000n;

/**
 * The lamports that stay in a validator's stake account: its `rent`, and the stake program's `leastDelegation` or a million, whichever is
 * higher. The stake program tells its least delegation by `GetMinimumDelegation`: a lamport, or a SOL from its version 5 on.
 */
export function keptStake(rent: bigint, leastDelegation: bigint): bigint {
  return rent + (leastDelegation > LEAST_STAKE ? leastDelegation : LEAST_STAKE);
}

/** The lamports of a validator's active stake that may leave, where it keeps {@link keptStake}. */
export function spareStake({ active }: PoolValidator, kept: bigint): bigint {
  return active > kept ? active - kept : 0n;
}

/**
 * The tokens that a stake account brings its owner: `stake` lamports of active stake, and `rest` that is no stake. The owner is the
 * referrer as well. A program before version 2 rounds each fee down: it gives up to two units more.
 */
export function tokensForPoolStake(pool: StakePool, stake: bigint, rest: bigint): bigint {
  const { tokens, fees } = deposited(pool, stake, rest);
  return tokens + (fees * BigInt(pool.referral)) / 100n;
}

/**
 * The least tokens of such a deposit, `slippageBps` below the expected ones. The program compares it with what the depositor receives
 * without the referrer's part.
 */
export function leastTokensForPoolStake(pool: StakePool, stake: bigint, rest: bigint, slippageBps: bigint): bigint {
  return less(deposited(pool, stake, rest).tokens, slippageBps);
}

/** The lamports of active stake that `tokens` bring, after the fee of now. */
export function poolStakeForTokens(pool: StakePool, tokens: bigint): bigint {
  return withdrawn(pool, pool.withdrawalFee, tokens);
}

/**
 * The least lamports of active stake for `tokens` in `epoch` of the cluster, `slippageBps` below the expected ones. The update of a stake
 * pool that lags may begin an announced fee.
 */
export function leastPoolStakeForTokens(pool: StakePool, tokens: bigint, epoch: bigint, slippageBps: bigint): bigint {
  return less(withdrawn(pool, pool.updatedIn < epoch ? pool.exitFee : pool.withdrawalFee, tokens), slippageBps);
}

/** The tokens of a deposit after its fees, and the fees. */
function deposited(pool: StakePool, stake: bigint, rest: bigint): { tokens: bigint; fees: bigint } {
  const [whole, ofStake] = [minted(pool, stake + rest), minted(pool, stake)];
  const fees = feeOf(pool.stakeFee, ofStake) + feeOf(pool.restFee, whole - ofStake);
  return { tokens: whole - fees, fees };
}

/** The lamports for `tokens` after `fee`. */
function withdrawn({ rate }: StakePool, fee: Fraction, tokens: bigint): bigint {
  return rate.tokens === 0n ? 0n : ((tokens - feeOf(fee, tokens)) * rate.value) / rate.tokens;
}

/** `amount` less `bps` basis points, rounded down. */
function less(amount: bigint, bps: bigint): bigint {
  return (amount * (10_000n - bps)) / 10_000n;
}

function minted({ rate }: StakePool, lamports: bigint): bigint {
  return rate.value === 0n || rate.tokens === 0n ? lamports : (lamports * rate.tokens) / rate.value;
}

/** What a fee takes of `amount`, rounded up; one of a whole of zero takes nothing. */
function feeOf({ numerator, denominator }: Fraction, amount: bigint): bigint {
  return denominator === 0n ? 0n : (amount * numerator + denominator - 1n) / denominator;
}

/** Why a stake pool takes no stake of a validator's. */
export type NoStakeDeposit = "private" | "preferred" | "unlisted";

/** Why the stake pool at `address` takes no stake of `vote`, if it does not. */
export async function stakeDepositRefusal(
  programAddress: Address,
  address: Address,
  { depositAuthority, preferredDeposit }: StakePool,
  validators: readonly PoolValidator[],
  vote: Address,
): Promise<NoStakeDeposit | undefined> {
  if (depositAuthority !== (await derived(programAddress, address, "deposit"))) {
    return "private";
  }
  if (preferredDeposit !== undefined && preferredDeposit !== vote) {
    return "preferred";
  }
  return validators.some((validator) => validator.isActive && validator.vote === vote) ? undefined : "unlisted";
}

/**
 * The validator that gives `lamports` of active stake, where each keeps {@link keptStake}: the preferred one while it has any to give,
 * else the one of most stake. Nothing where none has as much.
 */
export function givingValidator(
  { preferredWithdrawal }: StakePool,
  validators: readonly PoolValidator[],
  lamports: bigint,
  kept: bigint,
): PoolValidator | undefined {
  const active = validators.filter(({ isActive }) => isActive);
  const preferred = active.find((each) => each.vote === preferredWithdrawal && spareStake(each, kept) > 0n);
  const able = (preferred ? [preferred] : active).filter((each) => spareStake(each, kept) >= lamports);
  return able.reduce<PoolValidator | undefined>(
    (most, each) => (most && most.active >= each.active ? most : each),
    undefined,
  );
}

/** The most validators that are updated beside another instruction in one transaction. */
export const MOST_VALIDATORS = 4;

/** The numbers of the program's instructions: `spl-stake-pool` 2.2.0, `src/instruction.rs`. */
const [UPDATE_LIST, UPDATE_BALANCE] = [6, 7];
/** `DepositStake`, `DepositStakeWithSlippage` and `WithdrawStakeWithSlippage`. */
const [DEPOSIT_STAKE, DEPOSIT_STAKE_AT_LEAST, WITHDRAW_STAKE] = [9, 23, 24];

const readonly = (address: Address) => ({ address, role: AccountRole.READONLY });
const writable = (address: Address) => ({ address, role: AccountRole.WRITABLE });

/** A stake pool with a validator of its list, and what enters or leaves through it. */
export type StakePoolWay = {
  /** The stake pool's program. */
  readonly programAddress: Address;
  /** The stake pool. */
  readonly address: Address;
  readonly pool: StakePool;
  readonly validator: PoolValidator;
  /**
   * The least that the stake pool gives: its tokens on the way in, lamports of active stake on the way out. See
   * {@link leastTokensForPoolStake} and {@link leastPoolStakeForTokens}.
   */
  readonly least: bigint;
  /** The stake account: an active one on the way in, an empty one with rent on the way out. */
  readonly account: Address;
  /** The withdrawer of the stake account. */
  readonly owner: TransactionSigner;
  /** The owner's account of the stake pool's tokens. */
  readonly tokens: Address;
};

/**
 * The stake account into at least `least` tokens of the stake pool. All three belong in one transaction: between them the account is the stake pool's.
 */
export async function getEnterStakePoolInstructions(way: StakePoolWay): Promise<Instruction[]> {
  const { programAddress, address, pool, validator, least, account, owner, tokens } = way;
  const to = pool.depositAuthority;
  return [
    getAuthorizeStakeInstruction({ account, authority: owner, to, which: "staker" }),
    getAuthorizeStakeInstruction({ account, authority: owner, to, which: "withdrawer" }),
    {
      programAddress,
      accounts: [
        writable(address),
        writable(pool.validatorList),
        readonly(pool.depositAuthority),
        readonly(await derived(programAddress, address, "withdraw")),
        writable(account),
        writable(await validatorStake(programAddress, address, validator)),
        writable(pool.reserveStake),
        writable(tokens),
        writable(pool.feeAccount),
        // No referrer: its part is the owner's.
        writable(tokens),
        writable(pool.mint),
        readonly(CLOCK),
        readonly(STAKE_HISTORY),
        readonly(pool.tokenProgram),
        readonly(STAKE_PROGRAM),
      ],
      // Without a minimum it is 8 bytes shorter.
      data:
        least === 0n
          ? Uint8Array.of(DEPOSIT_STAKE)
          : Uint8Array.of(DEPOSIT_STAKE_AT_LEAST, ...getU64Encoder().encode(least)),
    },
  ];
}

/** `amount` tokens of the stake pool into at least `least` lamports of active stake of the validator. */
export async function getLeaveStakePoolInstruction(way: StakePoolWay, amount: bigint): Promise<Instruction> {
  const { programAddress, address, pool, validator, least, account, owner, tokens } = way;
  return {
    programAddress,
    accounts: [
      writable(address),
      writable(pool.validatorList),
      readonly(await derived(programAddress, address, "withdraw")),
      writable(await validatorStake(programAddress, address, validator)),
      writable(account),
      readonly(owner.address),
      { address: owner.address, role: AccountRole.READONLY_SIGNER, signer: owner } as AccountMeta,
      writable(tokens),
      writable(pool.feeAccount),
      writable(pool.mint),
      readonly(CLOCK),
      readonly(pool.tokenProgram),
      readonly(STAKE_PROGRAM),
    ],
    data: Uint8Array.of(WITHDRAW_STAKE, ...getU64Encoder().encode(amount), ...getU64Encoder().encode(least)),
  };
}

/** The stake account of a validator in a stake pool. */
function validatorStake(programAddress: Address, pool: Address, { vote, seed }: PoolValidator): Promise<Address> {
  return derived(programAddress, vote, pool, seed === 0 ? new Uint8Array() : getU32Encoder().encode(seed));
}

/**
 * The instructions by which anyone updates a stake pool in `epoch`: its validators that were not updated yet, then its balance.
 *
 * @throws Told It has more validators to update than fit beside another instruction.
 */
export async function updateStakePool(
  rpc: Rpc<GetAccountInfoApi>,
  address: Address,
  epoch: bigint,
  config: ReadConfig = {},
): Promise<Instruction[]> {
  const account = await fetchEncodedAccount(rpc, address, given(config));
  const pool = readStakePool(account);
  if (!account.exists || !pool) {
    throw new Told(`There is no stake pool at ${address}`);
  }
  if (pool.updatedIn === epoch) {
    return [];
  }
  const { programAddress } = account;
  const validators = readPoolValidators(await fetchEncodedAccount(rpc, pool.validatorList, given(config)));
  const stale = [...validators.entries()].filter(([, { updatedIn }]) => updatedIn < epoch);
  if (stale.length > MOST_VALIDATORS) {
    throw new Told(
      `A stake pool waits for its update in this epoch, of ${stale.length} validators: its operators send it as a rule within an hour`,
    );
  }
  const updates = stale.map(([place, validator]) =>
    getUpdatePoolValidatorInstruction({ programAddress, address, pool, validator }, place),
  );
  return Promise.all([...updates, getUpdateStakePoolInstruction({ programAddress, address, pool })]);
}

/** Updates the validator at `place` of the list to this epoch of the cluster, and merges what has been activated. Permissionless. */
export async function getUpdatePoolValidatorInstruction(
  { programAddress, address, pool, validator }: Pick<StakePoolWay, "programAddress" | "address" | "pool" | "validator">,
  place: number,
): Promise<Instruction> {
  const seed = getU64Encoder().encode(validator.transientSeed);
  return {
    programAddress,
    accounts: [
      readonly(address),
      readonly(await derived(programAddress, address, "withdraw")),
      writable(pool.validatorList),
      writable(pool.reserveStake),
      readonly(CLOCK),
      readonly(STAKE_HISTORY),
      readonly(STAKE_PROGRAM),
      writable(await validatorStake(programAddress, address, validator)),
      writable(await derived(programAddress, "transient", validator.vote, address, seed)),
    ],
    data: Uint8Array.of(UPDATE_LIST, ...getU32Encoder().encode(place), 0),
  };
}

/** Updates the lamports, the tokens and the epoch of a stake pool. Permissionless; refused while a validator of its list lags. */
export async function getUpdateStakePoolInstruction({
  programAddress,
  address,
  pool,
}: Pick<StakePoolWay, "programAddress" | "address" | "pool">): Promise<Instruction> {
  return {
    programAddress,
    accounts: [
      writable(address),
      readonly(await derived(programAddress, address, "withdraw")),
      writable(pool.validatorList),
      readonly(pool.reserveStake),
      writable(pool.feeAccount),
      writable(pool.mint),
      readonly(pool.tokenProgram),
    ],
    data: Uint8Array.of(UPDATE_BALANCE),
  };
}

async function derived(programAddress: Address, ...seeds: (Address | string | ReadonlyUint8Array)[]): Promise<Address> {
  const bytes = seeds.map((seed) =>
    typeof seed === "string" && seed.length > 31 ? getAddressEncoder().encode(seed as Address) : seed,
  );
  const [address] = await getProgramDerivedAddress({ programAddress, seeds: bytes });
  return address;
}
