//! NCNs.

use clap::Subcommand;
use restaking_client::{self as client, Ncn, OperatorDelegation, StakeReport};
use solana_program::pubkey::Pubkey;

use super::allocation::{AllocatedVault, allocated_vaults};
use super::asset_flag::{AssetFlag, flags};
use super::common::{SYSTEM, Uri, free_index};
use super::slash_policy::{Policy, no_policy};
use super::software::SetSoftware;
use crate::amount::{Amount, WEIGHT_DECIMALS, tokens};
use crate::error::Result;
use crate::session::{Plan, Session};
use crate::signer::Party;
use crate::time::Moment;

/// What registers and runs NCNs.
#[derive(Debug, Subcommand)]
pub enum NcnCommand {
    /// Register an NCN; you become its admin, and its slasher if no other is named
    Register {
        /// Give the NCN this number among yours [default: the first free one]
        #[arg(long)]
        index: Option<u64>,
        /// Cap one operator's weight at this; `all` for no cap
        #[arg(long, value_name = "WEIGHT", default_value = "all")]
        max_operator_weight: Amount,
        /// Set the URI of its description, in at most 128 bytes
        #[arg(long, default_value = "")]
        uri: Uri,
        /// Register it as an operator set of this NCN; you are its admin
        #[arg(long, value_name = "NCN")]
        parent: Option<Pubkey>,
        /// How it slashes
        #[command(flatten)]
        policy: Policy,
    },
    /// Set an NCN's terms; omitted ones stay
    Update {
        /// The NCN
        ncn: Pubkey,
        /// Cap one operator's weight at this; `all` for no cap
        #[arg(long, value_name = "WEIGHT")]
        max_operator_weight: Option<Amount>,
        /// Set the URI of its description
        #[arg(long)]
        uri: Option<Uri>,
    },
    /// Set the software that operators must run, by the SHA-256 of its release
    SetSoftware(SetSoftware),
    /// Set an asset's weight, per smallest unit; 0 takes the asset off the NCN's list
    SetAsset {
        /// The NCN
        ncn: Pubkey,
        /// The asset's mint
        mint: Pubkey,
        /// The weight, as in 1 or 0.5
        weight: Amount,
        /// Accept this power of the asset's issuer; stake of an asset with another flag has no weight
        #[arg(long, value_delimiter = ',', value_name = "FLAG")]
        accept: Vec<AssetFlag>,
    },
    /// Set the weight of one vault's asset, per smallest unit; 0 goes back to the mint's weight
    SetWeight {
        /// The NCN
        ncn: Pubkey,
        /// The vault; the NCN has joined an opt-in with it
        vault: Pubkey,
        /// The weight, as in 1 or 0.5
        weight: Amount,
        /// Accept this power of the asset's issuer; stake of an asset with another flag has no weight
        #[arg(long, value_delimiter = ',', value_name = "FLAG")]
        accept: Vec<AssetFlag>,
    },
    /// Announce the NCN's slashing policy; omitted terms stay
    SetPolicy {
        /// The NCN
        ncn: Pubkey,
        /// How it slashes
        #[command(flatten)]
        policy: Policy,
    },
    /// Retire an NCN: it accepts no new stake or opt-ins
    Retire {
        /// The NCN
        ncn: Pubkey,
    },
    /// Open the NCN's record of an operator
    OpenRecord {
        /// The NCN
        ncn: Pubkey,
        /// The operator
        operator: Pubkey,
    },
    /// Jail an operator, or release it; for the NCN's slasher
    Jail {
        /// The NCN
        ncn: Pubkey,
        /// The operator
        operator: Pubkey,
        /// The end, as in `in 2d`; 0 releases it
        until: Moment,
        /// Record this number as the reason
        #[arg(long, default_value_t = 0)]
        reason: u64,
    },
    /// Show the stake behind an operator that the NCN can slash, as the program computes it; sends nothing
    Stake {
        /// The NCN
        ncn: Pubkey,
        /// The operator
        operator: Pubkey,
        /// Show the stake that is certain to be slashable until then [default: the stake slashable now]
        #[arg(long, value_name = "TIME")]
        until: Option<Moment>,
    },
}

