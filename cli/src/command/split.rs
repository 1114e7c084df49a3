//! Agreements, delegations and allocations: how stake is split.

use clap::Subcommand;
use restaking_client::{
    self as client, DelegationAmount, Ncn, NcnAllocation, OperatorDelegation, OptIn, OptInSide, Vault,
};
use solana_program::instruction::{AccountMeta, Instruction};
use solana_program::pubkey::Pubkey;

use super::asset_flag::{AssetFlag, flags};
use super::common::{SYSTEM, as_bps, partner};
use super::entity::WEIGHT_DECIMALS;
use super::moves;
use super::vault::{Party, with_fees};
use crate::accounts;
use crate::amount::{Amount, Fraction, bps, percent};
use crate::error::Result;
use crate::idl::IDL;
use crate::refuse;
use crate::session::{Plan, Session};

/// A vault behind an operator in an NCN.
#[derive(Clone, Copy, Debug)]
pub struct Behind {
    /// The vault.
    pub vault: Pubkey,
    delegation: Pubkey,
    allocation: Pubkey,
    agreements: [Pubkey; 2],
}

impl Behind {
    /// The accounts that tell what it is.
    pub fn metas(&self) -> [AccountMeta; 5] {
        let [with_operator, with_ncn] = self.agreements;
        [self.vault, self.delegation, self.allocation, with_operator, with_ncn]
            .map(|address| AccountMeta::new_readonly(address, false))
    }
}

/// The vaults behind `operator` in `ncn`, in ascending order: those with an allocation and both agreements.
pub fn vaults_behind(session: &Session, ncn: &Pubkey, operator: &Pubkey) -> Result<Vec<Behind>> {
    let delegations: Vec<(Pubkey, OperatorDelegation)> = accounts::all(session.chain, &[("operator", operator)])?;
    let partner = partner(session, ncn)?;
    let mut found: Vec<Behind> = delegations
        .into_iter()
        .map(|(delegation, account)| Behind {
            vault: account.vault,
            delegation,
            allocation: session.program().allocation(&delegation, ncn),
            agreements: [
                session.program().opt_in(&account.vault, operator),
                session.program().opt_in(&account.vault, &partner),
            ],
        })
        .collect();
    let needed: Vec<Pubkey> =
        found.iter().flat_map(|each| [each.allocation, each.agreements[0], each.agreements[1]]).collect();
    let there = session.chain.accounts(&needed)?;
    let mut there = there.chunks(3).map(|three| three.iter().all(Option::is_some));
    found.retain(|_| there.next() == Some(true));
    found.sort_by_key(|each| each.vault);
    Ok(found)
}

/// Agreements of two entities.
#[derive(Debug, Subcommand)]
pub enum OptInCommand {
    /// Open the agreement of two entities, for both to join
    Open {
        /// A vault, an operator or an NCN
        one: Pubkey,
        /// A second one, of another kind
        other: Pubkey,
    },
    /// Join it, for the one that you are the admin of; opens it if needed
    Join {
        /// The vault, operator or NCN that you are the admin of
        mine: Pubkey,
        /// The other party
        other: Pubkey,
        /// Set the weight of the vault's asset, per smallest unit, as in 1 or 0.5; for an NCN [default: the mint's weight]
        #[arg(long)]
        weight: Option<Amount>,
        /// Accept this power of the asset's issuer
        #[arg(long, value_delimiter = ',', value_name = "FLAG", requires = "weight")]
        accept: Vec<AssetFlag>,
    },
    /// Leave it, for the one that you are the admin of; it stays active until the exits of now are out
    Leave {
        /// The vault, operator or NCN that you are the admin of
        mine: Pubkey,
        /// The other party
        other: Pubkey,
    },
    /// Set the most that a vault lets an NCN take
    SetLimits {
        /// The vault
        vault: Pubkey,
        /// The NCN
        ncn: Pubkey,
        /// Limit one slash to this, in basis points
        #[arg(long, value_name = "BPS")]
        incident_bps: u64,
        /// Limit all slashes of an epoch to this, in basis points
        #[arg(long, value_name = "BPS")]
        epoch_bps: u64,
    },
    /// Cover all operator sets of an NCN, later ones too: each can slash the vault, within its limits for the NCN
    CoverSets {
        /// The vault
        vault: Pubkey,
        /// The NCN
        ncn: Pubkey,
        /// End the cover
        #[arg(long)]
        end: bool,
    },
    /// Make a vault leave an NCN automatically once its slashes took more than this
    SetStopLoss {
        /// The vault
        vault: Pubkey,
        /// The NCN
        ncn: Pubkey,
        /// The limit, in basis points of the vault's stake, added up slash by slash; 0 for none
        bps: u64,
    },
    /// Let a vault or an operator that is leaving an NCN go at once; for the NCN
    Release {
        /// The vault or the operator
        leaving: Pubkey,
        /// The NCN
        ncn: Pubkey,
    },
    /// Close an agreement that is over; its rent goes back to its payer
    Close {
        /// A vault, an operator or an NCN
        one: Pubkey,
        /// The other party
        other: Pubkey,
    },
}

