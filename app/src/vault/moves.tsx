/**
 * Stake that moves from one operator of a vault to another.
 */
import type { World } from "../chain/market.js";
import { percentOf } from "../format/amount.js";
import type { useHistory } from "../history/view.js";
import { endedMoves, movesUnderWay } from "../model/moves.js";
import { Badge } from "../parts/layout.js";
import { Amount, Name, When } from "../parts/values.js";
import type { FormProps } from "./form.js";

/** Moves under way, and those that ended in what of the history was read; nothing where there are none. */
export function Moves(props: FormProps & { readonly world: World; readonly history: ReturnType<typeof useHistory> }) {
  const { vault, unit, now, world, history } = props;
  const moves = movesUnderWay(vault, world.delegations, now);
  const ended = endedMoves(history.data?.pages.flatMap(({ happenings }) => happenings) ?? []);
  if (moves.length === 0 && ended.length === 0) {
    return null;
  }
  return (
    <>
      <h3>Moves to other operators</h3>
      <ul className="tickets" aria-label="Moves to other operators">
        {moves.map(({ from, to, units, whole, stake, dueFrom, isDue }) => (
          <li key={from} className="ticket">
            <div>
              <strong>
                <Amount value={stake} decimals={unit.decimals} symbol={unit.asset} />
              </strong>{" "}
              from <Name address={from} kind="operators" /> to {to ? <Name address={to} kind="operators" /> : "another"}
              <span className="note">
                {percentOf(units, whole)} of the vault.{" "}
                {isDue ? (
                  <>
                    Due since <When time={dueFrom} />: anyone can complete it, and it stands behind neither operator
                    until then.
                  </>
                ) : (
                  <>
                    It stands behind the first operator until <When time={dueFrom} />, and behind the second one after.
                  </>
                )}
              </span>
            </div>
            <Badge tone="warn">{isDue ? "Due" : "Under way"}</Badge>
          </li>
        ))}
        {ended.map(({ key, from, to, time, canceled, units }) => (
          <li key={key} className="ticket">
            <div>
              From <Name address={from} kind="operators" /> to <Name address={to} kind="operators" />
              <span className="note">
                <When time={time} />
                {canceled && ": what the first operator gives up is idle instead"}
                {units && units.arrived < units.freed && (
                  <>: {percentOf(units.arrived, units.freed)} of it arrived, the rest is idle</>
                )}
              </span>
            </div>
            {canceled ? <Badge>Canceled</Badge> : <Badge tone="good">Completed</Badge>}
          </li>
        ))}
      </ul>
      {history.hasNextPage && (
        <p className="note">
          Those that ended are of the history read so far. “Earlier” at the end of the history reads more.
        </p>
      )}
    </>
  );
}
