//! A vault with everything around it that a chain would hold: its buckets, the tickets and who has them, the VRT, the
//! token account, the escrow of open slashes. Every step is held against figures in wide arithmetic (`wide`), and what
//! must be true of the whole is checked after it (`truth`).

mod around;
mod counted;
mod exposure;
mod moves;
pub mod op;
mod opting;
mod said;
mod stands;
mod tally;
mod truth;
mod watch;
mod wide;

use std::collections::BTreeMap;

use exposure::Operator;
use ledger::{Bucket, Limits, Ticket, VaultLedger};
use op::{Amount, Min, OPERATORS, OWNERS, Op, Setup, Terms};
use opting::PACTS;
use said::Pact;
pub use tally::Tally;
use watch::Watch;

/// What was found to be false.
pub type Truth = Result<(), String>;

/// Fails the step unless it holds.
#[macro_export]
macro_rules! hold {
    ($holds:expr, $($what:tt)+) => {
        if !$holds {
            return Err(format!($($what)+));
        }
    };
}

/// Fails the step unless both are the same.
#[macro_export]
macro_rules! same {
    ($found:expr, $wanted:expr, $what:literal) => {{
        let (found, wanted) = (&$found, &$wanted);
        $crate::hold!(found == wanted, "{}: {found:?} is not {wanted:?}", $what);
    }};
}

/// A ticket and its owner.
struct Held {
    owner: usize,
    ticket: Ticket,
}

/// A slash that a veto can still give back.
struct OpenSlash {
    active: u64,
    parts: Vec<(u64, u64)>,
}

impl OpenSlash {
    fn total(&self) -> u64 {
        self.active + self.parts.iter().map(|(_, part)| part).sum::<u64>()
    }
}

pub struct World {
    vault: VaultLedger,
    scale: u64,
    now: i64,
    /// The latest second that a transition has seen.
    seen: i64,
    buckets: BTreeMap<u64, Bucket>,
    /// Bucket shares of the tickets that were claimed to the end, by epoch.
    closed: BTreeMap<u64, u64>,
    tickets: Vec<Held>,
    shares: [u64; OWNERS],
    burnt: u64,
    tokens: u64,
    paid_in: u128,
    paid_out: u128,
    escrow: Vec<OpenSlash>,
    operators: [Operator; OPERATORS],
    delegated_bps: Watch,
    leverage: Watch,
    /// The leverage stays what it is.
    steady: bool,
    /// A leverage that was lowered undoes no allocation.
    leverage_fell: bool,
    /// The longest epoch that any vault may have.
    max_epoch_seconds: i64,
    pacts: [Pact; PACTS],
    /// The agreement and the side that spoke last.
    spoke: (usize, usize),
    pub tally: Tally,
}

impl Terms {
    fn over(self, scale: u64) -> Limits {
        Limits {
            deposit_cap: self.cap.of(scale),
            instant_fee_bps: self.fee_bps,
            instant_capacity: self.capacity.of(scale),
            instant_refill_seconds: self.refill_seconds,
        }
    }
}

impl Min {
    /// The minimum to ask for, and whether it will be met.
    fn of(self, comes_out: Option<u64>) -> (u64, bool) {
        match (self, comes_out) {
            (Self::None, _) | (_, None) => (0, true),
            (Self::Exact, Some(amount)) => (amount, true),
            (Self::OneAbove, Some(amount)) => (amount + 1, false),
        }
    }
}

impl World {
    pub fn new(setup: Setup, tally: Tally) -> Self {
        // Terms that no vault takes are for `set_limits` to refuse.
        let fee_bps = setup.terms.fee_bps.min(ledger::MAX_INSTANT_FEE_BPS);
        let terms = Terms { fee_bps, refill_seconds: setup.terms.refill_seconds.max(1), ..setup.terms };
        let mut limits = terms.over(setup.scale);
        limits.instant_capacity = limits.instant_capacity.min(ledger::MAX_ALLOWANCE);
        let mut vault = VaultLedger::new(setup.epoch_seconds, limits, setup.genesis).unwrap();
        vault.set_exposure(10_000, 10_000, setup.leverage, setup.genesis).unwrap();
        Self {
            vault,
            scale: setup.scale,
            now: setup.genesis,
            seen: setup.genesis,
            buckets: BTreeMap::new(),
            closed: BTreeMap::new(),
            tickets: Vec::new(),
            shares: [0; OWNERS],
            burnt: 0,
            tokens: 0,
            paid_in: 0,
            paid_out: 0,
            escrow: Vec::new(),
            operators: [Operator::new(); OPERATORS],
            delegated_bps: Watch::new(10_000),
            leverage: Watch::new(setup.leverage),
            steady: setup.steady,
            leverage_fell: false,
            max_epoch_seconds: setup.max_epoch_seconds as i64,
            pacts: [const { Pact::new() }; PACTS],
            spoke: (0, 0),
            tally,
        }
    }

