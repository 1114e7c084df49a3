//! A process: its roles in threads, until it is told to end.

use std::sync::{Arc, Condvar, Mutex, PoisonError};
use std::time::{Duration, Instant};

use ncn_kit::protection::Protection;
use restake_cli::accounts;
use restake_cli::chain::Chain;
use restake_cli::command::common::domain_on;
use restake_cli::config::keypair;
use restake_cli::error::{Error, Result};
use restake_cli::refuse;
use restaking_client::oracle::OracleProgram;
use restaking_client::{OperatorKey, Program};
use solana_commitment_config::CommitmentConfig;
use solana_keypair::Keypair;
use solana_program::pubkey::Pubkey;
use solana_signer::Signer;
use tokio::runtime::Runtime;
use tokio::signal::unix::{SignalKind, signal};

use crate::aggregator::{self, Aggregator};
use crate::args::Role;
use crate::config::{AggregatorConfig, Config, KeeperConfig, OperatorConfig};
use crate::context::{Context, Tick};
use crate::endpoints::Endpoints;
use crate::health::{self, Health};
use crate::keeper::{self, Keeper};
use crate::log::Log;
use crate::metrics::Metrics;
use crate::operator::{self, Operator};
use crate::oracle::{PriceService, Prices};
use crate::outbox::{Outbox, Pay};
use crate::quic::{self, Quic};
use crate::service::{Performer, Service};
use crate::software::Software;
use crate::store::Store;
use crate::turn::Turn;

/// How far apart the steps of a role are.
const STEP: Duration = Duration::from_secs(1);

/// The longest pause while the chain does not answer at the start.
const LONGEST_PAUSE: Duration = Duration::from_secs(15);

/// How long the roles may take to end. What they leave is in the state and the protection file, at any moment.
const END: Duration = Duration::from_millis(4_500);

/// The compute units of a transaction of votes: a report of five takes 15,000, and the first one of a height opens its round.
const REPORT_UNITS: u32 = 200_000;

/// What a service is made from.
pub struct Setup<'a> {
    /// The configuration.
    pub config: &'a Config,
    /// The chain.
    pub chain: &'a dyn Chain,
    /// The core.
    pub core: Program,
}

/// A service, and what its operator observes.
pub struct Made {
    /// The service.
    pub service: Arc<dyn Service>,
    /// The performer; needed for the role `operator` alone.
    pub performer: Option<Arc<dyn Performer>>,
}

/// The price oracle, as the configuration names it.
///
/// # Errors
/// If it has no feeds, or the chain cannot be read.
pub fn oracle(setup: &Setup) -> Result<Made> {
    let Config { service, operator, .. } = setup.config;
    if service.feeds.is_empty() {
        refuse!("`service.feeds` names no feed");
    }
    let program = oracle_program(setup.config);
    let made = Arc::new(PriceService::new(setup.core, program, service.ncn, service.feeds.clone()));
    let performer = match operator {
        None => None,
        Some(operator) => {
            let mut feeds = std::collections::BTreeMap::new();
            for feed in &service.feeds {
                let Some(price) = operator.prices.get(&feed.to_string()) else {
                    refuse!("`operator.prices.{feed}` has no sources");
                };
                let sources = crate::oracle::FeedSources {
                    sources: price.sources.clone(),
                    least: price.least(),
                    spread_bps: price.spread_bps,
                    decimals: made.decimals(setup.chain, *feed)?,
                };
                feeds.insert(*feed, sources);
            }
            // A little earlier than the operator's own limit, so that what answered in time is used.
            let timeout = Duration::from_secs(operator.observe_timeout_seconds).mul_f32(0.9);
            Some(Arc::new(Prices::new(feeds, timeout)?) as Arc<dyn Performer>)
        }
    };
    Ok(Made { service: made, performer })
}

fn oracle_program(config: &Config) -> OracleProgram {
    config.service.program.map_or(OracleProgram::LOCAL, OracleProgram::at)
}

/// Tells all threads that the process ends.
#[derive(Clone, Default)]
struct End(Arc<(Mutex<bool>, Condvar)>);

impl End {
    fn begin(&self) {
        *self.0.0.lock().unwrap_or_else(PoisonError::into_inner) = true;
        self.0.1.notify_all();
    }

