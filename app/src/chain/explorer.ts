/**
 * Links to Solana's explorer, for a check by other means.
 */
import { isLoopback } from "restaking-client";

import type { Node } from "./node.js";

/**
 * Where the explorer shows an account or a transaction of this node's cluster; nothing where it would have to be told the address of
 * the reader's own node, which may have a key in it.
 */
export function explorerUrl(
  node: Pick<Node, "cluster" | "url">,
  kind: "address" | "tx",
  id: string,
): string | undefined {
  const url = new URL(`https://explorer.solana.com/${kind}/${encodeURIComponent(id)}`);
  if (node.cluster === "devnet" || node.cluster === "testnet") {
    url.searchParams.set("cluster", node.cluster);
  } else if (node.cluster !== "mainnet") {
    if (!isLoopback(node.url)) {
      return undefined;
    }
    url.searchParams.set("cluster", "custom");
    url.searchParams.set("customUrl", new URL(node.url).origin);
  }
  return url.href;
}
