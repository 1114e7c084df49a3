/**
 * What a wallet has, read from the chain.
 */
import type { Address, Signature } from "@solana/kit";
import { useInfiniteQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";

import { useAccountsAt, useBucketsOf, useHoldings, useOwned } from "../chain/accounts.js";
import { useNow } from "../chain/clock.js";
import { useKept } from "../chain/kept.js";
import { useWorld } from "../chain/market.js";
import { useNode, useProgram } from "../chain/node.js";
import { readHistory } from "../history/read.js";
import { type CostsUnknown, costsOf, type Entry, type Portfolio, portfolioOf } from "../model/portfolio.js";

/** How many transactions of the wallet are read for the cost of its shares at a time. */
const PAGE = 200;

/** What is known of what shares cost. */
export type Costs = {
  /** Why it is not known; nothing while it is read, and where it is. */
  readonly unknown: CostsUnknown | undefined;
  readonly isReading: boolean;
  /** How many of the wallet's transactions were asked for. */
  readonly read: number;
  /** Reads earlier transactions. */
  readonly more: () => void;
};

const NO_ENTRIES: ReadonlyMap<Address, Entry> = new Map();

/** The portfolio of `owner`; nothing while it is read. */
export function usePortfolio(owner: Address | undefined) {
  const { world, error, retry } = useWorld();
  const now = useNow(5);
  const mints = useMemo(() => world?.vaults.map(({ data }) => data.vrtMint), [world]);
  const holdings = useHoldings(owner, mints);
  const tickets = useOwned("ExitTicket", owner);
  const positions = useOwned("VaultPosition", owner);
  const pledges = useOwned("SlashPledge", owner);
  const buckets = useBucketsOf(tickets.data);
  const bonded = useMemo(() => positions.data?.map(({ data }) => data.pool), [positions.data]);
  const pools = useAccountsAt("VaultBondPool", bonded);
  const [told, setTold] = useState(false);
  // Two hundred transactions are read after what they add to was shown.
  const { entries, costs } = useEntries(told ? owner : undefined);
  const queries = [holdings, tickets, positions, pledges, buckets, pools];
  const failed = queries.filter((query) => query.error !== null);
  const whole = useMemo((): Portfolio | undefined => {
    if (!world || now === undefined || !tickets.data || !positions.data || !pledges.data) {
      return undefined;
    }
    if (!buckets.data || !pools.data || (!holdings.data && world.vaults.length > 0)) {
      return undefined;
    }
    const accounts = {
      holdings: holdings.data ?? new Map<Address, bigint>(),
      tickets: tickets.data,
      positions: positions.data,
      pledges: pledges.data,
      buckets: buckets.data,
      pools: pools.data,
      entries,
    };
    return portfolioOf(world, accounts, now);
  }, [world, now, holdings.data, tickets.data, positions.data, pledges.data, buckets.data, pools.data, entries]);
  // A new ticket's bucket, or the balance of a new vault's shares, is on its way.
  const portfolio = useKept(owner, whole);
  const there = portfolio !== undefined;
  useEffect(() => {
    const waiting = there ? setTimeout(() => setTold(true), 50) : undefined;
    return () => clearTimeout(waiting);
  }, [there]);
  return {
    world,
    now,
    portfolio,
    costs,
    error: error ?? failed[0]?.error ?? null,
    retry: () => {
      retry();
      for (const query of failed) {
        void query.refetch();
      }
    },
  };
}

/** What the wallet paid for its shares; nothing unless all of its events are known. */
function useEntries(owner: Address | undefined) {
  const { rpc, key } = useNode();
  const programAddress = useProgram();
  const { data, error, isFetching, fetchNextPage } = useInfiniteQuery({
    queryKey: [key, "history", owner, "entries"],
    queryFn: ({ pageParam, signal }) =>
      readHistory({ rpc, programAddress, key }, owner as Address, PAGE, pageParam, signal),
    initialPageParam: undefined as Signature | undefined,
    getNextPageParam: (page) => page.before,
    enabled: owner !== undefined,
  });
  const known = useMemo(() => data && owner && costsOf(data.pages, owner), [data, owner]);
  const costs: Costs = {
    unknown: typeof known === "string" ? known : error ? "gap" : undefined,
    isReading: known === undefined ? !error : isFetching && known === "unread",
    read: (data?.pages.length ?? 0) * PAGE,
    more: () => void fetchNextPage(),
  };
  return { entries: known === undefined || typeof known === "string" ? NO_ENTRIES : known, costs };
}