    fn is_begun(&self) -> bool {
        *self.0.0.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn await_begin(&self) {
        let ended = self.0.0.lock().unwrap_or_else(PoisonError::into_inner);
        drop(self.0.1.wait_while(ended, |ended| !*ended));
    }

    fn wait(&self, span: Duration) {
        let ended = self.0.0.lock().unwrap_or_else(PoisonError::into_inner);
        let _ = self.0.1.wait_timeout_while(ended, span, |ended| !*ended);
    }
}

/// What the roles need.
pub(crate) struct Base {
    pub(crate) context: Context,
    pub(crate) link: Arc<Endpoints>,
    made: Made,
    health: Health,
    end: End,
    runtime: Runtime,
    started: Instant,
    oracle: OracleProgram,
}

/// Waits until the chain answers, in growing pauses; whether it did before the process ends.
///
/// `pause` waits for a span, and tells whether the process goes on.
pub fn await_chain(chain: &dyn Chain, log: &Log, mut pause: impl FnMut(Duration) -> bool) -> bool {
    let mut span = STEP;
    loop {
        let Err(error) = chain.now() else { return true };
        log.warn("node", format!("Chain does not answer, again in {} s: {error}", span.as_secs()));
        if !pause(span) {
            return false;
        }
        span = (span * 2).min(LONGEST_PAUSE);
    }
}

/// Begins the end at the first signal.
fn end_at_signals(runtime: &Runtime, end: End) -> Result<()> {
    let entered = runtime.enter();
    let mut terminated = signal(SignalKind::terminate())?;
    let mut interrupted = signal(SignalKind::interrupt())?;
    drop(entered);
    runtime.spawn(async move {
        tokio::select! {
            _ = terminated.recv() => {}
            _ = interrupted.recv() => {}
        }
        end.begin();
    });
    Ok(())
}

/// Opens all that the roles share; none if a signal came while the chain did not answer.
fn base_for_run(config: &Config, make: impl FnOnce(&Setup) -> Result<Made>) -> Result<Option<Base>> {
    let (end, runtime) = (End::default(), runtime(2)?);
    // Before the roles start, so that no signal is missed.
    end_at_signals(&runtime, end.clone())?;
    let (link, log) = (link(config, &end), Log::to(config.log.format, std::io::stdout()));
    let answers = await_chain(&*link, &log, |span| {
        end.wait(span);
        !end.is_begun()
    });
    if answers { base_of(config, make, (end, runtime, link)).map(Some) } else { Ok(None) }
}

pub(crate) fn base(config: &Config, make: impl FnOnce(&Setup) -> Result<Made>) -> Result<Base> {
    let end = End::default();
    let link = link(config, &end);
    base_of(config, make, (end, runtime(2)?, link))
}

fn core(config: &Config) -> Program {
    config.chain.program.map_or(Program::LOCAL, Program::at)
}

fn link(config: &Config, end: &End) -> Arc<Endpoints> {
    let commitment = match config.chain.commitment.as_str() {
        "finalized" => CommitmentConfig::finalized(),
        _ => CommitmentConfig::confirmed(),
    };
    let (ending, timeout) = (end.clone(), Duration::from_secs(config.chain.timeout_seconds));
    Arc::new(Endpoints::new(&config.chain.urls, commitment, core(config), timeout, move || ending.is_begun()))
}

fn base_of(
    config: &Config,
    make: impl FnOnce(&Setup) -> Result<Made>,
    (end, runtime, link): (End, Runtime, Arc<Endpoints>),
) -> Result<Base> {
    let (core, chain): (Program, &dyn Chain) = (core(config), &*link);
    let domain = domain_on(chain, &config.service.ncn)?;
    let made = make(&Setup { config, chain, core })?;
    let context = Context {
        link: link.clone(),
        service: made.service.clone(),
        domain,
        store: Arc::new(Mutex::new(Store::open(&config.state, &domain)?)),
        metrics: Metrics::new()?,
        log: Log::to(config.log.format, std::io::stdout()),
    };
    let (health, started, oracle) = (Health::default(), Instant::now(), oracle_program(config));
    Ok(Base { context, link, made, health, end, runtime, started, oracle })
}

fn runtime(threads: usize) -> Result<Runtime> {
    let made = tokio::runtime::Builder::new_multi_thread().worker_threads(threads).enable_all().build();
    made.map_err(|error| Error::new(format!("Threads cannot be made: {error}")))
}

/// Runs the configured roles among `roles`, or all of them where it is empty, until the process is told to end.
pub(crate) fn run(config: Config, roles: &[Role], make: impl FnOnce(&Setup) -> Result<Made>) -> Result<()> {
    let mut config = config;
    if !roles.is_empty() {
        config.operator = config.operator.filter(|_| roles.contains(&Role::Operator));
        config.aggregator = config.aggregator.filter(|_| roles.contains(&Role::Aggregator));
        config.keeper = config.keeper.filter(|_| roles.contains(&Role::Keeper));
        if config.operator.is_none() && config.aggregator.is_none() && config.keeper.is_none() {
            refuse!("None of these roles is configured");
        }
    }
    let Some(base) = base_for_run(&config, make)? else { return Ok(()) };
    if let Some(metrics) = &config.metrics {
        let bound = health::serve(metrics.listen, base.context.metrics.clone(), base.health.clone())?;
        base.context.log.info("node", format!("Metrics and health are at http://{bound}"));
    }
    let pay =
        Pay { units: REPORT_UNITS, price: config.chain.priority_fee, most_lamports: config.chain.max_priority_fee };
    check_payers(&config)?;
    let mut threads = vec![];
    if let Some(of) = &config.aggregator {
        threads.extend(start_aggregator(&base, of, pay, config.keeper.is_none())?);
    }
    if let Some(of) = &config.operator {
        threads.push(start_operator(&base, of, pay)?);
    }
    if let Some(of) = &config.keeper {
        threads.push(start_keeper(&base, keypair(&of.payer)?, keeper_terms(of, pay))?);
    }
    base.context.log.info("node", format!("Running for NCN {}", config.service.ncn));
    base.end.await_begin();
    base.context.log.info("node", "Ending");
    let begun = Instant::now();
    while begun.elapsed() < END && threads.iter().any(|thread| !thread.is_finished()) {
        std::thread::sleep(Duration::from_millis(20));
    }
    let late = threads.iter().filter(|thread| !thread.is_finished()).count();
    let seconds = begun.elapsed().as_secs_f64();
    base.context.log.info("node", format!("Ended in {seconds:.1} s; {late} roles were left in a request"));
    // A role that waits for a node is not waited for: its state is written at any moment.
    base.runtime.shutdown_background();
    Ok(())
}

/// Refuses two roles with one payer, also in two files.
fn check_payers(config: &Config) -> Result<()> {
    let files = [
        config.operator.as_ref().map(|role| &role.payer),
        config.aggregator.as_ref().map(|role| &role.payer),
        config.keeper.as_ref().map(|role| &role.payer),
    ];
    let mut payers = vec![];
    for file in files.into_iter().flatten() {
        let payer = keypair(file)?.pubkey();
        if payers.contains(&payer) {
            refuse!("Two roles have payer {payer}: the earnings of each could not be told apart");
        }
        payers.push(payer);
    }
    Ok(())
}

type Thread = std::thread::JoinHandle<()>;

/// Runs steps of `role` until the process ends.
fn start(
    base: &Base,
    role: &'static str,
    mut step: impl FnMut(&Context, Tick) -> Result<()> + Send + 'static,
) -> Result<Thread> {
    let (context, health, end, started) = (base.context.clone(), base.health.clone(), base.end.clone(), base.started);
    let link = base.link.clone();
    health.expect(role);
    let steps = move || {
        while !end.is_begun() {
            let done = context.link.now().and_then(|now| {
                context.metrics.chain_time_seconds.with_label_values(&[] as &[&str]).set(now);
                step(&context, Tick { now, uptime: started.elapsed() })
            });
            let failures = i64::try_from(link.failures()).unwrap_or(i64::MAX);
            context.metrics.rpc_failures.with_label_values(&[] as &[&str]).set(failures);
            let result = if done.is_ok() { "ok" } else { "failed" };
            context.metrics.role_steps_total.with_label_values(&[role, result]).inc();
            if health.note(role, &done)
                && let Err(error) = &done
            {
                context.log.warn(role, format!("Step failed, again soon: {error}"));
            }
            end.wait(STEP);
        }
    };
    Ok(std::thread::Builder::new().name(role.to_owned()).spawn(steps)?)
}

fn first_tick(base: &Base) -> Result<Tick> {
    Ok(Tick { now: base.context.link.now()?, uptime: base.started.elapsed() })
}

fn start_aggregator(base: &Base, of: &AggregatorConfig, pay: Pay, no_keeper: bool) -> Result<Vec<Thread>> {
    let terms = aggregator::Terms {
        batch: of.batch,
        gather: Duration::from_millis(of.gather_millis),
        hurry_seconds: of.hurry_seconds.cast_signed(),
        look: Duration::from_secs(2),
    };
    let outbox = Outbox::open(&base.context, aggregator::ROLE, keypair(&of.payer)?, pay)?;
    let mut aggregator = Aggregator::new(&base.context, terms, outbox, first_tick(base)?)?;
    let (answer, started) = (aggregator.answerer(&base.context), base.started);
    let limits = quic::Limits { connections: of.connections, per_address: of.connections_per_address };
    let answer = move |request| answer(request, started.elapsed());
    let (bound, endpoint) = quic::serve(base.runtime.handle(), of.listen, limits, answer)?;
    base.context.log.info(aggregator::ROLE, format!("Takes votes at {bound}"));
    let step = move |context: &Context, tick: Tick| {
        let _open = &endpoint;
        aggregator.step(context, tick)
    };
    let mut threads = vec![start(base, aggregator::ROLE, step)?];
    if no_keeper {
        let of = KeeperConfig {
            payer: of.payer.clone(),
            every_seconds: 60,
            core_every_seconds: 10,
            reserve_lamports: of.reserve_lamports,
        };
        let terms = keeper::Terms { only_evidence: true, ..keeper_terms(&of, pay) };
        threads.push(start_keeper(base, keypair(&of.payer)?, terms)?);
    }
    Ok(threads)
}

/// The operator that a key is registered for.
pub(crate) fn operator_of(base: &Base, key: &Keypair) -> Result<Pubkey> {
    let ncn = base.context.service.ncn();
    let address = base.link.program().operator_key(&ncn, &key.pubkey().to_bytes());
    match accounts::find::<OperatorKey>(&*base.link, &address)? {
        Some(found) => Ok(found.operator),
        None => refuse!("Key {} is not registered for NCN {ncn}: `restake key register` does it", key.pubkey()),
    }
}

pub(crate) fn open_protection(of: &OperatorConfig) -> Result<Protection> {
    if !of.protection.exists() {
        let path = of.protection.display();
        refuse!("No protection file is at {path}: `restake oracle protection start` makes one");
    }
    Protection::open(&of.protection).map_err(|error| Error::new(error.to_string()))
}

fn start_operator(base: &Base, of: &OperatorConfig, pay: Pay) -> Result<Thread> {
    let Some(performer) = base.made.performer.clone() else { refuse!("Service has no performer") };
    let key = keypair(&of.key)?;
    let operator = operator_of(base, &key)?;
    let protection = open_protection(of)?;
    let timeout = Duration::from_millis(of.peer_timeout_millis);
    // Apart from all else: a performer that blocks its thread stops no connection.
    let performing = runtime(1)?;
    let peers = Quic::new(base.runtime.handle().clone(), &of.aggregators, timeout)?;
    let parts = operator::Parts {
        key,
        operator,
        protection,
        terms: operator::Terms {
            observe_timeout: Duration::from_secs(of.observe_timeout_seconds),
            carry_before_seconds: of.carry_before_seconds,
            resend: Duration::from_secs(5),
            look: Duration::from_secs(2),
        },
        performer,
        peers: Arc::new(peers),
        outbox: Outbox::open(&base.context, operator::ROLE, keypair(&of.payer)?, pay)?,
        turn: Turn::new(&base.context)?,
        software: Software::of(of.software.as_deref())?,
        runtime: performing.handle().clone(),
    };
    let mut operator = Operator::new(&base.context, parts)?;
    let health = base.health.clone();
    start(base, operator::ROLE, move |context, tick| {
        let _performing = &performing;
        let done = operator.step(context, tick);
        if let Some(why) = operator.halted() {
            health.halt(why);
        }
        done
    })
}

fn keeper_terms(of: &KeeperConfig, pay: Pay) -> keeper::Terms {
    keeper::Terms {
        every: Duration::from_secs(of.every_seconds),
        core_every: Duration::from_secs(of.core_every_seconds),
        reserve_lamports: of.reserve_lamports,
        price: pay.price,
        most_lamports: pay.most_lamports,
        only_evidence: false,
    }
}

fn start_keeper(base: &Base, payer: Keypair, terms: keeper::Terms) -> Result<Thread> {
    let end = base.end.clone();
    let mut keeper = Keeper::new(payer, Some(base.oracle), terms, move || end.is_begun());
    start(base, keeper::ROLE, move |context, tick| keeper.step(context, tick))
}
