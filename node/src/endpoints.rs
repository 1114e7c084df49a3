//! Several RPC nodes as one chain. A node that fails or limits requests rests for a while, with jitter, and the next one is
//! asked. No answer is waited for longer than the time limit.

use std::collections::hash_map::RandomState;
use std::hash::BuildHasher;
use std::sync::atomic::{AtomicU64, AtomicUsize, Ordering};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::{Duration, Instant};

use async_trait::async_trait;
use http::Extensions;
use reqwest::{Request, Response};
use reqwest_middleware::{Middleware, Next};
use restake_cli::chain::rpc::{Rpc, Terminal, asked_for, client_with};
use restake_cli::chain::{Chain, Landing, Lifetime, Listed, Outcome, Past};
use restake_cli::error::{Error, Result};
use restake_cli::redact::redact;
use restaking_client::Program;
use solana_account::Account;
use solana_commitment_config::CommitmentConfig;
use solana_program::hash::Hash;
use solana_program::pubkey::Pubkey;
use solana_signature::Signature;
use solana_transaction::versioned::VersionedTransaction;

use crate::link::{BalanceChanges, Fate, Handed, Link};

/// The first rest of a node that failed; each further one is twice as long, up to the longest.
pub const FIRST_REST: Duration = Duration::from_millis(250);
/// The longest rest, unless the node asks for more.
pub const LONGEST_REST: Duration = Duration::from_secs(15);
/// The longest rest that a node may ask for.
pub const LONGEST_ASKED: Duration = Duration::from_secs(120);

/// For how long all nodes may rest before a request is given up: the role that made it goes on with other work.
const PATIENCE: Duration = Duration::from_secs(5);

/// How far apart the landing of a transaction is looked for, and every how many looks it is handed over again.
const POLL: Duration = Duration::from_millis(500);
const RESEND: usize = 4;

/// When a node is asked again.
#[derive(Debug, Default)]
pub struct Rest {
    failures: u32,
    until: Option<Instant>,
    asked: Option<Duration>,
}

impl Rest {
    /// How much longer it rests at `now`.
    pub fn left(&self, now: Instant) -> Duration {
        self.until.map_or(Duration::ZERO, |until| until.saturating_duration_since(now))
    }

    /// Notes an answer.
    pub fn succeed(&mut self) {
        *self = Self::default();
    }

    /// Notes that the node asks not to be asked for `span`: it is obeyed at the next failure.
    pub fn ask(&mut self, span: Duration) {
        self.asked = Some(span.min(LONGEST_ASKED));
    }

    /// Notes a failure: a rest that doubles, of which a random half is left out, and no shorter than the node asked for.
    pub fn fail(&mut self, now: Instant, random: u64) {
        let whole = FIRST_REST.saturating_mul(1 << self.failures.min(10)).min(LONGEST_REST);
        let half = whole / 2;
        let jitter = half.mul_f64(f64::from((random >> 32) as u32) / f64::from(u32::MAX));
        self.failures = self.failures.saturating_add(1);
        let span = (half + jitter).max(self.asked.take().unwrap_or_default());
        self.until = Some(now + span);
    }
}

/// An RPC node.
struct Endpoint {
    rpc: Rpc,
    rest: Arc<Mutex<Rest>>,
}

/// Several RPC nodes.
pub struct Endpoints {
    all: Vec<Endpoint>,
    program: Program,
    /// The one that is asked first.
    next: AtomicUsize,
    failures: AtomicU64,
    random: RandomState,
    is_ending: Box<dyn Fn() -> bool + Send + Sync>,
}

/// Reads how long a node that limits requests asks to be left alone.
struct Ear {
    rest: Arc<Mutex<Rest>>,
}

#[async_trait]
impl Middleware for Ear {
    async fn handle(
        &self,
        request: Request,
        extensions: &mut Extensions,
        next: Next<'_>,
    ) -> reqwest_middleware::Result<Response> {
        let response = next.run(request, extensions).await?;
        let status = response.status();
        if (status.as_u16() == 429 || status.is_server_error())
            && let Some(span) = asked_for(&response)
        {
            self.rest.lock().unwrap_or_else(PoisonError::into_inner).ask(span);
        }
        response.error_for_status().map_err(reqwest_middleware::Error::Reqwest)
    }
}

