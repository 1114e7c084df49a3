//! What a liquid pool is worth now, by the ledger that the program computes with: for figures that are exact.

use borsh::BorshDeserialize;
use ledger::state::exit_bucket::Bucket;
use ledger::state::exit_ticket::Ticket;
use ledger::state::vault::VaultLedger;
use liquid_ledger::error::{LedgerError, Rule};
use liquid_ledger::state::auction::Auction;
use liquid_ledger::state::batch::{Batch, Request};
use liquid_ledger::state::placement::Holding;
use liquid_ledger::state::pool::PoolLedger;
use liquid_ledger::state::price::Quote;
use liquid_ledger::state::report::Report;
use liquid_ledger::transition::touch::Values;
use solana_program::pubkey::Pubkey;

pub use super::source::AccountRef;
use super::source::{RENT, SourceKind, quote};
use super::{Pool, PoolAsset};
use crate::ledger::same_bytes;
use crate::{ExitBucket, ExitTicket, Program, Vault};

/// The accounting itself.
pub use ::liquid_ledger::*;

/// Where the slot of its deployment is in a program's data account.
const DEPLOYED: usize = 4;

impl From<&super::PoolLedger> for PoolLedger {
    fn from(value: &super::PoolLedger) -> Self {
        same_bytes(value)
    }
}

impl From<&super::Batch> for Batch {
    fn from(value: &super::Batch) -> Self {
        same_bytes(value)
    }
}

impl From<&super::Request> for Request {
    fn from(value: &super::Request) -> Self {
        same_bytes(value)
    }
}

impl From<&super::Auction> for Auction {
    fn from(value: &super::Auction) -> Self {
        same_bytes(value)
    }
}

impl From<&super::Report> for Report {
    fn from(value: &super::Report) -> Self {
        same_bytes(value)
    }
}

/// A pool at one moment.
#[derive(Clone, Debug)]
pub struct Valued {
    /// Its ledger, brought to that moment.
    pub ledger: PoolLedger,
    /// What it is worth.
    pub values: Values,
    /// The tokens of each asset that exits from vaults will bring, by the lower figure.
    pub on_the_way: [u64; ASSETS],
    /// The places of assets with a stake pool that lags: it was not updated in this epoch of the cluster.
    pub lagging: Vec<usize>,
    /// The places of assets with a report that is too old, or with Marinade while it is paused.
    pub silent: Vec<usize>,
    /// The places of assets with a source of which the program was upgraded, and no one acknowledged it; with the slot.
    pub upgraded: Vec<(usize, u64)>,
}

/// The accounts that value `pool`, beside itself and the buckets of its tickets.
pub fn needed(pool: &Pool) -> Vec<Pubkey> {
    let of_asset = |asset: &PoolAsset| match SourceKind::of(asset) {
        // The worth of a single-validator pool is in lamports beyond rent.
        SourceKind::SinglePool => [asset.source, asset.program_data, asset.on_ramp, asset.mint, RENT],
        _ => [asset.source, asset.program_data, asset.on_ramp, Pubkey::default(), Pubkey::default()],
    };
    let assets = pool.known_assets().flat_map(of_asset);
    let placements = pool.placements.iter();
    let placements = placements.flat_map(|placement| [placement.vault].into_iter().chain(placement.tickets));
    assets.chain(placements).filter(|address| *address != Pubkey::default()).collect()
}

/// The buckets of the pool's tickets.
pub fn buckets<'a>(core: &Program, pool: &Pool, read: impl Fn(&Pubkey) -> Option<&'a [u8]>) -> Vec<Pubkey> {
    let mut buckets = vec![];
    for placement in &pool.placements {
        for ticket in placement.tickets.iter().filter_map(|ticket| decode::<ExitTicket>(read(ticket)?)) {
            buckets.push(core.exit_bucket(&placement.vault, ticket.ticket.epoch));
        }
    }
    buckets
}

