//! The upgrade gate as a part of a deployment: its program, final, and the hand-over of the upgrade authority.

use std::path::{Path, PathBuf};

use clap::Args;
use restaking_client::Config;
use restaking_client::gate::{self, GateProgram};
use solana_keypair::Keypair;
use solana_loader_v3_interface::instruction as loader;
use solana_loader_v3_interface::state::UpgradeableLoaderState as State;
use solana_program::pubkey::Pubkey;
use solana_signer::Signer;

use super::gate::open;
use crate::accounts;
use crate::amount::tokens;
use crate::config::keypair;
use crate::deployment::build::Build;
use crate::deployment::gate::gate_at;
use crate::deployment::loading::{deploy, pass_a_slot};
use crate::deployment::preflight::{self, Change};
use crate::deployment::{Deployed, Target, carry_out_agreed, send};
use crate::error::Result;
use crate::refuse;
use crate::session::{Plan, Session};
use crate::settings::check;
use crate::time::Span;

/// The gate of a deployment.
#[derive(Args, Debug)]
pub struct GateOptions {
    /// Deploy the upgrade gate as well, immutable, and hand it the upgrade authority: code then changes only after a notice
    #[arg(long)]
    gate: bool,
    /// Delay announcements for this long at the least, and no less than the slowest exit [default: three of the longest epochs]
    #[arg(long, value_name = "SPAN", requires = "gate")]
    gate_delay: Option<Span>,
    /// Let this address cancel upgrades beside the signer [default: none]
    #[arg(long, value_name = "ADDRESS", requires = "gate")]
    guardian: Option<Pubkey>,
    /// Use this compiled gate [default: the one that `cargo xtask build` made for the gate's address]
    #[arg(long, value_name = "FILE", requires = "gate")]
    gate_program: Option<PathBuf>,
    /// Use this key pair of the gate's address, if it is not on the cluster yet [default: the public one on a local chain]
    #[arg(long, value_name = "FILE", requires = "gate")]
    gate_keypair: Option<PathBuf>,
}

/// What is to be done for a gate.
pub struct GateWork {
    gates: GateProgram,
    bytes: Vec<u8>,
    /// The key pair of the gate program, where that is to be put there.
    key: Option<Keypair>,
    /// The gate program is there, and not final yet.
    ends: bool,
    /// Hands the upgrade authority over.
    open: Plan,
}

impl GateOptions {
    /// The steps to carry out; none without a requested gate, or for a program behind its gate already. Nothing is sent
    /// yet.
    pub fn work(
        &self,
        session: &Session,
        target: &Target,
        not_reproducible: bool,
        max_epoch_seconds: u64,
    ) -> Result<Option<GateWork>> {
        if !self.gate {
            return Ok(None);
        }
        let (me, program, Target { cluster, settings }) = (session.me(), *session.program(), target);
        let authority = Deployed::read(session.chain)?.map(|deployed| deployed.authority);
        match authority {
            Some(None) => refuse!("the program {program} is final, and has no use for a gate"),
            Some(Some(authority)) if gate_at(session.chain, &program, &authority)?.is_some() => return Ok(None),
            Some(Some(authority)) if authority != me => {
                refuse!("the program's upgrade authority is {authority}, and the key pair at hand is {me}'s")
            }
            _ => {}
        }
        let own = self.gate_keypair.as_deref().map(keypair).transpose()?;
        let asked = own.as_ref().map(Keypair::pubkey);
        let Some(gates) = settings.gate(asked, cluster)? else {
            refuse!(
                "no address of the upgrade gate is configured for {cluster}: make its key pair with `solana-keygen new --outfile KEY`, \
                 build with `cargo xtask build --gate-id ADDRESS`, and name it with --gate-keypair KEY"
            );
        };
        let build = Build::gate(self.gate_program.as_deref(), settings, &gates)?;
        build.check(cluster)?;
        build.check_record(cluster, not_reproducible)?;
        // A config that is there says itself how slow exits are.
        let config: Option<Config> = accounts::find(session.chain, &session.program().config())?;
        let slowest = config.map_or(max_epoch_seconds, |config| config.max_epoch_seconds);
        let open = open(me, gates, &program, slowest, self.gate_delay, self.guardian)?;
        let bytes = build.bytes;
        let (key, ends) = match Deployed::at(session.chain, &gates)? {
            None => (Some(own.map_or_else(|| local_key(target, &gates), Ok)?), true),
            Some(there) if !there.is(&bytes) => refuse!("the upgrade gate {} on {cluster} is not this build", *gates),
            Some(there) => match there.authority {
                None => (None, false),
                Some(authority) if authority == me => (None, true),
                // Gated by itself, it changes with a notice as well: `restake gate show` tells the shorter one.
                Some(authority) if gate_at(session.chain, &gates, &authority)?.is_some() => (None, false),
                Some(authority) => refuse!("{authority} can change the upgrade gate {} at any time", *gates),
            },
        };
        Ok(Some(GateWork { gates, bytes, key, ends, open }))
    }
}

/// The public key pair of the gate's address on local chains.
fn local_key(target: &Target, gates: &GateProgram) -> Result<Keypair> {
    check(gates, &target.cluster)?;
    if **gates != gate::LOCAL_ID {
        refuse!("the upgrade gate is not on {}: name its key pair with --gate-keypair", target.cluster);
    }
    keypair(&target.settings.folder().join(Path::new("migrations/localnet-gate-keypair.json")))
}

impl GateWork {
    /// What is to be done, as a part of a sentence.
    pub fn todo(&self, session: &Session) -> Result<String> {
        let rent = tokens(session.chain.rent(State::size_of_programdata(self.bytes.len()))?, 9);
        let program = match (&self.key, self.ends) {
            (Some(_), _) => {
                format!("deploy the upgrade gate, final, {} bytes, for {rent} SOL that stay there; ", self.bytes.len())
            }
            (None, true) => "make the upgrade gate final; ".to_owned(),
            _ => String::new(),
        };
        let mut what = self.open.what.clone();
        what[..1].make_ascii_lowercase();
        Ok(program + &what)
    }

    /// What it costs, in lamports.
    pub fn cost(&self, session: &Session) -> Result<u64> {
        let change = if self.key.is_some() { Change::Deploy(self.bytes.len()) } else { Change::Nothing };
        preflight::cost_of_gate(session, &self.gates, &self.bytes, change)
    }

    /// Does it. What is done already stays where it is interrupted, and is not done again.
    pub fn carry_out(self, session: &mut Session) -> Result<()> {
        let me = session.me();
        if let Some(key) = self.key {
            // It never changes, and needs no more room.
            deploy(session, key, &self.bytes, self.bytes.len())?;
        }
        if self.ends {
            let end = loader::set_upgrade_authority(&self.gates, &me, None);
            send(session, &Plan::new("Make the gate final").with(end), 10_000)?;
        }
        pass_a_slot(session.chain)?;
        carry_out_agreed(session, self.open, 800_000)
    }
}
