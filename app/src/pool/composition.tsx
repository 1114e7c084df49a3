/**
 * What a pool consists of, drawn: its assets, and where each of them is, beside their targets.
 */
import type { liquid } from "restaking-client";

import { percentOf, percentOfBps, shortAmount } from "../format/amount.js";
import { type AssetPart, compositionOf, type PoolAssetTold } from "../model/pool.js";
import { Section, Table } from "../parts/layout.js";
import { Empty } from "../parts/states.js";
import { Amount, Name, TokenName } from "../parts/values.js";
import type { PoolScene } from "./scene.js";

const KINDS = {
  reserve: "In the reserve, free",
  queue: "In the reserve, for the queue",
  vault: "In a vault",
  exits: "Leaving a vault",
} as const;

/** What a pool consists of. */
export function Composition(scene: PoolScene & { readonly value: liquid.PoolValue }) {
  const { state, value, names, decimalsOf } = scene;
  const assets = compositionOf(state.pool, value);
  const most = assets.reduce((max, { partBps, targetBps }) => Math.max(max, Number(partBps), Number(targetBps)), 1);
  const rows = assets.flatMap((asset) => asset.parts.map((part) => ({ asset, part })));
  return (
    <Section title="What it consists of">
      {value.values.totalLow === 0n ? (
        <Empty>Nothing is in the pool yet.</Empty>
      ) : (
        <>
          <ul className="mix">
            {assets.map((asset) => (
              <li key={asset.mint}>
                <p className="mix-head">
                  <span>
                    <TokenName mint={asset.mint} />{" "}
                    <Amount value={asset.tokens} decimals={decimalsOf(asset.mint)} symbol={names.of(asset.mint)} />
                  </span>
                  <span>
                    <strong>{percentOfBps(asset.partBps)}</strong> of the pool, target {percentOfBps(asset.targetBps)}
                  </span>
                </p>
                {bar(asset)}
              </li>
            ))}
          </ul>
          <p className="legend" aria-hidden="true">
            {(Object.keys(KINDS) as AssetPart["kind"][]).map((kind) => (
              <span key={kind}>
                <span className={`swatch mix-${kind}`} /> {KINDS[kind].toLowerCase()}
              </span>
            ))}
            <span>
              <span className="swatch mix-mark" /> target
            </span>
          </p>
          <details>
            <summary>The same as a table</summary>
            <Table
              caption="What the pool consists of"
              keyOf={({ asset, part }) => `${asset.mint} ${part.kind} ${part.vault ?? ""}`}
              rows={rows}
              columns={[
                { title: "Asset", cell: ({ asset }) => <TokenName mint={asset.mint} /> },
                {
                  title: "Where",
                  cell: ({ part }) => (
                    <>
                      {KINDS[part.kind]}
                      {part.vault && (
                        <span className="note">
                          <Name address={part.vault} kind="vaults" />
                        </span>
                      )}
                    </>
                  ),
                },
                {
                  title: "Tokens",
                  numeric: true,
                  cell: ({ asset, part }) => (
                    <Amount value={part.tokens} decimals={decimalsOf(asset.mint)} symbol={names.of(asset.mint)} />
                  ),
                },
                {
                  title: "Part of the asset",
                  numeric: true,
                  cell: ({ asset, part }) => percentOf(part.tokens, asset.tokens),
                },
                {
                  title: "Target",
                  numeric: true,
                  cell: ({ part }) => (part.targetBps === undefined ? "" : percentOfBps(part.targetBps)),
                },
              ]}
            />
          </details>
        </>
      )}
    </Section>
  );

  function told({ kind, vault, tokens }: AssetPart, asset: PoolAssetTold): string {
    const where = vault ? `${KINDS[kind].toLowerCase()}, ${names.of(vault)}` : KINDS[kind].toLowerCase();
    return `${where}: ${shortAmount(tokens, decimalsOf(asset.mint))}`;
  }

  /** One asset as a bar: as long as its part of the pool, with a mark at its target. */
  function bar(asset: PoolAssetTold) {
    const length = (Number(asset.partBps) / most) * 100;
    const mark = (Number(asset.targetBps) / most) * 100;
    const parts = asset.parts.filter(({ tokens }) => tokens > 0n);
    return (
      <div
        className="mix-bar"
        role="img"
        aria-label={`${names.of(asset.mint)}: ${percentOfBps(asset.partBps)} of the pool, target ${percentOfBps(asset.targetBps)}. ${parts.map((part) => told(part, asset)).join("; ")}.`}
      >
        <span className="mix-fill" style={{ width: `${length}%` }}>
          {parts.map((part) => (
            <span
              key={`${part.kind} ${part.place ?? ""}`}
              className={`mix-part mix-${part.kind}`}
              style={{ flexGrow: asset.tokens === 0n ? 0 : Number((part.tokens * 10_000n) / asset.tokens) }}
              title={told(part, asset)}
            />
          ))}
        </span>
        <span className="mix-target" style={{ insetInlineStart: `${mark}%` }} />
      </div>
    );
  }
}
