//! The metrics: their names, labels and help, each once.

use prometheus::core::Collector;
use prometheus::{Gauge, GaugeVec, Opts, Registry, TextEncoder};

use crate::error::{Error, Result};

/// Gauges with the labels of each, by one declaration.
macro_rules! gauges {
    ($($field:ident: $labels:expr, $help:literal;)*) => {
        /// All metrics of one reading. A new one is made for each: what is gone from the chain is gone from the metrics.
        pub(super) struct Gauges {
            registry: Registry,
            $(pub(super) $field: GaugeVec,)*
        }

        impl Gauges {
            /// None set.
            pub(super) fn new() -> Result<Self> {
                let registry = Registry::new();
                Ok(Self {
                    $($field: registered(
                        &registry,
                        GaugeVec::new(Opts::new(concat!("restake_", stringify!($field)), $help), $labels),
                    )?,)*
                    registry,
                })
            }
        }

        /// The names of all metrics, for the page and the dashboard.
        #[cfg(test)]
        pub(super) const NAMES: &[&str] = &[$(concat!("restake_", stringify!($field))),*];
    };
}

const VAULT: &[&str] = &["vault"];
const POOL: &[&str] = &["pool"];
const POOL_ASSET: &[&str] = &["pool", "mint"];
const SLASH: &[&str] = &["slash", "vault", "operator", "ncn"];

gauges! {
    chain_time_seconds: &[], "The chain's clock, in unix seconds.";
    chain_lag_seconds: &[], "How far the chain's clock is behind this machine's.";
    chain_slot: &[], "The chain's slot.";
    vault_assets_tokens: VAULT, "The assets that the VRT supply owns.";
    vault_stake_tokens: VAULT, "The stake that can be slashed: active assets and exits that are not matured.";
    vault_delegated_ratio: VAULT, "The part of the vault that is delegated, from 0 to 1.";
    vault_rate: VAULT, "Tokens of the asset a VRT.";
    vault_exiting_tokens: VAULT, "Pending exits: what leaves with this epoch's bucket and the next one's.";
    vault_matured_tokens: VAULT, "Matured exits that are not claimed.";
    vault_escrow_tokens: VAULT, "What open slashes took, and executed ones have not paid out.";
    vault_breaker_room_tokens: VAULT, "What all slashes together may still take in this epoch.";
    vault_paused: VAULT, "1 while an action of the vault is paused by its guardian.";
    vault_risk_version: VAULT, "How often the vault announced more risk or a higher charge.";
    vault_epoch_end_seconds: VAULT, "When the vault's epoch ends, in unix seconds.";
    vault_exit_claimable_seconds: VAULT, "When an exit that is requested now can be claimed, in unix seconds.";
    delegation_stake_tokens: &["vault", "operator"], "A vault's stake behind an operator.";
    allocation_stake_tokens: &["vault", "operator", "ncn"], "A vault's stake that an NCN can slash through an operator.";
    slash_open_tokens: SLASH, "What an open slash took.";
    slash_final_seconds: SLASH, "When an open slash can no longer be vetoed, in unix seconds.";
    operator_jailed_until_seconds: &["operator", "ncn"], "Until when an NCN has jailed an operator, in unix seconds.";
    pool_value_sol: POOL, "What a liquid pool is worth by the lower rates, in SOL.";
    pool_supply_tokens: POOL, "The LRT of a liquid pool, with the fees that are due.";
    pool_rate: POOL, "SOL an LRT.";
    pool_blocked: POOL, "1 while a guard or a source of the pool stops what needs a price, or the pool cannot be read.";
    pool_paused: POOL, "1 while an action of the pool is paused by its guardian.";
    pool_outflow_room_sol: POOL, "The value that may leave at once now, in SOL.";
    pool_asset_tokens: POOL_ASSET, "A liquid pool's tokens of an asset, in its reserve, in vaults and on their way.";
    pool_free_tokens: POOL_ASSET, "Tokens of an asset that may leave at once or be placed.";
    pool_queued_tokens: POOL_ASSET, "The LRT that waits in the queue of an asset.";
    pool_quarantined: POOL_ASSET, "1 while the rate of an asset waits to be accepted.";
    pool_quarantine_end_seconds: POOL_ASSET, "When that rate is accepted by itself, in unix seconds; 0 if none waits.";
    pool_placed_tokens: &["pool", "vault"], "A liquid pool's tokens in a vault, by the vault's books.";
}

impl Gauges {
    /// In Prometheus' text format, with `restake_up` as 1.
    pub(super) fn text(&self) -> Result<String> {
        up(&self.registry, true)?;
        TextEncoder::new().encode_to_string(&self.registry.gather()).map_err(|error| failed(&error))
    }

    /// What stands where the chain could not be read: `restake_up` alone, as 0.
    pub(super) fn down() -> Result<String> {
        let registry = Registry::new();
        up(&registry, false)?;
        TextEncoder::new().encode_to_string(&registry.gather()).map_err(|error| failed(&error))
    }
}

fn up(registry: &Registry, is: bool) -> Result<()> {
    let gauge = Gauge::new("restake_up", "1 if the chain could be read for this answer.");
    registered(registry, gauge)?.set(if is { 1.0 } else { 0.0 });
    Ok(())
}

fn registered<T: Collector + Clone + 'static>(registry: &Registry, made: prometheus::Result<T>) -> Result<T> {
    let metric = made.map_err(|error| failed(&error))?;
    registry.register(Box::new(metric.clone())).map_err(|error| failed(&error))?;
    Ok(metric)
}

fn failed(error: &prometheus::Error) -> Error {
    Error::new(format!("the metrics cannot be written: {error}"))
}

/// `units` in whole tokens: Prometheus' figures are 64-bit floats.
pub(super) fn whole(units: u64, decimals: u8) -> f64 {
    units as f64 / 10f64.powi(decimals.into())
}

#[cfg(test)]
mod tests {
    use super::*;

    const PAGE: &str = include_str!("../../../docs/monitoring.md");
    const DASHBOARD: &str = include_str!("../../../docs/monitoring-dashboard.json");

    #[test]
    fn the_page_and_the_dashboard_have_the_metrics_that_there_are() {
        for name in NAMES {
            assert!(PAGE.contains(&format!("`{name}`")), "docs/monitoring.md has no {name}");
        }
        let dashboard: serde_json::Value = serde_json::from_str(DASHBOARD).unwrap();
        assert!(dashboard["panels"].as_array().is_some_and(|panels| panels.len() > 5));
        for text in [PAGE, DASHBOARD] {
            let words = text.split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_');
            for word in words.filter(|word| word.starts_with("restake_")) {
                assert!(word == "restake_up" || NAMES.contains(&word), "{word} is no metric");
            }
        }
    }

    #[test]
    fn a_chain_that_is_not_read_is_down() {
        let text = Gauges::down().unwrap();
        assert!(text.ends_with("restake_up 0\n") && text.lines().count() == 3, "{text}");
        assert!(Gauges::new().unwrap().text().unwrap().ends_with("restake_up 1\n"));
    }
}
