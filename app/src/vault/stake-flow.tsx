/**
 * A vault's stake, drawn as it flows.
 */
import { type SankeyLink, type SankeyNode, sankey, sankeyJustify, sankeyLinkHorizontal } from "d3-sankey";
import { type ReactNode, useEffect, useMemo, useRef, useState } from "react";

import { useNames } from "../chain/names.js";
import { percentOf, shortAmount } from "../format/amount.js";
import { cut } from "../format/text.js";
import { type Flow, type FlowLink, type FlowNode, flowOf } from "../model/graph.js";
import type { Exposure } from "../model/told-exposure.js";
import { Section, Table } from "../parts/layout.js";
import { Empty } from "../parts/states.js";
import { Amount, Name, When } from "../parts/values.js";
import type { Unit } from "../wallet/describe.js";
import type { FormProps } from "./form.js";

type Drawn = SankeyNode<FlowNode, FlowLink>;
type DrawnLink = SankeyLink<FlowNode, FlowLink>;

const TITLES = {
  active: "Held by VRT",
  exiting: "Leaving",
  vault: "Stake",
  idle: "Idle",
  free: "For no NCN",
} as const;

/** The stake's way, the same as a table, and `children` below. */
export function StakeFlow(props: FormProps & { readonly exposure: Exposure; readonly children?: ReactNode }) {
  const { vault, exposure, unit } = props;
  const flow = useMemo(() => flowOf(vault.address, exposure), [vault.address, exposure]);
  const parts = exposure.held.flatMap((held) => [
    { ...held, part: undefined },
    ...held.parts.map((part) => ({ ...held, part })),
  ]);
  return (
    <Section title="Where the stake stands">
      {exposure.stake === 0n ? (
        <Empty>Nothing is staked here yet.</Empty>
      ) : (
        <>
          <FlowDrawing flow={flow} unit={unit} note="The table below has all of it." />
          <p className="note">
            {exposure.leverage > 1n &&
              `The same stake may serve several NCNs, up to ${exposure.leverage} times over: more leaves an operator than comes in. `}
            Idle stake stands behind no operator, and pays instant exits.
            {exposure.exiting > 0n && " What is leaving can be slashed until it has left."}
          </p>
          <details>
            <summary>The same as a table</summary>
            <Table
              caption="Stake by operator and NCN"
              keyOf={({ operator, part }) => `${operator} ${part?.ncn ?? ""}`}
              rows={parts}
              columns={[
                {
                  title: "Operator",
                  cell: ({ operator }) => <Name address={operator} kind="operators" />,
                },
                { title: "NCN", cell: ({ part }) => (part ? <Name address={part.ncn} kind="ncns" /> : "all of it") },
                {
                  title: "Stake",
                  numeric: true,
                  cell: ({ stake, part }) => (
                    <Amount value={part?.stake ?? stake} decimals={unit.decimals} symbol={unit.asset} />
                  ),
                },
                {
                  title: "Part of the vault",
                  numeric: true,
                  cell: ({ stake, part }) => percentOf(part?.stake ?? stake, exposure.stake),
                },
                {
                  title: "Can be slashed",
                  cell: ({ part, pending }) =>
                    part ? (
                      part.slashable > 0n ? (
                        "yes"
                      ) : (
                        "no"
                      )
                    ) : pending ? (
                      <>
                        changes on <When time={pending.from} />
                      </>
                    ) : (
                      ""
                    ),
                },
              ]}
            />
          </details>
        </>
      )}
      {props.children}
    </Section>
  );
}

/** A flow as a drawing. `note` ends its description for those that cannot see it. */
export function FlowDrawing(props: { readonly flow: Flow; readonly unit: Unit; readonly note: string }) {
  const { flow, unit, note } = props;
  const names = useNames();
  const [box, width] = useWidth();
  const narrow = width < 560;
  const rows = Math.max(
    flow.nodes.filter(({ kind }) => kind === "operator" || kind === "idle").length,
    flow.nodes.filter(({ kind }) => kind === "ncn" || kind === "free" || kind === "idle").length,
  );
  const height = Math.max(190, rows * 74);
  const graph = useMemo(
    () => (width === 0 ? undefined : layOut(flow, width, height, narrow)),
    [flow, width, height, narrow],
  );
  const title = (node: FlowNode) =>
    node.kind === "operator" || node.kind === "ncn"
      ? names.of(node.address as FlowNode["address"] & string)
      : TITLES[node.kind];

  return (
    <div ref={box} className="flow">
      {graph && (
        <svg width={width} height={height} role="img" aria-label={`${sentence(flow, unit, title)} ${note}`}>
          <g fill="none">
            {graph.links.map((link) => (
              <path
                key={`${(link.source as Drawn).id} ${(link.target as Drawn).id}`}
                className={`flow-link flow-${(link.target as Drawn).kind} ${link.inert ? "flow-inert" : ""}`}
                d={sankeyLinkHorizontal()(link) ?? ""}
                strokeWidth={Math.max(link.width ?? 1, 1)}
              />
            ))}
          </g>
          {graph.nodes.map((node) => (
            <Stand key={node.id} node={node} width={width} title={title(node)} unit={unit} narrow={narrow} />
          ))}
        </svg>
      )}
    </div>
  );
}

