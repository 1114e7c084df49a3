//! The rewards that a pool receives, and their auctions.

use clap::Subcommand;
use restaking_client::liquid::value::state::auction::Auction;
use restaking_client::liquid::{self as client, Pool, RewardAuction};
use restaking_client::{RewardTree, liquid};
use solana_program::pubkey::Pubkey;
use spl_token_interface::native_mint;

use super::holder::wrap;
use super::settings::send;
use crate::accounts::{self, check_reward_mint, token_address};
use crate::amount::{Amount, tokens};
use crate::command::common::{File, SYSTEM, TOKEN, decimals};
use crate::command::reward_list::read_list;
use crate::error::Result;
use crate::liquid::{LiquidPool, find, load, sentence};
use crate::refuse;
use crate::session::{Plan, Session};

/// The rewards that a pool receives.
#[derive(Debug, Subcommand)]
pub enum LiquidRewards {
    /// Claim a pool's rewards of a reward tree, into its own token account; anyone may send it
    Claim {
        /// The pool
        pool: Pubkey,
        /// The tree
        tree: Pubkey,
        /// Read the list of the active root from this file
        #[arg(long, value_name = "FILE")]
        list: File,
    },
    /// Open the auction of the rewards in a mint; anyone may send it
    OpenAuction {
        /// The pool
        pool: Pubkey,
        /// The rewards' mint
        mint: Pubkey,
    },
    /// Move tokens that were sent to a pool into its stream or into their auction; anyone may send it
    Collect {
        /// The pool
        pool: Pubkey,
        /// The mint of the tokens
        mint: Pubkey,
        /// The token account that was sent the tokens [default: the pool's associated token account of the mint]
        #[arg(long, value_name = "ADDRESS")]
        account: Option<Pubkey>,
    },
    /// Begin a lot of all rewards in a mint; anyone may send it
    BeginLot {
        /// The pool
        pool: Pubkey,
        /// The rewards' mint
        mint: Pubkey,
    },
    /// Buy rewards of a lot for the asset that pays for it
    Buy {
        /// The pool
        pool: Pubkey,
        /// The rewards' mint
        mint: Pubkey,
        /// The amount of rewards, in tokens, or `all` of the lot
        amount: Amount,
        /// Refuse to pay more than this, in tokens of the asset [default: the price of now, which only falls]
        #[arg(long, value_name = "AMOUNT")]
        max_in: Option<Amount>,
    },
}

impl LiquidRewards {
    /// Does it.
    pub fn run(self, session: &mut Session) -> Result<()> {
        match self {
            Self::Claim { pool, tree, list } => claim(session, pool, tree, &list),
            Self::OpenAuction { pool, mint } => open_auction(session, pool, mint),
            Self::Collect { pool, mint, account } => collect(session, pool, mint, account),
            Self::BeginLot { pool, mint } => begin_lot(session, pool, mint),
            Self::Buy { pool, mint, amount, max_in } => buy(session, pool, mint, &amount, max_in.as_ref()),
        }
    }
}

/// Claims a pool's rewards.
fn claim(session: &mut Session, pool: Pubkey, address: Pubkey, list: &File) -> Result<()> {
    let liquid = session.liquid()?;
    load::<Pool>(session.chain, liquid, &pool)?;
    let tree: RewardTree = session.load(&address)?;
    let decimals = decimals(session, &tree.mint)?;
    let Some((cumulative, proof)) = read_list(list, &address)?.proof(&pool) else {
        refuse!("the pool {pool} is not in {}", list.display());
    };
    let mut plan = Plan::new(format!("Claim what the pool {pool} has earned of reward tree {address}"));
    plan = plan.of_vault(decimals).of_reward(decimals);
    let to = session.token_account(&mut plan, &pool, &tree.mint)?;
    let accounts = client::ClaimPoolReward {
        payer: session.me(),
        pool,
        tree: address,
        tree_treasury: tree.treasury,
        to,
        claim: session.program().reward_claim(&address, &pool),
        token_program: TOKEN,
        system_program: SYSTEM,
        restaking_program: *session.program(),
    };
    let args = client::ClaimPoolRewardInstructionArgs { cumulative, proof };
    session.carry_out(plan.with(accounts.instruction_at(&liquid, args)).watching("rewards", to, decimals))
}

/// Opens an auction.
fn open_auction(session: &mut Session, address: Pubkey, mint: Pubkey) -> Result<()> {
    let liquid = session.liquid()?;
    let pool: Pool = load(session.chain, liquid, &address)?;
    check_reward_mint(session.chain, &mint)?;
    if pool.place_of(&mint).is_some() {
        refuse!("{mint} is an asset of the pool {address}: its rewards stream, without an auction");
    }
    let accounts = client::OpenAuction {
        payer: session.me(),
        pool: address,
        mint,
        auction: liquid.auction(&address, &mint),
        treasury: liquid.treasury(&address, &mint),
        token_program: TOKEN,
        system_program: SYSTEM,
    };
    let what = format!("Open the auction of rewards in mint {mint} of the pool {address}");
    send(session, what, accounts.instruction_at(&liquid))
}

