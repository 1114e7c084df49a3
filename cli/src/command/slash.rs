//! Slashes.

use clap::builder::{PossibleValuesParser, TypedValueParser};
use clap::{Args, Subcommand};
use restaking_client::{self as client, OperatorRecord, SlashRecipient, Vault, asset};
use solana_program::hash::hash;
use solana_program::pubkey::Pubkey;

use super::common::{File, Hash, SYSTEM, TOKEN, now_of, parties, partner, slash_of};
use crate::accounts::token_address;
use crate::amount::{Amount, Fraction, percent, tokens};
use crate::error::{Error, Result};
use crate::session::{Plan, Session};
use crate::time::Moment;
use crate::view::selection::Selection;

/// The recipients by their names.
fn recipients() -> impl TypedValueParser<Value = SlashRecipient> {
    let of = |name: String| SlashRecipient::ALL.into_iter().find(|each| each.name() == name).expect("one of them");
    PossibleValuesParser::new(SlashRecipient::ALL.map(SlashRecipient::name)).map(of)
}

/// Slashes.
#[derive(Debug, Subcommand)]
pub enum SlashCommand {
    /// Propose a slash of one vault's stake behind an operator; for the NCN's slasher
    Propose(Box<Propose>),
    /// Veto a slash while it can be challenged; for its resolver
    Veto {
        /// The slash
        slash: Pubkey,
    },
    /// Take a vetoed slash off the stop-loss of its vault; anyone may send it
    Uncount {
        /// The slash
        slash: Pubkey,
    },
    /// Execute a slash that was not vetoed in time; anyone may send it
    Execute {
        /// The slash
        slash: Pubkey,
    },
    /// Pay a recipient that could not be paid at execution; anyone may send it
    PayShare {
        /// The slash
        slash: Pubkey,
        /// The recipient of the part
        #[arg(value_parser = recipients())]
        recipient: SlashRecipient,
    },
    /// Pledge tokens for an open slash: its execution restores by them what it took, and a veto gives them back
    Pledge {
        /// The slash
        slash: Pubkey,
        /// The amount of the vault's asset, in tokens, or `all` that is left to pledge for
        amount: Amount,
    },
    /// Withdraw a pledge after a veto, or close it after an execution; anyone may send it
    WithdrawPledge {
        /// The slash
        slash: Pubkey,
        /// Withdraw this address's pledge [default: yours]
        #[arg(long)]
        pledger: Option<Pubkey>,
    },
    /// List slashes, the open ones with the time at which they are final
    List {
        /// List those of this vault alone
        #[arg(long)]
        vault: Option<Pubkey>,
        /// List those of this operator alone
        #[arg(long)]
        operator: Option<Pubkey>,
        /// List those of this NCN alone
        #[arg(long)]
        ncn: Option<Pubkey>,
        /// Which rows, in which order, with which columns.
        #[command(flatten)]
        selection: Selection,
    },
}

/// What a slasher says.
#[derive(Args, Debug)]
pub struct Propose {
    /// The vault
    vault: Pubkey,
    /// The operator
    operator: Pubkey,
    /// The NCN
    ncn: Pubkey,
    /// The part of the operator's allocation, as in 0.05 or 5%
    fraction: Fraction,
    /// Set the incident's number, the same for all its vaults [default: one after the last]
    #[arg(long)]
    incident: Option<u64>,
    /// Refuse to take less than this, in tokens
    #[arg(long, value_name = "AMOUNT", default_value = "0")]
    min_stake: Amount,
    /// Record this number as the reason
    #[arg(long, default_value_t = 0)]
    reason: u64,
    /// Record this hash of the evidence, in hexadecimal
    #[arg(long, value_name = "HEX", conflicts_with = "evidence_file")]
    evidence: Option<Hash>,
    /// Record the SHA-256 of this evidence
    #[arg(long, value_name = "FILE")]
    evidence_file: Option<File>,
    /// Set the time of the offense
    #[arg(long, value_name = "TIME", default_value = "now")]
    offense_at: Moment,
    /// The reporter of the offense [default: you]
    #[arg(long)]
    reporter: Option<Pubkey>,
}

