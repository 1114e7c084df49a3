/**
 * The reference oracle: an NCN of which the operators report prices.
 */
export * from "./generated/index.js";
export * from "./pda.js";
export * from "./read.js";
