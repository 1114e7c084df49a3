/**
 * Where the programs and the sysvars of native stake are.
 */
import type { Address } from "@solana/kit";

/** The program of stake accounts. */
export const STAKE_PROGRAM = "Stake11111111111111111111111111111111111111" as Address;

/** SPL's single-validator pools. */
export const SINGLE_POOL_PROGRAM = "SVSPxpvHdN29nkVg9rPapPNDddN5DipNLRUFhyjFThE" as Address;

/** The sysvar that says whether stake rewards are being paid. */
export const EPOCH_REWARDS = "SysvarEpochRewards1111111111111111111111111" as Address;

/** The sysvars that programs are given, by the crate `solana-sdk-ids`. */
export const CLOCK = "SysvarC1ock11111111111111111111111111111111" as Address;
export const RENT = "SysvarRent111111111111111111111111111111111" as Address;
export const STAKE_HISTORY = "SysvarStakeHistory1111111111111111111111111" as Address;
export const STAKE_CONFIG = "StakeConfig11111111111111111111111111111111" as Address;
