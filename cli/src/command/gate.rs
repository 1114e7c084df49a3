//! The upgrade gate: what it holds, and what its admin, its guardian and anyone do with it.

use std::path::PathBuf;

use artifact::ProgramHash;
use clap::{Args, Subcommand};
use restaking_client::gate::rules::{full_notice, slowest_exit};
use restaking_client::gate::{
    AcceptGateAdmin, Gate, GateProgram, ProposeGateAdmin, ProposeGateAdminInstructionArgs, RaiseDelay,
    RaiseDelayInstructionArgs, SetGateGuardian, SetGateGuardianInstructionArgs,
};
use restaking_client::{Config, Program};
use solana_loader_v3_interface::instruction as loader;
use solana_loader_v3_interface::state::UpgradeableLoaderState as State;
use solana_program::pubkey::Pubkey;
use solana_sdk_ids::bpf_loader_upgradeable;

use super::common::{AddressOrNone, SYSTEM};
use crate::amount::tokens;
use crate::deployment::build::Build;
use crate::deployment::gate::{Keeper, gate_at};
use crate::deployment::loading::{make_room, pass_a_slot};
use crate::deployment::preflight::{self, Change};
use crate::deployment::upload::upload;
use crate::deployment::{Deployed, Target, send};
use crate::error::{Error, Result};
use crate::idl::hex;
use crate::refuse;
use crate::session::{Mode, Plan, Session};
use crate::time::{Span, near, span};
use crate::view::gate::{document, lines};

/// The upgrade gate.
#[derive(Args, Debug)]
pub struct GateArgs {
    /// The program behind the gate [default: the restaking program]
    #[arg(long, value_name = "ADDRESS", global = true)]
    gated: Option<Pubkey>,
    /// What to do.
    #[command(subcommand)]
    command: GateCommand,
}

/// What can be done with a gate.
#[derive(Debug, Subcommand)]
pub enum GateCommand {
    /// Show the key or gate that can change the program's code, its notice, and the announced upgrade
    Show,
    /// Create the gate of a deployed program, and hand it the upgrade authority; for the upgrade authority
    Open {
        /// Delay announcements for this long at the least, and no less than the slowest exit [default: three of the longest
        /// epochs]
        #[arg(long, value_name = "SPAN")]
        delay: Option<Span>,
        /// Let this address cancel upgrades beside the admin [default: none]
        #[arg(long, value_name = "ADDRESS")]
        guardian: Option<Pubkey>,
        /// Use the gate program at this address [default: the one in Anchor.toml]
        #[arg(long, value_name = "ADDRESS")]
        gate_id: Option<Pubkey>,
    },
    /// Upload a build into a buffer, and hand the buffer to the key that is to announce it
    Upload {
        /// Use this compiled program [default: the one that `cargo xtask build` made for the program's address]
        #[arg(long, value_name = "FILE")]
        program: Option<PathBuf>,
        /// Let this address announce it [default: the signer]
        #[arg(long, value_name = "ADDRESS")]
        to: Option<Pubkey>,
        /// Use a build that cannot be compared with the source
        #[arg(long)]
        not_reproducible: bool,
    },
    /// Announce a build: upload it and hand its buffer to the gate; for the gate's admin
    Announce {
        /// Use this compiled program [default: the one that `cargo xtask build` made for the program's address]
        #[arg(long, value_name = "FILE")]
        program: Option<PathBuf>,
        /// Announce the build in this buffer of the admin's, in place of an upload
        #[arg(long, value_name = "ADDRESS")]
        buffer: Option<Pubkey>,
        /// Wait for this long, if longer than the gate requires
        #[arg(long, value_name = "SPAN")]
        delay: Option<Span>,
        /// Use a build that cannot be compared with the source
        #[arg(long)]
        not_reproducible: bool,
    },
    /// Execute the announced upgrade once it is due; anyone may send it
    Execute,
    /// Cancel the announced upgrade and return its buffer; for the admin, the guardian, and anyone once it has expired
    Cancel,
    /// Raise the delay of later announcements, permanently; for the admin
    RaiseDelay {
        /// The new delay
        delay: Span,
    },
    /// Propose another admin of the gate; `none` withdraws the proposal
    Propose {
        /// The new admin
        new_admin: AddressOrNone,
    },
    /// Accept a proposal and become the gate's admin
    Accept,
    /// Hand the guardian's role over; for the guardian. `none` gives it up permanently
    SetGuardian {
        /// The new guardian
        new_guardian: AddressOrNone,
    },
    /// Make the program immutable, permanently; for the admin
    Renounce,
}

