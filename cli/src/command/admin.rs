//! Admins and other roles, and the config.

use clap::{Subcommand, ValueEnum};
use restaking_client::{self as client, Program};
use solana_program::pubkey::Pubkey;

use super::common::{SYSTEM, Whoever, as_bps};
use crate::amount::{Fraction, percent};
use crate::error::Result;
use crate::idl::IDL;
use crate::refuse;
use crate::session::{Plan, Session};
use crate::time::Span;

/// Admins.
#[derive(Debug, Subcommand)]
pub enum AdminCommand {
    /// Proposes another admin of a vault, an operator, an NCN or the config; `none` withdraws the proposal
    Propose {
        /// What it is the admin of
        governed: Pubkey,
        /// Who is to become it
        new_admin: Whoever,
    },
    /// Becomes the admin, as was proposed
    Accept {
        /// What of
        governed: Pubkey,
    },
    /// Leaves a vault, an operator or an NCN without an admin, for good
    Renounce {
        /// What of
        governed: Pubkey,
    },
    /// Gives a lesser role of a vault, an operator or the config to another
    SetRole {
        /// What of
        governed: Pubkey,
        /// The role
        role: Role,
        /// Who gets it; `none` for nobody
        holder: Whoever,
    },
}

/// Lesser roles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Role {
    /// Who may pause.
    Guardian,
    /// Who sets the fees.
    FeeAdmin,
    /// Who gets the fees.
    FeeWallet,
}

impl AdminCommand {
    /// Does it.
    pub fn run(self, session: &mut Session) -> Result<()> {
        let me = session.me();
        match self {
            Self::Propose { governed, new_admin } => {
                let new_admin = new_admin.0;
                let what = match new_admin {
                    SYSTEM => format!("Withdraw the proposal of an admin of {governed}"),
                    _ => format!("Propose {new_admin} as admin of {governed}"),
                };
                let accounts = client::ProposeAdmin { admin: me, governed };
                let args = client::ProposeAdminInstructionArgs { new_admin };
                check_governed(session, &governed)?;
                session.carry_out(Plan::new(what).with(accounts.instruction_at(&session.program(), args)))
            }
            Self::Accept { governed } => {
                check_governed(session, &governed)?;
                let accounts = client::AcceptAdmin { pending_admin: me, governed };
                session.carry_out(
                    Plan::new(format!("Become the admin of {governed}"))
                        .with(accounts.instruction_at(&session.program())),
                )
            }
            Self::Renounce { governed } => {
                check_governed(session, &governed)?;
                let accounts = client::RenounceAdmin { admin: me, governed };
                let what = format!("Leave {governed} without an admin, FOR GOOD: nobody will ever change it again");
                session.carry_out(Plan::new(what).with(accounts.instruction_at(&session.program())))
            }
            Self::SetRole { governed, role, holder } => {
                check_governed(session, &governed)?;
                let accounts = client::SetRole { admin: me, governed };
                let args = client::SetRoleInstructionArgs { role: role as u8, new_holder: holder.0 };
                let name = role.to_possible_value().expect("none is hidden").get_name().replace('-', " ");
                let what = format!("Make {} the {name} of {governed}", holder.0);
                session.carry_out(Plan::new(what).with(accounts.instruction_at(&session.program(), args)))
            }
        }
    }
}

/// Refuses what has no admin.
pub fn check_governed(session: &Session, governed: &Pubkey) -> Result<()> {
    let account = session.chain.account(governed)?;
    match account.as_ref().and_then(|account| IDL.kind(&account.data)) {
        Some("Vault" | "Operator" | "Ncn" | "Config") => Ok(()),
        _ => refuse!("there is no vault, operator, NCN or config at {governed} on this cluster"),
    }
}

/// The config.
#[derive(Debug, Subcommand)]
pub enum ConfigCommand {
    /// Makes the config, once; for the program's upgrade authority
    Init {
        /// The shortest epoch that a vault may have
        #[arg(long, value_name = "SPAN", default_value = "1h")]
        min_epoch: Span,
        /// The longest: operators' and NCNs' changes count after twice as long
        #[arg(long, value_name = "SPAN", default_value = "14d")]
        max_epoch: Span,
    },
    /// Shows it
    Show,
    /// Sets the protocol's part of rewards in vaults' assets; for the config's admin
    SetProtocolFee {
        /// The part, as in 2%
        part: Fraction,
    },
}

impl ConfigCommand {
    /// Does it.
    pub fn run(self, session: &mut Session) -> Result<()> {
        match self {
            Self::Init { min_epoch, max_epoch } => {
                session.carry_out(init(session.program(), session.me(), min_epoch.0, max_epoch.0))
            }
            Self::Show => crate::view::show::show(session, session.program().config()),
            Self::SetProtocolFee { part } => {
                let accounts = client::SetProtocolFee { admin: session.me(), config: session.program().config() };
                let args = client::SetProtocolFeeInstructionArgs { bps: as_bps(part)? };
                let what = format!("Set the protocol's part of rewards to {}", percent(part.0));
                session.carry_out(Plan::new(what).with(accounts.instruction_at(&session.program(), args)))
            }
        }
    }
}

/// What makes the config, by the program's upgrade authority.
pub fn init(program: Program, authority: Pubkey, min_epoch_seconds: u64, max_epoch_seconds: u64) -> Plan {
    let accounts = client::InitializeConfig {
        authority,
        config: program.config(),
        program_data: program.program_data(),
        system_program: SYSTEM,
    };
    let args = client::InitializeConfigInstructionArgs { min_epoch_seconds, max_epoch_seconds };
    Plan::new(format!("Make the config {}", program.config())).with(accounts.instruction_at(&program, args))
}
