/**
 * The reward offers of an NCN: how far each is, what can be claimed of it, and for which vaults and operators.
 */
import { type Address, sequentialInstructionPlan } from "@solana/kit";
import {
  fetchHolding,
  fetchRestakingAccount,
  openTokenAccount,
  planAttributeReward,
  planClaimPositionShare,
  planClaimRewardShare,
  planCollectRewardCommission,
} from "restaking-client";

import { type Found, useAccounts, useHoldings } from "../chain/accounts.js";
import { useCaptured } from "../chain/captures.js";
import type { World } from "../chain/market.js";
import { useNode, useProgram } from "../chain/node.js";
import { counted } from "../format/text.js";
import {
  type Commission,
  commissionsOf,
  nextTables,
  offerStanding,
  payingTables,
  type Share,
  sharesOf,
} from "../model/offers.js";
import { Badge, Fact, Facts, Meter } from "../parts/layout.js";
import { Progress } from "../parts/progress.js";
import { Empty, Loading } from "../parts/states.js";
import { Name, TokenAmount, When } from "../parts/values.js";
import { useSend } from "../wallet/send.js";
import { useWallets } from "../wallet/wallets.js";

type Offer = Found<"RewardOffer">;
type Tables = readonly Found<"StakeTable">[];

/** The open offers of an NCN. */
export function Offers(props: { readonly ncn: Address; readonly world: World; readonly now: bigint }) {
  const { ncn, world, now } = props;
  const { data: offers } = useAccounts("RewardOffer", { ncn });
  const { data: tables } = useAccounts("StakeTable", { ncn });
  if (!offers || !tables) {
    return <Loading what="the offers" rows={2} />;
  }
  return offers.length === 0 ? (
    <Empty>It has no open offer.</Empty>
  ) : (
    <ul className="cards">
      {offers.map((offer) => (
        <li key={offer.address}>
          <OfferCard offer={offer} tables={tables} world={world} now={now} />
        </li>
      ))}
    </ul>
  );
}

function OfferCard(props: {
  readonly offer: Offer;
  readonly tables: Tables;
  readonly world: World;
  readonly now: bigint;
}) {
  const { offer, tables, world, now } = props;
  const { books, mint, funder } = offer.data;
  const { accrued, paid, left, due } = offerStanding(offer.data, now);
  return (
    <article className="card">
      <h3>
        <TokenAmount value={books.amount} mint={mint} />
      </h3>
      <p className="note">
        funded by <Name address={funder} />, which gets back what nobody claims
      </p>
      <Meter part={accrued} whole={books.amount} />
      <Facts className="facts-tight">
        <Fact
          label="Accrued"
          note={
            <>
              from <When time={books.from} /> until <When time={books.until} />
            </>
          }
        >
          <TokenAmount value={accrued} mint={mint} />
        </Fact>
        <Fact label="Paid">
          <TokenAmount value={paid} mint={mint} />
        </Fact>
        <Fact
          label="Remaining"
          note={
            due > 0n && (
              <>
                <TokenAmount value={due} mint={mint} /> of it are attributed and not paid
              </>
            )
          }
        >
          <TokenAmount value={left} mint={mint} />
        </Fact>
      </Facts>
      <Payments offer={offer} tables={tables} world={world} now={now} />
    </article>
  );
}

