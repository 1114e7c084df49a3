/**
 * Entering and leaving a pool, and what anyone does for it.
 */
import {
  type Address,
  type GetAccountInfoApi,
  type Instruction,
  type InstructionPlan,
  type Rpc,
  sequentialInstructionPlan,
  type TransactionSigner,
} from "@solana/kit";

import type { Vault } from "../generated/accounts/index.js";
import { BPS } from "../generated/constants/index.js";
import { type Holding as TokenHolding, usableAccount } from "../holdings.js";
import { isSettled, requestEpoch } from "../ledger/exit.js";
import { max, mulDivCeil, mulDivFloor } from "../ledger/math.js";
import { isPaused, type PauseKind } from "../ledger/pause.js";
import { pdas } from "../pda.js";
import { stepPlan } from "../plans/batch.js";
import {
  DEFAULT_SLIPPAGE_BPS,
  type Fetched,
  leastOf,
  lessSlippage,
  randomNonce,
  type Slippage,
} from "../plans/common.js";
import { destinationOf, type Receiving } from "../plans/payments.js";
import { openTokenAccount, tokenAccount, WRAPPED_SOL, wrapSol } from "../tokens.js";
import { Told } from "../told.js";
import { behind, inKindAccounts, poolAssets, sourceAccounts } from "./accounts.js";
import type { CollectedExit, ExitBatch, ExitPart, Pool, PoolAsset, QueuedExit, SetAside } from "./generated/index.js";
import {
  getCancelQueuedExitInstruction,
  getClaimExitPartInstruction,
  getClaimQueuedExitInstruction,
  getClaimSetAsideInstruction,
  getCloseBatchInstruction,
  getCollectExitInstruction,
  getCollectPoolFeesInstruction,
  getDepositAssetInstruction,
  getDepositVrtInstruction,
  getFillBatchInstruction,
  getLeaveInKindInstruction,
  getLeaveInstantlyInstruction,
  getObserveRatesInstruction,
  getPlaceInstruction,
  getQueueExitInstruction,
  getUnplaceInstruction,
} from "./generated/index.js";
import { type PoolDeposit, placedDeposit, poolDeposit } from "./ledger/deposit.js";
import { batchFill, type InKindExit, inKindExit, type PoolInstantExit, poolInstantExit } from "./ledger/exits.js";
import { holdingOfShares } from "./ledger/placement.js";
import { batchPeriodAt, placementAt } from "./ledger/pool.js";
import { ensure, PoolRefusal } from "./ledger/refusal.js";
import { liquidPdas } from "./pda.js";
import { updateStakePool } from "./stake-pool.js";
import { type OfPool, type PoolState, type PoolValue, poolValue, staleSources, withFreshSources } from "./state.js";

/** A pool as it was read, and the acting signer's time. */
export type InPool = OfPool & {
  readonly state: PoolState;
  /** The cluster's time. */
  readonly now: bigint;
};

/** What updates a pool's stake pools in the same transaction. */
export type Updating = {
  /** The instructions that {@link updateSources} makes; none if omitted. */
  readonly updates?: readonly Instruction[] | undefined;
};

/**
 * The instructions that update each stake pool which was not updated in this epoch: they come before what needs the pool's value, in
 * one transaction.
 *
 * @throws Told One has more validators to update than fit.
 */
export async function updateSources(rpc: Rpc<GetAccountInfoApi>, state: PoolState): Promise<Instruction[]> {
  const config = { commitment: "confirmed" } as const;
  const updates = await Promise.all(
    staleSources(state).map((source) => updateStakePool(rpc, source, state.epoch, config)),
  );
  return updates.flat();
}

/** The pool's value as an instruction behind `updates` meets it. */
function valued({ state, now }: InPool, { updates = [] }: Updating): PoolValue {
  const value = poolValue(updates.length > 0 ? withFreshSources(state) : state, now);
  ensure(value.upgraded === undefined, "SourceUpgraded", BigInt(value.upgraded ?? 0), 0n);
  return value;
}

function notPaused({ pool }: PoolState, kind: PauseKind, now: bigint): void {
  if (isPaused(pool.data.pause, kind, now)) {
    throw new PoolRefusal("Paused", now, pool.data.pause.until);
  }
}

function assetIn(pool: Pool, place: number): PoolAsset {
  const asset = poolAssets(pool)[place];
  ensure(asset !== undefined, "NoAsset", BigInt(place), pool.ledger.assetCount);
  return asset;
}

