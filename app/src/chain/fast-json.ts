/**
 * Answers with many accounts, read by the browser's own parser: Kit's goes through each letter, which takes longer than all else where
 * there are many vaults.
 */
import {
  createDefaultRpcTransport,
  type RpcTransport,
  SOLANA_ERROR__RPC__TRANSPORT_HTTP_ERROR,
  SolanaError,
} from "@solana/kit";

/** The methods whose answers are long, and hold no numbers but those of accounts. */
const LONG = ["getProgramAccounts", "getMultipleAccounts"];

/** The transport to a node at `url`. */
export function createFastTransport(url: string): RpcTransport {
  const usual = createDefaultRpcTransport({ url });
  const fast = async <Answer>({ payload, signal }: Parameters<RpcTransport>[0]): Promise<Answer> => {
    const body = JSON.stringify(payload, (_, value: unknown) => (typeof value === "bigint" ? Number(value) : value));
    const headers = { accept: "application/json", "content-type": "application/json; charset=utf-8" };
    const response = await fetch(url, { method: "POST", headers, body, ...(signal && { signal }) });
    if (!response.ok) {
      throw new SolanaError(SOLANA_ERROR__RPC__TRANSPORT_HTTP_ERROR, {
        headers: response.headers,
        message: response.statusText,
        statusCode: response.status,
      });
    }
    return parseWhole<Answer>(await response.text());
  };
  return <Answer>(request: Parameters<RpcTransport>[0]) => {
    const { method } = request.payload as { readonly method?: string };
    return LONG.includes(method ?? "") ? fast<Answer>(request) : usual<Answer>(request);
  };
}

/** The rent epoch of every account that pays no rent: the largest number of 64 bits. */
const NO_RENT = (1n << 64n) - 1n;

/** A number that a double may not hold, other than that: it stands behind a colon, a comma or a bracket, as nothing in base 64 or 58 does. */
const LONG_NUMBER = new RegExp(`[:,[]\\s*-?(?!${NO_RENT}\\b)\\d{16}`);

/** Parses JSON with whole numbers as bigints, from their own digits where a double may not hold them. */
export function parseWhole<Answer>(text: string): Answer {
  return (LONG_NUMBER.test(text) ? JSON.parse(text, revived) : whole(JSON.parse(text))) as Answer;
}

function revived(_: string, value: unknown, context?: { readonly source?: string }): unknown {
  if (typeof value !== "number" || !Number.isInteger(value)) {
    return value;
  }
  return /^-?\d+$/.test(context?.source ?? "") ? BigInt(context?.source ?? 0) : BigInt(value);
}

/** `value` with its whole numbers as bigints, changed in place: the parser calls no function for each text of a long list. */
function whole(value: unknown): unknown {
  if (typeof value === "number") {
    return value === Number(NO_RENT) ? NO_RENT : Number.isInteger(value) ? BigInt(value) : value;
  }
  if (typeof value === "object" && value !== null) {
    const parts = value as Record<string, unknown>;
    for (const key in parts) {
      const part = parts[key];
      if (typeof part !== "string") {
        parts[key] = whole(part);
      }
    }
  }
  return value;
}
