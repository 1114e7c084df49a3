/**
 * Acts of roles: each is a form that shows, before anything is signed, what changes, from when, and whether stakers could leave first.
 */
import { type ReactNode, useId, useState } from "react";

import { Section } from "../parts/layout.js";
import { Progress } from "../parts/progress.js";
import { When } from "../parts/values.js";
import { describe, type Unit } from "../wallet/describe.js";
import { type MakePlan, useSend } from "../wallet/send.js";
import { type Change, type ForStakers, forStakers } from "./changes.js";
import { type Field, readFields, type Values } from "./fields.js";

/** An act of a role. */
export type Act = {
  /** What tells it from others of the same title. */
  readonly key?: string;
  readonly title: string;
  /** What its button says. */
  readonly button: string;
  /** What it is for, in a sentence. */
  readonly lead: ReactNode;
  readonly fields: readonly Field[];
  /** What it changes; it throws what the program would refuse. */
  readonly changes: (values: Values) => readonly Change[];
  /** When stakers that ask to leave now are out; nothing where no vault is concerned. */
  readonly outAt?: bigint | ((values: Values) => bigint | undefined) | undefined;
  /** Whether a liquid pool's holders are concerned, who can leave in kind at any time, instead of a vault's stakers. */
  readonly ofPool?: boolean;
  /** What it leads to, drawn. */
  readonly preview?: (values: Values) => ReactNode;
  readonly plan: (values: Values) => MakePlan;
  /** Why it cannot be done now. */
  readonly closed?: ReactNode;
};

/** The acts of a role; nothing without one. */
export function Acts(props: { readonly as: string; readonly acts: readonly Act[]; readonly unit?: Unit | undefined }) {
  const { as, acts, unit } = props;
  return acts.length === 0 ? null : (
    <Section title={`You are ${as}`} className="panel">
      <ActList acts={acts} unit={unit} />
    </Section>
  );
}

/** Acts one below the other, each of which opens. */
export function ActList({ acts, unit }: { readonly acts: readonly Act[]; readonly unit?: Unit | undefined }) {
  return acts.map((act) => (
    <details key={act.key ?? act.title} className="act">
      <summary>{act.title}</summary>
      <ActForm act={act} unit={unit} />
    </details>
  ));
}

function ActForm({ act, unit }: { readonly act: Act; readonly unit: Unit | undefined }) {
  const [written, setWritten] = useState<Readonly<Record<string, string>>>({});
  const { sending, send, reset, busy } = useSend(unit);
  const { values, problems } = readFields(act.fields, written);
  const { changes, refusal } = judge(act, values, unit);
  // What can be signed as it stands is shown before anything is written.
  const touched = Object.keys(written).length > 0 || act.fields.length === 0 || changes.length > 0;

  async function submit(): Promise<void> {
    if (!busy && values && !refusal && (await send(act.plan(values)))) {
      setWritten({});
    }
  }

  if (act.closed) {
    return (
      <>
        <p className="notice notice-plain">{act.closed}</p>
        <Progress sending={sending} dismiss={reset} />
      </>
    );
  }
  return (
    <form
      noValidate
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <p className="note">{act.lead}</p>
      {act.fields.map((field) => (
        <FieldInput
          key={field.key}
          field={field}
          value={written[field.key] ?? field.initial}
          problem={field.key in written ? problems[field.key] : undefined}
          onChange={(value) => setWritten({ ...written, [field.key]: value })}
        />
      ))}
      {touched && values && (
        <Changes
          changes={changes}
          outAt={typeof act.outAt === "function" ? act.outAt(values) : act.outAt}
          words={act.ofPool ? FOR_HOLDERS : FOR_STAKERS}
        />
      )}
      {touched && values && !refusal && act.preview?.(values)}
      <p className="problem" role="status">
        {touched && refusal}
      </p>
      <button
        type="submit"
        className="button button-main"
        disabled={busy || !values || refusal !== undefined || changes.length === 0}
      >
        {busy ? "In progress…" : act.button}
      </button>
      <Progress sending={sending} dismiss={reset} />
    </form>
  );
}

