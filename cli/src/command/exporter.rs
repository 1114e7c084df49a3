//! Metrics for Prometheus.

use std::net::SocketAddr;
use std::time::Duration;

use clap::Args;

use crate::error::Result;
use crate::metrics::{self, Watched};
use crate::session::Session;
use crate::time::Span;

/// Serves metrics for Prometheus.
#[derive(Args, Debug)]
pub struct Exporter {
    /// Listen at this address
    #[arg(long, value_name = "ADDRESS:PORT", default_value = "127.0.0.1:9464")]
    listen: SocketAddr,
    /// Read the chain at a scrape, and at most once in this time
    #[arg(long, value_name = "SPAN", default_value = "15s")]
    every: Span,
    /// Write the metrics once, and end
    #[arg(long)]
    once: bool,
    /// The parties to read.
    #[command(flatten)]
    watched: Watched,
}

impl Exporter {
    /// Serves until it is interrupted.
    pub fn run(mut self, session: &mut Session) -> Result<()> {
        self.watched.liquid = session.known_liquid();
        self.watched.check(session.chain)?;
        if self.once {
            let text = self.watched.read(session.chain)?;
            return session.say(text.trim_end());
        }
        let every = Duration::from_secs(self.every.0);
        let mut exporter = metrics::Exporter::at(self.listen, self.watched, every)?;
        session.say(format!("Metrics are at http://{}/metrics", exporter.address()))?;
        session.out.flush()?;
        exporter.serve(session.chain, &mut std::io::stderr())
    }
}
