//! The service on the compiled programs: its own and the core's.

mod scene;

mod accounts;
mod attacks;
mod crowd;
mod life;
mod refusals;
