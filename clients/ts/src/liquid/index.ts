/**
 * Liquid restaking: one token, the LRT, over many assets and vaults of the core.
 */
export * from "./accounts.js";
export * from "./generated/index.js";
export * from "./ledger/index.js";
export * from "./pda.js";