impl SlashCommand {
    /// Does it.
    pub fn run(self, session: &mut Session) -> Result<()> {
        match self {
            Self::Propose(propose) => propose.run(session),
            Self::Veto { slash } => veto(session, slash),
            Self::Execute { slash } => execute(session, slash),
            Self::Uncount { slash } => uncount(session, slash),
            Self::PayShare { slash, recipient } => pay_share(session, slash, recipient),
            Self::Pledge { slash, amount } => super::pledge::pledge(session, slash, &amount),
            Self::WithdrawPledge { slash, pledger } => super::pledge::withdraw(session, slash, pledger),
            Self::List { vault, operator, ncn, selection } => {
                let named = [("vault", vault), ("operator", operator), ("ncn", ncn)];
                let fields: Vec<_> = named.into_iter().filter_map(|(name, of)| Some((name, of?))).collect();
                super::list::list(session, "SlashProposal", &fields, &selection)
            }
        }
    }
}

impl Propose {
    fn run(self, session: &mut Session) -> Result<()> {
        let slasher = session.me();
        let at = At::of(session, self.vault, self.operator, self.ncn)?;
        let record: OperatorRecord = session.load(&session.program().record(&self.ncn, &self.operator))?;
        let next = if record.incident_at == 0 { 0 } else { record.incident.wrapping_add(1) };
        let incident = self.incident.unwrap_or(next);
        let evidence = match (self.evidence, &self.evidence_file) {
            (Some(hash), _) => hash.0,
            (None, Some(file)) => hash(&read(file)?).to_bytes(),
            (None, None) => [0; 32],
        };
        let args = client::ProposeSlashInstructionArgs {
            incident,
            fraction: self.fraction.0,
            min_stake: self.min_stake.units(at.decimals, None)?,
            reason: self.reason,
            evidence,
            offense_at: self.offense_at.at(session.now()?),
            reporter: self.reporter.unwrap_or(slasher),
        };
        // An epoch may end before the answer: then it is of other buckets.
        session.carry_out_made(&|session| {
            let at = At::of(session, self.vault, self.operator, self.ncn)?;
            let proposal = session.program().slash(&at.allocation, 0, incident);
            let accounts = client::ProposeSlash {
                payer: slasher,
                slasher,
                ncn: self.ncn,
                record: session.program().record(&self.ncn, &self.operator),
                vault: self.vault,
                delegation: at.delegation,
                allocation: at.allocation,
                vault_operator: session.program().opt_in(&self.vault, &self.operator),
                operator_ncn: session.program().opt_in(&self.operator, &self.ncn),
                vault_ncn: session.program().opt_in(&self.vault, &partner(session, &self.ncn)?),
                this_bucket: session.program().exit_bucket(&self.vault, at.epoch),
                next_bucket: session.program().exit_bucket(&self.vault, at.epoch + 1),
                proposal,
                system_program: SYSTEM,
            };
            let what =
                format!("Propose slash {proposal} of {} of operator {}", percent(self.fraction.0), self.operator);
            let mut plan = Plan::new(what).of_vault(at.decimals);
            session.check_named(&mut plan, &self.reporter)?;
            Ok(plan.with(accounts.instruction_at(&session.program(), args.clone())))
        })
    }
}

/// Where a slash strikes.
pub struct At {
    /// What the vault delegates to the operator.
    pub delegation: Pubkey,
    /// What the operator allocates of it to the NCN.
    pub allocation: Pubkey,
    /// The vault's epoch.
    pub epoch: u64,
    /// The decimals of its asset.
    pub decimals: u8,
}

impl At {
    /// A vault's stake behind an operator in an NCN.
    pub fn of(session: &Session, vault: Pubkey, operator: Pubkey, ncn: Pubkey) -> Result<Self> {
        let found: Vault = session.load(&vault)?;
        let delegation = session.program().delegation(&vault, &operator);
        let allocation = session.program().allocation(&delegation, &ncn);
        parties(session, &allocation)?;
        Ok(Self { delegation, allocation, epoch: now_of(session, &found)?.1, decimals: found.decimals })
    }
}

