/**
 * Why something failed, as a sentence.
 */
import {
  type Address,
  isSolanaError,
  SOLANA_ERROR__BLOCK_HEIGHT_EXCEEDED,
  SOLANA_ERROR__INSTRUCTION_ERROR__CUSTOM,
  SOLANA_ERROR__INSTRUCTION_ERROR__INVALID_SEEDS,
  SOLANA_ERROR__JSON_RPC__INTERNAL_ERROR,
  SOLANA_ERROR__JSON_RPC__SERVER_ERROR_NODE_UNHEALTHY,
  SOLANA_ERROR__TRANSACTION_ERROR__ACCOUNT_NOT_FOUND,
  SOLANA_ERROR__TRANSACTION_ERROR__BLOCKHASH_NOT_FOUND,
  SOLANA_ERROR__TRANSACTION_ERROR__INSUFFICIENT_FUNDS_FOR_FEE,
  SOLANA_ERROR__TRANSACTION_ERROR__INSUFFICIENT_FUNDS_FOR_RENT,
  type SolanaErrorCode,
} from "@solana/kit";
import { ASSOCIATED_TOKEN_PROGRAM_ADDRESS, TOKEN_PROGRAM_ADDRESS } from "@solana-program/token";

import { formatAmount } from "./amount.js";
import { FOREIGN_ERRORS, RUNTIME_SENTENCES } from "./generated/foreign/index.js";
import { RESTAKING_ERRORS, type RestakingErrorName } from "./generated/refusals/index.js";
import { Refusal, refusalSentence } from "./ledger/refusal.js";
import { LIQUID_ERRORS } from "./liquid/generated/refusals/index.js";
import { PoolRefusal } from "./liquid/ledger/refusal.js";
import { STAKE_POOL_PROGRAMS } from "./liquid/stake-pool.js";
import { readLog } from "./logs.js";
import { SINGLE_POOL_PROGRAM, STAKE_PROGRAM } from "./native-stake/programs.js";
import { NOBODY } from "./nobody.js";
import { TOKEN_METADATA_PROGRAM } from "./plans/metadata.js";
import { displayText, withoutSecrets } from "./text.js";
import { TOKEN_2022_PROGRAM_ADDRESS } from "./tokens.js";
import { Told } from "./told.js";
import { isBusy } from "./transport.js";

/** Why something failed. */
export type Explanation = {
  /** A sentence for people, with the value and the limit where the program told them. */
  readonly sentence: string;
  /** The name of the program's error, if it was one of its own. */
  readonly name?: RestakingErrorName;
  /** The code of a program's error. */
  readonly code?: number;
  /** The program that failed, if it is known. */
  readonly program?: Address;
  /** What was asked, or found, where the program told it. */
  readonly value?: bigint;
  /** What the program allows, or needs, where it told that. */
  readonly limit?: bigint;
};

/** What is known of a failure beside the error itself. */
export type FailureContext = {
  /** The restaking program's address on the cluster; nothing where none is known: then no program's error is taken for its own. */
  readonly programAddress: Address | undefined;
  /** The address of the program of liquid restaking on the cluster, where it may be what failed. */
  readonly liquidAddress?: Address | undefined;
  /** The transaction's log, where the error does not bring it. */
  readonly logs?: readonly string[] | undefined;
  /**
   * The programs of the transaction's instructions, in order: the failed one gives the error's program if there is no
   * log.
   */
  readonly programs?: readonly Address[] | undefined;
};

const NAMES = new Map<number, RestakingErrorName>(
  Object.entries(RESTAKING_ERRORS).map(([name, { code }]) => [code, name as RestakingErrorName]),
);

/** The programs of others that have words, by address. */
const FOREIGN_PROGRAMS: ReadonlyMap<Address, keyof typeof FOREIGN_ERRORS> = new Map<
  Address,
  keyof typeof FOREIGN_ERRORS
