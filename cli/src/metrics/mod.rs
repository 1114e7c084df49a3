//! What operators and NCNs watch, as Prometheus reads it.

mod gauges;
mod reading;
mod server;

pub use reading::Watched;
pub use server::{Exporter, respond};
