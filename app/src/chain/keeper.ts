/**
 * The authority over the program's code.
 */
import type { Address } from "@solana/kit";
import { useQuery } from "@tanstack/react-query";
import { upgradeGate } from "restaking-client";

import { useNode } from "./node.js";

/** How often it is read again, in milliseconds. */
const READ_EVERY = 60_000;

/** The authority over the program's code. */
export function useCodeKeeper() {
  const { rpc, key, programAddress } = useNode();
  return useQuery({
    queryKey: [key, "code keeper"],
    enabled: programAddress !== undefined,
    queryFn: ({ signal }): Promise<upgradeGate.CodeKeeper> =>
      upgradeGate.fetchCodeKeeper(rpc, programAddress as Address, { commitment: "confirmed", abortSignal: signal }),
    refetchInterval: READ_EVERY,
  });
}