function judge(act: Act, values: Values | undefined, unit: Unit | undefined) {
  try {
    return { changes: values ? act.changes(values) : [], refusal: undefined };
  } catch (error) {
    return { changes: [], refusal: describe(error, { unit }).sentence };
  }
}

/** What each state of affairs says to the acting role. */
const FOR_STAKERS = {
  nothing: "Nothing changes.",
  "burdens none": "It adds nothing to what stakers can lose or pay.",
  "can leave first": "Stakers who ask to leave now are out before it takes effect.",
  "cannot leave first": "It takes effect before stakers could leave.",
} as const;

/** The same of a liquid pool, which its holders can leave in kind at once. */
const FOR_HOLDERS: Readonly<Record<ForStakers, string>> = {
  nothing: "Nothing changes.",
  "burdens none": "It adds nothing to what holders can lose or pay.",
  "can leave first": "Holders can leave in kind before it takes effect.",
  "cannot leave first": "It takes effect at once. Holders can leave in kind at any time.",
};

function Changes(props: {
  readonly changes: readonly Change[];
  readonly outAt: bigint | undefined;
  readonly words: Readonly<Record<ForStakers, string>>;
}) {
  const { changes, outAt, words } = props;
  const state = forStakers(changes, outAt);
  return (
    <div aria-live="polite">
      {changes.length > 0 && (
        <dl className="preview">
          {changes.map(({ what, before, after, from }) => (
            <div key={what}>
              <dt>{what}</dt>
              <dd>
                {before} → <strong>{after}</strong>
                <span className="note">{from === undefined ? "at once" : <> from {<When time={from} />}</>}</span>
              </dd>
            </div>
          ))}
        </dl>
      )}
      <p className={`note ${state === "cannot leave first" ? "warn" : ""}`}>{words[state]}</p>
    </div>
  );
}

function FieldInput(props: {
  readonly field: Field;
  readonly value: string;
  readonly problem: string | undefined;
  readonly onChange: (value: string) => void;
}) {
  const id = useId();
  const { field, value, problem, onChange } = props;
  const { kind, label, hint } = field;
  if (kind.unit === "flag") {
    return (
      <label className="check">
        <input
          type="checkbox"
          checked={value === "yes"}
          onChange={({ target }) => onChange(target.checked ? "yes" : "no")}
        />
        <span>
          {label}
          {hint && <span className="note">{hint}</span>}
        </span>
      </label>
    );
  }
  return (
    <div className="field">
      <label htmlFor={id}>
        {label}
        {UNITS_SHOWN[kind.unit] ?? (kind.unit === "amount" ? `, in ${kind.symbol}` : "")}
      </label>
      {kind.unit === "choice" ? (
        <select id={id} value={value} onChange={({ target }) => onChange(target.value)}>
          {!kind.options.some(([option]) => option === value) && <option value={value}>Choose…</option>}
          {kind.options.map(([option, title]) => (
            <option key={option} value={option}>
              {title}
            </option>
          ))}
        </select>
      ) : kind.unit === "file" ? (
        <input
          id={id}
          type="file"
          accept="application/json,.json"
          onChange={({ target }) => void target.files?.[0]?.text().then(onChange)}
          aria-describedby={`${id}-problem`}
        />
      ) : (
        <input
          id={id}
          type="text"
          inputMode={["percent", "fraction", "amount", "count"].includes(kind.unit) ? "decimal" : "text"}
          autoComplete="off"
          spellCheck={false}
          value={value}
          onChange={({ target }) => onChange(target.value)}
          aria-invalid={problem !== undefined}
          aria-describedby={hint ? `${id}-hint ${id}-problem` : `${id}-problem`}
        />
      )}
      {hint && (
        <p className="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      <p className="problem" id={`${id}-problem`} role="status">
        {problem}
      </p>
    </div>
  );
}

const UNITS_SHOWN: Readonly<Record<string, string>> = { percent: ", in percent", fraction: ", in percent" };
