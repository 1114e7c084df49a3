//! Roles on the program that ships: how an admin changes, how one is given up, and what neither of them touches.

mod accept_admin;
mod accounts;
mod control;
mod grant;
mod propose_admin;
mod renounce_admin;
mod scene;
mod set_role;
