/**
 * What the issuer of a vault's asset can do with it.
 */
import { type AssetFlag, assetFlagsIn } from "restaking-client";

import { Name } from "../parts/values.js";
import type { FormProps } from "./form.js";

/** What each flag means for stakers. */
const MEANINGS: Readonly<Record<AssetFlag, string>> = {
  freezable:
    "can freeze the vault's account, or yours: deposits, claims and payments wait then. Requests to leave and slashes do not",
  pausable: "can pause all transfers: deposits, claims and payments wait then. Requests to leave and slashes do not",
  displayScaled: "can scale the amounts that wallets show: this page shows the token's own units",
};

/** What the issuer can do, where it can do anything. */
export function AssetFacts({ vault }: Pick<FormProps, "vault">) {
  const flags = assetFlagsIn(BigInt(vault.data.assetFlags));
  return flags.map((flag) => (
    <p key={flag} className="note warn">
      The issuer of <Name address={vault.data.assetMint} /> {MEANINGS[flag]}.
    </p>
  ));
}
