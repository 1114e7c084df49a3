//! Vaults: the commands that run them.

use clap::Subcommand;
use restaking_client::{self as client, DepositorApproval, LimitsArgs, Vault, asset};
use solana_program::instruction::Instruction;
use solana_program::pubkey::Pubkey;

use super::common::{SYSTEM, TOKEN, decimals, free_index};
use super::fees::{Party, collect_fees, pay_reward};
use super::rates::ReadRates;
use super::sweep::Sweep;
use super::token_metadata::{SetMetadata, Texts, Token};
use super::vault_limits::{Limits, Term, limits_of};
use crate::accounts::token_program;
use crate::amount::Amount;
use crate::error::Result;
use crate::session::{Plan, Session};
use crate::time::Span;

/// What makes and runs vaults.
#[derive(Debug, Subcommand)]
pub enum VaultCommand {
    /// Create a vault of one asset; you become its admin
    Create {
        /// The mint of the staked asset
        mint: Pubkey,
        /// Give the vault this number among yours [default: the first free one]
        #[arg(long)]
        index: Option<u64>,
        /// Set the length of an epoch, permanently: an exit takes one to two of them
        #[arg(long, value_name = "SPAN", default_value = "2d")]
        epoch: Span,
        /// The term in which stakers stay
        #[command(flatten)]
        term: Term,
        /// The limits
        #[command(flatten)]
        limits: Limits,
        /// The texts of its VRT.
        #[command(flatten)]
        texts: Texts,
    },
    /// Name the VRT in wallets and explorers, by the Metaplex Token Metadata program; omitted texts stay
    Metadata(SetMetadata),
    /// Set a vault's limits; omitted ones stay
    SetLimits {
        /// The vault
        vault: Pubkey,
        /// The limits
        #[command(flatten)]
        limits: Limits,
    },
    /// Show the vault's deposit and exit rates, as the program returns them to other programs; sends nothing
    Rates(ReadRates),
    /// Admit a depositor to a restricted vault
    Approve {
        /// The vault
        vault: Pubkey,
        /// The depositor
        depositor: Pubkey,
    },
    /// Revoke a depositor's approval
    Revoke {
        /// The vault
        vault: Pubkey,
        /// The depositor
        depositor: Pubkey,
    },
    /// Set the curator, which splits the stake among operators
    SetCurator {
        /// The vault
        vault: Pubkey,
        /// The curator
        curator: Pubkey,
    },
    /// Set how much of the stake operators may hold, and how often it may be allocated
    SetExposure {
        /// The vault
        vault: Pubkey,
        /// Let all operators together hold this at most, in basis points [default: unchanged]
        #[arg(long, value_name = "BPS")]
        max_delegated_bps: Option<u64>,
        /// Let one operator hold this at most, in basis points [default: unchanged]
        #[arg(long, value_name = "BPS")]
        max_operator_bps: Option<u64>,
        /// Let the same stake be allocated this often, 1 to 4 [default: unchanged]
        #[arg(long)]
        leverage: Option<u64>,
    },
    /// Set the circuit breaker, the most that slashes may take of the stake: a rise takes effect at epoch e+3, a fall at e+2
    SetBreaker {
        /// The vault
        vault: Pubkey,
        /// Limit one slash to this, in basis points [default: unchanged]
        #[arg(long, value_name = "BPS")]
        incident_bps: Option<u64>,
        /// Limit all slashes of an epoch to this, in basis points [default: unchanged]
        #[arg(long, value_name = "BPS")]
        epoch_bps: Option<u64>,
    },
    /// Set the vault's fees, and the time over which it streams rewards; for its fee admin
    SetFees {
        /// The vault
        vault: Pubkey,
        /// Charge this of deposits, in basis points [default: unchanged]
        #[arg(long, value_name = "BPS")]
        deposit_bps: Option<u64>,
        /// Charge this of exits, in basis points [default: unchanged]
        #[arg(long, value_name = "BPS")]
        exit_bps: Option<u64>,
        /// Charge this of rewards in the vault's asset, in basis points [default: unchanged]
        #[arg(long, value_name = "BPS")]
        reward_bps: Option<u64>,
        /// Stream each reward over this time [default: unchanged]
        #[arg(long, value_name = "SPAN")]
        stream: Option<Span>,
    },
    /// Pay a reward in the vault's asset for the stake behind an operator
    PayReward {
        /// The vault
        vault: Pubkey,
        /// The operator that earned it with its stake
        operator: Pubkey,
        /// The amount, in tokens
        amount: Amount,
    },
    /// Pay owed fees to their wallets; anyone may send it
    CollectFees {
        /// The vault that owes the fees
        vault: Pubkey,
        /// Collect these fees: the vault's own, the protocol's, or an operator's by its address
        #[arg(long, default_value = "vault")]
        of: Party,
    },
    /// Sweeps tokens that were sent to the vault's address: assets to the stream, what the bond pool pays to the pool, and other tokens
    /// to the fee wallet, in two steps: an announcement, and the sweep once its notice is over. Anyone may send it
    Sweep(Sweep),
}