    /// One step, and whether all is still true after it.
    pub fn step(&mut self, op: Op) -> Truth {
        let before = self.vault.books;
        let (stakes, counted) = (self.stakes(), self.counted());
        match op {
            Op::Deposit { who, assets: Amount::NearRoom(off), min } => {
                let room = self.room().min(self.vault.deposit_cap.saturating_sub(before.active));
                self.deposit(who, room.saturating_add_signed(off.into()), min)?;
            }
            Op::Deposit { who, assets, min } => self.deposit(who, assets.of(self.scale), min)?,
            Op::Request { who, shares, min, bucket } => {
                let who = self.holder(who);
                self.request(who, shares.of(self.shares[who]), min, bucket)?;
            }
            Op::Cancel { pick, min } => self.cancel(pick, min)?,
            Op::Claim { pick, oldest } => self.claim(if oldest { 0 } else { pick })?,
            Op::CloseBucket { pick } => self.close_bucket(pick)?,
            Op::ExitInstantly { who, shares, min } => {
                let who = self.holder(who);
                self.instant(who, shares.of(self.shares[who]), min)?;
            }
            Op::SetLimits { terms } => self.set_limits(terms)?,
            Op::Wait { wait } => self.wait(wait),
            Op::GiveTicket { pick, to } => self.give_ticket(pick, to),
            Op::GiveShares { from, to, shares } => {
                let shares = shares.of(self.shares[from]).min(self.shares[from]);
                self.shares[from] -= shares;
                self.shares[to] += shares;
                self.note("give shares", true, || format!("{from} gives {to} {shares} shares"));
            }
            Op::Burn { who, shares } => {
                let shares = shares.of(self.shares[who]).min(self.shares[who]);
                self.shares[who] -= shares;
                self.burnt += shares;
                self.note("burn", true, || format!("{who} burns {shares} shares outside the program"));
            }
            Op::Gain { assets } => self.gain(assets),
            Op::Lose { assets, open } => self.lose(assets, open),
            Op::Settle { pick, veto } => self.settle(pick, veto),
            Op::Delegate { to, units } => self.delegate(to, units)?,
            Op::Allocate { by, to, magnitude } => self.allocate(by, to, magnitude)?,
            Op::SettleDelegation { of } => self.settle_delegation(of)?,
            Op::SettleAllocation { by, to } => self.settle_due_allocation(by, to)?,
            Op::SetExposure { delegated_bps, operator_bps, leverage } => {
                self.set_exposure([delegated_bps, operator_bps, leverage])?;
            }
            Op::Slash { by, to, part, open } => self.slash(by, to, part, open)?,
            Op::Say { speaker, joins } => self.say(speaker, joins)?,
            Op::Agree { by, to } => self.agree(by, to)?,
            Op::SetLossLimits { to, incident_bps, epoch_bps } => {
                self.set_loss_limits(to, [incident_bps, epoch_bps])?;
            }
            Op::CloseOptIn { pact } => self.close_pact(pact)?,
            Op::Look { wait } => self.look(wait)?,
        }
        self.check(op, &before)?;
        self.check_stakes(op, stakes)?;
        self.check_exposure()?;
        self.check_counted()?;
        self.check_changes(op, &counted)
    }

    /// How much the vault can still take.
    fn room(&self) -> u64 {
        u64::MAX - ledger::VIRTUAL - wide::owed(&self.vault.books) as u64
    }

    /// This owner, or the next one that holds something.
    fn holder(&self, who: usize) -> usize {
        (who..who + OWNERS).map(|who| who % OWNERS).find(|who| self.shares[*who] > 0).unwrap_or(who)
    }

    fn note(&mut self, kind: &'static str, done: bool, words: impl FnOnce() -> String) {
        let now = self.now;
        self.tally.count(kind, done, || format!("{now}: {}{}", words(), if done { "" } else { " (refused)" }));
    }

    /// What time it is for the ledger: an epoch that it has seen stays begun.
    fn clock(&self) -> i64 {
        self.now.max(self.start_of(self.epoch_of(self.seen)))
    }

    fn epoch_of(&self, time: i64) -> i64 {
        (time - self.vault.genesis) / self.vault.epoch_seconds as i64
    }

    fn start_of(&self, epoch: i64) -> i64 {
        self.vault.genesis + epoch * self.vault.epoch_seconds as i64
    }

    /// The vault as time alone leaves it, which is how a refusal leaves it too.
    fn rolled(&mut self) -> VaultLedger {
        self.seen = self.seen.max(self.now);
        let mut vault = self.vault;
        vault.advance(self.now);
        vault
    }

    fn pay_in(&mut self, assets: u64) {
        self.tokens += assets;
        self.paid_in += u128::from(assets);
    }

    fn pay_out(&mut self, assets: u64) -> Truth {
        hold!(assets <= self.tokens, "{assets} to pay and {} there", self.tokens);
        self.tokens -= assets;
        self.paid_out += u128::from(assets);
        Ok(())
    }
}