impl GateArgs {
    /// Whether it signs nothing.
    pub fn only_looks(&self) -> bool {
        matches!(self.command, GateCommand::Show)
    }

    /// Does it.
    pub fn run(self, session: &mut Session, target: &Target) -> Result<()> {
        let (me, gated) = (session.me(), self.gated.unwrap_or(*session.program()));
        match self.command {
            GateCommand::Show => show(session, target, &gated),
            GateCommand::Open { delay, guardian, gate_id } => {
                let Some(gates) = target.settings.gate(gate_id, &target.cluster)? else {
                    refuse!(
                        "no address of the upgrade gate is configured for {}: name it with --gate-id",
                        target.cluster
                    );
                };
                // Without its config the core could never have one: only its upgrade authority makes it.
                let config: Config = session.load(&session.program().config())?;
                if Deployed::at(session.chain, &gates)?.is_none() {
                    refuse!(
                        "the upgrade gate {} is not on this cluster: `restake deploy --gate` puts it there",
                        *gates
                    );
                }
                let mut plan = open(me, gates, &gated, config.max_epoch_seconds, delay, guardian)?;
                session.check_named(&mut plan, &guardian)?;
                session.carry_out(plan)
            }
            GateCommand::Upload { program, to, not_reproducible } => {
                let build = read(session, target, program, &gated, not_reproducible)?;
                let (buffer, hash) = (upload_build(session, target, &gated, &build)?, ProgramHash::of(&build.bytes));
                if let Some(to) = to.filter(|to| *to != me) {
                    let plan = Plan::new("Hand it over").with(loader::set_buffer_authority(&buffer, &me, &to));
                    send(session, &plan, 10_000)?;
                }
                session.say(format!("Buffer {buffer} of {} has the code {hash}.", to.unwrap_or(me)))
            }
            GateCommand::Announce { program, buffer, delay, not_reproducible } => {
                let build = read(session, target, program, &gated, not_reproducible)?;
                announce(session, target, &gated, &build, buffer, delay)
            }
            GateCommand::Execute => execute(session, &gated),
            GateCommand::Cancel => {
                let (gates, gate) = gate_of(session, &gated)?;
                let announcement = announced(&gate)?;
                let what = format!("Cancel the announced upgrade to {}", hex(&announcement.code_hash));
                let back = format!("buffer {} goes back to {}", announcement.buffer, announcement.owner);
                session.carry_out(of(gates, what).with(gates.cancel(&me, &gate)).warning([back]))
            }
            GateCommand::RaiseDelay { delay: Span(seconds) } => {
                let (gates, gate) = gate_of(session, &gated)?;
                let (before, after) = (span(gate.delay_seconds), span(seconds));
                let what = format!("Raise the delay of upgrades from {before} to {after}, PERMANENTLY");
                let accounts = RaiseDelay { admin: me, gate: gates.gate(&gated) };
                let args = RaiseDelayInstructionArgs { delay_seconds: seconds };
                session.carry_out(of(gates, what).with(accounts.instruction_at(&gates, args)))
            }
            GateCommand::Propose { new_admin: AddressOrNone(new_admin) } => {
                let (gates, _) = gate_of(session, &gated)?;
                let what = match new_admin {
                    SYSTEM => "Withdraw the proposal of an admin of the gate".to_owned(),
                    _ => format!("Propose {new_admin} as admin of the gate of {gated}"),
                };
                let accounts = ProposeGateAdmin { admin: me, gate: gates.gate(&gated) };
                let args = ProposeGateAdminInstructionArgs { new_admin };
                let mut plan = of(gates, what);
                session.check_named(&mut plan, [&new_admin])?;
                session.carry_out(plan.with(accounts.instruction_at(&gates, args)))
            }
            GateCommand::Accept => {
                let (gates, gate) = gate_of(session, &gated)?;
                let what = format!("Become the admin of the gate of {gated}, in place of {}", gate.admin);
                let accounts = AcceptGateAdmin { pending_admin: me, gate: gates.gate(&gated) };
                session.carry_out(of(gates, what).with(accounts.instruction_at(&gates)))
            }
            GateCommand::SetGuardian { new_guardian: AddressOrNone(new_guardian) } => {
                let (gates, _) = gate_of(session, &gated)?;
                let what = match new_guardian {
                    SYSTEM => format!("Leave the gate of {gated} without a guardian, PERMANENTLY"),
                    _ => format!("Make {new_guardian} the guardian of the gate of {gated}"),
                };
                let accounts = SetGateGuardian { guardian: me, gate: gates.gate(&gated) };
                let args = SetGateGuardianInstructionArgs { new_guardian };
                let mut plan = of(gates, what);
                session.check_named(&mut plan, [&new_guardian])?;
                session.carry_out(plan.with(accounts.instruction_at(&gates, args)))
            }
            GateCommand::Renounce => {
                let (gates, _) = gate_of(session, &gated)?;
                let what =
                    format!("Make the program {gated} immutable, PERMANENTLY: nobody will ever upgrade it again");
                session.carry_out(of(gates, what).with(gates.renounce(&me, &gated)))
            }
        }
    }
}

