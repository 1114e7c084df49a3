/**
 * A vault as it is when something is signed: what the page shows may be half a minute old, and its reader may have thought longer.
 */
import { assetProgramOf, fetchClusterTime, fetchHolding, fetchRestakingAccount, type Holding } from "restaking-client";

import type { Found } from "../chain/accounts.js";
import { useNode, useProgram } from "../chain/node.js";
import { useWallets } from "../wallet/wallets.js";

/** A vault, the chain's time, and the reader's own accounts of its tokens, read just now. */
export type Fresh = {
  readonly vault: Found<"Vault">;
  readonly now: bigint;
  readonly assets: Holding;
  readonly shares: Holding;
};

/** Reads a vault and the reader's own accounts of its tokens anew. */
export function useFresh(shown: Found<"Vault">): () => Promise<Fresh> {
  const { rpc } = useNode();
  const programAddress = useProgram();
  const { connection } = useWallets();
  return async () => {
    if (!connection) {
      throw new Error("No wallet is connected");
    }
    const config = { commitment: "confirmed" } as const;
    const { address } = connection;
    const { assetMint, vrtMint } = shown.data;
    const [vault, now, assets, shares] = await Promise.all([
      fetchRestakingAccount(rpc, programAddress, "Vault", shown.address, config),
      fetchClusterTime(rpc, config),
      fetchHolding(rpc, address, assetMint, { ...config, tokenProgram: assetProgramOf(shown.data) }),
      fetchHolding(rpc, address, vrtMint, config),
    ]);
    return { vault, now, assets, shares };
  };
}
