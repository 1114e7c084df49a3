/**
 * What the forms of a vault share: an amount, what it would bring, and a button that tells why it cannot be pressed.
 */
import { type ReactNode, useMemo, useState } from "react";
import { formatAmount } from "restaking-client";

import type { Found } from "../chain/accounts.js";
import { parseAmount, shortAmount } from "../format/amount.js";
import { AmountField } from "../parts/amount-field.js";
import { Progress } from "../parts/progress.js";
import { describe, type Unit } from "../wallet/describe.js";
import { type MakePlan, useSend } from "../wallet/send.js";
import { useWallets } from "../wallet/wallets.js";

/** What a form is about. */
export type FormProps = {
  readonly vault: Found<"Vault">;
  readonly unit: Unit;
  /** The chain's time. */
  readonly now: bigint;
};

/** A bound on the amount, and why it is one. */
export type Bound = { readonly most: bigint | undefined; readonly why: (most: string) => string };

/** A form that takes an amount. */
export function AmountForm<Outcome>(props: {
  readonly label: string;
  readonly action: string;
  readonly unit: Unit;
  readonly symbol: string;
  /** What the amount must be within; the tightest that it breaks is told. */
  readonly bounds: readonly Bound[];
  readonly hint: ReactNode;
  /** What an amount would bring; it throws what the program would refuse. */
  readonly outcome: (amount: bigint) => Outcome;
  /** The outcome, as rows of what it is and how much. */
  readonly preview: (outcome: Outcome) => readonly (readonly [string, ReactNode])[];
  readonly plan: (amount: bigint, outcome: Outcome) => MakePlan;
  /** What has to be agreed to before an amount is sent, as the question of a box to tick; nothing for most. */
  readonly consent?: (outcome: Outcome) => ReactNode;
  /** Why the form is closed now. */
  readonly closed?: ReactNode;
}) {
  const { unit, symbol, bounds, label } = props;
  const { connection } = useWallets();
  const [written, setWritten] = useState("");
  // The most moves with the chain's time: the user asked for the most, not for the number that it was.
  const [most, setMost] = useState(false);
  const [touched, setTouched] = useState(false);
  const [agreed, setAgreed] = useState(false);
  const { sending, send, reset, busy } = useSend(unit);

  const { decimals } = unit;
  const known = bounds.flatMap(({ most, why }) => (most === undefined ? [] : [{ most, why }]));
  const max = connection && known.length === bounds.length ? tightest(known) : undefined;
  const text = most && max !== undefined ? formatAmount(max, decimals) : written;
  const parsed = useMemo(() => parseAmount(text, decimals), [text, decimals]);
  const result = parsed.ok ? judge(parsed.value) : { problem: parsed.problem };
  const question = result.outcome === undefined ? undefined : props.consent?.(result.outcome);
  const problem = touched && !(text === "" && sending.phase !== "idle") ? result.problem : undefined;

  function judge(amount: bigint): { problem?: string; outcome?: Outcome } {
    const told = (value: bigint) => `${shortAmount(value, decimals)} ${symbol}`;
    if (amount === 0n) {
      return { problem: "The amount is zero" };
    }
    const broken = known.filter(({ most }) => amount > most).sort((a, b) => (a.most < b.most ? -1 : 1))[0];
    if (broken) {
      return { problem: `${broken.why(told(broken.most))}, and this is ${told(amount)}` };
    }
    try {
      return { outcome: props.outcome(amount) };
    } catch (error) {
      return { problem: describe(error, { unit }).sentence };
    }
  }

  function write(value: string): void {
    setAgreed(false);
    setWritten(value);
    setMost(false);
  }

  async function submit(): Promise<void> {
    setTouched(true);
    if (busy || !connection || !parsed.ok || result.outcome === undefined || (question && !agreed)) {
      return;
    }
    setAgreed(false);
    // What was written stays until it has happened: a failure loses nothing.
    write(text);
    if (await send(props.plan(parsed.value, result.outcome))) {
      write("");
      setTouched(false);
    }
  }

  if (props.closed) {
    return (
      <>
        <p className="notice notice-plain">{props.closed}</p>
        <Progress sending={sending} dismiss={reset} />
      </>
    );
  }
  const rows = result.outcome === undefined ? [] : props.preview(result.outcome);
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <AmountField
        label={label}
        symbol={symbol}
        value={text}
        onChange={(value) => {
          write(value);
          setTouched(value !== "");
        }}
        onMax={() => {
          setMost(true);
          setTouched(true);
        }}
        max={max}
        problem={problem}
        hint={props.hint}
      />
      {rows.length > 0 && (
        <dl className="preview">
          {rows.map(([title, value]) => (
            <div key={title}>
              <dt>{title}</dt>
              <dd>{value}</dd>
            </div>
          ))}
        </dl>
      )}
      {question && (
        <label className="consent">
          <input type="checkbox" checked={agreed} onChange={({ target }) => setAgreed(target.checked)} /> {question}
        </label>
      )}
      <button
        type="submit"
        className="button button-main"
        disabled={busy || !connection || (Boolean(question) && !agreed)}
      >
        {busy ? "In progress…" : props.action}
      </button>
      {!connection && <p className="hint">Connect a wallet first, at the top of the page.</p>}
      <Progress sending={sending} dismiss={reset} />
    </form>
  );
}

function tightest(bounds: readonly { readonly most: bigint }[]): bigint | undefined {
  const [first, ...others] = bounds.map(({ most }) => most);
  return first === undefined ? undefined : others.reduce((a: bigint, b: bigint) => (b < a ? b : a), first);
}
