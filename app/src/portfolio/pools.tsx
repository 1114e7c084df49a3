/**
 * What a wallet has in liquid pools: shares, requests in queues, parts of exits, and tokens set aside.
 */
import type { Address, TransactionSigner } from "@solana/kit";
import { useMemo } from "react";
import { type BatchItem, liquid, type Skipped } from "restaking-client";

import { useHoldings } from "../chain/accounts.js";
import { useNow } from "../chain/clock.js";
import { usePoolStates, usePools } from "../chain/liquid.js";
import { useNames } from "../chain/names.js";
import type { Node } from "../chain/node.js";
import { LRT_DECIMALS, toldValue } from "../model/pool.js";
import { Badge, Section, Table } from "../parts/layout.js";
import { Failed } from "../parts/states.js";
import { Amount, Name, TokenAmount, When } from "../parts/values.js";
import { claimableIn, ownedIn, planPoolClaims } from "../pool/claims.js";
import { useOwnedAccounts } from "../pool/owned.js";
import { comingOf, type PoolHeld } from "./coming.js";

/** What `owner` has in all pools; nothing before it is read. */
export function usePoolPortfolio(owner: Address | undefined) {
  const { data: pools, error, refetch } = usePools();
  const now = useNow(10);
  const accounts = useOwnedAccounts(owner);
  const mints = useMemo(() => pools?.map(({ data }) => data.lrtMint), [pools]);
  const { data: holdings } = useHoldings(owner, mints);
  const { data } = accounts;
  const involved = useMemo(() => {
    const isIn = (pool: Address) =>
      data !== undefined && [...data.requests, ...data.parts, ...data.asides].some((each) => each.data.pool === pool);
    return (pools ?? []).filter(
      ({ address, data: { lrtMint } }) => isIn(address) || (holdings?.get(lrtMint) ?? 0n) > 0n,
    );
  }, [pools, data, holdings]);
  const states = usePoolStates(involved.map(({ address }) => address));
  const read = states.map(({ data }) => data);
  const held =
    data && pools && now !== undefined
      ? involved.map((pool, place): PoolHeld => {
          const state = read[place];
          const value = state && toldValue(state, now).value;
          const shares = holdings?.get(pool.data.lrtMint) ?? 0n;
          const fits = value !== undefined && shares <= value.ledger.supply;
          return {
            ...ownedIn(state?.pool ?? pool, data, value),
            shares,
            worth: fits ? liquid.worthOf(value.ledger, shares, value.values.totalLow) : undefined,
          };
        })
      : undefined;
  return {
    held,
    error: error ?? accounts.error,
    retry: () => {
      accounts.retry();
      void refetch();
    },
  };
}

/** How many things can be claimed of pools now. */
export function poolClaimCount(held: readonly PoolHeld[]): number {
  return held.reduce((sum, owned) => sum + claimableIn(owned), 0);
}

/** Plans the claims of all pools. */
export async function planAllPoolClaims(
  rpc: Node["rpc"],
  programAddress: Address,
  held: readonly PoolHeld[],
  owner: TransactionSigner,
): Promise<{ readonly items: readonly BatchItem<Address>[]; readonly skipped: readonly Skipped<Address>[] }> {
  const plans = await Promise.all(
    held.filter((owned) => claimableIn(owned) > 0).map((owned) => planPoolClaims(rpc, programAddress, owned, owner)),
  );
  return { items: plans.flatMap(({ items }) => items), skipped: plans.flatMap(({ skipped }) => skipped) };
}

/** What a wallet has in pools; nothing where it has nothing. */
export function PoolPositions({ portfolio }: { readonly portfolio: ReturnType<typeof usePoolPortfolio> }) {
  const names = useNames();
  const { held, error, retry } = portfolio;
  if (error) {
    return (
      <Section title="Liquid pools">
        <Failed what="what you have in pools" error={error} retry={retry} />
      </Section>
    );
  }
  const shares = held?.filter((owned) => owned.shares > 0n) ?? [];
  const coming = held?.flatMap(comingOf) ?? [];
  if (shares.length + coming.length === 0) {
    return null;
  }
  return (
    <Section title="Liquid pools">
      {shares.length > 0 && (
        <Table
          caption="Your shares of pools"
          keyOf={({ pool }) => pool.address}
          rows={shares}
          columns={[
            { title: "Pool", cell: ({ pool }) => <Name address={pool.address} kind="pools" /> },
            {
              title: "Shares",
              numeric: true,
              cell: ({ pool, shares: own }) => (
                <Amount value={own} decimals={LRT_DECIMALS} symbol={names.of(pool.data.lrtMint)} />
              ),
            },
            {
              title: "Worth now",
              numeric: true,
              cell: ({ worth }) =>
                worth === undefined ? "cannot be told" : <Amount value={worth} decimals={LRT_DECIMALS} symbol="SOL" />,
            },
          ]}
        />
      )}
      {coming.length > 0 && (
        <Table
          caption="What comes to you from pools"
          keyOf={({ key }) => key}
          rows={coming}
          columns={[
            { title: "Pool", cell: ({ pool }) => <Name address={pool.address} kind="pools" /> },
            { title: "What", cell: ({ what }) => what },
            {
              title: "Amount",
              numeric: true,
              cell: ({ mint, tokens }) =>
                mint === undefined || tokens === undefined ? (
                  "not known yet"
                ) : (
                  <TokenAmount value={tokens} mint={mint} />
                ),
            },
            {
              title: "When",
              cell: ({ ready, from }) =>
                ready ? (
                  <Badge tone="good">can be claimed</Badge>
                ) : from === undefined ? (
                  "once it is out of its vault and collected"
                ) : (
                  <>
                    filled from <When time={from} /> on
                  </>
                ),
            },
          ]}
        />
      )}
    </Section>
  );
}
