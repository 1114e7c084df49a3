//! What is stored, with its readings and what is always true of it.

pub mod asset;
pub mod auction;
pub mod batch;
pub mod guard;
pub mod placement;
pub mod pool;
pub mod price;
pub mod report;
