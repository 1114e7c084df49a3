/**
 * Each instruction of the program has a form on the page, or a line in its README that says why it has none.
 */
import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

const ROOT = resolve(fileURLToPath(import.meta.url), "../../../../..");

/** The sources in a folder. */
function sources(folder: string): string[] {
  const entries = readdirSync(join(ROOT, folder), { recursive: true, encoding: "utf8" });
  return entries.filter((name) => /\.tsx?$/.test(name)).map((name) => readFileSync(join(ROOT, folder, name), "utf8"));
}

/** The parts of a source that begin with a function of a plan, by its name. */
function plansIn(source: string): [name: string, text: string][] {
  return source
    .split(/^(?=export (?:async )?function plan)/m)
    .slice(1)
    .map((text) => [/function (plan\w+)/.exec(text)?.[1] ?? "", text]);
}

test("each instruction has a form, or a reason to have none", () => {
  const { instructions } = JSON.parse(readFileSync(join(ROOT, "idl/restaking.json"), "utf8")) as {
    instructions: { name: string }[];
  };
  const page = sources("app/src").join("\n");
  const plans = sources("clients/ts/src/plans").concat(sources("clients/ts/src/native-stake")).flatMap(plansIn);
  const used = plans.filter(([name]) => new RegExp(`\\b${name}\\b`).test(page)).map(([, text]) => text);
  const left = readFileSync(join(ROOT, "app/README.md"), "utf8");
  const [missing, both]: [string[], string[]] = [[], []];
  for (const { name } of instructions) {
    const builder = new RegExp(
      `\\bget${name.replace(/(?:^|_)(.)/g, (_, letter: string) => letter.toUpperCase())}Instruction`,
    );
    const [hasForm, hasReason] = [[page, ...used].some((text) => builder.test(text)), left.includes(`\`${name}\``)];
    if (!hasForm && !hasReason) {
      missing.push(name);
    }
    if (hasForm && hasReason) {
      both.push(name);
    }
  }
  assert.deepEqual({ missing, both }, { missing: [], both: [] });
});
