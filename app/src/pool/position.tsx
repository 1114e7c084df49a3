/**
 * What the connected wallet has in a pool: shares, requests in the queue, and parts to claim.
 */
import { fetchHoldings, liquid } from "restaking-client";

import { useHolding } from "../chain/accounts.js";
import { useNode } from "../chain/node.js";
import { shortAddress } from "../format/text.js";
import { LRT_DECIMALS, type QueuedTold } from "../model/pool.js";
import { Fact, Facts, Section } from "../parts/layout.js";
import { Progress } from "../parts/progress.js";
import { Empty, Failed, Loading } from "../parts/states.js";
import { Amount, When } from "../parts/values.js";
import { useSend } from "../wallet/send.js";
import { useWallets } from "../wallet/wallets.js";
import { asidePlaces, claimableIn, dueIn, ownedIn, planPoolClaims } from "./claims.js";
import { useOwnedAccounts } from "./owned.js";
import type { PoolScene } from "./scene.js";

/** What the reader has here. */
export function PoolPosition(scene: PoolScene) {
  const { state, told, now, lrt, amountOf, programs } = scene;
  const { rpc } = useNode();
  const { connection } = useWallets();
  const { data: holding } = useHolding(connection?.address, state.pool.data.lrtMint);
  const { data: accounts, error, retry } = useOwnedAccounts(connection?.address);
  const { sending, send, sendBatch, reset, busy } = useSend(undefined);
  if (!connection) {
    return (
      <Section title="Your position" className="panel">
        <Empty>Connect a wallet to see what you have here.</Empty>
      </Section>
    );
  }
  if (!accounts || !holding) {
    return (
      <Section title="Your position" className="panel">
        {error ? (
          <Failed what="your position" error={error} retry={retry} />
        ) : (
          <Loading what="your position" rows={2} />
        )}
      </Section>
    );
  }
  const { value } = told;
  const owned = ownedIn(state.pool, accounts, value);
  const count = claimableIn(owned);
  const shares = holding.amount;
  const worth =
    value && shares <= value.ledger.supply ? liquid.worthOf(value.ledger, shares, value.values.totalLow) : undefined;
  const dues = [...dueIn(owned)];

  const claimAll = () =>
    sendBatch(async (owner) => {
      const { items, skipped } = await planPoolClaims(rpc, programs.programAddress, owned, owner);
      return {
        items,
        said: () => `You were paid ${dues.map(([place, tokens]) => amountOf(place, tokens)).join(", ")}.`,
        problems: skipped.map(({ key, why }) => `${shortAddress(key)}: ${why}.`),
      };
    });
  const cancel = ({ request, batch, place }: QueuedTold) =>
    send(async (owner) => {
      const mint = liquid.poolAssets(state.pool.data)[place]?.mint;
      const holdings = mint ? await fetchHoldings(rpc, owner.address, [mint], { commitment: "confirmed" }) : [];
      const { plan } = await liquid.planCancelQueuedExit({
        programAddress: programs.programAddress,
        pool: state.pool,
        owner,
        request,
        batch,
        holdings,
      });
      return { plan, said: `Your shares are back in your wallet.` };
    });

  return (
    <Section title="Your position" className="panel">
      <Facts className="facts-tight">
        <Fact label="Shares">
          <Amount value={shares} decimals={LRT_DECIMALS} symbol={lrt} />
        </Fact>
        <Fact label="Worth now" note="by the lower value">
          {worth === undefined ? "cannot be told" : <Amount value={worth} decimals={LRT_DECIMALS} symbol="SOL" />}
        </Fact>
      </Facts>
      <h3>In the queue</h3>
      {owned.queued.length === 0 ? (
        <Empty>None.</Empty>
      ) : (
        <ul className="tickets">
          {owned.queued.map((queued) => (
            <li key={queued.request.address} className="ticket">
              <div>
                <strong>
                  <Amount value={queued.request.data.request.shares} decimals={LRT_DECIMALS} symbol={lrt} />
                </strong>
                {queued.due > 0n && <span className="note">{amountOf(queued.place, queued.due)} can be claimed</span>}
                {queued.waiting > 0n && (
                  <span className="note">
                    {queued.due > 0n || queued.waiting < queued.request.data.request.shares
                      ? "the rest waits"
                      : "waits"}
                    {queued.worth !== undefined && <>, worth about {amountOf(queued.place, queued.worth)} now</>};{" "}
                    {now < queued.fillableFrom ? (
                      <>
                        filled from <When time={queued.fillableFrom} /> on
                      </>
                    ) : (
                      "filled as soon as the reserve has the tokens"
                    )}
                  </span>
                )}
              </div>
              {queued.waiting > 0n && (
                <button type="button" className="small-button" disabled={busy} onClick={() => void cancel(queued)}>
                  Cancel
                  <span className="unseen"> the request of {shortAddress(queued.request.address)}</span>
                </button>
              )}
            </li>
          ))}
        </ul>
      )}
      {owned.parts.length > 0 && (
        <>
          <h3>Parts of exits</h3>
          <ul className="tickets">
            {owned.parts.map(({ part, collected, due }) => (
              <li key={part.address} className="ticket">
                <div>
                  <strong>{collected ? amountOf(Number(collected.data.place), due) : "A part of an exit"}</strong>
                  <span className="note">
                    {collected ? "can be claimed" : "is on its way from a vault: anyone collects it once it is out"}
                  </span>
                </div>
              </li>
            ))}
          </ul>
        </>
      )}
      {asidePlaces(owned).length > 0 && (
        <>
          <h3>Set aside for you</h3>
          <p>
            {asidePlaces(owned)
              .map((place) => amountOf(place, owned.aside?.data.tokens[place] ?? 0n))
              .join(", ")}
          </p>
        </>
      )}
      {count > 0 && (
        <button type="button" className="button button-main" disabled={busy} onClick={() => void claimAll()}>
          Claim {dues.length === 0 ? "" : dues.map(([place, tokens]) => amountOf(place, tokens)).join(", ")}
        </button>
      )}
      <Progress sending={sending} dismiss={reset} />
    </Section>
  );
}