/** `step` with the accounts that value a pool behind its own. */
export async function withSources(step: Instruction, { state, core }: InPool): Promise<Instruction> {
  const epochOf = (ticket: Address) => state.tickets.get(ticket)?.ticket.epoch ?? 0n;
  return behind(step, await sourceAccounts(state.pool.data, core, epochOf));
}

/**
 * Deposits `tokens` of the asset at `place`; wraps SOL where the holding of wrapped SOL is short of them.
 *
 * @throws PoolRefusal What the program would refuse the deposit for.
 */
export async function planPoolDeposit(
  input: InPool &
    Slippage &
    Updating & {
      readonly depositor: TransactionSigner;
      readonly place: number;
      readonly tokens: bigint;
      /** What the depositor has of the asset, and of the LRT. */
      readonly holding: TokenHolding;
      readonly to: TokenHolding;
    },
): Promise<{ readonly plan: InstructionPlan; readonly deposit: PoolDeposit; readonly minShares: bigint }> {
  const { programAddress, state, depositor, place, tokens, now, holding, to } = input;
  const { pool } = state;
  notPaused(state, "deposits", now);
  const asset = assetIn(pool.data, place);
  ensure(now >= asset.activeFrom, "NotActiveYet", now, asset.activeFrom);
  const deposit = poolDeposit(valued(input, input), place, tokens);
  const minShares = leastOf(deposit.shares, input);
  const short = max(tokens - holding.amount, 0n);
  if (short > 0n && asset.mint !== WRAPPED_SOL) {
    throw new Told("You hold less of the token than you deposit");
  }
  const step = await withSources(
    getDepositAssetInstruction(
      {
        depositor,
        pool: pool.address,
        reserve: asset.reserve,
        lrtMint: pool.data.lrtMint,
        depositorTokens: await usableAccount(holding, depositor.address, asset.mint),
        depositorShares: await usableAccount(to, depositor.address, pool.data.lrtMint),
        tokens,
        minShares,
      },
      { programAddress },
    ),
    input,
  );
  const steps = [
    ...(short > 0n ? await wrapSol(depositor, depositor, short) : []),
    ...(to.exists ? [] : [await openTokenAccount(depositor, depositor.address, pool.data.lrtMint)]),
    ...(input.updates ?? []),
    step,
  ];
  return { plan: sequentialInstructionPlan(steps), deposit, minShares };
}

/**
 * What a deposit of shares of the vault of the placement at `place` gives, where the pool is worth `value`.
 *
 * @throws PoolRefusal What the program would refuse the deposit for.
 */
export function vrtDeposit(
  { state, now }: Pick<InPool, "state" | "now">,
  value: PoolValue,
  place: number,
  vaultShares: bigint,
): PoolDeposit {
  notPaused(state, "deposits", now);
  notPaused(state, "exposure", now);
  const { account, asset, activeFrom, seenRiskVersion } = placementIn(state, place);
  for (const from of [assetIn(state.pool.data, asset).activeFrom, activeFrom]) {
    ensure(now >= from, "NotActiveYet", now, from);
  }
  const { contested, riskVersion } = account.ledger;
  if (isPaused(account.pause, "deposits", now)) {
    throw new PoolRefusal("Paused", now, account.pause.until);
  }
  ensure(contested === 0n, "VaultContested", contested, 0n);
  // Anyone accepts nothing that the curator has not seen.
  ensure(riskVersion <= seenRiskVersion, "OverTarget", riskVersion, seenRiskVersion);
  const held = placementAt(value.ledger, place).placement.shares;
  const worth = (shares: bigint) => holdingOfShares(account.ledger, shares, now);
  return placedDeposit(value, place, { vaultShares, alone: worth(vaultShares), both: worth(held + vaultShares) });
}

/**
 * Deposits shares of the vault of the placement at `place`.
 *
 * @throws PoolRefusal What the program would refuse the deposit for.
 */
