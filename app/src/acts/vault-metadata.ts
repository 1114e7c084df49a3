/**
 * The name of a vault's VRT, which wallets and explorers show.
 */
import { fetchEncodedAccount } from "@solana/kit";
import {
  displayText,
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
import { metaplexTexts } from "../chain/metadata.js";
import { plainChange } from "./changes.js";
import type { Values } from "./fields.js";
import type { Act } from "./form.js";
import type { Place } from "./place.js";

/** What this act is about. */
export type MetadataScene = {
  readonly vault: Found<"Vault">;
  /** Its texts exactly as they are: null where it has none, undefined until they are read. */
  readonly texts: VrtTexts | null | undefined;
  readonly place: Place;
};

const LABELS = { name: "Name", symbol: "Symbol", uri: "URI" } as const;

const TEXTS = ["name", "symbol", "uri"] as const;

const FAULTS = {
  empty: "is empty",
  "too long": "is too long",
  blank: "begins or ends with a blank",
  hidden: "has a character that is not seen",
} as const;

/** Names the VRT: all three texts at once. */
export function metadataAct({ vault, texts: told, place }: MetadataScene): Act {
  const { vrtMint } = vault.data;
  const before = told ?? { name: "", symbol: "", uri: "" };
  const field = (key: keyof VrtTexts, most: bigint, hint: string) => ({
    ...{ key, label: LABELS[key], kind: { unit: "text" as const, most: Number(most) }, initial: before[key], hint },
  });
  /** Whether a text is to stay: it stands as it was filled in. Fields are read without blanks at their ends. */
  const isKept = (key: keyof VrtTexts, written: VrtTexts) => Boolean(told) && written[key] === before[key].trim();
  /** `written`, with the texts of `now` where they are to stay. */
  const merged = (written: VrtTexts, now: VrtTexts): VrtTexts => ({
    name: isKept("name", written) ? now.name : written.name,
    symbol: isKept("symbol", written) ? now.symbol : written.symbol,
    uri: isKept("uri", written) ? now.uri : written.uri,
  });
  return {
    title: "Name of the VRT",
    button: told ? "Change the name" : "Name the VRT",
    lead:
      "Wallets and explorers show this name, from the Metaplex Token Metadata program. The first time, that program charges " +
      "0.01 SOL and the rent of an account.",
    closed: told === undefined && "The name is not read yet.",
    fields: [
      field("name", MAX_VRT_NAME, "such as Harbor Restaked SOL"),
      field("symbol", MAX_VRT_SYMBOL, "such as hSOL"),
      field("uri", MAX_VRT_URI, "leads to a JSON file with a picture; may be empty"),
    ],
    changes: (values) => {
      const after = textsOf(values);
      return TEXTS.flatMap((key) =>
        isKept(key, after)
          ? []
          : plainChange(LABELS[key], before[key], after[key], false, (text) => displayText(text) || "none"),
      );
    },
    plan: (values) => async (admin) => {
      const written = textsOf(values);
      // A text that stays may be one that the program takes and this page would not.
      const found = vrtTextFault(merged(written, { name: "x", symbol: "x", uri: "" }));
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
      const now = isNamed ? metaplexTexts(metadata.data as Uint8Array, vrtMint) : undefined;
      if (isNamed !== Boolean(told) || (isNamed && !now)) {
        throw new Error("The VRT's name has changed meanwhile: look again");
      }
      const texts = now ? merged(written, now) : written;
      const planned = isNamed ? planUpdateVrtMetadata : planCreateVrtMetadata;
      const { plan } = await planned({ programAddress, vault: vault.address, admin, ...texts });
      return { plan, said: `The VRT is ${displayText(texts.symbol)}, named ${displayText(texts.name)}.` };
    },
  };
}

function textsOf(values: Values): VrtTexts {
  return { name: values.text("name"), symbol: values.text("symbol"), uri: values.text("uri") };
}
