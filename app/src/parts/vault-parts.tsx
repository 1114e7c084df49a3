/**
 * What more than one view says of vaults.
 */
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import { booksAt, pendingChange, type Vault, type VaultLedger, valueAt } from "restaking-client";

import type { Found } from "../chain/accounts.js";
import { useNames } from "../chain/names.js";
import { useNode } from "../chain/node.js";
import { type Gain, gainBetween } from "../flow/gain.js";
import { percentOfBps, percentOfChange } from "../format/amount.js";
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

/** What a vault's rate gained in the last thirty days; undefined while it is looked for, null if it is too young to tell. */
export function useGain(vault: Found<"Vault">, now: bigint | undefined): Gain | null | undefined {
  const { rpc, url } = useNode();
  const day = now === undefined ? undefined : now / 86_400n;
  const { data: earlier } = useQuery({
    queryKey: [url, "earlier", vault.address, String(day)],
    queryFn: async ({ signal }) => (await earlierRate(rpc, url, vault.address, now as bigint, signal)) ?? null,
    enabled: now !== undefined,
    staleTime: 3_600_000,
  });
  if (earlier === undefined || now === undefined) {
    return undefined;
  }
  const { active, supply } = booksAt(vault.data.ledger, now);
  return (earlier && gainBetween(earlier, { time: now, active, supply })) ?? null;
}

/** What a vault's rate gained, and in what time. */
export function GainFigure({ vault, now }: { readonly vault: Found<"Vault">; readonly now: bigint | undefined }) {
  const seen = useGain(vault, now);
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
      <span className={`amount ${seen.change < 0 ? "loss" : ""}`}>{percentOfChange(seen.change)}</span>
      <span className="note">in the last {duration(seen.seconds - (seen.seconds % 86_400n))}</span>
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
