/**
 * Requests to nodes that limit how many they take.
 */
import {
  createDefaultRpcTransport,
  createSolanaRpcFromTransport,
  isSolanaError,
  type Rpc,
  type RpcTransport,
  SOLANA_ERROR__RPC__TRANSPORT_HTTP_ERROR,
  type SolanaRpcApi,
} from "@solana/kit";

import { SYSTEM_TIMER, type Timer } from "./timer.js";

/** How often, and how long apart, a request is repeated. */
export type BackoffConfig = {
  /** How many times a request is repeated at the most; five if left out. */
  readonly retries?: number | undefined;
  readonly timer?: Timer | undefined;
  /** A number from 0 to 1, which keeps clients from coming back all at once; `Math.random` if left out. */
  readonly random?: (() => number) | undefined;
};

/** The answers by which a server says that it is too busy: a later request may find it free. */
const BUSY = [429, 502, 503, 504];

/** The first wait, doubled with each repetition, and the longest, in milliseconds. */
const FIRST_WAIT = 500;
const LONGEST_WAIT = 10_000;

/**
 * `transport`, repeating what a server was too busy for (429, 502, 503, 504): after the time that it names, or after waits that
 * double. The last refusal is thrown. A transaction that is sent twice lands once.
 */
export function withBackoff(
  transport: RpcTransport,
  { retries = 5, timer = SYSTEM_TIMER, random = Math.random }: BackoffConfig = {},
): RpcTransport {
  return async (request) => {
    for (let repeated = 0; ; repeated++) {
      try {
        return await transport(request);
      } catch (error) {
        if (repeated >= retries || !isBusy(error)) {
          throw error;
        }
        await timer.sleep(askedWait(error) ?? nextWait(repeated, random()), request.signal);
      }
    }
  };
}

/** Whether a server said that it is too busy. */
export function isBusy(error: unknown): boolean {
  return isSolanaError(error, SOLANA_ERROR__RPC__TRANSPORT_HTTP_ERROR) && BUSY.includes(error.context.statusCode);
}

/** A wait between half and all of its step: those that were refused together come back apart. */
function nextWait(repeated: number, random: number): number {
  return Math.min(FIRST_WAIT * 2 ** repeated, LONGEST_WAIT) * (0.5 + random / 2);
}

/** How long the server asks to wait, in milliseconds; nothing if it does not say, or says it as a date. */
function askedWait(error: unknown): number | undefined {
  if (!isSolanaError(error, SOLANA_ERROR__RPC__TRANSPORT_HTTP_ERROR)) {
    return undefined;
  }
  const seconds = error.context.headers?.get("retry-after") ?? "";
  return /^\d+$/.test(seconds) ? Math.min(Number(seconds) * 1_000, LONGEST_WAIT) : undefined;
}

/** An error with a code of the node's provider, which Kit has no words for. */
export class ProviderError extends Error {
  override readonly name = "ProviderError";

  constructor(
    readonly code: number,
    message: string,
  ) {
    super(`The node refuses the request: ${message} (${code})`);
  }
}

/** The codes that Kit knows: those of JSON-RPC, and those of Solana's nodes. */
const KNOWN_CODES = [
  [-32700, -32700],
  [-32603, -32600],
  [-32021, -32001],
] as const;

/** `transport`, with errors for the answers that Kit fails over: those with codes that it does not know. */
export function withProviderErrors(transport: RpcTransport): RpcTransport {
  return async <Answer>(request: Parameters<RpcTransport>[0]) => {
    const answer = await transport<Answer>(request);
    const { code, message } = (answer as { error?: { code?: unknown; message?: unknown } }).error ?? {};
    const number = Number(code);
    if (code !== undefined && !KNOWN_CODES.some(([from, to]) => number >= from && number <= to)) {
      throw new ProviderError(number, String(message));
    }
    return answer;
  };
}

/** A node at `url` that is asked again while it is too busy. */
export function createPatientRpc(url: string, config: BackoffConfig = {}): Rpc<SolanaRpcApi> {
  return createPatientRpcFrom(createDefaultRpcTransport({ url }), config);
}

/** A node behind `transport` that is asked again while it is too busy. */
export function createPatientRpcFrom(transport: RpcTransport, config: BackoffConfig = {}): Rpc<SolanaRpcApi> {
  return createSolanaRpcFromTransport(withBackoff(withProviderErrors(transport), config)) as Rpc<SolanaRpcApi>;
}
