//! Roles on the program that ships: how an admin changes, how one is given up, and what neither of them touches.

mod accounts;
mod control;
mod kept;
mod lesser;
mod renounced;
mod scene;
mod transfer;
