//! Liquid restaking.

mod curator;
mod holder;
mod keeper;
mod leave;
mod quote;
mod report;
mod reward;
mod settings;
mod stake;

use clap::{Args, Subcommand, ValueEnum};
use restaking_client::liquid::{Pool, PoolRole};
use solana_program::pubkey::Pubkey;

use super::common::{AddressOrNone, Bound};
use super::token_metadata::{Texts, Token};
use crate::amount::{Amount, Fraction};
use crate::error::Result;
use crate::liquid::load;
use crate::session::Session;
use crate::signer::Source;
use crate::time::Span;

/// Liquid restaking.
#[derive(Debug, Subcommand)]
pub enum LiquidCommand {
    /// Deposit an asset of a pool, for LRT
    Deposit {
        /// The pool
        pool: Pubkey,
        /// The asset's mint
        mint: Pubkey,
        /// The amount of the asset, in tokens, or `all`
        amount: Amount,
        /// The least that it may bring
        #[command(flatten)]
        bound: Bound,
    },
    /// Deposit VRT of a vault in which a pool places, for LRT
    DepositVrt {
        /// The pool
        pool: Pubkey,
        /// The vault
        vault: Pubkey,
        /// The amount of VRT, or `all`
        amount: Amount,
        /// The least that it may bring
        #[command(flatten)]
        bound: Bound,
    },
    /// Deposit an active stake account through the pool of its validator or a stake pool, for LRT, in one transaction
    DepositStake(stake::Deposit),
    /// Leave a pool: in kind, at once, or by its queue
    #[command(subcommand)]
    Exit(LiquidExit),
    /// The rewards that a pool receives
    #[command(subcommand)]
    Rewards(reward::LiquidRewards),
    /// Create a pool
    Create(settings::Create),
    /// Name the LRT of a pool in wallets and explorers, by the Metaplex Token Metadata program; omitted texts stay
    Metadata {
        /// The pool
        pool: Pubkey,
        /// The texts.
        #[command(flatten)]
        texts: Texts,
    },
    /// Add an asset with its reserve: wrapped SOL, or the token of a stake pool, of a single-validator pool or of Marinade
    AddAsset {
        /// The pool
        pool: Pubkey,
        /// The asset's mint
        mint: Pubkey,
        /// The stake pool, the single-validator pool or the state of Marinade that gives its rate [default: none, for wrapped SOL]
        #[arg(long, value_name = "ADDRESS")]
        stake_pool: Option<Pubkey>,
        /// Its limits
        #[command(flatten)]
        limits: settings::AssetLimits,
    },
    /// Add an asset without a source on this chain: its price is reported
    AddReportedAsset(report::AddReported),
    /// Set an asset's limits, and whether it takes deposits
    SetAsset {
        /// The pool
        pool: Pubkey,
        /// The asset's mint
        mint: Pubkey,
        /// Its limits
        #[command(flatten)]
        limits: settings::AssetLimits,
    },
    /// Set what part of the pool each asset should be
    SetTargets {
        /// The pool
        pool: Pubkey,
        /// Each asset's mint with its part; all of them together are the whole
        #[arg(required = true, value_name = "MINT=PART")]
        targets: Vec<settings::Target>,
    },
    /// Add a vault in which the pool may place an asset
    AddVault {
        /// The pool
        pool: Pubkey,
        /// The vault
        vault: Pubkey,
        /// The part of its asset that should be there
        #[arg(long)]
        target: Fraction,
    },
    /// Set what part of its asset should be in a vault
    SetVault {
        /// The pool
        pool: Pubkey,
        /// The vault
        vault: Pubkey,
        /// The part of its asset that should be there
        #[arg(long)]
        target: Fraction,
    },
    /// Remove a vault in which the pool has nothing
    RemoveVault {
        /// The pool
        pool: Pubkey,
        /// The vault
        vault: Pubkey,
    },
    /// Set a pool's limits; what lets more leave or lose takes effect after the notice
    SetGuards(settings::Guards),
    /// Set a pool's fees; each falls at once and rises after the notice
    SetFees(settings::Fees),
    /// Give a role to another key
    SetRole {
        /// The pool
        pool: Pubkey,
        /// The role
        role: Role,
        /// Its new holder, or `none`
        holder: AddressOrNone,
    },
    /// Propose another admin; `none` withdraws the proposal
    ProposeAdmin {
        /// The pool
        pool: Pubkey,
        /// The new admin
        new_admin: AddressOrNone,
    },
    /// Accept a proposal and become a pool's admin
    AcceptAdmin {
        /// The pool
        pool: Pubkey,
    },
    /// Pause kinds of action for at most seven days; for the guardian and the admin
    Pause {
        /// The pool
        pool: Pubkey,
        /// The kinds to pause, all at once
        #[arg(required = true)]
        kinds: Vec<PauseKind>,
        /// Pause for this long
        #[arg(long = "for", value_name = "SPAN")]
        span: Span,
    },
    /// End a pause early
    Unpause {
        /// The pool
        pool: Pubkey,
    },
    /// Accept the suspect rate of an asset, as it stands now; for the guardian and the admin
    AcceptRate {
        /// The pool
        pool: Pubkey,
        /// The asset's mint
        mint: Pubkey,
    },
    /// Report the price of an asset without a source on this chain; for the price reporter
    ReportPrice(report::Report),
    /// Acknowledge the code of a source's program after an upgrade; for the guardian and the admin
    Acknowledge {
        /// The pool
        pool: Pubkey,
        /// The asset's mint
        mint: Pubkey,
    },
    /// Place tokens of a reserve in a vault
    Place {
        /// The pool
        pool: Pubkey,
        /// The vault
        vault: Pubkey,
        /// The amount, in tokens [default: what the vault is below its target, which anyone may place]
        amount: Option<Amount>,
    },
    /// Request an exit from a vault
    Unplace {
        /// The pool
        pool: Pubkey,
        /// The vault
        vault: Pubkey,
        /// The amount of VRT, or `all` [default: what the asset's queue waits for, which anyone may request]
        amount: Option<Amount>,
        /// The least that it may bring
        #[command(flatten)]
        bound: Bound,
    },
    /// Collect the matured exits from a vault; anyone may send it
    Collect {
        /// The pool
        pool: Pubkey,
        /// The vault
        vault: Pubkey,
    },
    /// Swap tokens of one asset's reserve for a trader's tokens of another; for the curator
    Swap(curator::Swap),
    /// Fill the next batch of an asset's queue, as far as its reserve can pay; anyone may send it
    Fill {
        /// The pool
        pool: Pubkey,
        /// The asset's mint
        mint: Pubkey,
    },
    /// Close a batch that no request needs; its rent goes back to its payer
    CloseBatch {
        /// The batch
        batch: Pubkey,
    },
    /// Mint the shares of the fees to the fee wallet; anyone may send it
    CollectFees {
        /// The pool
        pool: Pubkey,
    },
    /// Have a pool look at its sources, so that a quarantine begins; anyone may send it
    Observe {
        /// The pool
        pool: Pubkey,
    },
    /// Update a pool's stake pools; anyone may send it
    Update {
        /// The pool
        pool: Pubkey,
    },
    /// Do all that anyone can do for a pool now: collect, update, fill, request exits for the queue, place, close
    Upkeep {
        /// The pool
        pool: Pubkey,
    },
}

