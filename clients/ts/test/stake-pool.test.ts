/**
 * Stake pools as this client reads them and goes through them, against the crate of their program.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import {
  AccountRole,
  type Address,
  createNoopSigner,
  getAddressDecoder,
  getBase16Encoder,
  type Instruction,
  lamports,
  type MaybeEncodedAccount,
} from "@solana/kit";
import { liquid } from "restaking-client";

const vectors = JSON.parse(readFileSync(new URL("../../vectors/stake_pool.json", import.meta.url), "utf8"));

/** The address made of `byte`. */
const at = (byte: number): Address => getAddressDecoder().decode(new Uint8Array(32).fill(byte));

/** A number that takes all of its bytes, as in the vectors. */
const NUMBER = 0x0102030405060708n;

const PROGRAM = vectors.program as Address;
const RENT = 2_282_880n;

function account(hex: string): MaybeEncodedAccount {
  const data = new Uint8Array(getBase16Encoder().encode(hex));
  const space = BigInt(data.length);
  return {
    exists: true,
    address: at(1),
    data,
    executable: false,
    lamports: lamports(1n),
    programAddress: PROGRAM,
    space,
  };
}

const shown = (instruction: Instruction) => ({
  program: instruction.programAddress,
  accounts: (instruction.accounts ?? []).map(({ address, role }) => ({
    address,
    signer: role === AccountRole.READONLY_SIGNER || role === AccountRole.WRITABLE_SIGNER,
    writable: role === AccountRole.WRITABLE || role === AccountRole.WRITABLE_SIGNER,
  })),
  data: Buffer.from(instruction.data ?? []).toString("hex"),
});

function plain(): { pool: liquid.StakePool; validators: liquid.PoolValidator[] } {
  const pool = liquid.readStakePool(account(vectors.pools[0].data));
  assert.ok(pool);
  return { pool, validators: liquid.readPoolValidators(account(vectors.list.data)) };
}

test("stake pools say what the crate says", () => {
  assert.equal(liquid.STAKE_POOL_PROGRAMS[0], PROGRAM);
  assert.equal(vectors.pools.length, 3);
  for (const said of vectors.pools) {
    const pool = liquid.readStakePool(account(said.data));
    assert.ok(pool);
    const fee = ([numerator, denominator]: [string, string]) => ({
      numerator: BigInt(numerator),
      denominator: BigInt(denominator),
    });
    assert.deepEqual(pool, {
      depositAuthority: said.depositAuthority,
      validatorList: said.validatorList,
      reserveStake: said.reserve,
      mint: said.mint,
      feeAccount: said.managerFees,
      tokenProgram: said.tokenProgram,
      rate: { value: BigInt(said.lamports), tokens: BigInt(said.supply) },
      exitFee: fee(said.exitFee),
      withdrawalFee: fee(said.withdrawalFee),
      stakeFee: fee(said.stakeFee),
      restFee: fee(said.restFee),
      referral: said.referral,
      preferredDeposit: said.preferredDeposit ?? undefined,
      preferredWithdrawal: said.preferredWithdrawal ?? undefined,
      updatedIn: BigInt(said.updatedIn),
    });
    for (const { stake, rest, tokens, compared } of said.deposits) {
      assert.equal(liquid.tokensForPoolStake(pool, BigInt(stake), BigInt(rest)), BigInt(tokens));
      const least = (bps: bigint): bigint => liquid.leastTokensForPoolStake(pool, BigInt(stake), BigInt(rest), bps);
      assert.equal(least(0n), BigInt(compared));
      assert.equal(least(50n), BigInt(compared) - (BigInt(compared) + 199n) / 200n);
    }
    for (const { tokens, stake, next } of said.withdrawals) {
      assert.equal(liquid.poolStakeForTokens(pool, BigInt(tokens)), BigInt(stake));
      const least = (epoch: bigint, bps: bigint): bigint =>
        liquid.leastPoolStakeForTokens(pool, BigInt(tokens), epoch, bps);
      assert.equal(least(NUMBER, 0n), BigInt(stake));
      assert.equal(least(NUMBER + 1n, 0n), BigInt(next));
      assert.equal(least(NUMBER, 50n), BigInt(stake) - (BigInt(stake) + 199n) / 200n);
    }
    assert.equal(liquid.readStakePool(account(said.data.slice(0, 400))), undefined);
  }
});

test("lists say what the crate says", () => {
  const { validators } = plain();
  const said = vectors.list.validators.map(
    (one: Record<string, string> & { seed: number; isActive: boolean }): liquid.PoolValidator => ({
      vote: one.vote as Address,
      active: BigInt(one.active as string),
      transient: BigInt(one.transient as string),
      updatedIn: BigInt(one.updatedIn as string),
      transientSeed: BigInt(one.transientSeed as string),
      seed: one.seed,
      isActive: one.isActive,
    }),
  );
  assert.deepEqual(validators, said);
  // A stake pool, a list of three that is cut after two, and one without its count.
  for (const data of [vectors.pools[0].data, vectors.list.data.slice(0, 2 * (9 + 2 * 73)), "02"]) {
    assert.throws(() => liquid.readPoolValidators(account(data)), { name: "Told", message: /cannot be read/ });
  }
});

