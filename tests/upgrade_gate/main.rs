//! The upgrade gate in front of programs that the real loader keeps.

mod accounts;
mod life;
mod loader;
mod people;
mod refusals;
mod scene;
