/**
 * Versions of transactions, and which a cluster takes.
 */
import { type Address, type Commitment, type GetAccountInfoApi, getBase64Encoder, type Rpc } from "@solana/kit";

/** The versions in which plans are sent. Version 1 has room for 4,096 bytes and 64 accounts, and no lookup tables. */
export type SentVersion = 0 | 1;

/** The feature by which a cluster takes transactions of version 1: `enable_tx_v1` of the crate `agave-feature-set`. */
export const VERSION_1_FEATURE = "txv1aq4pp281K9um3tnPgkfX8UqtFT6wcVW3hNezGLL" as Address;

/** The owner of feature accounts, by the crate `solana-sdk-ids`. */
export const FEATURE_PROGRAM = "Feature111111111111111111111111111111111111" as Address;

/** How a cluster is asked. */
type AskConfig = { readonly commitment?: Commitment | undefined; readonly abortSignal?: AbortSignal | undefined };

/** Whether a cluster takes transactions of version 1: its feature is active. */
export async function takesVersion1(
  rpc: Rpc<GetAccountInfoApi>,
  { commitment, abortSignal }: AskConfig = {},
): Promise<boolean> {
  const { value } = await rpc
    .getAccountInfo(VERSION_1_FEATURE, { encoding: "base64", ...(commitment && { commitment }) })
    .send(abortSignal && { abortSignal });
  // A feature that waits for its epoch has an account that names no slot: its first byte says whether it names one.
  return value?.owner === FEATURE_PROGRAM && getBase64Encoder().encode(value.data[0])[0] === 1;
}

/**
 * The version to send in: 1 where the cluster takes it and the wallet announces it in `supportedTransactionVersions`, 0
 * otherwise. A key pair signs every version.
 */
export async function versionFor(
  rpc: Rpc<GetAccountInfoApi>,
  supportedTransactionVersions: readonly ("legacy" | number)[] = [0, 1],
  config: AskConfig = {},
): Promise<SentVersion> {
  return supportedTransactionVersions.includes(1) && (await takesVersion1(rpc, config)) ? 1 : 0;
}
