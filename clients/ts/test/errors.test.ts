import assert from "node:assert/strict";
import { describe, it } from "node:test";
import {
  type Address,
  SOLANA_ERROR__INSTRUCTION_ERROR__CUSTOM,
  SOLANA_ERROR__INSTRUCTION_ERROR__INVALID_SEEDS,
  SOLANA_ERROR__INSTRUCTION_ERROR__UNINITIALIZED_ACCOUNT,
  SOLANA_ERROR__JSON_RPC__INTERNAL_ERROR,
  SOLANA_ERROR__JSON_RPC__INVALID_PARAMS,
  SOLANA_ERROR__JSON_RPC__SERVER_ERROR_NODE_UNHEALTHY,
  SOLANA_ERROR__JSON_RPC__SERVER_ERROR_SEND_TRANSACTION_PREFLIGHT_FAILURE,
  SOLANA_ERROR__TRANSACTION_ERROR__ACCOUNT_IN_USE,
  SOLANA_ERROR__TRANSACTION_ERROR__BLOCKHASH_NOT_FOUND,
  SOLANA_ERROR__TRANSACTION_ERROR__INSUFFICIENT_FUNDS_FOR_FEE,
  SolanaError,
} from "@solana/kit";
import * as system from "@solana-program/system";
import * as token from "@solana-program/token";
import { explainError, FOREIGN_ERRORS, formatTime, hostOf, RESTAKING_ERRORS, Refusal } from "restaking-client";

import { nobody } from "./support/chain.js";
import { PROGRAM } from "./support/program.js";

const US = PROGRAM.programAddress;
const OTHER = nobody(7);
const TOKEN = "TokenkegQfeZyiNwAJbNbGKPFXCWuBvf9Ss623VQ5DA" as Address;
const { OverCap } = RESTAKING_ERRORS;

/** A custom error of instruction `index`. */
const custom = (code: number, index = 0) => new SolanaError(SOLANA_ERROR__INSTRUCTION_ERROR__CUSTOM, { code, index });

/** The log of a call of `program` that said `said` and failed with `code`. */
const failure = (program: Address, code: number, ...said: string[]): string[] => [
  `Program ${program} invoke [1]`,
  ...said.map((words) => `Program log: ${words}`),
  `Program ${program} failed: custom program error: 0x${code.toString(16)}`,
];

