/**
 * The TypeScript client of the restaking program.
 *
 * @packageDocumentation
 */
export * from "./amount.js";
export * from "./cluster.js";
export { Expired, OutcomeUnknown } from "./confirm.js";
export * from "./ed25519.js";
export * from "./errors.js";
export * from "./events.js";
export * from "./exposure.js";
export {
  type ClusterClock,
  fetchAllocations,
  fetchBondPools,
  fetchBucketsOf,
  fetchClusterClock,
  fetchClusterTime,
  fetchDelegations,
  fetchExitBuckets,
  fetchExitTickets,
  fetchMany,
  fetchNcns,
  fetchOpenSlashes,
  fetchOperatorRecords,
  fetchOperators,
  fetchOptIns,
  fetchPositions,
  fetchRestakingAccounts,
  fetchRewardClaims,
  fetchRewardTrees,
  fetchSlashes,
  fetchVaults,
  type ReadConfig,
  type RestakingAccountData,
  type RestakingAccountName,
  ScanRefused,
  SLASH_STATUS,
  type Where,
} from "./fetch.js";
export * from "./generated/index.js";
export * from "./history.js";
export * from "./ledger/index.js";
export { type LogLine, type ReadLog, readLog } from "./logs.js";
export * from "./merkle.js";
export * from "./message.js";
export { type Pdas, pdas } from "./pda.js";
export * from "./plans/bonds.js";
export * from "./plans/captor.js";
export {
  DEFAULT_SLIPPAGE_BPS,
  type Fetched,
  lessSlippage,
  type MayPause,
  NOBODY,
  type OfProgram,
  type Payer,
  type Slippage,
} from "./plans/common.js";
export * from "./plans/income.js";
export * from "./plans/keys.js";
export * from "./plans/rewards.js";
export * from "./plans/roles.js";
export * from "./plans/slashing.js";
export * from "./plans/stake.js";
export * from "./plans/staker.js";
export * from "./send.js";
export * from "./signing.js";
export * from "./table.js";
export * from "./text.js";
export * from "./time.js";
export { SYSTEM_TIMER, type Timer } from "./timer.js";
export { fetchHolding, type Holding, openTokenAccount, tokenAccount, WRAPPED_SOL } from "./tokens.js";
export { type PlanConfig, type PlannedMessage, planMessages, planTransactions } from "./transactions.js";
export { type BackoffConfig, createPatientRpc, createPatientRpcFrom, ProviderError, withBackoff } from "./transport.js";
export * from "./version.js";
