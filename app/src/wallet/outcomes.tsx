/**
 * What became of transactions, told where nothing else tells it any more: the view that sent them is gone, or the page was loaded again.
 */
import { useQuery } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";

import { useNode } from "../chain/node.js";
import { Progress } from "../parts/progress.js";
import { ExplorerLink } from "../parts/values.js";
import { outcomeOf } from "./left.js";
import type { Ended } from "./send.js";
import { type Sent, settleSent, useLeftSent } from "./sent.js";

const listeners = new Set<() => void>();
let outcomes: readonly Ended[] = [];

function change(next: readonly Ended[]): void {
  outcomes = next;
  for (const listener of listeners) {
    listener();
  }
}

/** Tells what became of transactions, where their view is gone. */
export function tellOutcome(outcome: Ended): void {
  change([...outcomes, outcome]);
}

/** What became of transactions that no view tells of. */
export function Outcomes() {
  const all = useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => outcomes,
  );
  return all.map((outcome, place) => (
    <Progress
      // biome-ignore lint/suspicious/noArrayIndexKey: they have nothing else to be told apart by
      key={place}
      sending={outcome}
      dismiss={() => change(outcomes.filter((each) => each !== outcome))}
    />
  ));
}

/** What an earlier load of the page signed, and what became of it. */
export function LeftSent() {
  const { sentKey } = useNode();
  return useLeftSent(sentKey).map((each) => <OneLeft key={each.signature} sent={each} />);
}

function OneLeft({ sent }: { readonly sent: Sent }) {
  const { rpc, key } = useNode();
  const { signature } = sent;
  const { data, error } = useQuery({
    queryKey: [key, "left", signature],
    queryFn: ({ signal }) => outcomeOf(rpc, sent, signal),
    refetchInterval: ({ state }) => (state.data === "unknown" || state.data === undefined ? 3_000 : false),
  });
  const told = {
    landed: "Confirmed: it has happened.",
    failed: "The program refused it: nothing happened.",
    never: "It did not land, and never will: it is safe to try again.",
    unknown: "It is not known yet whether it landed. Wait before you repeat it.",
  };
  return (
    <div className={`notice ${data === "landed" ? "notice-good" : "notice-warn"}`} role="status">
      <p>
        <strong>Signed before this page was loaded.</strong>{" "}
        {error ? "The node does not tell of it." : told[data ?? "unknown"]}{" "}
        <ExplorerLink kind="tx" id={signature}>
          Transaction<span className="unseen"> in a new tab</span>
        </ExplorerLink>
      </p>
      <button type="button" className="link" onClick={() => settleSent([signature])}>
        Dismiss
      </button>
    </div>
  );
}
