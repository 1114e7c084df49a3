//! A pool with all that a chain would hold around it: sources, vaults of the core with their slashes, wallets, reserves, batches,
//! exits. What must be true is checked after every step (`truth`).

pub mod core;
pub mod luck;
pub mod steps;
mod truth;

use std::collections::BTreeMap;

use core::CoreVault;
use ledger::math::BPS;
use ledger::state::exit_ticket::Ticket;
use liquid_ledger::error::{LedgerError, Rule};
use liquid_ledger::state::auction::Auction;
use liquid_ledger::state::batch::{Batch, Request};
use liquid_ledger::state::guard::Band;
use liquid_ledger::state::placement::{Holding, Placement};
use liquid_ledger::state::pool::PoolLedger;
use liquid_ledger::state::price::{Fraction, Quote, Rate};
use liquid_ledger::state::report::Report;
use liquid_ledger::transition::fees::FeeTerms;
use liquid_ledger::transition::settings::{AssetTerms, GuardTerms};
use liquid_ledger::transition::touch::Values;
use liquid_ledger::{ASSETS, EXITS, PLACEMENTS};
use luck::Luck;

pub const NOW: i64 = 1_790_000_000;
pub const DAY: u64 = 86_400;
pub const OWNERS: usize = 4;
pub const KINDS: usize = 3;

/// The asset of which the price is reported: its source is what the reporter knows.
pub const REPORTED: usize = 2;

/// A source of a token's price, as a stake pool is one.
#[derive(Clone, Copy, Debug)]
pub struct Source {
    pub lamports: u64,
    pub supply: u64,
    pub fee: Fraction,
    pub is_fresh: bool,
}

/// A request, and where it waits.
#[derive(Clone, Copy, Debug)]
pub struct Asked {
    pub owner: usize,
    pub place: usize,
    pub period: u64,
    pub request: Request,
}

/// Leavers' parts of one exit: what each has of it, and what it paid once it was collected.
#[derive(Clone, Debug, Default)]
pub struct Pot {
    pub parts: Vec<u64>,
    pub given: u64,
    pub paid: Option<u64>,
}

/// The kinds of a step, and how often each was done and refused by rule.
#[derive(Clone, Default)]
pub struct Tally {
    pub done: BTreeMap<&'static str, u64>,
    pub refused: BTreeMap<String, u64>,
    pub seen: BTreeMap<&'static str, u64>,
}

#[derive(Clone)]
pub struct World {
    pub pool: PoolLedger,
    pub sources: [Source; KINDS],
    pub vaults: Vec<CoreVault>,
    /// The pool's tickets of the core, by placement and slot.
    pub tickets: BTreeMap<(usize, usize), Ticket>,
    /// Tokens in the reserves, as token accounts hold them.
    pub reserves: [u64; KINDS],
    pub shares: [u64; OWNERS],
    /// Shares of collected fees.
    pub fees: u64,
    pub asked: Vec<Asked>,
    pub batches: BTreeMap<(usize, u64), Batch>,
    /// By placement and slot, while the exit is on its way; then by the asset.
    pub pots: BTreeMap<(usize, usize), Pot>,
    pub collected: Vec<(usize, Pot)>,
    /// Tokens that were set aside, by asset.
    pub set_aside: [u64; KINDS],
    pub report: Report,
    pub lot: Auction,
    /// Rewards that the pool holds, and those of them that came in after the lot began.
    pub treasury: u64,
    pub arrived: u64,
    pub now: i64,
    pub luck: Luck,
    pub tally: Tally,
}

