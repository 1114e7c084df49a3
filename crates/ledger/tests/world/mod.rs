//! A vault with everything around it that a chain would hold: its buckets, the tickets and their owners, the VRT, the
//! token account, the escrow of open slashes. Every step is held against figures in wide arithmetic (`wide`), and what
//! must be true of the whole is checked after it (`truth`).

mod allowances;
mod around;
mod breaker;
mod certain;
mod charges;
mod counted;
mod exposure;
mod fair;
mod held;
mod income;
mod moves;
mod notice;
pub mod op;
mod opting;
mod pledges;
mod redelegate;
mod release;
pub mod runs;
mod said;
mod slashes;
mod stands;
mod taken;
mod tally;
mod truth;
mod undone;
mod watch;
mod wide;

use std::collections::BTreeMap;

use allowances::Allowances;
use breaker::Breaker;
use charges::Fees;
use exposure::Operator;
use ledger::state::breaker::Losses;
use ledger::state::exit_bucket::{Bucket, POOLS};
use ledger::state::exit_ticket::Ticket;
use ledger::state::vault::VaultLedger;
use ledger::transition::reward::RewardTerms;
use ledger::transition::vault::Limits;
use notice::Notices;
use op::{Amount, Min, OPERATORS, OWNERS, Op, SERVICES, Setup, Terms};
use opting::PACTS;
use redelegate::Move;
use said::Pact;
use slashes::OpenSlash;
pub use tally::Tally;
use undone::Slashable;
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
#[derive(Clone, Copy)]
struct Held {
    owner: usize,
    ticket: Ticket,
    /// The step of its request.
    born: u64,
    /// No slash that was open at its request is a matter of its own.
    apart: bool,
}

