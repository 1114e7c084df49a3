/**
 * Slashes: the open ones with their clocks, and those that have ended.
 */
import { NOBODY, SlashStatus, slashState } from "restaking-client";

import type { Found } from "../chain/accounts.js";
import { useNow, useSlot } from "../chain/clock.js";
import { at, type World } from "../chain/market.js";
import { useNames } from "../chain/names.js";
import { percentOf, shortAmount } from "../format/amount.js";
import { Decide } from "../slash/decide.js";
import { PledgedPairs, PledgeForm } from "../slash/pledge.js";
import { YourPledges } from "../slash/your-pledges.js";
import { useSend } from "../wallet/send.js";
import { useWallets } from "../wallet/wallets.js";
import { Badge, Meter, Table } from "./layout.js";
import { Progress } from "./progress.js";
import { Empty } from "./states.js";
import { Amount, Countdown, Name, When } from "./values.js";
import { useUnit } from "./vault-parts.js";

const WHOLE = 1_000_000_000_000_000_000n;

type Slash = Found<"SlashProposal">;

/** Those that are open, the first to be final first, and what the wallet has pledged for any of `slashes`. */
export function OpenSlashes({ slashes, world }: { readonly slashes: readonly Slash[]; readonly world: World }) {
  const { connection } = useWallets();
  const { sending, send, reset, busy } = useSend(undefined);
  const open = slashes
    .filter(({ data }) => data.status === SlashStatus.Open)
    .sort((a, b) => (a.data.finalFrom < b.data.finalFrom ? -1 : 1));
  const queue = open.filter(({ data }) => data.resolver === connection?.address);
  const others = open.filter((slash) => !queue.includes(slash));
  const list = (some: readonly Slash[]) => (
    <ul className="cards">
      {some.map((slash) => (
        <li key={slash.address}>
          <OpenSlash slash={slash} world={world} busy={busy} send={send} />
        </li>
      ))}
    </ul>
  );
  return (
    <>
      {queue.length > 0 && (
        <>
          <h3>For you to decide</h3>
          <p className="note">You are the resolver: without your veto, each is final when its clock ends.</p>
          {list(queue)}
        </>
      )}
      {queue.length > 0 && others.length > 0 && <h3>Others</h3>}
      {others.length > 0 && list(others)}
      {open.length === 0 && <Empty>No slash is open.</Empty>}
      <Progress sending={sending} dismiss={reset} />
      <YourPledges slashes={slashes} world={world} />
    </>
  );
}

function OpenSlash(props: {
  readonly slash: Slash;
  readonly world: World;
  readonly busy: boolean;
  readonly send: ReturnType<typeof useSend>["send"];
}) {
  const { slash, world, busy, send } = props;
  const { ncn, operator, vault, resolver, proposedAt, finalFrom, finalSlot } = slash.data;
  const { reason, kind, burn, owed, fraction } = slash.data;
  const now = useNow(5) ?? proposedAt;
  const slot = useSlot() ?? 0n;
  const names = useNames();
  const standing = at(world.vaults, vault);
  const unit = useUnit(standing?.data);
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
          <dt>Offense</dt>
          <dd>
            <When time={slash.data.offenseAt} />
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
        {unit && <PledgedPairs slash={slash} unit={unit} />}
      </dl>
      {unit && standing && <Decide slash={slash} vault={standing} unit={unit} final={final} busy={busy} send={send} />}
      {unit && standing && !final && now < finalFrom && (
        <details>
          <summary>
            Pledge for it<span className="unseen">: the slash of {names.of(operator)}</span>
          </summary>
          <PledgeForm slash={slash} vault={standing} unit={unit} />
        </details>
      )}
    </article>
  );
}

/** Those that have ended, the latest first. */
export function EndedSlashes({ slashes, world }: { readonly slashes: readonly Slash[]; readonly world: World }) {
  const ended = slashes
    .filter(({ data }) => data.status !== SlashStatus.Open)
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
            data.status === SlashStatus.Vetoed ? (
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
  const back = slash.status === SlashStatus.Vetoed ? slash.slash.stake : slash.pledged;
  return <Amount value={back} decimals={unit?.decimals ?? 0} symbol={unit?.asset ?? "smallest units"} />;
}

function Took({ slash, world }: { readonly slash: Slash["data"]; readonly world: World }) {
  const unit = useUnit(at(world.vaults, slash.vault)?.data);
  return <Amount value={slash.slash.stake} decimals={unit?.decimals ?? 0} symbol={unit?.asset ?? "smallest units"} />;
}
