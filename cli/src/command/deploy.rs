//! The program and its config on a cluster. Existing parts stay as they are, and an interrupted upload continues.

use std::path::{Path, PathBuf};

use clap::Args;
use restaking_client::{LOCAL_ID, Program};
use serde_json::json;
use solana_keypair::Keypair;
use solana_loader_v3_interface::state::UpgradeableLoaderState as State;
use solana_program::pubkey::Pubkey;
use solana_signer::Signer;

use super::admin::init;
use super::gate_deploy::GateOptions;
use crate::amount::tokens;
use crate::cluster::Cluster;
use crate::config::keypair;
use crate::deployment::build::Build;
use crate::deployment::gate::gate_at;
use crate::deployment::loading::{deploy, extended, upgrade};
use crate::deployment::preflight::{self, Change};
use crate::deployment::{Deployed, Target, carry_out_agreed};
use crate::error::Result;
use crate::refuse;
use crate::session::{Mode, Plan, Session};
use crate::settings::check;
use crate::time::Span;

/// Puts the program and its config on a cluster.
#[derive(Args, Debug)]
pub struct Deploy {
    /// Use this compiled program [default: the one that `cargo xtask build` made for the program's address]
    #[arg(long, value_name = "FILE")]
    program: Option<PathBuf>,
    /// Use this key pair of the program's address, if it is not on the cluster yet [default: the public one on a local chain]
    #[arg(long, value_name = "FILE")]
    program_keypair: Option<PathBuf>,
    /// Reserve this many bytes for the program [default: a tenth more than it has]
    #[arg(long, value_name = "BYTES")]
    max_bytes: Option<usize>,
    /// Set the shortest epoch of a vault in a new config; two days at the least on mainnet
    #[arg(long, value_name = "SPAN", default_value = "1h")]
    min_epoch: Span,
    /// Set the longest epoch of a vault in a new config
    #[arg(long, value_name = "SPAN", default_value = "14d")]
    max_epoch: Span,
    /// Deploy on mainnet without a question
    #[arg(long)]
    confirm_mainnet: bool,
    /// Deploy builds that cannot be compared with the source to a public cluster
    #[arg(long)]
    not_reproducible: bool,
    #[command(flatten)]
    gate: GateOptions,
}

impl Deploy {
    /// The program to deploy: at the address of its key pair, where one is named, or at the one that is configured.
    pub fn program(&self, asked: Option<Pubkey>, target: &Target) -> Result<Program> {
        let Target { cluster, settings } = target;
        let configured = asked.map_or_else(|| settings.address(cluster), |asked| Ok(Some(asked)))?;
        let Some(path) = &self.program_keypair else {
            if configured.is_none() && !cluster.is_local() {
                refuse!(
                    "no address of the program is configured for {cluster}: make its key pair with `solana-keygen new --outfile KEY`, \
                     build with `cargo xtask build --program-id ADDRESS`, and name it with --program-keypair KEY"
                );
            }
            return settings.program(asked, || Ok(*cluster));
        };
        let address = keypair(path)?.pubkey();
        check(&address, cluster)?;
        match configured {
            Some(configured) if configured != address => {
                let source = asked.map_or_else(|| settings.name(), |_| "--program-id".to_owned());
                refuse!("{} is the key pair of {address}, and {source} has {configured} for {cluster}", path.display())
            }
            _ => Ok(Program::at(address)),
        }
    }

