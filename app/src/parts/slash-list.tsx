/**
 * Slashes: the open ones with their clocks, and those that have ended.
 */
import { restorationOf, SLASH_STATUS, slashState } from "restaking-client";

import type { Found } from "../chain/accounts.js";
import { useNow, useSlot } from "../chain/clock.js";
import { at, type World } from "../chain/market.js";
import { percentOf, shortAmount } from "../format/amount.js";
import { Badge, Meter, Table } from "./layout.js";
import { Empty } from "./states.js";
import { Amount, Countdown, Name, When } from "./values.js";
import { useUnit } from "./vault-parts.js";

const NOBODY = "11111111111111111111111111111111";
const WHOLE = 1_000_000_000_000_000_000n;

type Slash = Found<"SlashProposal">;

/** Those that are open. */
export function OpenSlashes({ slashes, world }: { readonly slashes: readonly Slash[]; readonly world: World }) {
  const open = slashes
    .filter(({ data }) => data.status === SLASH_STATUS.open)
    .sort((a, b) => (a.data.finalFrom < b.data.finalFrom ? -1 : 1));
  return open.length === 0 ? (
    <Empty>No slash is open.</Empty>
  ) : (
    <ul className="cards">
      {open.map((slash) => (
        <li key={slash.address}>
          <OpenSlash slash={slash} world={world} />
        </li>
      ))}
    </ul>
  );
}

function OpenSlash({ slash, world }: { readonly slash: Slash; readonly world: World }) {
  const { ncn, operator, vault, resolver, proposedAt, finalFrom, finalSlot } = slash.data;
  const { reason, kind, burn, owed, fraction } = slash.data;
  const now = useNow(5) ?? proposedAt;
  const slot = useSlot() ?? 0n;
  const unit = useUnit(at(world.vaults, vault)?.data);
  const decimals = unit?.decimals ?? 0;
  const passed = now < finalFrom ? now - proposedAt : finalFrom - proposedAt;
  const final = slashState(slash, { time: now, slot }) === "executable";
  const shares = [
    ["burned", burn],
    ["to the reporter", owed[0] ?? 0n],
    ["to the insurance", owed[1] ?? 0n],
    ["to those harmed", owed[2] ?? 0n],
  ] as const;
  return (
    <article className="card slash-card">
      <h3>
        <Name address={ncn} kind="ncns" /> slashed <Name address={operator} kind="operators" />
      </h3>
      <p>
        <strong>
          <Amount value={slash.data.slash.stake} decimals={decimals} symbol={unit?.asset ?? "smallest units"} />
        </strong>{" "}
        of <Name address={vault} kind="vaults" />, {percentOf(fraction, WHOLE)} of what stood there, in escrow
      </p>
      <div className="clock">
        <Meter part={passed} whole={finalFrom - proposedAt} tone="loss" />
        <p>
          {final ? (
            <>
              Final since <When time={finalFrom} />: anyone can execute it.
            </>
          ) : now >= finalFrom ? (
            <>
              The chain stood still for a part of the time to veto it: it can be vetoed until slot{" "}
              {finalSlot.toString()}, and the chain is in slot {slot.toString()}.
            </>
          ) : (
            <>
              <strong>
                <Countdown to={finalFrom} over="final" />
              </strong>{" "}
              left to veto it
              {resolver === NOBODY ? ", which nobody can" : ""}, until <When time={finalFrom} />
            </>
          )}
        </p>
      </div>
      <dl className="pairs">
        {resolver !== NOBODY && (
          <div>
            <dt>Resolver</dt>
            <dd>
              <Name address={resolver} />
            </dd>
          </div>
        )}
        <div>
          <dt>Why</dt>
          <dd>{kind === 1 ? "It voted twice" : `Reason ${reason} of the NCN's`}</dd>
        </div>
        <div>
          <dt>Offence</dt>
          <dd>
            <When time={slash.data.offenceAt} />
          </dd>
        </div>
        <div>
          <dt>If executed</dt>
          <dd>
            {shares
              .filter(([, amount]) => amount > 0n)
              .map(([who, amount]) => `${shortAmount(amount, decimals)} ${who}`)
              .join(", ")}
          </dd>
        </div>
        <div>
          <dt>Pledged</dt>
          <dd>
            <Pledged slash={slash.data} decimals={decimals} />
            {final || now >= finalFrom ? null : (
              <>
                ; anyone can pledge until <When time={finalFrom} />
              </>
            )}
          </dd>
        </div>
      </dl>
    </article>
  );
}

/** What an execution restores by pledges, and its beneficiaries: nothing, or a part of what was taken. */
function Pledged({ slash, decimals }: { readonly slash: Slash["data"]; readonly decimals: number }) {
  const { pledged, shares, tickets } = restorationOf(slash);
  if (pledged === 0n) {
    return <>Nothing: what it took stays lost if it is executed</>;
  }
  const leavers = tickets.reduce((sum, { assets }) => sum + assets, 0n);
  const parts = [
    ["to holders", shares],
    ["to those leaving", leavers],
  ] as const;
  const told = parts
    .filter(([, amount]) => amount > 0n)
    .map(([whom, amount]) => `${shortAmount(amount, decimals)} ${whom}`);
  return (
    <>
      {shortAmount(pledged, decimals)} of {shortAmount(slash.slash.stake, decimals)}, back if it is executed:{" "}
      {told.join(", ")}
    </>
  );
}

/** Those that have ended, the latest first. */
export function EndedSlashes({ slashes, world }: { readonly slashes: readonly Slash[]; readonly world: World }) {
  const ended = slashes
    .filter(({ data }) => data.status !== SLASH_STATUS.open)
    .sort((a, b) => (a.data.proposedAt > b.data.proposedAt ? -1 : 1));
  if (ended.length === 0) {
    return <Empty>None has ended.</Empty>;
  }
  return (
    <Table
      caption="Slashes that have ended"
      keyOf={({ address }) => address}
      rows={ended}
      columns={[
        {
          title: "Slash",
          cell: ({ data }) => (
            <>
              <Name address={data.operator} kind="operators" /> by <Name address={data.ncn} kind="ncns" />
            </>
          ),
        },
        { title: "Vault", cell: ({ data }) => <Name address={data.vault} kind="vaults" /> },
        { title: "Took", numeric: true, cell: ({ data }) => <Took slash={data} world={world} /> },
        { title: "Proposed", cell: ({ data }) => <When time={data.proposedAt} /> },
        {
          title: "Ended",
          cell: ({ data }) =>
            data.status === SLASH_STATUS.vetoed ? (
              <Badge tone="good">Vetoed</Badge>
            ) : (
              <Badge tone="loss">Executed</Badge>
            ),
        },
        {
          title: "Restored",
          numeric: true,
          cell: ({ data }) => <Restored slash={data} world={world} />,
        },
      ]}
    />
  );
}

function Restored({ slash, world }: { readonly slash: Slash["data"]; readonly world: World }) {
  const unit = useUnit(at(world.vaults, slash.vault)?.data);
  const back = slash.status === SLASH_STATUS.vetoed ? slash.slash.stake : slash.pledged;
  return <Amount value={back} decimals={unit?.decimals ?? 0} symbol={unit?.asset ?? "smallest units"} />;
}

function Took({ slash, world }: { readonly slash: Slash["data"]; readonly world: World }) {
  const unit = useUnit(at(world.vaults, slash.vault)?.data);
  return <Amount value={slash.slash.stake} decimals={unit?.decimals ?? 0} symbol={unit?.asset ?? "smallest units"} />;
}
