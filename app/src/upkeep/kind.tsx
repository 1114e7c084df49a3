/**
 * Chores of one kind: one by one, or several at once.
 */
import type { ReactNode } from "react";

import { Section, usePaging } from "../parts/layout.js";

/** How many chores of a kind are listed before more is asked for. */
const LISTED = 10;

/** What a kind of chores is called: its title, what doing it brings, and the label of its button. */
export type KindWords = readonly [title: string, why: string, action: string];

/** How a chore is shown. */
type Row = {
  readonly key: string;
  readonly line: ReactNode;
  /** What a reader of the screen hears behind the button's label. */
  readonly unseen: string;
};

/** The chores of a kind, of which at most `most` are done at once. */
export function ChoreKindList<Chore>(props: {
  readonly words: KindWords;
  readonly chores: readonly Chore[];
  readonly most: number;
  readonly closed: boolean;
  readonly run: (chores: readonly Chore[]) => Promise<boolean>;
  readonly row: (chore: Chore) => Row;
}) {
  const { chores, most, closed, run, row } = props;
  const [listed, more] = usePaging(chores, LISTED);
  const [title, why, action] = props.words;
  const batch = chores.slice(0, most);
  return (
    <Section
      title={title}
      aside={
        chores.length > 1 && (
          <button type="button" className="small-button" disabled={closed} onClick={() => void run(batch)}>
            {action} {batch.length < chores.length ? `the first ${batch.length}` : `all ${batch.length}`}
            <span className="unseen">: {title}</span>
          </button>
        )
      }
    >
      <p className="note">{why}</p>
      <ul className="tickets" aria-label={title}>
        {listed.map((chore) => {
          const { key, line, unseen } = row(chore);
          return (
            <li key={key} className="ticket">
              <div>{line}</div>
              <button type="button" className="small-button" disabled={closed} onClick={() => void run([chore])}>
                {action}
                <span className="unseen">{unseen}</span>
              </button>
            </li>
          );
        })}
      </ul>
      {more}
    </Section>
  );
}
