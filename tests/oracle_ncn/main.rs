//! The reference oracle on the compiled programs: its own and the core's.

mod scene;

mod accounts;
mod attacks;
mod consumer;
mod evidence;
mod life;
mod refusals;
mod retirement;
