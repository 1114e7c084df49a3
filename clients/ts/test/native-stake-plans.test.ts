/**
 * Plans of native stake on the compiled programs: a stake account in, and an active one out; and what keeps an account out.
 */
import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { before, describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import {
  type Account,
  AccountRole,
  type Address,
  address,
  flattenInstructionPlan,
  getAddressEncoder,
  type Instruction,
  type KeyPairSigner,
  lamports,
} from "@solana/kit";
import { getTransferSolInstruction } from "@solana-program/system";
import * as client from "restaking-client";

import { Chain, nobody } from "./support/chain.js";
import { PROGRAM } from "./support/program.js";
import { balance } from "./support/tokens.js";
import { LIMITS, makeVault } from "./support/vault.js";

/** Where the pool program is: `SINGLE_POOL_SO`, or where the build puts it. */
const POOLS =
  process.env.SINGLE_POOL_SO ?? fileURLToPath(new URL("../../../target/deploy/single_pool.so", import.meta.url));

const TEN = 10_000_000_000n;
const VOTE_PROGRAM = address("Vote111111111111111111111111111111111111111");
const VOTE = nobody(77);

describe("native stake", () => {
  let chain: Chain;
  let staker: KeyPairSigner;
  let vault: Account<client.Vault>;
  let pool: client.SinglePool;
  let stakeRent: bigint;

  const rent = (bytes: number) => chain.svm.minimumBalanceForRentExemption(BigInt(bytes));

  const nextEpoch = () => {
    const clock = chain.svm.getClock();
    clock.epoch += 1n;
    chain.svm.setClock(clock);
  };

  const readPool = () => client.fetchPool(chain.rpc, pool);

  const fetchStake = (at: Address) => {
    const data = client.readStakeAccount(new Uint8Array(chain.account(at).data));
    assert.ok(data);
    return { address: at, data };
  };

  const clock = (): client.StakeClock => ({ now: chain.now, epoch: chain.svm.getClock().epoch, paysRewards: false });

  const refetched = async () => client.fetchVault(chain.rpc, vault.address);

  /** Delegates ten SOL of the staker's in a stake account of this number. */
  const delegate = async (number: number) => {
    const at = await client.newStakeAddress(staker.address, number);
    const { getAllocateWithSeedInstruction } = await import("@solana-program/system");
    const owner = getAddressEncoder().encode(staker.address);
    const meta = (address: Address, role = AccountRole.READONLY) => ({ address, role });
    const initialize: Instruction = {
      programAddress: client.STAKE_PROGRAM,
      accounts: [meta(at, AccountRole.WRITABLE), meta(address("SysvarRent111111111111111111111111111111111"))],
      data: Uint8Array.from([0, 0, 0, 0, ...owner, ...owner, ...new Uint8Array(48)]),
    };
    const delegating: Instruction = {
      programAddress: client.STAKE_PROGRAM,
      accounts: [
        meta(at, AccountRole.WRITABLE),
        meta(VOTE),
        meta(address("SysvarC1ock11111111111111111111111111111111")),
        meta(address("SysvarStakeHistory1111111111111111111111111")),
        meta(address("StakeConfig11111111111111111111111111111111")),
        { address: staker.address, role: AccountRole.READONLY_SIGNER, signer: staker } as never,
      ],
      data: Uint8Array.from([2, 0, 0, 0]),
    };
    await chain.send(
      staker,
      getTransferSolInstruction({ source: staker, destination: at, amount: stakeRent + TEN }),
      getAllocateWithSeedInstruction({
        newAccount: at,
        baseAccount: staker,
        base: staker.address,
        seed: `restake ${number}`,
        space: client.STAKE_ACCOUNT_BYTES,
        programAddress: client.STAKE_PROGRAM,
      }),
      initialize,
      delegating,
    );
    return at;
  };

  before(async () => {
    chain = await Chain.start();
    chain.svm.addProgram(client.SINGLE_POOL_PROGRAM, readFileSync(POOLS));
    const creator = await chain.funded("creator");
    staker = await chain.funded("staker");
    stakeRent = rent(client.STAKE_ACCOUNT_BYTES);
    // A vote account of version 4: a tag, the node, its withdrawer, and nothing in any list.
    const data = new Uint8Array(3_762);
    data[0] = 3;
    data.fill(9, 4, 68);
    chain.svm.setAccount({
      address: VOTE,
      data,
      executable: false,
      exists: true,
      lamports: lamports(1_000_000_000n),
      programAddress: VOTE_PROGRAM,
      space: BigInt(data.length),
    } as never);
    pool = await client.singlePool(VOTE);
    const pay = (destination: Address, amount: bigint) =>
      getTransferSolInstruction({ source: creator, destination, amount });
    await chain.send(
      creator,
      pay(pool.pool, rent(client.POOL_BYTES)),
      pay(pool.mint, rent(82)),
      pay(pool.stake, stakeRent + client.MIN_POOL_LAMPORTS),
      pay(pool.onRamp, stakeRent),
      client.getInitializePoolInstruction(pool),
      client.getInitializeOnRampInstruction(pool),
    );
    vault = await makeVault(chain, creator, pool.mint, { limits: LIMITS });
    nextEpoch();
  });

  it("takes a stake account in and an active one out, in one transaction each", async () => {
    const at = await delegate(0);
    const given = { ...PROGRAM, vault, pool: await readPool(), owner: staker };
    await assert.rejects(
      client.planDepositStake({ ...given, ...clock(), account: fetchStake(at) }),
      /active from the cluster's next epoch on/,
    );
    nextEpoch();
    const entering = { ...given, ...clock(), account: fetchStake(at) };
    const planned = await client.planDepositStake(entering);
    assert.deepEqual([planned.tokens, planned.shares], [TEN, TEN]);
    // A lamport for the pool meanwhile stops nothing.
    await chain.send(staker, getTransferSolInstruction({ source: staker, destination: pool.stake, amount: 1n }));
    const done = await chain.send(staker, planned.plan);
    assert.equal(done.transactions, 1);
    assert.equal(await balance(chain, staker.address, vault.data.vrtMint), TEN - 10n);

    const now = await refetched();
    const asked = await client.planRequestExit({
      ...PROGRAM,
      vault: now,
      owner: staker,
      shares: TEN - 10n,
      now: chain.now,
      nonce: 1n,
    });
    await chain.send(staker, asked.plan);
    const ticket = await client.fetchExitTicket(chain.rpc, asked.ticket);
    const into = { number: 1, rent: stakeRent };
    const leaving = { ...PROGRAM, owner: staker, tickets: [ticket], amount: TEN - 10n, into };
    const early = client.planWithdrawStake({
      ...leaving,
      ...clock(),
      vault: await refetched(),
      pool: await readPool(),
    });
    await assert.rejects(early, /cannot be claimed yet/);
    chain.wait(2_000n);
    const out = await client.planWithdrawStake({
      ...leaving,
      ...clock(),
      vault: await refetched(),
      pool: await readPool(),
    });
    assert.equal((await chain.send(staker, out.plan)).transactions, 1);
    const made = fetchStake(out.account);
    assert.equal(client.stakePhase(made.data, clock().epoch), "active");
    assert.deepEqual([made.data.delegation?.stake, made.data.withdrawer], [out.stake, staker.address]);
    assert.ok(out.stake >= TEN - 1n, "a lamport for the floor at the most");
  });

  it("is told of the pool, of the owner's accounts and of the cluster by a node", async () => {
    assert.deepEqual(await client.fetchPoolOfMint(chain.rpc, pool.mint), pool);
    assert.equal(await client.fetchPoolOfMint(chain.rpc, vault.data.vrtMint), undefined);
    assert.equal(await client.fetchStakeRent(chain.rpc), stakeRent);
    assert.deepEqual(await client.fetchStakeClock(chain.rpc), clock());
    const own = await client.fetchStakeAccounts(chain.rpc, staker.address, VOTE);
    assert.deepEqual(
      own.map(({ address: at, lamports: all, data }) => [at, all, data.withdrawer]),
      [[await client.newStakeAddress(staker.address, 1), own[0]?.lamports, staker.address]],
    );
    assert.equal(own[0]?.lamports, (own[0]?.data.delegation?.stake ?? 0n) + stakeRent);
    assert.deepEqual(await client.fetchStakeAccounts(chain.rpc, staker.address, nobody(78)), []);
    assert.deepEqual(await client.fetchStakeAccounts(chain.rpc, nobody(79)), []);
    // The account of number 0 became the pool's, and was closed by it; that of 1 is there.
    assert.equal(await client.fetchFreeStakeNumber(chain.rpc, staker.address), 0);
    await assert.rejects(
      client.fetchPool(chain.rpc, await client.singlePool(nobody(78))),
      /has no single-validator pool/,
    );
  });

  it("takes a part, and what the owner has of the pool's tokens", async () => {
    const at = await delegate(2);
    nextEpoch();
    const part = { number: 3, rent: stakeRent, lamports: 4_000_000_000n };
    const given = { ...PROGRAM, ...clock(), vault: await refetched(), owner: staker, account: fetchStake(at) };
    const planned = await client.planDepositStake({ ...given, pool: await readPool(), part });
    const before = await balance(chain, staker.address, vault.data.vrtMint);
    await chain.send(staker, planned.plan);
    assert.equal((await balance(chain, staker.address, vault.data.vrtMint)) - before, planned.shares);
    assert.equal(fetchStake(at).data.delegation?.stake, 6_000_000_000n);
    const over = { ...part, lamports: 7_000_000_000n };
    const refused = client.planDepositStake({ ...given, account: fetchStake(at), pool: await readPool(), part: over });
    await assert.rejects(refused, /has 6 SOL of stake, less than 7/);
  });

  it("takes out what more tickets pay than fit in one transaction", async () => {
    const each = 400_000_000n;
    const tickets: Account<client.ExitTicket>[] = [];
    for (let nonce = 10n; nonce < 18n; nonce++) {
      const asked = await client.planRequestExit({
        ...PROGRAM,
        vault: await refetched(),
        owner: staker,
        shares: each,
        now: chain.now,
        nonce,
      });
      await chain.send(staker, asked.plan);
      tickets.push(await client.fetchExitTicket(chain.rpc, asked.ticket));
    }
    chain.wait(2_000n);
    const amount = each * BigInt(tickets.length) - 10n;
    const given = { ...PROGRAM, ...clock(), vault: await refetched(), pool: await readPool(), owner: staker };
    const into = { number: 7, rent: stakeRent };
    const { plan, account, stake } = await client.planWithdrawStake({ ...given, tickets, amount, into });
    assert.ok((await chain.send(staker, plan)).transactions > 1);
    assert.equal(fetchStake(account).data.delegation?.stake, stake);
    assert.ok(stake >= amount - 1n);
    for (const ticket of tickets) {
      assert.equal((await client.fetchMaybeExitTicket(chain.rpc, ticket.address)).exists, false);
    }
  });

  it("hands an account over in the transaction of its deposit alone, and of the whole balance", async () => {
    const at = await delegate(4);
    nextEpoch();
    const given = { ...PROGRAM, ...clock(), vault: await refetched(), owner: staker, account: fetchStake(at) };
    const { plan } = await client.planDepositStake({ ...given, pool: await readPool() });
    assert.ok("plans" in plan && plan.kind === "sequential");
    const core = plan.plans.at(-1);
    assert.ok(core && "divisible" in core && core.divisible === false);
    const steps = flattenInstructionPlan(core).map((step) => ("instruction" in step ? step.instruction : undefined));
    assert.equal(steps.length, 4, "both authorities, the pool's deposit and the vault's");
    const deposit = steps.at(-1);
    assert.equal(deposit?.programAddress, PROGRAM.programAddress);
    assert.deepEqual([...(deposit?.data ?? [])].slice(1, 9), new Array(8).fill(255));
    const read = await readPool();
    const stranger = await chain.funded("stranger");
    for (const [change, why] of [
      [{ owner: stranger }, /Only its withdrawer/],
      [{ paysRewards: true }, /stand still while/],
      [{ account: { address: at, data: { ...given.account.data, delegation: undefined } } }, /to no validator/],
      [{ pool: { ...read, pool: await client.singlePool(nobody(78)) } }, /does not take stake of validator/],
      [
        {
          account: {
            address: at,
            data: { ...given.account.data, lockup: { ...locked(), custodian: stranger.address } },
          },
        },
        /is locked: its custodian/,
      ],
      [{ account: { address: at, data: ended(given.account.data) } }, /is not active: delegate it again/],
      [{ pool: { ...read, stake: ended(read.stake) } }, /has to be replenished first/],
    ] as const) {
      await assert.rejects(client.planDepositStake({ ...given, pool: read, ...change }), why);
    }
  });
});

/** The same account, deactivated in the first epoch. */
function ended(account: client.StakeAccount): client.StakeAccount {
  assert.ok(account.delegation);
  return { ...account, delegation: { ...account.delegation, deactivationEpoch: 0n } };
}

/** A lockup that ends never. */
function locked() {
  return { unixTimestamp: 0n, epoch: 2n ** 64n - 1n };
}