/// The ways out.
#[derive(Debug, Subcommand)]
pub enum LiquidExit {
    /// Show the three ways out of a pool with what they pay, cost and take
    Quote {
        /// The pool
        pool: Pubkey,
        /// The amount of LRT
        amount: Amount,
        /// Quote for this owner [default: you]
        #[arg(long)]
        owner: Option<Pubkey>,
    },
    /// Leave with a part of everything, at once and at no price; always open
    InKind {
        /// The pool
        pool: Pubkey,
        /// The amount of LRT, or `all`
        amount: Amount,
        /// Leave your tokens of this asset in the reserve, to claim them later, such as those of a frozen mint
        #[arg(long, value_name = "MINT")]
        set_aside: Vec<Pubkey>,
    },
    /// Leave at once with tokens of one asset's free reserve, for a fee
    Instant {
        /// The pool
        pool: Pubkey,
        /// The asset's mint
        mint: Pubkey,
        /// The amount of the asset, in tokens
        amount: Amount,
        /// The most that it may cost
        #[command(flatten)]
        most: leave::Most,
    },
    /// Leave at once with an active stake account, through the pool of a validator or a stake pool, for a fee, in one transaction
    Stake(stake::Withdraw),
    /// Ask to leave by the queue of an asset, without a fee
    Queue {
        /// The pool
        pool: Pubkey,
        /// The asset's mint
        mint: Pubkey,
        /// The amount of LRT, or `all`
        amount: Amount,
    },
    /// Take back what is not filled of a request, and get paid what is; always open
    Cancel {
        /// The queued exit
        queued_exit: Pubkey,
    },
    /// Give a request of the queue to another owner, with what it is owed
    Transfer {
        /// The queued exit
        queued_exit: Pubkey,
        /// The new owner
        new_owner: Pubkey,
    },
    /// Claim what you are owed: filled requests, parts of collected exits, tokens set aside
    Claim {
        /// Claim of this pool alone [default: of all]
        #[arg(long, value_name = "ADDRESS")]
        pool: Option<Pubkey>,
    },
}

/// A pool's lesser roles.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Role {
    /// Moves the assets between the reserves and the vaults.
    Curator,
    /// Accepts rates, acknowledges upgrades and pauses.
    Guardian,
    /// Receives the fees.
    FeeWallet,
    /// Reports the prices of assets without a source on this chain.
    PriceReporter,
}

