//! The commands.

pub mod admin;
pub mod allocation;
pub mod asset_flag;
pub mod bond;
pub mod common;
pub mod delegation;
pub mod deploy;
pub mod deposit;
pub mod exit;
pub mod exporter;
pub mod fees;
pub mod gate;
pub mod gate_deploy;
pub mod grant;
pub mod index;
pub mod instant_exit;
pub mod instruction_map;
pub mod key;
pub mod liquid;
pub mod list;
pub mod market;
pub mod message;
mod moves;
pub mod ncn;
pub mod offer;
pub mod operator;
pub mod opt_in;
pub mod oracle;
pub mod pause;
pub mod pledge;
pub mod portfolio;
pub mod rate;
mod rates;
pub mod report;
pub mod reward;
pub mod reward_compute;
mod reward_list;
pub mod show;
pub mod slash;
mod slash_policy;
mod software;
pub mod stake;
mod sweep;
pub mod table;
mod token_metadata;
pub mod vault;
pub mod vault_limits;
pub mod verify;
pub mod watch;
pub mod watch_all;

use std::path::PathBuf;

use clap::{Args, Parser, Subcommand, ValueEnum};
use solana_program::hash::Hash;
use solana_program::pubkey::Pubkey;

use crate::error::Result;
use crate::session::Session;
use crate::signer::{Given, Source};

/// The restaking program's command line, for stakers, curators, operators, NCNs and guardians.
///
/// Every change is simulated first: the command shows its effect and cost, and asks before it sends.
#[derive(Debug, Parser)]
#[command(name = "restake", version, max_term_width = 110)]
pub struct Cli {
    /// How it does what it does.
    #[command(flatten)]
    pub global: Global,
    /// What it does.
    #[command(subcommand)]
    pub command: Command,
}

