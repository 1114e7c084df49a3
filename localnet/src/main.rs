//! `cargo xtask localnet`: starts the node, makes the example on it, and runs until it is interrupted.

use std::fs;
use std::io::ErrorKind;
use std::path::{Path, PathBuf};
use std::process::ExitCode;
use std::time::{Duration, Instant, SystemTime, UNIX_EPOCH};

use anyhow::{Context, Result, ensure};
use clap::Parser;
use crossbeam_channel::{Receiver, bounded};
use localnet::chain::Chain;
use localnet::example;
use localnet::example::liquid::{plan as liquid_plan, stake_pools};
use localnet::example::manifest::{Manifest, PersonEntry};
use localnet::keys::{self, PEOPLE, address, key};
use localnet::node::{self, Node, Settings};
use localnet::program::{self, Program};
use localnet::scale::{self, Scale};
use tokio::signal::unix::{SignalKind, signal};

/// How often to look whether the node still runs.
const HEARTBEAT: Duration = Duration::from_secs(1);

/// A local chain with the restaking program and a populated example
#[derive(Parser)]
#[command(name = "cargo xtask localnet", bin_name = "cargo xtask localnet")]
struct Arguments {
    /// Begins with an empty ledger, now: without the program and the example
    #[arg(long)]
    empty: bool,
    /// The port for RPC; 0 for any that is free
    #[arg(long, default_value_t = node::RPC_PORT)]
    rpc_port: u16,
    /// The port for WebSocket; 0 for any that is free
    #[arg(long, default_value_t = node::WS_PORT)]
    ws_port: u16,
    /// Set the length of a slot, in milliseconds: at most what a challenge window allows for one
    #[arg(long, default_value_t = node::SLOT_MILLIS, value_parser = clap::value_parser!(u64).range(10..=800))]
    slot_millis: u64,
    /// Stops time: it moves only when it is moved, and blockhashes do not expire
    #[arg(long)]
    manual_clock: bool,
    /// Prints nothing but errors
    #[arg(long)]
    quiet: bool,
    /// The folder for keypair files and the example's addresses
    #[arg(long, env = "LOCALNET_OUT", default_value = "target/localnet")]
    out: PathBuf,
    /// A file to write once all is there, for scripts that wait for it; an old one is removed first
    #[arg(long)]
    ready_file: Option<PathBuf>,
    /// The compiled program
    #[arg(long, env = "RESTAKING_SO", default_value = "target/deploy/restaking.so")]
    program: PathBuf,
    /// Metaplex's compiled Token Metadata program [default: token_metadata.so beside the compiled program]
    #[arg(long, env = "TOKEN_METADATA_SO")]
    token_metadata: Option<PathBuf>,
    /// The compiled price oracle [default: oracle_ncn.so beside the compiled program]
    #[arg(long, env = "ORACLE_SO")]
    oracle: Option<PathBuf>,
    /// SPL's compiled program of single-validator pools: the example has a vault over native stake then
    #[arg(long)]
    single_pool: Option<PathBuf>,
    /// The compiled upgrade gate: it holds the program's upgrade authority then, and an upgrade is announced
    #[arg(long, conflicts_with = "empty")]
    gate: Option<PathBuf>,
    /// Adds this many vaults to the example, with operators and NCNs, to measure clients with
    #[arg(long, conflicts_with = "empty")]
    vaults: Option<u32>,
    /// Adds this many positions to these vaults
    #[arg(long, requires = "vaults", default_value_t = 0)]
    positions: u32,
    /// The compiled program of liquid restaking [default: beside the program]
    #[arg(long, requires = "stake_pool")]
    liquid: Option<PathBuf>,
    /// SPL's compiled program of stake pools: the example has a liquid pool with a year of history then
    #[arg(long)]
    stake_pool: Option<PathBuf>,
    /// The compiled program of a service (NCN), put at the address that it is built for; may be repeated
    #[arg(long)]
    ncn_program: Vec<PathBuf>,
}

impl Arguments {
    /// The programs of liquid restaking and of stake pools, if the chain has them.
    fn liquid(&self) -> Option<(PathBuf, &Path)> {
        let stake_pool = self.stake_pool.as_deref().filter(|_| !self.empty)?;
        Some((self.liquid.clone().unwrap_or_else(|| self.program.with_file_name("liquid.so")), stake_pool))
    }
}

