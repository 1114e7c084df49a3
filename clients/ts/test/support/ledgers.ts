/** The modules that export the figures of the core and of liquid restaking, by their own paths: the package has them among others. */
export type Ledger = "ledger" | "liquid/ledger";

/** A ledger's index. */
export const indexOf = (ledger: Ledger): string => new URL(`../../dist/${ledger}/index.js`, import.meta.url).href;

/** The index under another address, at which nothing is put in its place. What it imports is the same. */
export const aside = (ledger: Ledger): string => `${indexOf(ledger)}?aside`;

/** The names of the functions that a ledger exports. Its classes are refusals. */
export async function functionsOf(ledger: Ledger): Promise<string[]> {
  const exported = Object.entries(await import(aside(ledger)));
  const isFunction = (value: unknown) => typeof value === "function" && !`${value}`.startsWith("class ");
  return exported.filter(([, value]) => isFunction(value)).map(([name]) => name);
}
