//! A vault: its books, its clock and its limits. Deposits are here; exits are in `exit` and `instant`.

use bytemuck::{Pod, Zeroable};

use crate::books::virtual_of;
use crate::fee::charge;
use crate::math::add;
use crate::refusal::{ensure, first_untrue};
use crate::{
    Allowance, Approved, Books, Delayed, ExposurePolicy, FeesOwed, Flow, LossLimits, Losses, MAX_INSTANT_FEE_BPS,
    MAX_STREAM_SECONDS, Notice, Result, Stream, Term, VaultFees, Why,
};

/// The longest epoch, in seconds: ten years, so that no epoch's start overflows a clock.
pub const MAX_EPOCH_SECONDS: u64 = 10 * 365 * 86_400;

/// The amount of a `deposit` that stands for all that its depositor can move. The caller puts the balance in its place: no balance of
/// this size can be deposited, since the virtual assets would not fit on top.
pub const WHOLE_BALANCE: u64 = u64::MAX;

/// What a vault's admin sets, and may set again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Limits {
    /// The most active assets that deposits may lift the vault to.
    pub deposit_cap: u64,
    /// What an instant exit of the whole idle stake pays, in basis points of it.
    pub instant_fee_bps: u64,
    /// The assets that can leave at once by instant exits; zero closes them.
    pub instant_capacity: u64,
    /// The seconds in which a used-up instant capacity is whole again.
    pub instant_refill_seconds: u64,
}

/// One vault's ledger.
#[cfg_attr(feature = "idl-build", derive(anchor_lang::IdlType))]
#[derive(Clone, Copy, Debug, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct VaultLedger {
    /// The figures.
    pub books: Books,
    /// When epoch 0 began.
    pub genesis: i64,
    /// The length of an epoch, fixed permanently.
    pub epoch_seconds: u64,
    /// The most active assets that deposits may lift the vault to.
    pub deposit_cap: u64,
    /// What an instant exit of the whole idle stake pays, in basis points of it.
    pub instant_fee_bps: Delayed,
    /// What may leave by instant exits.
    pub instant_allowance: Allowance,
    /// The vault's bounds on how its stake is exposed.
    pub exposure: ExposurePolicy,
    /// The breaker: the most that all services together may take from the vault. Each has its own part of it in an epoch.
    pub loss_limits: LossLimits,
    /// What slashes took in the latest epoch that had one, but for those that were vetoed in it. For readers: what a service may
    /// take depends on its own losses alone.
    pub losses: Losses,
    /// C: the assets that open slashes took from A.
    pub contested: u64,
    /// All that open slashes took: what is in escrow until each is vetoed or executed.
    pub escrowed: u64,
    /// The parts of executed slashes that their recipients have not been paid yet.
    pub unpaid: u64,
    /// Rewards in the vault's asset that still stream into the active assets. They belong to no stake until then.
    pub stream: Stream,
    /// The seconds over which a reward vests. It falls at once and rises late, as a fee.
    pub stream_seconds: Delayed,
    /// What the vault charges.
    pub fees: VaultFees,
    /// What was charged and has not been collected.
    pub fees_owed: FeesOwed,
    /// No operator reserves more units than this. It falls as far as the vault can tell without reading every delegation.
    pub largest_units: u64,
    /// How often the vault announced more risk or a higher charge. A deposit may state the last one that its signer has seen.
    pub risk_version: u64,
    /// What the vault approved for all services in an epoch.
    pub approved: Approved,
    /// What was pledged for open slashes, and for vetoed ones and not withdrawn. It belongs to no stake: an execution restores
    /// what its slash took from it, and after a veto it is its payers'.
    pub pledged: u64,
    /// The time in which stakers stay, if there is one: fixed when the vault is made.
    pub term: Term,
    /// Zero, for figures to come.
    pub reserved: [u64; 2],
}

/// What a deposit asks of its caller.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Deposit {
    /// The assets to take in, fee included, and the shares to mint.
    pub flow: Flow,
    /// What of the assets is the vault's fee.
    pub fee: u64,
}

