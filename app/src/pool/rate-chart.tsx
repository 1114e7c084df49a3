/**
 * A pool's rate over time.
 */
import { useMemo } from "react";
import { liquid } from "restaking-client";

import { usePoolEvents } from "../chain/liquid.js";
import { Failed, Loading } from "../parts/states.js";
import { RateChart } from "../vault/chart.js";
import type { PoolScene } from "./scene.js";

/** The rate of a pool's shares in SOL, from its events. */
export function PoolRateChart({ state, told, now, lrt }: PoolScene) {
  const { data, error, refetch, hasNextPage } = usePoolEvents(state.pool.address);
  const points = useMemo(() => {
    const known = liquid
      .poolRates(data?.pages.flatMap((page) => page.happenings) ?? [])
      .map(({ time, low, supply }) => ({ time, active: low, supply }));
    const { value } = told;
    const last = value && { time: now, active: value.values.totalLow, supply: value.ledger.supply };
    return last && last.supply > 0n && known.length > 0 ? [...known, last] : known;
  }, [data, told, now]);
  if (error) {
    return <Failed what="the rate over time" error={error} retry={() => void refetch()} />;
  }
  return data ? (
    <RateChart
      points={points}
      symbol="SOL"
      share={lrt}
      contested={(told.value?.values.contested ?? 0n) > 0n}
      partial={hasNextPage}
    />
  ) : (
    <Loading what="the rate over time" rows={2} />
  );
}
