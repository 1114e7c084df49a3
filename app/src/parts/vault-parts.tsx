/**
 * What more than one view says of vaults.
 */
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { booksAt, pendingChange, valueAt, type Vault, type VaultLedger } from "restaking-client";

import type { Found } from "../chain/accounts.js";
import { useNames } from "../chain/names.js";
import { useNode } from "../chain/node.js";
import { type Yield, yieldBetween } from "../flow/yield.js";
import { percentOfBps, percentOfYear } from "../format/amount.js";
import { duration } from "../format/time.js";
import { earlierRate } from "../history/rates.js";
import type { Unit } from "../wallet/describe.js";
import { Badge } from "./layout.js";
import { When } from "./values.js";

/** The words for a vault's amounts. */
export function useUnit(vault: Vault | undefined): Unit | undefined {
  const names = useNames();
  return useMemo(
    () => (vault ? { decimals: vault.decimals, asset: names.of(vault.assetMint), share: "VRT" } : undefined),
    [vault, names],
  );
}

/** The growth of a year that a vault's latest thirty days make; undefined while it is looked for, nothing if there is none. */
export function useYield(vault: Found<"Vault">, now: bigint | undefined): Yield | null | undefined {
  const { rpc, url } = useNode();
  const day = now === undefined ? undefined : now / 86_400n;
  const { data: earlier } = useQuery({
    queryKey: [url, "earlier", vault.address, String(day)],
    queryFn: async ({ signal }) =>
      (await earlierRate(rpc, url, vault.address, now as bigint, signal)) ?? null,
    enabled: now !== undefined,
    staleTime: 3_600_000,
  });
  if (earlier === undefined || now === undefined) {
    return undefined;
  }
  const { active, supply } = booksAt(vault.data.ledger, now);
  return (earlier && yieldBetween(earlier, { time: now, active, supply })) ?? null;
}

/** A yield, and over what time it was seen. */
export function YieldFigure({ vault, now }: { readonly vault: Found<"Vault">; readonly now: bigint | undefined }) {
  const seen = useYield(vault, now);
  if (seen === undefined) {
    return <span className="note">…</span>;
  }
  if (seen === null) {
    return (
      <>
        —<span className="note">too young to tell</span>
      </>
    );
  }
  return (
    <>
      <span className={`amount ${seen.growth < 0 ? "loss" : ""}`}>{percentOfYear(seen.growth)}</span>
      <span className="note">a year, by the last {duration(seen.seconds - (seen.seconds % 86_400n))}</span>
    </>
  );
}

/** What stands out about a vault. */
export function VaultBadges({ vault, slashes }: { readonly vault: Vault; readonly slashes: number }) {
  if (slashes === 0 && vault.restricted === 0 && vault.assetFreezable === 0) {
    return null;
  }
  return (
    <span className="badges">
      {slashes > 0 && <Badge tone="loss">{slashes === 1 ? "Open slash" : `${slashes} open slashes`}</Badge>}
      {vault.restricted !== 0 && <Badge>Approved depositors only</Badge>}
      {vault.assetFreezable !== 0 && <Badge tone="warn">Issuer can freeze</Badge>}
    </span>
  );
}

/** A vault's fees at `now`, with what is announced. */
export function Fees({ ledger, now }: { readonly ledger: VaultLedger; readonly now: bigint }) {
  const pending = pendingChange(ledger.instantFeeBps, now);
  return (
    <>
      {ledger.instantAllowance.capacity === 0n
        ? "no instant exits"
        : `instant exit up to ${percentOfBps(valueAt(ledger.instantFeeBps, now))}`}
      {pending && (
        <span className="note">
          {percentOfBps(pending.value)} from <When time={pending.from} />
        </span>
      )}
    </>
  );
}
