// What docs/example.sh asks node to do.
import { readFileSync } from "node:fs";

const SECONDS = { s: 1, m: 60, min: 60, h: 3_600, d: 86_400, w: 604_800 };

/** Writes a shell variable for each address in the example at `path`. */
function variables(path) {
  const example = JSON.parse(readFileSync(path, "utf8"));
  const lines = [`export RPC_URL=${example.rpc} WS_URL=${example.ws}`];
  const kinds = {
    person: "people",
    mint: "mints",
    vault: "vaults",
    operator: "operators",
    ncn: "ncns",
    ticket: "tickets",
    slash: "slashes",
    tree: "rewardTrees",
    pool: "bondPools",
    table: "stakeTables",
  };
  for (const [kind, field] of Object.entries(kinds)) {
    for (const [name, entry] of Object.entries(example[field])) {
      lines.push(`${kind}_${name.replaceAll("-", "_")}=${entry.address ?? entry}`);
    }
  }
  console.log(lines.join("\n"));
}

async function call(url, method, params) {
  const headers = { "content-type": "application/json" };
  const response = await fetch(url, { method: "POST", headers, body: JSON.stringify({ jsonrpc: "2.0", id: 1, method, params }) });
  const { result, error } = await response.json();
  if (error) {
    throw new Error(`${method}: ${error.message}`);
  }
  return result;
}

/** The chain's time, in unix seconds. The program goes by it, and not by this machine's clock. */
async function now(url) {
  const clock = await call(url, "getAccountInfo", ["SysvarC1ock11111111111111111111111111111111", { encoding: "jsonParsed" }]);
  return clock.value.data.parsed.info.unixTimestamp;
}

/** Moves the time of the local chain at `url` on by `span`, as in `2d3h`. */
async function later(url, span) {
  const parts = [...span.matchAll(/(\d+)(min|[smhdw])/g)];
  if (parts.map(([part]) => part).join("") !== span || parts.length === 0) {
    throw new Error(`\`${span}\` is no span of time: write it as in 90s, 15min, 36h or 2d3h`);
  }
  const seconds = parts.reduce((sum, [, count, unit]) => sum + Number(count) * SECONDS[unit], 0);
  await call(url, "surfnet_timeTravel", [{ absoluteTimestamp: ((await now(url)) + seconds) * 1_000 }]);
  console.log(`it is ${new Date((await now(url)) * 1_000).toISOString()} on the chain`);
}

const [task, ...given] = process.argv.slice(2);
try {
  await { variables, later }[task](...given);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
