import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, it } from "node:test";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";

import { functionsOf, indexOf } from "./support/ledgers.js";

const run = promisify(execFile);
const folder = fileURLToPath(new URL(".", import.meta.url));
const recorder = new URL("support/recorder.js", import.meta.url).href;

/** What a process writes of the functions that it ran. */
type Coverage = {
  readonly result: readonly {
    readonly url: string;
    readonly functions: readonly {
      readonly functionName: string;
      readonly ranges: readonly [{ readonly count: number }];
    }[];
  }[];
};

/** The functions of the ledger that tests with vectors call, and those of liquid restaking that they run, by themselves or by another. */
async function compared(): Promise<{ readonly called: Set<string>; readonly run: Set<string> }> {
  const tests = readdirSync(folder).filter((name) => /^vectors.*\.test\.js$/.test(name));
  assert.ok(tests.length >= 4, `${tests.length} tests`);
  const scratch = mkdtempSync(join(tmpdir(), "ledger-functions-"));
  try {
    const [calls, coverage] = [join(scratch, "calls"), join(scratch, "coverage")];
    // Without that variable, each is a test run of its own.
    const { NODE_TEST_CONTEXT: _, ...env } = process.env;
    const options = { cwd: folder, env: { ...env, LEDGER_CALLS: calls, NODE_V8_COVERAGE: coverage } };
    await Promise.all(tests.map((test) => run(process.execPath, ["--import", recorder, test], options)));
    const ran = readdirSync(coverage).flatMap((name) => {
      const { result } = JSON.parse(readFileSync(join(coverage, name), "utf8")) as Coverage;
      const files = result.filter(({ url }) => url.startsWith(new URL(".", indexOf("liquid/ledger")).href));
      return files.flatMap(({ functions }) => functions).filter(({ ranges: [whole] }) => whole.count > 0);
    });
    return {
      called: new Set(readFileSync(calls, "utf8").split("\n")),
      run: new Set(ran.map(({ functionName }) => functionName)),
    };
  } finally {
    rmSync(scratch, { recursive: true });
  }
}

describe("the functions that a ledger exports", () => {
  it("have vectors", async () => {
    const { called, run } = await compared();
    for (const [ledger, covered] of [
      ["ledger", called],
      ["liquid/ledger", run],
    ] as const) {
      const functions = await functionsOf(ledger);
      assert.ok(functions.length > 20, `${ledger} exports ${functions.length}`);
      assert.deepEqual(
        functions.filter((name) => !covered.has(name)),
        [],
        `no test with vectors runs these functions of ${ledger}`,
      );
    }
  });
});