>([
  [TOKEN_PROGRAM_ADDRESS, "token"],
  [TOKEN_2022_PROGRAM_ADDRESS, "token"],
  [ASSOCIATED_TOKEN_PROGRAM_ADDRESS, "associatedToken"],
  [NOBODY, "system"],
  [STAKE_PROGRAM, "stake"],
  [SINGLE_POOL_PROGRAM, "singlePool"],
]);

/** Programs of others that are told of in their own words alone. Those of strangers are not repeated. */
const NAMED_PROGRAMS: ReadonlyMap<Address, string> = new Map<Address, string>([
  ...STAKE_POOL_PROGRAMS.map((program) => [program, "The stake pool program"] as const),
  [TOKEN_METADATA_PROGRAM, "The token metadata program"],
]);

const NOT_TAKEN = "The node does not know the transaction's blockhash, and did not take it: it is safe to repeat it";
const TOO_LATE = "The transaction was not seen to land in its time: look for it before you repeat it";

/** What a plan fails with that an epoch ended after: its bucket is the old one's. */
const EPOCH_ENDED = "nothing happened; if an epoch has ended since this was planned, plan it again";

const WRONG_SEEDS = `${RUNTIME_SENTENCES[SOLANA_ERROR__INSTRUCTION_ERROR__INVALID_SEEDS]}: ${EPOCH_ENDED}`;

/** How the runtime writes into the log that an address is not that of its seeds. */
const WRONG_SEEDS_LOGGED = "Provided seeds do not result in a valid address";

const TOO_BUSY = "The node takes no more requests just now: wait a minute, or use another node";

/** What the runtime says in its own words, in a user's. */
const RUNTIME_ERRORS: ReadonlyMap<SolanaErrorCode, string> = new Map<SolanaErrorCode, string>([
  ...Object.entries(RUNTIME_SENTENCES).map(([code, sentence]) => [Number(code) as SolanaErrorCode, sentence] as const),
  [SOLANA_ERROR__INSTRUCTION_ERROR__INVALID_SEEDS, WRONG_SEEDS],
  [SOLANA_ERROR__TRANSACTION_ERROR__ACCOUNT_NOT_FOUND, "The payer has no SOL"],
  [SOLANA_ERROR__TRANSACTION_ERROR__INSUFFICIENT_FUNDS_FOR_FEE, "The payer has too little SOL for the fee"],
  [
    SOLANA_ERROR__TRANSACTION_ERROR__INSUFFICIENT_FUNDS_FOR_RENT,
    "An account would be left with too little SOL to stay",
  ],
  [SOLANA_ERROR__TRANSACTION_ERROR__BLOCKHASH_NOT_FOUND, NOT_TAKEN],
  [SOLANA_ERROR__BLOCK_HEIGHT_EXCEEDED, TOO_LATE],
  [
    SOLANA_ERROR__JSON_RPC__SERVER_ERROR_NODE_UNHEALTHY,
    "The node is behind the cluster: try again in a minute, or use another node",
  ],
  [
    SOLANA_ERROR__JSON_RPC__INTERNAL_ERROR,
    "The node failed while it answered: try again in a minute, or use another node",
  ],
]);

/**
 * Explains a failure, with no secrets of a URL in it and only text for a terminal or a page: an error of the program in a
 * transaction or a simulation, sent by Kit or by a wallet; a {@link Refusal} of a plan; or any other thrown error, in its own
 * words.
 */
export function explainError(error: unknown, context: FailureContext): Explanation {
  const { sentence, ...explained } = explain(error, context);
  return { sentence: displayText(withoutSecrets(sentence)), ...explained };
}

