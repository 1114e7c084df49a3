//! What an operator reaches RPC and the aggregator by.

use std::net::SocketAddr;
use std::sync::atomic::Ordering;

use crate::chain::OPERATORS;
use crate::{network, relay};

/// What an operator reaches RPC and the aggregator by.
pub enum Line {
    /// A relay in the test's process.
    Relay(relay::Votes),
    /// A network namespace, with the ports of the RPC relay and of the aggregator.
    Network(network::Namespace, [u16; 2]),
}

impl Line {
    /// Network namespaces where this machine has them, and relays elsewhere.
    pub fn all(rpc: &relay::Rpc, aggregator: SocketAddr) -> Vec<Self> {
        match network::Namespace::all(OPERATORS) {
            Ok(all) => {
                println!("Each operator has a network namespace of its own");
                let ports = [rpc.port, aggregator.port()];
                all.into_iter().map(|namespace| Self::Network(namespace, ports)).collect()
            }
            Err(why) => {
                println!("Relays stand in for the network, because there are no network namespaces here ({why})");
                (0..OPERATORS).map(|_| Self::Relay(relay::Votes::to(aggregator))).collect()
            }
        }
    }

    /// Where RPC is.
    pub fn rpc(&self, rpc: &relay::Rpc) -> String {
        match self {
            Self::Relay(_) => rpc.url.clone(),
            Self::Network(namespace, [port, _]) => format!("http://{}:{port}", namespace.hosts()[0]),
        }
    }

    /// Where the aggregator is.
    pub fn votes(&self) -> String {
        match self {
            Self::Relay(relay) => relay.address.to_string(),
            Self::Network(namespace, [_, port]) => format!("{}:{port}", namespace.hosts()[1]),
        }
    }

    /// Cuts it, or joins it again.
    pub fn cut(&self, is_cut: bool) {
        match self {
            Self::Relay(relay) => relay.is_cut.store(is_cut, Ordering::Relaxed),
            Self::Network(namespace, _) => namespace.cut(is_cut),
        }
    }
}