impl OptInCommand {
    /// Does it.
    pub fn run(self, session: &mut Session) -> Result<()> {
        match self {
            Self::Open { one, other } => {
                let (left, right) = in_order(session, one, other)?;
                session.carry_out(
                    Plan::new(format!("Open the agreement of {left} and {right}")).with(open(session, left, right)),
                )
            }
            Self::Join { mine, other, weight, accept } => {
                let weight = weight.map(|weight| weight.units(WEIGHT_DECIMALS, None)).transpose()?;
                change(session, mine, other, Word::Join(weight.map(|weight| (weight, flags(&accept)))))
            }
            Self::Leave { mine, other } => change(session, mine, other, Word::Leave),
            Self::SetLimits { vault, ncn, incident_bps, epoch_bps } => {
                let accounts = client::SetLossLimits {
                    admin: session.me(),
                    config: session.program().config(),
                    left: vault,
                    right: ncn,
                    opt_in: session.program().opt_in(&vault, &ncn),
                };
                let what = format!("Let NCN {ncn} take {} of vault {vault} at once", bps(incident_bps));
                let args = client::SetLossLimitsInstructionArgs { incident_bps, epoch_bps };
                session.carry_out(Plan::new(what).with(accounts.instruction_at(&session.program(), args)))
            }
            Self::CoverSets { vault, ncn, end } => {
                let opt_in = session.program().opt_in(&vault, &ncn);
                session.load::<OptIn>(&opt_in)?;
                let (admin, config) = (session.me(), session.program().config());
                let accounts = client::CoverSets { admin, config, vault, ncn, opt_in };
                let what = if end {
                    format!("Cover no sets of NCN {ncn} by vault {vault} any more")
                } else {
                    format!("Let the operator sets of NCN {ncn} slash vault {vault}, within the limits of the NCN")
                };
                let args = client::CoverSetsInstructionArgs { covers: !end };
                session.carry_out(Plan::new(what).with(accounts.instruction_at(&session.program(), args)))
            }
            Self::SetStopLoss { vault, ncn, bps: bound } => {
                let opt_in = session.program().opt_in(&vault, &ncn);
                session.load::<OptIn>(&opt_in)?;
                let accounts = client::SetStopLoss { admin: session.me(), vault, ncn, opt_in };
                let what = if bound == 0 {
                    format!("Have vault {vault} stay in NCN {ncn} whatever its slashes take")
                } else {
                    format!("Have vault {vault} leave NCN {ncn} once its slashes took more than {}", bps(bound))
                };
                let args = client::SetStopLossInstructionArgs { bps: bound };
                session.carry_out(Plan::new(what).with(accounts.instruction_at(&session.program(), args)))
            }
            Self::Release { leaving, ncn } => {
                let opt_in = session.program().opt_in(&leaving, &ncn);
                session.load::<OptIn>(&opt_in)?;
                let (admin, config) = (session.me(), session.program().config());
                let accounts = client::ReleaseOptIn { admin, config, ncn, opt_in };
                let what = format!("Let {leaving} leave NCN {ncn} at once");
                session.carry_out(Plan::new(what).with(accounts.instruction_at(&session.program())))
            }
            Self::Close { one, other } => {
                let (left, right) = in_order(session, one, other)?;
                let opt_in = session.program().opt_in(&left, &right);
                let found: OptIn = session.load(&opt_in)?;
                // With limits that the vault has set, the program takes the word of the vault's admin alone.
                let admin = (found.limits.epoch_bps.next > 0).then(|| session.me());
                let accounts = client::CloseOptIn { admin, left, right, opt_in, rent_payer: found.rent_payer };
                session.carry_out(
                    Plan::new(format!("Close the agreement of {left} and {right}"))
                        .with(accounts.instruction_at(&session.program())),
                )
            }
        }
    }
}