fn main() -> ExitCode {
    match run(&Arguments::parse()) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("error: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &Arguments) -> Result<()> {
    arguments.ready_file.as_deref().map_or(Ok(()), remove)?;
    let interrupted = interruption()?;
    let start = Instant::now();
    let say = |text: &str| {
        if !arguments.quiet {
            println!("{text}");
        }
    };

    let program = if arguments.empty { None } else { Some(Program::read(&arguments.program, key("deployer"))?) };
    let liquid = arguments.liquid();
    let begins_at = if arguments.empty { None } else { Some(now()? - example::length(liquid.is_some())) };
    let pools = arguments.single_pool.as_deref().filter(|_| !arguments.empty);
    let mut accounts = pools.map(program::single_pools).transpose()?.unwrap_or_default();
    if !arguments.empty {
        let beside = |named: &Option<PathBuf>, name| match named {
            Some(path) => path.clone(),
            None => arguments.program.with_file_name(name),
        };
        accounts.extend(program::token_metadata(&beside(&arguments.token_metadata, "token_metadata.so"))?);
        accounts.extend(program::price_oracle(&beside(&arguments.oracle, "oracle_ncn.so"), &address("deployer"))?);
    }
    if let Some(gate) = &arguments.gate {
        accounts.extend(program::upgrade_gate(gate, &arguments.program)?);
    }
    if let Some(vaults) = arguments.vaults {
        accounts.extend(scale::accounts(Scale { vaults, positions: arguments.positions }, now()?)?);
    }
    if let Some((liquid, stake_pool)) = &liquid {
        accounts.extend(program::liquid_pools(liquid, stake_pool, &address("deployer"))?);
    }
    for service in &arguments.ncn_program {
        accounts.extend(program::service(service, &address("deployer"))?);
    }
    let node = Node::start(Settings {
        rpc_port: arguments.rpc_port,
        ws_port: arguments.ws_port,
        slot_millis: arguments.slot_millis,
        program,
        accounts,
        begins_at,
        keeps_blockhashes: arguments.manual_clock,
        reports: !arguments.quiet,
    })?;
    say(&format!("RPC on {}, WebSocket on {} ({:.1} s)", node.rpc_url(), node.ws_url(), start.elapsed().as_secs_f64()));

    let manifest = begin(arguments, &node, say)?;
    if !arguments.manual_clock {
        node.start_clock();
    }
    let path = arguments.out.join("example.json");
    let text = serde_json::to_string_pretty(&manifest)? + "\n";
    write(&path, &text)?;
    say(&format!("\n{manifest}"));
    let keys = arguments.out.join("keys");
    say(&format!("Addresses in {}, keypairs in {}", path.display(), keys.display()));
    say(&format!("Ready in {:.1} s; ends with Ctrl-C", start.elapsed().as_secs_f64()));
    if let Some(file) = &arguments.ready_file {
        write(file, &text)?;
    }

    let chain = Chain::new(node.rpc_url());
    while interrupted.recv_timeout(HEARTBEAT).is_err() {
        ensure!(node.is_running(), "the node has ended by itself");
        // As on a cluster, where managers of stake pools update them early in each epoch. A busy node is asked again.
        if liquid.is_some()
            && let Err(error) = stake_pools::keep(&chain)
        {
            eprintln!("stake pools are not updated: {error:#}");
        }
    }
    say("Ending");
    arguments.ready_file.as_deref().map_or(Ok(()), remove)
}

/// Writes the keypairs and makes the example, if there is to be one. Gives what is there then.
fn begin(arguments: &Arguments, node: &Node, say: impl Fn(&str)) -> Result<Manifest> {
    let mut manifest = Manifest::new(node.rpc_url(), node.ws_url());
    let more = if arguments.liquid().is_some() { liquid_plan::PEOPLE.as_slice() } else { &[] };
    for (name, is) in PEOPLE.iter().chain(more).copied() {
        let keypair = keys::write(&arguments.out.join("keys"), name)?.display().to_string();
        let entry = PersonEntry { address: address(name).to_string(), is: is.into(), keypair };
        manifest.people.insert(name.into(), entry);
    }
    let chain = Chain::new(node.rpc_url());
    if arguments.empty {
        chain.fund(&address("deployer"), example::plan::LAMPORTS)?;
        manifest.now = chain.now()?;
        return Ok(manifest);
    }
    example::populate(&chain, manifest, now()?, |what| say(&format!("  {what}")))
}

/// Receives once this is interrupted or told to end.
fn interruption() -> Result<Receiver<()>> {
    let (sender, receiver) = bounded(1);
    let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build()?;
    std::thread::Builder::new().name("signals".into()).spawn(move || {
        let ended = runtime.block_on(async {
            let mut told = signal(SignalKind::terminate())?;
            tokio::select! {
                interrupted = tokio::signal::ctrl_c() => interrupted,
                _ = told.recv() => Ok(()),
            }
        });
        if let Err(error) = ended {
            eprintln!("error: signals cannot be waited for: {error}");
        }
        let _ = sender.send(());
    })?;
    Ok(receiver)
}

fn write(path: &Path, text: &str) -> Result<()> {
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder).with_context(|| format!("{} cannot be made", folder.display()))?;
    }
    // Written aside first, so that a waiting reader finds all of it.
    let aside = path.with_extension("part");
    fs::write(&aside, text).with_context(|| format!("{} cannot be written", aside.display()))?;
    fs::rename(&aside, path).with_context(|| format!("{} cannot be written", path.display()))
}

fn remove(path: &Path) -> Result<()> {
    match fs::remove_file(path) {
        Err(error) if error.kind() != ErrorKind::NotFound => {
            Err(error).with_context(|| format!("{} cannot be removed", path.display()))
        }
        _ => Ok(()),
    }
}

/// The time, in unix seconds.
fn now() -> Result<i64> {
    Ok(i64::try_from(SystemTime::now().duration_since(UNIX_EPOCH)?.as_secs())?)
}
