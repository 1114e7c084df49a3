/**
 * Ratings of NCNs and operators: points for facts that the chain states, and for nothing else.
 *
 * `docs/ratings.md` has the formula in words, the reasons, and what a score cannot say.
 */
export * from "./facts.js";
export * from "./fetch.js";
export * from "./points.js";
