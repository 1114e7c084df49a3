/**
 * Where a reader brings lists of rewards along: NCNs publish them off the chain.
 */
import { type FormEvent, useId, useState } from "react";
import type { Earnings } from "restaking-client";

import { counted } from "../format/text.js";
import { readEarnings } from "../model/reward-list.js";

/** The largest file that is read, in bytes: a larger one would stop the page for long. */
const MOST_BYTES = 100_000_000;

/** A form that takes a list, as a file or as text. */
export function RewardLists(props: {
  readonly lists: readonly Earnings[];
  readonly add: (list: Earnings) => void;
  /** The earner, as the form calls it. */
  readonly earner?: string;
}) {
  const id = useId();
  const [text, setText] = useState("");
  const [problem, setProblem] = useState<string>();

  function read(written: string): void {
    try {
      props.add(readEarnings(written));
      setText("");
      setProblem(undefined);
    } catch (error) {
      setProblem(error instanceof Error ? error.message : String(error));
    }
  }

  async function readFile(file: File | undefined): Promise<void> {
    if (file && file.size > MOST_BYTES) {
      setProblem(`The file has ${file.size} bytes, and ${MOST_BYTES} fit`);
    } else if (file) {
      await file.text().then(read, (error: unknown) => setProblem(String(error)));
    }
  }

  return (
    <details>
      <summary>Rewards by a list of an NCN</summary>
      <form
        onSubmit={(event: FormEvent) => {
          event.preventDefault();
          read(text);
        }}
      >
        <p className="note">
          NCNs that pay by root publish a list of what each has earned. Bring it along as a file or as text: the page
          finds the entry of {props.earner ?? "your wallet"}, and its proof.
        </p>
        <div className="field">
          <label htmlFor={`${id}-file`}>The list, as a file</label>
          <input
            id={`${id}-file`}
            type="file"
            accept=".json,application/json"
            onChange={({ target }) => {
              const file = target.files?.[0];
              // The same file can be chosen again once it is mended.
              target.value = "";
              void readFile(file);
            }}
          />
        </div>
        <div className="field">
          <label htmlFor={`${id}-text`}>or as text</label>
          <textarea
            id={`${id}-text`}
            rows={3}
            spellCheck={false}
            value={text}
            onChange={({ target }) => setText(target.value)}
            aria-invalid={problem !== undefined}
            aria-describedby={`${id}-problem`}
          />
          <p className="problem" id={`${id}-problem`} role="status">
            {problem}
          </p>
        </div>
        <button type="submit" className="button" disabled={text === ""}>
          Add the list
        </button>
        <p className="hint" role="status">
          {props.lists.length > 0 && `${counted(props.lists.length, "list")} read.`}
        </p>
      </form>
    </details>
  );
}
