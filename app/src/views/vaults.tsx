/**
 * The vaults: what each earns, how soon one is out, and what could be lost in it.
 */
import type { Address } from "@solana/kit";
import { useEffect, useMemo, useState } from "react";
import { booksAt, depositRoom, outBy, SlashStatus, stakeOf } from "restaking-client";
import { Link } from "wouter";

import { useAccounts, useHoldings } from "../chain/accounts.js";
import { useNow } from "../chain/clock.js";
import { useWorld, type World } from "../chain/market.js";
import { type Names, useNames } from "../chain/names.js";
import { percentOf } from "../format/amount.js";
import { counted, shortAddress, times } from "../format/text.js";
import { duration } from "../format/time.js";
import { type Listed, listAlone, listVaults, type Order } from "../model/order.js";
import type { Exposure } from "../model/told-exposure.js";
import { Guarded } from "../parts/guarded.js";
import { Fact, Facts, Meter, Page, usePaging } from "../parts/layout.js";
import { Empty, Failed, Loading } from "../parts/states.js";
import { Amount, Name } from "../parts/values.js";
import { RateFigure, useUnit, VaultBadges, YieldFigure } from "../parts/vault-parts.js";
import { FeesLine } from "../vault/standing.js";
import { useWallets } from "../wallet/wallets.js";

const ORDERS: Readonly<Record<Order, string>> = {
  stake: "Most staked, by asset",
  loss: "Least to lose",
  exit: "Soonest out",
  rate: "Highest rate",
};

/** The vaults. */
export function VaultsView() {
  // Their own accounts are there before all that could be lost of them is known.
  const { data: alone } = useAccounts("Vault");
  const now = useNow(10);
  const { world, error, retry } = useWorld(useAfterPaint(alone !== undefined && now !== undefined));
  const [order, setOrder] = useState<Order>("stake");
  const listed = useMemo(() => {
    if (now === undefined || !alone) {
      return undefined;
    }
    return world ? listVaults(world, now, order) : listAlone(alone, now, order);
  }, [world, alone, now, order]);
  const [sought, setSought] = useState("");
  const names = useNames();
  const found = useMemo(
    () => listed?.filter(({ vault }) => matches(vault, names, sought)) ?? [],
    [listed, names, sought],
  );
  const [shown, more] = usePaging(found, CARDS);
  const { connection } = useWallets();
  const mints = shown.map(({ vault }) => vault.data.vrtMint);
  const { data: holdings } = useHoldings(connection?.address, mints);

  return (
    <Page
      title="Vaults"
      lead="Stake a token, keep a liquid one, and see before you sign what could be lost, to which NCN and by when."
    >
      {error && <Failed what="the vaults" error={error} retry={retry} />}
      {!listed || now === undefined ? (
        !error && <Loading what="the vaults" rows={4} />
      ) : listed.length === 0 ? (
        <Empty>There is no vault on this cluster yet. The first will be listed here.</Empty>
      ) : (
        <>
          <div className="tools">
            <p role="status">
              {sought ? `${found.length} of ${counted(listed.length, "vault")}` : counted(listed.length, "vault")}
            </p>
            <input
              type="search"
              aria-label="Find a vault by its name, token or address"
              placeholder="Find a vault"
              value={sought}
              onChange={(event) => setSought(event.target.value)}
            />
            <label>
              Order{" "}
              <select value={order} onChange={(event) => setOrder(event.target.value as Order)}>
                {Object.entries(ORDERS).map(([key, title]) => (
                  <option key={key} value={key}>
                    {title}
                  </option>
                ))}
              </select>
            </label>
          </div>
          <ul className="cards">
            {shown.map((each) => (
              <li key={each.vault.address}>
                <Guarded what={`the vault ${each.vault.address}`}>
                  <VaultCard
                    {...each}
                    world={world}
                    reading={!world && !error}
                    now={now}
                    held={holdings?.get(each.vault.data.vrtMint)}
                  />
                </Guarded>
              </li>
            ))}
          </ul>
          {more}
        </>
      )}
    </Page>
  );
}

