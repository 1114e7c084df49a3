/**
 * Amounts as people write them: in whole tokens, with decimals.
 */
import { U64_MAX } from "./ledger/math.js";

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

/**
 * The smallest units in `text`, which is in whole tokens of `decimals`: `1.5` of 9 decimals are `1500000000`.
 *
 * @throws RangeError For what is no amount, has more decimals than the token, or does not fit in 64 bits.
 */
export function parseAmount(text: string, decimals: number): bigint {
  const parts = /^(\d+)(?:\.(\d+))?$/.exec(text.trim());
  if (!parts) {
    throw new RangeError(`"${text}" is no amount: write it like 12 or 0.5`);
  }
  const [whole, part] = [parts[1] as string, parts[2] ?? ""];
  if (part.length > decimals) {
    throw new RangeError(`"${text}" has ${part.length} decimals, and the token has ${decimals}`);
  }
  const amount = BigInt(whole + part.padEnd(decimals, "0"));
  if (amount > U64_MAX) {
    throw new RangeError(`"${text}" is over the most that there can be, ${formatAmount(U64_MAX, decimals)}`);
  }
  return amount;
}
