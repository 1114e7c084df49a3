//! Patience with nodes that are busy: a request that a node limits is made again, no sooner than the node asks for, with pauses
//! that grow, and for so long alone. All requests may be repeated: a transaction that arrives twice lands once.

use std::sync::Arc;
use std::time::Duration;

use async_trait::async_trait;
use http::Extensions;
use reqwest::header::RETRY_AFTER;
use reqwest::{Request, Response, StatusCode};
use reqwest_middleware::{ClientBuilder, ClientWithMiddleware, Error, Middleware, Next, Result};
use solana_rpc_client::http_sender::HttpSender;

/// The first pause; each further one is twice as long.
const FIRST: Duration = Duration::from_millis(500);

/// How often a request is made at the most.
const TRIES: u32 = 7;

/// The longest pause that a node may ask for.
const LONGEST: Duration = Duration::from_secs(30);

/// What waits.
#[async_trait]
pub trait Clock: Send + Sync {
    /// Waits for `span`.
    fn pause(&self, span: Duration);

    /// Waits for `span` while other requests go on.
    async fn rest(&self, span: Duration);
}

/// The clock on the wall.
pub struct Terminal;

#[async_trait]
impl Clock for Terminal {
    fn pause(&self, span: Duration) {
        std::thread::sleep(span);
    }

    async fn rest(&self, span: Duration) {
        tokio::time::sleep(span).await;
    }
}

/// A client that waits for a node for `timeout`, and makes requests again that it limits.
pub fn client(timeout: Duration, clock: Arc<dyn Clock>) -> ClientWithMiddleware {
    client_with(timeout, Patience { clock })
}

/// A client that waits for a node for `timeout`, with `manners` towards nodes that are busy.
pub fn client_with(timeout: Duration, manners: impl Middleware) -> ClientWithMiddleware {
    let client = reqwest::Client::builder()
        .default_headers(HttpSender::default_headers())
        .timeout(timeout)
        .pool_idle_timeout(timeout)
        .build()
        .expect("a client without settings that could be wrong");
    ClientBuilder::new(client).with(manners).build()
}

/// What a node that is busy for too long is told of.
#[derive(Debug)]
struct Busy(String);

impl std::fmt::Display for Busy {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str(&self.0)
    }
}

impl std::error::Error for Busy {}

struct Patience {
    clock: Arc<dyn Clock>,
}

#[async_trait]
impl Middleware for Patience {
    async fn handle(&self, request: Request, extensions: &mut Extensions, next: Next<'_>) -> Result<Response> {
        let mut pause = FIRST;
        for _ in 1..TRIES {
            let again = request.try_clone().expect("the body of a request is in memory");
            let asked = match next.clone().run(again, extensions).await {
                Ok(response) if is_busy(response.status()) => asked_for(&response),
                // The line broke; what took too long may be on its way.
                Err(error) if error.is_connect() || error.is_request() && !error.is_timeout() => None,
                done => return done,
            };
            let span = asked.unwrap_or(pause).max(pause);
            if span > LONGEST {
                let text = format!(
                    "the node limits requests, and asks to wait for {} s: try later, or another --url",
                    span.as_secs()
                );
                return Err(Error::middleware(Busy(text)));
            }
            self.clock.rest(span).await;
            pause *= 2;
        }
        let last = next.run(request, extensions).await?;
        if last.status() == StatusCode::TOO_MANY_REQUESTS {
            let text =
                format!("the node limits requests, and refused this one {TRIES} times: try later, or another --url");
            return Err(Error::middleware(Busy(text)));
        }
        Ok(last)
    }
}

/// Whether a node may answer the same request later.
fn is_busy(status: StatusCode) -> bool {
    matches!(
        status,
        StatusCode::TOO_MANY_REQUESTS
            | StatusCode::BAD_GATEWAY
            | StatusCode::SERVICE_UNAVAILABLE
            | StatusCode::GATEWAY_TIMEOUT
    )
}

/// How long the node asks to wait, where it says so in seconds.
pub fn asked_for(response: &Response) -> Option<Duration> {
    let seconds = response.headers().get(RETRY_AFTER)?.to_str().ok()?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds))
}
