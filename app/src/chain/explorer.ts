/**
 * Links to Solana's explorer, for who wants to see for themselves.
 */
import type { Node } from "./node.js";

/** Where the explorer shows an account or a transaction of this node's cluster. */
export function explorerUrl(node: Pick<Node, "cluster" | "url">, kind: "address" | "tx", id: string): string {
  const url = new URL(`https://explorer.solana.com/${kind}/${id}`);
  if (node.cluster === "devnet" || node.cluster === "testnet") {
    url.searchParams.set("cluster", node.cluster);
  } else if (node.cluster !== "mainnet") {
    url.searchParams.set("cluster", "custom");
    url.searchParams.set("customUrl", node.url);
  }
  return url.href;
}
