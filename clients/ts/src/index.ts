/**
 * The TypeScript client of the restaking program.
 *
 * @packageDocumentation
 */
export * from "./errors.js";
export * from "./events.js";
export * from "./fetch.js";
export * from "./generated/index.js";
export * from "./ledger/index.js";
export { type LogLine, type ReadLog, readLog } from "./logs.js";
export * as pda from "./pda.js";
export { DEFAULT_SLIPPAGE_BPS, type Fetched, lessSlippage } from "./plans/common.js";
export * from "./plans/staker.js";
export * from "./send.js";
export { openTokenAccount, tokenAccount } from "./tokens.js";