impl NcnCommand {
    /// Does it.
    pub fn run(self, session: &mut Session) -> Result<()> {
        let me = session.me();
        match self {
            Self::Register { index, max_operator_weight, uri, parent, policy } => {
                let index = match index {
                    Some(index) => index,
                    None => free_index(session, |index| session.program().ncn(&me, index))?,
                };
                let (ncn, config) = (session.program().ncn(&me, index), session.program().config());
                let max_operator_weight = max_operator_weight.units(0, Some(u64::MAX))?;
                let (uri, policy_args) = (uri.0, policy.over(&no_policy(me), session.now()?)?);
                let (payer, creator, system_program) = (me, me, SYSTEM);
                let (what, register) = if let Some(parent) = parent {
                    session.load::<Ncn>(&parent)?;
                    let accounts =
                        client::RegisterSet { payer, creator, config, parent_admin: me, parent, ncn, system_program };
                    let args = client::RegisterSetInstructionArgs { index, max_operator_weight, uri, policy_args };
                    (format!("Register set {ncn} of NCN {parent}"), accounts.instruction_at(&session.program(), args))
                } else {
                    let accounts = client::RegisterNcn { payer, creator, config, ncn, system_program };
                    let args = client::RegisterNcnInstructionArgs { index, max_operator_weight, uri, policy_args };
                    (format!("Register NCN {ncn}"), accounts.instruction_at(&session.program(), args))
                };
                let mut plan = Plan::new(what);
                session.check_named(&mut plan, policy.named())?;
                session.carry_out(plan.with(register))
            }
            Self::Update { ncn, max_operator_weight, uri } => {
                let current: Ncn = session.load(&ncn)?;
                let weight = max_operator_weight.map(|weight| weight.units(0, Some(u64::MAX))).transpose()?;
                let args = client::UpdateNcnInstructionArgs {
                    max_operator_weight: weight.unwrap_or(current.max_operator_weight),
                    uri: uri.map_or(current.uri, |uri| uri.0),
                };
                let accounts = client::UpdateNcn { admin: me, ncn };
                session.carry_out(
                    Plan::new(format!("Set the terms of NCN {ncn}"))
                        .with(accounts.instruction_at(&session.program(), args)),
                )
            }
            Self::SetSoftware(software) => software.run(session),
            Self::SetAsset { ncn, mint, weight, accept } => {
                let (weight, accepted_flags) = (weight.units(WEIGHT_DECIMALS, None)?, flags(&accept));
                let accounts = client::SetNcnAsset { admin: me, ncn };
                let args = client::SetNcnAssetInstructionArgs { mint, weight, accepted_flags };
                let what = format!("Have NCN {ncn} count a unit of {mint} for {}", tokens(weight, WEIGHT_DECIMALS));
                session.carry_out(Plan::new(what).with(accounts.instruction_at(&session.program(), args)))
            }
            Self::SetWeight { ncn, vault, weight, accept } => {
                let (weight, accepted_flags) = (weight.units(WEIGHT_DECIMALS, None)?, flags(&accept));
                let opt_in = session.program().opt_in(&vault, &ncn);
                session.load::<client::OptIn>(&opt_in)?;
                let accounts = client::SetVaultWeight { admin: me, vault, ncn, opt_in };
                let args = client::SetVaultWeightInstructionArgs { weight, accepted_flags };
                let what = if weight == 0 {
                    format!("Have NCN {ncn} count vault {vault} by its mint")
                } else {
                    format!("Have NCN {ncn} count a unit of vault {vault} for {}", tokens(weight, WEIGHT_DECIMALS))
                };
                session.carry_out(Plan::new(what).with(accounts.instruction_at(&session.program(), args)))
            }
            Self::SetPolicy { ncn, policy } => {
                let current: Ncn = session.load(&ncn)?;
                let policy_args = policy.over(&current.next_policy, session.now()?)?;
                let accounts = client::SetSlashPolicy { admin: me, config: session.program().config(), ncn };
                let args = client::SetSlashPolicyInstructionArgs { policy_args };
                let mut plan = Plan::new(format!("Announce how NCN {ncn} slashes"));
                session.check_named(&mut plan, policy.named())?;
                session.carry_out(plan.with(accounts.instruction_at(&session.program(), args)))
            }
            Self::Retire { ncn } => {
                let accounts = client::RetireNcn { admin: me, ncn };
                session
                    .carry_out(Plan::new(format!("Retire NCN {ncn}")).with(accounts.instruction_at(&session.program())))
            }
            Self::OpenRecord { ncn, operator } => {
                let record = session.program().record(&ncn, &operator);
                let accounts = client::OpenRecord { payer: me, ncn, operator, record, system_program: SYSTEM };
                let what = format!("Open the record of operator {operator} in NCN {ncn}");
                session.carry_out(Plan::new(what).with(accounts.instruction_at(&session.program())))
            }
            Self::Jail { ncn, operator, until, reason } => {
                let until = if until == Moment::At(0) { 0 } else { until.at(session.now()?) };
                let accounts = client::SetJail { slasher: me, ncn, record: session.program().record(&ncn, &operator) };
                let args = client::SetJailInstructionArgs { until, reason };
                let verb = if until == 0 { "Release" } else { "Jail" };
                session.carry_out(
                    Plan::new(format!("{verb} operator {operator} in NCN {ncn}"))
                        .with(accounts.instruction_at(&session.program(), args)),
                )
            }
            Self::Stake { ncn, operator, until } => {
                let until = match until {
                    Some(time) => time.at(session.now()?),
                    None => 0,
                };
                stake(session, ncn, operator, until)
            }
        }
    }
}

