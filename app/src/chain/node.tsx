/**
 * The node that everything is read from, and what it says it is.
 */

import { createSolanaRpc, createSolanaRpcSubscriptions, type Rpc, type SolanaRpcApi } from "@solana/kit";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useMemo } from "react";
import { RESTAKING_PROGRAM_ADDRESS } from "restaking-client";

import { CLUSTERS, type ClusterName, useSettings } from "./settings.js";
import { usualWsUrl } from "./urls.js";

/** A node, by request and by subscription. */
export type Node = {
  readonly cluster: ClusterName;
  readonly url: string;
  readonly wsUrl: string;
  readonly rpc: Rpc<SolanaRpcApi>;
  readonly rpcSubscriptions: ReturnType<typeof createSolanaRpcSubscriptions>;
};

const NodeContext = createContext<Node | undefined>(undefined);

/** Gives what is inside the node that the settings name. */
export function NodeProvider({ children }: { readonly children: ReactNode }) {
  const { cluster, urls, wsUrls } = useSettings();
  const url = urls[cluster] || CLUSTERS[cluster].url;
  const wsUrl = wsUrls[cluster] || usualWsUrl(url);
  const node = useMemo<Node>(
    () => ({
      cluster,
      url,
      wsUrl,
      rpc: createSolanaRpc(url),
      rpcSubscriptions: createSolanaRpcSubscriptions(wsUrl),
    }),
    [cluster, url, wsUrl],
  );
  return <NodeContext value={node}>{children}</NodeContext>;
}

/** The node. */
export function useNode(): Node {
  const node = useContext(NodeContext);
  if (!node) {
    throw new Error("there is no node here");
  }
  return node;
}

/** The hashes of the first blocks of the public clusters. */
const GENESIS: Readonly<Record<string, ClusterName>> = {
  "5eykt4UsFv8P8NJdTREpY1vzqKqZKvdpKuc147dw2N9d": "mainnet",
  EtWTRABZaYq6iMfeYKouRu166VU2xqa1wcaWoxPkrZBG: "devnet",
};

/** What the node is, as far as the page needs to know. */
export type Deployment = {
  /** The program is there. */
  readonly deployed: boolean;
  /** The cluster that the node really is of; a local one if it is of no public one. */
  readonly cluster: ClusterName;
};

/** What the node is. Fails where it cannot be reached. */
export function useDeployment() {
  const { rpc, url } = useNode();
  return useQuery({
    queryKey: [url, "deployment"],
    queryFn: async ({ signal }): Promise<Deployment> => {
      const [genesis, program] = await Promise.all([
        rpc.getGenesisHash().send({ abortSignal: signal }),
        rpc
          .getAccountInfo(RESTAKING_PROGRAM_ADDRESS, { encoding: "base64", dataSlice: { offset: 0, length: 0 } })
          .send({ abortSignal: signal }),
      ]);
      return { deployed: program.value?.executable === true, cluster: GENESIS[genesis] ?? "localnet" };
    },
    refetchInterval: (query) => (query.state.status === "error" ? 10_000 : false),
  });
}

/** Reads everything again. */
export function useRefresh(): () => void {
  const client = useQueryClient();
  return () => void client.invalidateQueries();
}