    /// Does it.
    pub fn run(self, session: &mut Session, target: &Target) -> Result<()> {
        if session.options.mode != Mode::Send || session.signers.nonce.is_some() {
            refuse!("a deployment takes hundreds of signatures: it cannot be exported, nor signed offline");
        }
        let Target { cluster, settings } = target;
        let program = session.program();
        let build = Build::read(self.program.as_deref(), settings, &program)?;
        build.check(cluster)?;
        build.check_record(cluster, self.not_reproducible)?;
        if !cluster.is_local() {
            check(&session.me(), cluster)?;
            settings.check_wallet(&session.me())?;
        }
        let bytes = build.bytes;
        let change = self.change(session, &bytes)?;
        let makes_config = session.chain.account(&program.config())?.is_none();
        if !session.options.json {
            session.say(format!("Cluster: {cluster}; program: {}; upgrade authority: {}", *program, session.me()))?;
        }
        let gate = self.gate.work(session, target, self.not_reproducible, self.max_epoch.0)?;
        if change == Change::Nothing && !makes_config && gate.is_none() {
            return self.report(session, target, "nothing", "The program and its config are there already.");
        }
        if session.options.json && !session.options.yes && !session.options.dry_run {
            refuse!("--output json cannot ask: add --yes to deploy, or --dry-run to only look");
        }
        preflight::features(session.chain, cluster, &bytes)?;
        if let Some(note) = preflight::token_metadata(session.chain, cluster)?.filter(|_| !session.options.json) {
            session.say(note)?;
        }
        let config = makes_config.then(|| self.config(session)).transpose()?;
        // Without its key pair nothing may be spent either.
        let key = match change {
            Change::Deploy(_) => Some(self.key(session, target)?),
            _ => None,
        };
        let mut todo = match change {
            Change::Nothing if makes_config => "make the config".to_owned(),
            Change::Nothing => String::new(),
            Change::Deploy(room) => {
                let rent = tokens(session.chain.rent(State::size_of_programdata(room))?, 9);
                format!("deploy {} bytes, for {rent} SOL that stay in the program", bytes.len())
            }
            Change::Upgrade(_) => format!("upgrade the program to other {} bytes", bytes.len()),
        };
        if let Some(gate) = &gate {
            let also = if todo.is_empty() { "" } else { "; " };
            todo += &format!("{also}{}", gate.todo(session)?);
        }
        let cost = preflight::cost(session, &bytes, change, makes_config)?;
        preflight::balance(session, cost.saturating_add(gate.as_ref().map_or(Ok(0), |gate| gate.cost(session))?))?;
        if session.options.dry_run {
            return self.report(session, target, "dry run", &format!("To do: {todo}."));
        }
        if *cluster == Cluster::Mainnet && !self.confirm_mainnet {
            session.confirm(&format!("THIS IS MAINNET. Really {todo}?"))?;
        } else if !session.options.yes {
            session.confirm(&format!("Really {todo}?"))?;
        }

        match (change, key) {
            (Change::Deploy(room), Some(key)) => deploy(session, key, &bytes, room)?,
            (Change::Upgrade(room), _) => upgrade(session, &bytes, room)?,
            _ => {}
        }
        if let Some(plan) = config {
            carry_out_agreed(session, plan, 100_000)?;
        }
        let gated = gate.is_some();
        if let Some(gate) = gate {
            gate.carry_out(session)?;
        }
        let done = match change {
            Change::Nothing if gated => "gated",
            Change::Nothing => "config",
            Change::Deploy(_) => "deployed",
            Change::Upgrade(_) => "upgraded",
        };
        self.report(session, target, done, "The program and its config are there.")
    }

    fn config(&self, session: &Session) -> Result<Plan> {
        let genesis = session.chain.genesis()?;
        init(session.program(), &genesis, session.me(), self.min_epoch.0, self.max_epoch.0)
    }

    fn report(&self, session: &mut Session, target: &Target, done: &str, text: &str) -> Result<()> {
        let (program, Target { cluster, settings }) = (session.program(), target);
        if session.options.json {
            return session.write_json(&json!({
                "cluster": cluster.key(), "program": program.to_string(), "config": program.config().to_string(),
                "authority": session.me().to_string(), "done": done,
            }));
        }
        session.say(text)?;
        if !cluster.is_local() && settings.address(cluster)?.is_none() && done != "nothing" && done != "dry run" {
            session.say(format!(
                "Add `restaking = \"{}\"` under `[programs.{}]` in {}, and commit it.",
                *program,
                cluster.key(),
                settings.name()
            ))?;
        }
        Ok(())
    }

    /// What the program's account on the chain asks for.
    fn change(&self, session: &Session, bytes: &[u8]) -> Result<Change> {
        let me = session.me();
        let wanted = self.max_bytes.unwrap_or(bytes.len() + bytes.len() / 10);
        let Some(deployed) = Deployed::read(session.chain)? else {
            preflight::room(bytes.len(), wanted)?;
            return Ok(Change::Deploy(wanted));
        };
        let program = *session.program();
        match deployed.authority {
            _ if deployed.is(bytes) => Ok(Change::Nothing),
            Some(authority) if authority == me => {
                let has = deployed.code.len();
                let room = if bytes.len() > has { extended(has, bytes.len()) } else { has };
                preflight::room(bytes.len(), room)?;
                Ok(Change::Upgrade(room))
            }
            Some(authority) if gate_at(session.chain, &program, &authority)?.is_some() => {
                refuse!(
                    "the program's code changes by its gate alone, after a notice: announce it with `restake gate announce`"
                )
            }
            Some(authority) => {
                refuse!("the program's upgrade authority is {authority}, and the key pair at hand is {me}'s")
            }
            None => refuse!("the program at {program} is immutable, with other bytes: it cannot be upgraded"),
        }
    }

    /// The key pair of the program's address.
    fn key(&self, session: &Session, target: &Target) -> Result<Keypair> {
        let (program, Target { cluster, settings }) = (*session.program(), target);
        let path = match &self.program_keypair {
            Some(path) => path.clone(),
            None if program == LOCAL_ID => settings.folder().join(Path::new("migrations/localnet-keypair.json")),
            None => refuse!("the program is not on {cluster}: name its key pair with --program-keypair"),
        };
        let key = keypair(&path)?;
        if key.pubkey() != program {
            refuse!("{} is the key pair of {}, and the program is at {program}", path.display(), key.pubkey());
        }
        Ok(key)
    }
}
