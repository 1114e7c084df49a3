/**
 * A node that fails by plan, for tests of what stands on this client: `restaking-client/testing`.
 *
 * A request's fault depends on a seed, on the method and on how many requests of it came before, and on nothing else: a repeated
 * run fails alike, under any clock and any order of requests of different methods.
 */
import { type RpcTransport, SOLANA_ERROR__RPC__TRANSPORT_HTTP_ERROR, SolanaError } from "@solana/kit";

/** What can go wrong with a request. */
export const FAULTS = [
  /** The line breaks before the node has read it. */
  "lost",
  /** The node does it, and the line breaks before the answer. */
  "unanswered",
  /** It arrives twice. */
  "twice",
  /** The answer comes late. */
  "late",
  /** The answer is the one that the same request had the last time. */
  "stale",
  /** The node is too busy: HTTP 429. */
  "busy",
  /** The node does it, and something before it answers HTTP 500. */
  "broken",
  /** The node lags, and says so. */
  "behind",
  /** The answer has no result. */
  "empty",
  /** The answer is no JSON. */
  "garbage",
  /** The requested transaction is of a version that the node does not tell. */
  "unreadable",
] as const;

/** What goes wrong with a request. */
export type Fault = (typeof FAULTS)[number];

/** What goes wrong with which requests. */
export type FaultPlan = {
  /** Another seed is another run. */
  readonly seed: number;
  /** The part of all requests that go wrong, from 0 to 1. */
  readonly often: number;
  /** How many requests of a method can go wrong: the line is sound for those behind them; without end if omitted. */
  readonly within?: number | undefined;
  /** The faults that there are; all if omitted. */
  readonly faults?: readonly Fault[] | undefined;
};

/** A request, as JSON-RPC has it. */
export type Payload = { readonly id?: unknown; readonly method: string; readonly params?: unknown };

/** What comes back of a request. */
export type Outcome =
  | { readonly kind: "answer"; readonly body: unknown }
  | { readonly kind: "closed" }
  | { readonly kind: "status"; readonly status: number }
  | { readonly kind: "text"; readonly text: string };

/** A number from 0 to 1 for `words`: the last of a chain of xorshifts, which each of them turns. */
function drawn(...words: readonly number[]): number {
  let state = 0x9e37_79b9;
  for (const word of words) {
    state = Math.imul(state ^ word, 0x85eb_ca6b) || 1;
    for (let round = 0; round < 3; round++) {
      state ^= state << 13;
      state ^= state >>> 17;
      state ^= state << 5;
    }
  }
  return (state >>> 0) / 2 ** 32;
}

/** What goes wrong with the request of `method` that `before` others of it came before; nothing with most. */
export function faultOf(plan: FaultPlan, method: string, before: number): Fault | undefined {
  const { seed, often, within = Number.POSITIVE_INFINITY, faults = FAULTS } = plan;
  const words = [seed, ...Array.from(method, (letter) => letter.charCodeAt(0)), before];
  if (before >= within || drawn(...words, 0) >= often) {
    return undefined;
  }
  return faults[Math.floor(drawn(...words, 1) * faults.length)];
}

/** A line to a node on which things go wrong as a plan says. */
export class FaultyLine<Request extends Payload = Payload> {
  /** What went wrong, in order. */
  readonly told: { readonly method: string; readonly before: number; readonly fault: Fault }[] = [];
  private readonly asked = new Map<string, number>();
  private readonly answered = new Map<string, unknown>();

  constructor(
    private readonly plan: FaultPlan,
    /** Asks the node. */
    private readonly forward: (request: Request) => Promise<unknown>,
    /** What a late answer waits for. */
    private readonly pause: () => Promise<void> = async () => undefined,
  ) {}

  /** Carries a request to the node and its answer back, or does not. */
  async carry(request: Request): Promise<Outcome> {
    const { id, method, params } = request;
    const before = this.asked.get(method) ?? 0;
    this.asked.set(method, before + 1);
    const fault = faultOf(this.plan, method, before);
    if (fault) {
      this.told.push({ method, before, fault });
    }
    const error = (code: number, message: string): Outcome => {
      return { kind: "answer", body: { jsonrpc: "2.0", id, error: { code, message } } };
    };
    const key = `${method} ${JSON.stringify(params, (_, value) => (typeof value === "bigint" ? `${value}` : value))}`;
    const ask = async (): Promise<Outcome> => {
      const body = await this.forward(request);
      this.answered.set(key, body);
      return { kind: "answer", body };
    };
    switch (fault) {
      case "lost":
        return { kind: "closed" };
      case "unanswered":
        await ask();
        return { kind: "closed" };
      case "twice":
        await ask();
        return ask();
      case "late":
        await this.pause();
        return ask();
      case "stale": {
        const last = this.answered.get(key);
        return last === undefined ? ask() : { kind: "answer", body: last };
      }
      case "busy":
        return { kind: "status", status: 429 };
      case "broken":
        await ask();
        return { kind: "status", status: 500 };
      case "behind":
        return error(-32005, "Node is behind by 42 slots");
      case "empty":
        return { kind: "answer", body: {} };
      case "garbage":
        return { kind: "text", text: "<html>busy</html>" };
      case "unreadable":
        return method === "getTransaction" ? error(-32015, "Transaction version (9) is not supported") : ask();
      default:
        return ask();
    }
  }
}

/** A transport over `line`, as Kit's own fails. */
export function faultyTransport(line: FaultyLine): RpcTransport {
  return async <Answer>({ payload }: Parameters<RpcTransport>[0]): Promise<Answer> => {
    const outcome = await line.carry(payload as Payload);
    switch (outcome.kind) {
      case "answer":
        return outcome.body as Answer;
      case "closed":
        throw new TypeError("fetch failed");
      case "status": {
        const context = { headers: new Headers(), message: "", statusCode: outcome.status };
        throw new SolanaError(SOLANA_ERROR__RPC__TRANSPORT_HTTP_ERROR, context);
      }
      case "text":
        return JSON.parse(outcome.text) as Answer;
    }
  };
}
