//! The configuration: a TOML file. Each figure has a default and bounds, and an unknown field is refused.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};

use restake_cli::error::{Error, Result};
use restake_cli::refuse;
use serde::Deserialize;
use solana_program::pubkey::Pubkey;

use crate::log::Format;
use crate::oracle::Source;

/// A node's configuration.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The file of the state; made where it is missing. Paths are relative to the folder of the configuration.
    pub state: PathBuf,
    /// The chain.
    pub chain: ChainConfig,
    /// The service.
    pub service: ServiceConfig,
    /// The operator, if this process is one.
    pub operator: Option<OperatorConfig>,
    /// The aggregator, if this process is one.
    pub aggregator: Option<AggregatorConfig>,
    /// The keeper, if this process is one.
    pub keeper: Option<KeeperConfig>,
    /// Where metrics and health are; none by default.
    pub metrics: Option<MetricsConfig>,
    /// The log.
    #[serde(default)]
    pub log: LogConfig,
}

/// The chain.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ChainConfig {
    /// RPC nodes, in the order of preference. Aggregators and keepers need nodes that answer `getProgramAccounts`.
    pub urls: Vec<String>,
    /// The commitment of reads and landings: `confirmed` or `finalized`.
    #[serde(default = "confirmed")]
    pub commitment: String,
    /// The core's address [default: that of local chains].
    #[serde(default, with = "address_option")]
    pub program: Option<Pubkey>,
    /// How long a node may take to answer, in seconds: 1 to 60.
    #[serde(default = "ten")]
    pub timeout_seconds: u64,
    /// The price of a compute unit, in millionths of a lamport [default: what others lately paid].
    pub priority_fee: Option<u64>,
    /// The most lamports of a transaction's priority fee.
    #[serde(default = "fifty_thousand")]
    pub max_priority_fee: u64,
}

/// The service.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ServiceConfig {
    /// The NCN.
    #[serde(with = "address")]
    pub ncn: Pubkey,
    /// The address of the service's program [default: the oracle's of local chains].
    #[serde(default, with = "address_option")]
    pub program: Option<Pubkey>,
    /// The feeds of the oracle, by their numbers.
    #[serde(default)]
    pub feeds: Vec<u8>,
    /// Settings of a service of one's own.
    #[serde(default)]
    pub own: toml::Table,
}

/// An operator.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OperatorConfig {
    /// The file of the key pair that is registered for the NCN.
    pub key: PathBuf,
    /// The protection file. `restake oracle protection start` makes it.
    pub protection: PathBuf,
    /// The file of the key pair that pays for votes which no aggregator carried in time.
    pub payer: PathBuf,
    /// Aggregators, `host:port` each: 16 at most. Without one, each vote is a transaction of its own.
    #[serde(default)]
    pub aggregators: Vec<String>,
    /// Carries its own vote once so many seconds of the window are left, or half of it, whichever is less: 2 to 300.
    #[serde(default = "twenty")]
    pub carry_before_seconds: u64,
    /// How long an observation may take, in seconds: 1 to 60.
    #[serde(default = "five")]
    pub observe_timeout_seconds: u64,
    /// How long an aggregator may take to answer, in milliseconds: 100 to 5,000.
    #[serde(default = "two_thousand")]
    pub peer_timeout_millis: u64,
    /// The release of which the hash is compared with the one that the NCN names [default: this program's file].
    pub software: Option<PathBuf>,
    /// Where prices come from, by the feeds' numbers: `[operator.prices.1]`.
    #[serde(default)]
    pub prices: BTreeMap<String, PriceConfig>,
}

/// The sources of a feed.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PriceConfig {
    /// The sources: `{ command = ["…"] }`, `{ url = "…", path = "…" }` or `{ file = "…" }`; 16 at most.
    pub sources: Vec<Source>,
    /// The least number of sources that must answer, or the operator abstains [default: more than half].
    pub least: Option<usize>,
    /// The largest distance between two answers, in basis points of the median, or the operator abstains: 1 to 10,000.
    #[serde(default = "two_hundred")]
    pub spread_bps: u64,
}

/// An aggregator.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct AggregatorConfig {
    /// Where operators reach it, over UDP.
    pub listen: SocketAddr,
    /// The file of the key pair that pays.
    pub payer: PathBuf,
    /// No evidence of two votes is submitted while the payer has less, in lamports. Votes are carried all the same.
    #[serde(default = "ten_million")]
    pub reserve_lamports: u64,
    /// The most votes of a transaction: 1 to 8. Four distinct votes of the oracle fit, and five equal ones.
    #[serde(default = "eight")]
    pub batch: usize,
    /// For how long a vote waits for others, in milliseconds: 0 to 30,000.
    #[serde(default = "two_thousand")]
    pub gather_millis: u64,
    /// Nothing waits once so many seconds of the window are left: 1 to 300.
    #[serde(default = "twenty")]
    pub hurry_seconds: u64,
    /// The most connections: 1 to 10,000.
    #[serde(default = "thousand")]
    pub connections: usize,
    /// The most connections from one IP address, or from one network of 64 bits in IPv6: 1 to 10,000.
    #[serde(default = "sixteen")]
    pub connections_per_address: usize,
}

