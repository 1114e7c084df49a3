//! Nodes of a simulation: their files outlive them, and they are killed at any request.

use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex, PoisonError};
use std::time::Duration;

use async_trait::async_trait;
use ncn_kit::protection::Protection;
use ncn_kit::vote::HEAD_BYTES;
use restake_cli::error::{Error, Result};
use restake_node::aggregator::{self, Aggregator};
use restake_node::context::{Context, Tick};
use restake_node::log::Log;
use restake_node::metrics::Metrics;
use restake_node::operator::{self, Operator};
use restake_node::outbox::{Outbox, Pay};
use restake_node::peers::{NoAnswer, Peers};
use restake_node::service::{Performer, Window};
use restake_node::software::Software;
use restake_node::store::Store;
use restake_node::turn::Turn;
use restake_node::wire::{Answer, MOST_MESSAGE, Request};
use solana_keypair::Keypair;
use solana_program::hash::hashv;
use solana_program::pubkey::Pubkey;
use solana_signer::Signer;
use tokio::runtime::Handle;

use crate::world::{BAD, DOMAIN, KIND, Killed, OneKind, Random, Reach, World};

pub const PAY: Pay = Pay { units: 200_000, price: Some(0), most_lamports: 0 };

/// A key by its number.
pub fn key(name: &str, number: usize) -> Keypair {
    Keypair::new_from_array(hashv(&[name.as_bytes(), &number.to_le_bytes()]).to_bytes())
}

/// The operator with that number.
pub fn operator_at(number: usize) -> Pubkey {
    key("operator", number).pubkey()
}

/// A folder in memory where there is one: each record waits for the disk.
pub struct Folder(PathBuf);

