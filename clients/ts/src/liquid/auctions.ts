/**
 * The auctions of a pool's rewards in other tokens.
 */
import {
  type Address,
  type Instruction,
  type InstructionPlan,
  sequentialInstructionPlan,
  type TransactionSigner,
} from "@solana/kit";
import type { RewardTree } from "../generated/accounts/index.js";
import { type Holding as TokenHolding, usableAccount } from "../holdings.js";
import { max } from "../ledger/math.js";
import { Refusal } from "../ledger/refusal.js";
import { rewardBooksAt } from "../ledger/reward-tree.js";
import { type EarningProof, earningLeaf, earningRoot } from "../merkle.js";
import { pdas } from "../pda.js";
import type { Fetched } from "../plans/common.js";
import { openTokenAccount, tokenAccount, WRAPPED_SOL, wrapSol } from "../tokens.js";
import { Told } from "../told.js";
import { poolAssets } from "./accounts.js";
import type { Pool, RewardAuction } from "./generated/accounts/index.js";
import {
  getBeginLotInstruction,
  getClaimPoolRewardInstruction,
  getCollectAirdropInstruction,
  getOpenAuctionInstruction,
  getSellRewardInstruction,
} from "./generated/instructions/index.js";
import { lotCost } from "./ledger/auction.js";
import { ensure } from "./ledger/refusal.js";
import { liquidPdas } from "./pda.js";
import { sourceKind } from "./sources.js";
import type { OfPool } from "./state.js";

/** A pool, and the auction of one of its rewards. */
export type InAuction = {
  /** The program of liquid restaking. */
  readonly programAddress: Address;
  readonly pool: Fetched<Pool>;
  readonly auction: Fetched<RewardAuction>;
  /** The cluster's time. */
  readonly now: bigint;
};

/** A pool, and rewards of a mint that came to it or come to it. */
export type InRewards = Pick<InAuction, "programAddress" | "pool"> & {
  readonly mint: Address;
  /** Pays the rents, and the transaction's fee. */
  readonly payer: TransactionSigner;
};

/**
 * Opens the auction of the rewards in a mint.
 *
 * @throws PoolRefusal `TwiceInPool`: rewards in an asset stream without an auction.
 */
export async function planOpenAuction(input: InRewards): Promise<{ readonly plan: InstructionPlan }> {
  return { plan: sequentialInstructionPlan([await openAuction(input)]) };
}

async function openAuction({ programAddress, pool, mint, payer }: InRewards): Promise<Instruction> {
  ensure(!poolAssets(pool.data).some((asset) => asset.mint === mint), "TwiceInPool", 0n, 0n);
  const pda = liquidPdas(programAddress);
  const [auction, treasury] = await Promise.all([pda.auction(pool.address, mint), pda.treasury(pool.address, mint)]);
  return getOpenAuctionInstruction({ payer, pool: pool.address, mint, auction, treasury }, { programAddress });
}

/**
 * Moves the tokens that were sent to a pool's associated account on: those of an asset into its stream, all others to the treasury of
 * their auction, which is opened where there is none.
 */
export async function planCollectAirdrop(
  input: InRewards & { readonly isAuctioned: boolean },
): Promise<{ readonly plan: InstructionPlan }> {
  return { plan: sequentialInstructionPlan(await collected(input)) };
}

async function collected(input: InRewards & { readonly isAuctioned: boolean }): Promise<Instruction[]> {
  const { programAddress, pool, mint, isAuctioned } = input;
  const asset = poolAssets(pool.data).find((each) => each.mint === mint);
  const found = await tokenAccount(pool.address, mint);
  const to = asset?.reserve ?? (await liquidPdas(programAddress).treasury(pool.address, mint));
  const opened = asset || isAuctioned ? [] : [await openAuction(input)];
  return [...opened, getCollectAirdropInstruction({ pool: pool.address, found, to }, { programAddress })];
}

/**
 * Claims what a pool has earned of a reward tree of the core, and moves it on as {@link planCollectAirdrop} does.
 *
 * @throws Refusal `NotInTree` for a proof that does not lead to the root active at `now`.
 */
export async function planClaimPoolReward(
  input: OfPool &
    Omit<InRewards, "mint"> &
    EarningProof & {
      readonly tree: Fetched<RewardTree>;
      readonly isAuctioned: boolean;
      /** The cluster's time. */
      readonly now: bigint;
    },
): Promise<{ readonly plan: InstructionPlan }> {
  const { programAddress, core, pool, tree, payer, cumulative, proof, now } = input;
  const { mint, treasury: treeTreasury, books } = tree.data;
  const root = earningRoot(earningLeaf(tree.address, { earner: pool.address, cumulative }), proof);
  const { activeRoot } = rewardBooksAt(books, now);
  if (!root.every((byte, place) => byte === activeRoot[place])) {
    throw new Refusal("NotInTree", cumulative, 0n);
  }
  const claim = getClaimPoolRewardInstruction(
    {
      payer,
      pool: pool.address,
      tree: tree.address,
      treeTreasury,
      to: await tokenAccount(pool.address, mint),
      claim: await pdas(core).rewardClaim(tree.address, pool.address),
      restakingProgram: core,
      cumulative,
      proof: [...proof],
    },
    { programAddress },
  );
  const opened = await openTokenAccount(payer, pool.address, mint);
  return { plan: sequentialInstructionPlan([opened, claim, ...(await collected({ ...input, mint }))]) };
}

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
