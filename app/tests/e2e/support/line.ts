/**
 * A node of its own for the page, between it and a local chain, on which things go wrong as a plan says. What a test itself asks the
 * chain does not go over it.
 */
import { once } from "node:events";
import { createServer, type IncomingMessage } from "node:http";
import { type FaultPlan, FaultyLine, type Payload } from "restaking-client/testing";

import type { Localnet } from "./localnet.js";

/** How long an answer takes that comes late, in milliseconds: others come before it. Nothing is decided by it. */
const LATE = 300;

/** The page is served from elsewhere. */
export const ANY_ORIGIN = {
  "access-control-allow-origin": "*",
  "access-control-allow-headers": "*",
  "access-control-allow-methods": "POST",
};

/** A request, as it was written: no figure in it goes through a number. */
type Asked = Payload & { readonly text: string };

/** The chain as the page sees it, and what went wrong so far. */
export type Line = {
  readonly localnet: Localnet;
  readonly told: FaultyLine["told"];
  readonly stop: () => Promise<void>;
};

/** Opens a line to `localnet` that fails as `plan` says. */
export async function openLine(localnet: Localnet, plan: FaultPlan): Promise<Line> {
  const line = new FaultyLine<Asked>(
    plan,
    async ({ text }) => {
      const headers = { "content-type": "application/json" };
      return (await fetch(localnet.manifest.rpc, { method: "POST", headers, body: text })).text();
    },
    () => new Promise((resolve) => setTimeout(resolve, LATE)),
  );
  const server = createServer(async (request, response) => {
    if (request.method !== "POST") {
      response.writeHead(204, ANY_ORIGIN).end();
      return;
    }
    const text = await bodyOf(request);
    const outcome = await line.carry({ ...(JSON.parse(text) as Payload), text });
    switch (outcome.kind) {
      case "closed":
        request.socket.destroy();
        return;
      case "status":
        response.writeHead(outcome.status, ANY_ORIGIN).end();
        return;
      case "text":
        response.writeHead(200, { ...ANY_ORIGIN, "content-type": "text/html" }).end(outcome.text);
        return;
      case "answer": {
        const headers = { ...ANY_ORIGIN, "content-type": "application/json" };
        const { body } = outcome;
        response.writeHead(200, headers).end(typeof body === "string" ? body : JSON.stringify(body));
      }
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
  return { localnet: { ...localnet, manifest }, told: line.told, stop };
}

/** All that was sent with a request. */
export async function bodyOf(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) {
    chunks.push(chunk as Buffer);
  }
  return Buffer.concat(chunks).toString("utf8");
}
