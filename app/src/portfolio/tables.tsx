/**
 * What a wallet has, as tables.
 */
import { percentOfChange } from "../format/amount.js";
import type { Portfolio } from "../model/portfolio.js";
import type { ListedReward } from "../model/reward-list.js";
import { Badge, Table } from "../parts/layout.js";
import { Empty } from "../parts/states.js";
import { Amount, Countdown, Name, TokenAmount, When } from "../parts/values.js";
import { useUnit } from "../parts/vault-parts.js";
import type { Costs } from "./read.js";

type Vault = Portfolio["positions"][number]["vault"];

/** An amount of a vault's asset, or of its shares. */
function Of(props: { readonly vault: Vault; readonly value: bigint; readonly shares?: boolean }) {
  const unit = useUnit(props.vault.data);
  return (
    <Amount
      value={props.value}
      decimals={props.vault.data.decimals}
      symbol={(props.shares ? unit?.share : unit?.asset) ?? ""}
    />
  );
}

/** Why a position's cost is not told. */
function CostNote({ unknown, isReading, read }: Costs) {
  return (
    <span className="note">
      {isReading
        ? "your transactions are being read"
        : unknown === "unread"
          ? `not told by your last ${read} transactions`
          : unknown === "gap"
            ? "the node does not tell all of your transactions"
            : "not told by your transactions"}
    </span>
  );
}

/** Shares of vaults. */
export function Positions(props: { readonly positions: Portfolio["positions"]; readonly costs: Costs }) {
  const { positions, costs } = props;
  if (positions.length === 0) {
    return <Empty>You hold no shares of a vault.</Empty>;
  }
  return (
    <>
      <Table
        caption="Your positions"
        keyOf={({ vault }) => vault.address}
        rows={positions}
        columns={[
          { title: "Vault", cell: ({ vault }) => <Name address={vault.address} kind="vaults" ends /> },
          {
            title: "Shares",
            numeric: true,
            cell: ({ vault, held, bonded }) => (
              <>
                <Of vault={vault} value={held + bonded} shares />
                {bonded > 0n && (
                  <span className="note">
                    <Of vault={vault} value={bonded} shares /> of them bonded
                  </span>
                )}
              </>
            ),
          },
          { title: "Worth now", numeric: true, cell: ({ vault, worth }) => <Of vault={vault} value={worth} /> },
          {
            title: "Since you entered",
            numeric: true,
            cell: ({ vault, gain }) =>
              gain ? (
                <>
                  <span className={gain.assets < 0n ? "loss" : ""}>
                    <Of vault={vault} value={gain.assets} />
                  </span>
                  <span className="note">
                    {percentOfChange(Number((gain.assets * 1_000_000n) / gain.cost) / 1e6)} since{" "}
                    <When time={gain.since} />
                  </span>
                </>
              ) : (
                <CostNote {...costs} />
              ),
          },
          {
            title: "Out in",
            cell: ({ outAt }) => (
              <>
                <Countdown to={outAt} />
                <span className="note">if you ask now</span>
              </>
            ),
          },
        ]}
      />
      {costs.unknown === "unread" && (
        <p className="more">
          What you paid is told by all of your transactions, and your last {costs.read} are read.{" "}
          <button type="button" className="button" disabled={costs.isReading} onClick={costs.more}>
            {costs.isReading ? "Reading…" : "Read earlier ones"}
          </button>
        </p>
      )}
    </>
  );
}

/** Exits on their way. */
export function Exits({ exits }: { readonly exits: Portfolio["exits"] }) {
  return exits.length === 0 ? (
    <Empty>None is on its way.</Empty>
  ) : (
    <Table
      caption="Your exits"
      keyOf={({ ticket }) => ticket.address}
      rows={exits}
      columns={[
        { title: "Vault", cell: ({ vault }) => <Name address={vault.address} kind="vaults" ends /> },
        { title: "Pays", numeric: true, cell: ({ vault, assets }) => <Of vault={vault} value={assets} /> },
        { title: "Can be claimed", cell: ({ claimableAt }) => <When time={claimableAt} /> },
        {
          title: "In",
          cell: ({ ready, claimableAt }) =>
            ready ? <Badge tone="good">can be claimed</Badge> : <Countdown to={claimableAt} over="waits for a slash" />,
        },
      ]}
    />
  );
}

/** What waits to be claimed beside exits. */
export function Rewards(props: {
  readonly bonds: Portfolio["bonds"];
  readonly pledges: Portfolio["pledges"];
  readonly listed: readonly ListedReward[];
}) {
  const { bonds, pledges, listed } = props;
  if (bonds.length === 0 && pledges.length === 0 && listed.length === 0) {
    return <Empty>Nothing is bonded or pledged. Rewards in a vault's asset are in its rate.</Empty>;
  }
  return (
    <ul className="tickets" aria-label="Your rewards and pledges">
      {bonds.map(({ vault, position, owed }) => (
        <li key={position.address} className="ticket">
          <div>
            <Of vault={vault} value={position.data.position.bonded} shares /> bonded in{" "}
            <Name address={vault.address} kind="vaults" />
            {owed.map(({ mint, amount }) => (
              <span key={mint} className="note">
                earned <TokenAmount value={amount} mint={mint} />
              </span>
            ))}
            {owed.length === 0 && <span className="note">nothing to claim now</span>}
          </div>
        </li>
      ))}
      {listed.map(({ tree, amount }) => (
        <li key={tree.address} className="ticket">
          <div>
            <TokenAmount value={amount} mint={tree.data.mint} /> by the list of{" "}
            <Name address={tree.data.ncn} kind="ncns" />
          </div>
        </li>
      ))}
      {pledges.map(({ vault, slash, pledge, back, over }) => (
        <li key={pledge.address} className="ticket">
          <div>
            <Of vault={vault} value={pledge.data.amount} /> pledged for the slash of{" "}
            <Name address={slash.data.operator} kind="operators" />
            <span className="note">
              {!over ? "the slash is open" : back > 0n ? "vetoed: it comes back" : "executed: its rent comes back"}
            </span>
          </div>
        </li>
      ))}
    </ul>
  );
}