/// A keeper.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct KeeperConfig {
    /// The file of the key pair that pays and is paid.
    pub payer: PathBuf,
    /// How far apart chores of the service are looked for, in seconds: 1 to 3,600.
    #[serde(default = "five")]
    pub every_seconds: u64,
    /// How far apart chores of the core are looked for, in seconds: 1 to 86,400.
    #[serde(default = "sixty")]
    pub core_every_seconds: u64,
    /// Nothing is sent while the payer has less, in lamports.
    #[serde(default = "ten_million")]
    pub reserve_lamports: u64,
}

/// Metrics and health.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct MetricsConfig {
    /// Where `/metrics` and `/health` are. Nobody is authenticated: keep it inside.
    pub listen: SocketAddr,
}

/// The log.
#[derive(Clone, Copy, Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LogConfig {
    /// `plain` or `json`.
    #[serde(default)]
    pub format: Format,
}

macro_rules! defaults {
    ($($name:ident: $type:ty = $value:expr;)*) => {
        $(fn $name() -> $type { $value })*
    };
}

defaults! {
    confirmed: String = "confirmed".to_owned();
    five: u64 = 5;
    eight: usize = 8;
    ten: u64 = 10;
    sixteen: usize = 16;
    twenty: u64 = 20;
    sixty: u64 = 60;
    two_hundred: u64 = 200;
    thousand: usize = 1_000;
    two_thousand: u64 = 2_000;
    fifty_thousand: u64 = 50_000;
    ten_million: u64 = 10_000_000;
}

mod address {
    use serde::{Deserialize, Deserializer};
    use solana_program::pubkey::Pubkey;

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Pubkey, D::Error> {
        let text = String::deserialize(from)?;
        text.parse().map_err(|_| serde::de::Error::custom(format!("`{text}` is not an address")))
    }
}

mod address_option {
    use serde::Deserializer;
    use solana_program::pubkey::Pubkey;

    pub fn deserialize<'de, D: Deserializer<'de>>(from: D) -> Result<Option<Pubkey>, D::Error> {
        super::address::deserialize(from).map(Some)
    }
}

/// Refuses a figure outside of its bounds.
fn within(name: &str, figure: u64, (least, most): (u64, u64)) -> Result<()> {
    if figure < least || figure > most {
        refuse!("`{name}` is out of bounds (got {figure}, limit {})", if figure < least { least } else { most });
    }
    Ok(())
}

impl Config {
    /// Reads and checks the file.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn read(path: &Path) -> Result<Self> {
        let text = std::fs::read_to_string(path)
            .map_err(|error| Error::new(format!("Configuration cannot be read at {}: {error}", path.display())))?;
        let folder = path.parent().unwrap_or(Path::new(""));
        Self::parse(&text, folder).map_err(|error| Error::new(format!("{}: {error}", path.display())))
    }

    /// Reads and checks a text; paths in it are relative to `folder`.
    ///
    /// # Errors
    /// What is wrong with it.
    pub fn parse(text: &str, folder: &Path) -> Result<Self> {
        let mut config: Self = toml::from_str(text).map_err(|error| Error::new(error.to_string()))?;
        config.check()?;
        config.locate(folder);
        Ok(config)
    }

    fn check(&self) -> Result<()> {
        let chain = &self.chain;
        within("chain.urls", chain.urls.len() as u64, (1, 16))?;
        for url in &chain.urls {
            if !url.starts_with("http://") && !url.starts_with("https://") {
                refuse!("`chain.urls` takes http:// and https:// alone");
            }
        }
        if !["confirmed", "finalized"].contains(&chain.commitment.as_str()) {
            refuse!("`chain.commitment` is `confirmed` or `finalized`");
        }
        within("chain.timeout_seconds", chain.timeout_seconds, (1, 60))?;
        if self.operator.is_none() && self.aggregator.is_none() && self.keeper.is_none() {
            refuse!("No role is configured: add [operator], [aggregator] or [keeper]");
        }
        if let Some(operator) = &self.operator {
            operator.check(&self.service.feeds)?;
        }
        if let Some(aggregator) = &self.aggregator {
            within("aggregator.batch", aggregator.batch as u64, (1, 8))?;
            within("aggregator.gather_millis", aggregator.gather_millis, (0, 30_000))?;
            within("aggregator.hurry_seconds", aggregator.hurry_seconds, (1, 300))?;
            within("aggregator.connections", aggregator.connections as u64, (1, 10_000))?;
            within("aggregator.connections_per_address", aggregator.connections_per_address as u64, (1, 10_000))?;
        }
        if let Some(keeper) = &self.keeper {
            within("keeper.every_seconds", keeper.every_seconds, (1, 3_600))?;
            within("keeper.core_every_seconds", keeper.core_every_seconds, (1, 86_400))?;
        }
        let payers = [
            self.operator.as_ref().map(|role| &role.payer),
            self.aggregator.as_ref().map(|role| &role.payer),
            self.keeper.as_ref().map(|role| &role.payer),
        ];
        let payers: Vec<&PathBuf> = payers.into_iter().flatten().collect();
        for (place, payer) in payers.iter().enumerate() {
            if payers[..place].contains(payer) {
                refuse!("Two roles have one payer: the earnings of each could not be told apart");
            }
        }
        Ok(())
    }

    /// Makes paths relative to `folder`.
    fn locate(&mut self, folder: &Path) {
        let mut paths = vec![&mut self.state];
        if let Some(operator) = &mut self.operator {
            paths.extend([&mut operator.key, &mut operator.protection, &mut operator.payer]);
            paths.extend(operator.software.as_mut());
            for price in operator.prices.values_mut() {
                paths.extend(price.sources.iter_mut().filter_map(|source| match source {
                    Source::File { file } => Some(file),
                    _ => None,
                }));
            }
        }
        paths.extend(self.aggregator.as_mut().map(|aggregator| &mut aggregator.payer));
        paths.extend(self.keeper.as_mut().map(|keeper| &mut keeper.payer));
        for path in paths {
            *path = folder.join(&path);
        }
    }
}

