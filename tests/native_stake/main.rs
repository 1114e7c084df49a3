//! Native stake as a vault's asset, on the real programs: core stake, SPL Token, and SPL's single-validator pools from their crate, and its stake pools.

mod boundaries;
mod donations;
mod liquid;
mod refusals;
mod scene;
mod stake_pools;
mod ways;
