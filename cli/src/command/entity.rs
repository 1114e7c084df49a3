//! Operators and NCNs.

use clap::{Args, Subcommand};
use restaking_client::{
    self as client, Ncn, Operator, OperatorDelegation, PolicyArgs, SlashPolicy, SlashTerms, StakeReport,
};
use solana_program::pubkey::Pubkey;

use super::asset_flag::{AssetFlag, flags};
use super::common::{SYSTEM, Uri, Whoever, free_index};
use super::software::SetSoftware;
use super::split::{Behind, vaults_behind};
use crate::amount::{Amount, Fraction, tokens};
use crate::error::Result;
use crate::refuse;
use crate::session::{Plan, Session};
use crate::signer::Party;
use crate::time::{Moment, Span};

/// The decimals of weights: an asset of weight 1 adds each of its smallest units once.
pub const WEIGHT_DECIMALS: u8 = 9;

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

/// How an NCN slashes, as far as it is said.
#[derive(Args, Clone, Debug)]
pub struct Policy {
    /// Let this address propose slashes and jail operators
    #[arg(long, value_name = "ADDRESS")]
    slasher: Option<Pubkey>,
    /// Let this address veto slashes; `none` for no resolver
    #[arg(long, value_name = "ADDRESS")]
    resolver: Option<Whoever>,
    /// Set the time for a veto of a slash
    #[arg(long, value_name = "SPAN")]
    challenge: Option<Span>,
    /// Let an incident take this part of an operator's allocation at least, as in 0.01 or 1%
    #[arg(long, value_name = "PART")]
    min_fraction: Option<Fraction>,
    /// Let an incident take this part of it at most; 0 for an NCN that does not slash
    #[arg(long, value_name = "PART")]
    max_fraction: Option<Fraction>,
    /// Set the time between two incidents of an operator
    #[arg(long, value_name = "SPAN")]
    cooldown: Option<Span>,
    /// Pay this part to the reporter of the offense, in basis points, at most 500; the program burns the rest of all
    /// parts
    #[arg(long, value_name = "BPS")]
    reporter_bps: Option<u64>,
    /// Pay this part to the insurance, in basis points
    #[arg(long, value_name = "BPS")]
    insurance_bps: Option<u64>,
    /// Pay this part to the harmed party, in basis points
    #[arg(long, value_name = "BPS")]
    redistribution_bps: Option<u64>,
    /// Pay the insurance's part to this address; `none` for no recipient
    #[arg(long, value_name = "ADDRESS")]
    insurance: Option<Whoever>,
    /// Pay the harmed party's part to this address; `none` for no recipient
    #[arg(long, value_name = "ADDRESS")]
    redistribution: Option<Whoever>,
    /// Take this part for two conflicting votes at one height; 0 for no such rule
    #[arg(long, value_name = "PART")]
    equivocation_fraction: Option<Fraction>,
    /// Set the time of height 0
    #[arg(long, value_name = "TIME")]
    height_zero: Option<Moment>,
    /// Set the milliseconds from a height to the next
    #[arg(long, value_name = "MS")]
    height_millis: Option<u64>,
}

impl Policy {
    /// The addresses that it names.
    fn named(&self) -> impl Iterator<Item = &Pubkey> {
        let parties = [&self.resolver, &self.insurance, &self.redistribution];
        self.slasher.iter().chain(parties.into_iter().flatten().map(|who| &who.0))
    }

    /// What was given, in place of what is in `current`.
    fn over(&self, current: &SlashPolicy, now: i64) -> Result<PolicyArgs> {
        let terms = &current.terms;
        let reporter_bps = self.reporter_bps.unwrap_or(terms.reporter_bps);
        let insurance_bps = self.insurance_bps.unwrap_or(terms.insurance_bps);
        let redistribution_bps = self.redistribution_bps.unwrap_or(terms.redistribution_bps);
        let parts =
            [reporter_bps, insurance_bps, redistribution_bps].iter().try_fold(0u64, |sum, part| sum.checked_add(*part));
        let Some(burn_bps) = parts.and_then(|parts| 10_000u64.checked_sub(parts)) else {
            refuse!("reporter, insurance and redistribution parts exceed 10,000 basis points");
        };
        Ok(PolicyArgs {
            slasher: self.slasher.unwrap_or(current.slasher),
            resolver: self.resolver.map_or(current.resolver, |who| who.0),
            insurance: self.insurance.map_or(current.insurance, |who| who.0),
            redistribution: self.redistribution.map_or(current.redistribution, |who| who.0),
            challenge_seconds: self.challenge.map_or(terms.challenge_seconds, |span| span.0),
            min_fraction: self.min_fraction.map_or(terms.min_fraction, |part| part.0),
            max_fraction: self.max_fraction.map_or(terms.max_fraction, |part| part.0),
            cooldown_seconds: self.cooldown.map_or(terms.cooldown_seconds, |span| span.0),
            burn_bps,
            reporter_bps,
            insurance_bps,
            redistribution_bps,
            equivocation_fraction: self.equivocation_fraction.map_or(terms.equivocation_fraction, |part| part.0),
            height_zero: self.height_zero.as_ref().map_or(terms.height_zero, |time| time.at(now)),
            height_millis: self.height_millis.unwrap_or(terms.height_millis),
        })
    }
}

/// The policy of an NCN that does not slash.
fn no_policy(slasher: Pubkey) -> SlashPolicy {
    let terms = SlashTerms {
        challenge_seconds: 0,
        min_fraction: 0,
        max_fraction: 0,
        cooldown_seconds: 0,
        burn_bps: 10_000,
        reporter_bps: 0,
        insurance_bps: 0,
        redistribution_bps: 0,
        equivocation_fraction: 0,
        height_zero: 0,
        height_millis: 0,
    };
    SlashPolicy { slasher, resolver: SYSTEM, insurance: SYSTEM, redistribution: SYSTEM, terms }
}

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
        /// The vault; the NCN has joined an agreement with it
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
    let vaults = vaults_behind(session, &ncn, &operator)?;
    let accounts = client::SlashableStake {
        ncn,
        operator,
        opt_in: session.program().opt_in(&operator, &ncn),
        record: session.program().record(&ncn, &operator),
    };
    let args = client::SlashableStakeInstructionArgs { until };
    let (mut weight, mut stakes) = (0u64, vec![]);
    let program = session.program();
    let plan = |part: &[Behind]| {
        let metas: Vec<_> = part.iter().flat_map(Behind::metas).collect();
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
