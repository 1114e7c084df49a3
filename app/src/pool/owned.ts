/**
 * What the reader has in pools, read from the chain.
 */
import type { Address } from "@solana/kit";
import { useMemo } from "react";

import { useLiquid, useOwnedLiquid } from "../chain/liquid.js";
import type { OwnedAccounts } from "./claims.js";

/** The accounts of `owner`'s in all pools, or of one pool's queue; nothing before they are read. */
export function useOwnedAccounts(owner: Address | undefined) {
  const requests = useOwnedLiquid("QueuedExit", owner);
  const parts = useOwnedLiquid("ExitPart", owner);
  const asides = useOwnedLiquid("SetAside", owner);
  const any = owner === undefined ? null : undefined;
  const batches = useLiquid("ExitBatch", any);
  const collected = useLiquid("CollectedExit", any);
  const queries = [requests, parts, asides, batches, collected];
  const data = useMemo(
    (): OwnedAccounts | undefined =>
      requests.data && parts.data && asides.data && batches.data && collected.data
        ? {
            requests: requests.data,
            parts: parts.data,
            asides: asides.data,
            batches: batches.data,
            collected: collected.data,
          }
        : undefined,
    [requests.data, parts.data, asides.data, batches.data, collected.data],
  );
  const failed = queries.filter(({ error }) => error !== null);
  return {
    data,
    error: failed[0]?.error ?? null,
    retry: () => {
      for (const query of failed) {
        void query.refetch();
      }
    },
  };
}
