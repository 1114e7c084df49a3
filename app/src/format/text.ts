/**
 * Words and addresses.
 */

/** An address by its ends: `5Muz…GnhiJ`. */
export function shortAddress(address: string): string {
  return address.length <= 10 ? address : `${address.slice(0, 4)}…${address.slice(-4)}`;
}

/** The first characters of a text, and a mark that there are more: no more than `most` in all. */
export function cut(text: string, most: number): string {
  const letters = [...text];
  return letters.length <= most ? text : `${letters.slice(0, most - 1).join("")}…`;
}

/** The first letter made a capital. */
export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** A count with its noun: `1 vault`, `3 vaults`. */
export function counted(count: number | bigint, noun: string, plural = `${noun}s`): string {
  return `${count} ${BigInt(count) === 1n ? noun : plural}`;
}

/** How often, in words. */
export function times(count: bigint): string {
  return ["never", "once", "twice"][Number(count)] ?? `${count} times`;
}

/** Bytes in hexadecimal. */
export function hexOf(bytes: ArrayLike<number>): string {
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}
