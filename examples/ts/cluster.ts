/**
 * What all examples need: a node to talk to, someone who signs, and what was asked for on the command line.
 */
import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import {
  type Address,
  address,
  createKeyPairSignerFromBytes,
  createSolanaRpc,
  createSolanaRpcSubscriptions,
  type KeyPairSigner,
} from "@solana/kit";
import { explainError } from "restaking-client";

/** The options that all examples take; each has a default. */
const COMMON = {
  /** The node's address, or `RPC_URL` in the environment. */
  url: { type: "string", default: process.env.RPC_URL ?? "http://127.0.0.1:8899" },
  /** The address of its subscriptions, or `WS_URL`; the usual one beside the node's if left out. */
  ws: { type: "string", default: process.env.WS_URL ?? "" },
  /** Who signs and pays: a file of the Solana command line, or `KEYPAIR`. */
  keypair: { type: "string", default: process.env.KEYPAIR ?? join(homedir(), ".config/solana/id.json") },
} as const;

/** Reads the options of the command line: the common ones, and those that are `required`. */
export function options<Name extends string = never>(...required: Name[]): Record<Name | keyof typeof COMMON, string> {
  const own = Object.fromEntries(required.map((name) => [name, { type: "string" } as const]));
  const { values } = parseArgs({ options: { ...COMMON, ...own } });
  const missing = required.find((name) => (values as Record<string, unknown>)[name] === undefined);
  if (missing) {
    throw new Error(`say --${missing}`);
  }
  return values as Record<string, unknown> as Record<Name | keyof typeof COMMON, string>;
}

/** The node that the options name. */
export function connect({ url, ws }: { url: string; ws: string }) {
  const beside = new URL(url);
  beside.protocol = beside.protocol === "https:" ? "wss:" : "ws:";
  if (beside.port !== "") {
    beside.port = `${Number(beside.port) + 1}`;
  }
  return { rpc: createSolanaRpc(url), rpcSubscriptions: createSolanaRpcSubscriptions(ws || beside.href) };
}

/** The signer whose key is in the file that the options name. */
export function loadSigner({ keypair }: { keypair: string }): Promise<KeyPairSigner> {
  return createKeyPairSignerFromBytes(Uint8Array.from(JSON.parse(readFileSync(keypair, "utf8")) as number[]));
}

/** An address that was typed. */
export function readAddress(text: string): Address {
  return address(text.trim());
}

/** A time of the chain as a date, and how far off it is. */
export function when(time: bigint, now: bigint): string {
  const seconds = Number(time - now);
  const [amount, unit] = Math.abs(seconds) < 7_200 ? [seconds / 60, "minutes"] : [seconds / 3_600, "hours"];
  const distance = amount < 0 ? `${(-amount).toFixed(1)} ${unit} ago` : `in ${amount.toFixed(1)} ${unit}`;
  return `${new Date(Number(time) * 1_000).toISOString()} (${distance})`;
}

/** Runs an example, and says in a sentence what went wrong if it fails. */
export async function run(example: () => Promise<void>): Promise<void> {
  try {
    await example();
  } catch (error) {
    console.error(`error: ${explainError(error).sentence}`);
    process.exitCode = 1;
  }
}
