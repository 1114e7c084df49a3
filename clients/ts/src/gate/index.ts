/**
 * The upgrade gate: a program that holds another program's upgrade authority, and changes its code only after a notice.
 */
export * from "./generated/index.js";
export * from "./keeper.js";
export * from "./plans.js";
