/**
 * What a wallet has, read from the chain.
 */
import type { Address } from "@solana/kit";
import { useQuery } from "@tanstack/react-query";
import { useEffect, useMemo, useState } from "react";

import { useAccountsAt, useBucketsOf, useHoldings, useOwned } from "../chain/accounts.js";
import { useNow } from "../chain/clock.js";
import { useWorld } from "../chain/market.js";
import { useNode, useProgram } from "../chain/node.js";
import { type Happening, readHistory } from "../history/read.js";
import { entriesOf, type Portfolio, portfolioOf } from "../model/portfolio.js";

/** How many transactions of the wallet are read for the cost of its shares, and how many at a time. */
const [READ, PAGE] = [200, 25];

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
  const entries = useEntries(told ? owner : undefined);
  const queries = [holdings, tickets, positions, pledges, buckets, pools];
  const failed = queries.filter((query) => query.error !== null);
  const portfolio = useMemo((): Portfolio | undefined => {
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
      entries: entries ?? new Map(),
    };
    return portfolioOf(world, accounts, now);
  }, [world, now, holdings.data, tickets.data, positions.data, pledges.data, buckets.data, pools.data, entries]);
  const there = portfolio !== undefined;
  useEffect(() => {
    const waiting = there ? setTimeout(() => setTold(true), 50) : undefined;
    return () => clearTimeout(waiting);
  }, [there]);
  return {
    world,
    now,
    portfolio,
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
  const { data } = useQuery({
    queryKey: [key, "history", owner, "entries"],
    queryFn: async ({ signal }) => {
      const happenings: Happening[] = [];
      let before: Awaited<ReturnType<typeof readHistory>>["before"];
      for (let read = 0; read < READ; read += PAGE) {
        const page = await readHistory({ rpc, programAddress, key }, owner as Address, PAGE, before, signal);
        happenings.push(...page.happenings);
        if (page.gaps.length > 0) {
          return null;
        }
        if (page.before === undefined) {
          return entriesOf(happenings, owner as Address);
        }
        before = page.before;
      }
      return null;
    },
    enabled: owner !== undefined,
  });
  return data ?? undefined;
}