/** Whether `there` was drawn: what takes the browser longer begins then. */
function useAfterPaint(there: boolean): boolean {
  const [drawn, setDrawn] = useState(false);
  useEffect(() => {
    const waiting = there ? setTimeout(() => setDrawn(true), 50) : undefined;
    return () => clearTimeout(waiting);
  }, [there]);
  return drawn;
}

/** How many vaults are drawn before more is asked for: each reads its own rate of a month ago. */
const CARDS = 12;

/** Whether a vault is what the reader looks for. */
function matches({ address, data }: World["vaults"][number], names: Names, sought: string): boolean {
  const words = [names.of(address), names.of(data.assetMint), names.long(data.assetMint) ?? "", address].join(" ");
  return words.toLowerCase().includes(sought.trim().toLowerCase());
}

function VaultCard(
  props: Listed & {
    readonly world: World | undefined;
    /** The world is on its way. */
    readonly reading: boolean;
    readonly now: bigint;
    readonly held: bigint | undefined;
  },
) {
  const { vault, exposure, world, reading, now, held } = props;
  const { ledger, decimals } = vault.data;
  const unit = useUnit(vault.data);
  const names = useNames();
  const asset = unit?.asset ?? "";
  const out = outBy(ledger, now) - now;
  const open =
    world?.slashes.filter(({ data }) => data.vault === vault.address && data.status === SlashStatus.Open).length ?? 0;
  const books = booksAt(ledger, now);
  return (
    <article className="card vault-card">
      <div className="card-head">
        <h2>
          <Link href={`/vaults/${vault.address}`}>{names.of(vault.address)}</Link>
        </h2>
        <p className="note">
          takes <Name address={vault.data.assetMint} /> <code className="ends">{shortAddress(vault.address)}</code>
        </p>
        <VaultBadges vault={vault.data} slashes={open} />
      </div>
      <Facts className="facts-tight">
        <Fact label="Yield">
          <YieldFigure ledger={ledger} now={now} />
        </Fact>
        <Fact label="Rate">
          <RateFigure vault={vault} now={now} />
        </Fact>
        <Fact label="Staked" note={room(depositRoom(ledger, now), books.active)}>
          <Amount value={stakeOf(books)} decimals={decimals} symbol={asset} />
        </Fact>
        <Fact label="Out in" note="if you ask now">
          {duration(out)}
        </Fact>
      </Facts>
      {exposure ? (
        <Risk exposure={exposure} />
      ) : reading ? (
        <Loading what="what could be lost here" rows={2} />
      ) : (
        <p className="note warn">What could be lost here cannot be told.</p>
      )}
      <p className="card-foot note">
        <span>
          Fees: <FeesLine ledger={ledger} now={now} />
        </span>
        {held !== undefined && held > 0n && (
          <strong>
            You hold <Amount value={held} decimals={decimals} symbol="VRT" />
          </strong>
        )}
      </p>
    </article>
  );
}

function Risk({ exposure }: { readonly exposure: Exposure }) {
  return (
    <div className="risk">
      <p className="risk-head">
        <span>You could lose</span>
        <strong className="amount">{percentOf(exposure.worst, exposure.stake)}</strong>
        <span className="note">at most, in this epoch</span>
      </p>
      <Meter part={exposure.worst} whole={exposure.stake} tone="loss" />
      <p className="note">
        {exposure.threats.length === 0 ? (
          "No NCN can slash this stake now."
        ) : (
          <>
            to <Listing addresses={exposure.threats.map(({ ncn }) => ncn)} />
            {exposure.leverage > 1n && `; the same stake is used up to ${times(exposure.leverage)}`}
          </>
        )}
      </p>
    </div>
  );
}

function room(left: bigint, active: bigint): string {
  return left === 0n ? "full" : `${percentOf(active, active + left)} of its cap`;
}

/** Names one after another. */
export function Listing({ addresses }: { readonly addresses: readonly Address[] }) {
  return addresses.map((address, index) => (
    <span key={address}>
      {index > 0 && (index === addresses.length - 1 ? " and " : ", ")}
      <Name address={address} kind="ncns" />
    </span>
  ));
}