impl VaultLedger {
    /// An empty vault with epoch 0 from now on.
    ///
    /// # Errors
    /// [`Why::EpochLength`] and those of its limits.
    pub fn new(epoch_seconds: u64, limits: Limits, now: i64) -> Result<Self> {
        ensure(epoch_seconds > 0, Why::EpochLength, epoch_seconds, 1)?;
        ensure(epoch_seconds <= MAX_EPOCH_SECONDS, Why::EpochLength, epoch_seconds, MAX_EPOCH_SECONDS)?;
        check_fee(limits.instant_fee_bps)?;
        Ok(Self {
            books: Books::new(),
            genesis: now,
            epoch_seconds,
            deposit_cap: limits.deposit_cap,
            instant_fee_bps: Delayed::settled(limits.instant_fee_bps),
            instant_allowance: Allowance::new(limits.instant_capacity, limits.instant_refill_seconds, now)?,
            exposure: ExposurePolicy::open(),
            loss_limits: LossLimits::any(),
            losses: Losses::default(),
            contested: 0,
            escrowed: 0,
            unpaid: 0,
            stream: Stream::default(),
            stream_seconds: Delayed::settled(epoch_seconds.min(MAX_STREAM_SECONDS)),
            fees: VaultFees::none(),
            fees_owed: FeesOwed::default(),
            largest_units: 0,
            risk_version: 0,
            approved: Approved::default(),
            pledged: 0,
            term: Term::default(),
            reserved: [0; 2],
        })
    }

    /// The epoch at `now`, never an earlier one than the books have seen: a clock that runs back changes nothing.
    pub fn epoch_at(&self, now: i64) -> u64 {
        self.epoch_by(now).max(self.books.epoch)
    }

    /// The clock's epoch, regardless of the epoch that the books have seen.
    fn epoch_by(&self, now: i64) -> u64 {
        now.saturating_sub(self.genesis).max(0).unsigned_abs() / self.epoch_seconds
    }

    /// The first second of `epoch`.
    pub fn start_of(&self, epoch: u64) -> i64 {
        // What is this small multiplies in one instruction of the chain's machine: every epoch that there will be.
        let offset = if epoch < 1 << 31 && self.epoch_seconds < 1 << 32 {
            (epoch * self.epoch_seconds) as i64
        } else {
            i64::try_from(epoch.saturating_mul(self.epoch_seconds)).unwrap_or(i64::MAX)
        };
        self.genesis.saturating_add(offset)
    }

    /// When a change that is announced at `now` takes effect. A rise takes effect outside of the vault's term.
    pub fn notice_at(&self, now: i64) -> Notice {
        self.notice_from(self.epoch_at(now))
    }

    /// [`VaultLedger::notice_at`] for the time that the books are at.
    pub(crate) fn notice(&self) -> Notice {
        self.notice_from(self.books.epoch)
    }

    #[inline(never)]
    fn notice_from(&self, epoch: u64) -> Notice {
        Notice {
            fall: self.start_of(epoch.saturating_add(Notice::FALL_EPOCHS)),
            rise: self.term.defer(self.start_of(epoch.saturating_add(Notice::RISE_EPOCHS))),
        }
    }

    /// Refuses a signer that has not seen all that the vault announced, where it has seen `max_risk_version`.
    ///
    /// # Errors
    /// [`Why::RiskChanged`].
    pub fn check_risk(&self, max_risk_version: u64) -> Result<()> {
        ensure(self.risk_version <= max_risk_version, Why::RiskChanged, self.risk_version, max_risk_version)
    }

    /// Adds one to the risk version if an announcement of risk or a charge `rises`.
    pub fn note_risk(&mut self, rises: bool) {
        self.risk_version = self.risk_version.saturating_add(u64::from(rises));
    }

    /// Brings the books to `now`. Every transition begins with it, so no caller has to.
    ///
    /// Returns the time to use: an epoch that the books have seen stays begun if the clock runs back, and so does every
    /// [`Delayed`] change that takes effect at its start. It would else be replaced as if it had never counted.
    pub fn advance(&mut self, now: i64) -> i64 {
        // As by `time_at` and `epoch_at`, in one look.
        let epoch = self.epoch_by(now);
        let time = if now >= self.genesis && epoch >= self.books.epoch {
            self.books.roll_to(epoch);
            now
        } else {
            self.start_seen(now)
        };
        if self.stream.left > 0 {
            self.let_out(time);
        }
        time
    }

    /// The time to use for a read at `now`: no earlier than the start of the latest epoch that the books have seen.
    pub fn time_at(&self, now: i64) -> i64 {
        // What the clock says it has come to has begun: the start is multiplied out only where the clock ran back.
        if now >= self.genesis && self.epoch_by(now) >= self.books.epoch { now } else { self.start_seen(now) }
    }

    #[cold]
    fn start_seen(&self, now: i64) -> i64 {
        now.max(self.start_of(self.books.epoch))
    }

