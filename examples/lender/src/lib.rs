//! How a lending program values collateral by a price of the oracle.
//!
//! A market is for one feed, and states the weight that must stand behind a price: the value at risk decides it. `value` reads the
//! feed by the reader crate, which refuses a price that is old, weak or disputed.
#![allow(missing_docs, reason = "Anchor's macros make public items of their own; what is written here is documented")]

use anchor_lang::prelude::*;
use oracle_reader::{Feed, Limits, Refused};

// The address for tests. One of yours has a key pair of yours.
declare_id!("8ssDQ24VDzpm6EAWgGzY8RzG1TNHgMna15bHn4b4PzvW");

/// The decimals of collateral, which is SOL.
const COLLATERAL_DECIMALS: u32 = 9;

/// The decimals of a value, in dollars.
const VALUE_DECIMALS: u32 = 6;

/// The instructions.
#[program]
pub mod lender {
    use super::*;

    /// Opens the market of feed `number` of an oracle. Prices need `min_weight` behind them, in the NCN's weights.
    #[discrim = 0]
    pub fn open_market(ctx: &mut Context<OpenMarket>, number: u8, min_weight: u64) -> Result<()> {
        ctx.accounts.open_market(ctx.bumps.market, number, min_weight)
    }

    /// Returns what `amount` of SOL is worth, in millionths of a dollar. Rounded down.
    #[discrim = 1]
    pub fn value(ctx: &mut Context<Value>, amount: u64) -> Result<u64> {
        ctx.accounts.value(amount)
    }
}

/// A market, at `["market", payer, feed]`: nobody opens another's with limits of its own.
#[account]
pub struct Market {
    /// The feed of its price.
    pub feed: Address,
    /// The oracle of the feed.
    pub oracle: Address,
    /// The program of the oracle.
    pub program: Address,
    /// The least weight behind a price.
    pub min_weight: u64,
    /// The feed's number.
    pub number: u8,
    /// The bump of this account's address.
    pub bump: u8,
    /// Keeps the size aligned.
    pub padding: [u8; 6],
}

/// What a market refuses.
#[error_code]
pub enum LenderError {
    /// The account is another one than the market's feed.
    #[msg("Feed is not the market's")]
    WrongFeed,
    /// The account is no feed of this oracle and number, or of another program.
    #[msg("Account is not this feed of the oracle")]
    NotTheFeed,
    /// No round has been conclusive yet.
    #[msg("Feed has no price yet")]
    NoPrice,
    /// The price is older than three minutes, or of the future.
    #[msg("Price is too old")]
    TooOld,
    /// Too little weight, or too few operators, are behind the price.
    #[msg("Price has too little weight behind it")]
    TooWeak,
    /// The prices of operators differ by over 1%.
    #[msg("Price is disputed")]
    Disputed,
    /// The value exceeds 64 bits.
    #[msg("Value is out of bounds")]
    TooMuch,
}

impl From<Refused> for LenderError {
    fn from(refused: Refused) -> Self {
        match refused {
            Refused::NotAFeed | Refused::OtherOracle | Refused::OtherFeed => Self::NotTheFeed,
            Refused::NoPrice => Self::NoPrice,
            Refused::TooOld(..) | Refused::FromFuture | Refused::Retired(..) => Self::TooOld,
            Refused::TooWeak(..) | Refused::TooFew(..) => Self::TooWeak,
            Refused::Disputed(..) => Self::Disputed,
        }
    }
}

/// Accounts of `open_market`.
#[derive(Accounts)]
pub struct OpenMarket {
    /// Pays, and chooses the oracle and the weight.
    #[account(mut)]
    pub payer: Signer,
    /// The oracle of the feed.
    pub oracle: UncheckedAccount,
    /// The feed.
    pub feed: UncheckedAccount,
    /// The market, made here.
    #[account(init, payer = payer, seeds = [b"market", payer.address().as_ref(), feed.address().as_ref()], bump)]
    pub market: Account<Market>,
    /// The system program.
    pub system_program: Program<System>,
}

impl OpenMarket {
    /// Opens it. The oracle's program is the owner of the oracle's account, and the feed must be the oracle's.
    pub fn open_market(&mut self, bump: u8, number: u8, min_weight: u64) -> Result<()> {
        let program = *self.oracle.account().owner();
        read(self.feed.account(), &program, self.oracle.address(), number)?;
        let market = &mut self.market;
        market.feed = *self.feed.address();
        market.oracle = *self.oracle.address();
        market.program = program;
        market.min_weight = min_weight;
        market.number = number;
        market.bump = bump;
        Ok(())
    }
}

/// Accounts of `value`.
#[derive(Accounts)]
pub struct Value {
    /// The market.
    pub market: Account<Market>,
    /// Its feed.
    #[account(address = market.feed @ LenderError::WrongFeed)]
    pub feed: UncheckedAccount,
}

impl Value {
    /// The amount times the price, within the market's limits.
    pub fn value(&self, amount: u64) -> Result<u64> {
        let market = &self.market;
        let feed = read(self.feed.account(), &market.program, &market.oracle, market.number)?;
        let limits = Limits::strict(market.min_weight);
        let price = feed.price(&limits, Clock::get()?.unix_timestamp).map_err(LenderError::from)?;
        let scale = 10_u128.checked_pow(COLLATERAL_DECIMALS + u32::from(feed.decimals) - VALUE_DECIMALS);
        let worth = scale.map(|scale| u128::from(amount) * u128::from(price.unsigned_abs()) / scale);
        Ok(worth.and_then(|worth| u64::try_from(worth).ok()).ok_or(LenderError::TooMuch)?)
    }
}

/// Reads feed `number` of `oracle` in `view`, which `program` must own.
fn read(view: &AccountView, program: &Address, oracle: &Address, number: u8) -> Result<Feed> {
    require!(view.owned_by(program), LenderError::NotTheFeed);
    let data = view.try_borrow()?;
    Ok(Feed::read(&data, &oracle.to_bytes(), number).map_err(LenderError::from)?)
}
