//! Whether the roles of a process work, and the HTTP server that says so beside the metrics.

use std::collections::BTreeMap;
use std::net::SocketAddr;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use restake_cli::error::{Error, Result};
use restake_cli::metrics::{FORMAT, respond, text};
use serde_json::{Value, json};
use tiny_http::{Method, Server};

use crate::metrics::Metrics;

/// After how long without a step a role is not healthy.
const PATIENCE: Duration = Duration::from_secs(60);

/// The health of the roles.
#[derive(Clone, Default)]
pub struct Health(Arc<Mutex<Inner>>);

#[derive(Default)]
struct Inner {
    roles: BTreeMap<&'static str, Role>,
    halted: Option<String>,
}

#[derive(Default)]
struct Role {
    last_step: Option<Instant>,
    error: Option<String>,
}

impl Health {
    fn inner(&self) -> MutexGuard<'_, Inner> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Expects steps of `role`.
    pub fn expect(&self, role: &'static str) {
        self.inner().roles.insert(role, Role { last_step: Some(Instant::now()), error: None });
    }

    /// Notes a step; whether its failure is news.
    pub fn note(&self, role: &'static str, step: &Result<()>) -> bool {
        let mut inner = self.inner();
        let of = inner.roles.entry(role).or_default();
        match step {
            Ok(()) => {
                *of = Role { last_step: Some(Instant::now()), error: None };
                false
            }
            Err(error) => {
                let text = error.to_string();
                let is_news = of.error.as_ref() != Some(&text);
                of.error = Some(text);
                is_news
            }
        }
    }

    /// Notes that the operator signs no more.
    pub fn halt(&self, why: &str) {
        self.inner().halted = Some(why.to_owned());
    }

    /// Whether all roles work, and a document that says so.
    pub fn report(&self) -> (bool, Value) {
        let inner = self.inner();
        let mut is_healthy = inner.halted.is_none();
        let mut roles = serde_json::Map::new();
        for (name, role) in &inner.roles {
            let seconds = role.last_step.map(|at| at.elapsed().as_secs());
            is_healthy &= seconds.is_some_and(|seconds| seconds < PATIENCE.as_secs());
            roles.insert((*name).to_owned(), json!({ "seconds_since_step": seconds, "error": role.error }));
        }
        (is_healthy, json!({ "healthy": is_healthy, "halted": inner.halted, "roles": roles }))
    }
}

/// Answers `/metrics` and `/health` in a thread of its own. Returns where it listens.
///
/// # Errors
/// If the address is taken.
pub fn serve(address: SocketAddr, metrics: Metrics, health: Health) -> Result<String> {
    let server = Server::http(address)
        .map_err(|error| Error::new(format!("Address {address} cannot be listened at: {error}")))?;
    let bound = server.server_addr().to_string();
    std::thread::Builder::new().name("metrics".to_owned()).spawn(move || {
        while let Ok(request) = server.recv() {
            let path = request.url().split('?').next().unwrap_or_default();
            let answer = match (request.method(), path) {
                (Method::Get | Method::Head, "/metrics") => match metrics.text() {
                    Ok(metrics) => (200, FORMAT, metrics),
                    Err(error) => (500, "text/plain", error.to_string()),
                },
                (Method::Get | Method::Head, "/health") => {
                    let (is_healthy, report) = health.report();
                    (if is_healthy { 200 } else { 503 }, "application/json", report.to_string())
                }
                _ => (404, "text/plain", "Metrics are at /metrics, and health at /health.\n".to_owned()),
            };
            let (status, format, body) = answer;
            respond(request, text(body, format).with_status_code(status));
        }
    })?;
    Ok(bound)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_node_that_halts_or_makes_no_step_is_not_healthy() {
        let health = Health::default();
        assert!(health.report().0);
        health.expect("operator");
        assert!(health.report().0);
        let failed = Err(Error::new("no node"));
        assert!(health.note("operator", &failed) && !health.note("operator", &failed));
        let (is_healthy, report) = health.report();
        assert!(is_healthy, "a failure may pass");
        assert_eq!(report["roles"]["operator"]["error"], "no node");
        assert!(!health.note("operator", &Ok(())) && health.note("operator", &failed));
        health.inner().roles.get_mut("operator").unwrap().last_step = None;
        assert!(!health.report().0);
        health.note("operator", &Ok(()));
        health.halt("another node");
        let (is_healthy, report) = health.report();
        assert!(!is_healthy && report["halted"] == "another node");
    }
}
