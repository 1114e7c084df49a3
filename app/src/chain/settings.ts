/**
 * What the reader has chosen, kept in this browser alone.
 */
import { useSyncExternalStore } from "react";
import { displayText } from "restaking-client";

import { type BuildSettings, CLUSTER_NAMES, type ClusterName } from "./clusters.js";

/** The settings. */
export type Settings = {
  /** Which cluster. */
  readonly cluster: ClusterName;
  /** The node to ask instead of the cluster's own, by cluster; empty for that. */
  readonly urls: Readonly<Record<ClusterName, string>>;
  /** Where the node takes subscriptions, by cluster; empty for where nodes usually do. */
  readonly wsUrls: Readonly<Record<ClusterName, string>>;
  /** Where the program is, by cluster; empty for where the page was built for. */
  readonly programs: Readonly<Record<ClusterName, string>>;
  /** Where a static index of the program's accounts is, by cluster; empty for the one that the page's deployer ships. */
  readonly indexes: Readonly<Record<ClusterName, string>>;
  /** Where the program of liquid restaking is, by cluster; empty for where the page was built for. */
  readonly liquids: Readonly<Record<ClusterName, string>>;
  /** How much worse than expected a result may be, in basis points. */
  readonly slippageBps: number;
  /** What to offer for a compute unit, in millionths of a lamport. */
  readonly priorityFee: number;
  /** Names that the reader gave to addresses. */
  readonly names: Readonly<Record<string, string>>;
  /**
   * Whether what operators and NCNs say of themselves is read from the web addresses that they give; nothing before the reader has chosen,
   * which reads none: each of their servers would learn the reader's address.
   */
  readonly readsDescriptions: boolean | undefined;
};

const KEY = "restaking.settings";

const NONE = Object.fromEntries(CLUSTER_NAMES.map((name) => [name, ""])) as Record<ClusterName, string>;

/** What the page was built with. */
export const BUILT: BuildSettings = import.meta.env;

/** The settings before anything is chosen. */
export const DEFAULTS: Settings = {
  cluster: isCluster(BUILT.VITE_CLUSTER) ? BUILT.VITE_CLUSTER : "localnet",
  urls: NONE,
  wsUrls: NONE,
  programs: NONE,
  indexes: NONE,
  liquids: NONE,
  slippageBps: 50,
  priorityFee: 0,
  names: {},
  readsDescriptions: undefined,
};

let settings = load();
const listeners = new Set<() => void>();

/** Reads what was kept; what is damaged or of another version reads as not chosen. */
function load(): Settings {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KEY) ?? "{}");
    const { cluster, urls, wsUrls, programs, indexes, liquids, slippageBps, priorityFee, names, readsDescriptions } =
      kept as Partial<Settings>;
    return {
      cluster: isCluster(cluster) ? cluster : DEFAULTS.cluster,
      urls: { ...NONE, ...texts(urls) },
      wsUrls: { ...NONE, ...texts(wsUrls) },
      programs: { ...NONE, ...texts(programs) },
      indexes: { ...NONE, ...texts(indexes) },
      liquids: { ...NONE, ...texts(liquids) },
      slippageBps: whole(slippageBps, 10_000) ?? DEFAULTS.slippageBps,
      priorityFee: whole(priorityFee, 1_000_000_000) ?? DEFAULTS.priorityFee,
      names: Object.fromEntries(Object.entries(texts(names)).map(([address, name]) => [address, displayText(name)])),
      readsDescriptions: typeof readsDescriptions === "boolean" ? readsDescriptions : undefined,
    };
  } catch {
    return DEFAULTS;
  }
}

function isCluster(name: string | undefined): name is ClusterName {
  return CLUSTER_NAMES.includes(name as ClusterName);
}

function texts(value: unknown): Record<string, string> {
  const entries = typeof value === "object" && value !== null ? Object.entries(value) : [];
  return Object.fromEntries(entries.filter((entry): entry is [string, string] => typeof entry[1] === "string"));
}

function whole(value: unknown, most: number): number | undefined {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= most ? (value as number) : undefined;
}

/** Changes some of the settings, and keeps them. */
export function changeSettings(change: Partial<Settings>): void {
  settings = { ...settings, ...change };
  try {
    localStorage.setItem(KEY, JSON.stringify(settings));
  } catch {
    // A browser that keeps nothing still shows what was chosen until the page is closed.
  }
  for (const listener of listeners) {
    listener();
  }
}

/** The settings, as they are. */
export function useSettings(): Settings {
  return useSyncExternalStore(subscribe, () => settings);
}

function subscribe(listener: () => void): () => void {
  listeners.add(listener);
  return () => listeners.delete(listener);
}