/** The most characters of a name beside what it names: names of others may be longer than there is room. */
const NAME_MOST = { narrow: 14, wide: 22 } as const;

/** The most characters of a token's symbol there. */
const SYMBOL_MOST = 16;

function Stand(props: {
  readonly node: Drawn;
  readonly width: number;
  readonly title: string;
  readonly unit: Unit;
  readonly narrow: boolean;
}) {
  const { node, width, title, unit, narrow } = props;
  const { x0 = 0, x1 = 0, y0 = 0, y1 = 0 } = node;
  const last = x1 > width - 4;
  const x = last ? x0 - 6 : x1 + 6;
  const y = (y0 + y1) / 2;
  const amount = shortAmount(node.stake, unit.decimals);
  const name = cut(title, narrow ? NAME_MOST.narrow : NAME_MOST.wide);
  return (
    <g>
      <rect
        className={`flow-node flow-${node.kind}`}
        x={x0}
        y={y0}
        width={x1 - x0}
        height={Math.max(y1 - y0, 2)}
        rx="2"
      />
      <text className="flow-text" x={x} y={y} textAnchor={last ? "end" : "start"}>
        {name !== title && <title>{title}</title>}
        <tspan x={x} dy="-0.2em" className="flow-name">
          {name}
        </tspan>
        <tspan x={x} dy="1.2em" className="flow-amount">
          {narrow || node.kind === "operator" || last ? amount : `${amount} ${cut(unit.asset, SYMBOL_MOST)}`}
        </tspan>
      </text>
    </g>
  );
}

/** Places the stake. A narrow drawing omits the holders. */
function layOut({ nodes, links }: Flow, width: number, height: number, narrow: boolean) {
  const shown = narrow ? nodes.filter(({ kind }) => kind !== "active" && kind !== "exiting") : nodes;
  const ids = new Set(shown.map(({ id }) => id));
  const lay = sankey<FlowNode, FlowLink>()
    .nodeId(({ id }) => id)
    .nodeAlign(sankeyJustify)
    .nodeWidth(10)
    .nodePadding(30)
    .extent([
      [1, 16],
      [width - 1, height - 16],
    ]);
  const graph = lay({
    nodes: shown.map((node) => ({ ...node })),
    // Lengths on the screen need no more digits than a number has.
    links: links
      .filter(({ source, target }) => ids.has(source) && ids.has(target))
      .map((link) => ({ ...link, value: Number(link.stake) })),
  });
  return graph as { nodes: Drawn[]; links: (DrawnLink & FlowLink)[] };
}

/** The drawing in a sentence. */
function sentence(flow: Flow, unit: Unit, title: (node: FlowNode) => string): string {
  const tell = (kind: FlowNode["kind"]) =>
    flow.nodes
      .filter((node) => node.kind === kind)
      .map((node) => `${title(node)} ${shortAmount(node.stake, unit.decimals)} ${unit.asset}`)
      .join(", ");
  const parts = [
    ["To operators", tell("operator")],
    ["idle", tell("idle")],
    ["on to NCNs", tell("ncn")],
  ].filter(([, told]) => told !== "");
  return `${parts.map(([what, told]) => `${what}: ${told}`).join("; ")}.`;
}

/** How wide an element is, as it changes. */
function useWidth(): [(element: HTMLDivElement | null) => void, number] {
  const [width, setWidth] = useState(0);
  const observer = useRef<ResizeObserver>(undefined);
  useEffect(() => () => observer.current?.disconnect(), []);
  const [ref] = useState(() => (element: HTMLDivElement | null) => {
    observer.current?.disconnect();
    if (element) {
      observer.current = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)));
      observer.current.observe(element);
    }
  });
  return [ref, width];
}
