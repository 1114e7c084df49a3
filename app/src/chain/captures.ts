/**
 * What stands behind the fields of stake tables and captures: entries, which are read by themselves.
 */
import { type Address, fetchEncodedAccounts } from "@solana/kit";
import { useQuery } from "@tanstack/react-query";
import { captureEntries, pdas, stakeTableEntries } from "restaking-client";

import type { Captured } from "../model/offers.js";
import { inPages } from "./accounts.js";
import { useNode, useProgram } from "./node.js";

/** The entries of `tables`, each with what its capture keeps. */
export function useCaptured(tables: readonly Address[]) {
  const { rpc, key } = useNode();
  const programAddress = useProgram();
  return useQuery({
    queryKey: [key, "balance", "captures", tables],
    queryFn: async ({ signal }): Promise<Captured[]> => {
      const read = async (addresses: readonly Address[]) => {
        const config = { commitment: "confirmed", abortSignal: signal } as const;
        const pages = inPages(addresses).map((page) => fetchEncodedAccounts(rpc, page, config));
        const found = (await Promise.all(pages)).flat();
        // A stranger's account says what it likes.
        return found.map((account) =>
          account.exists && account.programAddress === programAddress ? account.data : undefined,
        );
      };
      const found = await read(tables);
      const entries = tables.flatMap((table, place) => {
        const data = found[place];
        return ((data && stakeTableEntries(data)) ?? []).map((entry) => ({ table, entry }));
      });
      const pda = pdas(programAddress);
      const captures = await read(
        await Promise.all(entries.map(({ table, entry }) => pda.capture(table, entry.operator, entry.captor))),
      );
      return entries.map((each, place) => {
        const data = captures[place];
        return { ...each, kept: (data && captureEntries(data)) ?? [] };
      });
    },
    enabled: tables.length > 0,
    refetchInterval: 30_000,
  });
}
