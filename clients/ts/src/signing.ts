/**
 * What operators sign for, checked against the node's cluster.
 */
import type { Address, GetAccountInfoApi, GetGenesisHashApi, ReadonlyUint8Array, Rpc } from "@solana/kit";
import { getBase58Decoder } from "@solana/kit";
import { signingDomain } from "./message.js";
import { pdas } from "./pda.js";
import { fetchRestakingAccount, type ReadConfig } from "./read.js";
import { Told } from "./told.js";

/** A node's accounts are of another program or cluster than they say: nothing is signed for them. */
export class ForeignDomain extends Told {
  override readonly name = "ForeignDomain";
}

/**
 * The signing domain of `ncn` on the cluster of the node: what {@link possessionMessage} and {@link voteMessage} take. It is
 * computed with the genesis hash that the node gives, and is what the config and the NCN's account say too.
 *
 * @throws ForeignDomain The config or the NCN names another program or cluster: a signature could be used there.
 *
 * @example
 * ```ts
 * const domain = await fetchSigningDomain(rpc, programAddress, ncn);
 * const signature = await signBytes(key.keyPair.privateKey, voteMessage(domain, kind, height, said));
 * ```
 */
export async function fetchSigningDomain(
  rpc: Rpc<GetAccountInfoApi & GetGenesisHashApi>,
  programAddress: Address,
  ncn: Address,
  config: ReadConfig = {},
): Promise<Uint8Array> {
  const { abortSignal } = config;
  const [genesisHash, ofCluster, ofNcn] = await Promise.all([
    rpc.getGenesisHash().send(abortSignal && { abortSignal }),
    pdas(programAddress)
      .config()
      .then((address) => fetchRestakingAccount(rpc, programAddress, "Config", address, config)),
    fetchRestakingAccount(rpc, programAddress, "Ncn", ncn, config),
  ]);
  const named = getBase58Decoder().decode(ofCluster.data.genesisHash);
  if (named !== genesisHash) {
    throw new ForeignDomain(`The config names the cluster with genesis hash ${named}; the node's has ${genesisHash}`);
  }
  const domain = signingDomain(programAddress, genesisHash, ncn);
  if (ofNcn.programAddress !== programAddress || !areEqual(domain, ofNcn.data.domain)) {
    throw new ForeignDomain(`The NCN ${ncn} names another program or cluster than ${programAddress} on ${genesisHash}`);
  }
  return domain;
}

function areEqual(one: ReadonlyUint8Array, other: ReadonlyUint8Array): boolean {
  return one.length === other.length && one.every((byte, place) => byte === other[place]);
}