impl World {
    pub fn new(seed: u64) -> Self {
        let mut luck = Luck(seed);
        let sources = [
            Source { lamports: 1, supply: 1, fee: Fraction::NONE, is_fresh: true },
            Source {
                lamports: 1_100_000_000_000,
                supply: 1_000_000_000_000,
                fee: Fraction { numerator: luck.below(4), denominator: 1_000 },
                is_fresh: true,
            },
            Source { lamports: 7_000_003, supply: 5_000_011, fee: Fraction::NONE, is_fresh: true },
        ];
        let mut pool = PoolLedger::new(Band::usual(14 * DAY), DAY, 3 * DAY, NOW).unwrap();
        for source in &sources {
            let terms = AssetTerms { max_bps: BPS, deposit_cap: u64::MAX, is_open: true };
            pool.add_asset(Rate { value: source.lamports, tokens: source.supply }, terms).unwrap();
        }
        pool.set_targets(&[2_000, 5_000, 3_000]).unwrap();
        for asset in [0, 1, 1] {
            pool.add_placement(asset, 4_000).unwrap();
        }
        let terms = GuardTerms {
            band: Band::usual(14 * DAY),
            outflow_capacity: 1 << 40,
            outflow_refill_seconds: DAY,
            watermark_bps: luck.below(300),
            place_loss_bps: 200,
        };
        pool.set_guards(terms, NOW, NOW).unwrap();
        let fees = FeeTerms {
            management_bps: luck.below(2) * 100,
            performance_bps: luck.below(2) * 1_000,
            instant_bps: luck.below(1_000),
            imbalance_bps: luck.below(2) * luck.below(2_000),
        };
        pool.set_fees(fees, NOW, NOW).unwrap();
        let first = Rate { value: sources[REPORTED].lamports, tokens: sources[REPORTED].supply };
        let report = Report::new(first, 2 * DAY, &pool.band, NOW).unwrap();
        let vaults = [0, 0, luck.below(100)].map(|exit_bps| CoreVault::new(1_000_000_000, exit_bps)).into();
        Self {
            pool,
            sources,
            vaults,
            tickets: BTreeMap::new(),
            reserves: [0; KINDS],
            shares: [0; OWNERS],
            fees: 0,
            asked: Vec::new(),
            batches: BTreeMap::new(),
            pots: BTreeMap::new(),
            collected: Vec::new(),
            set_aside: [0; KINDS],
            report,
            lot: Auction::default(),
            treasury: 0,
            arrived: 0,
            now: NOW,
            luck,
            tally: Tally::default(),
        }
    }

    pub fn quotes(&self) -> [Quote; KINDS] {
        let mut quotes = self.sources.map(|source| {
            Quote::new(Rate { value: source.lamports, tokens: source.supply }, source.fee, source.is_fresh)
        });
        quotes[REPORTED] = self.report.quote(self.now);
        quotes
    }

    pub fn holding(&mut self, place: usize) -> Holding {
        let placement = self.pool.placements[place];
        self.holding_of(place, &placement)
    }

    /// What `part` of the placement at `place` comes to.
    fn holding_of(&mut self, place: usize, part: &Placement) -> Holding {
        let vault = &mut self.vaults[place];
        let mut holding = Holding::of_shares(&vault.ledger, part.shares, self.now).unwrap();
        for (slot, exit) in part.open_exits() {
            let ticket = self.tickets[&(place, slot)];
            let bucket = (!ticket.is_settled()).then(|| *vault.bucket(ticket.epoch));
            holding = holding.with(exit.holding(&ticket, bucket.as_ref()).unwrap()).unwrap();
        }
        holding
    }

    pub fn holdings(&mut self) -> [Holding; PLACEMENTS] {
        let mut holdings = [Holding::default(); PLACEMENTS];
        for (place, holding) in holdings.iter_mut().enumerate().take(self.vaults.len()) {
            *holding = self.holding(place);
        }
        holdings
    }

    /// Brings the pool to the present.
    pub fn touch(&mut self) -> Values {
        let holdings = self.holdings();
        self.pool.touch(&self.quotes(), &holdings, self.now).unwrap()
    }

    /// Notes what a step came to. A refusal leaves the pool as it was.
    pub fn note<T>(&mut self, kind: &'static str, before: &PoolLedger, result: Result<T, LedgerError>) -> Option<T> {
        match result {
            Ok(done) => {
                *self.tally.done.entry(kind).or_default() += 1;
                Some(done)
            }
            Err(error) => {
                assert!(*before == self.pool, "{kind}: a refusal ({error:?}) left a trace");
                assert!(error.rule != Rule::Core, "{kind}: {error:?}");
                *self.tally.refused.entry(format!("{:?}", error.rule)).or_default() += 1;
                None
            }
        }
    }

    pub fn see(&mut self, sight: &'static str) {
        *self.tally.seen.entry(sight).or_default() += 1;
    }

    /// What `shares` come to in kind, at the higher prices.
    pub fn basket(&mut self, shares: u64) -> u128 {
        let values = self.touch();
        let mut pool = self.pool;
        let taken = pool.leave_in_kind(shares, 0, self.now).unwrap();
        let mut worth = 0u128;
        for (place, idle) in taken.idle.iter().enumerate().take(KINDS) {
            worth += u128::from(values.prices[place].high(*idle).unwrap());
        }
        for place in 0..self.vaults.len() {
            let mut part = self.pool.placements[place];
            part.shares = taken.shares[place];
            for slot in 0..EXITS {
                // All but the leaver's part is another's.
                part.exits[slot].given = part.exits[slot].shares - taken.exits[place][slot];
            }
            let holding = self.holding_of(place, &part);
            let asset = part.asset().unwrap();
            worth += u128::from(values.prices[asset].high(holding.high).unwrap());
        }
        worth
    }
}

/// The places of assets and placements stay within what a mask can name.
const _: () = assert!(ASSETS <= 64 && PLACEMENTS <= 64);
