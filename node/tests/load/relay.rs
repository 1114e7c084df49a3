//! What stands between processes, and fails on demand: a line for RPC over TCP, and one for votes over UDP.

use std::io::{Read, Write};
use std::net::{Shutdown, SocketAddr, TcpListener, TcpStream, UdpSocket};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::time::Duration;

/// How long a line waits before it looks at its switch again.
const LOOK: Duration = Duration::from_millis(50);

const LIMITED: &[u8] =
    b"HTTP/1.1 429 Too Many Requests\r\nretry-after: 1\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";

/// A line to an RPC node, which answers 429 to all while it is limited.
pub struct Rpc {
    pub url: String,
    pub port: u16,
    pub is_limited: Arc<AtomicBool>,
    pub refused: Arc<AtomicU64>,
}

impl Rpc {
    pub fn to(node: SocketAddr) -> Self {
        // Also for network namespaces.
        let listener = TcpListener::bind("0.0.0.0:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let url = format!("http://127.0.0.1:{port}");
        let (is_limited, refused) = (Arc::new(AtomicBool::new(false)), Arc::new(AtomicU64::new(0)));
        let (limited, counted) = (is_limited.clone(), refused.clone());
        std::thread::spawn(move || {
            for client in listener.incoming().flatten() {
                let (limited, counted) = (limited.clone(), counted.clone());
                std::thread::spawn(move || {
                    if limited.load(Ordering::Relaxed) {
                        let _ = client.set_read_timeout(Some(LOOK));
                        let _ = (&client).read(&mut [0; 65_536]);
                        counted.fetch_add(1, Ordering::Relaxed);
                        let _ = (&client).write_all(LIMITED);
                        return;
                    }
                    let Ok(server) = TcpStream::connect(node) else { return };
                    let other = (client.try_clone().unwrap(), server.try_clone().unwrap(), limited.clone());
                    std::thread::spawn(move || pipe(&other.0, &other.1, &other.2));
                    pipe(&server, &client, &limited);
                });
            }
        });
        Self { url, port, is_limited, refused }
    }
}

/// Passes bytes on until a side ends, or requests are limited.
fn pipe(mut from: &TcpStream, mut to: &TcpStream, limited: &AtomicBool) {
    let _ = from.set_read_timeout(Some(LOOK));
    let mut buffer = [0; 65_536];
    while !limited.load(Ordering::Relaxed) {
        match from.read(&mut buffer) {
            Ok(0) => break,
            Ok(read) if to.write_all(&buffer[..read]).is_ok() => {}
            Err(error) if matches!(error.kind(), std::io::ErrorKind::WouldBlock | std::io::ErrorKind::TimedOut) => {}
            _ => break,
        }
    }
    let _ = (from.shutdown(Shutdown::Both), to.shutdown(Shutdown::Both));
}

/// A line to an aggregator, which passes nothing while it is cut.
pub struct Votes {
    pub address: SocketAddr,
    pub is_cut: Arc<AtomicBool>,
}

impl Votes {
    pub fn to(aggregator: SocketAddr) -> Self {
        let client = Arc::new(UdpSocket::bind("127.0.0.1:0").unwrap());
        let address = client.local_addr().unwrap();
        let is_cut = Arc::new(AtomicBool::new(false));
        let cut = is_cut.clone();
        std::thread::spawn(move || {
            // A line for each address that a client comes from: a process that is started again comes from another one.
            let mut lines: std::collections::HashMap<SocketAddr, Arc<UdpSocket>> = std::collections::HashMap::new();
            let mut buffer = [0; 65_536];
            while let Ok((read, from)) = client.recv_from(&mut buffer) {
                let line = lines.entry(from).or_insert_with(|| {
                    let line = Arc::new(UdpSocket::bind("127.0.0.1:0").unwrap());
                    let (back, to, cut) = (line.clone(), client.clone(), cut.clone());
                    std::thread::spawn(move || {
                        let mut buffer = [0; 65_536];
                        while let Ok((read, _)) = back.recv_from(&mut buffer) {
                            if !cut.load(Ordering::Relaxed) {
                                let _ = to.send_to(&buffer[..read], from);
                            }
                        }
                    });
                    line
                });
                if !cut.load(Ordering::Relaxed) {
                    let _ = line.send_to(&buffer[..read], aggregator);
                }
            }
        });
        Self { address, is_cut }
    }
}