impl VaultCommand {
    /// Does it.
    pub fn run(self, session: &mut Session) -> Result<()> {
        let admin = session.me();
        match self {
            Self::Rates(rates) => rates.run(session),
            Self::Create { mint, index, epoch, term, limits, texts } => {
                create(session, (mint, index), (epoch, &term), &limits, &texts)
            }
            Self::Metadata(metadata) => metadata.run(session),
            Self::SetLimits { vault, limits } => {
                let found: Vault = session.load(&vault)?;
                let limits = limits.over(limits_of(&found), found.decimals)?;
                let plan = Plan::new(format!("Set the limits of vault {vault}")).of_vault(found.decimals);
                let args = client::SetVaultLimitsInstructionArgs { limits };
                session.carry_out(
                    plan.with(client::SetVaultLimits { admin, vault }.instruction_at(&session.program(), args)),
                )
            }
            Self::Approve { vault, depositor } => {
                let accounts = client::ApproveDepositor {
                    payer: admin,
                    admin,
                    vault,
                    approval: session.program().depositor_approval(&vault, &depositor),
                    system_program: SYSTEM,
                };
                let args = client::ApproveDepositorInstructionArgs { depositor };
                let mut plan = Plan::new(format!("Admit {depositor} to vault {vault}"));
                session.check_named(&mut plan, [&depositor])?;
                session.carry_out(plan.with(accounts.instruction_at(&session.program(), args)))
            }
            Self::Revoke { vault, depositor } => {
                let approval = session.program().depositor_approval(&vault, &depositor);
                let found: DepositorApproval = session.load(&approval)?;
                let accounts = client::RevokeDepositor { admin, vault, approval, rent_payer: found.rent_payer };
                let what = format!("Admit {depositor} to vault {vault} no longer");
                session.carry_out(Plan::new(what).with(accounts.instruction_at(&session.program())))
            }
            Self::SetCurator { vault, curator } => {
                let args = client::SetCuratorInstructionArgs { curator };
                let mut plan = Plan::new(format!("Make {curator} the curator of vault {vault}"));
                session.check_named(&mut plan, [&curator])?;
                session
                    .carry_out(plan.with(client::SetCurator { admin, vault }.instruction_at(&session.program(), args)))
            }
            Self::SetExposure { vault, max_delegated_bps, max_operator_bps, leverage } => {
                let current = session.load::<Vault>(&vault)?.ledger.exposure;
                let args = client::SetExposureInstructionArgs {
                    max_delegated_bps: max_delegated_bps.unwrap_or(current.max_delegated_bps.next),
                    max_operator_bps: max_operator_bps.unwrap_or(current.max_operator_bps.next),
                    leverage: leverage.unwrap_or(current.leverage.next),
                };
                let what = format!("Set the bounds on the exposure of vault {vault}");
                session.carry_out(
                    Plan::new(what).with(client::SetExposure { admin, vault }.instruction_at(&session.program(), args)),
                )
            }
            Self::SetBreaker { vault, incident_bps, epoch_bps } => {
                let current = session.load::<Vault>(&vault)?.ledger.loss_limits;
                let args = client::SetBreakerInstructionArgs {
                    incident_bps: incident_bps.unwrap_or(current.incident_bps.next),
                    epoch_bps: epoch_bps.unwrap_or(current.epoch_bps.next),
                };
                let what = format!("Set the breaker of vault {vault}");
                session.carry_out(
                    Plan::new(what).with(client::SetBreaker { admin, vault }.instruction_at(&session.program(), args)),
                )
            }
            Self::SetFees { vault, deposit_bps, exit_bps, reward_bps, stream } => {
                let current = session.load::<Vault>(&vault)?.ledger;
                let args = client::SetFeesInstructionArgs {
                    deposit_bps: deposit_bps.unwrap_or(current.fees.deposit_bps.next),
                    exit_bps: exit_bps.unwrap_or(current.fees.exit_bps.next),
                    reward_bps: reward_bps.unwrap_or(current.fees.reward_bps.next),
                    stream_seconds: stream.map_or(current.stream_seconds.next, |span| span.0),
                };
                let accounts = client::SetFees { fee_admin: admin, vault };
                session.carry_out(
                    Plan::new(format!("Set the fees of vault {vault}"))
                        .with(accounts.instruction_at(&session.program(), args)),
                )
            }
            Self::PayReward { vault, operator, amount } => pay_reward(session, vault, operator, &amount),
            Self::CollectFees { vault, of } => collect_fees(session, vault, of),
            Self::Sweep(sweep) => sweep.run(session),
        }
    }
}

