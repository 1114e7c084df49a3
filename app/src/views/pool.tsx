/**
 * A liquid pool.
 */
import type { Address } from "@solana/kit";
import { liquid } from "restaking-client";
import { Link } from "wouter";

import { useNow } from "../chain/clock.js";
import { usePoolState } from "../chain/liquid.js";
import { useWorld } from "../chain/market.js";
import { useNames } from "../chain/names.js";
import { duration } from "../format/time.js";
import { LRT_DECIMALS, poolRateNumber } from "../model/pool.js";
import { Guarded } from "../parts/guarded.js";
import { Fact, Facts, Page } from "../parts/layout.js";
import { Failed, Loading } from "../parts/states.js";
import { AddressLine, Amount, TokenName } from "../parts/values.js";
import { PoolAuctions } from "../pool/auctions.js";
import { Composition } from "../pool/composition.js";
import { PoolDeposit } from "../pool/deposit.js";
import { Guards, PoolFees, PoolPauses, PoolRoles } from "../pool/guards.js";
import { PoolHistory } from "../pool/history.js";
import { LossPanel } from "../pool/loss-panel.js";
import { PoolPosition } from "../pool/position.js";
import { PoolRateChart } from "../pool/rate-chart.js";
import { PoolRewards } from "../pool/rewards.js";
import { PoolActs } from "../pool/roles.js";
import { usePoolScene } from "../pool/scene.js";
import { PoolUpkeep } from "../pool/upkeep.js";
import { WaysOut } from "../pool/ways-out.js";
import { describe } from "../wallet/describe.js";

/** A pool. */
export function PoolView({ address }: { readonly address: Address }) {
  const { data: state, error, refetch } = usePoolState(address);
  const { world } = useWorld();
  const names = useNames();
  const now = useNow(5);
  const scene = usePoolScene(address, state, now);
  if (!scene) {
    return (
      <Page title={names.of(address)}>
        {error ? (
          <>
            <Failed what="the pool" error={error} retry={() => void refetch()} />
            <Link href="/pools">See the pools that there are</Link>
          </>
        ) : (
          <Loading what="the pool" rows={5} />
        )}
      </Page>
    );
  }
  const { told, lrt } = scene;
  const { value } = told;
  const { data: pool } = scene.state.pool;
  return (
    <Page
      title={names.of(address)}
      lead={
        <p>
          A pool of{" "}
          {liquid.poolAssets(pool).map(({ mint }, place) => (
            <span key={mint}>
              {place > 0 && ", "}
              <TokenName mint={mint} />
            </span>
          ))}{" "}
          · <AddressLine address={address} what="the pool" />
        </p>
      }
    >
      {error && <Failed what="the pool just now, so that it may be old" error={error} retry={() => void refetch()} />}
      <PoolPauses {...scene} />
      {!value && (
        <div className="notice notice-loss" role="alert">
          <p>
            <strong>The pool has no value that can be told.</strong> {describe(told.problem).sentence} Exits in kind are
            open all the same.
          </p>
        </div>
      )}
      <Facts className="facts-band">
        <Fact label={`Rate, SOL for a ${lrt}`} note="what a share pays a leaver">
          {value ? poolRateNumber({ low: value.values.totalLow, supply: value.ledger.supply }).toFixed(6) : "none"}
        </Fact>
        <Fact label="Value" note="by the lower rates, open slashes executed">
          {value ? <Amount value={value.values.totalLow} decimals={LRT_DECIMALS} symbol="SOL" /> : "none"}
        </Fact>
        <Fact label="Shares">
          <Amount value={(value?.ledger ?? pool.ledger).supply} decimals={LRT_DECIMALS} symbol={lrt} />
        </Fact>
        <Fact label="Batches of the queue" note="each is filled after its period">
          of {duration(pool.ledger.batchSeconds)}
        </Fact>
        <Fact label="Notice" note="before a burden takes effect">
          {duration(pool.noticeSeconds)}
        </Fact>
      </Facts>
      <div className="columns">
        <div className="column-side">
          <Guarded what="your position">
            <PoolPosition {...scene} />
          </Guarded>
          <Guarded what="the deposit">
            <PoolDeposit {...scene} />
          </Guarded>
        </div>
        <div className="column-main">
          <Guarded what="what your roles can do">
            <PoolActs {...scene} world={world} />
          </Guarded>
          <Guarded what="the ways out">
            <WaysOut {...scene} />
          </Guarded>
          {value && (
            <>
              <Guarded what="what the pool consists of">
                <Composition {...scene} value={value} />
              </Guarded>
              <Guarded what="what you could lose">
                <LossPanel {...scene} value={value} world={world} />
              </Guarded>
            </>
          )}
          <Guarded what="the rate">
            <PoolRateChart {...scene} />
          </Guarded>
          <Guarded what="the guards">
            <Guards {...scene} />
          </Guarded>
          <Guarded what="what anyone can do">
            <PoolUpkeep {...scene} />
          </Guarded>
          <Guarded what="rewards for sale">
            <PoolAuctions {...scene} />
          </Guarded>
          <Guarded what="rewards to bring in">
            <PoolRewards {...scene} />
          </Guarded>
          <PoolFees {...scene} />
          <PoolRoles {...scene} />
          <Guarded what="the history">
            <PoolHistory {...scene} />
          </Guarded>
        </div>
      </div>
    </Page>
  );
}
