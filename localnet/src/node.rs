//! The node: surfpool's, in this process and without a network.

use std::net::{Ipv4Addr, TcpListener};
use std::sync::atomic::{AtomicU16, Ordering};
use std::thread::JoinHandle;
use std::time::Duration;

use anyhow::{Context, Result, anyhow, bail};
use crossbeam_channel::{Receiver, Sender, unbounded};
use restaking_client::ID;
use solana_account::Account;
use solana_clock::Clock;
use solana_program::pubkey::Pubkey;
use surfpool_core::start_local_surfnet;
use surfpool_core::surfnet::svm::{SurfnetSvm, SurfnetSvmConfig};
use surfpool_types::{BlockProductionMode, RpcConfig, SimnetCommand, SimnetConfig, SimnetEvent, SurfpoolConfig};

use crate::clock;
use crate::program::Program;

/// The longest slot of a chain with a halted clock, in milliseconds: within a block, the node adds a slot to the second.
const LONGEST_STANDING: u64 = 999;

/// Where clients look for a node on their own machine.
pub const RPC_PORT: u16 = 8899;
/// Where they look for its WebSocket.
pub const WS_PORT: u16 = 8900;
/// How long a slot takes, in milliseconds: as on a cluster.
pub const SLOT_MILLIS: u64 = 400;

/// The only address that it listens on: it does what anyone asks of it.
const HOST: Ipv4Addr = Ipv4Addr::LOCALHOST;

/// How long the node may take to begin, or to end.
const PATIENCE: Duration = Duration::from_secs(300);

/// What a node begins with.
#[derive(Clone, Debug)]
pub struct Settings {
    /// The port for RPC; 0 for any that is free.
    pub rpc_port: u16,
    /// The port for WebSocket; 0 for any that is free.
    pub ws_port: u16,
    /// How long a slot takes, in milliseconds.
    pub slot_millis: u64,
    /// The program, if it is there from the beginning on.
    pub program: Option<Program>,
    /// What else is there from the beginning on, programs' data before the programs.
    pub accounts: Vec<(Pubkey, Account)>,
    /// The first slot's time in unix seconds, if it is not now.
    pub begins_at: Option<i64>,
    /// Whether blockhashes never expire, for a chain with a halted clock: slots pass all the same.
    pub keeps_blockhashes: bool,
    /// Whether to print what the node reports.
    pub reports: bool,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            rpc_port: RPC_PORT,
            ws_port: WS_PORT,
            slot_millis: SLOT_MILLIS,
            program: None,
            accounts: vec![],
            begins_at: None,
            keeps_blockhashes: false,
            reports: false,
        }
    }
}

/// A node that runs. It ends when this is dropped.
pub struct Node {
    settings: Settings,
    commands: Sender<SimnetCommand>,
    running: Option<JoinHandle<()>>,
}

impl Node {
    /// Starts a node, and returns once it answers. Its time stands still until [`Node::start_clock`].
    ///
    /// # Errors
    /// If a port is taken, or the program does not load.
    pub fn start(mut settings: Settings) -> Result<Self> {
        for port in [&mut settings.rpc_port, &mut settings.ws_port] {
            if *port == 0 {
                *port = free_port()?;
            }
            TcpListener::bind((HOST, *port)).with_context(|| format!("port {port} cannot be listened on"))?;
        }
        if settings.keeps_blockhashes {
            settings.slot_millis = settings.slot_millis.min(LONGEST_STANDING);
        }
        let (mut svm, events, geyser_events) = SurfnetSvm::new(SurfnetSvmConfig {
            slot_time: settings.slot_millis,
            // It would run every transaction once more for each of its instructions.
            instruction_profiling_enabled: false,
            // A log that is cut short would lose events.
            log_bytes_limit: None,
            skip_blockhash_check: settings.keeps_blockhashes,
            ..SurfnetSvmConfig::default()
        })
        .map_err(|error| anyhow!("the node cannot be made: {error}"))?;
        if let Some(program) = &settings.program {
            program.deploy(&mut svm).context("the program cannot be deployed")?;
        }
        put(&mut svm, std::mem::take(&mut settings.accounts))?;
        if let Some(time) = settings.begins_at {
            begin_at(&mut svm, time)?;
        }

        let (commands, asked) = unbounded();
        let slot = Duration::from_millis(settings.slot_millis);
        let received = clock::keep(asked, slot, svm.inner.get_sysvar())?;
        let config = config(&settings);
        let own = commands.clone();
        let run = move || -> Result<(), String> {
            let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build();
            let node = start_local_surfnet(svm, config, own, received, geyser_events);
            runtime.map_err(|error| error.to_string())?.block_on(node).map_err(|error| error.to_string())
        };
        let (failed, failure) = unbounded();
        let running = std::thread::Builder::new().name("node".into()).spawn(move || {
            if let Err(error) = run() {
                let _ = failed.send(error);
            }
        })?;
        await_start(&events, &failure)?;
        let reports = settings.reports;
        std::thread::Builder::new().name("reports".into()).spawn(move || report(&events, reports))?;
        Ok(Self { settings, commands, running: Some(running) })
    }

