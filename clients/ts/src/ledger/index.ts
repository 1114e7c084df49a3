/**
 * The program's accounting, as far as accounts tell it: exact, in whole units, as of any time. Amounts are in the smallest unit of
 * the asset or of the VRT, times in unix seconds, rates in basis points. Every function here is compared with the ledger's own
 * figures, which `clients/vectors/ledger.json` has.
 */
export { rewardOwed } from "./bonds.js";
export { assetsFor, idleStakeOf, sharesFor, stakeOf, UNITS, VIRTUAL } from "./books.js";
export { certainStake } from "./certain.js";
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
  POOLS,
  requestEpoch,
  SETTLED,
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
  MAX_DEPOSIT_FEE_BPS,
  MAX_EXIT_FEE_BPS,
  MAX_REWARD_FEE_BPS,
  minStreamSeconds,
  nextFees,
} from "./fees.js";
export {
  MAX_COMMISSION_BPS,
  MAX_PROTOCOL_FEE_BPS,
  type RewardSplit,
  type RewardTerms,
  type StreamYield,
  splitReward,
  streamYield,
  YEAR_SECONDS,
} from "./income.js";
export { type InstantExit, instantExit, instantRoom } from "./instant.js";
export { BPS, mulDivCeil, mulDivFloor } from "./math.js";
export { accruedBy, type ShareWeights, shareOf } from "./offer.js";
export * from "./pause.js";
export { type PendingTerm, pendingPolicy, pendingTerms, type VaultTerm } from "./pending.js";
export { pledgeTakes, type Restored, restoredBy } from "./pledge.js";
export { Refusal } from "./refusal.js";
export {
  type Approval,
  agreementCounts,
  agreementCountsUntil,
  delegatedStake,
  epochLossLeft,
  magnitudeAt,
  policyAt,
  slashableStake,
  slashDue,
  slashTakes,
  stakeAtRisk,
} from "./risk.js";
export { rewardBooksAt, rewardDue } from "./roots.js";
export { MAX_STREAM_SECONDS, putOff, released, streamDue, streamPaid } from "./stream.js";
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
  FALL_EPOCHS,
  type Notice,
  noticeAt,
  RISE_EPOCHS,
  sharesWorth,
  startOf,
  timeAt,
} from "./vault.js";
export * from "./weight.js";
