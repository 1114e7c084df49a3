/**
 * The program's accounting, as far as it can be told from accounts: exact, in whole units, as of any time. Amounts are in the
 * smallest unit of the asset or of the VRT, times in unix seconds, rates in basis points.
 */
export * from "./bonds.js";
export { assetsFor, idleStakeOf, sharesFor, stakeOf, UNITS, VIRTUAL } from "./books.js";
export * from "./certain.js";
export { pendingChange, settled, valueAt } from "./delayed.js";
export * from "./exit.js";
export * from "./fees.js";
export * from "./grant.js";
export * from "./income.js";
export * from "./instant.js";
export { BPS, mulDivCeil, mulDivFloor, mulRatioFloor } from "./math.js";
export * from "./offer.js";
export * from "./pause.js";
export { type PendingTerm, pendingPolicy, pendingTerms, type VaultTerm } from "./pending.js";
export * from "./pledge.js";
export { Refusal } from "./refusal.js";
export * from "./risk.js";
export * from "./roots.js";
export * from "./stream.js";
export * from "./term.js";
export * from "./vault.js";
export * from "./weight.js";