#[derive(Clone)]
pub struct World {
    vault: VaultLedger,
    scale: u64,
    now: i64,
    /// The latest second that a transition has seen.
    seen: i64,
    buckets: BTreeMap<u64, Bucket>,
    /// Pool shares of the tickets that were claimed to the end, by epoch.
    closed: BTreeMap<u64, [u64; POOLS]>,
    tickets: Vec<Held>,
    shares: [u64; OWNERS],
    burnt: u64,
    tokens: u64,
    /// The tokens that slashes took, until each is vetoed or paid out.
    escrow: u64,
    /// Those of them that are of executed slashes.
    unpaid: u64,
    /// The tokens of pledges, until each is restored or withdrawn.
    pledged: u64,
    /// What payers pledged for slashes that were vetoed since.
    refunds: Vec<u64>,
    /// What the latest step restored by pledges.
    restored: u64,
    paid_in: u128,
    paid_out: u128,
    /// The tokens of executed slashes that were paid out.
    distributed: u128,
    slashes: Vec<OpenSlash>,
    /// How many slashes and vetoes there were.
    rounded: u64,
    /// Counts steps.
    turn: u64,
    luck: u64,
    /// What each service took of what an epoch began with.
    losses: [Losses; SERVICES],
    /// What all of them may take together, and took.
    breaker: Breaker,
    operators: [Operator; OPERATORS],
    /// The move of each operator's units, while there is one.
    moves: [Option<Move>; OPERATORS],
    delegated_bps: Watch,
    operator_bps: Watch,
    leverage: Watch,
    /// The leverage stays what it is.
    steady: bool,
    /// A leverage that was lowered undoes no allocation.
    leverage_fell: bool,
    /// The longest epoch that any vault may have.
    max_epoch_seconds: i64,
    /// The time in which holders stay.
    term: Option<held::Held>,
    fees: Fees,
    /// The seconds over which rewards vest that are paid from now on.
    stream_seconds: Watch,
    /// The fee of instant exits.
    instant_fee: Watch,
    /// What may leave by instant exits.
    allowance: Allowances,
    /// What each operator is owed as commission.
    commissions: [u64; OPERATORS],
    /// A stream has waited for shares, and let nothing out since.
    waited: bool,
    pacts: [Pact; PACTS],
    /// The most that operators had, and services could take, while the clock alone went on.
    peak: Option<([u64; OPERATORS], Slashable)>,
    /// The opt-in and the side that spoke last.
    spoke: (usize, usize),
    /// What holders saw, and what was announced since.
    notices: Notices,
    /// Vetoed slashes that stop-losses count.
    counted_vetoes: Vec<release::Counted>,
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
        let fee_bps = setup.terms.fee_bps.min(ledger::state::fee::MAX_INSTANT_FEE_BPS);
        let terms = Terms { fee_bps, refill_seconds: setup.terms.refill_seconds.max(1), ..setup.terms };
        let mut limits = terms.over(setup.scale);
        limits.instant_capacity = limits.instant_capacity.min(ledger::state::allowance::MAX_ALLOWANCE);
        let vault = VaultLedger::new(setup.epoch_seconds, limits, setup.genesis).unwrap();
        let (mut vault, term) = held::Held::new(&setup, vault);
        // As a vault's admin may have set it long ago.
        vault.exposure.leverage = ledger::state::delayed::Delayed::settled(setup.leverage);
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
            escrow: 0,
            unpaid: 0,
            pledged: 0,
            refunds: Vec::new(),
            restored: 0,
            paid_in: 0,
            paid_out: 0,
            distributed: 0,
            slashes: Vec::new(),
            rounded: 0,
            turn: 0,
            luck: setup.luck,
            losses: [Losses::default(); SERVICES],
            breaker: Breaker::new(),
            operators: [Operator::new(); OPERATORS],
            moves: [None; OPERATORS],
            delegated_bps: Watch::new(10_000),
            operator_bps: Watch::new(10_000),
            instant_fee: Watch::new(fee_bps),
            allowance: Allowances::new(&limits),
            leverage: Watch::new(setup.leverage),
            steady: setup.steady,
            leverage_fell: false,
            max_epoch_seconds: setup.max_epoch_seconds as i64,
            term,
            fees: Fees::none(),
            stream_seconds: Watch::new(setup.epoch_seconds.min(31_536_000)),
            commissions: [0; OPERATORS],
            waited: false,
            pacts: [const { Pact::new() }; PACTS],
            peak: None,
            spoke: (0, 0),
            notices: Notices::default(),
            counted_vetoes: Vec::new(),
            tally,
        }
    }

    /// One step, and whether all is still true after it.
    pub fn step(&mut self, op: Op) -> Truth {
        if let Op::Rush { who, by, to } = op {
            return self.rush(who, by, to);
        }
        self.turn += 1;
        self.restored = 0;
        self.rounded += u64::from(matches!(op, Op::Propose { .. } | Op::Veto { .. }));
        let (before, rolled) = (self.vault, self.at_now());
        let (stakes, counted, slashable) = (self.stakes(), self.counted(), self.slashable());
        let (shares, parts) = (self.shares, self.parts());
        let (had, idle) = ((self.wealth(), self.cash(), self.now), self.fork_to_compare(op));
        match op {
            Op::Deposit { who, assets: Amount::NearRoom(off), min } => {
                let room = self.room().min(self.vault.deposit_cap.saturating_sub(rolled.books.active));
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
            Op::Wait { wait } => self.wait(wait)?,
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
            Op::Delegate { to, units } => self.delegate(to, units)?,
            Op::Allocate { by, to, magnitude } => self.allocate(by, to, magnitude)?,
            Op::SettleDelegation { of } => self.settle_delegation(of)?,
            Op::SettleAllocation { by, to } => self.settle_due_allocation(by, to)?,
            Op::AnnounceMove { from, to, units } => self.announce_move([from, to], units)?,
            Op::CompleteMove { of, agreed } => self.complete_move(of, agreed)?,
            Op::CancelMove { of } => self.cancel_move(of)?,
            Op::SetExposure { delegated_bps, operator_bps, leverage } => {
                self.set_exposure([delegated_bps, operator_bps, leverage])?;
            }
            Op::Propose { by, to, fraction, min, lean } => self.propose([by, to], fraction, min, lean)?,
            Op::Rush { .. } => {}
            Op::Veto { pick } => self.settle(pick, true)?,
            Op::Execute { pick } => self.settle(pick, false)?,
            Op::PayOut { assets } => self.pay_out_slashed(assets)?,
            Op::Pledge { pick, payer, assets } => self.pledge(pick, payer, assets)?,
            Op::WithdrawPledge { pick } => self.withdraw_pledge(pick)?,
            Op::CheckOffense { age } => self.check_offense(age)?,
            Op::Say { speaker, joins } => self.say(speaker, joins)?,
            Op::Agree { by, to } => self.agree(by, to)?,
            Op::SetLossLimits { to, incident_bps, epoch_bps } => {
                self.set_loss_limits(to, [incident_bps, epoch_bps])?;
            }
            Op::CloseOptIn { pact } => self.close_pact(pact)?,
            Op::Look { wait } => self.look(wait)?,
            Op::Release { pact } => self.release(pact)?,
            Op::ReleaseAllocation { by, to } => self.release_allocation(by, to)?,
            Op::SetStopLoss { to, bps } => self.set_stop_loss(to, bps)?,
            Op::Uncount { pick } => self.uncount(pick)?,
            Op::PayReward { by, assets, commission_bps, protocol_fee_bps } => {
                let assets = match assets {
                    Amount::NearRoom(off) => self.room().saturating_add_signed(off.into()),
                    assets => assets.of(self.scale),
                };
                self.pay_reward(by, assets, RewardTerms { commission_bps, protocol_fee_bps })?;
            }
            Op::SetFees { bps, span } => self.set_fees(bps, span)?,
            Op::Collect { whose } => self.collect(whose)?,
        }
        self.count_gains(op, &stakes, &slashable);
        self.check(op, &before)?;
        self.check_stakes(op, stakes)?;
        self.check_exposure()?;
        self.check_counted()?;
        self.check_stops()?;
        self.check_changes(op, &counted)?;
        self.check_notice(op, shares)?;
        self.check_parts(op, &parts)?;
        self.check_wealth(op, &before, had)?;
        idle.map_or(Ok(()), |idle| self.compare(op, idle))
    }

    /// A deposit around a small slash, and all that may be slashed then.
    fn flash(&mut self, who: usize, by: usize, to: usize) -> Truth {
        let slash = |fraction| Op::Propose { by, to, fraction, min: Min::None, lean: false };
        self.step(Op::Deposit { who, assets: Amount::Whole, min: Min::None })?;
        self.step(slash(Amount::Part(50)))?;
        for part in [60_000, 30_000, 15_000] {
            self.step(Op::ExitInstantly { who, shares: Amount::Part(part), min: Min::None })?;
        }
        [Amount::Part(20_000); 3].into_iter().try_for_each(|part| self.step(slash(part)))
    }

    /// One request more than a bucket has pools, and a small slash after each. By every other service, dust follows the first
    /// request, and each slash but the first is final at once.
    fn rush(&mut self, who: usize, by: usize, to: usize) -> Truth {
        self.flash(who, by, to)?;
        for request in 0..=POOLS {
            let dust = request > 0 && to % 2 == 1;
            let shares = if dust { Amount::Few(2) } else { Amount::Part(8_000) };
            self.step(Op::Request { who, shares, min: Min::Exact, bucket: 0 })?;
            self.step(Op::Propose { by, to, fraction: Amount::Part(2_000), min: Min::None, lean: true })?;
            if dust {
                self.step(Op::Execute { pick: self.slashes.len().saturating_sub(1) })?;
            }
        }
        self.step(Op::Request { who, shares: Amount::Part(8_000), min: Min::None, bucket: 0 })
    }

    /// How much the vault can still take, with all that is in escrow come back.
    fn room(&self) -> u64 {
        let most = u64::MAX - ledger::state::books::VIRTUAL - wide::owed(&self.vault) as u64 - self.vault.escrowed;
        most.min(u64::MAX - self.tokens - self.escrow - self.pledged)
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

    /// Another world that goes on from here, and tells and counts nothing.
    pub fn fork(&mut self) -> Self {
        let tally = std::mem::take(&mut self.tally);
        let mut fork = self.clone();
        fork.tally.delegated = tally.delegated;
        self.tally = tally;
        fork
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
