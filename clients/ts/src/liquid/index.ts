/**
 * Liquid restaking: one token, the LRT, over many assets and vaults of the core.
 */
export * from "./accounts.js";
export * from "./generated/index.js";
export * from "./native-stake.js";
export * from "./pda.js";