function explain(error: unknown, context: FailureContext): Explanation {
  const chain = causesOf(error);
  const refusal = chain.find((cause) => cause instanceof Refusal);
  if (refusal) {
    const { message, why, value, limit } = refusal;
    return {
      sentence: message,
      name: why,
      code: RESTAKING_ERRORS[why].code,
      ...(context.programAddress && { program: context.programAddress }),
      ...(value !== undefined && { value }),
      ...(limit !== undefined && { limit }),
    };
  }
  const ofPool = chain.find((cause) => cause instanceof PoolRefusal);
  if (ofPool) {
    return { sentence: ofPool.message, ...(context.liquidAddress && { program: context.liquidAddress }) };
  }
  const told = chain.find((cause) => cause instanceof Told);
  if (told) {
    return { sentence: told.message };
  }
  const busy = chain.find(isBusy);
  if (busy) {
    return { sentence: TOO_BUSY };
  }
  const logs = context.logs ?? chain.map(logsOf).find((logs) => logs.length > 0) ?? [];
  const { code, index } = customError(chain);
  const lines = readLog(logs).lines;
  // The first that fails is the innermost; those that called it fail with it.
  const failed = lines.find(({ kind }) => kind === "failed");
  const program = failed?.program ?? (index === undefined ? undefined : context.programs?.[index]);
  const failedCode = codeOf(failed?.text) ?? code;
  if (failedCode === undefined && failed?.text === WRONG_SEEDS_LOGGED) {
    return { sentence: WRONG_SEEDS, ...(program && { program }) };
  }
  if (failedCode === undefined) {
    return { sentence: plainly(chain, failed?.text), ...(program && { program }) };
  }
  const said = lines.filter((line) => line.program === program && line.kind === "log").map(({ text }) => text);
  if (program !== undefined && program === context.liquidAddress) {
    return { sentence: liquidSentence(failedCode, said), code: failedCode, program };
  }
  return {
    ...explainCode(failedCode, context.programAddress, program, { said, logs }),
    code: failedCode,
    ...(program && { program }),
  };
}

/** The sentence of an error of liquid restaking, with the value and the limit where its program logged them. */
function liquidSentence(code: number, said: readonly string[]): string {
  const error = Object.values(LIQUID_ERRORS).find((each) => each.code === code);
  if (!error) {
    return (
      sentenceAmong(FOREIGN_ERRORS.anchor.errors, code) ??
      `The program of liquid restaking failed with its error ${code}`
    );
  }
  return said.findLast((text) => text.startsWith(error.message)) ?? error.message;
}

function foreignSentence(foreign: keyof typeof FOREIGN_ERRORS, code: number, { said, logs }: Logged): string {
  const { program, errors } = FOREIGN_ERRORS[foreign];
  const sentence = sentenceAmong(errors, code);
  if (sentence === undefined) {
    return inItsWords(program, code, said);
  }
  const short = foreign === "system" ? shortOf(logs) : undefined;
  return short ? `${sentence}: it has ${sol(short.has)} SOL and needs ${sol(short.needs)} SOL` : sentence;
}

/** What a program logged itself, and the whole log. */
type Logged = { readonly said: readonly string[]; readonly logs: readonly string[] };

/** Why a program refuses that has no sentence here: by the reason that it logged last, or else by its error alone. */
function inItsWords(program: string, code: number, said: readonly string[]): string {
  const line = said.findLast((text) => !/^(Instruction|IX): /.test(text)) ?? "";
  const words = (line.split("Error Message: ").pop() ?? "").replace(/^Error: /, "").trim();
  const reason = words.slice(0, LONGEST_WORDS).replace(/\.+$/, "");
  return reason === "" ? `${program} failed with its error ${code}` : `${program} refuses this: ${reason}`;
}

/** The lamports that the system program found and needed. No program can log such a line: the runtime begins all of theirs. */
function shortOf(logs: readonly string[]): { readonly has: bigint; readonly needs: bigint } | undefined {
  const found = logs
    .map((line) => /^Transfer: insufficient lamports (\d+), need (\d+)$/.exec(line))
    .find((each) => each);
  return found ? { has: BigInt(found[1] as string), needs: BigInt(found[2] as string) } : undefined;
}

const sol = (lamports: bigint) => formatAmount(lamports, 9);

function sentenceAmong(errors: Readonly<Record<number, { readonly sentence: string }>>, code: number) {
  return errors[code]?.sentence;
}

