//! Pauses on the program that ships: what each flag covers and what it does not, how long it lasts, and whose it is.

mod accounts;
mod clock;
mod exposure;
mod guardians;
mod kinds;
mod life;
mod scene;