export async function planVrtDeposit(
  input: InPool &
    Slippage &
    Updating & {
      readonly depositor: TransactionSigner;
      readonly place: number;
      readonly vaultShares: bigint;
      /** What the depositor has of the vault's shares, and of the LRT. */
      readonly holding: TokenHolding;
      readonly to: TokenHolding;
    },
): Promise<{ readonly plan: InstructionPlan; readonly deposit: PoolDeposit; readonly minShares: bigint }> {
  const { programAddress, core, state, depositor, place, vaultShares, holding, to } = input;
  const { pool } = state;
  const { vault, vrtMint, vrtAccount } = placementIn(state, place);
  const deposit = vrtDeposit(input, valued(input, input), place, vaultShares);
  const minShares = leastOf(deposit.shares, input);
  if (holding.amount < vaultShares) {
    throw new Told("You hold less of the token than you deposit");
  }
  const step = await withSources(
    getDepositVrtInstruction(
      {
        depositor,
        pool: pool.address,
        vault,
        config: await pdas(core).config(),
        vrtAccount,
        lrtMint: pool.data.lrtMint,
        depositorVrt: await usableAccount(holding, depositor.address, vrtMint),
        depositorShares: await usableAccount(to, depositor.address, pool.data.lrtMint),
        place,
        vaultShares,
        minShares,
      },
      { programAddress },
    ),
    input,
  );
  const opened = to.exists ? [] : [await openTokenAccount(depositor, depositor.address, pool.data.lrtMint)];
  return { plan: sequentialInstructionPlan([...opened, ...(input.updates ?? []), step]), deposit, minShares };
}

/** Lets the pool look at its sources: what is in doubt begins its quarantine, and ends it in time. */
export async function planObserveRates(input: InPool & Updating): Promise<{ readonly plan: InstructionPlan }> {
  valued(input, input);
  const { programAddress, state } = input;
  const step = getObserveRatesInstruction({ pool: state.pool.address }, { programAddress });
  return { plan: sequentialInstructionPlan([...(input.updates ?? []), await withSources(step, input)]) };
}

/** Where a leaver receives tokens of an asset, or why it cannot. */
async function received(owner: TransactionSigner, mint: Address, receiving: Receiving) {
  const destination = await destinationOf({ ...receiving, openFor: [mint] }, owner, owner, mint);
  if (typeof destination === "string") {
    throw new Told(destination);
  }
  return destination;
}

/**
 * Leaves at once with `tokens` of the asset at `place`, for at most what they cost now and the slippage.
 *
 * @throws PoolRefusal What the program would refuse the exit for.
 */
export async function planLeaveInstantly(
  input: InPool &
    Pick<Slippage, "slippageBps"> &
    Updating &
    Receiving & {
      readonly owner: TransactionSigner;
      readonly place: number;
      readonly tokens: bigint;
      /** The most shares that were agreed to. */
      readonly atMost?: bigint | undefined;
    },
): Promise<{ readonly plan: InstructionPlan; readonly exit: PoolInstantExit; readonly maxShares: bigint }> {
  const { programAddress, state, owner, place, tokens, now, slippageBps = DEFAULT_SLIPPAGE_BPS } = input;
  const { pool } = state;
  notPaused(state, "instantExits", now);
  const asset = assetIn(pool.data, place);
  const exit = poolInstantExit(valued(input, input), place, tokens);
  const maxShares = input.atMost ?? mulDivCeil(exit.shares, BPS + slippageBps, BPS);
  ensure(exit.shares <= maxShares, "AboveMaximum", exit.shares, maxShares);
  const to = await received(owner, asset.mint, input);
  const step = getLeaveInstantlyInstruction(
    {
      owner,
      pool: pool.address,
      reserve: asset.reserve,
      lrtMint: pool.data.lrtMint,
      ownerShares: await tokenAccount(owner.address, pool.data.lrtMint),
      ownerTokens: to.account,
      tokens,
      maxShares,
    },
    { programAddress },
  );
  const steps = [...to.before, ...(input.updates ?? []), await withSources(step, input), ...to.after];
  return { plan: sequentialInstructionPlan(steps), exit, maxShares };
}

/**
 * Leaves in kind with `shares`: no price, so nothing can refuse it. Token accounts that the owner lacks are made first. Tokens of the
 * assets in `setAside`, a bit each, stay in the reserve for the owner.
 *
 * @throws PoolRefusal `Zero` or `OverSupply`.
 */
