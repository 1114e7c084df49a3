//! Opt-ins of vaults, operators and NCNs.

use clap::Subcommand;
use restaking_client::{self as client, Ncn, OptIn, OptInSide};
use solana_program::instruction::Instruction;
use solana_program::pubkey::Pubkey;

use super::asset_flag::{AssetFlag, flags};
use super::common::SYSTEM;
use crate::amount::{Amount, WEIGHT_DECIMALS, bps};
use crate::error::Result;
use crate::idl::IDL;
use crate::refuse;
use crate::session::{Plan, Session};

/// Opt-ins of two entities.
#[derive(Debug, Subcommand)]
pub enum OptInCommand {
    /// Open the opt-in of two entities, for both to join
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
    /// Close an opt-in that is over; its rent goes back to its payer
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
                    Plan::new(format!("Open the opt-in of {left} and {right}")).with(open(session, left, right)),
                )
            }
            Self::Join { mine, other, weight, accept } => {
                let weight = weight.map(|weight| weight.units(WEIGHT_DECIMALS, None)).transpose()?;
                change(session, mine, other, OptInChange::Join(weight.map(|weight| (weight, flags(&accept)))))
            }
            Self::Leave { mine, other } => change(session, mine, other, OptInChange::Leave),
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
                    Plan::new(format!("Close the opt-in of {left} and {right}"))
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

/// What a side of an opt-in says.
enum OptInChange {
    /// It joins; an NCN may set the vault's weight and accepted flags.
    Join(Option<(u64, u64)>),
    /// It leaves.
    Leave,
}

fn change(session: &mut Session, mine: Pubkey, other: Pubkey, word: OptInChange) -> Result<()> {
    let (left, right) = in_order(session, mine, other)?;
    let (admin, config, opt_in) = (session.me(), session.program().config(), session.program().opt_in(&left, &right));
    let side = if mine == left { OptInSide::Left } else { OptInSide::Right };
    let verb = if matches!(word, OptInChange::Join(_)) { "Join" } else { "Leave" };
    let mut plan = Plan::new(format!("{verb} the opt-in with {other} for {mine}"));
    match word {
        OptInChange::Join(valuation) => {
            if session.chain.account(&opt_in)?.is_none() {
                plan = plan.with(open(session, left, right));
            }
            let accounts = client::JoinOptIn { admin, config, left, right, opt_in };
            plan = plan.with(accounts.instruction_at(&session.program(), client::JoinOptInInstructionArgs { side }));
            if let Some((weight, accepted_flags)) = valuation {
                if side == OptInSide::Left {
                    refuse!("--weight is for an NCN that joins the opt-in of a vault");
                }
                session.load::<Ncn>(&right)?;
                let accounts = client::SetVaultWeight { admin, vault: left, ncn: right, opt_in };
                let args = client::SetVaultWeightInstructionArgs { weight, accepted_flags };
                plan = plan.with(accounts.instruction_at(&session.program(), args));
            }
        }
        OptInChange::Leave => {
            session.load::<OptIn>(&opt_in)?;
            let accounts = client::LeaveOptIn { admin, config, left, right, opt_in };
            let args = client::LeaveOptInInstructionArgs { side };
            plan = plan.with(accounts.instruction_at(&session.program(), args));
        }
    }
    session.carry_out(plan)
}

/// Two entities in the order that opt-ins have: vault and operator, operator and NCN, vault and NCN.
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
