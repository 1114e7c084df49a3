//! What the roles of a process share.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::time::Duration;

use crate::link::Link;
use crate::log::Log;
use crate::metrics::Metrics;
use crate::service::Service;
use crate::store::Store;

/// A moment of a role's work. Windows and deadlines are measured by the chain's time alone; pauses between tries by this
/// machine's, which only moves forward.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tick {
    /// The chain's time, in unix seconds.
    pub now: i64,
    /// How long the process runs.
    pub uptime: Duration,
}

/// What the roles of a process share.
#[derive(Clone)]
pub struct Context {
    /// The chain.
    pub link: Arc<dyn Link>,
    /// The service.
    pub service: Arc<dyn Service>,
    /// What signatures for the NCN begin with.
    pub domain: [u8; 32],
    /// The state.
    pub store: Arc<Mutex<Store>>,
    /// The metrics.
    pub metrics: Metrics,
    /// The log.
    pub log: Log,
}

impl Context {
    /// The state, for as long as the guard lives.
    pub fn store(&self) -> MutexGuard<'_, Store> {
        // A panic of another role leaves the database as its last transaction left it.
        self.store.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
