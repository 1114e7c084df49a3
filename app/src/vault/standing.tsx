/**
 * What holds for a vault beside its figures: its fees, and what is paused in it.
 */
import {
  type Delayed,
  type PauseKind,
  pausedKinds,
  pausedUntil,
  pendingChange,
  type VaultLedger,
  valueAt,
} from "restaking-client";

import { type Found, useAccounts } from "../chain/accounts.js";
import { PAUSE_WORDS } from "../flow/pause.js";
import { percentOfBps } from "../format/amount.js";
import { duration } from "../format/time.js";
import { Fact, Facts, Section } from "../parts/layout.js";
import { Name, When } from "../parts/values.js";

/** Until when a kind of action is paused in a vault, by its own guardian or by the protocol's. */
export function usePausedUntil(vault: Found<"Vault">, kind: PauseKind, now: bigint): bigint | undefined {
  const { data: configs } = useAccounts("Config");
  return pausedUntil([vault.data.pause, ...(configs ?? []).map(({ data }) => data.pause)], kind, now);
}

/** What is paused, by whom, and until when. */
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
        <Fact
          label="Rewards come out over"
          note={
            longer ? (
              <span className="warn">
                {duration(longer.value)} from <When time={longer.from} />
              </span>
            ) : (
              "so that nobody comes for one alone"
            )
          }
        >
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

function Fee(props: { readonly label: string; readonly fee: Delayed; readonly now: bigint; readonly note?: string }) {
  const { label, fee, now, note } = props;
  const pending = pendingChange(fee, now);
  return (
    <Fact
      label={label}
      note={
        pending ? (
          <span className="warn">
            {percentOfBps(pending.value)} from <When time={pending.from} />
          </span>
        ) : (
          note
        )
      }
    >
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
      note={
        pending ? (
          <span className="warn">
            {percentOfBps(pending.value)} from <When time={pending.from} />
          </span>
        ) : (
          "by how much idle stake they take; stays with the holders"
        )
      }
    >
      up to {percentOfBps(valueAt(ledger.instantFeeBps, now))}
    </Fact>
  );
}

function feeWords(bps: bigint): string {
  return bps === 0n ? "none" : percentOfBps(bps);
}

/** A vault's fees in a line. */
export function FeesLine({ ledger, now }: { readonly ledger: VaultLedger; readonly now: bigint }) {
  const { fees, instantFeeBps, instantAllowance } = ledger;
  const parts = [
    ["deposit", fees.depositBps],
    ["exit", fees.exitBps],
    ["of rewards", fees.rewardBps],
  ] as const;
  const told = parts
    .map(([what, fee]) => [what, valueAt(fee, now)] as const)
    .filter(([, bps]) => bps > 0n)
    .map(([what, bps]) => `${what} ${percentOfBps(bps)}`);
  if (instantAllowance.capacity > 0n) {
    told.push(`instant exit up to ${percentOfBps(valueAt(instantFeeBps, now))}`);
  }
  return told.length === 0 ? "none" : told.join(", ");
}
