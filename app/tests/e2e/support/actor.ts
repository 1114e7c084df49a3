/**
 * A person of the example that acts on the chain without the page.
 */
import {
  createKeyPairSignerFromBytes,
  createSolanaRpc,
  type InstructionPlan,
  type Rpc,
  type SolanaRpcApi,
  type TransactionSigner,
} from "@solana/kit";
import { sendPlan } from "restaking-client";

import type { Localnet } from "./localnet.js";

/** What there is to act with. */
export type Stand = { readonly rpc: Rpc<SolanaRpcApi>; readonly now: bigint };

/** Has somebody sign and send a plan. */
export async function act(
  localnet: Localnet,
  name: string,
  plan: (signer: TransactionSigner, stand: Stand) => Promise<InstructionPlan>,
): Promise<void> {
  const { rpc: url } = localnet.manifest;
  const rpc = createSolanaRpc(url);
  const signer = await createKeyPairSignerFromBytes(Uint8Array.from(localnet.secret(name)));
  const now = BigInt(await localnet.time());
  await sendPlan({ rpc }, await plan(signer, { rpc, now }), signer);
}
