/**
 * An indexer of a local chain: the command line's own process, which answers requests.
 */
import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

import { end, exited, freePort, type Localnet, ROOT, waitFor } from "./localnet.js";

/** What an indexer has of a kind of accounts, or nothing before it has listed them. */
type Listed = { readonly slot: string; readonly accounts: Readonly<Record<string, readonly string[]>> };

/** An indexer that runs. */
export type Indexer = {
  /** Where it answers with the addresses of all accounts. */
  readonly url: string;
  /** What it answers there; nothing before it has listed accounts. */
  readonly listed: () => Promise<Listed | undefined>;
  readonly stop: () => Promise<void>;
};

/** Starts an indexer of `localnet`, with a database of its own, and waits until it has listed accounts. */
export async function startIndexer({ manifest }: Localnet): Promise<Indexer> {
  const binary = process.env.RESTAKE_BIN ?? join(ROOT, "target/debug/restake");
  if (!existsSync(binary)) {
    throw new Error(`${binary} is missing: \`cargo xtask page\` builds all that the tests need`);
  }
  const folder = mkdtempSync(join(tmpdir(), "restaking-indexer-"));
  const place = `127.0.0.1:${await freePort()}`;
  const indexer = spawn(
    binary,
    [
      ...["index", "--database", join(folder, "events.db"), "--serve", place, "--every", "1s"],
      ...["--url", manifest.rpc, "--commitment", "confirmed"],
    ],
    // Away from the settings of the user of this machine.
    { cwd: folder, env: { ...process.env, HOME: folder }, stdio: ["ignore", "ignore", "inherit"] },
  );
  const url = `http://${place}/accounts`;
  const listed = async (): Promise<Listed | undefined> => {
    const response = await fetch(url).catch(() => undefined);
    return response?.ok ? ((await response.json()) as Listed) : undefined;
  };
  const stop = async (): Promise<void> => {
    await end(indexer);
    rmSync(folder, { recursive: true, force: true });
  };
  try {
    await waitFor(async () => exited(indexer) || (await listed()) !== undefined, "the indexer to list accounts");
    if (exited(indexer)) {
      throw new Error("the indexer ended");
    }
  } catch (error) {
    await stop();
    throw error;
  }
  return { url, listed, stop };
}
