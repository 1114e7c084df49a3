//! Rules, certificates and challenges.

mod certificates;
mod challenges;
mod common;
mod rules;