/// How a command does what it does.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Everywhere")]
pub struct Global {
    /// Use this cluster: localhost, devnet, testnet, mainnet-beta, or its RPC's URL [default: the Solana CLI's]
    #[arg(short, long, global = true, value_name = "URL_OR_MONIKER")]
    pub url: Option<String>,
    /// Use this WebSocket of the cluster [default: the one beside the RPC]
    #[arg(long, global = true, value_name = "URL")]
    pub ws: Option<String>,
    /// Sign and pay with this signer: a key pair's file, usb://ledger, prompt://, - for the standard input, or an address that
    /// signs with --signer [default: the Solana CLI's]
    #[arg(short, long, global = true, value_name = "SIGNER")]
    pub keypair: Option<Source>,
    /// Pay the fee with this signer [default: the one that acts]
    #[arg(long, global = true, value_name = "SIGNER")]
    pub fee_payer: Option<Source>,
    /// Accept seed phrases with words outside BIP 39's lists
    #[arg(long, global = true)]
    pub skip_seed_phrase_validation: bool,
    /// Act as this address, such as a multisig's vault, in place of the signer; with --export, --sign-only or --dry-run
    #[arg(long = "as", global = true, value_name = "ADDRESS")]
    pub acting: Option<Pubkey>,
    /// Write the unsigned message for a multisig to propose, and send nothing
    #[arg(long, global = true)]
    pub export: bool,
    /// Write the message with the signatures of the signers at hand, and send nothing
    #[arg(long, global = true)]
    pub sign_only: bool,
    /// Sign for this blockhash, or for the nonce account's value [default: the latest]
    #[arg(long, global = true, value_name = "BLOCKHASH")]
    pub blockhash: Option<Hash>,
    /// Add a signature made elsewhere
    #[arg(long, global = true, value_name = "ADDRESS=SIGNATURE")]
    pub signer: Vec<Given>,
    /// Sign for this nonce account's value, which expires only when it is advanced
    #[arg(long, global = true, value_name = "ADDRESS")]
    pub nonce: Option<Pubkey>,
    /// Advance the nonce account with this signer [default: the one that acts]
    #[arg(long, global = true, value_name = "SIGNER")]
    pub nonce_authority: Option<Source>,
    /// Read at this commitment level: processed, confirmed or finalized [default: the Solana CLI's]
    #[arg(long, global = true)]
    pub commitment: Option<String>,
    /// Use this program's address [default: RESTAKE_PROGRAM_ID, else Anchor.toml's, else the one for local chains]
    #[arg(long, global = true, env = "RESTAKE_PROGRAM_ID", value_name = "ADDRESS")]
    pub program_id: Option<Pubkey>,
    /// Use this address of the program of liquid restaking [default: Anchor.toml's, else the one for local chains]
    #[arg(long, global = true, value_name = "ADDRESS")]
    pub liquid_id: Option<Pubkey>,
    /// Use this address of the price oracle's program [default: Anchor.toml's, else the one for local chains]
    #[arg(long, global = true, value_name = "ADDRESS")]
    pub oracle_id: Option<Pubkey>,
    /// Read the program's address on each cluster from this file [default: the nearest Anchor.toml from this folder upwards]
    #[arg(long, global = true, value_name = "FILE")]
    pub anchor_toml: Option<PathBuf>,
    /// Treat the cluster as a local chain, though it runs on another machine
    #[arg(long, global = true)]
    pub local: bool,
    /// Read the Solana CLI's settings from this file
    #[arg(short = 'C', long, global = true, value_name = "FILE")]
    pub config: Option<PathBuf>,
    /// Use this token account of yours for its mint, in place of the associated one
    #[arg(long, global = true, value_name = "ADDRESS")]
    pub token_account: Vec<Pubkey>,
    /// Accept without a question an address that only a program can act for, such as a multisig's [default: ask, and refuse it
    /// where nothing is asked]
    #[arg(long, global = true)]
    pub allow_program_address: bool,
    /// Answer yes to every question
    #[arg(short, long, global = true)]
    pub yes: bool,
    /// Simulate and send nothing
    #[arg(long, global = true)]
    pub dry_run: bool,
    /// Pay this for a compute unit, in millionths of a lamport [default: recent fees of others]
    #[arg(long, global = true, value_name = "MICRO_LAMPORTS")]
    pub priority_fee: Option<u64>,
    /// Refuse a priority fee over this, in lamports a transaction
    #[arg(long, global = true, value_name = "LAMPORTS", default_value_t = 1_000_000)]
    pub max_priority_fee: u64,
    /// Make transactions of this version; 1 has room for more, where the cluster has it and the signer can sign it [default: 0,
    /// and 1 for what fits in no other]
    #[arg(long, global = true, value_enum, value_name = "VERSION")]
    pub transaction_version: Option<TransactionVersion>,
    /// Write the output in this format
    #[arg(short, long, global = true, value_enum, default_value_t = Output::Text)]
    pub output: Output,
    /// Show no names that vaults, operators, NCNs and tokens give themselves: addresses alone
    #[arg(long, global = true, env = "RESTAKE_NO_NAMES", value_parser = clap::builder::FalseyValueParser::new())]
    pub no_names: bool,
    /// Show the program's logs when a transaction fails
    #[arg(short, long, global = true)]
    pub verbose: bool,
    /// The width of the terminal that is written to; none for a pipe or a file.
    #[arg(skip)]
    pub width: Option<u16>,
    /// The addresses on the command line.
    #[arg(skip)]
    pub named: Vec<Pubkey>,
}

/// A version of transactions.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum TransactionVersion {
    /// Version 0.
    #[value(name = "0")]
    V0,
    /// Version 1.
    #[value(name = "1")]
    V1,
}

/// How to write.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
pub enum Output {
    /// For people.
    #[default]
    Text,
    /// For programs: amounts in smallest units and times in unix seconds, both as strings.
    Json,
}

