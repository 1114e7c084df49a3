/**
 * What more than one view says of vaults.
 */
import { useQuery } from "@tanstack/react-query";
import { useMemo } from "react";
import {
  type AssetFlag,
  assetFlagsIn,
  booksAt,
  hasTerm,
  NOBODY,
  streamYield,
  type Vault,
  type VaultLedger,
} from "restaking-client";

import type { Found } from "../chain/accounts.js";
import { useNames } from "../chain/names.js";
import { useNode, useProgram } from "../chain/node.js";
import { percentOfChange, percentOfYear } from "../format/amount.js";
import { shortRate } from "../format/rate.js";
import { duration } from "../format/time.js";
import { earlierRate, type NoRate } from "../history/rates.js";
import { type Gain, gainBetween } from "../model/gain.js";
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

/** What a vault's rate gained in the last thirty days; undefined while it is looked for, why not if that cannot be told. */
export function useGain(vault: Found<"Vault">, now: bigint | undefined): Gain | NoRate | undefined {
  const { rpc, key } = useNode();
  const programAddress = useProgram();
  const day = now === undefined ? undefined : now / 86_400n;
  const { data: earlier } = useQuery({
    queryKey: [key, "earlier", vault.address, String(day)],
    queryFn: ({ signal }) => earlierRate({ rpc, programAddress, key }, vault.address, now as bigint, signal),
    enabled: now !== undefined,
    staleTime: 3_600_000,
  });
  if (earlier === undefined || now === undefined) {
    return undefined;
  }
  if (typeof earlier === "string") {
    return earlier;
  }
  const { active, supply } = booksAt(vault.data.ledger, now);
  return gainBetween(earlier, { time: now, active, supply }) ?? "none";
}

/** What a vault's rewards earn its holders now. */
export function YieldFigure({ ledger, now }: { readonly ledger: VaultLedger; readonly now: bigint }) {
  const earned = streamYield(ledger, now);
  if (!earned) {
    return (
      <>
        none now<span className="note">no rewards stream</span>
      </>
    );
  }
  return (
    <>
      <span className="amount">
        {percentOfYear(Number((1_000_000n * earned.numerator) / earned.denominator) / 1e6)}
      </span>
      <span className="note">
        a year, until <When time={earned.until} />
      </span>
    </>
  );
}

/** A vault's rate, and what it gained of late. */
export function RateFigure({ vault, now }: { readonly vault: Found<"Vault">; readonly now: bigint }) {
  const gain = useGain(vault, now);
  return (
    <>
      <span className="amount">{shortRate(booksAt(vault.data.ledger, now))}</span>
      <span className="note">
        {gain === undefined ? (
          "…"
        ) : gain === "none" ? (
          "too young to tell a gain"
        ) : gain === "unread" ? (
          "too many transactions to tell a gain"
        ) : (
          <>
            <span className={gain.change < 0 ? "loss" : ""}>{percentOfChange(gain.change)}</span> in{" "}
            {duration(gain.seconds - (gain.seconds % 86_400n))}
          </>
        )}
      </span>
    </>
  );
}

/** What each flag of an asset says of its issuer. */
const FLAG_BADGES: Readonly<Record<AssetFlag, string>> = {
  freezable: "Issuer can freeze",
  pausable: "Issuer can pause",
  displayScaled: "Issuer scales what is shown",
};

/** What stands out about a vault. */
export function VaultBadges({ vault, slashes }: { readonly vault: Vault; readonly slashes: number }) {
  const flags = assetFlagsIn(BigInt(vault.assetFlags));
  const gated = vault.depositGate !== NOBODY;
  const term = hasTerm(vault.ledger);
  if (slashes === 0 && !vault.restricted && !gated && !term && flags.length === 0) {
    return null;
  }
  return (
    <span className="badges">
      {slashes > 0 && <Badge tone="loss">{slashes === 1 ? "Open slash" : `${slashes} open slashes`}</Badge>}
      {vault.restricted && <Badge>Approved depositors only</Badge>}
      {gated && <Badge>Deposits need a signature</Badge>}
      {term && <Badge>Stakers stay for a term</Badge>}
      {flags.map((flag) => (
        <Badge key={flag} tone="warn">
          {FLAG_BADGES[flag]}
        </Badge>
      ))}
    </span>
  );
}
