//! An operator's side: the aggregators that it asks.

use std::net::{Ipv4Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use quinn::crypto::rustls::QuicClientConfig;
use quinn::{ClientConfig, Connection, Endpoint, VarInt};
use restake_cli::error::Result;
use solana_tls_utils::{SkipServerVerification, crypto_provider};
use tokio::runtime::Handle;
use tokio::task::JoinSet;

use super::{PROTOCOL, failed, transport};
use crate::peers::{NoAnswer, Peers};
use crate::wire::{Answer, MOST_BYTES, Request};

/// Aggregators over QUIC. A connection is kept and made again where it was lost.
pub struct Quic {
    runtime: Handle,
    pub(super) endpoint: Endpoint,
    pub(super) peers: Vec<Peer>,
    timeout: Duration,
}

#[derive(Clone)]
pub(super) struct Peer {
    /// A host with a port, looked up at each connection.
    name: String,
    pub(super) open: Arc<tokio::sync::Mutex<Option<Connection>>>,
}

impl Quic {
    /// The aggregators with these names, `host:port` each, each of which has `timeout` to answer.
    ///
    /// # Errors
    /// If the system gives no socket.
    pub fn new(runtime: Handle, names: &[String], timeout: Duration) -> Result<Self> {
        let unfit = |error: &dyn std::fmt::Display| failed("QUIC cannot be set up", error);
        let mut tls = rustls::ClientConfig::builder_with_provider(Arc::new(crypto_provider()))
            .with_protocol_versions(&[&rustls::version::TLS13])
            .map_err(|error| unfit(&error))?
            .dangerous()
            .with_custom_certificate_verifier(SkipServerVerification::new())
            .with_no_client_auth();
        tls.alpn_protocols = vec![PROTOCOL.to_vec()];
        let tls = QuicClientConfig::try_from(tls).map_err(|error| unfit(&error))?;
        let mut config = ClientConfig::new(Arc::new(tls));
        config.transport_config(Arc::new(transport()));
        let entered = runtime.enter();
        let mut endpoint = Endpoint::client((Ipv4Addr::UNSPECIFIED, 0).into()).map_err(|error| unfit(&error))?;
        drop(entered);
        endpoint.set_default_client_config(config);
        let peers = names.iter().map(|name| Peer { name: name.clone(), open: Arc::default() }).collect();
        Ok(Self { runtime, endpoint, peers, timeout })
    }
}

impl Peers for Quic {
    fn count(&self) -> usize {
        self.peers.len()
    }

    fn ask(&self, asked: &[(usize, Request)]) -> Vec<std::result::Result<Answer, NoAnswer>> {
        let timeout = self.timeout;
        self.runtime.block_on(async {
            let mut asking = JoinSet::new();
            for (order, (place, request)) in asked.iter().enumerate() {
                let (peer, endpoint, bytes) = (self.peers[*place].clone(), self.endpoint.clone(), request.write());
                asking.spawn(async move {
                    let answer = match tokio::time::timeout(timeout, peer.ask(&endpoint, &bytes)).await {
                        Ok(answer) => answer.map_err(|error| NoAnswer { is_late: false, why: error.to_string() }),
                        Err(_) => Err(NoAnswer { is_late: true, why: format!("{}: no answer in time", peer.name) }),
                    };
                    if answer.is_err() {
                        peer.forget().await;
                    }
                    (order, answer)
                });
            }
            let dropped = || Err(NoAnswer { is_late: false, why: "Request was dropped".to_owned() });
            let mut answers: Vec<_> = asked.iter().map(|_| dropped()).collect();
            while let Some(joined) = asking.join_next().await {
                if let Ok((order, answer)) = joined {
                    answers[order] = answer;
                }
            }
            answers
        })
    }
}

impl Peer {
    async fn ask(&self, endpoint: &Endpoint, bytes: &[u8]) -> Result<Answer> {
        let connection = self.connection(endpoint).await?;
        let said = |error: &dyn std::fmt::Display| failed(&self.name, error);
        let (mut asked, mut reply) = connection.open_bi().await.map_err(|error| said(&error))?;
        asked.write_all(bytes).await.map_err(|error| said(&error))?;
        asked.finish().map_err(|error| said(&error))?;
        let answer = reply.read_to_end(MOST_BYTES).await.map_err(|error| said(&error))?;
        Answer::read(&answer).ok_or_else(|| failed(&self.name, "the answer is damaged"))
    }

    /// Closes the connection: an aggregator that was started again does not know it, and would leave it unanswered until it is
    /// idle for too long.
    async fn forget(&self) {
        if let Some(connection) = self.open.lock().await.take() {
            connection.close(VarInt::from_u32(0), b"");
        }
    }

    async fn connection(&self, endpoint: &Endpoint) -> Result<Connection> {
        let mut open = self.open.lock().await;
        if let Some(connection) = open.as_ref().filter(|connection| connection.close_reason().is_none()) {
            return Ok(connection.clone());
        }
        let said = |error: &dyn std::fmt::Display| failed(&self.name, error);
        let mut addresses = tokio::net::lookup_host(&self.name).await.map_err(|error| said(&error))?;
        let address = addresses.find(SocketAddr::is_ipv4).ok_or_else(|| said(&"the name has no IPv4 address"))?;
        let connecting = endpoint.connect(address, "restake-node").map_err(|error| said(&error))?;
        let connection = connecting.await.map_err(|error| said(&error))?;
        *open = Some(connection.clone());
        Ok(connection)
    }
}