/// What can be done.
#[derive(Debug, Subcommand)]
pub enum Command {
    /// Deposit into a vault, for VRT
    Deposit(deposit::Deposit),
    /// Leave a vault by ticket: request, wait, claim
    #[command(subcommand, visible_aliases = ["withdraw", "unstake"])]
    Exit(exit::Exit),
    /// Leave a vault at once, from its idle stake and for a fee
    InstantExit(instant_exit::InstantExit),
    /// Native stake: from a stake account into a vault and back, and validators' pools
    #[command(subcommand)]
    Stake(stake::StakeCommand),
    /// Create and run vaults
    #[command(subcommand)]
    Vault(vault::VaultCommand),
    /// Register and run operators
    #[command(subcommand)]
    Operator(operator::OperatorCommand),
    /// Register and run NCNs
    #[command(subcommand)]
    Ncn(Box<ncn::NcnCommand>),
    /// Opt-ins between vaults, operators and NCNs
    #[command(subcommand)]
    OptIn(opt_in::OptInCommand),
    /// Vaults' delegations to operators
    #[command(subcommand)]
    Delegation(delegation::DelegationCommand),
    /// Operators' allocations to NCNs
    #[command(subcommand)]
    Allocation(allocation::AllocationCommand),
    /// Slashes
    #[command(subcommand)]
    Slash(slash::SlashCommand),
    /// Proofs that an operator voted twice
    #[command(subcommand)]
    Report(report::ReportCommand),
    /// Operators' keys
    #[command(subcommand)]
    Key(key::KeyCommand),
    /// Tables of operators' weights
    #[command(subcommand)]
    Table(table::TableCommand),
    /// Rewards, by cumulative roots or by captured stake
    #[command(subcommand)]
    Rewards(reward::RewardsCommand),
    /// Bonded VRT and what it earns
    #[command(subcommand)]
    Bond(bond::BondCommand),
    /// Admins and other roles
    #[command(subcommand)]
    Admin(admin::AdminCommand),
    /// Pauses of a vault's or of all vaults' actions
    #[command(subcommand)]
    Pause(pause::PauseCommand),
    /// The program's config
    #[command(subcommand)]
    Config(admin::ConfigCommand),
    /// Liquid restaking: one token, the LRT, over several assets and vaults
    #[command(subcommand)]
    Liquid(Box<liquid::LiquidCommand>),
    /// The price oracle: a service of which the operators report prices
    #[command(subcommand)]
    Oracle(Box<oracle::OracleCommand>),
    /// Show, sign and send messages that were made elsewhere
    #[command(subcommand)]
    Message(message::MessageCommand),
    /// List accounts of a kind
    List(list::List),
    /// Show all that an owner has: VRT, bonded VRT, exits on their way, rewards of bonded VRT, LRT, queued exits
    Portfolio(portfolio::Portfolio),
    /// Rate an NCN or an operator by facts of the chain: each input, its points, and the score
    Rate(rate::Rate),
    /// List what NCNs offer for stake, and what it risks
    Market(market::Market),
    /// Show an account of any kind: of the program, of liquid restaking, of the price oracle or of an upgrade gate
    Show(show::Show),
    /// Follow a vault's or a liquid pool's events, or all of the program
    Watch(watch::Watch),
    /// Index all events in a database and serve them, or write a static index of all accounts
    Index(index::Index),
    /// Serve metrics for Prometheus: stake, pending exits, open slashes, clocks, breaker room
    Exporter(exporter::Exporter),
    /// Deploy the program and its config on a cluster; an interrupted deployment continues
    Deploy(deploy::Deploy),
    /// The upgrade gate: code changes only after a notice
    Gate(gate::GateArgs),
    /// Compare the program on a cluster with a local build; fails if they differ
    Verify(verify::Verify),
    /// Write the shell's completions
    Completions {
        /// The shell
        shell: clap_complete::Shell,
    },
}

impl Command {
    /// Does it.
    pub fn run(self, session: &mut Session) -> Result<()> {
        match self {
            Self::Deposit(command) => command.run(session),
            Self::Exit(command) => command.run(session),
            Self::InstantExit(command) => command.run(session),
            Self::Stake(command) => command.run(session),
            Self::Vault(command) => command.run(session),
            Self::Operator(command) => command.run(session),
            Self::Ncn(command) => command.run(session),
            Self::OptIn(command) => command.run(session),
            Self::Delegation(command) => command.run(session),
            Self::Allocation(command) => command.run(session),
            Self::Slash(command) => command.run(session),
            Self::Report(command) => command.run(session),
            Self::Key(command) => command.run(session),
            Self::Table(command) => command.run(session),
            Self::Rewards(reward::RewardsCommand::Tree(command)) => command.run(session),
            Self::Rewards(reward::RewardsCommand::Offer(command)) => command.run(session),
            Self::Rewards(reward::RewardsCommand::Compute(command)) => command.run(session),
            Self::Bond(command) => command.run(session),
            Self::Admin(command) => command.run(session),
            Self::Pause(command) => command.run(session),
            Self::Config(command) => command.run(session),
            Self::Liquid(command) => command.run(session),
            Self::Oracle(command) => command.run(session),
            Self::Message(command) => command.run(session),
            Self::List(command) => command.run(session),
            Self::Exporter(command) => command.run(session),
            Self::Index(command) => command.run(session),
            Self::Portfolio(command) => command.run(session),
            Self::Rate(command) => command.run(session),
            Self::Market(command) => command.run(session),
            Self::Show(command) => command.run(session),
            Self::Watch(_) | Self::Deploy(_) | Self::Gate(_) | Self::Verify(_) | Self::Completions { .. } => {
                crate::refuse!("this command runs on its own, without a session")
            }
        }
    }
}
