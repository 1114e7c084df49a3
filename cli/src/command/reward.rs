//! Rewards by cumulative roots.

use clap::Subcommand;
use restaking_client::merkle::Earnings;
use restaking_client::{self as client, RewardTree};
use solana_program::pubkey::Pubkey;

use super::common::{AddressOrNone, File, Hash, SYSTEM, TOKEN, decimals};
use super::offer::OfferCommand;
use super::reward_compute::Compute;
use super::reward_list::{document, read_list};
use super::slash::read;
use crate::accounts;
use crate::amount::{Amount, check_funds, tokens};
use crate::error::{Error, Result};
use crate::idl::hex;
use crate::refuse;
use crate::session::{Plan, Session};
use crate::time::Span;

/// Rewards.
#[derive(Debug, Subcommand)]
pub enum RewardsCommand {
    /// Reward trees
    #[command(subcommand)]
    Tree(TreeCommand),
    /// Rewards by captured stake, which an NCN's stake tables divide
    #[command(subcommand)]
    Offer(OfferCommand),
    /// Compute the list of a period's rewards from events alone, or verify the root of one; sends nothing
    Compute(Compute),
}

/// Reward trees.
#[derive(Debug, Subcommand)]
pub enum TreeCommand {
    /// Open the tree of an NCN's rewards in one token; for its admin
    Open {
        /// The NCN
        ncn: Pubkey,
        /// The token's mint
        mint: Pubkey,
        /// Let this address publish roots [default: you]
        #[arg(long)]
        publisher: Option<Pubkey>,
        /// Let this address strike roots
        #[arg(long)]
        disputer: Pubkey,
        /// Delay each root for this long before it takes effect, permanently: an hour to 30 days
        #[arg(long, value_name = "SPAN", default_value = "1d")]
        delay: Span,
    },
    /// Set the publisher and the disputer; omitted roles stay
    SetRoles {
        /// The tree
        tree: Pubkey,
        /// The new publisher
        #[arg(long)]
        publisher: Option<Pubkey>,
        /// The new disputer: takes effect one delay later
        #[arg(long)]
        disputer: Option<Pubkey>,
    },
    /// Pay tokens in, for later roots
    Fund {
        /// The tree
        tree: Pubkey,
        /// The amount, in tokens, or `all`
        amount: Amount,
    },
    /// Make a root's list, with the proofs, from lines of `earner,tokens`; sends nothing
    List {
        /// The tree
        tree: Pubkey,
        /// The lines: each earner's total, from the beginning on
        file: File,
    },
    /// Publish a root, and pay in what it promises and has not come in; for the publisher
    Publish {
        /// The tree
        tree: Pubkey,
        /// Publish the root of this list, as `restake rewards tree list` makes it
        #[arg(long, value_name = "FILE", required_unless_present = "root")]
        list: Option<File>,
        /// Publish this root, in hexadecimal
        #[arg(long, value_name = "HEX", requires = "total", conflicts_with = "list")]
        root: Option<Hash>,
        /// Promise this total by the root, in tokens
        #[arg(long, value_name = "AMOUNT", requires = "root")]
        total: Option<Amount>,
    },
    /// Strike the pending root; for the disputer
    Strike {
        /// The tree
        tree: Pubkey,
        /// The root, in hexadecimal [default: the pending one]
        root: Option<Hash>,
    },
    /// Claim an earner's reward
    Claim {
        /// The tree
        tree: Pubkey,
        /// Read the list of the active root from this file
        #[arg(long, value_name = "FILE")]
        list: File,
        /// Claim for this earner [default: you]
        #[arg(long)]
        earner: Option<Pubkey>,
        /// Pay into this owner's account [default: the earner's]
        #[arg(long)]
        to: Option<Pubkey>,
    },
    /// Allow an address to claim for you; `none` for no claimer
    SetClaimer {
        /// The tree
        tree: Pubkey,
        /// The claimer
        claimer: AddressOrNone,
    },
}

