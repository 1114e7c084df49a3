/**
 * The program's accounting, as far as accounts tell it: exact, in whole units, as of any time. Amounts are in the smallest unit of
 * the asset or of the VRT, times in unix seconds, rates in basis points. Every function here is compared with the ledger's own
 * figures, which `clients/vectors/ledger.json` has.
 */
export { rewardOwed } from "./bond-pool.js";
export { assetsFor, idleStakeOf, sharesFor, stakeOf } from "./books.js";
export { certainStake } from "./certain-stake.js";
export { pendingChange, settled, valueAt } from "./delayed.js";
export {
  type Claim,
  cancelWorth,
  claimableAt,
  claimOf,
  isClaimable,
  isSettled,
  leastOfRequest,
  outBy,
  requestEpoch,
  ticketWorth,
  ticketWorthIfVetoed,
} from "./exit.js";
export {
  depositFee,
  type FeeRise,
  type Fees,
  type FeeTerms,
  feesAt,
  feesWith,
  minStreamSeconds,
  nextFees,
} from "./fee.js";
export * from "./grant.js";
export { type InstantExit, instantExit, instantRoom } from "./instant-exit.js";
export { mulDivCeil, mulDivFloor } from "./math.js";
export * from "./pause.js";
export { type PendingTerm, pendingPolicy, pendingTerms, type VaultTerm } from "./pending.js";
export { pledgeTakes, type Restored, restoredBy } from "./pledge.js";
export { depositBrings, exitBrings, type Rates, ratesAt } from "./rates.js";
export { Refusal } from "./refusal.js";
export {
  type RewardSplit,
  type RewardTerms,
  type StreamYield,
  splitReward,
  streamYield,
  YEAR_SECONDS,
} from "./reward.js";
export { accruedBy, type ShareWeights, shareOf } from "./reward-offer.js";
export { rewardBooksAt, rewardDue } from "./reward-tree.js";
export {
  type Approval,
  delegatedStake,
  epochLossLeft,
  magnitudeAt,
  optInCounts,
  optInCountsUntil,
  policyAt,
  slashableStake,
  slashDue,
  slashTakes,
  stakeAtRisk,
} from "./risk.js";
export { putOff, released, streamDue, streamPaid } from "./stream.js";
export { exitFrom, hasTerm, isHeld, isTermRunning, termOpens } from "./term.js";
export {
  advanced,
  assetsOwed,
  booksAt,
  depositRoom,
  depositShares,
  depositWorth,
  type EntryWorth,
  epochAt,
  exitAssets,
  type Notice,
  noticeAt,
  sharesWorth,
  startOf,
  timeAt,
} from "./vault.js";
export * from "./weight.js";
