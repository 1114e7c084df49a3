/**
 * Native stake as a vault's asset: stake accounts, and the pools of the tokens that vaults take.
 */
export * from "./account.js";
export * from "./fetch.js";
export * from "./instructions.js";
export * from "./pool.js";
export { EPOCH_REWARDS, SINGLE_POOL_PROGRAM, STAKE_PROGRAM } from "./programs.js";
