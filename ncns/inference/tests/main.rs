//! Inference by majority on the compiled programs: its own and the core's.

mod addresses;
#[macro_use]
mod answers;
mod scene;

mod accounts;
mod attacks;
mod compute;
mod draws;
mod fees;
mod life;
mod operators;
mod refusals;
mod services;
