/**
 * What token accounts hold.
 */
import { type Address, fetchEncodedAccounts } from "@solana/kit";
import { useQuery } from "@tanstack/react-query";

import { inPages } from "../chain/accounts.js";
import { useNode } from "../chain/node.js";

/** Where a token account has its amount: after the mint and the owner. */
const AMOUNT_AT = 64;

/** What token accounts hold, by their addresses. */
export function useAmounts(addresses: readonly Address[]) {
  const { rpc, key } = useNode();
  return useQuery({
    queryKey: [key, "balance", "treasuries", addresses],
    queryFn: async ({ signal }): Promise<ReadonlyMap<Address, bigint>> => {
      const config = { commitment: "confirmed", abortSignal: signal } as const;
      const pages = inPages(addresses).map((page) => fetchEncodedAccounts(rpc, page, config));
      const found = (await Promise.all(pages)).flat();
      return new Map(
        found.flatMap((account): [Address, bigint][] => {
          if (!account.exists || account.data.length < AMOUNT_AT + 8) {
            return [];
          }
          const view = new DataView(account.data.buffer, account.data.byteOffset);
          return [[account.address, view.getBigUint64(AMOUNT_AT, true)]];
        }),
      );
    },
    enabled: addresses.length > 0,
    refetchInterval: 30_000,
  });
}
