/**
 * Vaults for the chain of the tests.
 */
import type { Account, Address, KeyPairSigner } from "@solana/kit";
import {
  fetchVault,
  getInitializeVaultInstructionAsync,
  type LimitsArgsArgs,
  type Vault,
  withAssetProgram,
} from "restaking-client";

import type { Chain } from "./chain.js";
import { PROGRAM, pda } from "./program.js";

/** No cap, a fee of 1% for the whole idle stake, and an allowance that seldom binds. */
export const LIMITS: LimitsArgsArgs = {
  depositCap: 1n << 60n,
  instantFeeBps: 100n,
  instantCapacity: 1n << 60n,
  instantRefillSeconds: 1_000n,
  restricted: false,
};

/** A vault for `assetMint` with its creator as its admin and its curator. */
export async function makeVault(
  chain: Chain,
  creator: KeyPairSigner,
  assetMint: Address,
  { index = 0n, epochSeconds = 1_000n, limits = LIMITS, termStart = 0n, termEnd = 0n, assetProgram = 0 } = {},
): Promise<Account<Vault>> {
  const initialize = await getInitializeVaultInstructionAsync(
    {
      payer: creator,
      creator,
      config: await pda.config(),
      assetMint,
      index,
      epochSeconds,
      limits,
      termStart,
      termEnd,
    },
    PROGRAM,
  );
  await chain.send(creator, withAssetProgram({ assetMint, assetProgram }, initialize));
  return fetchVault(chain.rpc, await pda.vault(creator.address, index));
}