fn veto(session: &mut Session, address: Pubkey) -> Result<()> {
    let (slash, vault) = slash_of(session, &address)?;
    let accounts = client::VetoSlash {
        resolver: session.me(),
        proposal: address,
        record: session.program().record(&slash.ncn, &slash.operator),
        vault: slash.vault,
        delegation: slash.delegation,
        allocation: slash.allocation,
        this_bucket: session.program().exit_bucket(&slash.vault, slash.slash.epoch),
        next_bucket: session.program().exit_bucket(&slash.vault, slash.slash.epoch + 1),
    };
    let stake = tokens(slash.slash.stake, vault.decimals);
    let what = format!("Veto slash {address}, which gives {stake} tokens back");
    session.carry_out(Plan::new(what).of_vault(vault.decimals).with(accounts.instruction_at(&session.program())))
}

fn uncount(session: &mut Session, address: Pubkey) -> Result<()> {
    let (slash, _) = slash_of(session, &address)?;
    let opt_in = session.program().opt_in(&slash.vault, &partner(session, &slash.ncn)?);
    let accounts = client::UncountSlash { proposal: address, ncn: slash.ncn, opt_in };
    let what = format!("Take slash {address} off the stop-loss of vault {}", slash.vault);
    session.carry_out(Plan::new(what).with(accounts.instruction_at(&session.program())))
}

fn execute(session: &mut Session, address: Pubkey) -> Result<()> {
    let (slash, vault) = slash_of(session, &address)?;
    let stake = tokens(slash.slash.stake, vault.decimals);
    let mut plan = Plan::new(format!("Make slash {address} of {stake} tokens final")).of_vault(vault.decimals);
    let owners = [slash.reporter, slash.insurance, slash.redistribution];
    let mut recipients = owners.map(|owner| token_address(&owner, &vault.asset_mint, &asset::asset_program(&vault)));
    for (place, owner) in owners.iter().enumerate() {
        // A part of zero needs no account.
        if slash.owed[place] > 0 {
            match session.token_account(&mut plan, owner, &vault.asset_mint) {
                Ok(account) => recipients[place] = account,
                // Each part is paid independently of the others.
                Err(why) => plan.warnings.push(format!("note: the part of {owner} waits in the vault: {why}")),
            }
        }
    }
    let [reporter_assets, insurance_assets, redistribution_assets] = recipients;
    let accounts = client::ExecuteSlash {
        proposal: address,
        record: session.program().record(&slash.ncn, &slash.operator),
        vault: slash.vault,
        delegation: slash.delegation,
        allocation: slash.allocation,
        this_bucket: session.program().exit_bucket(&slash.vault, slash.slash.epoch),
        next_bucket: session.program().exit_bucket(&slash.vault, slash.slash.epoch + 1),
        asset_account: vault.asset_account,
        asset_mint: vault.asset_mint,
        reporter_assets,
        insurance_assets,
        redistribution_assets,
        token_program: TOKEN,
    };
    session.carry_out(plan.with(asset::executing(&vault, accounts.instruction_at(&session.program()))))
}

fn pay_share(session: &mut Session, address: Pubkey, share_of: SlashRecipient) -> Result<()> {
    let (slash, vault) = slash_of(session, &address)?;
    let place = usize::from(share_of.byte());
    let owner = [slash.reporter, slash.insurance, slash.redistribution][place];
    let share = tokens(slash.owed[place], vault.decimals);
    let mut plan = Plan::new(format!("Pay {share} tokens of slash {address} to {owner}")).of_vault(vault.decimals);
    let recipient_assets = session.token_account(&mut plan, &owner, &vault.asset_mint)?;
    let accounts = client::PaySlashShare {
        proposal: address,
        vault: slash.vault,
        asset_account: vault.asset_account,
        recipient: None,
        recipient_assets,
        token_program: TOKEN,
    };
    let plan = plan.with(asset::moving(
        &vault,
        accounts.instruction_at(&session.program(), client::PaySlashShareInstructionArgs { share_of }),
    ));
    session.carry_out(plan.watching("tokens", recipient_assets, vault.decimals))
}

/// The bytes of a file.
pub fn read(file: &File) -> Result<Vec<u8>> {
    std::fs::read(file).map_err(|error| Error::new(format!("{} cannot be read: {error}", file.display())))
}
