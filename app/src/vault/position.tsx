/**
 * What the connected wallet has in a vault: shares, exits on their way, and what it has bonded.
 */
import { useState } from "react";
import {
  cancelWorth,
  claimableAt,
  claimOf,
  type EntryWorth,
  exitAssets,
  isClaimable,
  isHeld,
  isSettled,
  planCancelExit,
  planClaimExits,
  sharesWorth,
  ticketWorth,
  ticketWorthIfVetoed,
  type VaultLedger,
} from "restaking-client";

import { type Found, useAccounts, useHolding, useOwned } from "../chain/accounts.js";
import { useProgram } from "../chain/node.js";
import { useSettings } from "../chain/settings.js";
import { shortAmount } from "../format/amount.js";
import { shortAddress } from "../format/text.js";
import { Fact, Facts, Section } from "../parts/layout.js";
import { Progress } from "../parts/progress.js";
import { Empty, Failed, Loading } from "../parts/states.js";
import { Amount, Countdown, When } from "../parts/values.js";
import { useSend } from "../wallet/send.js";
import { useWallets } from "../wallet/wallets.js";
import { Bonded } from "./bonded.js";
import type { FormProps } from "./form.js";
import { Contested } from "./form-parts.js";
import { useFresh } from "./fresh.js";
import { usePausedUntil } from "./standing.js";

/** A ticket, and its bucket unless that is closed: a settled ticket needs none. */
type Exit = { readonly ticket: Found<"ExitTicket">; readonly bucket: Found<"ExitBucket"> | undefined };

