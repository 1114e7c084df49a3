import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  type Address,
  getAddressDecoder,
  getAddressEncoder,
  getU64Encoder,
  type MaybeEncodedAccount,
} from "@solana/kit";
import { explainError, LOCALNET_PROGRAM_ADDRESS, liquid } from "restaking-client";

const key = (byte: number): Address => getAddressDecoder().decode(new Uint8Array(32).fill(byte));
const u64 = (...numbers: bigint[]) => numbers.flatMap((number) => [...getU64Encoder().encode(number)]);
const bytes = (address: Address) => [...getAddressEncoder().encode(address)];

/** A stake pool's account by its layout, with or without its options, and its withdrawal fees as denominator and numerator. */
function stakePool(withOptions: boolean, now: [bigint, bigint], next?: [bigint, bigint]): MaybeEncodedAccount {
  const option = (length: number) => (withOptions ? [1, ...Array<number>(length).fill(7)] : [0]);
  const data = [
    1,
    ...bytes(key(1)),
    ...bytes(key(2)),
    ...bytes(key(3)),
    255,
    ...bytes(key(4)),
    ...bytes(key(5)),
    ...bytes(key(6)),
    ...bytes(key(7)),
    ...bytes(key(8)),
    ...u64(1_100n, 1_000n, 42n),
    ...Array<number>(48 + 16).fill(9),
    ...option(16),
    ...option(32),
    ...option(32),
    ...Array<number>(16).fill(9),
    ...u64(...now),
    ...(next ? [1, ...u64(...next)] : [0]),
    // More fields follow, and room.
    ...Array<number>(40).fill(0),
  ];
  return {
    address: key(100),
    exists: true,
    programAddress: liquid.STAKE_POOL_PROGRAMS[0] as Address,
    data: Uint8Array.from(data),
    executable: false,
    lamports: 1n as never,
    space: BigInt(data.length),
  };
}

describe("liquid pools", () => {
  it("reads a stake pool by its layout, with and without options", () => {
    for (const withOptions of [true, false]) {
      const pool = liquid.readStakePool(stakePool(withOptions, [1_000n, 3n]));
      const preferred = withOptions ? key(7) : undefined;
      assert.deepEqual(pool, {
        depositAuthority: key(3),
        validatorList: key(4),
        referral: 0,
        reserveStake: key(5),
        mint: key(6),
        feeAccount: key(7),
        tokenProgram: key(8),
        rate: { value: 1_100n, tokens: 1_000n },
        exitFee: { denominator: 1_000n, numerator: 3n },
        withdrawalFee: { denominator: 1_000n, numerator: 3n },
        stakeFee: { denominator: 0x0909090909090909n, numerator: 0x0909090909090909n },
        restFee: { denominator: 0n, numerator: 0n },
        preferredDeposit: preferred,
        preferredWithdrawal: preferred,
        updatedIn: 42n,
      });
    }
  });

  it("counts the larger of a stake pool's withdrawal fee and its announced one", () => {
    const fee = (now: [bigint, bigint], next?: [bigint, bigint]) =>
      liquid.readStakePool(stakePool(true, now, next))?.exitFee;
    assert.deepEqual(fee([1_000n, 3n], [100n, 1n]), { denominator: 100n, numerator: 1n });
    assert.deepEqual(fee([1_000n, 30n], [100n, 1n]), { denominator: 1_000n, numerator: 30n });
    assert.deepEqual(fee([0n, 0n], [100n, 1n]), { denominator: 100n, numerator: 1n });
    assert.deepEqual(fee([1_000n, 3n], [0n, 5n]), { denominator: 1_000n, numerator: 3n });
  });

  it("takes no other account for a stake pool", () => {
    const pool = stakePool(true, [1_000n, 3n]);
    assert.ok(pool.exists);
    assert.equal(liquid.readStakePool({ ...pool, programAddress: key(9) }), undefined, "of another program");
    assert.equal(liquid.readStakePool({ ...pool, data: pool.data.slice(0, 300) }), undefined, "cut short");
    const list = Uint8Array.from(pool.data, (byte, at) => (at === 0 ? 2 : byte));
    assert.equal(liquid.readStakePool({ ...pool, data: list }), undefined, "a list of validators");
    assert.equal(liquid.readStakePool({ address: key(1), exists: false }), undefined);
  });

  it("tells its errors in words, from plans and from logs, with the figures that the program logged", () => {
    const [programAddress, liquidAddress] = [LOCALNET_PROGRAM_ADDRESS, liquid.LOCALNET_PROGRAM_ADDRESS];
    const refusal = new liquid.PoolRefusal("BelowWatermark", 1n, 2n);
    assert.match(explainError(refusal, { programAddress, liquidAddress }).sentence, /^Free reserve would fall below/);
    const logs = [
      `Program ${liquidAddress} invoke [1]`,
      "Program log: Tokens exceed the free reserve (got 12, limit 7)",
      `Program ${liquidAddress} failed: custom program error: 0x${(6016).toString(16)}`,
    ];
    const told = explainError(new Error("it failed"), { programAddress, liquidAddress, logs });
    assert.equal(told.sentence, "Tokens exceed the free reserve (got 12, limit 7)");
    assert.deepEqual([told.code, told.program, told.name], [6016, liquidAddress, undefined]);
    const stranger = explainError(new Error("it failed"), { programAddress, logs });
    assert.match(stranger.sentence, /failed with its error 6016$/, "without its address it is any program");
  });

  it("reads its events, and the rate before what happened", () => {
    const before = { supply: 10n, low: 11n, high: 12n };
    const event = {
      name: "BatchFilled",
      data: {
        pool: key(1),
        number: 1n,
        time: 5n,
        batch: key(2),
        mint: key(3),
        shares: 1n,
        tokens: 1n,
        waiting: 0n,
        before,
        supply: 9n,
      },
    } as const;
    assert.deepEqual(liquid.rateIn(event), { time: 5n, low: 11n, supply: 10n });
    const empty = { ...event, data: { ...event.data, before: { ...before, supply: 0n } } };
    assert.equal(liquid.rateIn(empty), undefined, "an empty pool has no rate");
    const { name, data } = event;
    const encoded = liquid.getBatchFilledEncoder().encode(data);
    const head = Buffer.from(liquid.LIQUID_EVENT_DISCRIMINATORS[name], "hex");
    const line = Buffer.concat([head, Uint8Array.from(encoded)]).toString("base64");
    const program = liquid.LOCALNET_PROGRAM_ADDRESS;
    const logs = [`Program ${program} invoke [1]`, `Program data: ${line}`, `Program ${program} success`];
    assert.deepEqual(liquid.readLiquidEvents(logs, program), [event]);
    assert.deepEqual(liquid.readLiquidEvents(logs, key(4)), [], "of another program");
    const happenings = [{ signature: "s" as never, index: 0, time: 5n, event }];
    assert.deepEqual(liquid.poolRates(happenings), [{ time: 5n, low: 11n, supply: 10n }]);
  });
});