export async function planLeaveInKind(
  input: InPool & {
    readonly owner: TransactionSigner;
    readonly shares: bigint;
    readonly setAside?: bigint | undefined;
  },
): Promise<{ readonly plan: InstructionPlan; readonly exit: InKindExit }> {
  const { programAddress, state, owner, shares, now, setAside = 0n } = input;
  const { pool } = state;
  const exit = inKindExit(pool.data.ledger, shares, now);
  const mints = [
    ...poolAssets(pool.data).flatMap(({ mint }, place) => ((setAside >> BigInt(place)) & 1n ? [] : [mint])),
    ...pool.data.placements.flatMap(({ vrtMint }, place) =>
      (pool.data.ledger.placements[place]?.shares ?? 0n) > 0n ? [vrtMint] : [],
    ),
  ];
  const step = behind(
    getLeaveInKindInstruction(
      {
        payer: owner,
        owner,
        pool: pool.address,
        lrtMint: pool.data.lrtMint,
        ownerShares: await tokenAccount(owner.address, pool.data.lrtMint),
        shares,
        setAside,
      },
      { programAddress },
    ),
    await inKindAccounts(pool.data, {
      programAddress,
      pool: pool.address,
      owner: owner.address,
      setAside,
      tokens: (mint) => tokenAccount(owner.address, mint),
    }),
  );
  const opened = await Promise.all(mints.map((mint) => openTokenAccount(owner, owner.address, mint)));
  return { plan: sequentialInstructionPlan([...opened, step]), exit };
}

/** Asks to leave with `shares` by the queue of the asset at `place`. */
export async function planQueueExit(
  input: InPool & { readonly owner: TransactionSigner; readonly place: number; readonly shares: bigint },
): Promise<{
  readonly plan: InstructionPlan;
  readonly queuedExit: Address;
  readonly batch: Address;
  readonly nonce: bigint;
}> {
  const { programAddress, state, owner, place, shares, now } = input;
  const { pool } = state;
  assetIn(pool.data, place);
  ensure(shares > 0n, "Zero", 0n, 1n);
  const at = liquidPdas(programAddress);
  const nonce = randomNonce();
  const [batch, queuedExit] = await Promise.all([
    at.batch(pool.address, place, batchPeriodAt(pool.data.ledger, now)),
    at.queuedExit(pool.address, owner.address, nonce),
  ]);
  const step = getQueueExitInstruction(
    {
      payer: owner,
      owner,
      pool: pool.address,
      escrow: pool.data.escrow,
      ownerShares: await tokenAccount(owner.address, pool.data.lrtMint),
      batch,
      queuedExit,
      nonce,
      place,
      shares,
    },
    { programAddress },
  );
  return { plan: sequentialInstructionPlan([step]), queuedExit, batch, nonce };
}

/** A request of the queue, and its batch. */
export type Queued = { readonly request: Fetched<QueuedExit>; readonly batch: Fetched<ExitBatch> };

/** Takes back what is not filled of a request, and pays what is. */
export async function planCancelQueuedExit(
  input: Receiving & {
    readonly programAddress: Address;
    readonly pool: Fetched<Pool>;
    readonly owner: TransactionSigner;
  } & Queued,
): Promise<{ readonly plan: InstructionPlan }> {
  const { programAddress, pool, owner, request, batch } = input;
  const asset = assetIn(pool.data, Number(batch.data.place));
  const to = await received(owner, asset.mint, input);
  const step = getCancelQueuedExitInstruction(
    {
      owner,
      pool: pool.address,
      escrow: pool.data.escrow,
      ownerShares: await tokenAccount(owner.address, pool.data.lrtMint),
      reserve: asset.reserve,
      ownerTokens: to.account,
      batch: batch.address,
      queuedExit: request.address,
      rentPayer: request.data.rentPayer,
    },
    { programAddress },
  );
  const opened = await openTokenAccount(owner, owner.address, pool.data.lrtMint);
  return { plan: sequentialInstructionPlan([opened, ...to.before, step, ...to.after]) };
}

/** Pays a request its part of what its batch brought. */
export async function planClaimQueuedExit(
  input: Receiving & {
    readonly programAddress: Address;
    readonly pool: Fetched<Pool>;
    readonly owner: TransactionSigner;
  } & Queued,
): Promise<{ readonly plan: InstructionPlan }> {
  const { programAddress, pool, owner, request, batch } = input;
  const asset = assetIn(pool.data, Number(batch.data.place));
  const to = await received(owner, asset.mint, input);
  const step = getClaimQueuedExitInstruction(
    {
      owner,
      pool: pool.address,
      reserve: asset.reserve,
      ownerTokens: to.account,
      batch: batch.address,
      queuedExit: request.address,
      rentPayer: request.data.rentPayer,
    },
    { programAddress },
  );
  return { plan: stepPlan({ ...to, step }) };
}

