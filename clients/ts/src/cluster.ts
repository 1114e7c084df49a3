/**
 * Which cluster a node is of.
 */
import type { Address } from "@solana/kit";

import { LOCALNET_PROGRAM_ADDRESS } from "./generated/programs/index.js";

/** The public clusters. */
export type PublicCluster = "mainnet" | "testnet" | "devnet";

/** What a node is of: a public cluster, a local chain, or a cluster of its own. */
export type ClusterKind = PublicCluster | "localnet" | "own";

/** The hashes of the public clusters' first blocks, as the crate `solana-cluster-type` has them. */
export const GENESIS_HASHES: Readonly<Record<PublicCluster, string>> = {
  mainnet: "5eykt4UsFv8P8NJdTREpY1vzqKqZKvdpKuc147dw2N9d",
  testnet: "4uhcVJyU9pJkvQyS88uRDiswHXSCkY3zQawwpjk2NsNY",
  devnet: "EtWTRABZaYq6iMfeYKouRu166VU2xqa1wcaWoxPkrZBG",
};

/**
 * Which cluster a node is of, by the hash of its first block. A hash that is not known is of a cluster of its own; such a cluster
 * is local only where the node is on this machine.
 */
export function clusterOf(genesisHash: string, url: string): ClusterKind {
  const names = Object.keys(GENESIS_HASHES) as PublicCluster[];
  return names.find((name) => GENESIS_HASHES[name] === genesisHash) ?? (isLoopback(url) ? "localnet" : "own");
}

/** Whether a URL names this machine. */
export function isLoopback(url: string): boolean {
  // The parser writes every form of an IPv4 address with four decimal numbers.
  const { hostname } = new URL(url);
  return /^127(\.\d+){3}$/.test(hostname) || hostname === "[::1]" || /^(.+\.)?localhost$/.test(hostname);
}

/**
 * What is wrong with using the program at `programAddress` on a cluster; nothing if it may be used. The key pair of the address
 * on local chains is public: on another cluster, anyone can deploy a program there.
 */
export function programAddressProblem(cluster: ClusterKind, programAddress: Address | undefined): string | undefined {
  const name = cluster === "own" ? "this cluster" : cluster === "localnet" ? "the local chain" : cluster;
  if (programAddress === undefined) {
    return `No address of the restaking program is configured for ${name}`;
  }
  return cluster !== "localnet" && programAddress === LOCALNET_PROGRAM_ADDRESS
    ? `${programAddress} is the program's address on local chains: its key is public, so anyone can own it on ${name}`
    : undefined;
}