describe("why something failed", () => {
  it("is the program's sentence, with the value and the limit", () => {
    const logs = failure(US, OverCap.code, "Instruction: deposit", `${OverCap.message} (got 12, limit 10)`);
    const expected = {
      sentence: "Deposit would exceed the vault's cap (got 12, limit 10)",
      name: "OverCap",
      code: OverCap.code,
      program: US,
      value: 12n,
      limit: 10n,
    };
    assert.deepEqual(explainError(custom(OverCap.code), { ...PROGRAM, logs }), expected);
    const preflight = new SolanaError(SOLANA_ERROR__JSON_RPC__SERVER_ERROR_SEND_TRANSACTION_PREFLIGHT_FAILURE, {
      cause: custom(OverCap.code),
      logs,
    } as never);
    assert.deepEqual(explainError(preflight, PROGRAM), expected);
    assert.deepEqual(explainError(new Error("a wallet's words", { cause: preflight }), PROGRAM), expected);
    // The log says it all, where the error says nothing.
    assert.deepEqual(explainError({ logs }, PROGRAM), expected);
  });

  it("is a sentence where Kit is built without its words, as pages are", () => {
    const wordless = (error: SolanaError) => {
      const { __code: code } = error.context;
      return Object.assign(error, { message: `Solana error #${code}; Decode this error by running \`npx …\`` });
    };
    const behind = new SolanaError(SOLANA_ERROR__JSON_RPC__SERVER_ERROR_NODE_UNHEALTHY, { numSlotsBehind: 42 });
    assert.match(explainError(wordless(behind), PROGRAM).sentence, /^The node is behind the cluster: try again/);
    const internal = new SolanaError(SOLANA_ERROR__JSON_RPC__INTERNAL_ERROR, { __serverMessage: "oh" });
    assert.match(explainError(wordless(internal), PROGRAM).sentence, /^The node failed while it answered: try again/);
    const params = new SolanaError(SOLANA_ERROR__JSON_RPC__INVALID_PARAMS, { __serverMessage: "no\u202e such" });
    assert.equal(
      explainError(wordless(params), PROGRAM).sentence,
      "The node refuses the request: no\\u{202e} such (-32602)",
    );
    const other = new SolanaError(SOLANA_ERROR__TRANSACTION_ERROR__ACCOUNT_IN_USE);
    assert.match(explainError(wordless(other), PROGRAM).sentence, /^It failed with Solana's error \d+: try again/);
  });

  it("tells times as dates", () => {
    const { Paused } = RESTAKING_ERRORS;
    const logs = failure(US, Paused.code, `${Paused.message} (got 1700000000, limit 1700086400)`);
    const { sentence, value, limit } = explainError(custom(Paused.code), { ...PROGRAM, logs });
    assert.equal(sentence, "Action is paused (until 2023-11-15 22:13:20 UTC)");
    assert.deepEqual([value, limit], [1_700_000_000n, 1_700_086_400n]);
    assert.equal(explainError(new Refusal("Paused", 1_700_000_000n, 1_700_086_400n), PROGRAM).sentence, sentence);
    assert.equal(explainError(custom(Paused.code), PROGRAM).sentence, "Action is paused");
    assert.equal(formatTime(-1n), "1969-12-31 23:59:59 UTC");
    assert.equal(formatTime(1n << 62n), `second ${1n << 62n}`);
  });

  it("is the sentence alone where there is no log", () => {
    const explained = explainError(custom(OverCap.code), PROGRAM);
    assert.deepEqual(explained, { sentence: OverCap.message, name: "OverCap", code: OverCap.code });
    const known = explainError(custom(OverCap.code, 1), { ...PROGRAM, programs: [TOKEN, US] });
    assert.deepEqual([known.sentence, known.program], [OverCap.message, US]);
  });

  it("is not the program's sentence where another program failed", () => {
    const logs = failure(OTHER, OverCap.code, `${OverCap.message} (got 1, limit 2)`);
    const expected = { sentence: `The program ${OTHER} failed with its error 6005`, code: 6005, program: OTHER };
    assert.deepEqual(explainError(custom(OverCap.code), { ...PROGRAM, logs }), expected);
    assert.deepEqual(explainError(custom(OverCap.code), { ...PROGRAM, programs: [OTHER] }), expected);
  });

  it("is the innermost program's matter", () => {
    const logs = [
      `Program ${OTHER} invoke [1]`,
      ...failure(US, OverCap.code, `${OverCap.message} (got 3, limit 2)`).map((line) => line.replace("[1]", "[2]")),
      `Program ${OTHER} failed: custom program error: 0x1`,
    ];
    const { sentence } = explainError(custom(1), { ...PROGRAM, logs });
    assert.equal(sentence, "Deposit would exceed the vault's cap (got 3, limit 2)");
    const token = [`Program ${US} invoke [1]`, ...failure(TOKEN, 1).map((line) => line.replace("[1]", "[2]"))];
    assert.equal(
      explainError(custom(1), { ...PROGRAM, logs: token }).sentence,
      "The token account holds too few tokens",
    );
    assert.equal(
      explainError(custom(99), { ...PROGRAM, logs: failure(TOKEN, 99) }).sentence,
      "The token program failed with its error 99",
    );
  });

  it("is in the words of a known program that has no sentence here", () => {
    const said = (program: string, code: number, ...lines: string[]) =>
      explainError(custom(code), { ...PROGRAM, logs: failure(program as Address, code, ...lines) }).sentence;
    const pools = "SPoo1Ku8WFXoNDMHPsrGSTSG1Y47rzgn41SLUNakuHy";
    assert.equal(
      said(pools, 99, "Instruction: DepositStake", "Error: First update the pool."),
      "The stake pool program refuses this: First update the pool",
    );
    const metadata = "metaqbxxUerdq28cj1RbAWkYQm3ybzjb6a8bt518x1s";
    assert.equal(
      said(metadata, 99, "IX: Update Metadata Accounts v2"),
      "The token metadata program failed with its error 99",
    );
    assert.equal(said(TOKEN, 12, "Error: Invalid instruction"), "The token program refuses this: Invalid instruction");
    assert.equal(said(OTHER, 12, "Error: words"), `The program ${OTHER} failed with its error 12`);
  });

  it("has the SOL that a payer lacks", () => {
    const system = "11111111111111111111111111111111" as Address;
    const [begin, end] = failure(system, 1) as [string, string];
    const logs = [begin, "Transfer: insufficient lamports 1500000, need 2039280", end];
    const plain = "The payer has too little SOL for the accounts to create or to wrap";
    assert.equal(
      explainError(custom(1), { ...PROGRAM, logs }).sentence,
      `${plain}: it has 0.0015 SOL and needs 0.00203928 SOL`,
    );
    // No program can pass its words for the system program's.
    const forged = failure(system, 1, "Transfer: insufficient lamports 1, need 2");
    assert.equal(explainError(custom(1), { ...PROGRAM, logs: forged }).sentence, plain);
  });

  it("takes no figures from what others say, nor from other sentences", () => {
    const logs = [
      ...failure(OTHER, 1, `${OverCap.message} (got 1, limit 2)`).slice(0, 2),
      `Program ${OTHER} success`,
      ...failure(US, OverCap.code, "Amount is zero", `${OverCap.message} (got many, limit few)`),
    ];
    const { sentence, value } = explainError(custom(OverCap.code), { ...PROGRAM, logs });
    assert.deepEqual([sentence, value], [OverCap.message, undefined]);
  });

  it("has figures only where they inform", () => {
    const { Zero } = RESTAKING_ERRORS;
    const logs = failure(US, Zero.code, Zero.message);
    const { sentence, value } = explainError(custom(Zero.code), { ...PROGRAM, logs });
    assert.deepEqual([sentence, value], [Zero.message, undefined]);
    assert.equal(explainError(new Refusal("Zero", 0n, 1n), PROGRAM).sentence, Zero.message);
  });

  it("is a plan's refusal, as the program would say it", () => {
    const { sentence, name, code, value, limit } = explainError(new Refusal("OverCap", 12n, 10n), PROGRAM);
    assert.deepEqual(
      [sentence, name, code, value, limit],
      [`${OverCap.message} (got 12, limit 10)`, "OverCap", 6005, 12n, 10n],
    );
  });

  it("is plain where the runtime has words of its own", () => {
    for (const [error, sentence] of [
      [
        new SolanaError(SOLANA_ERROR__TRANSACTION_ERROR__BLOCKHASH_NOT_FOUND),
        /did not take it: it is safe to repeat it$/,
      ],
      [new SolanaError(SOLANA_ERROR__TRANSACTION_ERROR__INSUFFICIENT_FUNDS_FOR_FEE), /too little SOL for the fee/],
      [
        new SolanaError(SOLANA_ERROR__INSTRUCTION_ERROR__UNINITIALIZED_ACCOUNT, { index: 2 }),
        /^An account is missing: it does not exist yet$/,
      ],
    ] as const) {
      assert.match(explainError(new Error("it was not sent", { cause: error }), PROGRAM).sentence, sentence);
    }
    const system = "11111111111111111111111111111111" as Address;
    assert.match(
      explainError(custom(1), { ...PROGRAM, logs: failure(system, 1) }).sentence,
      /too little SOL for the accounts to create/,
    );
    assert.equal(
      explainError(custom(9), { ...PROGRAM, programs: [system] }).sentence,
      "The system program failed with its error 9",
    );
  });

  it("is Anchor's where the program has no such error", () => {
    const logs = failure(US, 2012);
    assert.match(explainError(custom(2012), { ...PROGRAM, logs }).sentence, /another address than the instruction/);
    assert.equal(
      explainError(custom(2012), { ...PROGRAM, logs: failure(OTHER, 2012) }).sentence,
      `The program ${OTHER} failed with its error 2012`,
    );
  });

  it("names other programs' errors by the codes that those have", () => {
    const codes = { ...token, ...system } as unknown as Readonly<Record<string, number>>;
    const upper = (name: string) => name.replaceAll(/(?<=[a-z0-9])[A-Z]/g, "_$&").toUpperCase();
    // Token-2022 goes on after the codes of SPL Token, and this package has only the latter.
    const NEWER = ["MINT_PAUSED"];
    for (const [prefix, { errors }] of [
      ["TOKEN", FOREIGN_ERRORS.token],
      ["ASSOCIATED_TOKEN", FOREIGN_ERRORS.associatedToken],
      ["SYSTEM", FOREIGN_ERRORS.system],
    ] as const) {
      for (const [code, { name }] of Object.entries(errors)) {
        if (!NEWER.includes(upper(name))) {
          assert.equal(codes[`${prefix}_ERROR__${upper(name)}`], Number(code), name);
        }
      }
    }
  });

  it("has the host alone of each node's URL: the rest may be a key", () => {
    for (const [said, told] of [
      ["Failed to parse URL from https://name:KEY@rpc.example/v2/KEY", "Failed to parse URL from https://rpc.example"],
      [
        "no (https://rpc.example?api-key=KEY), wss://a.example:80/KEY, b",
        "no (https://rpc.example), wss://a.example:80, b",
      ],
      ["at 'http://127.0.0.1:8899/KEY#KEY'", "at 'http://127.0.0.1:8899'"],
      ["https://rpc.example\\KEY", "https://rpc.example"],
      ["plain words", "plain words"],
    ] as const) {
      assert.equal(explainError(new Error("outer", { cause: new Error(said) }), PROGRAM).sentence, told);
    }
    assert.equal(hostOf("https://name:KEY@rpc.example:8443/v2/KEY?KEY"), "rpc.example:8443");
    assert.equal(hostOf("not a URL"), "");
  });

  it("forges no line, whoever's words they are", () => {
    const hostile = new Error("no\r\nConfirmed.\u001b[1A\u202e");
    assert.equal(explainError(hostile, PROGRAM).sentence, "no\\u{d}\\u{a}Confirmed.\\u{1b}[1A\\u{202e}");
  });

  it("says to plan again where an epoch may have ended", () => {
    const logs = failure(US, RESTAKING_ERRORS.WrongBucket.code);
    const { sentence } = explainError(custom(RESTAKING_ERRORS.WrongBucket.code), { ...PROGRAM, logs });
    assert.match(
      sentence,
      /another epoch: nothing happened; if an epoch has ended since this was planned, plan it again$/,
    );
    const seeds = new SolanaError(SOLANA_ERROR__INSTRUCTION_ERROR__INVALID_SEEDS, { index: 0 });
    assert.match(
      explainError(seeds, PROGRAM).sentence,
      /does not match its seeds: nothing happened; .* plan it again$/,
    );
  });

  it("is in its own words whatever else it is", () => {
    const frozen = new SolanaError(SOLANA_ERROR__TRANSACTION_ERROR__ACCOUNT_IN_USE);
    assert.equal(explainError(new Error("sending failed", { cause: frozen }), PROGRAM).sentence, frozen.message);
    assert.equal(explainError(new Error("no network"), PROGRAM).sentence, "no network");
    assert.equal(explainError("a text", PROGRAM).sentence, "a text");
    assert.equal(explainError(undefined, PROGRAM).sentence, "It failed, and nothing tells why");
    const circular = new Error("around");
    circular.cause = circular;
    assert.equal(explainError(circular, PROGRAM).sentence, "around");
  });
});
