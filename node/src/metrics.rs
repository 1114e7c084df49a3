//! The metrics of a node: their names, labels and help, each once.

use prometheus::core::Collector;
use prometheus::{IntCounterVec, IntGaugeVec, Opts, Registry, TextEncoder};
use restake_cli::error::{Error, Result};

macro_rules! metrics {
    ($($field:ident: $kind:ident, $labels:expr, $help:literal;)*) => {
        /// All metrics of a process. Copies share the figures.
        #[derive(Clone)]
        pub struct Metrics {
            registry: Registry,
            $(
                #[doc = $help]
                pub $field: $kind,
            )*
        }

        impl Metrics {
            /// All at zero.
            ///
            /// # Errors
            /// If two have one name.
            pub fn new() -> Result<Self> {
                let registry = Registry::new();
                Ok(Self {
                    $($field: registered(
                        &registry,
                        $kind::new(Opts::new(concat!("restake_node_", stringify!($field)), $help), $labels),
                    )?,)*
                    registry,
                })
            }
        }

        /// The names of all metrics, for the page.
        pub const NAMES: &[&str] = &[$(concat!("restake_node_", stringify!($field))),*];
    };
}

metrics! {
    chain_time_seconds: IntGaugeVec, &[], "The chain's clock, in unix seconds.";
    rpc_failures: IntGaugeVec, &[], "Requests that an RPC node limited or failed since the start.";
    role_steps_total: IntCounterVec, &["role", "result"], "Steps of a role: ok, or failed for an RPC node or the state.";
    halted: IntGaugeVec, &[], "1 once the operator signs no more until a person looks: see the log.";
    software_required: IntGaugeVec, &[], "0: this software is fine; 1: other software is named; 2: its deadline has passed, and nothing is signed.";
    votes_signed_total: IntCounterVec, &["content"], "Votes that the operator signed: observed, abstained or resumed after a crash.";
    votes_landed_total: IntCounterVec, &[], "Votes of the operator that the chain was seen to have.";
    votes_missed_total: IntCounterVec, &[], "Heights of which the window closed without the operator's vote on the chain.";
    votes_carried_total: IntCounterVec, &[], "Transactions by which the operator carried its own vote.";
    votes_received_total: IntCounterVec, &["result"], "Votes that the aggregator was sent: kept, known, refused or conflicting.";
    votes_held: IntGaugeVec, &[], "Votes in the aggregator's memory.";
    evidence_open: IntGaugeVec, &[], "Proofs of two votes that are not on the chain yet.";
    transactions_total: IntCounterVec, &["role", "result"], "Transactions: sent, landed, failed, refused before they were sent, or expired.";
    transactions_open: IntGaugeVec, &["role"], "Transactions on their way.";
    chores_total: IntCounterVec, &["kind", "result"], "The keeper's chores: done or failed.";
    lamports_gained_total: IntCounterVec, &["role"], "Lamports that came to the payer, such as returned rent.";
    lamports_spent_total: IntCounterVec, &["role"], "Lamports that left the payer: fees, and rent that is returned later.";
    payer_lamports: IntGaugeVec, &["role"], "The balance of the role's payer.";
}

impl Metrics {
    /// In Prometheus' text format.
    ///
    /// # Errors
    /// If they cannot be written.
    pub fn text(&self) -> Result<String> {
        TextEncoder::new().encode_to_string(&self.registry.gather()).map_err(|error| failed(&error))
    }
}

fn registered<T: Collector + Clone + 'static>(registry: &Registry, made: prometheus::Result<T>) -> Result<T> {
    let metric = made.map_err(|error| failed(&error))?;
    registry.register(Box::new(metric.clone())).map_err(|error| failed(&error))?;
    Ok(metric)
}

fn failed(error: &prometheus::Error) -> Error {
    Error::new(format!("Metrics cannot be written: {error}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_page_has_the_metrics_that_there_are() {
        let page = include_str!("../../docs/node.md");
        for name in NAMES {
            assert!(page.contains(&format!("`{name}`")), "docs/node.md has no {name}");
        }
        let words = page.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_');
        for word in words.filter(|word| word.starts_with("restake_node_")) {
            assert!(NAMES.contains(&word), "{word} is no metric");
        }
        let metrics = Metrics::new().unwrap();
        metrics.halted.with_label_values(&[] as &[&str]).set(1);
        assert!(metrics.text().unwrap().contains("restake_node_halted 1\n"));
    }
}
