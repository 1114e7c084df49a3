/**
 * The TypeScript client of the restaking program.
 *
 * @packageDocumentation
 */
export * from "./amount.js";
export { type BatchProgress, type BatchResult, sendEach } from "./batch.js";
export * from "./cluster.js";
export { Expired, OutcomeUnknown } from "./confirm.js";
export * from "./ed25519.js";
export { causesOf, type Explanation, explainError, type FailureContext } from "./errors.js";
export { type ReadEvents, readEvents } from "./events.js";
export * from "./exposure.js";
export {
  fetchAllocations,
  fetchBondPools,
  fetchBucketsOf,
  fetchDelegations,
  fetchExitBuckets,
  fetchExitTickets,
  fetchGrants,
  fetchNcns,
  fetchOpenSlashes,
  fetchOperatorRecords,
  fetchOperators,
  fetchOptIns,
  fetchPledges,
  fetchPositions,
  fetchRestakingAccounts,
  fetchRewardClaims,
  fetchRewardTrees,
  fetchSlashes,
  fetchVaults,
  refusesScans,
  ScanRefused,
  type Where,
} from "./fetch.js";
export * as upgradeGate from "./gate/index.js";
export { FOREIGN_ERRORS } from "./generated/foreign/index.js";
export * from "./generated/index.js";
export * from "./history.js";
export {
  depositable,
  fetchHolding,
  fetchHoldingAt,
  fetchHoldings,
  fetchHoldingsAt,
  fetchHoldingsOf,
  fetchMintFacts,
  type Holding,
  holdingOf,
  type MintFacts,
  type OfTokenProgram,
  readHolding,
  SOL_RESERVE,
  UnusableAccount,
} from "./holdings.js";
export * from "./ledger/index.js";
export * as liquid from "./liquid/index.js";
export { type LogLine, type ReadLog, readLog } from "./logs.js";
export * from "./merkle.js";
export * from "./message.js";
export * from "./native-stake/index.js";
export * as oracle from "./oracle/index.js";
export { type Pdas, pdas } from "./pda.js";
export * from "./plans/allocation.js";
export type { BatchItem, Skipped } from "./plans/batch.js";
export * from "./plans/bonds.js";
export {
  DEFAULT_SLIPPAGE_BPS,
  type Fetched,
  lessSlippage,
  type MayPause,
  NOBODY,
  type OfNcn,
  type OfProgram,
  type Payer,
  type Slippage,
} from "./plans/common.js";
export * from "./plans/delegation.js";
export * from "./plans/deposit.js";
export * from "./plans/exit.js";
export * from "./plans/exit-tickets.js";
export * from "./plans/grants.js";
export * from "./plans/keys.js";
export * from "./plans/metadata.js";
export * from "./plans/moves.js";
export * from "./plans/named.js";
export * from "./plans/native-stake.js";
export * from "./plans/opt-in.js";
export type { Part } from "./plans/part.js";
export type { Receiving } from "./plans/payments.js";
export * from "./plans/pledges.js";
export * from "./plans/record.js";
export * from "./plans/releases.js";
export * from "./plans/reward.js";
export * from "./plans/reward-offer.js";
export * from "./plans/reward-tree.js";
export * from "./plans/roles.js";
export * from "./plans/sets.js";
export * from "./plans/slashing.js";
export * from "./plans/stake-table.js";
export * from "./plans/sweeps.js";
export * from "./plans/weights.js";
export * from "./rate-report.js";
export * as rating from "./rating/index.js";
export {
  type ClusterClock,
  fetchAtOneSlot,
  fetchClusterClock,
  fetchClusterTime,
  fetchMany,
  fetchMaybeRestakingAccount,
  fetchRestakingAccount,
  inChunks,
  type ReadConfig,
  type RestakingAccountData,
  type RestakingAccountName,
  readRestakingAccount,
  WrongAccount,
} from "./read.js";
export * from "./recipients.js";
export * from "./send.js";
export {
  type EventSentence,
  eventSentence,
  type FigureUnit,
  type SentencePart,
  type SentenceValue,
  type Tone,
} from "./sentences.js";
export * from "./sets.js";
export * from "./signing.js";
export * from "./stray-tokens.js";
export * from "./table.js";
export * from "./text.js";
export * from "./time.js";
export { SYSTEM_TIMER, type Timer } from "./timer.js";
export {
  assetProgramOf,
  moving,
  openTokenAccount,
  TOKEN_2022_PROGRAM_ADDRESS,
  tokenAccount,
  unwrapSol,
  WRAPPED_SOL,
  withAssetProgram,
} from "./tokens.js";
export { Told } from "./told.js";
export {
  MAX_PRIORITY_FEE,
  type PlanConfig,
  type PlannedMessage,
  PriorityFeeOverCap,
  planMessages,
  planTransactions,
} from "./transactions.js";
export {
  type BackoffConfig,
  createPatientRpc,
  createPatientRpcFrom,
  isBusy,
  NoAnswer,
  ProviderError,
  patientTransport,
  withBackoff,
  withPatience,
} from "./transport.js";
export * from "./version.js";