/// Has the program compute the stake behind an operator, vault by vault: now for an `until` of zero, else what is certain until
/// then.
fn stake(session: &mut Session, ncn: Pubkey, operator: Pubkey, until: i64) -> Result<()> {
    if session.me() == SYSTEM {
        // It is only simulated. It needs a payer with lamports, and no key of the user.
        session.signers = Party::Address(session.load::<Ncn>(&ncn)?.admin).into();
    }
    let vaults = allocated_vaults(session, &ncn, &operator)?;
    let accounts = client::SlashableStake {
        ncn,
        operator,
        opt_in: session.program().opt_in(&operator, &ncn),
        record: session.program().record(&ncn, &operator),
    };
    let args = client::SlashableStakeInstructionArgs { until };
    let (mut weight, mut stakes) = (0u64, vec![]);
    let program = session.program();
    let plan = |part: &[AllocatedVault]| {
        let metas: Vec<_> = part.iter().flat_map(AllocatedVault::metas).collect();
        Plan::new("").with(accounts.instruction_with_remaining_accounts_at(&program, args.clone(), &metas))
    };
    for range in session.parts(&vaults, |part| Ok(plan(part)))? {
        let report: StakeReport = session.view(&plan(&vaults[range]))?;
        weight = weight.saturating_add(report.weight);
        stakes.extend(report.stakes);
    }
    if session.options.json {
        let each = vaults.iter().zip(&stakes).map(
            |(behind, stake)| serde_json::json!({ "vault": behind.vault.to_string(), "stake": stake.to_string() }),
        );
        let each: Vec<_> = each.collect();
        return session.write_json(&serde_json::json!({ "weight": weight.to_string(), "vaults": each }));
    }
    session.say(format!("Operator {operator} weighs {weight} in NCN {ncn}"))?;
    for (behind, stake) in vaults.iter().zip(stakes) {
        let decimals = session.load::<client::Vault>(&behind.vault)?.decimals;
        session.say(format!("  vault {}: {} tokens", behind.vault, tokens(stake, decimals)))?;
    }
    if vaults.is_empty() {
        let delegations: Vec<(Pubkey, OperatorDelegation)> =
            crate::accounts::all(session.chain, &[("operator", &operator)])?;
        session.say(format!(
            "  {} vaults delegate to it, and nothing of that is allocated to this NCN",
            delegations.len()
        ))?;
    }
    Ok(())
}
