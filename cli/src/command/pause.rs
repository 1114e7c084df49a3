//! Pauses of what can wait.

use clap::{Subcommand, ValueEnum};
use restaking_client as client;
use restaking_client::ledger::state::pause::Pause;
use solana_program::pubkey::Pubkey;

use super::admin::check_governed;
use crate::error::Result;
use crate::session::{Plan, Session};
use crate::time::{Span, span};

/// Pauses.
#[derive(Debug, Subcommand)]
pub enum PauseCommand {
    /// Pause kinds of action in a vault, or by the config in all; for its guardian
    Raise {
        /// The vault, or the config
        governed: Pubkey,
        /// The kinds to pause, all at once: no other pause can follow for seven days
        #[arg(required = true)]
        kinds: Vec<Kind>,
        /// Pause for this long: seven days at the most
        #[arg(long = "for", value_name = "SPAN")]
        span: Span,
    },
    /// End a pause early; for the guardian and the admin
    Lift {
        /// The vault, or the config
        governed: Pubkey,
    },
}

/// What can be paused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Kind {
    /// Deposits.
    Deposits,
    /// Instant exits.
    InstantExits,
    /// Tickets that turn back into VRT, or go to another owner.
    Tickets,
    /// Delegations, allocations and opt-ins that raise what stands behind NCNs.
    Exposure,
    /// Rewards in a vault's asset.
    Rewards,
    /// All of these.
    All,
}

impl Kind {
    /// The bit that stands for it; all of them for all.
    fn flag(self) -> u64 {
        match self {
            Self::Deposits => Pause::DEPOSITS,
            Self::InstantExits => Pause::INSTANT_EXITS,
            Self::Tickets => Pause::TICKETS,
            Self::Exposure => Pause::EXPOSURE,
            Self::Rewards => Pause::REWARDS,
            Self::All => Pause::ALL,
        }
    }

    fn name(self) -> String {
        self.to_possible_value().expect("none is hidden").get_name().replace('-', " ")
    }
}

impl PauseCommand {
    /// Does it.
    pub fn run(self, session: &mut Session) -> Result<()> {
        let me = session.me();
        match self {
            Self::Raise { governed, kinds, span: Span(seconds) } => {
                check_governed(session, &governed)?;
                let names: Vec<String> = kinds.iter().map(|kind| kind.name()).collect();
                let what = format!("Pause {} of {governed} for {}", names.join(", "), span(seconds));
                let flags = kinds.iter().fold(0, |flags, kind| flags | kind.flag());
                let accounts = client::RaisePause { guardian: me, governed };
                let args = client::RaisePauseInstructionArgs { flags, seconds };
                session.carry_out(Plan::new(what).with(accounts.instruction_at(&session.program(), args)))
            }
            Self::Lift { governed } => {
                check_governed(session, &governed)?;
                let accounts = client::LiftPause { lifter: me, governed };
                session.carry_out(
                    Plan::new(format!("End the pause of {governed}")).with(accounts.instruction_at(&session.program())),
                )
            }
        }
    }
}
