//! Reads what values a pool, from the accounts after an instruction's own.
//!
//! They are, in this order: for each asset its source's accounts; then for each placement its vault and, for each of its exits on their
//! way, the ticket and its bucket. The pool stores the address of each but the bucket, which names its vault and its epoch.
//!
//! | source | accounts |
//! |---|---|
//! | stake pool, Marinade | its state, the data account of its program |
//! | single-validator pool | its stake account, its on-ramp, its mint, the data account of its program |
//! | report | the report |

mod code;
pub mod marinade;
pub mod single_pool;
mod stake_pool;

use anchor_lang::accounts::Account;
use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use liquid_ledger::state::placement::{Holding, Placement};
use liquid_ledger::state::price::{Fraction, Quote, Rate};
use liquid_ledger::transition::touch::Values;
use liquid_ledger::{ASSETS, PLACEMENTS};
use restaking::state::{ExitBucket, ExitTicket, Vault};

pub use code::{check_data, deployed_at};
use marinade::Marinade;
use single_pool::SinglePool;
pub use stake_pool::{PROGRAMS, StakePool};

use crate::error::{LiquidError, fail, refused};
use crate::state::{Pool, PoolAsset, PoolPlacement, PriceReport, SourceKind};

/// What a pool is worth now.
pub struct Valued {
    pub values: Values,
    /// The first asset that another program than the acknowledged one values.
    pub upgraded: Option<usize>,
    /// The tokens of each asset that exits from vaults will bring, by the lower figure.
    pub on_the_way: [u64; ASSETS],
}

impl Valued {
    /// Refuses what needs the pool's value while a source runs code that no one acknowledged.
    ///
    /// # Errors
    /// [`LiquidError::SourceUpgraded`].
    pub fn check_code(&self) -> Result<&Values> {
        require!(self.upgraded.is_none(), LiquidError::SourceUpgraded);
        Ok(&self.values)
    }
}

/// Brings the pool to the present by its sources, which are `accounts`.
#[inline(never)]
pub fn touch(pool: &mut Pool, accounts: &[AccountView], clock: &Clock) -> Result<Valued> {
    let mut quotes = [Quote::PAR; ASSETS];
    let mut holdings = [Holding::default(); PLACEMENTS];
    let mut sources = Sources { accounts: accounts.iter(), now: clock.unix_timestamp, epoch: clock.epoch };
    let count = pool.ledger.assets().len();
    let mut upgraded = None;
    for (place, asset) in pool.assets.iter().enumerate().take(count) {
        let kind = asset.source_kind();
        if kind == SourceKind::Par {
            continue;
        }
        // An asset that takes no deposits yet needs no price either.
        let is_active = sources.now >= asset.active_from;
        if !pool.ledger.is_used(place, is_active) {
            // Its source may be gone.
            sources.skip(kind.accounts())?;
            quotes[place] = Quote::NONE;
            continue;
        }
        let (quote, is_known) = sources.quote(asset, kind)?;
        quotes[place] = quote;
        if !is_known && upgraded.is_none() {
            upgraded = Some(place);
        }
    }
    let mut on_the_way = [0u64; ASSETS];
    for (place, placement) in pool.placements.iter().enumerate() {
        let placed = &pool.ledger.placements[place];
        if let Some(asset) = placed.asset() {
            let [shares, exits] = sources.holding(placement, placed)?;
            holdings[place] = shares.with(exits).map_err(refused)?;
            on_the_way[asset] = on_the_way[asset].saturating_add(exits.low);
        }
    }
    let values = pool.ledger.touch(&quotes[..count], &holdings, sources.now).map_err(refused)?;
    Ok(Valued { values, upgraded, on_the_way })
}

/// Whether the data account is that of the asset's program, with the code that was acknowledged.
fn is_acknowledged(data: &AccountView, asset: &PoolAsset) -> Result<bool> {
    require!(address_eq(data.address(), &asset.program_data), LiquidError::NotProgramData);
    Ok(deployed_at(data)? == asset.code_slot)
}