fn open(session: &Session, left: Pubkey, right: Pubkey) -> Instruction {
    let opt_in = session.program().opt_in(&left, &right);
    client::OpenOptIn { payer: session.me(), left, right, opt_in, system_program: SYSTEM }
        .instruction_at(&session.program())
}

/// What a side of an agreement says.
enum Word {
    /// It joins; an NCN may set the vault's weight and accepted flags.
    Join(Option<(u64, u64)>),
    /// It leaves.
    Leave,
}

fn change(session: &mut Session, mine: Pubkey, other: Pubkey, word: Word) -> Result<()> {
    let (left, right) = in_order(session, mine, other)?;
    let (admin, config, opt_in) = (session.me(), session.program().config(), session.program().opt_in(&left, &right));
    let side = if mine == left { OptInSide::Left } else { OptInSide::Right };
    let verb = if matches!(word, Word::Join(_)) { "Join" } else { "Leave" };
    let mut plan = Plan::new(format!("{verb} the agreement with {other} for {mine}"));
    match word {
        Word::Join(valuation) => {
            if session.chain.account(&opt_in)?.is_none() {
                plan = plan.with(open(session, left, right));
            }
            let accounts = client::JoinOptIn { admin, config, left, right, opt_in };
            plan = plan.with(accounts.instruction_at(&session.program(), client::JoinOptInInstructionArgs { side }));
            if let Some((weight, accepted_flags)) = valuation {
                if side == OptInSide::Left {
                    refuse!("--weight is for an NCN that joins the agreement of a vault");
                }
                session.load::<Ncn>(&right)?;
                let accounts = client::SetVaultWeight { admin, vault: left, ncn: right, opt_in };
                let args = client::SetVaultWeightInstructionArgs { weight, accepted_flags };
                plan = plan.with(accounts.instruction_at(&session.program(), args));
            }
        }
        Word::Leave => {
            session.load::<OptIn>(&opt_in)?;
            let accounts = client::LeaveOptIn { admin, config, left, right, opt_in };
            let args = client::LeaveOptInInstructionArgs { side };
            plan = plan.with(accounts.instruction_at(&session.program(), args));
        }
    }
    session.carry_out(plan)
}

/// Two entities in the order that agreements have: vault and operator, operator and NCN, vault and NCN.
fn in_order(session: &Session, one: Pubkey, other: Pubkey) -> Result<(Pubkey, Pubkey)> {
    let rank = |address: &Pubkey| -> Result<usize> {
        let account = session.chain.account(address)?;
        let kind = account.as_ref().and_then(|account| IDL.kind(&account.data)).unwrap_or_default();
        match ["Vault", "Operator", "Ncn"].iter().position(|known| *known == kind) {
            Some(rank) => Ok(rank),
            None => refuse!("there is no vault, operator or NCN at {address} on this cluster"),
        }
    };
    match rank(&one)?.cmp(&rank(&other)?) {
        std::cmp::Ordering::Less => Ok((one, other)),
        std::cmp::Ordering::Greater => Ok((other, one)),
        std::cmp::Ordering::Equal => refuse!("{one} and {other} are of one kind: only those of different kinds agree"),
    }
}

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
