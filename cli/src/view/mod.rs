//! What is shown: accounts with what their figures mean, lists of them, and events as sentences.

pub mod event;
pub mod facts;
pub mod gate;
pub mod list;
pub mod risk;
pub mod show;
pub mod text;
