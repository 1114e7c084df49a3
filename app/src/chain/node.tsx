/**
 * The node that everything is read from, and what it says it is.
 */

import {
  type Address,
  createSolanaRpcFromTransport,
  createSolanaRpcSubscriptions,
  type Rpc,
  type RpcTransport,
  type SolanaRpcApi,
} from "@solana/kit";
import { useQuery, useQueryClient } from "@tanstack/react-query";
import { createContext, type ReactNode, useContext, useMemo } from "react";
import { clusterOf, patientTransport, programAddressProblem, takesVersion1 } from "restaking-client";

import { CLUSTERS, type ClusterName, liquidOn, oracleOn, programOn } from "./clusters.js";
import { createFastTransport } from "./fast-json.js";
import { withIndexFile } from "./index-file.js";
import { BUILT, useSettings } from "./settings.js";
import { usualWsUrl } from "./urls.js";

/** A node, by request and by subscription. */
export type Node = {
  readonly cluster: ClusterName;
  /** Where it is; empty where none was chosen. */
  readonly url: string;
  readonly wsUrl: string;
  /** Where the program is on its cluster; undefined without a configured address. */
  readonly programAddress: Address | undefined;
  /** Where the program of liquid restaking is on its cluster; undefined without a configured address. */
  readonly liquidAddress: Address | undefined;
  /** Where the price oracle's program is on its cluster; undefined without a configured address. */
  readonly oracleAddress: Address | undefined;
  /** Tells what is read from it, of that program, from all else that is read. */
  readonly key: string;
  /** The same of what is signed for it: however it is read, a transaction stays the same. */
  readonly sentKey: string;
  readonly rpc: Rpc<SolanaRpcApi>;
  readonly rpcSubscriptions: ReturnType<typeof createSolanaRpcSubscriptions>;
};

/** Stands where no node was chosen: nothing is asked of it. */
const NOWHERE = "ws://127.0.0.1";

const NodeContext = createContext<Node | undefined>(undefined);

/** Gives what is inside the node that the settings name. */
export function NodeProvider({ children }: { readonly children: ReactNode }) {
  const { cluster, urls, wsUrls, programs, liquids, indexes } = useSettings();
  const url = urls[cluster] || CLUSTERS[cluster].url;
  const wsUrl = wsUrls[cluster] || (url && usualWsUrl(url));
  const programAddress = programOn(cluster, programs[cluster], BUILT);
  const liquidAddress = liquidOn(cluster, liquids[cluster], BUILT);
  const index = indexes[cluster];
  const node = useMemo<Node>(() => {
    const sentKey = `${url} ${programAddress} ${liquidAddress}`;
    const key = `${sentKey} ${index}`;
    const withIndex = (transport: RpcTransport) =>
      programAddress
        ? withIndexFile(transport, { cluster, url: index, programAddress, liquidAddress, key })
        : transport;
    return {
      cluster,
      url,
      wsUrl,
      programAddress,
      liquidAddress,
      oracleAddress: oracleOn(cluster, BUILT),
      key,
      sentKey,
      rpc: createSolanaRpcFromTransport(withIndex(patientTransport(createFastTransport(url)))) as Rpc<SolanaRpcApi>,
      rpcSubscriptions: createSolanaRpcSubscriptions(wsUrl || NOWHERE),
    };
  }, [cluster, url, wsUrl, programAddress, liquidAddress, index]);
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

/** Where the program is: what is inside the gate is shown only where that is known. */
export function useProgram(): Address {
  const { programAddress } = useNode();
  if (!programAddress) {
    throw new Error("there is no program here");
  }
  return programAddress;
}

/** What the node is, as far as the page needs to know. */
export type Deployment = {
  /** The cluster that the node really is of. */
  readonly cluster: ClusterName;
  /** Why the program's address cannot be used on it; nothing if it can. */
  readonly problem: string | undefined;
  /** The program is there. */
  readonly deployed: boolean;
  /** It takes transactions of version 1. */
  readonly version1: boolean;
};

/** What the node is. Fails where it cannot be reached. */
export function useDeployment() {
  const { rpc, url, key, programAddress } = useNode();
  return useQuery({
    queryKey: [key, "deployment"],
    queryFn: async ({ signal }): Promise<Deployment> => {
      const [genesis, version1] = await Promise.all([
        rpc.getGenesisHash().send({ abortSignal: signal }),
        takesVersion1(rpc, { abortSignal: signal }),
      ]);
      const cluster = clusterOf(genesis, url);
      const problem = programAddressProblem(cluster, programAddress);
      const deployed =
        problem === undefined && programAddress !== undefined && (await isProgram(programAddress, signal));
      return { cluster, problem, deployed, version1 };
    },
    enabled: url !== "",
    refetchInterval: (query) => (query.state.status === "error" ? 10_000 : false),
  });

  async function isProgram(address: Address, abortSignal: AbortSignal): Promise<boolean> {
    const { value } = await rpc
      .getAccountInfo(address, { encoding: "base64", dataSlice: { offset: 0, length: 0 } })
      .send({ abortSignal });
    return value?.executable === true;
  }
}

/** Reads everything again. */
export function useRefresh(): () => void {
  const client = useQueryClient();
  return () => void client.invalidateQueries();
}