/// A plan to do `what` with a gate.
fn of(gates: GateProgram, what: String) -> Plan {
    Plan { gates: Some(gates), ..Plan::new(what) }
}

/// What makes the gate of `program`, with no less delay than leaves everyone time to exit.
pub fn open(
    authority: Pubkey,
    gates: GateProgram,
    program: &Pubkey,
    max_epoch_seconds: u64,
    delay: Option<Span>,
    guardian: Option<Pubkey>,
) -> Result<Plan> {
    let (least, usual) = (slowest_exit(max_epoch_seconds), full_notice(max_epoch_seconds));
    let seconds = delay.map_or(usual, |Span(seconds)| seconds);
    if seconds < least {
        refuse!("a delay of {} is shorter than the slowest exit, which takes {}", span(seconds), span(least));
    }
    let what = format!(
        "Hand the upgrade authority of {program} to its gate {}: from then on code changes {} after its announcement at the soonest, \
         PERMANENTLY",
        gates.gate(program),
        span(seconds)
    );
    Ok(of(gates, what).with(gates.open(&authority, &authority, program, seconds, guardian.unwrap_or_default())))
}

/// The build to announce.
fn read(
    session: &Session,
    target: &Target,
    path: Option<PathBuf>,
    gated: &Pubkey,
    not_reproducible: bool,
) -> Result<Build> {
    let own = target.settings.gate(None, &target.cluster)?.filter(|gates| **gates == *gated);
    let build = match own {
        Some(gates) => Build::gate(path.as_deref(), &target.settings, &gates)?,
        None => Build::read(path.as_deref(), &target.settings, &Program::at(*gated))?,
    };
    build.check(&target.cluster)?;
    build.check_record(&target.cluster, not_reproducible)?;
    if Deployed::at(session.chain, gated)?.is_some_and(|deployed| deployed.is(&build.bytes)) {
        refuse!("the program {gated} has this code already");
    }
    Ok(build)
}

fn upload_build(session: &mut Session, target: &Target, gated: &Pubkey, build: &Build) -> Result<Pubkey> {
    if session.options.mode != Mode::Send || session.signers.nonce.is_some() || session.options.dry_run {
        refuse!(
            "an upload takes hundreds of signatures: send it with `restake gate upload --to ADMIN`, then announce with --buffer"
        );
    }
    let (bytes, program) = (&build.bytes, Program::at(*gated));
    preflight::features(session.chain, &target.cluster, bytes)?;
    let has = Deployed::at(session.chain, &program)?.map_or(0, |deployed| deployed.code.len());
    preflight::balance(session, preflight::cost_to_upgrade(session, &program, bytes, Change::Upgrade(has))?)?;
    if !session.options.yes {
        let rent = tokens(session.chain.rent(State::size_of_buffer(bytes.len()))?, 9);
        session.confirm(&format!("Upload {} bytes, for {rent} SOL that come back in the end?", bytes.len()))?;
    }
    upload(session, bytes)
}

