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

/** Parses JSON with whole numbers as bigints, from their own digits where the browser tells them. */
export function parseWhole<Answer>(text: string): Answer {
  const revive = (_: string, value: unknown, context?: { readonly source?: string }) => {
    if (typeof value !== "number" || !Number.isInteger(value)) {
      return value;
    }
    return /^-?\d+$/.test(context?.source ?? "") ? BigInt(context?.source ?? 0) : BigInt(value);
  };
  return JSON.parse(text, revive) as Answer;
}