impl Endpoints {
    /// The nodes at `urls`, each of which has `timeout` to answer. `is_ending` tells that the process ends: no landing is waited
    /// for any more.
    pub fn new(
        urls: &[String],
        commitment: CommitmentConfig,
        program: Program,
        timeout: Duration,
        is_ending: impl Fn() -> bool + Send + Sync + 'static,
    ) -> Self {
        let endpoint = |url: &String| {
            let rest = Arc::new(Mutex::new(Rest::default()));
            let client = client_with(timeout, Ear { rest: rest.clone() });
            Endpoint { rpc: Rpc::with_client(url, client, commitment, program, Arc::new(Terminal)), rest }
        };
        Self {
            all: urls.iter().map(endpoint).collect(),
            program,
            next: AtomicUsize::new(0),
            failures: AtomicU64::new(0),
            random: RandomState::new(),
            is_ending: Box::new(is_ending),
        }
    }

    /// How often a node failed to answer.
    pub fn failures(&self) -> u64 {
        self.failures.load(Ordering::Relaxed)
    }

    /// The node that rests least, from the preferred one on, with how long it rests.
    fn rested(&self) -> Option<(usize, Duration)> {
        let (first, now) = (self.next.load(Ordering::Relaxed), Instant::now());
        let places = (0..self.all.len()).map(|step| (first + step) % self.all.len());
        places.map(|place| (place, self.rest(place).left(now))).min_by_key(|(_, left)| *left)
    }

    fn rest(&self, place: usize) -> std::sync::MutexGuard<'_, Rest> {
        self.all[place].rest.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Asks one node after the other.
    fn ask<T>(&self, call: impl Fn(&Rpc) -> Result<T>) -> Result<T> {
        let mut last = None;
        // Each node once, and one more for a single node whose line broke.
        for _ in 0..=self.all.len() {
            let Some((place, left)) = self.rested() else { break };
            if left > PATIENCE || (left > Duration::ZERO && (self.is_ending)()) {
                break;
            }
            std::thread::sleep(left);
            match call(&self.all[place].rpc) {
                Ok(answer) => {
                    self.rest(place).succeed();
                    return Ok(answer);
                }
                Err(error) => {
                    self.failures.fetch_add(1, Ordering::Relaxed);
                    self.rest(place).fail(Instant::now(), self.random.hash_one(Instant::now()));
                    self.next.store((place + 1) % self.all.len(), Ordering::Relaxed);
                    last = Some(error);
                }
            }
        }
        Err(last.unwrap_or_else(|| Error::new("Every RPC node limits requests or fails")))
    }
}

impl Link for Endpoints {
    fn hand_over(&self, transaction: &VersionedTransaction, is_first: bool) -> Result<Handed> {
        self.ask(|rpc| rpc.hand_over(transaction, is_first))
    }

    fn fates(&self, signatures: &[Signature]) -> Result<Vec<Fate>> {
        self.ask(|rpc| {
            let told = rpc.client.get_signature_statuses(signatures);
            let told = told.map_err(|error| Error::new(redact(&format!("Reading statuses failed: {error}"))))?;
            let fates = told.value.into_iter().map(|status| {
                match status.filter(|status| status.satisfies_commitment(rpc.client.commitment())) {
                    None => Fate::Open,
                    Some(status) => status.err.map_or(Fate::Landed, Fate::Failed),
                }
            });
            Ok(fates.collect())
        })
    }

    fn balance_changes(&self, signature: &Signature, payer: &Pubkey) -> Result<Option<BalanceChanges>> {
        self.ask(|rpc| rpc.balance_changes(signature, payer))
    }

    fn final_height(&self) -> Result<u64> {
        self.ask(|rpc| {
            let height = rpc.client.get_block_height_with_commitment(CommitmentConfig::finalized());
            height.map_err(|error| Error::new(redact(&format!("Reading the block height failed: {error}"))))
        })
    }
}

/// Brings `transaction` onto the chain, or finds that it can no longer land.
///
/// # Errors
/// If neither is known when the process ends.
fn land(link: &Endpoints, transaction: &VersionedTransaction, last_height: u64) -> Result<Landing> {
    let signature = transaction.signatures[0];
    let mut was_handed = false;
    for poll in 0.. {
        if (link.is_ending)() {
            break;
        }
        if poll % RESEND == 0 {
            match link.hand_over(transaction, !was_handed) {
                Ok(Handed::Over) => was_handed = true,
                Ok(Handed::Refused(error, logs)) if !was_handed => {
                    return Ok(Landing::Failed { error, logs, paid: false });
                }
                // What was handed over earlier may still land.
                Ok(_) | Err(_) => {}
            }
        }
        // The height first: what is not on the chain after it was passed cannot land.
        let height = link.final_height();
        match (link.fates(&[signature]).as_deref(), height) {
            (Ok([Fate::Landed]), _) => return Ok(Landing::Landed),
            (Ok([Fate::Failed(error)]), _) => {
                return Ok(Landing::Failed { error: error.clone(), logs: vec![], paid: true });
            }
            (Ok([Fate::Open]), Ok(height)) if height > last_height => return Ok(Landing::Expired),
            _ => {}
        }
        std::thread::sleep(POLL);
    }
    Err(Error::new(format!("Process ends before transaction {signature} has landed")))
}

