//! The reference oracle on the compiled programs: its own and the core's.

mod scene;

mod accounts;
mod attacks;
mod consumer;
mod life;
mod refusals;
