//! Requests over QUIC, one a stream.
//!
//! QUIC by `quinn`: it is in the chain's dependencies already, so that it costs no compile time, and it is the transport of
//! Solana's own clients. tonic or hyper would add an HTTP/2 stack for messages of 300 bytes.
//!
//! The connection is encrypted, and nobody is authenticated by it: votes and claims are signed by registered keys, and an
//! aggregator that lies or is silent hurts nobody, because an operator carries its own vote.
//!
//! A connection has a place among the limited ones once its address is known to be no forged one. It is closed if it brings no vote or
//! claim of a registered key soon, and the first to be closed where all places are taken.

mod client;
mod places;

use std::future::IntoFuture;
use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use quinn::crypto::rustls::QuicServerConfig;
use quinn::{Connection, Endpoint, RecvStream, SendStream, ServerConfig, TransportConfig, VarInt};
use restake_cli::error::{Error, Result};
use solana_keypair::Keypair;
use solana_tls_utils::{crypto_provider, new_dummy_x509_certificate};
use tokio::runtime::Handle;
use tokio::sync::Notify;
use tokio::time::Instant;

use crate::wire::{Answer, MOST_BYTES, Request};

pub use client::Quic;
use places::{Place, Places, group};

/// The protocol's name in the handshake.
const PROTOCOL: &[u8] = b"restake-node/1";

/// How long an idle connection stays.
const IDLE: Duration = Duration::from_secs(30);

/// How many requests of a connection are open at once.
const STREAMS: u32 = 8;

/// How long a request may take to arrive.
const ARRIVAL: Duration = Duration::from_secs(5);

/// How long a handshake may take, and a connection stay that brings nothing good: at first, and after something good.
const HANDSHAKE: Duration = Duration::from_secs(5);
const PROOF: Duration = Duration::from_secs(10);
const AGAIN: Duration = Duration::from_secs(60);

/// Limits of an aggregator's connections.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The most connections.
    pub connections: usize,
    /// The most connections from one IP address, or from one network of 64 bits in IPv6.
    pub per_address: usize,
}

fn failed(what: &str, error: impl std::fmt::Display) -> Error {
    Error::new(format!("{what}: {error}"))
}

fn transport() -> TransportConfig {
    let mut transport = TransportConfig::default();
    transport
        .max_concurrent_bidi_streams(VarInt::from_u32(STREAMS))
        .max_concurrent_uni_streams(VarInt::from_u32(0))
        .max_idle_timeout(Some(VarInt::from_u32(IDLE.as_millis() as u32).into()))
        .stream_receive_window(VarInt::from_u32(4 * MOST_BYTES as u32))
        .datagram_receive_buffer_size(None);
    transport
}

/// Answers requests at `address` by `answer` until the runtime ends. Returns where it listens.
///
/// # Errors
/// If the address is taken.
pub fn serve(
    runtime: &Handle,
    address: SocketAddr,
    limits: Limits,
    answer: impl Fn(Request) -> Answer + Send + Sync + 'static,
) -> Result<(SocketAddr, Endpoint)> {
    let unfit = |error: &dyn std::fmt::Display| failed("QUIC cannot be set up", error);
    let (certificate, key) = new_dummy_x509_certificate(&Keypair::new());
    let mut tls = rustls::ServerConfig::builder_with_provider(Arc::new(crypto_provider()))
        .with_protocol_versions(&[&rustls::version::TLS13])
        .map_err(|error| unfit(&error))?
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key)
        .map_err(|error| unfit(&error))?;
    tls.alpn_protocols = vec![PROTOCOL.to_vec()];
    let tls = QuicServerConfig::try_from(tls).map_err(|error| unfit(&error))?;
    let mut config = ServerConfig::with_crypto(Arc::new(tls));
    config.transport_config(Arc::new(transport()));
    let entered = runtime.enter();
    let endpoint = Endpoint::server(config, address)
        .map_err(|error| failed(&format!("Address {address} cannot be listened at"), error))?;
    drop(entered);
    let bound = endpoint.local_addr().map_err(|error| unfit(&error))?;
    let (answer, accepting) = (Arc::new(answer), endpoint.clone());
    runtime.spawn(async move {
        let places = Places::default();
        while let Some(incoming) = accepting.accept().await {
            // A forged address never answers to this, and has no place until then.
            if !incoming.remote_address_validated() {
                let _ = incoming.retry();
                continue;
            }
            let Some(place) = places.take(group(incoming.remote_address().ip()), limits) else {
                incoming.refuse();
                continue;
            };
            let answer = answer.clone();
            tokio::spawn(async move {
                if let Ok(Ok(connection)) = tokio::time::timeout(HANDSHAKE, incoming.into_future()).await {
                    place.open(&connection);
                    answer_all(&connection, &place, &answer).await;
                    connection.close(VarInt::from_u32(0), b"");
                }
            });
        }
    });
    Ok((bound, endpoint))
}

