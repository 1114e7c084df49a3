/**
 * The shared part of all examples: a node, a signer, and the command line's arguments.
 */
import { readFileSync } from "node:fs";
import { homedir } from "node:os";
import { join } from "node:path";
import { parseArgs } from "node:util";
import {
  type Address,
  address,
  createKeyPairSignerFromBytes,
  createSolanaRpcSubscriptions,
  type KeyPairSigner,
} from "@solana/kit";
import {
  clusterOf,
  createPatientRpc,
  explainError,
  LOCALNET_PROGRAM_ADDRESS,
  programAddressProblem,
} from "restaking-client";

/** The options that all examples take; each has a default. */
const COMMON = {
  /** The node's address, or `RPC_URL` in the environment. */
  url: { type: "string", default: process.env.RPC_URL ?? "http://127.0.0.1:8899" },
  /** The address of its subscriptions, or `WS_URL`; the usual one beside the node's if omitted. */
  ws: { type: "string", default: process.env.WS_URL ?? "" },
  /** The program's address on the node's cluster, or `PROGRAM`; on a local chain, its address on all of them if omitted. */
  program: { type: "string", default: process.env.PROGRAM ?? "" },
  /** Signs and pays: a file of the Solana command line, or `KEYPAIR`. */
  keypair: { type: "string", default: process.env.KEYPAIR ?? join(homedir(), ".config/solana/id.json") },
} as const;

/** Reads the options of the command line: the common ones, and those that are `required`. */
function options<Name extends string = never>(...required: Name[]): Record<Name | keyof typeof COMMON, string> {
  const own = Object.fromEntries(required.map((name) => [name, { type: "string" } as const]));
  const { values } = parseArgs({ options: { ...COMMON, ...own } });
  const missing = required.find((name) => (values as Record<string, unknown>)[name] === undefined);
  if (missing) {
    throw new Error(`say --${missing}`);
  }
  return values as Record<string, unknown> as Record<Name | keyof typeof COMMON, string>;
}

/** The node that the options name, and where the program is on its cluster. */
export async function connect({ url, ws, program }: { url: string; ws: string; program: string }) {
  const beside = new URL(url);
  beside.protocol = beside.protocol === "https:" ? "wss:" : "ws:";
  if (beside.port !== "") {
    beside.port = `${Number(beside.port) + 1}`;
  }
  const rpc = createPatientRpc(url);
  const cluster = clusterOf(await rpc.getGenesisHash().send(), url);
  const usual = cluster === "localnet" ? LOCALNET_PROGRAM_ADDRESS : undefined;
  const programAddress = program ? address(program) : usual;
  const problem = programAddressProblem(cluster, programAddress);
  if (problem || !programAddress) {
    throw new Error(`${problem}; say --program ADDRESS, or PROGRAM in the environment`);
  }
  return { rpc, rpcSubscriptions: createSolanaRpcSubscriptions(ws || beside.href), programAddress };
}

/** The signer with its key in the file that the options name. */
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

/** What an example works with. */
export type Cluster = Awaited<ReturnType<typeof connect>>;

/**
 * Runs an example with its options and the cluster that they name, and says in a sentence what went wrong if it fails.
 */
export async function run<Name extends string = never>(
  required: readonly Name[],
  example: (cluster: Cluster, given: Record<Name | keyof typeof COMMON, string>) => Promise<void>,
): Promise<void> {
  let cluster: Cluster | undefined;
  try {
    const given = options(...required);
    cluster = await connect(given);
    await example(cluster, given);
  } catch (error) {
    console.error(`error: ${explainError(error, { programAddress: cluster?.programAddress }).sentence}`);
    process.exitCode = 1;
  }
}
