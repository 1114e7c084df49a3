//! What is shown: accounts with what their figures mean, and events as sentences.

pub mod asset;
pub mod columns;
pub mod event;
pub mod facts;
pub mod gate;
pub mod grid;
pub mod liquid;
pub mod oracle;
pub mod rating;
pub mod risk;
pub mod selection;
pub mod slash;
pub mod text;