impl Chain for Endpoints {
    fn program(&self) -> Program {
        self.program
    }

    fn accounts(&self, addresses: &[Pubkey]) -> Result<Vec<Option<Account>>> {
        self.ask(|rpc| rpc.accounts(addresses))
    }

    fn addresses_where(&self, program: &Pubkey, parts: &[(usize, Vec<u8>)]) -> Result<Vec<Pubkey>> {
        self.ask(|rpc| rpc.addresses_where(program, parts))
    }

    fn accounts_where(&self, program: &Pubkey, parts: &[(usize, Vec<u8>)]) -> Result<Vec<(Pubkey, Account)>> {
        self.ask(|rpc| rpc.accounts_where(program, parts))
    }

    fn accounts_of(&self, program: &Pubkey, bytes: usize) -> Result<Vec<(Pubkey, Account)>> {
        self.ask(|rpc| rpc.accounts_of(program, bytes))
    }

    fn recent(&self) -> Result<Lifetime> {
        self.ask(Rpc::recent)
    }

    fn given(&self, hash: Hash) -> Result<Lifetime> {
        self.ask(|rpc| rpc.given(hash))
    }

    fn simulate(&self, transaction: &VersionedTransaction, watched: &[Pubkey]) -> Result<Outcome> {
        self.ask(|rpc| rpc.simulate(transaction, watched))
    }

    fn land(&self, transaction: &VersionedTransaction, lifetime: &Lifetime) -> Result<Landing> {
        match lifetime {
            Lifetime::Recent { last_height, .. } => land(self, transaction, *last_height),
            Lifetime::Nonce { .. } => Err(Error::new("A node uses no nonce accounts")),
        }
    }

    fn has(&self, signature: &Signature) -> Result<bool> {
        self.ask(|rpc| rpc.has(signature))
    }

    fn send_all(&self, transactions: &[VersionedTransaction]) -> Result<()> {
        self.ask(|rpc| rpc.send_all(transactions))
    }

    fn genesis(&self) -> Result<Hash> {
        self.ask(Rpc::genesis)
    }

    fn priority_fee(&self, addresses: &[Pubkey]) -> Result<u64> {
        self.ask(|rpc| rpc.priority_fee(addresses))
    }

    fn latest(&self, address: &Pubkey) -> Result<Option<String>> {
        self.ask(|rpc| rpc.latest(address))
    }

    fn history(&self, address: &Pubkey, until: Option<&str>, least: u64, read: &mut dyn FnMut(Past)) -> Result<()> {
        // A part that was read cannot be taken back, so one node alone is asked.
        match self.rested() {
            Some((place, _)) => self.all[place].rpc.history(address, until, least, read),
            None => Err(Error::new("No RPC node is configured")),
        }
    }

    fn signatures(
        &self,
        address: &Pubkey,
        before: Option<&str>,
        until: Option<&str>,
        least: u64,
    ) -> Result<Vec<Listed>> {
        self.ask(|rpc| rpc.signatures(address, before, until, least))
    }

    fn transactions(&self, listed: &[Listed]) -> Result<Vec<Past>> {
        self.ask(|rpc| rpc.transactions(listed))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_rest_doubles_with_jitter_and_obeys_the_node() {
        let now = Instant::now();
        let mut rest = Rest::default();
        for (failures, random) in [(0, 0), (1, u64::MAX), (2, 1 << 63)] {
            rest.fail(now, random);
            let whole = FIRST_REST * (1 << failures);
            assert!(rest.left(now) >= whole / 2 && rest.left(now) <= whole, "{failures}: {:?}", rest.left(now));
        }
        rest.ask(Duration::from_secs(30));
        rest.fail(now, 0);
        assert_eq!(rest.left(now), Duration::from_secs(30));
        rest.ask(Duration::from_secs(86_400));
        rest.fail(now, 0);
        assert_eq!(rest.left(now), LONGEST_ASKED);
        (0..40).for_each(|_| rest.fail(now, u64::MAX));
        assert_eq!(rest.left(now), LONGEST_REST);
        rest.succeed();
        assert_eq!(rest.left(now), Duration::ZERO);
    }
}
