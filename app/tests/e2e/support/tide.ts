/**
 * The example's liquid pool.
 */
import { type Address, createSolanaRpc } from "@solana/kit";
import { LOCALNET_PROGRAM_ADDRESS, liquid } from "restaking-client";

import { localnet } from "./setting.js";

const PROGRAMS = { programAddress: liquid.LOCALNET_PROGRAM_ADDRESS, core: LOCALNET_PROGRAM_ADDRESS };

/** Its address. */
export const tide = (): Address => localnet.manifest.liquidPools.tide?.address as Address;

/** The pool as the chain has it. */
export const tideState = (): Promise<liquid.PoolState> =>
  liquid.fetchPoolState(createSolanaRpc(localnet.manifest.rpc), PROGRAMS, tide());