impl OperatorConfig {
    fn check(&self, feeds: &[u8]) -> Result<()> {
        within("operator.aggregators", self.aggregators.len() as u64, (0, 16))?;
        within("operator.carry_before_seconds", self.carry_before_seconds, (2, 300))?;
        within("operator.observe_timeout_seconds", self.observe_timeout_seconds, (1, 60))?;
        within("operator.peer_timeout_millis", self.peer_timeout_millis, (100, 5_000))?;
        for (feed, price) in &self.prices {
            let name = format!("operator.prices.{feed}");
            if !feed.parse::<u8>().is_ok_and(|feed| feeds.contains(&feed)) {
                refuse!("`{name}` is not in `service.feeds`");
            }
            within(&format!("{name}.sources"), price.sources.len() as u64, (1, 16))?;
            let count = price.sources.len() as u64;
            within(&format!("{name}.least"), price.least() as u64, (1, count))?;
            within(&format!("{name}.spread_bps"), price.spread_bps, (1, 10_000))?;
        }
        Ok(())
    }
}

impl PriceConfig {
    /// The least number of sources that must answer.
    pub fn least(&self) -> usize {
        self.least.unwrap_or(self.sources.len() / 2 + 1)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The example of the page.
    fn example() -> String {
        let page = include_str!("../../docs/node.md");
        let (_, rest) = page.split_once("```toml\n").expect("an example");
        rest.split_once("```").expect("its end").0.to_owned()
    }

    #[test]
    fn the_example_of_the_page_is_right_and_complete() {
        let text = example();
        let config = Config::parse(&text, Path::new("/etc/restake")).unwrap();
        assert_eq!(config.state, Path::new("/var/lib/restake-node/state.sqlite"));
        assert_eq!(config.keeper.as_ref().unwrap().payer, Path::new("/etc/restake/keeper.json"));
        assert_eq!(config.operator.as_ref().unwrap().prices["1"].sources.len(), 3);
        // Every field of this file is explained there.
        let source = include_str!("config.rs");
        let fields = source.lines().filter_map(|line| line.strip_prefix("    pub ")?.split_once(": "));
        for (field, _) in fields.filter(|(field, _)| !field.contains("fn ") && *field != "own") {
            assert!(text.contains(field), "docs/node.md has no {field}");
        }
    }

    #[test]
    fn each_figure_has_bounds() {
        let text = example();
        for (right, wrong, said) in [
            (
                "timeout_seconds = 10",
                "timeout_seconds = 0",
                "`chain.timeout_seconds` is out of bounds (got 0, limit 1)",
            ),
            ("commitment = \"confirmed\"", "commitment = \"processed\"", "`chain.commitment` is"),
            ("batch = 8", "batch = 9", "`aggregator.batch` is out of bounds (got 9, limit 8)"),
            ("spread_bps = 200", "spread_bps = 0", "`operator.prices.1.spread_bps` is out of bounds (got 0, limit 1)"),
            ("least = 2", "least = 4", "`operator.prices.1.least` is out of bounds (got 4, limit 3)"),
            ("feeds = [1]", "feeds = [2]", "`operator.prices.1` is not in `service.feeds`"),
            ("carry_before_seconds = 20", "carry_before_seconds = 301", "`operator.carry_before_seconds` is out"),
            ("payer = \"keeper.json\"", "payer = \"aggregator.json\"", "Two roles have one payer"),
            ("batch = 8", "bach = 8", "unknown field `bach`"),
        ] {
            assert!(text.contains(right), "{right}");
            let error = Config::parse(&text.replacen(right, wrong, 1), Path::new("")).unwrap_err().to_string();
            assert!(error.contains(said), "{wrong}: {error}");
        }
    }
}
