// What docs/example.sh asks node to do.
import { createPrivateKey, createPublicKey, randomBytes, sign as signBytes } from "node:crypto";
import { readFileSync, writeFileSync } from "node:fs";

const CLOCK = "SysvarC1ock11111111111111111111111111111111";

/** How often to look whether the clock has moved all the same, once the node has said that it did not. */
const LATE = 300;

const SECONDS = { s: 1, m: 60, min: 60, h: 3_600, d: 86_400, w: 604_800 };

/** Writes a shell variable for each address in the example at `path`. */
function variables(path) {
  const example = JSON.parse(readFileSync(path, "utf8"));
  const lines = [`export RPC_URL=${example.rpc} WS_URL=${example.ws}`, `program=${example.program}`];
  const kinds = {
    person: "people",
    mint: "mints",
    vault: "vaults",
    operator: "operators",
    ncn: "ncns",
    ticket: "tickets",
    slash: "slashes",
    pledge: "pledges",
    sweep: "sweeps",
    grant: "grants",
    tree: "rewardTrees",
    pool: "bondPools",
    table: "stakeTables",
    oracle: "oracles",
    stake_pool: "stakePools",
    liquid: "liquidPools",
    queued: "queuedExits",
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
  const body = JSON.stringify({ jsonrpc: "2.0", id: 1, method, params });
  const response = await fetch(url, { method: "POST", headers, body });
  const { result, error } = await response.json();
  if (error) {
    throw new Error(`${method}: ${error.message}`);
  }
  return result;
}

/** The chain's time, in unix seconds. The program uses it, and not this machine's clock. */
async function now(url) {
  const clock = await call(url, "getAccountInfo", [CLOCK, { encoding: "jsonParsed" }]);
  return clock.value.data.parsed.info.unixTimestamp;
}

/** Holds a vault's books, as `restake show` writes them in JSON, against its accounts' balances, in smallest units. */
async function books(url) {
  const { address, data } = JSON.parse(readFileSync(0, "utf8"));
  const { ledger } = data;
  const sum = (...parts) => parts.flat().reduce((sum, part) => sum + BigInt(part), 0n);
  const { active, exiting, matured } = ledger.books;
  const { vault, protocol, commissions } = ledger.fees_owed;
  const slashed = sum(ledger.escrowed, ledger.unpaid);
  const books =
    sum(active, exiting, matured, ledger.stream.left, vault, protocol, commissions, ledger.pledged) + slashed;
  const { value } = await call(url, "getTokenAccountBalance", [data.asset_account]);
  if (BigInt(value.amount) < books) {
    throw new Error(`vault ${address} has ${value.amount} in its account, and ${books} by the books`);
  }
  console.log(`vault ${address}: ${value.amount} in its account, ${books} by the books, ${slashed} of it slashed`);
}

/** Writes the chain's time. */
async function time(url) {
  console.log(await now(url));
}

/** Moves the time of the local chain at `url` on by `span`, as in `2d3h`. */
async function later(url, span) {
  const parts = [...span.matchAll(/(\d+)(min|[smhdw])/g)];
  if (parts.map(([part]) => part).join("") !== span || parts.length === 0) {
    throw new Error(`\`${span}\` is no span of time: write it as in 90s, 15min, 36h or 2d3h`);
  }
  const seconds = parts.reduce((sum, [, count, unit]) => sum + Number(count) * SECONDS[unit], 0);
  const time = (await now(url)) + seconds;
  try {
    await call(url, "surfnet_timeTravel", [{ absoluteTimestamp: time * 1_000 }]);
  } catch (error) {
    // A node that is busy answers too late that it did.
    for (let tries = 0; (await now(url)) < time; tries += 1) {
      if (tries === LATE) {
        throw error;
      }
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }
  console.log(`it is ${new Date((await now(url)) * 1_000).toISOString()} on the chain`);
}

/** An address that no key signs for, as a multisig's vault is, with SOL to pay for accounts. */
async function squad(url) {
  const { getProgramDerivedAddress } = await import("@solana/kit");
  const programAddress = "11111111111111111111111111111111";
  const [address] = await getProgramDerivedAddress({ programAddress, seeds: ["a multisig's vault"] });
  await call(url, "requestAirdrop", [address, 10_000_000_000]);
  console.log(address);
}

/**
 * Has the local chain execute the unsigned transaction that standard input tells of, as a multisig's program does once its
 * members approved. Only a rehearsal's chain takes what nobody has signed.
 */
async function execute(url) {
  const { transaction } = JSON.parse(readFileSync(0, "utf8"));
  const config = { encoding: "base64", skipPreflight: true, skipSigVerify: true };
  const signature = await call(url, "sendTransaction", [transaction.base64, config]);
  for (;;) {
    const { value } = await call(url, "getSignatureStatuses", [[signature]]);
    if (value[0]?.err) {
      throw new Error(`the transaction failed: ${JSON.stringify(value[0].err)}`);
    }
    if (value[0]) {
      return;
    }
    await new Promise((done) => setTimeout(done, 100));
  }
}

/** The private key of the 32 bytes `seed`, and the public key's bytes. Behind the prefix that says what they are. */
function ed25519(seed) {
  const der = Buffer.concat([Buffer.from("302e020100300506032b657004220420", "hex"), seed]);
  const key = createPrivateKey({ key: der, format: "der", type: "pkcs8" });
  return { key, bytes: createPublicKey(key).export({ format: "der", type: "spki" }).subarray(-32) };
}

/** Makes a key pair, in a file as the Solana CLI has it. */
function keypair(path) {
  const seed = randomBytes(32);
  writeFileSync(path, JSON.stringify([...seed, ...ed25519(seed).bytes]), { mode: 0o600 });
}

/** What the key in the file at `path` signs: its address, and a function that signs bytes. */
async function signer(path) {
  const { getBase58Decoder } = await import("@solana/kit");
  const { key, bytes } = ed25519(Buffer.from(JSON.parse(readFileSync(path, "utf8"))).subarray(0, 32));
  const sign = (message) => signBytes(null, message, key).toString("hex");
  return { address: getBase58Decoder().decode(bytes), sign };
}

/** Writes the address of the key in the file at `path`, and its signature of a message in hexadecimal. */
async function sign(path, message) {
  const { address, sign } = await signer(path);
  console.log(address, sign(Buffer.from(message, "hex")));
}

/**
 * Writes two votes of one kind at `height` that conflict, signed by the key in the file at `path`. `domain` is the NCN's, in
 * hexadecimal.
 */
async function votes(path, domain, height) {
  const { address, sign } = await signer(path);
  const head = Buffer.alloc(41);
  head.set(Buffer.from(domain, "hex"));
  head.writeBigUInt64LE(BigInt(height), 33);
  const both = ["one block", "another block"].map((said) => {
    const message = Buffer.concat([head, Buffer.from(said)]);
    return { key: address, signature: sign(message), message: message.toString("hex") };
  });
  console.log(JSON.stringify({ votes: both }));
}

const [task, ...given] = process.argv.slice(2);
try {
  await { variables, books, time, later, squad, execute, keypair, sign, votes }[task](...given);
} catch (error) {
  console.error(error.message);
  process.exitCode = 1;
}