/// Moves tokens on that were sent to a pool.
fn collect(session: &mut Session, address: Pubkey, mint: Pubkey, account: Option<Pubkey>) -> Result<()> {
    let liquid = session.liquid()?;
    let pool: Pool = load(session.chain, liquid, &address)?;
    let found = account.unwrap_or_else(|| token_address(&address, &mint, &TOKEN));
    let held = accounts::token(session.chain.account(&found)?.as_ref());
    let Some(held) = held.filter(|held| held.mint == mint && held.owner == address) else {
        refuse!("{found} is no token account of the pool {address} for mint {mint}");
    };
    if held.amount == 0 {
        refuse!("{found} is empty: nothing is to be collected");
    }
    let decimals = decimals(session, &mint)?;
    let shown = tokens(held.amount, decimals);
    let (to, what) = match pool.place_of(&mint) {
        Some(place) => {
            (pool.assets[place].reserve, format!("Stream {shown} tokens of mint {mint} to the pool's holders"))
        }
        None => {
            auction_of(session, liquid, &address, &mint)?;
            (liquid.treasury(&address, &mint), format!("Move {shown} tokens of mint {mint} to their auction"))
        }
    };
    let accounts = client::CollectAirdrop { pool: address, found, to, token_program: TOKEN };
    let plan = Plan::new(what).of_vault(decimals).of_reward(decimals);
    session.carry_out(plan.with(accounts.instruction_at(&liquid)).watching("tokens", found, decimals))
}

/// The auction of a pool's rewards in `mint`.
fn auction_of(session: &Session, liquid: liquid::LiquidProgram, pool: &Pubkey, mint: &Pubkey) -> Result<RewardAuction> {
    let auction = find(session.chain, liquid, &liquid.auction(pool, mint))?;
    let Some(auction) = auction else {
        refuse!("rewards in mint {mint} have no auction yet: open it with `restake liquid rewards open-auction`");
    };
    Ok(auction)
}

/// Begins a lot.
fn begin_lot(session: &mut Session, pool: Pubkey, mint: Pubkey) -> Result<()> {
    let liquid = session.liquid()?;
    load::<Pool>(session.chain, liquid, &pool)?;
    let auction = auction_of(session, liquid, &pool, &mint)?;
    let held = accounts::balance(session.chain, &auction.treasury)?;
    if held == 0 {
        refuse!("the auction of mint {mint} has no tokens: `restake liquid rewards collect` moves them there");
    }
    let decimals = decimals(session, &mint)?;
    let accounts = client::BeginLot { pool, auction: liquid.auction(&pool, &mint), treasury: auction.treasury };
    let plan = Plan::new(format!("Begin a lot of {} tokens of mint {mint}", tokens(held, decimals)));
    session.carry_out(plan.of_vault(decimals).of_reward(decimals).with(accounts.instruction_at(&liquid)))
}

/// Buys of a lot.
fn buy(session: &mut Session, address: Pubkey, mint: Pubkey, amount: &Amount, max_in: Option<&Amount>) -> Result<()> {
    let pool = LiquidPool::load(session.chain, session.liquid()?, &address)?;
    let found = auction_of(session, pool.program, &address, &mint)?;
    let auction = Auction::from(&found.auction);
    if auction.left == 0 {
        refuse!("no rewards in mint {mint} are for sale: `restake liquid rewards begin-lot` begins a lot");
    }
    let decimals = decimals(session, &mint)?;
    let units = amount.units(decimals, Some(auction.left))?;
    let cost = auction.cost(units, pool.now).map_err(|error| crate::error::Error::new(sentence(&error)))?;
    let place = auction.place as usize;
    let (asset, of_asset) = (&pool.pool.assets[place], pool.decimals[place]);
    let most = max_in.map_or(Ok(cost), |amount| amount.units(of_asset, None))?;
    let (shown, price) = (tokens(units, decimals), tokens(cost, of_asset));
    if cost > most {
        refuse!(
            "{shown} tokens cost {price} now (at most {}): the price halves every 22.5 minutes",
            tokens(most, of_asset)
        );
    }
    let me = session.me();
    let (buyer_pays, have) = session.funds(&asset.mint)?;
    if cost > have && asset.mint != native_mint::ID {
        refuse!(
            "you have {} tokens of the mint {}, and {shown} rewards cost {price} now",
            tokens(have, of_asset),
            asset.mint
        );
    }
    let what = format!(
        "Buy {shown} tokens of mint {mint} for at most {} tokens of mint {}",
        tokens(most, of_asset),
        asset.mint
    );
    let mut plan = Plan::new(what).of_vault(of_asset).of_reward(decimals);
    wrap(session, &mut plan, (&asset.mint, buyer_pays), [have, cost])?;
    let buyer_receives = session.token_account(&mut plan, &me, &mint)?;
    let accounts = client::SellReward {
        buyer: me,
        pool: address,
        auction: pool.program.auction(&address, &mint),
        treasury: found.treasury,
        reserve: asset.reserve,
        buyer_pays,
        buyer_receives,
        token_program: TOKEN,
    };
    let args = client::SellRewardInstructionArgs { tokens: units, max_cost: most };
    let plan = plan.with(accounts.instruction_at(&pool.program, args));
    session.carry_out(plan.watching("paid", buyer_pays, of_asset).watching("rewards", buyer_receives, decimals))
}
