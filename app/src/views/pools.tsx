/**
 * The liquid pools: what a share is worth, what each consists of, and what could be lost in it.
 */
import { liquid } from "restaking-client";
import { Link } from "wouter";

import { useHoldings } from "../chain/accounts.js";
import { useNow } from "../chain/clock.js";
import { type FoundLiquid, usePoolState, usePools } from "../chain/liquid.js";
import { useWorld, type World } from "../chain/market.js";
import { useNode } from "../chain/node.js";
import { percentOf, percentOfBps } from "../format/amount.js";
import { counted } from "../format/text.js";
import { compositionOf, LRT_DECIMALS, poolLoss, poolRateNumber } from "../model/pool.js";
import { Guarded } from "../parts/guarded.js";
import { Fact, Facts, Meter, Page, usePaging } from "../parts/layout.js";
import { Empty, Failed, Loading } from "../parts/states.js";
import { Amount } from "../parts/values.js";
import { usePoolScene } from "../pool/scene.js";
import { useWallets } from "../wallet/wallets.js";

/** How many pools are drawn before more is asked for. */
const CARDS = 12;

/** The pools. */
export function PoolsView() {
  const { liquidAddress } = useNode();
  const { data: pools, error, refetch } = usePools();
  const { world } = useWorld();
  const [shown, more] = usePaging(pools ?? [], CARDS);
  const { connection } = useWallets();
  const { data: holdings } = useHoldings(
    connection?.address,
    pools?.map(({ data }) => data.lrtMint),
  );
  return (
    <Page
      title="Pools"
      lead="One token over several staked tokens and several vaults. It is worth what its parts are worth, and there are three ways out."
    >
      {liquidAddress === undefined ? (
        <Empty>
          No address of the program of liquid restaking is known for this cluster: write it into the{" "}
          <Link href="/settings">settings</Link>.
        </Empty>
      ) : error ? (
        <Failed what="the pools" error={error} retry={() => void refetch()} />
      ) : !pools ? (
        <Loading what="the pools" rows={3} />
      ) : pools.length === 0 ? (
        <Empty>There is no liquid pool on this cluster yet.</Empty>
      ) : (
        <>
          <div className="tools">
            <p role="status">{counted(pools.length, "pool")}</p>
          </div>
          <ul className="cards">
            {shown.map((pool) => (
              <li key={pool.address}>
                <Guarded what={`the pool ${pool.address}`}>
                  <PoolCard pool={pool} world={world} held={holdings?.get(pool.data.lrtMint)} />
                </Guarded>
              </li>
            ))}
          </ul>
          {more}
        </>
      )}
    </Page>
  );
}

function PoolCard(props: {
  readonly pool: FoundLiquid<"Pool">;
  readonly world: World | undefined;
  readonly held: bigint | undefined;
}) {
  const { pool, world, held } = props;
  const now = useNow(10);
  const { data: state, error, refetch } = usePoolState(pool.address);
  const scene = usePoolScene(pool.address, state, now);
  if (!scene) {
    return error ? (
      <Failed what="the pool" error={error} retry={() => void refetch()} />
    ) : (
      <Loading what="the pool" rows={2} />
    );
  }
  const { told, names, lrt } = scene;
  const { value } = told;
  const loss = value && world && poolLoss(scene.state.pool, value, world, scene.now);
  const assets = liquid.poolAssets(pool.data).map(({ mint }) => names.of(mint));
  return (
    <article className="card vault-card">
      <div className="card-head">
        <h2>
          <Link href={`/pools/${pool.address}`}>{names.of(pool.address)}</Link>
        </h2>
        <p className="note">takes {assets.join(", ")}</p>
      </div>
      {value ? (
        <>
          <Facts className="facts-tight">
            <Fact label="Value">
              <Amount value={value.values.totalLow} decimals={LRT_DECIMALS} symbol="SOL" />
            </Fact>
            <Fact label={`SOL for a ${lrt}`}>
              {poolRateNumber({ low: value.values.totalLow, supply: value.ledger.supply }).toFixed(6)}
            </Fact>
          </Facts>
          <ul className="mix-short">
            {compositionOf(scene.state.pool, value).map(({ mint, partBps, targetBps }) => (
              <li key={mint}>
                {names.of(mint)} {percentOfBps(partBps)} <span className="note">target {percentOfBps(targetBps)}</span>
              </li>
            ))}
          </ul>
          {loss ? (
            <div className="risk">
              <p className="risk-head">
                <strong>{percentOf(loss.worst, value.values.totalHigh)}</strong> could be lost in an epoch of its vaults
              </p>
              <Meter part={loss.worst} whole={value.values.totalHigh} tone="loss" />
            </div>
          ) : (
            <p className="note warn">What could be lost here cannot be told.</p>
          )}
        </>
      ) : (
        <p className="warn">The pool has no value that can be told. Exits in kind are open.</p>
      )}
      <p className="card-foot note">
        {held !== undefined && held > 0n && (
          <strong>
            You hold <Amount value={held} decimals={LRT_DECIMALS} symbol={lrt} />
          </strong>
        )}
      </p>
    </article>
  );
}
