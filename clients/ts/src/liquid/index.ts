/**
 * Liquid restaking: one token, the LRT, over many assets and vaults of the core.
 */
export * from "./accounts.js";
export * from "./auctions.js";
export * from "./generated/index.js";
export * from "./history.js";
export * from "./ledger/index.js";
export * from "./native-stake.js";
export * from "./pda.js";
export * from "./plans.js";
export * from "./read.js";
export * from "./sources.js";
export * from "./stake-pool.js";
export * from "./state.js";
