/**
 * Stake pools of the layout of `spl-stake-pool` 2.2.0, which give the rates of a pool's assets: what they say, and how anyone updates
 * them.
 */
import {
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
} from "@solana/kit";

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
  readonly validatorList: Address;
  readonly reserveStake: Address;
  readonly mint: Address;
  readonly feeAccount: Address;
  readonly tokenProgram: Address;
  /** Lamports for tokens. */
  readonly rate: Rate;
  /** The larger of the withdrawal fee of now and the announced one. */
  readonly exitFee: Fraction;
  /** The cluster's epoch of the last update. */
  readonly updatedIn: bigint;
};

/** The account type of a stake pool; 2 is a list of validators. */
const [STAKE_POOL, VALIDATOR_LIST] = [1, 2];

/** Where the list of validators is: after the type, three authorities and a bump. */
const LIST = 1 + 3 * 32 + 1;

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
    this.at += 32;
    return getAddressDecoder().decode(this.data, this.at - 32);
  }

  /** An option of so many bytes, or a fee of a future epoch: none, of the next one, or of the one after. */
  skipOption(bytes: number): void {
    if (this.byte() !== 0) {
      this.skip(bytes);
    }
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
    const reading = new Reading(account.data, LIST);
    const [validatorList, reserveStake, mint] = [reading.address(), reading.address(), reading.address()];
    const [feeAccount, tokenProgram] = [reading.address(), reading.address()];
    const [value, tokens, updatedIn] = [reading.u64(), reading.u64(), reading.u64()];
    // From here on, options vary in length.
    reading.skip(LOCKUP + FEE);
    reading.skipOption(FEE);
    reading.skipOption(32);
    reading.skipOption(32);
    reading.skip(FEE);
    const now = reading.fee();
    const exitFee = reading.byte() === 0 ? now : larger(now, reading.fee());
    const rate = { value, tokens };
    return { validatorList, reserveStake, mint, feeAccount, tokenProgram, rate, exitFee, updatedIn };
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

/** A validator of a stake pool's list, as far as an update needs it. */
type Validator = {
  readonly vote: Address;
  readonly updatedIn: bigint;
  readonly transientSeed: bigint;
  readonly seed: number;
};

/** The head of a list of validators: its type, the most validators, and the number of them. */
const LIST_HEAD = 1 + 4;

function readValidators(account: MaybeEncodedAccount): Validator[] {
  if (!account.exists || account.data[0] !== VALIDATOR_LIST) {
    throw new Told("The stake pool's list of validators cannot be read");
  }
  const reading = new Reading(account.data, LIST_HEAD);
  return Array.from({ length: reading.u32() }, () => {
    reading.skip(16);
    const [updatedIn, transientSeed] = [reading.u64(), reading.u64()];
    reading.skip(4);
    const seed = reading.u32();
    reading.skip(1);
    return { updatedIn, transientSeed, seed, vote: reading.address() };
  });
}

/** The most validators that are updated beside another instruction in one transaction. */
export const MOST_VALIDATORS = 4;

/** The numbers of the program's instructions: `spl-stake-pool` 2.2.0, `src/instruction.rs`. */
const [UPDATE_LIST, UPDATE_BALANCE] = [6, 7];

const readonly = (address: Address) => ({ address, role: AccountRole.READONLY });
const writable = (address: Address) => ({ address, role: AccountRole.WRITABLE });

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
  const validators = readValidators(await fetchEncodedAccount(rpc, pool.validatorList, given(config)));
  const stale = [...validators.entries()].filter(([, { updatedIn }]) => updatedIn < epoch);
  if (stale.length > MOST_VALIDATORS) {
    throw new Told(
      `A stake pool waits for its update in this epoch, of ${stale.length} validators: its operators send it as a rule within an hour`,
    );
  }
  const withdraw = await derived(programAddress, address, "withdraw");
  const updates = await Promise.all(
    stale.map(async ([place, { vote, seed, transientSeed }]): Promise<Instruction> => {
      const stake = await derived(
        programAddress,
        vote,
        address,
        seed === 0 ? new Uint8Array() : getU32Encoder().encode(seed),
      );
      const transient = await derived(
        programAddress,
        "transient",
        vote,
        address,
        getU64Encoder().encode(transientSeed),
      );
      return {
        programAddress,
        accounts: [
          readonly(address),
          readonly(withdraw),
          writable(pool.validatorList),
          writable(pool.reserveStake),
          readonly(CLOCK),
          readonly(STAKE_HISTORY),
          readonly(STAKE_PROGRAM),
          writable(stake),
          writable(transient),
        ],
        data: Uint8Array.of(UPDATE_LIST, ...getU32Encoder().encode(place), 0),
      };
    }),
  );
  const balance: Instruction = {
    programAddress,
    accounts: [
      writable(address),
      readonly(withdraw),
      writable(pool.validatorList),
      readonly(pool.reserveStake),
      writable(pool.feeAccount),
      writable(pool.mint),
      readonly(pool.tokenProgram),
    ],
    data: Uint8Array.of(UPDATE_BALANCE),
  };
  return [...updates, balance];
}

async function derived(programAddress: Address, ...seeds: (Address | string | ReadonlyUint8Array)[]): Promise<Address> {
  const bytes = seeds.map((seed) =>
    typeof seed === "string" && seed.length > 31 ? getAddressEncoder().encode(seed as Address) : seed,
  );
  const [address] = await getProgramDerivedAddress({ programAddress, seeds: bytes });
  return address;
}
