/**
 * A node between the page and a local chain that counts what is asked of it, answers a scan from memory after the first time if it is told
 * to, as nodes with indexes do, and refuses methods that a test names.
 */
import { once } from "node:events";
import { createServer } from "node:http";

import { ANY_ORIGIN, bodyOf } from "./line.js";
import type { Localnet } from "./localnet.js";

/** What a meter does beside counting. */
export type MeterOptions = {
  /** The methods that it refuses, as public nodes do, with a code of a provider's. */
  readonly refuses?: readonly string[];
  /** Whether it keeps the answers of scans. */
  readonly remembers?: boolean;
};

/** What was asked so far. */
export type Count = {
  /** Requests, by method. */
  readonly requests: Readonly<Record<string, number>>;
  /** The bytes of all answers, uncompressed. */
  readonly bytes: number;
};

/** A meter that runs. */
export type Meter = {
  readonly localnet: Localnet;
  readonly count: () => Count;
  /** Counts from zero again. */
  readonly reset: () => void;
  readonly stop: () => Promise<void>;
};

type Asked = { readonly id: unknown; readonly method: string; readonly params?: unknown };

/** Opens a meter before `localnet`. */
export async function openMeter(localnet: Localnet, options: MeterOptions = {}): Promise<Meter> {
  const { refuses = [], remembers = false } = options;
  const kept = new Map<string, Promise<string>>();
  let requests: Record<string, number> = {};
  let bytes = 0;

  const forward = async (text: string): Promise<string> => {
    const headers = { "content-type": "application/json" };
    return (await fetch(localnet.manifest.rpc, { method: "POST", headers, body: text })).text();
  };
  const answer = async (text: string): Promise<string> => {
    const { id, method, params } = JSON.parse(text) as Asked;
    requests[method] = (requests[method] ?? 0) + 1;
    if (refuses.includes(method)) {
      return JSON.stringify({ jsonrpc: "2.0", id, error: { code: -32010, message: `${method} is not available` } });
    }
    if (!remembers || !["getProgramAccounts", "getMultipleAccounts", "getTokenAccountsByOwner"].includes(method)) {
      return forward(text);
    }
    const key = JSON.stringify([method, params]);
    const known = kept.get(key) ?? forward(text);
    kept.set(key, known);
    // The answer's own id is the first asker's.
    return (await known).replace(/"id":("[^"]*"|\d+)/, `"id":${JSON.stringify(id)}`);
  };

  const server = createServer(async (request, response) => {
    if (request.method !== "POST") {
      response.writeHead(204, ANY_ORIGIN).end();
      return;
    }
    try {
      const body = await answer(await bodyOf(request));
      bytes += Buffer.byteLength(body);
      response.writeHead(200, { ...ANY_ORIGIN, "content-type": "application/json" }).end(body);
    } catch {
      request.socket.destroy();
    }
  }).listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  if (address === null || typeof address === "string") {
    throw new Error("the machine gave no port");
  }
  const stop = async (): Promise<void> => {
    const closed = once(server, "close");
    server.close();
    server.closeAllConnections();
    await closed;
  };
  const manifest = { ...localnet.manifest, rpc: `http://127.0.0.1:${address.port}` };
  return {
    localnet: { ...localnet, manifest },
    count: () => ({ requests: { ...requests }, bytes }),
    reset: () => {
      [requests, bytes] = [{}, 0];
    },
    stop,
  };
}
