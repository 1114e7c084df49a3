//! What operators, NCNs and holders watch, as Prometheus reads it.

mod gauges;
mod pools;
mod reading;
mod server;

pub use reading::Watched;
pub use server::{Exporter, FORMAT, respond, text};
