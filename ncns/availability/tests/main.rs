//! The data availability service on the compiled programs: its own and the core's.

mod archive;
mod scene;

mod accounts;
mod adversary;
mod attacks;
mod compute;
mod grinding;
mod life;
mod refusals;
