// biome-ignore-all lint/a11y/noRedundantRoles: drawn as blocks, where it is narrow, a table keeps its roles only where they are said.
/**
 * The parts that views are made of.
 */
import { type ReactNode, useEffect, useId, useRef, useState } from "react";

/** Whether a view was left for another: the first one keeps the focus where the browser put it. */
let moved = false;

/** A view: its title is the document's, and takes the focus when the reader comes to it from another view. */
export function Page(props: { readonly title: string; readonly lead?: ReactNode; readonly children: ReactNode }) {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = `${props.title} · Restaking`;
  }, [props.title]);
  useEffect(() => {
    if (moved) {
      heading.current?.focus({ preventScroll: true });
      window.scrollTo(0, 0);
    }
    moved = true;
  }, []);
  return (
    <>
      <div className="page-head">
        <h1 ref={heading} tabIndex={-1}>
          {props.title}
        </h1>
        {props.lead && <div className="lead">{props.lead}</div>}
      </div>
      {props.children}
    </>
  );
}

/** A titled part of a view. */
export function Section(props: {
  readonly title: string;
  readonly aside?: ReactNode;
  readonly children: ReactNode;
  readonly className?: string;
}) {
  const id = useId();
  return (
    <section className={`section ${props.className ?? ""}`} aria-labelledby={id}>
      <div className="section-head">
        <h2 id={id}>{props.title}</h2>
        {props.aside}
      </div>
      {props.children}
    </section>
  );
}

/** Figures with what they are. */
export function Facts({ children, className = "" }: { readonly children: ReactNode; readonly className?: string }) {
  return <dl className={`facts ${className}`}>{children}</dl>;
}

/** A figure with what it is, and a remark. */
export function Fact(props: { readonly label: string; readonly note?: ReactNode; readonly children: ReactNode }) {
  return (
    <div className="fact">
      <dt>{props.label}</dt>
      <dd>
        {props.children}
        {props.note && <span className="note">{props.note}</span>}
      </dd>
    </div>
  );
}

/** A mark on something. */
export function Badge(props: { readonly tone?: "plain" | "warn" | "loss" | "good"; readonly children: ReactNode }) {
  return <span className={`badge badge-${props.tone ?? "plain"}`}>{props.children}</span>;
}

/** A column of a table. */
export type Column<Row> = {
  readonly title: string;
  readonly cell: (row: Row) => ReactNode;
  /** Set for what is to be compared along the column. */
  readonly numeric?: boolean;
};

/** The classes of a cell: a card of a row omits those without a value. */
function classOf(numeric: boolean | undefined, value: ReactNode): string | undefined {
  const isBlank = value === undefined || value === null || typeof value === "boolean" || value === "";
  return [numeric ? ["numeric"] : [], isBlank ? ["blank"] : []].flat().join(" ") || undefined;
}

/** A table, which becomes a card for each row where there is no room for columns. */
export function Table<Row>(props: {
  readonly caption: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
}) {
  const [first, ...others] = props.columns;
  const [shown, more] = usePaging(props.rows, ROWS);
  return (
    <>
      <table className="table" role="table">
        <caption className="unseen">{props.caption}</caption>
        <thead role="rowgroup">
          <tr role="row">
            {props.columns.map(({ title, numeric }) => (
              <th key={title} role="columnheader" scope="col" className={numeric ? "numeric" : undefined}>
                {title}
              </th>
            ))}
          </tr>
        </thead>
        <tbody role="rowgroup">
          {shown.map((row) => (
            <tr key={props.keyOf(row)} role="row">
              <th role="rowheader" scope="row">
                {first?.cell(row)}
              </th>
              {others.map(({ title, cell, numeric }) => {
                const value = cell(row);
                return (
                  <td key={title} role="cell" className={classOf(numeric, value)}>
                    <span className="cell-label" aria-hidden="true">
                      {title}
                    </span>
                    <span className="cell-value">{value}</span>
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
      {more}
    </>
  );
}

/** How many rows a table shows before more is asked for. */
const ROWS = 50;

/**
 * The first of a long list, and a button that shows more of it, to stand behind the list; nothing where all are shown. The focus goes on to
 * the first that comes.
 */
export function usePaging<Row>(rows: readonly Row[], size: number): [readonly Row[], ReactNode] {
  const [count, setCount] = useState(size);
  const place = useRef<HTMLDivElement>(null);
  const next = useRef<number>(undefined);
  // biome-ignore lint/correctness/useExhaustiveDependencies: it is for what the count brought.
  useEffect(() => {
    const list = place.current?.previousElementSibling;
    if (next.current !== undefined && list) {
      const items = list.querySelectorAll(list.tagName === "TABLE" ? "tbody > tr" : ":scope > *");
      items[next.current]?.querySelector<HTMLElement>("a, button, summary")?.focus();
    }
    next.current = undefined;
  }, [count]);
  const more = (
    <div ref={place} className="more">
      {rows.length > count && (
        <button
          type="button"
          className="button"
          onClick={() => {
            next.current = count;
            setCount(count + size);
          }}
        >
          Show more of {rows.length}
        </button>
      )}
    </div>
  );
  return [rows.slice(0, count), more];
}

/** How much of a whole something is, as a bar. */
export function Meter(props: { readonly part: bigint; readonly whole: bigint; readonly tone?: "loss" | "accent" }) {
  const permille = props.whole === 0n ? 0 : Number((props.part * 1_000n) / props.whole);
  return (
    <span className={`meter meter-${props.tone ?? "accent"}`} aria-hidden="true">
      <span style={{ width: `${Math.min(permille, 1_000) / 10}%` }} />
    </span>
  );
}