impl From<Role> for PoolRole {
    fn from(role: Role) -> Self {
        match role {
            Role::Curator => Self::Curator,
            Role::Guardian => Self::Guardian,
            Role::FeeWallet => Self::FeeWallet,
            Role::PriceReporter => Self::PriceReporter,
        }
    }
}

/// What can be paused.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum PauseKind {
    /// Deposits.
    Deposits,
    /// Instant exits.
    InstantExits,
    /// Placing, and swaps.
    Placing,
}

/// The trader of a swap.
#[derive(Args, Clone, Debug)]
pub struct Trader {
    /// Swap with this signer's tokens [default: yours]
    #[arg(long, value_name = "SIGNER")]
    pub trader: Option<Source>,
}

impl LiquidCommand {
    /// Whether it signs nothing and names no signer.
    pub fn only_looks(&self) -> bool {
        matches!(self, Self::Exit(LiquidExit::Quote { owner: Some(_), .. }))
    }

    /// Does it.
    pub fn run(self, session: &mut Session) -> Result<()> {
        match self {
            Self::Deposit { pool, mint, amount, bound } => holder::deposit(session, pool, mint, &amount, &bound),
            Self::DepositVrt { pool, vault, amount, bound } => {
                holder::deposit_vrt(session, pool, vault, &amount, &bound)
            }
            Self::DepositStake(deposit) => deposit.run(session),
            Self::Exit(exit) => exit.run(session),
            Self::Rewards(rewards) => rewards.run(session),
            Self::Create(create) => create.run(session),
            Self::Metadata { pool, texts } => {
                let liquid = session.liquid()?;
                // Refuses what is no pool.
                let _: Pool = load(session.chain, liquid, &pool)?;
                texts.set(session, &Token::Lrt(liquid, pool))
            }
            Self::AddAsset { pool, mint, stake_pool, limits } => {
                settings::add_asset(session, pool, mint, stake_pool, &limits)
            }
            Self::AddReportedAsset(add) => add.run(session),
            Self::SetAsset { pool, mint, limits } => settings::set_asset(session, pool, mint, &limits),
            Self::SetTargets { pool, targets } => settings::set_targets(session, pool, &targets),
            Self::AddVault { pool, vault, target } => settings::add_vault(session, pool, vault, target),
            Self::SetVault { pool, vault, target } => settings::set_vault(session, pool, vault, target),
            Self::RemoveVault { pool, vault } => settings::remove_vault(session, pool, vault),
            Self::SetGuards(guards) => guards.run(session),
            Self::SetFees(fees) => fees.run(session),
            Self::SetRole { pool, role, holder } => settings::set_role(session, pool, role, holder.0),
            Self::ProposeAdmin { pool, new_admin } => settings::propose_admin(session, pool, new_admin.0),
            Self::AcceptAdmin { pool } => settings::accept_admin(session, pool),
            Self::Pause { pool, kinds, span } => settings::pause(session, pool, &kinds, span),
            Self::Unpause { pool } => settings::unpause(session, pool),
            Self::AcceptRate { pool, mint } => settings::accept_rate(session, pool, mint),
            Self::ReportPrice(report) => report.run(session),
            Self::Acknowledge { pool, mint } => settings::acknowledge(session, pool, mint),
            Self::Place { pool, vault, amount } => curator::place(session, pool, vault, amount.as_ref()),
            Self::Unplace { pool, vault, amount, bound } => {
                curator::unplace(session, pool, vault, amount.as_ref(), &bound)
            }
            Self::Collect { pool, vault } => keeper::collect(session, pool, vault),
            Self::Swap(swap) => swap.run(session),
            Self::Fill { pool, mint } => keeper::fill(session, pool, mint),
            Self::CloseBatch { batch } => keeper::close_batch(session, batch),
            Self::CollectFees { pool } => keeper::collect_fees(session, pool),
            Self::Observe { pool } => keeper::observe(session, pool),
            Self::Update { pool } => keeper::update(session, pool),
            Self::Upkeep { pool } => keeper::upkeep(session, pool),
        }
    }
}

impl LiquidExit {
    fn run(self, session: &mut Session) -> Result<()> {
        match self {
            Self::Quote { pool, amount, owner } => quote::quote(session, pool, &amount, owner),
            Self::InKind { pool, amount, set_aside } => leave::in_kind(session, pool, &amount, &set_aside),
            Self::Instant { pool, mint, amount, most } => leave::instantly(session, pool, mint, &amount, &most),
            Self::Stake(withdraw) => withdraw.run(session),
            Self::Queue { pool, mint, amount } => leave::queue(session, pool, mint, &amount),
            Self::Cancel { queued_exit } => leave::cancel(session, queued_exit),
            Self::Transfer { queued_exit, new_owner } => leave::transfer(session, queued_exit, new_owner),
            Self::Claim { pool } => holder::claim(session, pool),
        }
    }
}
