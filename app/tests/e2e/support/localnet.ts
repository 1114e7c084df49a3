/**
 * A local chain of a test's own, on ports that nobody else uses.
 */
import assert from "node:assert/strict";
import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";

/** The repository's folder, from the one that tests are compiled into. */
export const ROOT = resolve(fileURLToPath(import.meta.url), "../../../../../..");

/** How long anything may take before it is taken for stuck, in milliseconds: much longer than it takes on a slow machine. */
const STUCK_AFTER = 300_000;

/** How often a chain is started on other ports if it ends at once: another program may have taken one of them. */
const STARTS = 3;

/** A party of the example by its name. */
export type Manifest = {
  readonly rpc: string;
  readonly ws: string;
  readonly people: Readonly<Record<string, { readonly address: string; readonly keypair: string }>>;
  readonly mints: Readonly<Record<string, { readonly address: string; readonly decimals: number }>>;
  readonly vaults: Readonly<
    Record<string, { readonly address: string; readonly asset: string; readonly epochSeconds: number }>
  >;
  readonly operators: Readonly<Record<string, string>>;
  readonly ncns: Readonly<Record<string, string>>;
  readonly validators: Readonly<Record<string, { readonly address: string }>>;
  readonly stakeAccounts: Readonly<Record<string, { readonly address: string }>>;
  readonly liquidPools: Readonly<Record<string, { readonly address: string; readonly lrtMint: string }>>;
};

/** A local chain that runs. */
export type Localnet = {
  readonly manifest: Manifest;
  /** The key of somebody in the example, as the Solana command line keeps it. */
  readonly secret: (name: string) => number[];
  /** Asks the node something. */
  readonly ask: (method: string, params: readonly unknown[]) => Promise<unknown>;
  /** The chain's time, in unix seconds. */
  readonly time: () => Promise<number>;
  /** Moves the chain's time on. */
  readonly pass: (seconds: number) => Promise<void>;
  readonly stop: () => Promise<void>;
};

/** A port that is free now. */
export async function freePort(): Promise<number> {
  const server = createServer().listen(0, "127.0.0.1");
  await once(server, "listening");
  const address = server.address();
  server.close();
  await once(server, "close");
  if (address === null || typeof address === "string") {
    throw new Error("the machine gave no port");
  }
  return address.port;
}

/** What a chain begins with: its example unless it is empty, native stake only where that is asked for. */
export type Beginning = {
  readonly empty?: boolean;
  readonly nativeStake?: boolean;
  readonly liquid?: boolean;
  /** The program is behind the upgrade gate, and an upgrade is announced. */
  readonly gate?: boolean;
  /** How many vaults and positions there are beside the example. */
  readonly scale?: { readonly vaults: number; readonly positions: number };
};

/** Starts a chain. */
export async function startLocalnet(options: Beginning = {}): Promise<Localnet> {
  for (let starts = 1; ; starts++) {
    const chain = await tryLocalnet(options);
    if (chain || starts >= STARTS) {
      return chain ?? assert.fail(`the local chain ended ${STARTS} times before it was ready`);
    }
  }
}

/** Starts a chain; nothing if it ends before it is ready. */
async function tryLocalnet({
  empty = false,
  nativeStake = false,
  liquid = false,
  gate = false,
  scale,
}: Beginning): Promise<Localnet | undefined> {
  const { LOCALNET_BIN, RESTAKING_SO, SINGLE_POOL_SO, STAKE_POOL_SO, UPGRADE_GATE_SO } = process.env;
  const binary = LOCALNET_BIN ?? join(ROOT, "target/debug/localnet");
  const program = RESTAKING_SO ?? join(ROOT, "target/deploy/restaking.so");
  const pools = SINGLE_POOL_SO ?? join(ROOT, "target/deploy/single_pool.so");
  const stakePools = STAKE_POOL_SO ?? join(ROOT, "target/deploy/stake_pool.so");
  const gates = UPGRADE_GATE_SO ?? join(dirname(program), "upgrade_gate.so");
  const others = [...(nativeStake ? [pools] : []), ...(liquid ? [stakePools] : []), ...(gate ? [gates] : [])];
  for (const file of [binary, program, ...others]) {
    if (!existsSync(file)) {
      throw new Error(`${file} is missing: \`cargo xtask page\` builds all that the tests need`);
    }
  }
  const folder = mkdtempSync(join(tmpdir(), "restaking-page-"));
  const ready = join(folder, "ready.json");
  const [rpcPort, wsPort] = [await freePort(), await freePort()];
  const chain = spawn(
    binary,
    [
      ...["--program", program, "--rpc-port", `${rpcPort}`, "--ws-port", `${wsPort}`, "--out", join(folder, "out")],
      ...["--ready-file", ready, "--slot-millis", "200", "--quiet", ...(empty ? ["--empty"] : [])],
      ...(nativeStake ? ["--single-pool", pools] : []),
      ...(scale ? ["--vaults", `${scale.vaults}`, "--positions", `${scale.positions}`] : []),
      ...(liquid ? ["--stake-pool", stakePools] : []),
      ...(gate ? ["--gate", gates] : []),
    ],
    { stdio: ["ignore", "ignore", "inherit"] },
  );
  const stop = async (): Promise<void> => {
    await end(chain);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await waitFor(() => existsSync(ready) || exited(chain), "the local chain to be ready");
    if (exited(chain)) {
      await stop();
      return undefined;
    }
  } catch (error) {
    await stop();
    throw error;
  }
  const manifest = JSON.parse(readFileSync(ready, "utf8")) as Manifest;

  async function ask(method: string, params: readonly unknown[]): Promise<unknown> {
    const response = await fetch(manifest.rpc, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }),
    });
    const { result, error } = (await response.json()) as { result?: unknown; error?: { message: string } };
    if (error) {
      throw new Error(`${method}: ${error.message}`);
    }
    return result;
  }

  const time = async (): Promise<number> => {
    const clock = (await ask("getAccountInfo", [
      "SysvarC1ock11111111111111111111111111111111",
      { encoding: "jsonParsed", commitment: "processed" },
    ])) as { value: { data: { parsed: { info: { unixTimestamp: number } } } } };
    return clock.value.data.parsed.info.unixTimestamp;
  };
  const pass = async (seconds: number): Promise<void> => {
    const to = (await time()) + seconds;
    await ask("surfnet_timeTravel", [{ absoluteTimestamp: to * 1000 }]);
    await waitFor(async () => (await time()) >= to, "the chain's time to move");
  };
  const secret = (name: string): number[] => {
    const person = manifest.people[name];
    if (!person) {
      throw new Error(`the example has no ${name}`);
    }
    return JSON.parse(readFileSync(person.keypair, "utf8")) as number[];
  };
  return { manifest, secret, ask, time, pass, stop };
}

/** Whether a program has ended. */
export function exited(child: ChildProcess): boolean {
  return child.exitCode !== null || child.signalCode !== null;
}

/** Ends a program, and waits until it has ended. */
export async function end(child: ChildProcess): Promise<void> {
  if (!exited(child)) {
    const ended = once(child, "exit");
    child.kill("SIGTERM");
    await ended;
  }
}

/** Waits until something holds. */
export async function waitFor(holds: () => boolean | Promise<boolean>, what: string): Promise<void> {
  const until = Date.now() + STUCK_AFTER;
  while (!(await holds())) {
    if (Date.now() > until) {
      throw new Error(`waited ${STUCK_AFTER / 1000} s for ${what}`);
    }
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}
