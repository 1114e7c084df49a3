//! Allocations of operators to NCNs.

use clap::Subcommand;
use restaking_client::{self as client, NcnAllocation, OperatorDelegation};
use solana_program::instruction::AccountMeta;
use solana_program::pubkey::Pubkey;

use super::common::{SYSTEM, partner};
use crate::accounts;
use crate::amount::{Fraction, percent};
use crate::error::Result;
use crate::session::{Plan, Session};

/// A vault behind an operator in an NCN.
#[derive(Clone, Copy, Debug)]
pub struct AllocatedVault {
    /// The vault.
    pub vault: Pubkey,
    delegation: Pubkey,
    allocation: Pubkey,
    opt_ins: [Pubkey; 2],
}

impl AllocatedVault {
    /// The accounts that tell what it is.
    pub fn metas(&self) -> [AccountMeta; 5] {
        let [with_operator, with_ncn] = self.opt_ins;
        [self.vault, self.delegation, self.allocation, with_operator, with_ncn]
            .map(|address| AccountMeta::new_readonly(address, false))
    }
}

/// The vaults behind `operator` in `ncn`, in ascending order: those with an allocation and both opt-ins.
pub fn allocated_vaults(session: &Session, ncn: &Pubkey, operator: &Pubkey) -> Result<Vec<AllocatedVault>> {
    let delegations: Vec<(Pubkey, OperatorDelegation)> = accounts::all(session.chain, &[("operator", operator)])?;
    let partner = partner(session, ncn)?;
    let mut found: Vec<AllocatedVault> = delegations
        .into_iter()
        .map(|(delegation, account)| AllocatedVault {
            vault: account.vault,
            delegation,
            allocation: session.program().allocation(&delegation, ncn),
            opt_ins: [
                session.program().opt_in(&account.vault, operator),
                session.program().opt_in(&account.vault, &partner),
            ],
        })
        .collect();
    let needed: Vec<Pubkey> =
        found.iter().flat_map(|each| [each.allocation, each.opt_ins[0], each.opt_ins[1]]).collect();
    let there = session.chain.accounts(&needed)?;
    let mut there = there.chunks(3).map(|three| three.iter().all(Option::is_some));
    found.retain(|_| there.next() == Some(true));
    found.sort_by_key(|each| each.vault);
    Ok(found)
}

/// What operators allocate to NCNs.
#[derive(Debug, Subcommand)]
pub enum AllocationCommand {
    /// Open the allocation of a delegation to an NCN
    Open {
        /// The vault
        vault: Pubkey,
        /// The operator
        operator: Pubkey,
        /// The NCN
        ncn: Pubkey,
    },
    /// Allocate magnitude of a delegation to an NCN; opens the allocation if needed. For the allocator
    Set {
        /// The vault
        vault: Pubkey,
        /// The operator
        operator: Pubkey,
        /// The NCN
        ncn: Pubkey,
        /// The magnitude, as in 50% or 0.5: a part of the 10^18 that a delegation starts with
        part: Fraction,
    },
    /// Free the magnitude of a decrease that has taken effect; anyone may send it
    Settle {
        /// The vault
        vault: Pubkey,
        /// The operator
        operator: Pubkey,
        /// The NCN
        ncn: Pubkey,
    },
    /// Make a pending decrease take effect now; for the NCN
    Release {
        /// The vault
        vault: Pubkey,
        /// The operator
        operator: Pubkey,
        /// The NCN
        ncn: Pubkey,
    },
    /// Close an empty allocation; its rent goes back to its payer
    Close {
        /// The vault
        vault: Pubkey,
        /// The operator
        operator: Pubkey,
        /// The NCN
        ncn: Pubkey,
    },
}

impl AllocationCommand {
    /// Does it.
    pub fn run(self, session: &mut Session) -> Result<()> {
        let me = session.me();
        let open = |delegation: Pubkey, ncn: Pubkey| {
            let allocation = session.program().allocation(&delegation, &ncn);
            client::OpenAllocation { payer: me, delegation, ncn, allocation, system_program: SYSTEM }
                .instruction_at(&session.program())
        };
        match self {
            Self::Open { vault, operator, ncn } => {
                let delegation = session.program().delegation(&vault, &operator);
                let what = format!("Open the allocation of operator {operator} to NCN {ncn} in vault {vault}");
                session.carry_out(Plan::new(what).with(open(delegation, ncn)))
            }
            Self::Set { vault, operator, ncn, part } => {
                let delegation = session.program().delegation(&vault, &operator);
                session.load::<OperatorDelegation>(&delegation)?;
                let allocation = session.program().allocation(&delegation, &ncn);
                let what = format!("Allocate {} of vault {vault}'s delegation to NCN {ncn}", percent(part.0));
                let mut plan = Plan::new(what);
                if session.chain.account(&allocation)?.is_none() {
                    plan = plan.with(open(delegation, ncn));
                }
                let accounts = client::Allocate {
                    allocator: me,
                    operator,
                    ncn,
                    vault,
                    delegation,
                    allocation,
                    config: session.program().config(),
                };
                session.carry_out(plan.with(
                    accounts.instruction_at(&session.program(), client::AllocateInstructionArgs { magnitude: part.0 }),
                ))
            }
            Self::Settle { vault, operator, ncn } => {
                let delegation = session.program().delegation(&vault, &operator);
                let accounts = client::SettleAllocation {
                    vault,
                    delegation,
                    allocation: session.program().allocation(&delegation, &ncn),
                };
                let what = format!("Settle the allocation of operator {operator} to NCN {ncn} in vault {vault}");
                session.carry_out(Plan::new(what).with(accounts.instruction_at(&session.program())))
            }
            Self::Release { vault, operator, ncn } => {
                let delegation = session.program().delegation(&vault, &operator);
                let allocation = session.program().allocation(&delegation, &ncn);
                session.load::<NcnAllocation>(&allocation)?;
                let config = session.program().config();
                let accounts = client::ReleaseAllocation { admin: me, config, ncn, vault, delegation, allocation };
                let what = format!("Let go at once what operator {operator} takes back of NCN {ncn} in vault {vault}");
                session.carry_out(Plan::new(what).with(accounts.instruction_at(&session.program())))
            }
            Self::Close { vault, operator, ncn } => {
                let allocation = session.program().allocation(&session.program().delegation(&vault, &operator), &ncn);
                let found: NcnAllocation = session.load(&allocation)?;
                let accounts = client::CloseAllocation { allocation, rent_payer: found.rent_payer };
                let what = format!("Close the allocation of operator {operator} to NCN {ncn} in vault {vault}");
                session.carry_out(Plan::new(what).with(accounts.instruction_at(&session.program())))
            }
        }
    }
}
