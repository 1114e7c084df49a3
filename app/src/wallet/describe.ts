/**
 * Failures as sentences for the user.
 */
import { type Address, isSolanaError, SOLANA_ERROR__RPC__TRANSPORT_HTTP_ERROR } from "@solana/kit";
import {
  causesOf,
  displayText,
  Expired,
  explainError,
  OutcomeUnknown,
  type RestakingErrorName,
  Told,
  withoutSecrets,
} from "restaking-client";

import { shortAmount } from "../format/amount.js";
import { NotSigned } from "./signer.js";

/** What went wrong, and whether it is the reader's own doing, which is no alarm. */
export type Failure = {
  readonly title: string;
  readonly sentence: string;
  readonly rejected: boolean;
};

/** The unit of what is at hand. */
export type Unit = { readonly decimals: number; readonly asset: string; readonly share: string };

/** The refusals with amounts as figures, and their token. */
const AMOUNTS: Partial<Record<RestakingErrorName, "asset" | "share">> = {
  OverCap: "asset",
  OverSupply: "share",
  OverAllowance: "asset",
  OverIdle: "asset",
};

/** Refusals that read better without figures, or in other words, for a depositor or a leaver. */
const SENTENCES: Partial<Record<RestakingErrorName, string>> = {
  Zero: "The amount is zero",
  BelowMinimum: "The rate moved while you were signing, and the result would be below your minimum: try again",
  OverDelegated: "So much idle stake is bound by the vault's limits that this exit cannot be paid at once",
  OverOperatorCap: "So much stake stands behind one operator that this exit cannot be paid at once",
  RiskChanged: "The vault announced more risk or a higher charge since this page read it: look at it, and try again",
};

/** What is known of a failure beside the error itself. */
export type Context = {
  /** The unit of what is at hand. */
  readonly unit?: Unit | undefined;
  /** Where the program is, if it may be what failed. */
  readonly programAddress?: Address | undefined;
  /** The same of the program of liquid restaking. */
  readonly liquidAddress?: Address | undefined;
  /** Whether it was to change something: then whether that may have happened is told. */
  readonly acting?: boolean | undefined;
};

/** What is said of what was to be done where it is certain that it was not. */
const NOT_DONE = "It did not happen: it is safe to try again.";

/** Why something failed, in words, with amounts in the unit at hand. */
export function describe(
  error: unknown,
  { unit, programAddress, liquidAddress, acting = false }: Context = {},
): Failure {
  const chain = causesOf(error);
  const undone = acting ? ` ${NOT_DONE}` : "";
  const unsigned = chain.find((cause) => cause instanceof NotSigned);
  if (unsigned) {
    return unsigned.rejected
      ? { title: "Not signed", sentence: "You said no in your wallet. Nothing was sent.", rejected: true }
      : {
          title: "The wallet failed",
          sentence: displayText(withoutSecrets(`${unsigned.walletName}: ${unsigned.message}`)),
          rejected: false,
        };
  }
  if (chain.some((cause) => cause instanceof Expired)) {
    const sentence = "The transaction did not land in time, and never will. Nothing happened: it is safe to try again.";
    return { title: "Expired", sentence, rejected: false };
  }
  const unknown = chain.find((cause) => cause instanceof OutcomeUnknown);
  if (unknown) {
    return { title: "Unknown", sentence: `${unknown.message}.`, rejected: false };
  }
  if (!chain.some((cause) => cause instanceof Told) && chain.some(isUnreachable)) {
    const sentence = `The node did not answer. Check the connection, or choose another node in the settings.${undone}`;
    return { title: "No answer", sentence, rejected: false };
  }
  const { name, value, limit, sentence } = explainError(error, { programAddress, liquidAddress });
  const own = name && SENTENCES[name];
  if (own) {
    return { title: "Refused", sentence: `${own}.`, rejected: false };
  }
  const kind = name && AMOUNTS[name];
  if (kind && unit && value !== undefined && limit !== undefined) {
    const [words = sentence] = sentence.split(" (");
    const symbol = unit[kind];
    const figures = `got ${shortAmount(value, unit.decimals)} ${symbol}, limit ${shortAmount(limit, unit.decimals)} ${symbol}`;
    return { title: "Refused", sentence: `${words} (${figures}).`, rejected: false };
  }
  return {
    title: name ? "Refused" : "Failed",
    sentence: `${sentence.endsWith(".") ? sentence : `${sentence}.`}${name ? "" : undone}`,
    rejected: false,
  };
}

function isUnreachable(cause: unknown): boolean {
  // Browsers tell a request that never arrived by a TypeError, each in words of its own.
  const failed = cause instanceof TypeError && /fetch|network|load failed/i.test(cause.message);
  return failed || (isSolanaError(cause, SOLANA_ERROR__RPC__TRANSPORT_HTTP_ERROR) && cause.context.statusCode !== 429);
}
