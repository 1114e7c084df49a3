//! Which cluster a node belongs to, by the hash of its first block.

use std::fmt::{self, Display, Formatter};

use solana_cluster_type::ClusterType;
use solana_program::hash::Hash;
use url::{Host, Url};

use crate::error::Result;
use crate::refuse;
use crate::time;

/// A cluster.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cluster {
    /// Solana's mainnet.
    Mainnet,
    /// Its devnet.
    Devnet,
    /// Its testnet.
    Testnet,
    /// A chain of the user's own.
    Local,
    /// A cluster that is none of these, by its first block.
    Other(Hash),
}

/// Solana's own clusters, as its crates tell them apart.
const PUBLIC: [(Cluster, ClusterType); 3] = [
    (Cluster::Mainnet, ClusterType::MainnetBeta),
    (Cluster::Devnet, ClusterType::Devnet),
    (Cluster::Testnet, ClusterType::Testnet),
];

/// The shortest epoch of a config on mainnet, in seconds: two days. An offense can be slashed for an epoch, and a requested exit be
/// slashed for one at least, by the clock. A halt uses that up, and the longest one of mainnet took about 20 hours
/// (helius.dev/blog/solana-outages-complete-history).
const SHORTEST_ON_MAINNET: u64 = 2 * 86_400;

/// Refuses a shortest epoch of `seconds` on mainnet that a halt could use up.
pub fn check_min_epoch(genesis: &Hash, seconds: u64) -> Result<()> {
    let is_mainnet = ClusterType::MainnetBeta.get_genesis_hash().as_ref() == Some(genesis);
    if is_mainnet && seconds < SHORTEST_ON_MAINNET {
        refuse!(
            "a halt of the chain could use up an epoch of {}: the shortest on mainnet is {} (--min-epoch)",
            time::span(seconds),
            time::span(SHORTEST_ON_MAINNET)
        );
    }
    Ok(())
}

impl Cluster {
    /// The cluster with this `genesis` hash and a node at `url`. An unknown one is local only where the node is on this
    /// machine or `local` says so.
    pub fn of(genesis: &Hash, url: &str, local: bool) -> Result<Self> {
        let public = PUBLIC.iter().find(|(_, known)| known.get_genesis_hash().as_ref() == Some(genesis));
        match public {
            Some((cluster, _)) if local => refuse!("{url} is {cluster}, by its first block: omit --local"),
            Some((cluster, _)) => Ok(*cluster),
            None if local || is_loopback(url) => Ok(Self::Local),
            None => Ok(Self::Other(*genesis)),
        }
    }

    /// Whether it is a chain of the user's own.
    pub fn is_local(&self) -> bool {
        *self == Self::Local
    }

    /// The name of its table of programs in Anchor.toml.
    pub fn key(&self) -> String {
        match self {
            Self::Mainnet => "mainnet".to_owned(),
            Self::Devnet => "devnet".to_owned(),
            Self::Testnet => "testnet".to_owned(),
            Self::Local => "localnet".to_owned(),
            Self::Other(genesis) => genesis.to_string(),
        }
    }
}

impl Display for Cluster {
    fn fmt(&self, out: &mut Formatter<'_>) -> fmt::Result {
        match self {
            Self::Other(genesis) => write!(out, "the cluster with genesis hash {genesis}"),
            known => out.write_str(&known.key()),
        }
    }
}

/// Whether `url` names this machine.
fn is_loopback(url: &str) -> bool {
    let url = Url::parse(url);
    match url.as_ref().map(Url::host) {
        Ok(Some(Host::Domain(name))) => name == "localhost" || name.ends_with(".localhost"),
        Ok(Some(Host::Ipv4(address))) => address.is_loopback(),
        Ok(Some(Host::Ipv6(address))) => address.is_loopback(),
        Ok(None) | Err(_) => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: &str = "http://127.0.0.1:8899";
    const THERE: &str = "https://rpc.example";

    /// The hashes that validators are told to expect (`--expected-genesis-hash` on docs.anza.xyz, "Available clusters").
    const EXPECTED: [(Cluster, &str); 3] = [
        (Cluster::Mainnet, "5eykt4UsFv8P8NJdTREpY1vzqKqZKvdpKuc147dw2N9d"),
        (Cluster::Devnet, "EtWTRABZaYq6iMfeYKouRu166VU2xqa1wcaWoxPkrZBG"),
        (Cluster::Testnet, "4uhcVJyU9pJkvQyS88uRDiswHXSCkY3zQawwpjk2NsNY"),
    ];

    #[test]
    fn the_public_clusters_are_known_wherever_the_node_is() {
        for (cluster, genesis) in EXPECTED {
            let genesis = genesis.parse().unwrap();
            for url in [HERE, THERE] {
                assert_eq!(Cluster::of(&genesis, url, false), Ok(cluster));
                let text = Cluster::of(&genesis, url, true).unwrap_err().to_string();
                assert_eq!(text, format!("{url} is {}, by its first block: omit --local", cluster.key()));
            }
            assert!(!cluster.is_local());
        }
    }

    #[test]
    fn a_halt_uses_up_no_epoch_of_mainnet() {
        let mainnet = EXPECTED[0].1.parse().unwrap();
        assert_eq!(check_min_epoch(&mainnet, SHORTEST_ON_MAINNET), Ok(()));
        let text = check_min_epoch(&mainnet, 3_600).unwrap_err().to_string();
        assert_eq!(
            text,
            "a halt of the chain could use up an epoch of 1 h: the shortest on mainnet is 2 d (--min-epoch)"
        );
        assert!(check_min_epoch(&mainnet, SHORTEST_ON_MAINNET - 1).is_err());
        for other in [EXPECTED[1].1.parse().unwrap(), EXPECTED[2].1.parse().unwrap(), Hash::new_from_array([7; 32])] {
            assert_eq!(check_min_epoch(&other, 1), Ok(()));
        }
    }

    #[test]
    fn an_unknown_cluster_is_one_of_its_own() {
        let genesis = Hash::new_from_array([7; 32]);
        assert_eq!(Cluster::of(&genesis, THERE, false), Ok(Cluster::Other(genesis)));
        assert_eq!(Cluster::of(&genesis, THERE, true), Ok(Cluster::Local));
        assert_eq!(Cluster::of(&genesis, HERE, false), Ok(Cluster::Local));
        let text = Cluster::Other(genesis).to_string();
        assert_eq!(text, format!("the cluster with genesis hash {genesis}"));
    }

    #[test]
    fn only_this_machine_is_a_loopback() {
        for url in ["http://localhost:8899", "http://node.localhost", "http://127.1.2.3", "http://[::1]:8899/path"] {
            assert!(is_loopback(url), "{url}");
        }
        let others = [
            "http://localhost.example",
            "http://localhost@rpc.example",
            "http://rpc.example/localhost",
            "http://rpc.example#@localhost",
            "http://0.0.0.0:8899",
            "http://10.0.0.1",
            "localhost:8899",
            "",
        ];
        for url in others {
            assert!(!is_loopback(url), "{url}");
        }
    }
}