/** What can be paid of an offer. Anyone may: where it goes is nobody's choice. */
function Payments(props: {
  readonly offer: Offer;
  readonly tables: Tables;
  readonly world: World;
  readonly now: bigint;
}) {
  const { offer, tables, world, now } = props;
  const { rpc } = useNode();
  const programAddress = useProgram();
  const { connection } = useWallets();
  const { data: pools = [] } = useAccounts("VaultBondPool");
  const { data: captured = [] } = useCaptured(payingTables(offer.data, tables, now).map(({ address }) => address));
  const { sending, send, sendBatch, reset, busy } = useSend(undefined);
  const waiting = nextTables(offer.data, tables, now);
  const shares = sharesOf(offer.data, tables, captured, world.vaults, pools, now);
  const payable = shares.filter(({ to }) => to.kind !== "waits");
  const commissions = commissionsOf(offer.data, world.records, world.operators);
  const { data: held } = useHoldings(connection?.address, [...new Set(shares.map(({ vault }) => vault.data.vrtMint))]);
  const can = connection !== undefined && !busy;
  const config = { commitment: "confirmed" } as const;

  const attribute = () =>
    send(async () => ({
      plan: sequentialInstructionPlan(
        waiting.map(({ address }) => planAttributeReward(offer, address, { programAddress }).plan),
      ),
      said: `${counted(waiting.length, "table")} can be claimed by.`,
    }));
  const claim = (claimed: readonly Share[]) =>
    sendBatch(async () => {
      const items = await Promise.all(
        claimed.map(async ({ vault, table, entry, to }) => {
          const given = { programAddress, offer, table, entry };
          const fresh = await fetchRestakingAccount(rpc, programAddress, "Vault", vault.address, config);
          const { plan } =
            to.kind === "pool"
              ? await planClaimPositionShare({ ...given, vault: vault.address, place: to.place })
              : await planClaimRewardShare({ ...given, vault: fresh });
          return { key: vault.address, plan };
        }),
      );
      return {
        items,
        said: (done: readonly Address[]) => `${done.length} of ${counted(claimed.length, "share")} paid.`,
        problems: [],
      };
    });
  const collect = ({ operator }: Commission) =>
    send(async (payer) => {
      const { feeWallet: wallet } = operator.data;
      const holding = await fetchHolding(rpc, wallet, offer.data.mint, config);
      const given = { programAddress, offer, operator: operator.address, wallet };
      const { plan } = await planCollectRewardCommission(given);
      const made = holding.exists ? [] : [await openTokenAccount(payer, wallet, offer.data.mint)];
      return { plan: sequentialInstructionPlan([...made, plan]), said: "The commission is paid." };
    });

  return (
    <>
      {waiting.length > 0 && (
        <p>
          What accrued is to be attributed to {counted(waiting.length, "final table")}: each vault's share by them can
          be claimed then, at once.{" "}
          <button type="button" className="small-button" disabled={!can} onClick={() => void attribute()}>
            Attribute
          </button>
        </p>
      )}
      <h4>Can be claimed</h4>
      {shares.length === 0 && commissions.length === 0 ? (
        <Empty>Nothing now.</Empty>
      ) : (
        <ul className="tickets">
          {shares.map((share) => (
            <ShareLine
              key={`${share.table} ${share.entry.operator} ${share.vault.address}`}
              share={share}
              offer={offer}
              holds={(held?.get(share.vault.data.vrtMint) ?? 0n) > 0n}
              claim={can ? () => void claim([share]) : undefined}
            />
          ))}
          {commissions.map((commission) => (
            <li key={commission.operator.address} className="ticket">
              <div>
                <strong>
                  <TokenAmount value={commission.owed} mint={offer.data.mint} />
                </strong>{" "}
                commission of <Name address={commission.operator.address} kind="operators" />{" "}
                {isOf(commission, connection?.address) && <Badge tone="good">Yours</Badge>}
                <span className="note">
                  paid at once to its fee wallet <Name address={commission.operator.data.feeWallet} />
                </span>
              </div>
              <button type="button" className="small-button" disabled={!can} onClick={() => void collect(commission)}>
                Claim<span className="unseen"> the commission</span>
              </button>
            </li>
          ))}
        </ul>
      )}
      {payable.length > 1 && (
        <button type="button" className="button" disabled={!can} onClick={() => void claim(payable)}>
          Claim all {payable.length} shares
        </button>
      )}
      {!connection && payable.length + commissions.length + waiting.length > 0 && (
        <p className="hint">Anyone can have these paid. Connect a wallet first, at the top of the page.</p>
      )}
      <Progress sending={sending} dismiss={reset} />
    </>
  );
}

function isOf({ operator }: Commission, wallet: Address | undefined): boolean {
  return wallet !== undefined && [operator.data.feeWallet, operator.data.admin].includes(wallet);
}

function ShareLine(props: {
  readonly share: Share;
  readonly offer: Offer;
  /** The wallet holds shares of the vault. */
  readonly holds: boolean;
  readonly claim: (() => void) | undefined;
}) {
  const { share, offer, holds, claim } = props;
  const { vault, entry, amount, until, to } = share;
  return (
    <li className="ticket">
      <div>
        <strong>
          <TokenAmount value={amount} mint={offer.data.mint} />
        </strong>{" "}
        for <Name address={vault.address} kind="vaults" /> {holds && <Badge tone="good">You hold its VRT</Badge>}
        <span className="note">
          {to.kind === "waits" ? (
            <>It waits: the vault's bond pool does not pay this token, until its admin adds it.</>
          ) : (
            <>
              {to.kind === "stream" ? "Streams to all holders of its VRT" : "Streams to the positions in its bond pool"}
              , from its claim on, less the commission of <Name address={entry.operator} kind="operators" />
              {to.kind === "stream" && " and the vault's fees"}.
            </>
          )}{" "}
          Until <When time={until} />.
        </span>
      </div>
      {to.kind !== "waits" && (
        <button type="button" className="small-button" disabled={!claim} onClick={claim}>
          Claim<span className="unseen"> the share of this vault</span>
        </button>
      )}
    </li>
  );
}