/** What the connected wallet has here. */
export function Position(props: FormProps) {
  const { vault, unit, now } = props;
  const { connection } = useWallets();
  const { data: holding } = useHolding(connection?.address, vault.data.vrtMint);
  const shares = holding?.amount;
  const fresh = useFresh(vault);
  const owned = useOwned("ExitTicket", connection?.address);
  const left = useAccounts("ExitBucket", { vault: vault.address });
  const [tickets, buckets, refused] = [owned.data, left.data, owned.error ?? left.error];
  const { sending, send, sendBatch, reset, busy } = useSend(unit);
  // The ticket with a canceling that waits for a second confirmation: it enters while slashes are open.
  const [asked, setAsked] = useState<string>();
  const paused = usePausedUntil(vault, "tickets", now);
  const slippageBps = BigInt(useSettings().slippageBps);
  const programAddress = useProgram();
  const { ledger, decimals } = vault.data;

  if (!connection) {
    return (
      <Section title="Your position" className="panel">
        <Empty>Connect a wallet to see what you have here.</Empty>
      </Section>
    );
  }
  if (shares !== undefined && (!tickets || !buckets) && refused) {
    return (
      <Section title="Your position" className="panel">
        <Facts className="facts-tight">
          <Fact label="Shares">
            <Amount value={shares} decimals={decimals} symbol={unit.share} />
          </Fact>
        </Facts>
        <Failed
          what="your exits"
          error={refused}
          retry={() => {
            void owned.refetch();
            void left.refetch();
          }}
        />
      </Section>
    );
  }
  if (shares === undefined || !tickets || !buckets) {
    return (
      <Section title="Your position" className="panel">
        <Loading what="your position" rows={2} />
      </Section>
    );
  }
  const exits = tickets
    .filter(({ data }) => data.vault === vault.address)
    .flatMap((ticket): Exit[] => {
      const bucket = buckets.find(({ data }) => data.bucket.epoch === ticket.data.ticket.epoch);
      return bucket || isSettled(ticket.data.ticket) ? [{ ticket, bucket }] : [];
    })
    .sort((a, b) => (a.ticket.data.ticket.epoch < b.ticket.data.ticket.epoch ? -1 : 1));
  const ready = exits.filter(
    ({ ticket, bucket }) =>
      isClaimable(ledger, ticket.data.ticket.epoch, now) &&
      (claimOf(bucket?.data.bucket, ticket.data.ticket).assets > 0n ||
        claimOf(bucket?.data.bucket, ticket.data.ticket).closes),
  );
  const due = ready.reduce(
    (sum, { ticket, bucket }) => sum + claimOf(bucket?.data.bucket, ticket.data.ticket).assets,
    0n,
  );

  const claimAll = () =>
    sendBatch(async (owner) => {
      const found = await fresh();
      const { items, claimed, skipped } = await planClaimExits({
        programAddress,
        vaults: [found.vault],
        tickets: ready.map(({ ticket }) => ticket),
        buckets: ready.flatMap(({ bucket }) => bucket ?? []),
        owner,
        now: found.now,
        holdings: [found.assets],
        // A claimer in this vault's view has chosen its asset.
        openFor: [vault.data.assetMint],
      });
      return {
        items,
        said: (done) => {
          const paid = claimed.filter(({ ticket }) => done.includes(ticket));
          const sum = paid.reduce((total, { assets }) => total + assets, 0n);
          return `You were paid ${shortAmount(sum, decimals)} ${unit.asset}.`;
        },
        problems: skipped.map(({ key, why }) => `${shortAddress(key)}: ${why}.`),
      };
    });
  const cancel = ({ ticket, bucket }: Exit) =>
    send(async (owner) => {
      if (!bucket) {
        throw new Error("The exit can be claimed: it cannot be canceled any more");
      }
      const found = await fresh();
      const { plan, shares: back } = await planCancelExit({
        programAddress,
        vault: found.vault,
        ticket,
        bucket,
        owner,
        now: found.now,
        slippageBps,
        maxRiskVersion: ledger.riskVersion,
        to: found.shares,
      });
      return { plan, said: `You have ${shortAmount(back, decimals)} ${unit.share} again.` };
    });

  return (
    <Section title="Your position" className="panel">
      <Facts className="facts-tight">
        <Fact label="Shares">
          <Amount value={shares} decimals={decimals} symbol={unit.share} />
        </Fact>
        <Fact label="Worth now">
          <Amount
            value={worth(() => (isHeld(ledger, now) ? sharesWorth : exitAssets)(ledger, shares, now))}
            decimals={decimals}
            symbol={unit.asset}
          />
        </Fact>
      </Facts>
      <Bonded {...props} />
      <h3>Exits on their way</h3>
      {exits.length === 0 ? (
        <Empty>None.</Empty>
      ) : (
        <ul className="tickets">
          {exits.map((exit) => {
            const { ticket, bucket } = exit;
            const { epoch } = ticket.data.ticket;
            const claimable = isClaimable(ledger, epoch, now);
            const [left, whole] = [
              ticketWorth(bucket?.data.bucket, ticket.data.ticket),
              ticketWorthIfVetoed(bucket?.data.bucket, ticket.data.ticket),
            ];
            const contested = whole > left;
            const claim = claimOf(bucket?.data.bucket, ticket.data.ticket);
            const atStake = claimable || contested ? undefined : contestedEntry(exit, ledger, now);
            return (
              <li key={ticket.address} className="ticket">
                <div>
                  <strong>
                    <Amount value={claim.assets} decimals={decimals} symbol={unit.asset} />
                  </strong>
                  {claim.fee > 0n && (
                    <span className="note">
                      after the vault's fee of <Amount value={claim.fee} decimals={decimals} symbol={unit.asset} />
                    </span>
                  )}
                  <span className="note">
                    {claimable ? (
                      "can be claimed"
                    ) : (
                      <>
                        claimable in <Countdown to={claimableAt(ledger, epoch)} />, on{" "}
                        <When time={claimableAt(ledger, epoch)} />
                      </>
                    )}
                  </span>
                  {contested && (
                    <span className="note loss">
                      A slash that is open took <Amount value={whole - left} decimals={decimals} symbol={unit.asset} />,
                      and its veto would bring it back.
                    </span>
                  )}
                </div>
                {!claimable && (
                  <button
                    type="button"
                    className="small-button"
                    disabled={busy || contested || paused !== undefined}
                    onClick={() => {
                      const sure = atStake === undefined || asked === ticket.address;
                      setAsked(sure ? undefined : ticket.address);
                      if (sure) {
                        void cancel(exit);
                      }
                    }}
                  >
                    {asked === ticket.address ? "Cancel all the same" : "Cancel"}
                    <span className="unseen"> the exit of {shortAmount(left, decimals)}</span>
                  </button>
                )}
                {asked === ticket.address && atStake && (
                  <p className="note loss" role="alert">
                    <Contested worth={atStake} unit={unit} />
                  </p>
                )}
              </li>
            );
          })}
        </ul>
      )}
      {ready.length > 0 && (
        <button type="button" className="button button-main" disabled={busy} onClick={() => void claimAll()}>
          Claim <Amount value={due} decimals={decimals} symbol={unit.asset} />
        </button>
      )}
      <Progress sending={sending} dismiss={reset} />
    </Section>
  );
}

/** What a ticket that is canceled turns out to be worth, where slashes that are open decide that; it enters the vault again. */
function contestedEntry({ ticket, bucket }: Exit, ledger: VaultLedger, now: bigint): EntryWorth | undefined {
  try {
    const worth = bucket && cancelWorth(ledger, bucket.data.bucket, ticket.data.ticket, now);
    return worth && worth.ifExecuted !== worth.ifVetoed ? worth : undefined;
  } catch {
    // The program refuses it, and says why.
    return undefined;
  }
}

function worth(figure: () => bigint): bigint {
  try {
    return figure();
  } catch {
    // Too few shares to be worth one unit, or none.
    return 0n;
  }
}
