//! Delegations of vaults to operators.

use clap::Subcommand;
use restaking_client::{self as client, DelegationAmount, OperatorDelegation, Vault};
use solana_program::pubkey::Pubkey;

use super::common::{SYSTEM, as_bps};
use super::fees::{Party, with_fees};
use super::moves;
use crate::amount::{Fraction, percent};
use crate::error::Result;
use crate::session::{Plan, Session};

/// What vaults delegate to operators.
#[derive(Debug, Subcommand)]
pub enum DelegationCommand {
    /// Open the delegation of a vault to an operator
    Open {
        /// The vault
        vault: Pubkey,
        /// The operator
        operator: Pubkey,
    },
    /// Delegate units to an operator; opens the delegation if needed. For the curator
    Set {
        /// The vault
        vault: Pubkey,
        /// The operator
        operator: Pubkey,
        /// The part of the vault's stake, as in 25% or 0.25
        part: Fraction,
        /// Take the part of 10^18 units [default: of all current units]
        #[arg(long)]
        units: bool,
    },
    /// Free the units of a decrease that has taken effect; anyone may send it
    Settle {
        /// The vault
        vault: Pubkey,
        /// The operator
        operator: Pubkey,
    },
    /// Close an empty delegation; its rent goes back to its payer
    Close {
        /// The vault
        vault: Pubkey,
        /// The operator
        operator: Pubkey,
    },
    /// Announce a move of stake from one operator to another; the first secures it until then. For the curator
    Move {
        /// The vault
        vault: Pubkey,
        /// The operator that gives stake up
        from: Pubkey,
        /// The operator that receives it
        to: Pubkey,
        /// The part of the vault's stake, as in 25% or 0.25 [default: all that is active behind the first operator]
        part: Option<Fraction>,
    },
    /// Complete a move that is effective; anyone may send it
    CompleteMove {
        /// The vault
        vault: Pubkey,
        /// The operator that gave stake up
        from: Pubkey,
    },
    /// Cancel a move: the stake that the first operator gives up is idle then. For the curator
    CancelMove {
        /// The vault
        vault: Pubkey,
        /// The operator that gives stake up
        from: Pubkey,
    },
}

impl DelegationCommand {
    /// Does it.
    pub fn run(self, session: &mut Session) -> Result<()> {
        let me = session.me();
        let open = |vault: Pubkey, operator: Pubkey| {
            let delegation = session.program().delegation(&vault, &operator);
            client::OpenDelegation { payer: me, vault, operator, delegation, system_program: SYSTEM }
                .instruction_at(&session.program())
        };
        match self {
            Self::Open { vault, operator } => {
                let what = format!("Open the delegation of vault {vault} to operator {operator}");
                session.carry_out(Plan::new(what).with(open(vault, operator)))
            }
            Self::Set { vault, operator, part, units } => {
                let found: Vault = session.load(&vault)?;
                let delegation = session.program().delegation(&vault, &operator);
                let what = format!("Delegate {} of vault {vault} to operator {operator}", percent(part.0));
                let mut plan = Plan::new(what).of_vault(found.decimals);
                if session.chain.account(&delegation)?.is_none() {
                    plan = plan.with(open(vault, operator));
                }
                let amount = if units { DelegationAmount::Units(part.0) } else { DelegationAmount::Bps(as_bps(part)?) };
                let accounts =
                    client::Delegate { curator: me, vault, operator, delegation, config: session.program().config() };
                session.carry_out(
                    plan.with(accounts.instruction_at(&session.program(), client::DelegateInstructionArgs { amount })),
                )
            }
            Self::Settle { vault, operator } => {
                let accounts =
                    client::SettleDelegation { vault, delegation: session.program().delegation(&vault, &operator) };
                let what = format!("Settle the delegation of vault {vault} to operator {operator}");
                session.carry_out(Plan::new(what).with(accounts.instruction_at(&session.program())))
            }
            Self::Close { vault, operator } => {
                let delegation = session.program().delegation(&vault, &operator);
                let found: OperatorDelegation = session.load(&delegation)?;
                let accounts = client::CloseDelegation { delegation, rent_payer: found.rent_payer };
                let mut plan = Plan::new(format!("Close the delegation of vault {vault} to operator {operator}"));
                if found.commission > 0 {
                    // Dust does not keep it open: the same transaction pays what is owed.
                    plan = with_fees(session, plan, vault, Party::Operator(operator))?;
                }
                session.carry_out(plan.with(accounts.instruction_at(&session.program())))
            }
            Self::Move { vault, from, to, part } => moves::announce(session, vault, from, to, part),
            Self::CompleteMove { vault, from } => moves::complete(session, vault, from),
            Self::CancelMove { vault, from } => moves::cancel(session, vault, from),
        }
    }
}