    /// The books as they are at `now`, for reading.
    pub fn books_at(&self, now: i64) -> Books {
        let mut books = self.books;
        books.roll_to(self.epoch_at(now));
        if self.stream.left > 0 && books.supply > 0 {
            books.active += self.stream.due(self.time_at(now)).unwrap_or(0);
        }
        books
    }

    /// Takes `assets` in for shares at the current rate, at least `min_shares` of them. The vault's fee is taken first,
    /// rounded up, and the rest enters.
    ///
    /// # Errors
    /// [`Why::TermRuns`]; those of [`Books::shares_for`]; [`Why::OverCap`], [`Why::BelowMinimum`].
    pub fn deposit(&mut self, assets: u64, min_shares: u64, now: i64) -> Result<Deposit> {
        let now = self.advance(now);
        self.check_entry(now)?;
        let books = &self.books;
        let fee = charge(assets, self.fees.deposit_bps.at(now))?;
        let entering = assets - fee;
        let shares = books.shares_for(entering, self.contested)?;
        let active = add(books.active, entering)?;
        ensure(active <= self.deposit_cap, Why::OverCap, active, self.deposit_cap)?;
        ensure(shares >= min_shares, Why::BelowMinimum, shares, min_shares)?;
        let supply = add(books.supply, shares).map_err(|refusal| books.overflow(refusal))?;
        // Or the virtual amounts would not fit on top, and no one could leave; nor could a veto give back what is in escrow.
        virtual_of(add(self.bound()?, assets)?)?;
        virtual_of(supply).map_err(|refusal| books.overflow(refusal))?;

        (self.books.active, self.books.supply) = (active, supply);
        self.fees_owed.vault += fee;
        Ok(Deposit { flow: Flow { assets_in: assets, shares_minted: shares, ..Flow::default() }, fee })
    }

    /// Sets the vault's limits. A change that lets more leave at once, or for less, takes effect with the notice of a rise: it
    /// may raise the exposure of the remaining holders. So does a higher fee. All else is active at once.
    ///
    /// # Errors
    /// [`Why::FeeTooHigh`], [`Why::AllowanceTooHigh`], [`Why::RefillTooShort`].
    pub fn set_limits(&mut self, limits: Limits, now: i64) -> Result<()> {
        let now = self.advance(now);
        check_fee(limits.instant_fee_bps)?;
        let (old, old_fee, from) = (self.instant_allowance, self.instant_fee_bps.next, self.notice().rise);
        self.instant_allowance.resize(limits.instant_capacity, limits.instant_refill_seconds, now, from)?;
        self.instant_fee_bps.set_late(limits.instant_fee_bps, now, from);
        self.deposit_cap = limits.deposit_cap;
        self.note_risk(
            limits.instant_capacity > old.next_capacity
                || limits.instant_refill_seconds < old.next_refill_seconds
                || limits.instant_fee_bps != old_fee,
        );
        Ok(())
    }

    /// Announces the most that slashes may take of the stake, in basis points: one of them, and all of an epoch.
    ///
    /// # Errors
    /// Those of [`LossLimits::announce`].
    pub fn set_loss_limits(&mut self, incident_bps: u64, epoch_bps: u64, now: i64) -> Result<()> {
        let now = self.advance(now);
        let rises = self.loss_limits.announce(incident_bps, epoch_bps, now, self.notice())?;
        self.note_risk(rises);
        Ok(())
    }

    /// What is true of a vault at any time, as the first thing that is not.
    pub fn invariant(&self) -> core::result::Result<(), &'static str> {
        self.books.invariant()?;
        self.instant_allowance.invariant()?;
        let fee = self.instant_fee_bps;
        self.fees_invariant()?;
        self.term_invariant()?;
        let fits = self.bound().and_then(virtual_of).is_ok();
        first_untrue(&[
            (fits, "all that is owed fits, and what is in escrow could come back"),
            (self.contested <= self.escrowed, "what was taken from the active assets is in escrow"),
            (self.epoch_seconds > 0 && self.epoch_seconds <= MAX_EPOCH_SECONDS, "the epoch length is in bounds"),
            (fee.current.max(fee.next) <= MAX_INSTANT_FEE_BPS, "the instant-exit fee is within its cap"),
        ])
    }
}

fn check_fee(bps: u64) -> Result<()> {
    ensure(bps <= MAX_INSTANT_FEE_BPS, Why::FeeTooHigh, bps, MAX_INSTANT_FEE_BPS)
}