impl Valued {
    /// `pool` at `now`, in `epoch` of the cluster; `read` gives the accounts of [`needed`] and [`buckets`].
    ///
    /// # Errors
    /// What the ledger refuses; [`Rule::NoRate`] for a source that is not there.
    pub fn new<'a>(
        core: &Program,
        pool: &Pool,
        read: impl Fn(&Pubkey) -> Option<AccountRef<'a>>,
        now: i64,
        epoch: u64,
    ) -> Result<Self, LedgerError> {
        let mut ledger = PoolLedger::from(&pool.ledger);
        let mut quotes = [Quote::PAR; ASSETS];
        let (mut lagging, mut silent, mut upgraded) = (vec![], vec![], vec![]);
        let data = |address: &Pubkey| read(address).map(|account| account.data);
        for (place, asset) in pool.known_assets().enumerate() {
            let kind = SourceKind::of(asset);
            if kind == SourceKind::Par {
                continue;
            }
            if !ledger.is_used(place, now >= asset.active_from) {
                quotes[place] = Quote::NONE;
                continue;
            }
            let quote = quote(asset, kind, &read, now, epoch);
            quotes[place] = quote.ok_or(LedgerError { rule: Rule::NoRate, value: place as u64, limit: 0 })?;
            if !quotes[place].is_fresh {
                let list = if kind == SourceKind::StakePool { &mut lagging } else { &mut silent };
                list.push(place);
            }
            if kind != SourceKind::Report {
                let deployed = data(&asset.program_data).and_then(|data| data.get(DEPLOYED..)?.first_chunk());
                let deployed = deployed.map_or(0, |bytes| u64::from_le_bytes(*bytes));
                if deployed != asset.code_slot {
                    upgraded.push((place, deployed));
                }
            }
        }
        let mut holdings = [Holding::default(); PLACEMENTS];
        let mut on_the_way = [0u64; ASSETS];
        for (place, accounts) in pool.placements.iter().enumerate() {
            let placed = ledger.placements[place];
            let Some(asset) = placed.asset() else { continue };
            let missing = LedgerError { rule: Rule::NoPlacement, value: place as u64, limit: 0 };
            let vault = data(&accounts.vault).and_then(decode::<Vault>).ok_or(missing)?;
            let shares = Holding::of_shares(&VaultLedger::from(&vault.ledger), placed.shares, now)?;
            let mut exits = Holding::default();
            for (slot, exit) in placed.open_exits() {
                let ticket = data(&accounts.tickets[slot]).and_then(decode::<ExitTicket>).ok_or(missing)?;
                let ticket = Ticket::from(&ticket.ticket);
                let bucket = core.exit_bucket(&accounts.vault, ticket.epoch);
                let bucket = data(&bucket).and_then(decode::<ExitBucket>).map(|found| Bucket::from(&found.bucket));
                exits = exits.with(exit.holding(&ticket, bucket.as_ref())?)?;
            }
            holdings[place] = shares.with(exits)?;
            on_the_way[asset] = on_the_way[asset].saturating_add(exits.low);
        }
        let count = ledger.assets().len();
        let values = ledger.touch(&quotes[..count], &holdings, now)?;
        Ok(Self { ledger, values, on_the_way, lagging, silent, upgraded })
    }

    /// What a share is worth to one that leaves, in parts of 10^9 lamports; a lamport in an empty pool.
    pub fn rate(&self) -> u64 {
        let supply = u128::from(self.ledger.supply) + u128::from(liquid_ledger::VIRTUAL);
        let low = u128::from(self.values.total_low) + u128::from(liquid_ledger::VIRTUAL);
        u64::try_from(low * 1_000_000_000 / supply).unwrap_or(u64::MAX)
    }

    /// The most tokens of the asset at `place` that leave at once for at most `shares`, with what that costs; none where nothing can.
    ///
    /// # Errors
    /// Why not even one token leaves.
    pub fn instantly(&self, place: usize, shares: u64) -> Result<(u64, transition::instant::InstantExit), LedgerError> {
        let exit = |tokens| self.ledger.clone().exit_instantly(&self.values, place, tokens, shares);
        let mut best = (1, exit(1)?);
        let (mut low, mut high) = (1, self.ledger.free(&self.values, place)?);
        while low < high {
            let middle = low + (high - low).div_ceil(2);
            match exit(middle) {
                Ok(done) => (low, best) = (middle, (middle, done)),
                Err(_) => high = middle - 1,
            }
        }
        Ok(best)
    }
}

fn decode<T: BorshDeserialize>(data: &[u8]) -> Option<T> {
    T::deserialize(&mut &data[..]).ok()
}