impl TreeCommand {
    /// Does it.
    pub fn run(self, session: &mut Session) -> Result<()> {
        let me = session.me();
        match self {
            Self::Open { ncn, mint, publisher, disputer, delay } => {
                accounts::check_reward_mint(session.chain, &mint)?;
                let tree = session.program().reward_tree(&ncn, &mint);
                let accounts = client::OpenRewardTree {
                    payer: me,
                    admin: me,
                    ncn,
                    mint,
                    tree,
                    treasury: session.program().treasury(&tree),
                    token_program: TOKEN,
                    system_program: SYSTEM,
                };
                let mut plan = Plan::new(format!("Open reward tree {tree}"));
                session.check_named(&mut plan, publisher.iter().chain([&disputer]))?;
                let publisher = publisher.unwrap_or(me);
                let args = client::OpenRewardTreeInstructionArgs { publisher, disputer, delay_seconds: delay.0 };
                session.carry_out(plan.with(accounts.instruction_at(&session.program(), args)))
            }
            Self::SetRoles { tree, publisher, disputer } => {
                let current: RewardTree = session.load(&tree)?;
                let accounts = client::SetRewardRoles { admin: me, ncn: current.ncn, tree };
                let mut plan = Plan::new(format!("Set the roles of reward tree {tree}"));
                session.check_named(&mut plan, publisher.iter().chain(&disputer))?;
                let args = client::SetRewardRolesInstructionArgs {
                    publisher: publisher.unwrap_or(current.publisher),
                    disputer: disputer.unwrap_or(current.next_disputer),
                };
                session.carry_out(plan.with(accounts.instruction_at(&session.program(), args)))
            }
            Self::Fund { tree, amount } => fund(session, tree, &amount),
            Self::List { tree, file } => list(session, tree, &file),
            Self::Publish { tree, list, root, total } => publish(session, tree, list, root.zip(total)),
            Self::Strike { tree, root } => {
                let found: RewardTree = session.load(&tree)?;
                let root = root.map_or(found.books.next_root, |root| root.0);
                let accounts = client::StrikeRoot { disputer: me, tree };
                let what = format!("Strike root {} of reward tree {tree}", hex(&root));
                let plan = Plan::new(what).of_reward(decimals(session, &found.mint)?);
                session.carry_out(
                    plan.with(accounts.instruction_at(&session.program(), client::StrikeRootInstructionArgs { root })),
                )
            }
            Self::Claim { tree, list, earner, to } => {
                let earner = earner.unwrap_or(me);
                claim(session, tree, &list, earner, to.unwrap_or(earner))
            }
            Self::SetClaimer { tree, claimer } => {
                session.load::<RewardTree>(&tree)?;
                let claim = session.program().reward_claim(&tree, &me);
                let accounts = client::SetClaimer { payer: me, earner: me, tree, claim, system_program: SYSTEM };
                let args = client::SetClaimerInstructionArgs { new_claimer: claimer.0 };
                let mut plan = Plan::new(format!("Let {} claim for you", claimer.0));
                session.check_named(&mut plan, [&claimer.0])?;
                session.carry_out(plan.with(accounts.instruction_at(&session.program(), args)))
            }
        }
    }
}

fn fund(session: &mut Session, address: Pubkey, amount: &Amount) -> Result<()> {
    let tree: RewardTree = session.load(&address)?;
    let decimals = decimals(session, &tree.mint)?;
    let funder = session.me();
    let (funder_tokens, have) = session.funds(&tree.mint)?;
    let amount = amount.within(have, decimals, &format!("tokens of mint {}", tree.mint))?;
    let accounts =
        client::FundRewardTree { funder, tree: address, treasury: tree.treasury, funder_tokens, token_program: TOKEN };
    let what = format!("Pay {} tokens into reward tree {address}", tokens(amount, decimals));
    let plan = Plan::new(what)
        .of_reward(decimals)
        .with(accounts.instruction_at(&session.program(), client::FundRewardTreeInstructionArgs { amount }));
    session.carry_out(plan.watching("tokens", funder_tokens, decimals))
}

