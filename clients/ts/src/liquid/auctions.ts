/**
 * The auctions of a pool's rewards in other tokens.
 */
import { type Address, type InstructionPlan, sequentialInstructionPlan, type TransactionSigner } from "@solana/kit";

import { type Holding as TokenHolding, usableAccount } from "../holdings.js";
import { max } from "../ledger/math.js";
import type { Fetched } from "../plans/common.js";
import { openTokenAccount, tokenAccount, WRAPPED_SOL, wrapSol } from "../tokens.js";
import { Told } from "../told.js";
import { poolAssets } from "./accounts.js";
import type { Pool, RewardAuction } from "./generated/accounts/index.js";
import { getBeginLotInstruction, getSellRewardInstruction } from "./generated/instructions/index.js";
import { lotCost } from "./ledger/auction.js";
import { ensure } from "./ledger/refusal.js";
import { sourceKind } from "./sources.js";

/** A pool, and the auction of one of its rewards. */
export type InAuction = {
  /** The program of liquid restaking. */
  readonly programAddress: Address;
  readonly pool: Fetched<Pool>;
  readonly auction: Fetched<RewardAuction>;
  /** The cluster's time. */
  readonly now: bigint;
};

/** The place of the asset that pays for a lot that begins at `now`: the first that takes deposits and has no reported price. */
export function lotPlace(pool: Pool, now: bigint): number | undefined {
  const place = poolAssets(pool).findIndex(
    (asset, at) => pool.ledger.assets[at]?.isOpen === 1n && sourceKind(asset) !== "report" && now >= asset.activeFrom,
  );
  return place < 0 ? undefined : place;
}

/**
 * Begins a lot of all `tokens` of an auction's treasury.
 *
 * @throws PoolRefusal What the program would refuse the lot for.
 */
export function planBeginLot(input: InAuction & { readonly tokens: bigint }): { readonly plan: InstructionPlan } {
  const { programAddress, pool, auction, now, tokens } = input;
  checkLot(pool.data, auction.data, tokens, now);
  const { treasury } = auction.data;
  const step = getBeginLotInstruction({ pool: pool.address, auction: auction.address, treasury }, { programAddress });
  return { plan: sequentialInstructionPlan([step]) };
}

/**
 * Refuses a lot of `tokens` that cannot begin at `now`: one that runs stays, unless its asset takes no deposits any more, or as much
 * again came in as is left of it.
 *
 * @throws PoolRefusal `AssetClosed`, `Zero`, `NoHolders` or `LotForSale`.
 */
export function checkLot(pool: Pool, { auction: lot }: RewardAuction, tokens: bigint, now: bigint): void {
  ensure(lotPlace(pool, now) !== undefined, "AssetClosed", 0n, 0n);
  ensure(tokens > 0n, "Zero", 0n, 1n);
  ensure(pool.ledger.supply > 0n, "NoHolders", 0n, 1n);
  const paying = lot.place < pool.ledger.assetCount ? pool.ledger.assets[Number(lot.place)] : undefined;
  const runs = lot.left > 0n && paying?.isOpen === 1n;
  ensure(!runs || tokens / 2n >= lot.left, "LotForSale", lot.left, tokens / 2n);
}

/**
 * Buys `tokens` of a lot, for at most `maxCost` tokens of its asset; for their cost of now if omitted. Wraps SOL where the holding of
 * wrapped SOL is short of it.
 *
 * @throws PoolRefusal What the program would refuse the sale for.
 */
export async function planBuyReward(
  input: InAuction & {
    readonly buyer: TransactionSigner;
    readonly tokens: bigint;
    readonly maxCost?: bigint | undefined;
    /** What the buyer has of the lot's asset. */
    readonly holding: TokenHolding;
  },
): Promise<{ readonly plan: InstructionPlan; readonly cost: bigint }> {
  const { programAddress, pool, auction, buyer, tokens, now, holding } = input;
  const { mint, treasury, auction: lot } = auction.data;
  ensure(tokens > 0n, "Zero", 0n, 1n);
  const cost = lotCost(lot, tokens, now);
  const maxCost = input.maxCost ?? cost;
  ensure(cost <= maxCost, "AboveMaximum", cost, maxCost);
  const asset = poolAssets(pool.data)[Number(lot.place)];
  ensure(asset !== undefined, "NoAsset", lot.place, pool.data.ledger.assetCount);
  ensure(pool.data.ledger.assets[Number(lot.place)]?.isOpen === 1n, "AssetClosed", lot.place, 0n);
  ensure(pool.data.ledger.supply > 0n, "NoHolders", 0n, 1n);
  const short = max(cost - holding.amount, 0n);
  if (short > 0n && asset.mint !== WRAPPED_SOL) {
    throw new Told("You hold less of the token than the lot costs");
  }
  const step = getSellRewardInstruction(
    {
      buyer,
      pool: pool.address,
      auction: auction.address,
      treasury,
      reserve: asset.reserve,
      buyerPays: await usableAccount(holding, buyer.address, asset.mint),
      buyerReceives: await tokenAccount(buyer.address, mint),
      tokens,
      maxCost,
    },
    { programAddress },
  );
  const opened = short > 0n ? await wrapSol(buyer, buyer, short) : [];
  const own = holding.exists || short > 0n ? [] : [await openTokenAccount(buyer, buyer.address, asset.mint)];
  const steps = [...opened, ...own, await openTokenAccount(buyer, buyer.address, mint), step];
  return { plan: sequentialInstructionPlan(steps), cost };
}
