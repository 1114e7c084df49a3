//! Native stake as a vault's asset, on the real programs: core stake, SPL Token, and SPL's single-validator pools from their crate.

mod boundaries;
mod donations;
mod liquid;
mod refusals;
mod scene;
mod ways;
