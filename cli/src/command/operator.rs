//! Operators.

use clap::Subcommand;
use restaking_client::{self as client, Operator};
use solana_program::pubkey::Pubkey;

use super::common::{SYSTEM, Uri, free_index};
use crate::error::Result;
use crate::session::{Plan, Session};

/// What registers and runs operators.
#[derive(Debug, Subcommand)]
pub enum OperatorCommand {
    /// Register an operator; you become its admin
    Register {
        /// Give the operator this number among yours [default: the first free one]
        #[arg(long)]
        index: Option<u64>,
        /// Let this address divide the operator's stake among NCNs [default: you]
        #[arg(long)]
        allocator: Option<Pubkey>,
        /// Set the commission, in basis points
        #[arg(long, value_name = "BPS", default_value_t = 0)]
        commission_bps: u64,
        /// Set the URI of its description, in at most 128 bytes
        #[arg(long, default_value = "")]
        uri: Uri,
    },
    /// Set an operator's terms; omitted ones stay. A higher commission takes effect later
    Update {
        /// The operator
        operator: Pubkey,
        /// Let this address divide the operator's stake among NCNs
        #[arg(long)]
        allocator: Option<Pubkey>,
        /// Set the commission, in basis points
        #[arg(long, value_name = "BPS")]
        commission_bps: Option<u64>,
        /// Set the URI of its description
        #[arg(long)]
        uri: Option<Uri>,
    },
    /// Retire an operator: it accepts no new stake or opt-ins
    Retire {
        /// The operator
        operator: Pubkey,
    },
}

impl OperatorCommand {
    /// Does it.
    pub fn run(self, session: &mut Session) -> Result<()> {
        let me = session.me();
        match self {
            Self::Register { index, allocator, commission_bps, uri } => {
                let index = match index {
                    Some(index) => index,
                    None => free_index(session, |index| session.program().operator(&me, index))?,
                };
                let operator = session.program().operator(&me, index);
                let accounts = client::RegisterOperator { payer: me, creator: me, operator, system_program: SYSTEM };
                let mut plan = Plan::new(format!("Register operator {operator}"));
                session.check_named(&mut plan, &allocator)?;
                let allocator = allocator.unwrap_or(me);
                let args = client::RegisterOperatorInstructionArgs { index, allocator, commission_bps, uri: uri.0 };
                session.carry_out(plan.with(accounts.instruction_at(&session.program(), args)))
            }
            Self::Update { operator, allocator, commission_bps, uri } => {
                let current: Operator = session.load(&operator)?;
                let mut plan = Plan::new(format!("Set the terms of operator {operator}"));
                session.check_named(&mut plan, &allocator)?;
                let accounts = client::UpdateOperator { admin: me, config: session.program().config(), operator };
                let args = client::UpdateOperatorInstructionArgs {
                    allocator: allocator.unwrap_or(current.allocator),
                    commission_bps: commission_bps.unwrap_or(current.commission_bps.next),
                    uri: uri.map_or(current.uri, |uri| uri.0),
                };
                session.carry_out(plan.with(accounts.instruction_at(&session.program(), args)))
            }
            Self::Retire { operator } => {
                let accounts = client::RetireOperator { admin: me, operator };
                session.carry_out(
                    Plan::new(format!("Retire operator {operator}")).with(accounts.instruction_at(&session.program())),
                )
            }
        }
    }
}