function explainCode(
  code: number,
  own: Address | undefined,
  program: Address | undefined,
  logged: Logged,
): Explanation {
  const foreign = program === undefined ? undefined : FOREIGN_PROGRAMS.get(program);
  if (foreign) {
    return { sentence: foreignSentence(foreign, code, logged) };
  }
  // A code alone does not name its program; without a log or the programs, the error is read as this program's.
  const name = own !== undefined && (program ?? own) === own ? NAMES.get(code) : undefined;
  if (!name) {
    const ofFramework =
      own !== undefined && program === own ? sentenceAmong(FOREIGN_ERRORS.anchor.errors, code) : undefined;
    const known = program && NAMED_PROGRAMS.get(program);
    const called = program ? `The program ${program}` : "A program";
    const plain = known ? inItsWords(known, code, logged.said) : `${called} failed with its error ${code}`;
    return { sentence: ofFramework ?? plain };
  }
  const { message } = RESTAKING_ERRORS[name];
  if (name === "WrongBucket") {
    return { sentence: `${message}: ${EPOCH_ENDED}`, name };
  }
  // The program logs its sentence, and for some errors a value and a limit after it.
  const line = logged.said.findLast((text) => text.startsWith(`${message} (`));
  const figures = line && /^ \(got (\d+), limit (\d+)\)$/.exec(line.slice(message.length));
  if (!figures) {
    return { sentence: refusalSentence(name), name };
  }
  const [value, limit] = [BigInt(figures[1] as string), BigInt(figures[2] as string)];
  return { sentence: refusalSentence(name, { value, limit }), name, value, limit };
}

/** An error and what caused it, outermost first. */
export function causesOf(error: unknown): unknown[] {
  const chain: unknown[] = [];
  for (let cause = error; cause !== undefined && cause !== null && !chain.includes(cause); ) {
    chain.push(cause);
    cause = (cause as { cause?: unknown }).cause;
  }
  return chain;
}

function customError(chain: readonly unknown[]): { code?: number; index?: number } {
  for (const cause of chain) {
    if (isSolanaError(cause, SOLANA_ERROR__INSTRUCTION_ERROR__CUSTOM)) {
      return { code: cause.context.code, index: cause.context.index };
    }
  }
  return {};
}

/** The log that an error brings, as a failed simulation does. */
function logsOf(cause: unknown): readonly string[] {
  const { logs, context } = cause as { logs?: unknown; context?: { logs?: unknown } };
  const found = context?.logs ?? logs;
  return Array.isArray(found) ? found.filter((line) => typeof line === "string") : [];
}

/** The code in `custom program error: 0x1770`, as the runtime writes it into the log. */
function codeOf(text = ""): number | undefined {
  const hexadecimal = /^custom program error: 0x([0-9a-f]+)$/.exec(text)?.[1];
  return hexadecimal === undefined ? undefined : Number.parseInt(hexadecimal, 16);
}

/** What the innermost error says, which is the closest to what went wrong. */
function plainly(chain: readonly unknown[], failure: string | undefined): string {
  const messages = chain.flatMap((cause) => {
    const words = cause instanceof Error ? wordsOf(cause) : "";
    return words === "" ? [] : [words];
  });
  return messages[messages.length - 1] ?? failure ?? String(chain[0] ?? "It failed, and nothing tells why");
}

/** How a message of Kit's begins where it is built without its words, as pages are: it tells programmers how to look them up. */
const WORDLESS = /^Solana error #/;

/** How much of what a node says is told, in characters. */
const LONGEST_WORDS = 300;

/** What one error says. */
function wordsOf(cause: Error): string {
  if (!isSolanaError(cause)) {
    return cause.message;
  }
  const { __code: code, __serverMessage: said } = cause.context as {
    __code: SolanaErrorCode;
    __serverMessage?: unknown;
  };
  const known = RUNTIME_ERRORS.get(code);
  if (known !== undefined || !WORDLESS.test(cause.message)) {
    return known ?? cause.message;
  }
  return typeof said === "string" && said !== ""
    ? `The node refuses the request: ${said.slice(0, LONGEST_WORDS)} (${code})`
    : `It failed with Solana's error ${code}: try again, or use another node`;
}