fn create(
    session: &mut Session,
    (mint, index): (Pubkey, Option<u64>),
    (epoch, term): (Span, &Term),
    limits: &Limits,
    texts: &Texts,
) -> Result<()> {
    let decimals = decimals(session, &mint)?;
    let (vault, instruction) = creation(session, (mint, decimals), index, (epoch, term), limits)?;
    let mut plan = Plan::new(format!("Make vault {vault} for mint {mint}")).of_vault(decimals).with(instruction);
    plan.instructions.extend(texts.of_new(session, &Token::Vrt(session.program(), vault))?);
    session.carry_out(plan)
}

/// What makes the signer's vault of `index` for a mint of so many decimals, and the vault's address.
pub(super) fn creation(
    session: &Session,
    (mint, decimals): (Pubkey, u8),
    index: Option<u64>,
    (epoch, term): (Span, &Term),
    limits: &Limits,
) -> Result<(Pubkey, Instruction)> {
    let creator = session.me();
    let index = match index {
        Some(index) => index,
        None => free_index(session, |index| session.program().vault(&creator, index))?,
    };
    // No cap, no instant exits, for everyone.
    let open = LimitsArgs {
        deposit_cap: u64::MAX,
        instant_fee_bps: 0,
        instant_capacity: 0,
        instant_refill_seconds: 86_400,
        restricted: false,
    };
    let limits = limits.over(open, decimals)?;
    let vault = session.program().vault(&creator, index);
    let accounts = client::InitializeVault {
        payer: creator,
        creator,
        config: session.program().config(),
        asset_mint: mint,
        vault,
        vrt_mint: session.program().vrt_mint(&vault),
        asset_account: session.program().asset_account(&vault),
        token_program: TOKEN,
        system_program: SYSTEM,
    };
    let [term_start, term_end] = term.at(session)?;
    let args = client::InitializeVaultInstructionArgs { index, epoch_seconds: epoch.0, limits, term_start, term_end };
    let mut instruction = accounts.instruction_at(&session.program(), args);
    instruction.accounts.extend(asset::trailing_program(&token_program(session.chain, &mint)?));
    Ok((vault, instruction))
}
