/**
 * The price oracle's accounts, kept up to date.
 */
import type { Account, Address } from "@solana/kit";
import { useQuery } from "@tanstack/react-query";
import { oracle } from "restaking-client";

import { useNode } from "./node.js";

/** A feed, and an operator's score in one. */
export type FoundFeed = Account<oracle.Feed>;
export type FoundScore = Account<oracle.OperatorScore>;

/** How often accounts are read again, in milliseconds: a feed has a new price each minute or less often. */
const READ_EVERY = 30_000;

/**
 * The feeds of an NCN of which `slasher` is the price oracle, by their numbers; null where the slasher is another. Nothing is asked of the
 * node then.
 */
export function useFeeds(ncn: Address, slasher: Address | undefined) {
  const { rpc, key, oracleAddress } = useNode();
  return useQuery({
    queryKey: [key, "oracle", oracleAddress, ncn, slasher],
    enabled: oracleAddress !== undefined && slasher !== undefined,
    queryFn: async ({ signal }): Promise<readonly FoundFeed[] | null> => {
      const program = oracleAddress as Address;
      const own = await oracle.oraclePdas(program).oracle(ncn);
      if (own !== slasher) {
        return null;
      }
      const of = { field: "oracle", is: own } as const;
      const config = { commitment: "confirmed", abortSignal: signal } as const;
      const feeds = await oracle.fetchOracleAccounts(rpc, program, "Feed", of, config);
      return feeds.sort((one, other) => one.data.number - other.data.number);
    },
    refetchInterval: READ_EVERY,
  });
}

/** The scores of operators in a feed; none are read without one. */
export function useScores(feed: Address | undefined) {
  const { rpc, key, oracleAddress } = useNode();
  return useQuery({
    queryKey: [key, "oracle", oracleAddress, "scores", feed],
    enabled: oracleAddress !== undefined && feed !== undefined,
    queryFn: ({ signal }): Promise<readonly FoundScore[]> =>
      oracle.fetchOracleAccounts(
        rpc,
        oracleAddress as Address,
        "OperatorScore",
        { field: "feed", is: feed as Address },
        { commitment: "confirmed", abortSignal: signal },
      ),
    refetchInterval: READ_EVERY,
  });
}
