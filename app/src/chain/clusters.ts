/**
 * The clusters that the page knows, and where the program is on each.
 */
import { type Address, isAddress } from "@solana/kit";
import { type ClusterKind, LOCALNET_PROGRAM_ADDRESS, liquid, oracle, programAddressProblem } from "restaking-client";

/** The name of a cluster. */
export type ClusterName = ClusterKind;

/** A cluster. */
type Cluster = {
  readonly title: string;
  /** What to call it in a sentence. */
  readonly named: string;
  /** Its own node; empty where only the reader knows one. */
  readonly url: string;
  /** What wallets call it. */
  readonly chain: `solana:${string}`;
};

/** The clusters. */
export const CLUSTERS: Readonly<Record<ClusterName, Cluster>> = {
  localnet: {
    title: "Local chain",
    named: "Local chain",
    url: "http://127.0.0.1:8899",
    chain: "solana:localnet",
  },
  devnet: { title: "Devnet", named: "Devnet", url: "https://api.devnet.solana.com", chain: "solana:devnet" },
  testnet: { title: "Testnet", named: "Testnet", url: "https://api.testnet.solana.com", chain: "solana:testnet" },
  mainnet: { title: "Mainnet", named: "Mainnet", url: "https://api.mainnet-beta.solana.com", chain: "solana:mainnet" },
  // Wallets have no name for it. One that signs and does not send needs none.
  own: { title: "Another cluster", named: "a cluster of its own", url: "", chain: "solana:localnet" },
};

/** All names, in the order in which they are shown. */
export const CLUSTER_NAMES = Object.keys(CLUSTERS) as readonly ClusterName[];

/** What the page was built with, by the names of its build settings. */
export type BuildSettings = Readonly<Record<string, string | undefined>>;

/** The build setting that says where the program is on a cluster. */
export function programSetting(cluster: ClusterName): string {
  return `VITE_PROGRAM_ADDRESS_${cluster.toUpperCase()}`;
}

/**
 * Where the program is on a cluster: where the reader says, where the page was built for, or, on local chains alone, where it is
 * on each of them. Undefined without a configured address.
 */
export function programOn(cluster: ClusterName, chosen: string, built: BuildSettings): Address | undefined {
  const usual = cluster === "localnet" ? LOCALNET_PROGRAM_ADDRESS : "";
  const address = chosen || built[programSetting(cluster)] || usual;
  return isAddress(address) ? address : undefined;
}

/** The build setting that says where the program of liquid restaking is on a cluster. */
export function liquidSetting(cluster: ClusterName): string {
  return `VITE_LIQUID_ADDRESS_${cluster.toUpperCase()}`;
}

/** Where the program of liquid restaking is on a cluster, as {@link programOn}. Undefined where the page shows no pools. */
export function liquidOn(cluster: ClusterName, chosen: string, built: BuildSettings): Address | undefined {
  const usual = cluster === "localnet" ? liquid.LOCALNET_PROGRAM_ADDRESS : "";
  const address = chosen || built[liquidSetting(cluster)] || usual;
  return isAddress(address) ? address : undefined;
}

/** The build setting that says where the price oracle's program is on a cluster. */
export function oracleSetting(cluster: ClusterName): string {
  return `VITE_ORACLE_ADDRESS_${cluster.toUpperCase()}`;
}

/**
 * Where the price oracle's program is on a cluster: where the page was built for, or, on local chains alone, where it is on each of them.
 * Undefined where the page shows no feeds.
 */
export function oracleOn(cluster: ClusterName, built: BuildSettings): Address | undefined {
  const address = built[oracleSetting(cluster)] || (cluster === "localnet" ? oracle.LOCALNET_PROGRAM_ADDRESS : "");
  return isAddress(address) ? address : undefined;
}

/** What is wrong with an address that was written for the program of liquid restaking on a cluster. */
export function writtenLiquidProblem(cluster: ClusterName, text: string): string | undefined {
  return writtenBesideProblem(cluster, text, liquid.LOCALNET_PROGRAM_ADDRESS);
}

/** The same for a program that is at `local` on local chains. */
function writtenBesideProblem(cluster: ClusterName, text: string, local: Address): string | undefined {
  if (!isAddress(text)) {
    return "This is not an address";
  }
  return cluster !== "localnet" && text === local
    ? "This is the address of local chains: anyone can deploy a program there"
    : undefined;
}

/** What is wrong with an address that was written for the program on a cluster; nothing if it may be there. */
export function writtenProgramProblem(cluster: ClusterName, text: string): string | undefined {
  return isAddress(text) ? programAddressProblem(cluster, text) : "This is not an address";
}

/** What is wrong with the page's build settings; nothing if it can be built with them. */
export function buildProblem(built: BuildSettings): string | undefined {
  const known = new Map(CLUSTER_NAMES.map((cluster) => [programSetting(cluster), cluster]));
  for (const [name, value] of Object.entries(built)) {
    if (!name.startsWith("VITE_PROGRAM_ADDRESS_") || !value) {
      continue;
    }
    const cluster = known.get(name);
    if (!cluster) {
      return `There is no build setting ${name}: write one of ${[...known.keys()].join(", ")}`;
    }
    const problem = writtenProgramProblem(cluster, value);
    if (problem) {
      return `${name} is ${value}: ${problem}`;
    }
  }
  for (const cluster of CLUSTER_NAMES) {
    const beside = [
      [liquidSetting(cluster), liquid.LOCALNET_PROGRAM_ADDRESS],
      [oracleSetting(cluster), oracle.LOCALNET_PROGRAM_ADDRESS],
    ] as const;
    for (const [setting, local] of beside) {
      const address = built[setting];
      const problem = address ? writtenBesideProblem(cluster, address, local) : undefined;
      if (problem) {
        return `${setting} is ${address}: ${problem}`;
      }
    }
  }
  const start = built.VITE_CLUSTER;
  return start && !CLUSTER_NAMES.includes(start as ClusterName)
    ? `VITE_CLUSTER is ${start}: write one of ${CLUSTER_NAMES.join(", ")}`
    : undefined;
}