test("instructions are those of the crate", async () => {
  const { pool, validators } = plain();
  const validator = validators[1] as liquid.PoolValidator;
  const owner = createNoopSigner(at(32));
  const least = NUMBER + 1n;
  const way = {
    programAddress: PROGRAM,
    address: at(1),
    pool,
    validator,
    least,
    account: at(31),
    owner,
    tokens: at(33),
  };
  assert.deepEqual((await liquid.getEnterStakePoolInstructions(way)).map(shown), vectors.instructions.enter);
  const freely = await liquid.getEnterStakePoolInstructions({ ...way, least: 0n });
  assert.deepEqual(freely.map(shown), vectors.instructions.enterFreely);
  assert.deepEqual(shown(await liquid.getLeaveStakePoolInstruction(way, NUMBER)), vectors.instructions.leave);
  const { update, updateValidators } = vectors.instructions;
  assert.deepEqual(shown(await liquid.getUpdatePoolValidatorInstruction(way, 1)), updateValidators);
  assert.deepEqual(shown(await liquid.getUpdateStakePoolInstruction(way)), update);
  for (const [place, validator] of validators.entries()) {
    const { accounts } = await liquid.getUpdatePoolValidatorInstruction({ ...way, validator }, place);
    const { stakeAccount, transientAccount } = vectors.list.validators[place];
    assert.deepEqual(
      accounts?.slice(-2).map(({ address }) => address),
      [stakeAccount, transientAccount],
    );
  }
});

test("what keeps stake out is told, and the validator that gives is the preferred one or the one of most stake", async () => {
  const { pool, validators } = plain();
  const refusal = (of: liquid.StakePool, vote: number) =>
    liquid.stakeDepositRefusal(PROGRAM, at(1), of, validators, at(vote));
  assert.equal(await refusal(pool, 22), undefined);
  assert.equal(await refusal(pool, 23), "unlisted", "about to leave");
  assert.equal(await refusal({ ...pool, preferredDeposit: at(21) }, 22), "preferred");
  assert.equal(await refusal({ ...pool, depositAuthority: at(13) }, 22), "private");

  const kept = liquid.keptStake(RENT, 1n);
  assert.equal(kept, RENT + BigInt(vectors.leastStake));
  assert.equal(liquid.keptStake(RENT, 1_000_000_000n), RENT + 1_000_000_000n);
  const most = liquid.spareStake(validators[1] as liquid.PoolValidator, kept);
  assert.equal(most, 5_000_000_009n - kept);
  const gives = (of: liquid.StakePool, stake: bigint) => liquid.givingValidator(of, validators, stake, kept)?.vote;
  assert.equal(gives(pool, most), at(22));
  assert.equal(gives(pool, most + 1n), undefined);
  const preferring = { ...pool, preferredWithdrawal: at(21) };
  assert.equal(gives(preferring, 1n), at(21));
  assert.equal(gives(preferring, most), undefined, "while the preferred one has any, no other gives");
});

test("a stake account goes to shares and back through a stake pool", async () => {
  const { pool, validators } = plain();
  const validator = validators[1] as liquid.PoolValidator;
  const owner = createNoopSigner(at(32));
  const places = liquid.liquidPdas(liquid.LOCALNET_PROGRAM_ADDRESS);
  const way = {
    programAddress: liquid.LOCALNET_PROGRAM_ADDRESS,
    pool: at(40),
    stakePool: { programAddress: PROGRAM, address: at(1), pool, validator, least: NUMBER + 1n },
    account: at(31),
    owner,
    tokens: at(33),
    shares: at(41),
    sources: [{ address: at(42), role: AccountRole.READONLY }],
  };
  const reserve = await places.reserve(at(40), pool.mint);
  const enter = await liquid.getEnterWithStakeInstructions(way, 7n);
  assert.deepEqual(enter.slice(0, 3).map(shown), vectors.instructions.enter);
  assert.equal(enter.length, 4);
  assert.equal(enter[3]?.accounts?.[2]?.address, reserve);
  assert.equal(enter[3]?.accounts?.at(-1)?.address, at(42));
  const leave = await liquid.getLeaveWithStakeInstructions(way, NUMBER, 9n);
  assert.equal(leave.length, 2);
  assert.equal(leave[0]?.accounts?.[2]?.address, reserve);
  assert.deepEqual(leave.slice(1).map(shown), [vectors.instructions.leave]);
});