impl Folder {
    pub fn new(name: &str) -> Self {
        let shared = Path::new("/dev/shm");
        let base = if shared.is_dir() { shared.to_owned() } else { std::env::temp_dir() };
        let path = base.join(format!("restake-node-{name}-{}", std::process::id()));
        let _ = std::fs::remove_dir_all(&path);
        std::fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    pub fn file(&self, name: &str) -> PathBuf {
        self.0.join(name)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

pub fn context(world: &Arc<World>, node: usize, state: &Path) -> Result<Context> {
    Ok(Context {
        link: Arc::new(Reach { world: world.clone(), node }),
        service: Arc::new(OneKind(world.clone())),
        domain: DOMAIN,
        store: Arc::new(Mutex::new(Store::open(state, &DOMAIN)?)),
        metrics: Metrics::new()?,
        log: if std::env::var_os("SIM_LOG").is_some() {
            Log::to(Default::default(), std::io::stderr())
        } else {
            Log::none()
        },
    })
}

type Answerer = Box<dyn Fn(Request, Duration) -> Answer + Send + Sync>;

/// The aggregators that run, and the lines that are cut.
#[derive(Default)]
pub struct Lines {
    pub aggregators: Vec<Option<Answerer>>,
    pub cut: std::collections::BTreeSet<(usize, usize)>,
    /// Aggregators that take requests and never answer: each costs the time limit.
    pub silent: std::collections::BTreeSet<usize>,
    pub uptime: Duration,
}

pub type Network = Arc<Mutex<Lines>>;

struct Line {
    world: Arc<World>,
    network: Network,
    node: usize,
}

impl Peers for Line {
    fn count(&self) -> usize {
        self.network.lock().unwrap_or_else(PoisonError::into_inner).aggregators.len()
    }

    fn ask(&self, asked: &[(usize, Request)]) -> Vec<std::result::Result<Answer, NoAnswer>> {
        self.world.burn(self.node);
        for (_, request) in asked {
            if let Request::Vote(vote) = request {
                self.world.see(vote);
            }
        }
        let mut lines = self.network.lock().unwrap_or_else(PoisonError::into_inner);
        if asked.iter().any(|(place, _)| lines.silent.contains(place)) {
            // All are waited for at once, for the default time limit.
            (0..2).for_each(|_| self.world.pass());
            lines.uptime += Duration::from_secs(2);
        }
        let answer = |(place, request): &(usize, Request)| match &lines.aggregators[*place] {
            _ if lines.silent.contains(place) => Err(NoAnswer { is_late: true, why: "no answer in time".to_owned() }),
            Some(answer) if !lines.cut.contains(&(self.node, *place)) => {
                // As over the network: what is read is what was written.
                let request = Request::read(&request.write()).unwrap();
                Ok(Answer::read(&answer(request, lines.uptime).write()).unwrap())
            }
            _ => Err(NoAnswer { is_late: false, why: "no line".to_owned() }),
        };
        asked.iter().map(answer).collect()
    }
}

/// Observes a random number each time, so that a second observation is another content.
pub struct Dice {
    random: Mutex<Random>,
    kind: Kind,
}

#[async_trait]
impl Performer for Dice {
    async fn observe(&self, window: &Window, now: i64) -> Result<Option<Vec<u8>>> {
        assert!(!self.kind.is_panicking, "a performer of a test");
        let number = self.random.lock().unwrap().below(1 << 40);
        if self.kind.is_huge {
            return Ok(Some(vec![0; MOST_MESSAGE - HEAD_BYTES]));
        }
        if self.kind.is_equal {
            return Ok(Some(window.at.number.to_be_bytes().repeat(2)));
        }
        let first = if self.kind.is_bad { BAD } else { 1 };
        Ok(Some([&[first][..], &number.to_be_bytes()[..7], &now.to_be_bytes()].concat()))
    }
}

/// What is special about an operator.
#[derive(Clone, Copy, Default)]
pub struct Kind {
    /// Says the same as all others.
    pub is_equal: bool,
    /// The chain refuses its votes.
    pub is_bad: bool,
    /// Its votes are the longest that an aggregator reads, and the first in order.
    pub is_huge: bool,
    pub is_panicking: bool,
}

/// A node with the role operator.
pub struct OperatorNode {
    pub node: usize,
    pub number: usize,
    folder: Arc<Folder>,
    kind: Kind,
    seed: u64,
    runs: u64,
    running: Option<(Context, Operator)>,
}

impl OperatorNode {
    /// Node `node` of operator `number`, with files of its own.
    pub fn new(world: &World, folder: &Arc<Folder>, (node, number): (usize, usize), kind: Kind, seed: u64) -> Self {
        world.state().keys.insert(key("vote", number).pubkey().to_bytes(), operator_at(number));
        let current = world.state().current();
        let mut protection = Protection::create(&folder.file(&format!("{node}.protection"))).unwrap();
        protection.raise(&DOMAIN, KIND, current - 1).unwrap();
        Self { node, number, folder: folder.clone(), kind, seed, runs: 0, running: None }
    }

    pub fn is_running(&self) -> bool {
        self.running.is_some()
    }

    pub fn is_halted(&self) -> bool {
        self.running.as_ref().is_some_and(|(_, operator)| operator.halted().is_some())
    }

    /// Whether it may sign: its turn has come.
    pub fn is_active(&self) -> bool {
        self.running.as_ref().is_some_and(|(_, operator)| operator.is_active())
    }

    /// Starts its process; one that is killed meanwhile does not start.
    pub fn start(&mut self, world: &Arc<World>, network: &Network, runtime: &Handle) {
        self.runs += 1;
        let started = survive(|| {
            let context = context(world, self.node, &self.folder.file(&format!("{}.sqlite", self.node)))?;
            let session = hashv(&[&self.seed.to_le_bytes(), &self.node.to_le_bytes(), &self.runs.to_le_bytes()]);
            let random = Random::new(self.seed ^ (self.node as u64) << 32 ^ self.runs << 50);
            let line = Line { world: world.clone(), network: network.clone(), node: self.node };
            let parts = operator::Parts {
                key: key("vote", self.number),
                operator: operator_at(self.number),
                protection: Protection::open(&self.folder.file(&format!("{}.protection", self.node)))
                    .map_err(|error| Error::new(error.to_string()))?,
                terms: operator::Terms {
                    observe_timeout: Duration::from_secs(5),
                    carry_before_seconds: 20,
                    resend: Duration::from_secs(5),
                    look: Duration::from_secs(2),
                },
                performer: Arc::new(Dice { random: Mutex::new(random), kind: self.kind }),
                peers: Arc::new(line),
                outbox: Outbox::open(&context, operator::ROLE, key("payer", self.node), PAY)?,
                turn: Turn::with(&context, session.to_bytes()[..16].try_into().unwrap())?,
                software: Software::with([0; 32]),
                runtime: runtime.clone(),
            };
            let operator = Operator::new(&context, parts)?;
            Ok((context, operator))
        });
        self.running = started.and_then(Result::ok);
    }

    pub fn kill(&mut self) {
        self.running = None;
    }

    /// A file of the node's.
    pub fn file(&self, ending: &str) -> PathBuf {
        self.folder.file(&format!("{}.{ending}", self.node))
    }

    /// One step, at which it may be killed.
    pub fn step(&mut self, uptime: Duration) {
        let Some((context, operator)) = &mut self.running else { return };
        let done = survive(|| {
            // What fails is tried again at the next step.
            if let Ok(now) = context.link.now() {
                let _ = operator.step(context, Tick { now, uptime });
            }
        });
        if done.is_none() {
            self.running = None;
        }
    }
}

/// A node with the role aggregator.
pub struct AggregatorNode {
    node: usize,
    place: usize,
    folder: Arc<Folder>,
    running: Option<(Context, Aggregator)>,
}

impl AggregatorNode {
    pub fn new(network: &Network, folder: &Arc<Folder>, node: usize) -> Self {
        let mut lines = network.lock().unwrap();
        lines.aggregators.push(None);
        Self { node, place: lines.aggregators.len() - 1, folder: folder.clone(), running: None }
    }

    pub fn is_running(&self) -> bool {
        self.running.is_some()
    }

    pub fn start(&mut self, world: &Arc<World>, network: &Network, uptime: Duration) {
        let started = survive(|| {
            let context = context(world, self.node, &self.folder.file(&format!("{}.sqlite", self.node)))?;
            let outbox = Outbox::open(&context, aggregator::ROLE, key("payer", self.node), PAY)?;
            let terms = aggregator::Terms {
                batch: 8,
                gather: Duration::from_secs(2),
                hurry_seconds: 20,
                look: Duration::from_secs(2),
            };
            let tick = Tick { now: context.link.now()?, uptime };
            let aggregator = Aggregator::new(&context, terms, outbox, tick)?;
            Ok((context, aggregator))
        });
        self.running = started.and_then(Result::ok);
        let answerer = self.running.as_ref().map(|(context, aggregator)| {
            let answerer: Answerer = Box::new(aggregator.answerer(context));
            answerer
        });
        network.lock().unwrap_or_else(PoisonError::into_inner).aggregators[self.place] = answerer;
    }

    pub fn kill(&mut self, network: &Network) {
        self.running = None;
        network.lock().unwrap_or_else(PoisonError::into_inner).aggregators[self.place] = None;
    }

    pub fn step(&mut self, network: &Network, uptime: Duration) {
        let Some((context, aggregator)) = &mut self.running else { return };
        let done = survive(|| {
            if let Ok(now) = context.link.now() {
                let _ = aggregator.step(context, Tick { now, uptime });
            }
        });
        if done.is_none() {
            self.kill(network);
        }
    }

    /// The evidence that it keeps, also while it is down.
    pub fn evidence(&self) -> usize {
        Store::existing(&self.folder.file(&format!("{}.sqlite", self.node))).unwrap().open_evidence().unwrap().len()
    }
}

/// What `work` gives; none if it was killed.
fn survive<T>(work: impl FnOnce() -> T) -> Option<T> {
    match catch_unwind(AssertUnwindSafe(work)) {
        Ok(done) => Some(done),
        Err(thrown) if thrown.is::<Killed>() => None,
        Err(thrown) => resume_unwind(thrown),
    }
}
