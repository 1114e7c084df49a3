/**
 * The weight that an NCN gives a vault's stake.
 */

import type { Ncn, OptIn, Vault } from "../generated/accounts/index.js";
import { ASSET_DISPLAY_SCALED, ASSET_FREEZABLE, ASSET_PAUSABLE, WEIGHT_ONE } from "../generated/constants/index.js";
import { max, min } from "./math.js";

/** What the issuer of an asset can do with it, by the flags of vaults and of what NCNs accept. */
export const ASSET_FLAGS = {
  /** It can freeze an account of the asset, and with it every payment of a vault. */
  freezable: ASSET_FREEZABLE,
  /** It can pause all transfers of the asset. */
  pausable: ASSET_PAUSABLE,
  /** It can change the factor that shown amounts are multiplied by. */
  displayScaled: ASSET_DISPLAY_SCALED,
} as const;

/** A thing that the issuer of an asset can do with it. */
export type AssetFlag = keyof typeof ASSET_FLAGS;

/** The weight that an NCN gives a smallest unit of stake, and the assets that it accepts. */
export type Valuation = {
  /** The weight, in 1/1,000,000,000; zero for nothing. */
  readonly weight: bigint;
  /** The flags that the asset may have. */
  readonly acceptedFlags: bigint;
};

const U64_MAX = (1n << 64n) - 1n;
const NOTHING: Valuation = { weight: 0n, acceptedFlags: 0n };

/** The flags of `given`, together. */
export function assetFlags(given: readonly AssetFlag[]): bigint {
  return given.reduce((flags, flag) => flags | ASSET_FLAGS[flag], 0n);
}

/** Which of them are in `flags`. */
export function assetFlagsIn(flags: bigint): AssetFlag[] {
  return (Object.keys(ASSET_FLAGS) as AssetFlag[]).filter((flag) => (flags & ASSET_FLAGS[flag]) !== 0n);
}

/** The weight that `ncn` gives the asset of `vault`: by the opt-in of the two, or else by its list of mints. */
export function valuationOf(
  ncn: Pick<Ncn, "assets">,
  vault: Pick<Vault, "assetMint">,
  vaultNcn: Pick<OptIn, "weight" | "acceptedFlags">,
): Valuation {
  if (vaultNcn.weight > 0n) {
    return { weight: vaultNcn.weight, acceptedFlags: vaultNcn.acceptedFlags };
  }
  return ncn.assets.find(({ weight, mint }) => weight > 0n && mint === vault.assetMint) ?? NOTHING;
}

/** The weight of `stake` of an asset with `flags`, rounded down: nothing where one of them is not accepted. */
export function weighed({ weight, acceptedFlags }: Valuation, stake: bigint, flags: bigint): bigint {
  return (flags & ~acceptedFlags) === 0n ? max(min((stake * weight) / WEIGHT_ONE, U64_MAX), 0n) : 0n;
}
