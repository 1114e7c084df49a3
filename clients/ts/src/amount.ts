/**
 * Amounts as people write them: in whole tokens, with decimals.
 */
import { U64_MAX } from "./ledger/math.js";
import { displayText } from "./text.js";

/**
 * `amount`, in smallest units of a token of `decimals`, in whole tokens: `1500000000` of 9 decimals is `1.5`.
 */
export function formatAmount(amount: bigint, decimals: number): string {
  const sign = amount < 0n ? "-" : "";
  const digits = `${amount < 0n ? -amount : amount}`.padStart(decimals + 1, "0");
  const whole = digits.slice(0, digits.length - decimals);
  const part = digits.slice(digits.length - decimals).replace(/0+$/, "");
  return `${sign}${whole}${part === "" ? "" : `.${part}`}`;
}

/** Why a text is no amount. */
export type AmountProblem = "empty" | "separator" | "figure" | "decimals" | "over";

/** A text that is no amount, in a sentence. */
export class NoAmount extends RangeError {
  override readonly name = "NoAmount";

  constructor(
    readonly problem: AmountProblem,
    sentence: string,
  ) {
    super(sentence);
  }
}

/**
 * The smallest units in `text`, which is in whole tokens of `decimals`: `1.5` of 9 decimals are `1500000000`. Nothing is guessed:
 * a comma or a space inside is refused, since `1,5` is one and a half to some, and fifteen to others.
 *
 * @throws NoAmount For what is no amount, has more decimals than the token, or does not fit in 64 bits.
 */
export function parseAmount(text: string, decimals: number): bigint {
  const written = text.replace(/^ +| +$/g, "");
  if (written === "") {
    throw new NoAmount("empty", "No amount is given");
  }
  const shown = displayText(written);
  if (/^[\d.,'’_\s]+$/.test(written) && /[,'’_\s]/.test(written)) {
    throw new NoAmount(
      "separator",
      `"${shown}" can be read in two ways: write decimals after a point, and nothing between digits, as in 1250.5`,
    );
  }
  const parts = /^(\d*)(?:\.(\d*))?$/.exec(written);
  const [whole, part] = [parts?.[1] ?? "", (parts?.[2] ?? "").replace(/0+$/, "")];
  if (!parts || !/\d/.test(written)) {
    throw new NoAmount("figure", `"${shown}" is no amount: write it like 12 or 0.5`);
  }
  if (part.length > decimals) {
    throw new NoAmount("decimals", `"${shown}" has ${part.length} decimals, and the token has ${decimals}`);
  }
  const amount = BigInt(whole + part.padEnd(decimals, "0"));
  if (amount > U64_MAX) {
    throw new NoAmount("over", `"${shown}" is over the most that there can be, ${formatAmount(U64_MAX, decimals)}`);
  }
  return amount;
}
