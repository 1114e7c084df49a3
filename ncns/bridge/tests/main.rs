//! The bridge on the compiled programs: its own and the core's.

mod place;
mod scene;

mod accounts;
mod attacks;
mod compute;
mod delivery;
mod evidence;
mod foreign;
mod incidents;
mod life;
mod packing;
mod refusals;