/// What `account`, a source that an admin names for the asset, says first. Fills in what the asset remembers of it. `more` are the stake
/// account and the on-ramp of a single-validator pool.
///
/// # Errors
/// [`LiquidError::NotASource`].
pub fn adopt(asset: &mut PoolAsset, account: &AccountView, mint: &AccountView, more: &[AccountView]) -> Result<Rate> {
    asset.program = *account.owner();
    asset.source = *account.address();
    if account.owned_by(&single_pool::PROGRAM) {
        let pool = SinglePool::of(account.address(), &asset.mint)?;
        let [stake, on_ramp] = more else { return Err(LiquidError::MissingAccounts.into()) };
        let are_its = address_eq(stake.address(), &pool.stake) && address_eq(on_ramp.address(), &pool.on_ramp);
        require!(are_its, LiquidError::NotASource);
        (asset.source, asset.on_ramp, asset.kind) = (pool.stake, pool.on_ramp, SourceKind::SinglePool as u8);
        let rate = single_pool::rate(stake, on_ramp, mint)?;
        if rate.value < single_pool::MIN_LAMPORTS {
            return Err(fail(LiquidError::SourceTooSmall, rate.value, single_pool::MIN_LAMPORTS));
        }
        return Ok(rate);
    }
    let (mint, rate, kind) = if account.owned_by(&marinade::PROGRAM) {
        let state = Marinade::read(account)?;
        (state.mint, state.rate, SourceKind::Marinade)
    } else {
        let pool = StakePool::read(account)?;
        (pool.mint, pool.rate, SourceKind::StakePool)
    };
    require!(address_eq(&mint, &asset.mint), LiquidError::NotASource);
    asset.kind = kind as u8;
    Ok(rate)
}

struct Sources<'a> {
    accounts: core::slice::Iter<'a, AccountView>,
    now: i64,
    epoch: u64,
}

impl<'a> Sources<'a> {
    fn next(&mut self) -> Result<&'a AccountView> {
        Ok(self.accounts.next().ok_or(LiquidError::MissingAccounts)?)
    }

    fn skip(&mut self, accounts: usize) -> Result<()> {
        for _ in 0..accounts {
            self.next()?;
        }
        Ok(())
    }

    /// What the asset's source says, and whether its program is the acknowledged one.
    #[inline(always)]
    fn quote(&mut self, asset: &PoolAsset, kind: SourceKind) -> Result<(Quote, bool)> {
        if kind == SourceKind::StakePool { self.stake_pool(asset) } else { self.other_source(asset, kind) }
    }

    #[inline(always)]
    fn stake_pool(&mut self, asset: &PoolAsset) -> Result<(Quote, bool)> {
        let (source, data) = (self.next()?, self.next()?);
        let is_source = address_eq(source.address(), &asset.source) && source.owned_by(&asset.program);
        require!(is_source, LiquidError::WrongSource);
        let pool = StakePool::read(source)?;
        require!(address_eq(&pool.mint, &asset.mint), LiquidError::WrongSource);
        let quote = Quote::new(pool.rate, pool.exit_fee, pool.updated_in == self.epoch);
        Ok((quote, is_acknowledged(data, asset)?))
    }

    #[inline(never)]
    fn other_source(&mut self, asset: &PoolAsset, kind: SourceKind) -> Result<(Quote, bool)> {
        let source = self.next()?;
        require!(address_eq(source.address(), &asset.source), LiquidError::WrongSource);
        match kind {
            SourceKind::SinglePool => {
                let (on_ramp, mint) = (self.next()?, self.next()?);
                let are_its = address_eq(on_ramp.address(), &asset.on_ramp) && address_eq(mint.address(), &asset.mint);
                require!(are_its, LiquidError::WrongSource);
                let rate = single_pool::rate(source, on_ramp, mint)?;
                let quote = Quote::new(rate, Fraction::NONE, true);
                Ok((quote, is_acknowledged(self.next()?, asset)?))
            }
            SourceKind::Marinade => {
                let state = Marinade::read(source)?;
                require!(address_eq(&state.mint, &asset.mint), LiquidError::WrongSource);
                let quote = Quote::new(state.rate, state.exit_fee, !state.is_paused);
                Ok((quote, is_acknowledged(self.next()?, asset)?))
            }
            _ => {
                let report = Account::<PriceReport>::load(*source)?;
                Ok((report.report.quote(self.now), true))
            }
        }
    }

    /// What the placement's shares come to, by its vault's books, and what its exits come to.
    fn holding(&mut self, accounts: &PoolPlacement, placed: &Placement) -> Result<[Holding; 2]> {
        let view = self.next()?;
        require!(address_eq(view.address(), &accounts.vault), LiquidError::WrongVault);
        let vault = Account::<Vault>::load(*view)?;
        let shares = Holding::of_shares(&vault.ledger, placed.shares, self.now).map_err(refused)?;
        let mut exits = Holding::default();
        for (slot, exit) in placed.open_exits() {
            let (ticket_view, bucket_view) = (self.next()?, self.next()?);
            require!(address_eq(ticket_view.address(), &accounts.tickets[slot]), LiquidError::WrongTicket);
            let ticket = Account::<ExitTicket>::load(*ticket_view)?;
            let worth = if ticket.ticket.is_settled() {
                exit.holding(&ticket.ticket, None)
            } else {
                let bucket = Account::<ExitBucket>::load(*bucket_view)?;
                require!(address_eq(&bucket.vault, &accounts.vault), LiquidError::WrongBucket);
                exit.holding(&ticket.ticket, Some(&bucket.bucket))
            };
            exits = worth.and_then(|worth| exits.with(worth)).map_err(refused)?;
        }
        Ok([shares, exits])
    }
}
