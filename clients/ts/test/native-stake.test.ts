/**
 * The builders of native stake against what the crates of the pool program and of the stake program build, and what keeps a stake
 * account out.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { AccountRole, type Address, address, createNoopSigner, getBase16Encoder, type Instruction } from "@solana/kit";
import * as client from "restaking-client";

const vectors = JSON.parse(readFileSync(new URL("../../vectors/single_pool.json", import.meta.url), "utf8"));

/** The address made of `byte`. */
const at = (byte: number) => getAddressDecoderOf(new Uint8Array(32).fill(byte));
const getAddressDecoderOf = (bytes: Uint8Array): Address => {
  const found = client.poolVote(Uint8Array.from([1, ...bytes]));
  assert.ok(found);
  return found;
};

/** A number that takes all of its bytes, as in the vectors. */
const NUMBER = 0x0102030405060708n;

const shown = (instruction: Instruction) => ({
  program: instruction.programAddress,
  accounts: (instruction.accounts ?? []).map(({ address, role }) => ({
    address,
    signer: role === AccountRole.READONLY_SIGNER || role === AccountRole.WRITABLE_SIGNER,
    writable: role === AccountRole.WRITABLE || role === AccountRole.WRITABLE_SIGNER,
  })),
  data: Buffer.from(instruction.data ?? []).toString("hex"),
});

const unhex = (text: string) => new Uint8Array(getBase16Encoder().encode(text));

test("the programs and pools have the addresses that their crates give", async () => {
  assert.deepEqual(
    {
      singlePool: client.SINGLE_POOL_PROGRAM,
      stake: client.STAKE_PROGRAM,
      metadata: client.TOKEN_METADATA_PROGRAM,
      poolBytes: client.POOL_BYTES,
      stakeAccountBytes: client.STAKE_ACCOUNT_BYTES,
    },
    vectors.programs,
  );
  for (const { data, ...pool } of vectors.pools) {
    assert.deepEqual(await client.singlePool(pool.vote), pool);
    assert.equal(client.poolVote(unhex(data)), pool.vote);
  }
});

test("every instruction has the bytes that its crate gives", async () => {
  const pool = await client.singlePool(at(1));
  const [account, other, tokens] = [at(3), at(4), at(6)];
  const [owner, payer] = [createNoopSigner(at(5)), createNoopSigner(at(7))];
  const authorize = (which: "staker" | "withdrawer") =>
    client.getAuthorizeStakeInstruction({ account, authority: owner, to: other, which });
  const create = [
    client.getInitializePoolInstruction(pool),
    client.getInitializeOnRampInstruction(pool),
    client.getCreateTokenMetadataInstruction(pool, payer),
  ] as const;
  const built: Record<string, Instruction | readonly Instruction[]> = {
    initializePool: create[0],
    initializeOnRamp: create[1],
    createTokenMetadata: create[2],
    create,
    replenish: client.getReplenishPoolInstruction(pool),
    depositStake: client.getDepositStakeInstruction(pool, { account, tokens, lamports: owner.address }),
    withdrawStake: client.getWithdrawStakeInstruction(pool, {
      account,
      owner: owner.address,
      tokens,
      amount: NUMBER,
    }),
    enter: client.getEnterPoolInstructions(pool, { account, owner, tokens }),
    leave: client.getLeavePoolInstructions(pool, { account, owner, tokens, amount: NUMBER }),
    authorizeStaker: authorize("staker"),
    authorizeWithdrawer: authorize("withdrawer"),
    split: client.getSplitStakeInstruction({ account, staker: owner, lamports: NUMBER, to: other }),
  };
  for (const [name, known] of Object.entries(vectors.instructions)) {
    // Plans merge no accounts.
    if (name === "merge") {
      continue;
    }
    const found = built[name];
    assert.ok(found, name);
    assert.deepEqual(Array.isArray(found) ? found.map(shown) : shown(found as Instruction), known, name);
  }
});

test("a stake account says what its crate wrote", () => {
  for (const { data, ...known } of vectors.accounts) {
    const found = client.readStakeAccount(unhex(data));
    const texts = JSON.parse(JSON.stringify(found, (_, value) => (typeof value === "bigint" ? `${value}` : value)));
    assert.deepEqual({ delegation: null, ...texts }, known);
  }
  assert.equal(client.readStakeAccount(new Uint8Array(200)), undefined);
  assert.equal(client.readStakeAccount(unhex(vectors.accounts[1].data).slice(0, 150)), undefined);
});

test("a delegation is active from the epoch after it on, until the epoch after its end", () => {
  const [, , ended] = vectors.accounts.map(({ data }: { data: string }) => client.readStakeAccount(unhex(data)));
  const phases = [10n, 11n, 12n, 13n, 14n].map((epoch) => client.stakePhase(ended, epoch));
  assert.deepEqual(phases, ["activating", "activating", "active", "deactivating", "inactive"]);
  const locked = [6n, 7n].map((epoch) => client.isLocked(ended, 0n, epoch));
  assert.deepEqual(locked, [true, false]);
});

test("values are rounded down", () => {
  const rent = 2_282_880n;
  const value = client.poolValue({ stake: rent + 3_000_000_000n, onRamp: rent + 5n, rent, supply: 1_000_000_000n });
  assert.deepEqual(value, { lamports: 3_000_000_005n, tokens: 2_000_000_000n });
  assert.equal(client.tokensForStake(value, 3n), 1n);
  assert.equal(client.stakeForTokens(value, 2n), 3n);
  assert.deepEqual(client.poolValue({ stake: rent, onRamp: 0n, rent, supply: 0n }).lamports, 0n);
});

test("errors of the stake program and of pools are sentences", () => {
  const said = (program: Address, code: number) => {
    const hexadecimal = code.toString(16);
    const logs = [`Program ${program} invoke [1]`, `Program ${program} failed: custom program error: 0x${hexadecimal}`];
    return client.explainError(new Error("failed"), { programAddress: client.LOCALNET_PROGRAM_ADDRESS, logs }).sentence;
  };
  assert.match(said(client.STAKE_PROGRAM, 16), /^Stake accounts stand still while the last epoch's rewards are paid/);
  assert.match(said(client.SINGLE_POOL_PROGRAM, 12), /^The stake account must be fully active/);
  assert.equal(said(client.STAKE_PROGRAM, 99), "The stake program failed with its error 99");
  assert.equal(address(client.EPOCH_REWARDS), client.EPOCH_REWARDS);
});
