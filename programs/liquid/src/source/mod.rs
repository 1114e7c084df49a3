//! Reads what values a pool, from the accounts after an instruction's own.
//!
//! They are, in this order: for each asset with a stake pool, that pool and the data account of its program; then for each placement its
//! vault and, for each of its exits on their way, the ticket and its bucket. The pool stores the address of each but the bucket, which
//! names its vault and its epoch.

mod code;
mod stake_pool;

use anchor_lang::accounts::Account;
use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use liquid_ledger::state::placement::{Holding, Placement};
use liquid_ledger::state::price::Quote;
use liquid_ledger::transition::touch::Values;
use liquid_ledger::{ASSETS, PLACEMENTS};
use restaking::state::{ExitBucket, ExitTicket, Vault};

pub use code::{check_data, deployed_at};
pub use stake_pool::{PROGRAMS, StakePool};

use crate::error::{LiquidError, refused};
use crate::state::{Pool, PoolAsset, PoolPlacement, is_zero};

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
        if is_zero(&asset.source) {
            continue;
        }
        if !pool.ledger.is_used(place) {
            // Its source may be gone.
            sources.next()?;
            sources.next()?;
            quotes[place] = Quote::NONE;
            continue;
        }
        let (quote, is_known) = sources.quote(asset)?;
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

struct Sources<'a> {
    accounts: core::slice::Iter<'a, AccountView>,
    now: i64,
    epoch: u64,
}

impl<'a> Sources<'a> {
    fn next(&mut self) -> Result<&'a AccountView> {
        Ok(self.accounts.next().ok_or(LiquidError::MissingAccounts)?)
    }

    /// What the asset's stake pool says, and whether its program is the acknowledged one.
    fn quote(&mut self, asset: &PoolAsset) -> Result<(Quote, bool)> {
        let (source, data) = (self.next()?, self.next()?);
        let is_source = address_eq(source.address(), &asset.source) && source.owned_by(&asset.program);
        require!(is_source, LiquidError::WrongSource);
        require!(address_eq(data.address(), &asset.program_data), LiquidError::NotProgramData);
        let pool = StakePool::read(source)?;
        require!(address_eq(&pool.mint, &asset.mint), LiquidError::WrongSource);
        let quote = Quote { rate: pool.rate, exit_fee: pool.exit_fee, is_fresh: pool.updated_in == self.epoch };
        Ok((quote, deployed_at(data)? == asset.code_slot))
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
