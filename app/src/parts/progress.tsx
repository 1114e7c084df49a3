/**
 * Where a transaction is, told as it goes.
 */
import type { Sending } from "../wallet/send.js";
import { ExplorerLink } from "./values.js";

const STEPS = ["preparing", "signing", "sending"] as const;

const WORDS = {
  preparing: "Trying it out on the chain",
  signing: "Waiting for your signature",
  sending: "Waiting for the chain to confirm",
} as const;

/** Where a transaction is. It is announced as it changes. */
export function Progress({ sending, dismiss }: { readonly sending: Sending; readonly dismiss: () => void }) {
  return (
    <div aria-live="polite" className="progress">
      <Body sending={sending} dismiss={dismiss} />
    </div>
  );
}

function Body({ sending, dismiss }: { readonly sending: Sending; readonly dismiss: () => void }) {
  switch (sending.phase) {
    case "idle":
      return null;
    case "done":
      return (
        <div className={`notice ${sending.problems?.length ? "notice-warn" : "notice-good"}`}>
          <p>
            <strong>{sending.signatures.length > 0 ? "Confirmed." : "Not done."}</strong> {sending.said}{" "}
            {sending.signatures.map((signature, index) => (
              <ExplorerLink key={signature} kind="tx" id={signature}>
                {sending.signatures.length > 1 ? `Transaction ${index + 1} ` : "Transaction"}
                <span className="unseen"> in a new tab</span>
              </ExplorerLink>
            ))}
          </p>
          {sending.problems?.map((problem) => (
            <p key={problem} className="breakable">
              Left out: {problem}
            </p>
          ))}
          <button type="button" className="link" onClick={dismiss}>
            Dismiss
          </button>
        </div>
      );
    case "failed": {
      const { title, sentence, rejected } = sending.failure;
      return (
        <div className={`notice ${rejected ? "notice-plain" : "notice-loss"}`}>
          <p>
            <strong>{title}.</strong> {sentence}
          </p>
          <button type="button" className="link" onClick={dismiss}>
            Dismiss
          </button>
        </div>
      );
    }
    default: {
      const step = STEPS.indexOf(sending.phase);
      return (
        <div className="notice notice-plain">
          <p>
            <span className="spinner" aria-hidden="true" /> {WORDS[sending.phase]}…{" "}
            <span className="note">
              step {step + 1} of {STEPS.length}
              {sending.batch && sending.batch.of > 1 && `; ${sending.batch.done} of ${sending.batch.of} done`}
            </span>
          </p>
        </div>
      );
    }
  }
}