fn announce(
    session: &mut Session,
    target: &Target,
    gated: &Pubkey,
    build: &Build,
    buffer: Option<Pubkey>,
    delay: Option<Span>,
) -> Result<()> {
    let (gates, gate) = gate_of(session, gated)?;
    let me = session.me();
    if gate.admin != me {
        refuse!("only the gate's admin {} announces upgrades, and the signer is {me}", gate.admin);
    }
    if let Some(announced) = gate.announced() {
        refuse!("an upgrade to {} is announced already: `restake gate cancel` first", hex(&announced.code_hash));
    }
    let seconds = delay.map_or(gate.delay_seconds, |Span(seconds)| seconds);
    let buffer = match buffer {
        Some(buffer) => buffer,
        None => upload_build(session, target, gated, build)?,
    };
    let code = artifact::trimmed(&build.bytes);
    let there = session.chain.account(&buffer)?.filter(|account| account.owner == bpf_loader_upgradeable::ID);
    let there = there.ok_or_else(|| Error::new(format!("there is no buffer at {buffer}")))?;
    if artifact::trimmed(there.data.get(State::size_of_buffer_metadata()..).unwrap_or_default()) != code {
        refuse!("the buffer {buffer} has other code than {}", build.path.display());
    }
    let hash = solana_program::hash::hash(code).to_bytes();
    let now = session.now()?;
    let from = near(now.saturating_add_unsigned(seconds), now);
    let what = format!("Announce the upgrade of {gated} to {}, to be executed from {from} on", hex(&hash));
    let lost = "from now on nobody can change the buffer; to cancel returns it".to_owned();
    session.carry_out(of(gates, what).with(gates.announce(&me, gated, &buffer, hash, seconds)).warning([lost]))
}

/// Executes what is announced. Where the program needs more room, that comes first: a program cannot ask the loader for it.
fn execute(session: &mut Session, gated: &Pubkey) -> Result<()> {
    let (gates, gate) = gate_of(session, gated)?;
    let announcement = announced(&gate)?.clone();
    let (now, from) = (session.now()?, announcement.schedule.executable_from);
    if now < from {
        refuse!("the upgrade can be executed from {} on", near(from, now));
    }
    let Some(buffer) = session.chain.account(&announcement.buffer)? else {
        refuse!("the announced buffer {} is not on this cluster", announcement.buffer);
    };
    let bytes = buffer.data.len().saturating_sub(State::size_of_buffer_metadata());
    let mut plan = of(gates, format!("Upgrade {gated} to {}", hex(&announcement.code_hash)));
    let has = Deployed::at(session.chain, gated)?.map_or(0, |deployed| deployed.code.len());
    if bytes > has {
        if !session.options.sends() {
            refuse!(
                "the program has room for {has} bytes, and the code has {bytes}: the execution makes room first, when it is sent"
            );
        }
        if session.options.json && !session.options.yes {
            refuse!("--output json cannot ask: add --yes to send, or --dry-run to only simulate");
        }
        if !session.options.yes {
            session.confirm(&format!("Make room for {bytes} bytes, of which the program has {has}?"))?;
        }
        make_room(session, gated, has, bytes)?;
        pass_a_slot(session.chain)?;
    }
    plan = plan.with(gates.execute(&gate));
    session.carry_out(plan)
}

fn show(session: &mut Session, target: &Target, gated: &Pubkey) -> Result<()> {
    let Some(deployed) = Deployed::at(session.chain, gated)? else {
        refuse!("the program {gated} is not on {}", target.cluster);
    };
    let keeper = Keeper::of(session.chain, gated, deployed.authority)?;
    let (now, hash) = (session.now()?, ProgramHash::of(&deployed.code));
    if session.options.json {
        return session.write_json(&document(gated, &deployed, &hash, &keeper, now));
    }
    for line in lines(gated, &deployed, &hash, &keeper, now) {
        session.say(line)?;
    }
    Ok(())
}

/// The gate of `program`, and the gate program.
fn gate_of(session: &Session, program: &Pubkey) -> Result<(GateProgram, Gate)> {
    let Some(deployed) = Deployed::at(session.chain, program)? else {
        refuse!("the program {program} is not on this cluster");
    };
    let Some(authority) = deployed.authority else { refuse!("the program {program} is final") };
    gate_at(session.chain, program, &authority)?
        .ok_or_else(|| Error::new(format!("the program {program} has no gate: its upgrade authority is {authority}")))
}

fn announced(gate: &Gate) -> Result<&restaking_client::gate::Announcement> {
    gate.announced().ok_or_else(|| Error::new("no upgrade is announced"))
}
