/**
 * A vault's stake as it flows: from its holders, by the vault, to operators, and on to the NCNs that can slash it.
 */
import type { Address } from "@solana/kit";

import type { Exposure } from "./told-exposure.js";

/** Where stake stands. */
export type FlowNode = {
  readonly id: string;
  readonly kind: "active" | "exiting" | "vault" | "operator" | "ncn" | "idle" | "free";
  /** The party that it stands for, if any. */
  readonly address?: Address;
  /** What stands there; for an NCN, what it can slash. */
  readonly stake: bigint;
};

/** Stake that stands in two places, one for the other. */
export type FlowLink = {
  readonly source: string;
  readonly target: string;
  readonly stake: bigint;
  readonly inert: boolean;
};

/** The stake's way. */
export type Flow = { readonly nodes: readonly FlowNode[]; readonly links: readonly FlowLink[] };

/** A vault's stake as it flows. Where the same stake serves several NCNs, more leaves an operator than comes in. */
export function flowOf(vault: Address, exposure: Exposure): Flow {
  const nodes: FlowNode[] = [];
  const links: FlowLink[] = [];
  const link = (source: string, target: string, stake: bigint, inert = false) => {
    if (stake > 0n) {
      links.push({ source, target, stake, inert });
    }
  };

  const sources = [
    { id: "active", kind: "active", stake: exposure.active },
    { id: "exiting", kind: "exiting", stake: exposure.exiting },
  ] as const;
  for (const source of sources) {
    if (source.stake > 0n) {
      nodes.push(source);
      link(source.id, vault, source.stake);
    }
  }
  nodes.push({ id: vault, kind: "vault", address: vault, stake: exposure.stake });

  const ncns = new Map<Address, bigint>();
  let free = 0n;
  for (const { operator, stake, parts } of exposure.held) {
    if (stake === 0n) {
      continue;
    }
    nodes.push({ id: operator, kind: "operator", address: operator, stake });
    link(vault, operator, stake);
    for (const part of parts) {
      ncns.set(part.ncn, (ncns.get(part.ncn) ?? 0n) + part.stake);
      link(operator, part.ncn, part.stake, part.slashable === 0n);
    }
    const largest = parts.map((part) => part.stake).reduce((a: bigint, b: bigint) => (b > a ? b : a), 0n);
    const given = exposure.leverage > 1n ? largest : parts.reduce((sum, part) => sum + part.stake, 0n);
    // Roundings leave units that are not worth a display.
    const rest = stake - given;
    if (rest * 1_000n > stake) {
      free += rest;
      link(operator, "free", rest);
    }
  }
  for (const [ncn, stake] of ncns) {
    nodes.push({ id: ncn, kind: "ncn", address: ncn, stake });
  }
  if (free > 0n) {
    nodes.push({ id: "free", kind: "free", stake: free });
  }
  if (exposure.idle > 0n) {
    nodes.push({ id: "idle", kind: "idle", stake: exposure.idle });
    link(vault, "idle", exposure.idle);
  }
  return { nodes, links };
}
