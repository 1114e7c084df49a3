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

import { displayText, withoutSecrets } from "./text.js";
import { SYSTEM_TIMER, type Timer } from "./timer.js";
import { Told } from "./told.js";

/** How often, and how long apart, a request is repeated, and how long one is waited for. */
export type BackoffConfig = {
  /** How long to wait for an answer, in milliseconds; a minute if omitted. */
  readonly patience?: number | undefined;
  /** How many times a request is repeated at the most; five if omitted. */
  readonly retries?: number | undefined;
  readonly timer?: Timer | undefined;
  /** A number from 0 to 1, which keeps clients from coming back all at once; `Math.random` if omitted. */
  readonly random?: (() => number) | undefined;
};

/** The answers by which a server says that it is too busy: a later request may find it free. */
const BUSY = [429, 502, 503, 504];

/** How long an answer is waited for, in milliseconds: scans of large programs take some of it. */
const PATIENCE = 60_000;

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
    super(`The node refuses the request: ${displayText(withoutSecrets(message)).slice(0, LONGEST_WORDS)} (${code})`);
  }
}

/** How much of what a node says is told, in characters. */
const LONGEST_WORDS = 300;

/** A node did not answer, or with what is no answer: whether it did as requested is unknown. */
export class NoAnswer extends Told {
  override readonly name = "NoAnswer";
}

/** `transport`, giving up on a server that takes a request and never answers it. */
export function withPatience(transport: RpcTransport, { patience = PATIENCE }: BackoffConfig = {}): RpcTransport {
  return async <Answer>(request: Parameters<RpcTransport>[0]): Promise<Answer> => {
    const [waiting, asking] = [new AbortController(), new AbortController()];
    const { signal } = request;
    const end = (): void => {
      asking.abort(signal?.reason);
      waiting.abort(signal?.reason);
    };
    if (signal?.aborted) {
      end();
    }
    signal?.addEventListener("abort", end, { once: true });
    const late = SYSTEM_TIMER.sleep(patience, waiting.signal).then(() => {
      const error = new NoAnswer(`The node did not answer within ${patience / 1_000} s: use another node`);
      asking.abort(error);
      throw error;
    });
    try {
      return await Promise.race([transport<Answer>({ ...request, signal: asking.signal }), late]);
    } finally {
      signal?.removeEventListener("abort", end);
      late.catch(() => undefined);
      waiting.abort();
    }
  };
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
    const answer = await transport<Answer>(request).catch((error: unknown) => {
      throw error instanceof SyntaxError
        ? new NoAnswer("The server's answer is not JSON: it is no node of Solana's, or something stands before it", {
            cause: error,
          })
        : error;
    });
    const known = typeof answer === "object" && answer !== null && ("result" in answer || "error" in answer);
    if (!known) {
      throw new NoAnswer("The node's answer has no result: use another node");
    }
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
  return createSolanaRpcFromTransport(patientTransport(transport, config)) as Rpc<SolanaRpcApi>;
}

/** `transport`, with all that {@link createPatientRpcFrom} adds to it, for clients that add something on top. */
export function patientTransport(transport: RpcTransport, config: BackoffConfig = {}): RpcTransport {
  return withBackoff(withProviderErrors(withPatience(transport, config)), config);
}