/** Takes a leaver's part of an exit that was on its way and has been collected. */
export async function planClaimExitPart(
  input: Receiving & {
    readonly programAddress: Address;
    readonly pool: Fetched<Pool>;
    readonly owner: TransactionSigner;
    readonly part: Fetched<ExitPart>;
    readonly collected: Fetched<CollectedExit>;
  },
): Promise<{ readonly plan: InstructionPlan }> {
  const { programAddress, pool, owner, part, collected } = input;
  const asset = assetIn(pool.data, Number(collected.data.place));
  const to = await received(owner, asset.mint, input);
  const step = getClaimExitPartInstruction(
    {
      owner,
      pool: pool.address,
      reserve: asset.reserve,
      ownerTokens: to.account,
      collected: collected.address,
      exitPart: part.address,
      partRentPayer: part.data.rentPayer,
      collectedRentPayer: collected.data.rentPayer,
    },
    { programAddress },
  );
  return { plan: stepPlan({ ...to, step }) };
}

/** Takes the tokens of the asset at `place` that were set aside. */
export async function planClaimSetAside(
  input: Receiving & {
    readonly programAddress: Address;
    readonly pool: Fetched<Pool>;
    readonly owner: TransactionSigner;
    readonly aside: Fetched<SetAside>;
    readonly place: number;
  },
): Promise<{ readonly plan: InstructionPlan }> {
  const { programAddress, pool, owner, aside, place } = input;
  const asset = assetIn(pool.data, place);
  const to = await received(owner, asset.mint, input);
  const step = getClaimSetAsideInstruction(
    {
      owner,
      pool: pool.address,
      reserve: asset.reserve,
      ownerTokens: to.account,
      aside: aside.address,
      rentPayer: aside.data.rentPayer,
    },
    { programAddress },
  );
  return { plan: stepPlan({ ...to, step }) };
}

/**
 * Fills a batch, as far as its asset's reserve can pay.
 *
 * @throws PoolRefusal What the program would refuse the fill for.
 */
export async function planFillBatch(
  input: InPool & Updating & { readonly batch: Fetched<ExitBatch> },
): Promise<{ readonly plan: InstructionPlan; readonly shares: bigint; readonly tokens: bigint }> {
  const { programAddress, state, batch } = input;
  const { pool } = state;
  const fill = batchFill(valued(input, input), Number(batch.data.place), batch.data.batch);
  const step = getFillBatchInstruction(
    { pool: pool.address, escrow: pool.data.escrow, lrtMint: pool.data.lrtMint, batch: batch.address },
    { programAddress },
  );
  return { plan: sequentialInstructionPlan([...(input.updates ?? []), await withSources(step, input)]), ...fill };
}

/** Closes a batch that no request needs. */
export function planCloseBatch(input: {
  readonly programAddress: Address;
  readonly pool: Address;
  readonly batch: Fetched<ExitBatch>;
}): { readonly plan: InstructionPlan } {
  const { programAddress, pool, batch } = input;
  const step = getCloseBatchInstruction(
    { pool, batch: batch.address, rentPayer: batch.data.rentPayer },
    { programAddress },
  );
  return { plan: sequentialInstructionPlan([step]) };
}

/** A placement's accounts, and its vault as it was read. */
function placementIn({ pool, vaults }: PoolState, place: number) {
  const { asset } = placementAt(pool.data.ledger, place);
  const accounts = pool.data.placements[place];
  const vault: Vault | undefined = accounts && vaults.get(accounts.vault);
  if (!accounts || !vault) {
    throw new PoolRefusal("WrongVault");
  }
  return { ...accounts, account: vault, asset };
}

/** Places `tokens` of a reserve in the vault of the placement at `place`. */
export async function planPlace(
  input: InPool & Updating & { readonly mover: TransactionSigner; readonly place: number; readonly tokens: bigint },
): Promise<{ readonly plan: InstructionPlan }> {
  const { programAddress, core, state, mover, place, tokens, now } = input;
  const { pool } = state;
  notPaused(state, "exposure", now);
  const { vault, vrtMint, vrtAccount, account, asset, activeFrom } = placementIn(state, place);
  ensure(now >= activeFrom, "NotActiveYet", now, activeFrom);
  const step = getPlaceInstruction(
    {
      mover,
      pool: pool.address,
      reserve: assetIn(pool.data, asset).reserve,
      vault,
      assetAccount: account.assetAccount,
      vrtMint,
      vrtAccount,
      config: await pdas(core).config(),
      restakingProgram: core,
      place,
      tokens,
      maxRiskVersion: account.ledger.riskVersion,
    },
    { programAddress },
  );
  return { plan: sequentialInstructionPlan([...(input.updates ?? []), await withSources(step, input)]) };
}