    /// Lets time pass from now on, by this machine's clock.
    pub fn start_clock(&self) {
        let _ = self.commands.send(SimnetCommand::UpdateBlockProductionMode(BlockProductionMode::Clock));
    }

    /// Where it answers RPC.
    pub fn rpc_url(&self) -> String {
        format!("http://{HOST}:{}", self.settings.rpc_port)
    }

    /// Where it answers WebSocket.
    pub fn ws_url(&self) -> String {
        format!("ws://{HOST}:{}", self.settings.ws_port)
    }

    /// Whether it still runs.
    pub fn is_running(&self) -> bool {
        self.running.as_ref().is_some_and(|thread| !thread.is_finished())
    }
}

impl Drop for Node {
    fn drop(&mut self) {
        let _ = self.commands.send(SimnetCommand::Terminate(None));
        if let Some(thread) = self.running.take() {
            let _ = thread.join();
        }
    }
}

/// The first port outside those that systems assign by themselves, and how many of them are tried.
const PORTS: u16 = 18_000;
const PORTS_TRIED: u16 = 10_000;

/// A free port. It is none of those that a system gives to connections, which could take it before its node
/// does.
///
/// # Errors
/// If there is none.
pub fn free_port() -> Result<u16> {
    static NEXT: AtomicU16 = AtomicU16::new(0);
    let first = (std::process::id() % u32::from(PORTS_TRIED)) as u16;
    for _ in 0..PORTS_TRIED {
        let port = PORTS + (first + NEXT.fetch_add(1, Ordering::Relaxed)) % PORTS_TRIED;
        if TcpListener::bind((HOST, port)).is_ok() {
            return Ok(port);
        }
    }
    bail!("no port from {PORTS} on is free")
}

/// Puts `accounts` there. The node copies its list of all accounts of an owner with each that it lists, so those of the program, which may
/// be many, are listed at once.
fn put(svm: &mut SurfnetSvm, accounts: Vec<(Pubkey, Account)>) -> Result<()> {
    let (own, others): (Vec<_>, Vec<_>) = accounts.into_iter().partition(|(_, account)| account.owner == ID);
    for (address, account) in others {
        svm.set_account(&address, account).map_err(|error| anyhow!("{address} cannot be put there: {error}"))?;
    }
    let mut listed = svm.accounts_by_owner.get(&ID.to_string())?.unwrap_or_default();
    for (address, account) in own {
        svm.inner.set_account(address, account).map_err(|error| anyhow!("{address} cannot be put there: {error}"))?;
        listed.push(address.to_string());
    }
    svm.accounts_by_owner.store(ID.to_string(), listed)?;
    Ok(())
}

/// Sets a clock back that nothing has happened by yet.
fn begin_at(svm: &mut SurfnetSvm, time: i64) -> Result<()> {
    let millis = u64::try_from(time).ok().and_then(|seconds| seconds.checked_mul(1_000));
    let millis = millis.with_context(|| format!("a chain cannot begin at {time}"))?;
    (svm.updated_at, svm.genesis_updated_at) = (millis, millis);
    let clock = Clock { unix_timestamp: time, ..svm.inner.get_sysvar::<Clock>() };
    svm.inner.set_sysvar(&clock);
    Ok(())
}

fn config(settings: &Settings) -> SurfpoolConfig {
    let node = SimnetConfig {
        offline_mode: true,
        remote_rpc_url: None,
        slot_time: settings.slot_millis,
        instruction_profiling_enabled: false,
        log_bytes_limit: None,
        block_production_mode: BlockProductionMode::Manual,
        skip_blockhash_check: settings.keeps_blockhashes,
        ..SimnetConfig::default()
    };
    let rpc = RpcConfig {
        bind_host: HOST.to_string(),
        bind_port: settings.rpc_port,
        ws_port: settings.ws_port,
        ..RpcConfig::default()
    };
    SurfpoolConfig { simnets: vec![node], rpc, ..SurfpoolConfig::default() }
}

fn await_start(events: &Receiver<SimnetEvent>, failure: &Receiver<String>) -> Result<()> {
    let deadline = crossbeam_channel::after(PATIENCE);
    loop {
        crossbeam_channel::select! {
            recv(events) -> event => match event {
                Ok(SimnetEvent::CoreStarted(_)) => return Ok(()),
                Ok(SimnetEvent::Aborted(why)) => bail!("the node cannot start: {why}"),
                Ok(_) => {}
                Err(_) => bail!("the node ended before it began"),
            },
            recv(failure) -> why => bail!("the node cannot start: {}", why.unwrap_or_else(|_| "it ended".into())),
            recv(deadline) -> _ => bail!("the node has not started in {} s", PATIENCE.as_secs()),
        }
    }
}

/// Takes in what the node reports, which would wait without a reader, and prints what may be of interest.
fn report(events: &Receiver<SimnetEvent>, print: bool) {
    for event in events {
        match event {
            SimnetEvent::ErrorLog(_, text) | SimnetEvent::WarnLog(_, text) if print => eprintln!("node: {text}"),
            _ => {}
        }
    }
}
