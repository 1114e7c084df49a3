/**
 * The TypeScript client of the restaking program.
 *
 * @packageDocumentation
 */
export * from "./generated/index.js";
export * as pda from "./pda.js";
