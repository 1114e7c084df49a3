/**
 * The name of a vault's VRT, which wallets and explorers show.
 */
import { fetchEncodedAccount } from "@solana/kit";
import {
  MAX_VRT_NAME,
  MAX_VRT_SYMBOL,
  MAX_VRT_URI,
  metadataAddress,
  planCreateVrtMetadata,
  planUpdateVrtMetadata,
  TOKEN_METADATA_PROGRAM,
  type VrtTexts,
  vrtTextFault,
} from "restaking-client";

import type { Found } from "../chain/accounts.js";
import type { Names } from "../chain/names.js";
import { plainChange } from "./changes.js";
import type { Values } from "./fields.js";
import type { Act } from "./form.js";
import type { Place } from "./place.js";

/** What this act is about. */
export type MetadataScene = {
  readonly vault: Found<"Vault">;
  readonly names: Names;
  readonly place: Place;
};

const LABELS = { name: "Name", symbol: "Symbol", uri: "URI" } as const;

const FAULTS = {
  empty: "is empty",
  "too long": "is too long",
  blank: "begins or ends with a blank",
  hidden: "has a character that is not seen",
} as const;

/** Names the VRT: all three texts at once. */
export function metadataAct({ vault, names, place }: MetadataScene): Act {
  const { vrtMint } = vault.data;
  const told = names.text(vrtMint);
  const before = { name: told?.name ?? "", symbol: told?.symbol ?? "", uri: told?.uri ?? "" };
  const field = (key: keyof VrtTexts, most: bigint, hint: string) => ({
    ...{ key, label: LABELS[key], kind: { unit: "text" as const, most: Number(most) }, initial: before[key], hint },
  });
  return {
    title: "Name of the VRT",
    button: told ? "Change the name" : "Name the VRT",
    lead:
      "Wallets and explorers show this name, from the Metaplex Token Metadata program. The first time, that program charges " +
      "0.01 SOL and the rent of an account.",
    fields: [
      field("name", MAX_VRT_NAME, "such as Harbor Restaked SOL"),
      field("symbol", MAX_VRT_SYMBOL, "such as hSOL"),
      field("uri", MAX_VRT_URI, "leads to a JSON file with a picture; may be empty"),
    ],
    changes: (values) => {
      const after = textsOf(values);
      return (["name", "symbol", "uri"] as const).flatMap((key) =>
        plainChange(LABELS[key], before[key], after[key], false, (text) => text || "none"),
      );
    },
    plan: (values) => async (admin) => {
      const texts = textsOf(values);
      const found = vrtTextFault(texts);
      if (found) {
        throw new Error(`${LABELS[found.text]} ${FAULTS[found.fault]}`);
      }
      const { rpc, programAddress } = place;
      const config = { commitment: "confirmed" } as const;
      const [program, metadata] = await Promise.all([
        fetchEncodedAccount(rpc, TOKEN_METADATA_PROGRAM, config),
        fetchEncodedAccount(rpc, await metadataAddress(vrtMint), config),
      ]);
      if (!program.exists || !program.executable) {
        throw new Error("This cluster has no Metaplex Token Metadata program");
      }
      const isNamed = metadata.exists && metadata.programAddress === TOKEN_METADATA_PROGRAM;
      const planned = isNamed ? planUpdateVrtMetadata : planCreateVrtMetadata;
      const { plan } = await planned({ programAddress, vault: vault.address, admin, ...texts });
      return { plan, said: `The VRT is ${texts.symbol}, named ${texts.name}.` };
    },
  };
}

function textsOf(values: Values): VrtTexts {
  return { name: values.text("name"), symbol: values.text("symbol"), uri: values.text("uri") };
}
