//! Answers Prometheus' scrapes.

use std::io::{Cursor, Write};
use std::net::SocketAddr;
use std::thread;
use std::time::{Duration, Instant};

use tiny_http::{Header, Method, Request, Response, Server};

use super::Watched;
use super::gauges::Gauges;
use crate::chain::Chain;
use crate::error::{Error, Result};

/// The format that Prometheus reads.
pub const FORMAT: &str = "text/plain; version=0.0.4; charset=utf-8";

/// An HTTP server of the metrics.
pub struct Exporter {
    server: Server,
    watched: Watched,
    every: Duration,
    last: Option<(Instant, String)>,
}

impl Exporter {
    /// Listens at `address`. The chain is read at a scrape, and at most once in `every`.
    ///
    /// # Errors
    /// If the address is taken.
    pub fn at(address: SocketAddr, watched: Watched, every: Duration) -> Result<Self> {
        let server =
            Server::http(address).map_err(|error| Error::new(format!("cannot listen at {address}: {error}")))?;
        Ok(Self { server, watched, every, last: None })
    }

    /// Where it listens.
    pub fn address(&self) -> String {
        self.server.server_addr().to_string()
    }

    /// Answers until it is interrupted. What could not be read is written to `complaints`.
    ///
    /// # Errors
    /// If the server fails.
    pub fn serve(&mut self, chain: &dyn Chain, complaints: &mut dyn Write) -> Result<()> {
        loop {
            let request = self.server.recv()?;
            let path = request.url().split('?').next().unwrap_or_default();
            let answer = match (request.method(), path) {
                (Method::Get | Method::Head, "/metrics") => text(self.metrics(chain, complaints)?, FORMAT),
                (Method::Get | Method::Head, "/") => text("Metrics are at /metrics.\n".to_owned(), "text/plain"),
                _ => Response::from_string("There is nothing here: metrics are at /metrics.\n").with_status_code(404),
            };
            respond(request, answer);
        }
    }

    fn metrics(&mut self, chain: &dyn Chain, complaints: &mut dyn Write) -> Result<String> {
        if let Some((at, text)) = &self.last
            && at.elapsed() < self.every
        {
            return Ok(text.clone());
        }
        let text = match self.watched.read(chain) {
            Ok(text) => text,
            Err(error) => {
                writeln!(complaints, "the chain cannot be read: {error}")?;
                Gauges::down()?
            }
        };
        self.last = Some((Instant::now(), text.clone()));
        Ok(text)
    }
}

/// Answers in a thread of its own: a client that does not read delays no other. One that hangs up misses its answer.
pub fn respond(request: Request, answer: Response<Cursor<Vec<u8>>>) {
    // Where the system has no thread left, the request is dropped, which answers that the server failed.
    drop(thread::Builder::new().spawn(move || drop(request.respond(answer))));
}

/// An answer of text in `format`.
///
/// # Panics
/// If `format` is not ASCII.
pub fn text(body: String, format: &str) -> Response<Cursor<Vec<u8>>> {
    let header = Header::from_bytes("Content-Type", format).expect("a header of ASCII");
    Response::from_string(body).with_header(header)
}

#[cfg(test)]
mod tests {
    use std::io::Read;
    use std::net::TcpStream;
    use std::sync::mpsc::channel;

    use super::*;

    /// More than the buffers of a connection hold.
    const LARGE: usize = 64 << 20;

    #[test]
    fn a_client_that_does_not_read_delays_no_other() {
        let server = Server::http("127.0.0.1:0").unwrap();
        let address = server.server_addr().to_ip().unwrap();
        let ask = || {
            let mut stream = TcpStream::connect(address).unwrap();
            stream.write_all(b"GET /metrics HTTP/1.0\r\n\r\n").unwrap();
            stream
        };
        let _idle = ask();
        let (answered, done) = channel();
        thread::spawn(move || {
            respond(server.recv().unwrap(), text("x".repeat(LARGE), FORMAT));
            answered.send(()).unwrap();
            respond(server.recv().unwrap(), text("metrics".to_owned(), FORMAT));
        });
        done.recv_timeout(Duration::from_secs(60)).expect("an answer that nothing waits for");
        let mut answer = String::new();
        ask().read_to_string(&mut answer).unwrap();
        assert!(answer.ends_with("\r\n\r\nmetrics"), "{answer}");
    }
}
