//! Pauses on the program that ships: what each flag covers and what it does not, how long it lasts, and who holds it.

mod accounts;
mod clock;
mod exposure;
mod guardians;
mod kinds;
mod life;
mod scene;
