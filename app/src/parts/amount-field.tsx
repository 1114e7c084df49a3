/**
 * Where amounts are written.
 */

import { type ReactNode, useId } from "react";

/** A field for an amount, with the most that can be entered a click away, and what is wrong with it below. */
export function AmountField(props: {
  readonly label: string;
  readonly symbol: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  /** Takes the most, and keeps to it while it moves. */
  readonly onMax: () => void;
  /** The most that makes sense; nothing while it is not known. */
  readonly max: bigint | undefined;
  /** What is wrong with what was written. */
  readonly problem: string | undefined;
  readonly hint: ReactNode;
}) {
  const id = useId();
  const { label, symbol, value, max, problem } = props;
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <div className={`amount-input ${problem ? "wrong" : ""}`}>
        <input
          id={id}
          type="text"
          inputMode="decimal"
          autoComplete="off"
          spellCheck={false}
          placeholder="0"
          value={value}
          onChange={(event) => props.onChange(event.target.value)}
          aria-invalid={problem !== undefined}
          aria-describedby={`${id}-hint ${id}-problem`}
        />
        <span className="symbol" aria-hidden="true">
          {symbol}
        </span>
        <button type="button" className="small-button" disabled={max === undefined || max === 0n} onClick={props.onMax}>
          Max<span className="unseen"> of {label.toLowerCase()}</span>
        </button>
      </div>
      <p className="hint" id={`${id}-hint`}>
        {props.hint}
      </p>
      <p className="problem" id={`${id}-problem`} role="status">
        {problem}
      </p>
    </div>
  );
}