/** Requests the exit of `shares` from the vault of the placement at `place`. */
export async function planUnplace(
  input: InPool &
    Updating &
    Pick<Slippage, "slippageBps"> & {
      readonly mover: TransactionSigner;
      readonly place: number;
      readonly shares: bigint;
    },
): Promise<{ readonly plan: InstructionPlan; readonly ticket: Address }> {
  const { programAddress, core, state, mover, place, shares, now } = input;
  const { pool } = state;
  const { vault, vrtMint, vrtAccount, account } = placementIn(state, place);
  const placed = placementAt(pool.data.ledger, place).placement;
  ensure(shares <= placed.shares, "OverSupply", shares, placed.shares);
  const slot = placed.exits.findIndex((exit) => exit.shares === 0n);
  ensure(slot >= 0, "TooManyExits", BigInt(placed.exits.length), BigInt(placed.exits.length));
  const at = pdas(core);
  const [bucket, ticket] = await Promise.all([
    at.exitBucket(vault, requestEpoch(account.ledger, now)),
    at.exitTicket(vault, pool.address, pool.data.tickets),
  ]);
  const expected = placed.shares === 0n ? 0n : mulDivFloor(worthOfPlaced(input, place), shares, placed.shares);
  const step = getUnplaceInstruction(
    {
      payer: mover,
      mover,
      pool: pool.address,
      vault,
      vrtMint,
      vrtAccount,
      bucket,
      ticket,
      restakingProgram: core,
      place,
      shares,
      minAssets: lessSlippage(expected, input.slippageBps),
    },
    { programAddress },
  );
  return { plan: sequentialInstructionPlan([...(input.updates ?? []), await withSources(step, input)]), ticket };
}

function worthOfPlaced({ state, now }: InPool, place: number): bigint {
  return poolValue(state, now).placed.find((placed) => placed.place === place)?.shares.low ?? 0n;
}

/** Collects the exit in `slot` of the placement at `place`. */
export async function planCollectExit(
  input: InPool & { readonly payer: TransactionSigner; readonly place: number; readonly slot: number },
): Promise<{ readonly plan: InstructionPlan }> {
  const { programAddress, core, state, payer, place, slot } = input;
  const { pool } = state;
  const { vault, account, asset, tickets } = placementIn(state, place);
  const ticket = tickets[slot];
  const held = ticket && state.tickets.get(ticket);
  if (!ticket || !held) {
    throw new PoolRefusal("NoExit", BigInt(slot), BigInt(tickets.length));
  }
  const step = getCollectExitInstruction(
    {
      payer,
      pool: pool.address,
      reserve: assetIn(pool.data, asset).reserve,
      vault,
      assetAccount: account.assetAccount,
      // A settled ticket needs none: any address of the core's stands there.
      bucket: await pdas(core).exitBucket(vault, isSettled(held.ticket) ? 0n : held.ticket.epoch),
      ticket,
      rentPayer: held.rentPayer,
      collected: await liquidPdas(programAddress).collectedExit(ticket),
      restakingProgram: core,
      place,
      slot,
    },
    { programAddress },
  );
  return { plan: sequentialInstructionPlan([step]) };
}

/** Mints the shares of the fees to the fee wallet. */
export async function planCollectPoolFees(input: {
  readonly programAddress: Address;
  readonly pool: Fetched<Pool>;
  readonly payer: TransactionSigner;
}): Promise<{ readonly plan: InstructionPlan }> {
  const { programAddress, pool, payer } = input;
  const { feeWallet, lrtMint } = pool.data;
  const step = getCollectPoolFeesInstruction(
    { pool: pool.address, lrtMint, feeShares: await tokenAccount(feeWallet, lrtMint) },
    { programAddress },
  );
  return { plan: sequentialInstructionPlan([await openTokenAccount(payer, feeWallet, lrtMint), step]) };
}
