/**
 * What comes to a wallet from liquid pools.
 */
import type { Address } from "@solana/kit";
import { liquid } from "restaking-client";

import { asidePlaces, type PoolOwned } from "../pool/claims.js";

/** What a wallet has in one pool. */
export type PoolHeld = PoolOwned & {
  readonly shares: bigint;
  /** The worth of the shares in lamports; nothing where the pool has no value now. */
  readonly worth: bigint | undefined;
};

/** One thing that is on its way, or can be claimed. */
export type Coming = {
  readonly key: string;
  /** The account that tells it. */
  readonly account: Address;
  readonly pool: PoolHeld["pool"];
  readonly what: string;
  readonly mint: Address | undefined;
  readonly tokens: bigint | undefined;
  readonly from: bigint | undefined;
  readonly ready: boolean;
};

/** What comes from a pool. */
export function comingOf(owned: PoolHeld): Coming[] {
  const { pool } = owned;
  const assets = liquid.poolAssets(pool.data);
  const mintAt = (place: number) => assets[place]?.mint;
  return [
    ...owned.queued.flatMap(({ request, place, due, isDone, waiting, worth, fillableFrom }): Coming[] => {
      const { address } = request;
      const base = { account: address, pool, mint: mintAt(place) };
      return [
        ...(due > 0n || isDone
          ? [{ ...base, key: `${address} due`, what: "a request, filled", tokens: due, from: undefined, ready: true }]
          : []),
        ...(waiting > 0n
          ? [
              {
                ...base,
                key: `${address} waits`,
                what: "a request in the queue",
                tokens: worth,
                from: fillableFrom,
                ready: false,
              },
            ]
          : []),
      ];
    }),
    ...owned.parts.map(({ part, collected, due }): Coming => {
      const is = collected ? "a part of an exit, collected" : "a part of an exit on its way";
      const mint = collected && mintAt(Number(collected.data.place));
      const tokens = collected ? due : undefined;
      return {
        key: part.address,
        account: part.address,
        pool,
        what: is,
        mint,
        tokens,
        from: undefined,
        ready: collected !== undefined,
      };
    }),
    ...asidePlaces(owned).map((place): Coming => {
      const tokens = owned.aside?.data.tokens[place];
      return {
        key: `aside ${place}`,
        account: owned.aside?.address ?? pool.address,
        pool,
        what: "set aside for you",
        mint: mintAt(place),
        tokens,
        from: undefined,
        ready: true,
      };
    }),
  ];
}
