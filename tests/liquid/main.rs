//! Liquid restaking on the compiled programs: its own, the core's, SPL Token, and stake pools as their program writes them.

mod builders;
mod scene;
mod source;

mod attacks;
mod auctions;
mod deposits;
mod differential;
mod exits;
mod guards;
mod life;
mod names;
mod placements;
mod queue;
mod roles;
mod sources;
mod stake_pools;
mod substitutes;
mod swaps;
