/**
 * What holds for a vault beside its figures: its fees, and what is paused in it.
 */
import type { ReactNode } from "react";
import {
  type Delayed,
  feesAt,
  nextFees,
  type PauseKind,
  pausedKinds,
  pausedUntil,
  pendingChange,
  pendingTerms,
  type VaultLedger,
  type VaultTerm,
  valueAt,
} from "restaking-client";

import { type Found, useAccounts } from "../chain/accounts.js";
import { percentOfBps, shortAmount } from "../format/amount.js";
import { times } from "../format/text.js";
import { duration } from "../format/time.js";
import { PAUSE_WORDS } from "../model/pause.js";
import { Fact, Facts, Section } from "../parts/layout.js";
import { Name, When } from "../parts/values.js";
import type { FormProps } from "./form.js";

/** Until when a kind of action is paused in a vault, by its own guardian or by the protocol's. */
export function usePausedUntil(vault: Found<"Vault">, kind: PauseKind, now: bigint): bigint | undefined {
  const { data: configs } = useAccounts("Config");
  return pausedUntil([vault.data.pause, ...(configs ?? []).map(({ data }) => data.pause)], kind, now);
}

/** What is paused, the guardian, and the end of the pause. */
export function PauseNotice({ vault, now }: { readonly vault: Found<"Vault">; readonly now: bigint }) {
  const { data: configs } = useAccounts("Config");
  const pauses = [
    { whose: "The vault's guardian", pause: vault.data.pause },
    ...(configs ?? []).map(({ data }) => ({ whose: "The protocol's guardian", pause: data.pause })),
  ];
  return pauses.map(({ whose, pause }) => {
    const kinds = pausedKinds(pause, now);
    return (
      kinds.length > 0 && (
        <div key={whose} className="notice notice-warn" role="status">
          <p>
            <strong>
              Paused until <When time={pause.until} />.
            </strong>{" "}
            {whose} paused {kinds.map((kind) => PAUSE_WORDS[kind]).join(", ")}. Asking to leave and claiming never are.
          </p>
        </div>
      )
    );
  });
}

/** What a vault charges. */
export function FeesPanel({ vault, now }: { readonly vault: Found<"Vault">; readonly now: bigint }) {
  const { ledger, feeAdmin } = vault.data;
  const { data: configs } = useAccounts("Config");
  const protocol = configs?.[0]?.data.protocolFeeBps;
  const longer = pendingChange(ledger.streamSeconds, now);
  return (
    <Section title="Fees">
      <Facts>
        <Fee label="On deposits" fee={ledger.fees.depositBps} now={now} />
        <Fee label="On exits" fee={ledger.fees.exitBps} now={now} note="at the fee of the request" />
        <InstantFee ledger={ledger} now={now} />
        <Fee label="Of rewards" fee={ledger.fees.rewardBps} now={now} note="that operators leave" />
        {protocol && <Fee label="Of rewards, for the protocol" fee={protocol} now={now} note="that operators leave" />}
        <Fact label="Rewards stream over" note={coming(longer, duration, "so a late deposit earns no part")}>
          {duration(valueAt(ledger.streamSeconds, now))}
        </Fact>
      </Facts>
      <p className="note">
        A fee that rises does so no sooner than an exit that you ask for within an epoch of its announcement.{" "}
        <Name address={feeAdmin} /> sets the vault's.
      </p>
    </Section>
  );
}

/** What a figure will be, and from when on; `otherwise` where no change of it is announced. */
function coming(
  change: ReturnType<typeof pendingChange>,
  show: (value: bigint) => string,
  otherwise?: string | undefined,
): ReactNode {
  return change ? (
    <span className="warn">
      {show(change.value)} from <When time={change.from} />
    </span>
  ) : (
    otherwise
  );
}

function Fee(props: { readonly label: string; readonly fee: Delayed; readonly now: bigint; readonly note?: string }) {
  const { label, fee, now, note } = props;
  const pending = pendingChange(fee, now);
  return (
    <Fact label={label} note={coming(pending, percentOfBps, note)}>
      {feeWords(valueAt(fee, now))}
    </Fact>
  );
}

