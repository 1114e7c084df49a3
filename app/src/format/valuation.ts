/**
 * The weight that an NCN gives stake, in words.
 */
import { type AssetFlag, assetFlagsIn, formatAmount, type Valuation } from "restaking-client";

/** The decimals of weights. */
const DECIMALS = 9;

const MAY: Readonly<Record<AssetFlag, string>> = {
  freezable: "be frozen",
  pausable: "be paused",
  displayScaled: "be shown scaled",
};

/** A weight, and what the asset's issuer may do with it: `for 0.5, and it may be frozen`. */
export function valuationText({ weight, acceptedFlags }: Valuation): string {
  const may = assetFlagsIn(acceptedFlags).map((flag) => MAY[flag]);
  const counted = `for ${formatAmount(weight, DECIMALS)}`;
  return may.length === 0 ? counted : `${counted}, and it may ${may.join(" or ")}`;
}