/// Answers requests until the connection ends, or brings nothing good for too long.
async fn answer_all(
    connection: &Connection,
    place: &Place,
    answer: &Arc<impl Fn(Request) -> Answer + Send + Sync + 'static>,
) {
    let good = Arc::new(Notify::new());
    let mut until = Instant::now() + PROOF;
    loop {
        tokio::select! {
            accepted = connection.accept_bi() => {
                let Ok((reply, asked)) = accepted else { return };
                tokio::spawn(answer_one(reply, asked, answer.clone(), good.clone()));
            }
            () = good.notified() => {
                place.prove();
                until = Instant::now() + AGAIN;
            }
            () = tokio::time::sleep_until(until) => return,
        }
    }
}

async fn answer_one(
    mut reply: SendStream,
    mut asked: RecvStream,
    answer: Arc<impl Fn(Request) -> Answer + Send + Sync + 'static>,
    good: Arc<Notify>,
) {
    let read = tokio::time::timeout(ARRIVAL, asked.read_to_end(MOST_BYTES)).await;
    let told = match read {
        Ok(Ok(bytes)) => Request::read(&bytes).map(|request| answer(request)),
        Ok(Err(_)) | Err(_) => None,
    };
    if told.as_ref().is_some_and(|told| !matches!(told, Answer::Refused(_))) {
        good.notify_one();
    }
    let told = told.unwrap_or_else(|| Answer::Refused("Request is damaged or too long".to_owned()));
    let _ = reply.write_all(&told.write()).await;
    let _ = reply.finish();
}

#[cfg(test)]
mod tests {
    use std::net::Ipv4Addr;

    use ncn_kit::packing::Signed;
    use tokio::runtime::{Builder, Runtime};

    use super::*;
    use crate::peers::Peers as _;

    const LIMITS: Limits = Limits { connections: 8, per_address: 1 };

    fn runtime() -> Runtime {
        Builder::new_multi_thread().worker_threads(1).enable_all().build().unwrap()
    }

    fn start(address: SocketAddr, why: &'static str) -> (Runtime, SocketAddr, Endpoint) {
        let runtime = runtime();
        let answer = move |_| Answer::Refused(why.to_owned());
        let (bound, endpoint) = serve(runtime.handle(), address, LIMITS, answer).unwrap();
        (runtime, bound, endpoint)
    }

    #[test]
    fn an_aggregator_that_was_killed_is_reached_after_its_start() {
        let own = runtime();
        let vote = Request::Vote(Signed { key: [1; 32], signature: [2; 64], message: vec![3; 57] });
        let (first, address, endpoint) = start((Ipv4Addr::LOCALHOST, 0).into(), "first");
        let names = [address.to_string()];
        let peers = |millis| Quic::new(own.handle().clone(), &names, Duration::from_millis(millis)).unwrap();
        let client = peers(1_000);
        let said = |client: &Quic| client.ask(&[(0, vote.clone())]).remove(0);
        assert_eq!(said(&client), Ok(Answer::Refused("first".to_owned())));
        assert!(said(&peers(300)).is_err(), "a second connection from one address is over the limit");
        // As a kill leaves it: nobody says that the connection is closed.
        first.shutdown_background();
        drop(endpoint);
        let began = std::time::Instant::now();
        let (_second, _, _endpoint) = loop {
            // The socket is closed by another thread.
            match std::net::UdpSocket::bind(address) {
                Ok(free) => {
                    drop(free);
                    break start(address, "second");
                }
                Err(error) => assert!(began.elapsed() < Duration::from_secs(10), "{error}"),
            }
        };
        let answers: Vec<_> = (0..3).map(|_| said(&client)).collect();
        assert_eq!(answers[2], Ok(Answer::Refused("second".to_owned())), "{answers:?}");
    }

