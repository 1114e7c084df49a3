/**
 * A pool's accounting, as far as accounts tell it: exact, in whole units. Every figure here is compared with the ledger's own, which
 * `clients/vectors/liquid.json` has. Values are in lamports, times in unix seconds, rates in basis points.
 */

export { lotCost, lotWhole } from "./auction.js";
export {
  type BroughtShares,
  depositRoomOf,
  MIN_PARTED,
  type PoolDeposit,
  placedDeposit,
  poolDeposit,
} from "./deposit.js";
export {
  type BatchFill,
  batchFill,
  type InKindExit,
  inKindExit,
  instantExitFor,
  instantRoomOf,
  type PoolInstantExit,
  poolInstantExit,
  queueWorth,
  requestCanceled,
  requestDue,
  watermarkOf,
} from "./exits.js";
export { acceptedFrom, isSuspicious, observed, type Standing } from "./guard.js";
export { assetOf, type Holding, holdingOfExit, holdingOfShares, NO_HOLDING, together } from "./placement.js";
export { missingOf, shortfallOf } from "./placing.js";
export {
  assetsOf,
  batchPeriodAt,
  batchPeriodStart,
  checkPriced,
  checkSettled,
  checkValued,
  checkWaiting,
  freeOf,
  isUsed,
  managed,
  outflowLeft,
  queuedOf,
  suspectUntil,
  type Touched,
  touched,
  type Values,
  wantedBy,
  worthOf,
} from "./pool.js";
export {
  doubtOf,
  exceeds,
  type Fraction,
  highValue,
  lowValue,
  NO_FRACTION,
  NO_QUOTE,
  NO_RATE,
  PAR,
  PAR_QUOTE,
  type Price,
  type Quote,
  quoteFor,
  tokensFor,
} from "./price.js";
export { PoolRefusal, poolRefusalSentence } from "./refusal.js";
export { reportQuote } from "./report.js";