/// Reads lines of `earner,tokens`, and writes the list as `docs/reward-tree.md` has it.
fn list(session: &mut Session, address: Pubkey, file: &File) -> Result<()> {
    let tree: RewardTree = session.load(&address)?;
    let decimals = decimals(session, &tree.mint)?;
    let text = String::from_utf8(read(file)?).map_err(|_| Error::new(format!("{} is not text", file.display())))?;
    // Spreadsheets put an invisible mark in front.
    let text = text.strip_prefix('\u{feff}').unwrap_or(&text);
    let mut entries = vec![];
    for (number, line) in text.lines().enumerate().filter(|(_, line)| !line.trim().is_empty()) {
        let at = |what: String| Error::new(format!("{}, line {}: {what}", file.display(), number + 1));
        let Some((earner, amount)) = line.split_once(',') else {
            return Err(at("it is not of the form `earner,tokens`".to_owned()));
        };
        let earner: Pubkey = earner.trim().parse().map_err(|_| at(format!("`{earner}` is not an address")))?;
        let amount: Amount = amount.parse().map_err(|error: Error| at(error.to_string()))?;
        entries.push((earner, amount.units(decimals, None).map_err(|error| at(error.to_string()))?));
    }
    let earnings = Earnings::new(&address, entries).map_err(|error| Error::new(error.to_string()))?;
    session.write_json(&document(&address, &earnings))
}

fn publish(session: &mut Session, address: Pubkey, list: Option<File>, named: Option<(Hash, Amount)>) -> Result<()> {
    let tree: RewardTree = session.load(&address)?;
    let decimals = decimals(session, &tree.mint)?;
    let (root, total) = match (list, named) {
        (Some(file), _) => {
            let earnings = read_list(&file, &address)?;
            (earnings.root(), earnings.total())
        }
        (None, Some((root, total))) => (root.0, total.units(decimals, None)?),
        (None, None) => refuse!("name the list with --list, or the root and its total with --root and --total"),
    };
    let me = session.me();
    let missing = total.saturating_sub(tree.books.funded);
    let funder_tokens = match missing {
        0 => None,
        missing => {
            let (account, have) = session.funds(&tree.mint)?;
            check_funds([have, missing], decimals, &format!("tokens of mint {}", tree.mint))?;
            Some(account)
        }
    };
    let accounts = client::PublishRoot {
        publisher: me,
        tree: address,
        treasury: tree.treasury,
        funder: me,
        funder_tokens,
        token_program: TOKEN,
    };
    let what = format!(
        "Publish root {} of {} tokens in all, and pay {} in",
        hex(&root),
        tokens(total, decimals),
        tokens(missing, decimals)
    );
    let mut plan = Plan::new(what).of_reward(decimals);
    plan = plan.with(accounts.instruction_at(&session.program(), client::PublishRootInstructionArgs { root, total }));
    if let Some(account) = funder_tokens {
        plan = plan.watching("tokens", account, decimals);
    }
    session.carry_out(plan)
}

fn claim(session: &mut Session, address: Pubkey, list: &File, earner: Pubkey, to: Pubkey) -> Result<()> {
    let tree: RewardTree = session.load(&address)?;
    let decimals = decimals(session, &tree.mint)?;
    let Some((cumulative, proof)) = read_list(list, &address)?.proof(&earner) else {
        refuse!("{earner} is not in {}", list.display());
    };
    let claimer = session.me();
    let mut plan = Plan::new(format!("Claim what {earner} has earned of reward tree {address}")).of_reward(decimals);
    // The publisher named the earner itself.
    if to != earner {
        session.check_recipient(&mut plan, &to)?;
    }
    let account = session.token_account(&mut plan, &to, &tree.mint)?;
    let accounts = client::ClaimReward {
        payer: claimer,
        claimer,
        earner,
        tree: address,
        treasury: tree.treasury,
        to: account,
        claim: session.program().reward_claim(&address, &earner),
        token_program: TOKEN,
        system_program: SYSTEM,
    };
    let plan = plan
        .with(accounts.instruction_at(&session.program(), client::ClaimRewardInstructionArgs { cumulative, proof }));
    session.carry_out(plan.watching("tokens", account, decimals))
}
