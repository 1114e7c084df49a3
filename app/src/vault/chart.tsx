/**
 * A vault's rate over time.
 */
import { useMemo } from "react";
import { rateNumber, shortRate } from "../format/rate.js";
import { day } from "../format/time.js";
import type { RatePoint } from "../model/gain.js";
import { Section, Table } from "../parts/layout.js";
import { Empty } from "../parts/states.js";
import { When } from "../parts/values.js";

const [WIDTH, HEIGHT] = [640, 180];
const EDGE = { left: 8, right: 8, top: 14, bottom: 24 };

/** The rate as a line through its points. */
export function RateChart(props: {
  readonly points: readonly RatePoint[];
  readonly symbol: string;
  /** What a share is called; a VRT if omitted. */
  readonly share?: string;
  /** Whether slashes are open that took from the rate. */
  readonly contested: boolean;
  /** Whether the node has earlier events that are not read yet. */
  readonly partial: boolean;
}) {
  const { points, symbol, contested, partial, share = "VRT" } = props;
  const line = useMemo(() => draw(points), [points]);
  const [first, last] = [points[0], points[points.length - 1]];
  return (
    <Section title="Rate">
      {!line || !first || !last ? (
        <Empty>
          {partial
            ? "The events read so far are not enough to draw a line through."
            : "There are not enough events yet to draw a line through."}
        </Empty>
      ) : (
        <>
          <figure className="chart">
            <svg
              viewBox={`0 0 ${WIDTH} ${HEIGHT}`}
              role="img"
              aria-label={`The rate went from ${shortRate(first)} on ${day(first.time)} to ${shortRate(last)} on ${day(last.time)}.`}
            >
              <line className="chart-axis" x1="0" x2={WIDTH} y1={HEIGHT - EDGE.bottom} y2={HEIGHT - EDGE.bottom} />
              <path className="chart-area" d={line.area} />
              <path className="chart-line" d={line.path} />
            </svg>
            <figcaption>
              <span className="chart-range">
                {symbol} for a {share}, between {line.low.toFixed(4)} and {line.high.toFixed(4)}
                {contested && "; what open slashes took is shown as lost, and comes back if they are vetoed"}
              </span>
              <span>{day(first.time)}</span>
              <span>{day(last.time)}</span>
            </figcaption>
          </figure>
          <details>
            <summary>The same as a table</summary>
            <Table
              caption="The rate by events"
              keyOf={({ key }) => key}
              rows={[...points].reverse().map((point, index) => ({ ...point, key: `${index}` }))}
              columns={[
                { title: "When", cell: ({ time }) => <When time={time} /> },
                { title: "Rate", numeric: true, cell: (point) => shortRate(point) },
              ]}
            />
          </details>
        </>
      )}
      {partial && (
        <p className="note">
          It shows the events that the history has read so far. “Earlier” at the end of the history reads more.
        </p>
      )}
    </Section>
  );
}

/** The line through the points; nothing where they are at one time. */
function draw(points: readonly RatePoint[]) {
  const [first, last] = [points[0], points[points.length - 1]];
  if (!first || !last || first.time === last.time) {
    return undefined;
  }
  const rates = points.map(rateNumber);
  const [low, high] = [Math.min(...rates), Math.max(...rates)];
  // A rate that hardly moves must not look as if it leapt.
  const spread = Math.max(high - low, 0.001);
  const base = (low + high - spread) / 2;
  const span = Number(last.time - first.time);
  const x = (time: bigint) => EDGE.left + (Number(time - first.time) / span) * (WIDTH - EDGE.left - EDGE.right);
  const y = (rate: number) =>
    HEIGHT - EDGE.bottom - ((rate - base) / spread) * (HEIGHT - EDGE.top - EDGE.bottom - 6) - 6;
  const places = points.map(({ time }, index) => `${x(time).toFixed(1)},${y(rates[index] as number).toFixed(1)}`);
  const path = `M${places.join("L")}`;
  const floor = HEIGHT - EDGE.bottom;
  return { path, area: `${path}L${x(last.time)},${floor}L${x(first.time)},${floor}Z`, low, high };
}