    /// A client of the given aggregator.
    fn client(runtime: &Runtime, address: SocketAddr) -> Quic {
        Quic::new(runtime.handle().clone(), &[address.to_string()], Duration::from_secs(2)).unwrap()
    }

    fn vote(key: u8) -> Request {
        Request::Vote(Signed { key: [key; 32], signature: [2; 64], message: vec![3; 57] })
    }

    /// An aggregator that takes votes of the key of ones alone.
    fn start_with(limits: Limits) -> (Runtime, SocketAddr, Endpoint) {
        let runtime = runtime();
        let answer = |request| match request {
            Request::Vote(vote) if vote.key == [1; 32] => Answer::Kept,
            _ => Answer::Refused("Key is not registered".to_owned()),
        };
        let (bound, endpoint) = serve(runtime.handle(), (Ipv4Addr::LOCALHOST, 0).into(), limits, answer).unwrap();
        (runtime, bound, endpoint)
    }

    #[test]
    fn first_packets_of_forged_addresses_take_no_place() {
        let own = runtime();
        let (_runtime, address, _endpoint) = start_with(Limits { connections: 8, per_address: 8 });
        // First packets as clients make them, caught by a socket that answers none.
        let socket = std::net::UdpSocket::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
        socket.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
        let mut open = vec![];
        for _ in 0..40 {
            let client = client(&own, socket.local_addr().unwrap());
            let entered = own.enter();
            let connecting = client.endpoint.connect(socket.local_addr().unwrap(), "restake-node").unwrap();
            drop(entered);
            let mut packet = [0; 2_048];
            let bytes = socket.recv(&mut packet).unwrap();
            socket.send_to(&packet[..bytes], address).unwrap();
            // A client that is dropped would tell the aggregator so.
            open.push((client, connecting));
        }
        std::thread::sleep(Duration::from_millis(300));
        assert_eq!(client(&own, address).ask(&[(0, vote(1))]), [Ok(Answer::Kept)]);
    }

    #[test]
    fn connections_that_bring_nothing_good_make_room() {
        let own = runtime();
        let (_runtime, address, _endpoint) = start_with(Limits { connections: 3, per_address: 8 });
        let good = client(&own, address);
        assert_eq!(good.ask(&[(0, vote(1))]), [Ok(Answer::Kept)]);
        let idle: Vec<Quic> = (0..2).map(|_| client(&own, address)).collect();
        for idle in &idle {
            assert!(matches!(&idle.ask(&[(0, vote(9))])[..], [Ok(Answer::Refused(_))]));
        }
        assert_eq!(client(&own, address).ask(&[(0, vote(1))]), [Ok(Answer::Kept)], "a place was made");
        let open = |client: &Quic| own.block_on(async { client.peers[0].open.lock().await.clone() }).unwrap();
        assert!(open(&good).close_reason().is_none(), "one that brought a vote stays");
        assert!(open(&idle[0]).close_reason().is_some() || open(&idle[1]).close_reason().is_some());
    }

    #[test]
    fn one_host_of_ipv6_has_one_group_of_addresses() {
        let of = |text: &str| group(text.parse().unwrap());
        assert_eq!(of("2001:db8::1"), of("2001:db8::ffff:0:0:1"));
        assert_ne!(of("2001:db8::1"), of("2001:db8:0:1::1"));
        assert_eq!(of("::ffff:192.0.2.1"), of("192.0.2.1"));
        assert_ne!(of("192.0.2.1"), of("192.0.2.2"));
    }
}
