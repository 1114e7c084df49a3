/**
 * Moving an asset's tokens into vaults and back.
 */
import { BPS } from "../../generated/constants/index.js";
import { add, max, mulDivFloor } from "../../ledger/math.js";
import { assetAt, placementAt, type Touched, wantedBy } from "./pool.js";

/** The tokens by which the placement at `place`, worth `low` tokens, is below its target: what anyone may place there. */
export function shortfallOf({ ledger, values }: Touched, place: number, low: bigint): bigint {
  const { placement, asset } = placementAt(ledger, place);
  return max(mulDivFloor(values.tokens[asset] ?? 0n, placement.targetBps, BPS) - low, 0n);
}

/** The tokens that anyone may request from vaults for the queue of the asset at `place`, with `onTheWay` requested before. */
export function missingOf(touched: Touched, place: number, onTheWay: bigint): bigint {
  return max(wantedBy(touched, place) - add(assetAt(touched.ledger, place).idle, onTheWay), 0n);
}
