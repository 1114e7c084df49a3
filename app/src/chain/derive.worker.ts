/**
 * Derives addresses beside the page's thread: each takes a third of a millisecond, and lists need a thousand.
 */
import type { Address } from "@solana/kit";
import { metadataAddress, tokenAccount } from "restaking-client";

/** The mints of which addresses are wanted: of their metadata, or of an owner's token accounts. */
export type Derivation = {
  readonly id: number;
  readonly owner?: Address | undefined;
  readonly mints: readonly Address[];
};

/** The addresses, in the order of the mints. */
export type Derived = { readonly id: number; readonly addresses: readonly Address[] };

self.onmessage = async ({ data }: MessageEvent<Derivation>) => {
  const { id, owner, mints } = data;
  const derive = (mint: Address) => (owner === undefined ? metadataAddress(mint) : tokenAccount(owner, mint));
  self.postMessage({ id, addresses: await Promise.all(mints.map(derive)) } satisfies Derived);
};