function InstantFee({ ledger, now }: { readonly ledger: VaultLedger; readonly now: bigint }) {
  if (ledger.instantAllowance.capacity === 0n) {
    return <Fact label="On instant exits">there are none</Fact>;
  }
  const pending = pendingChange(ledger.instantFeeBps, now);
  return (
    <Fact
      label="On instant exits"
      note={coming(pending, percentOfBps, "by how much idle stake they take; stays with the holders")}
    >
      up to {percentOfBps(valueAt(ledger.instantFeeBps, now))}
    </Fact>
  );
}

function feeWords(bps: bigint): string {
  return bps === 0n ? "none" : percentOfBps(bps);
}

/** A vault's fees in a line, and those that have been announced. */
export function FeesLine({ ledger, now }: { readonly ledger: VaultLedger; readonly now: bigint }) {
  const announced = nextFees(ledger, now);
  return (
    <>
      {feesNow(ledger, now)}
      {announced.map(({ fee, bps, from }) => (
        <span key={fee} className="note warn">
          {FEE_WORDS[fee]} {percentOfBps(bps)} from <When time={from} />
        </span>
      ))}
    </>
  );
}

const FEE_WORDS = { deposit: "deposit", exit: "exit", reward: "of rewards", instant: "instant exit up to" } as const;

function feesNow(ledger: VaultLedger, now: bigint): string {
  const { instant, ...fees } = feesAt(ledger, now);
  const told = (Object.entries(fees) as [keyof typeof fees, bigint][])
    .filter(([, bps]) => bps > 0n)
    .map(([fee, bps]) => `${FEE_WORDS[fee]} ${percentOfBps(bps)}`);
  if (ledger.instantAllowance.capacity > 0n) {
    told.push(`${FEE_WORDS.instant} ${percentOfBps(instant)}`);
  }
  return told.length === 0 ? "none" : told.join(", ");
}

/** A term in words, and how its values are written. */
const TERMS: Readonly<Record<VaultTerm, readonly [string, "bps" | "seconds" | "times" | "assets"]>> = {
  depositFeeBps: ["The fee on deposits", "bps"],
  exitFeeBps: ["The fee on exits", "bps"],
  instantFeeBps: ["The highest fee on instant exits", "bps"],
  rewardFeeBps: ["The fee of rewards", "bps"],
  streamSeconds: ["Rewards stream over", "seconds"],
  maxDelegatedBps: ["All operators may hold at most", "bps"],
  maxOperatorBps: ["One operator may hold at most", "bps"],
  leverage: ["The same stake may be used", "times"],
  lossPerSlashBps: ["One slash may take up to", "bps"],
  lossPerEpochBps: ["All slashes of an epoch may take up to", "bps"],
  instantCapacity: ["Instant exits at once, at the most", "assets"],
  instantRefillSeconds: ["Instant exits are whole again after", "seconds"],
};

/** What the vault has announced, each with what it is now and from when on it changes; nothing where nothing is. */
export function Announced({ vault, unit, now }: FormProps) {
  const pending = pendingTerms(vault.data.ledger, now);
  if (pending.length === 0) {
    return null;
  }
  return (
    <div className="notice notice-warn" role="status">
      <p>
        <strong>Announced changes.</strong>
      </p>
      <ul>
        {pending.map(({ term, current, next, from }) => {
          const [what, kind] = TERMS[term];
          const told = (value: bigint): string =>
            ({
              bps: () => percentOfBps(value),
              seconds: () => duration(value),
              times: () => times(value),
              assets: () => `${shortAmount(value, unit.decimals)} ${unit.asset}`,
            })[kind]();
          return (
            <li key={term}>
              {what}: {told(current)} now, {told(next)} from <When time={from} />
            </li>
          );
        })}
      </ul>
    </div>
  );
}
