//! A vault with everything around it that a chain would hold: its buckets, the tickets and who has them, the VRT, the
//! token account, the escrow of open slashes. Every step is held against figures in wide arithmetic (`wide`), and what
//! must be true of the whole is checked after it (`truth`).

pub mod op;
mod tally;
mod truth;
mod wide;

use std::collections::BTreeMap;

use ledger::{Books, Bucket, Claim, Flow, InstantExit, Limits, Ticket, Vault};
use op::{Amount, Min, OWNERS, Op, Setup, Terms, Wait};
pub use tally::Tally;

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

pub struct World {
    vault: Vault,
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
        Self {
            vault: Vault::new(setup.epoch_seconds, limits, setup.genesis).unwrap(),
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
            tally,
        }
    }

    /// One step, and whether all is still true after it.
    pub fn step(&mut self, op: Op) -> Truth {
        let before = self.vault.books;
        match op {
            Op::Deposit { who, assets, min } => self.deposit(who, assets.of(self.scale), min)?,
            Op::Request { who, shares, min, bucket } => self.request(who, shares.of(self.shares[who]), min, bucket)?,
            Op::Cancel { pick, min } => self.cancel(pick, min)?,
            Op::Claim { pick, oldest } => self.claim(if oldest { 0 } else { pick })?,
            Op::CloseBucket { pick } => self.close_bucket(pick)?,
            Op::ExitInstantly { who, shares, min } => self.instant(who, shares.of(self.shares[who]), min)?,
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
            Op::Reserve { idle } => self.reserve(idle),
        }
        self.check(op, &before)
    }

    fn note(&mut self, kind: &'static str, done: bool, words: impl FnOnce() -> String) {
        let now = self.now;
        self.tally.count(kind, done, || format!("{now}: {}{}", words(), if done { "" } else { " (refused)" }));
    }

    /// The vault as time alone leaves it, which is how a refusal leaves it too.
    fn rolled(&mut self) -> Vault {
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

    fn deposit(&mut self, who: usize, assets: u64, min: Min) -> Truth {
        let mut wanted = self.rolled();
        let shares = wide::deposit(&wanted, assets);
        let (min, met) = min.of(shares);
        let shares = shares.filter(|_| met);
        let result = self.vault.deposit(assets, min, self.now);
        self.note("deposit", result.is_ok(), || format!("{who} deposits {assets} for {min} or more: {result:?}"));
        self.tally.refusal(&result);
        if let Some(shares) = shares {
            wanted.books.active += assets;
            wanted.books.supply += shares;
            self.shares[who] += shares;
            self.pay_in(assets);
        }
        let flow = |shares| Flow { assets_in: assets, shares_minted: shares, ..Flow::default() };
        same!(result.ok(), shares.map(flow), "the deposit's flow");
        same!(self.vault, wanted, "the vault after a deposit");
        Ok(())
    }

    fn request(&mut self, who: usize, shares: u64, min: Min, off: i8) -> Truth {
        let mut wanted = self.rolled();
        let epoch = (wanted.books.epoch + 1).saturating_add_signed(off.into());
        let mut bucket = self.buckets.get(&epoch).copied().unwrap_or(Bucket::new(epoch));
        let mut wanted_bucket = bucket;
        // Of the shares that nobody has, the program never hears.
        let shares = if shares > self.shares[who] { wanted.books.supply.saturating_add(1) } else { shares };
        let comes_to = wide::request(&wanted, &bucket, shares);
        let (min, met) = min.of(comes_to.map(|(assets, _)| assets));
        let comes_to = comes_to.filter(|_| met);

        let result = self.vault.request_exit(&mut bucket, shares, min, self.now);
        self.note("request", result.is_ok(), || {
            format!("{who} asks to leave with {shares} shares into bucket {epoch} for {min} or more: {result:?}")
        });
        self.tally.refusal(&result);
        if let Some((assets, part)) = comes_to {
            wanted.books.active -= assets;
            wanted.books.supply -= shares;
            wanted.books.exiting[1] += assets;
            wanted_bucket.assets += assets;
            wanted_bucket.shares += part;
            wanted_bucket.tickets += 1;
            self.shares[who] -= shares;
            let Ok(exit) = result else { return Err(format!("a request was refused: {result:?}")) };
            let ticket = Ticket { epoch, shares: part, paid: 0 };
            same!((exit.assets, exit.ticket), (assets, ticket), "what was asked for");
            same!(exit.flow, Flow { shares_burned: shares, ..Flow::default() }, "the request's flow");
            self.tickets.push(Held { owner: who, ticket });
            self.buckets.insert(epoch, bucket);
            self.check_delay(&ticket)?;
        } else {
            hold!(result.is_err(), "a request was not refused");
        }
        same!(self.vault, wanted, "the vault after a request");
        same!(bucket, wanted_bucket, "the bucket after a request");
        Ok(())
    }

    /// Slashable for one whole epoch, claimable within two: from now as from when the books last looked at the clock.
    fn check_delay(&self, ticket: &Ticket) -> Truth {
        let (claimable, epoch) = (self.vault.claimable_at(ticket.epoch), self.vault.epoch_seconds as i64);
        let delay = claimable - self.seen;
        hold!(delay > epoch && delay <= 2 * epoch, "claimable {delay} seconds after its request");
        for (now, matured) in [(claimable - 1, false), (claimable, true)] {
            let (mut vault, mut bucket, mut ticket) = (self.vault, self.buckets[&ticket.epoch], *ticket);
            let claimed = vault.claim_exit(&mut bucket, &mut ticket, now).is_ok();
            // A slash that is open can leave nothing to claim for now.
            hold!(claimed == matured || bucket.open_slashes > 0, "claimed: {claimed}, matured: {matured}");
            same!(vault.books.exiting[0] == 0, matured, "what a slash could still reach");
        }
        Ok(())
    }

    fn cancel(&mut self, pick: usize, min: Min) -> Truth {
        let Some(pick) = pick.checked_rem(self.tickets.len()) else { return Ok(()) };
        let (mut wanted, held) = (self.rolled(), &self.tickets[pick]);
        let (who, mut ticket, mut bucket) = (held.owner, held.ticket, self.buckets[&held.ticket.epoch]);
        let (mut wanted_ticket, mut wanted_bucket) = (ticket, bucket);
        let comes_to = wide::cancel(&wanted, &bucket, &ticket);
        let (min, met) = min.of(comes_to.map(|(_, shares)| shares));
        let comes_to = comes_to.filter(|_| met);

        let result = self.vault.cancel_exit(&mut bucket, &mut ticket, min, self.now);
        self.note("cancel", result.is_ok(), || {
            format!("{who} cancels {wanted_ticket:?} for {min} or more: {result:?}")
        });
        self.tally.refusal(&result);
        if let Some((assets, shares)) = comes_to {
            wanted.books.exiting[(ticket.epoch - wanted.books.epoch) as usize] -= assets;
            wanted.books.active += assets;
            wanted.books.supply += shares;
            wanted_bucket.assets -= assets;
            wanted_bucket.shares -= wanted_ticket.shares;
            wanted_bucket.tickets -= 1;
            wanted_ticket.shares = 0;
            self.shares[who] += shares;
            self.tickets.remove(pick);
        }
        let flow = |(_, shares)| Flow { shares_minted: shares, ..Flow::default() };
        same!(result.ok(), comes_to.map(flow), "the cancel's flow");
        same!(self.vault, wanted, "the vault after a cancel");
        same!((bucket, ticket), (wanted_bucket, wanted_ticket), "bucket and ticket after a cancel");
        self.buckets.insert(bucket.epoch, bucket);
        Ok(())
    }

    fn claim(&mut self, pick: usize) -> Truth {
        let Some(pick) = pick.checked_rem(self.tickets.len()) else { return Ok(()) };
        let (mut wanted, held) = (self.rolled(), &self.tickets[pick]);
        let (who, mut ticket, mut bucket) = (held.owner, held.ticket, self.buckets[&held.ticket.epoch]);
        let (mut wanted_ticket, mut wanted_bucket) = (ticket, bucket);
        let pays = wide::claim(&wanted, &bucket, &ticket);
        let closes = bucket.open_slashes == 0;

        let result = self.vault.claim_exit(&mut bucket, &mut ticket, self.now);
        self.note("claim", result.is_ok(), || format!("{who} claims {wanted_ticket:?}: {result:?}"));
        self.tally.refusal(&result);
        if let Some(pay) = pays {
            if wanted_ticket.paid > 0 && pay > 0 {
                self.tally.saw("claimed again after a veto");
            }
            wanted.books.matured -= pay;
            wanted_bucket.claimed += pay;
            wanted_ticket.paid += pay;
            if closes {
                *self.closed.entry(ticket.epoch).or_default() += wanted_ticket.shares;
                wanted_bucket.tickets -= 1;
                wanted_ticket.shares = 0;
                self.tickets.remove(pick);
            } else {
                self.tickets[pick].ticket = ticket;
            }
            self.pay_out(pay)?;
        }
        let claim = |pay| Claim { flow: Flow { assets_out: pay, ..Flow::default() }, closes };
        same!(result.ok(), pays.map(claim), "what a claim does");
        same!(self.vault, wanted, "the vault after a claim");
        same!((bucket, ticket), (wanted_bucket, wanted_ticket), "bucket and ticket after a claim");
        self.buckets.insert(bucket.epoch, bucket);
        Ok(())
    }

    fn close_bucket(&mut self, pick: usize) -> Truth {
        let Some(pick) = pick.checked_rem(self.buckets.len()) else { return Ok(()) };
        let mut wanted = self.rolled();
        let (&epoch, &before) = self.buckets.iter().nth(pick).unwrap();
        let (mut bucket, closes) = (before, before.tickets == 0 && before.open_slashes == 0);

        let result = self.vault.close_bucket(&mut bucket, self.now);
        self.note("close bucket", result.is_ok(), || format!("bucket {epoch} closes: {result:?}"));
        self.tally.refusal(&result);
        let mut dust = None;
        if closes {
            // Nothing can be left in a bucket before it has matured: its last ticket took all of it.
            let left = before.assets - before.claimed;
            hold!(left == 0 || epoch < wanted.books.epoch, "{left} left in a live bucket");
            wanted.books.active += left;
            wanted.books.matured -= left;
            dust = Some(left);
            self.buckets.remove(&epoch);
            self.closed.remove(&epoch);
        }
        same!(result.ok(), dust, "what a closed bucket leaves");
        same!(bucket, if closes { Bucket::new(epoch) } else { before }, "the bucket after closing");
        same!(self.vault, wanted, "the vault after closing a bucket");
        Ok(())
    }

    fn instant(&mut self, who: usize, shares: u64, min: Min) -> Truth {
        let mut wanted = self.rolled();
        let shares = if shares > self.shares[who] { wanted.books.supply.saturating_add(1) } else { shares };
        let comes_to = wide::instant(&wanted, shares, self.now);
        let (min, met) = min.of(comes_to.map(|(assets, fee, _)| assets - fee));
        let comes_to = comes_to.filter(|_| met);

        let result = self.vault.exit_instantly(shares, min, self.now);
        self.note("exit instantly", result.is_ok(), || {
            format!("{who} leaves at once with {shares} shares for {min} or more: {result:?}")
        });
        self.tally.refusal(&result);
        let mut exit = None;
        if let Some((assets, fee, units)) = comes_to {
            let before = wanted.books;
            wanted.books.active -= assets - fee;
            wanted.books.supply -= shares;
            wanted.books.units -= units;
            wanted.books.idle -= units;
            if wanted.books.idle == wanted.books.units {
                (wanted.books.units, wanted.books.idle) = (ledger::UNITS, ledger::UNITS);
            } else {
                truth::delegated_stands(&before, &wanted.books)?;
                self.tally.saw("instant exit beside delegated units");
            }
            wanted.instant_allowance.refill(self.now);
            wanted.instant_allowance.used += assets;
            self.shares[who] -= shares;
            self.pay_out(assets - fee)?;
            let flow = Flow { shares_burned: shares, assets_out: assets - fee, ..Flow::default() };
            exit = Some(InstantExit { flow, fee, units });
        }
        same!(result.ok(), exit, "what an instant exit does");
        same!(self.vault, wanted, "the vault after an instant exit");
        Ok(())
    }

    fn set_limits(&mut self, terms: Terms) -> Truth {
        let (before, limits) = (self.rolled(), terms.over(self.scale));
        let fits = limits.instant_fee_bps <= 1_000
            && limits.instant_capacity <= 1 << 62
            && limits.instant_refill_seconds > 0;
        let result = self.vault.set_limits(limits, self.now);
        self.note("set limits", result.is_ok(), || format!("{limits:?}: {result:?}"));
        self.tally.refusal(&result);
        same!(result.is_ok(), fits, "whether these limits are in bounds");
        if !fits {
            same!(self.vault, before, "the vault after refused limits");
            return Ok(());
        }
        let (old, new) = (before.instant_fee_bps, self.vault.instant_fee_bps);
        let rises = limits.instant_fee_bps > old.at(self.now);
        let first = self.vault.genesis + (self.vault.books.epoch as i64 + 2) * self.vault.epoch_seconds as i64;
        same!(new.at(first), limits.instant_fee_bps, "the fee two epochs on");
        same!(new.at(first - 1), if rises { old.at(self.now) } else { limits.instant_fee_bps }, "the fee until then");
        same!(self.vault.deposit_cap, limits.deposit_cap, "the cap");
        same!(self.vault.books, before.books, "the books after new limits");
        Ok(())
    }

    fn wait(&mut self, wait: Wait) {
        let length = self.vault.epoch_seconds as i64;
        let next = self.vault.start_of(self.vault.epoch_at(self.now) + 1);
        self.now = match wait {
            Wait::Seconds(seconds) => self.now + i64::from(seconds) * length / 200,
            Wait::Boundary(off) => next + i64::from(off),
            Wait::Epochs(epochs) => self.now + i64::from(epochs) * length,
            Wait::Back(seconds) => self.now - i64::from(seconds) * length / 100,
        };
        self.note("wait", true, || format!("{wait:?}"));
    }

    fn give_ticket(&mut self, pick: usize, to: usize) {
        if let Some(pick) = pick.checked_rem(self.tickets.len()) {
            self.tickets[pick].owner = to;
            self.note("give ticket", true, || format!("ticket {pick} goes to {to}"));
        }
    }

    /// What rewards do to the books.
    fn gain(&mut self, assets: Amount) {
        self.vault = self.rolled();
        let whole = if matches!(assets, Amount::Whole) { self.scale } else { self.vault.books.active / 4 };
        let assets = assets.of(whole).min(self.room());
        self.vault.books.active += assets;
        self.pay_in(assets);
        self.note("gain", true, || format!("{assets} come in"));
    }

    /// How much the vault can still take.
    fn room(&self) -> u64 {
        u64::MAX - ledger::VIRTUAL - wide::owed(&self.vault.books) as u64
    }

    /// What a slash does to the books: pro rata out of the active assets and both live buckets.
    fn lose(&mut self, assets: Amount, open: bool) {
        self.vault = self.rolled();
        let Books { epoch, active, exiting, .. } = self.vault.books;
        let stake = wide::stake(&self.vault.books) as u64;
        // Twice, so that small losses are more likely than large ones.
        let loss = assets.of(assets.of(stake)).min(stake);
        if loss == 0 {
            return;
        }
        let mut parts = exiting.map(|held| (u128::from(held) * u128::from(loss) / u128::from(stake)) as u64);
        let mut from_active = loss - parts[0] - parts[1];
        for (part, held) in parts.iter_mut().zip(exiting) {
            let extra = from_active.saturating_sub(active).min(held - *part);
            (*part, from_active) = (*part + extra, from_active - extra);
        }
        self.vault.books.active -= from_active;
        let mut slash = OpenSlash { active: from_active, parts: Vec::new() };
        for (live, part) in [epoch, epoch + 1].into_iter().zip(parts) {
            if let Some(bucket) = self.buckets.get_mut(&live) {
                bucket.assets -= part;
                bucket.open_slashes += u64::from(open);
                self.vault.books.exiting[(live - epoch) as usize] -= part;
                slash.parts.push((live, part));
                if bucket.assets == 0 && part > 0 {
                    self.tally.saw("a bucket wiped");
                }
            }
        }
        if self.vault.books.active == 0 && self.vault.books.supply > 0 {
            self.tally.saw("a vault insolvent");
        }
        self.tokens -= loss;
        if open { self.escrow.push(slash) } else { self.paid_out += u128::from(loss) }
        self.note("lose", true, || format!("{loss} are slashed, {from_active} active, {parts:?} exiting, open: {open}"));
    }

    /// A slash ends: by a veto each part goes back where it came from, else it is paid out.
    fn settle(&mut self, pick: usize, veto: bool) {
        let Some(pick) = pick.checked_rem(self.escrow.len()) else { return };
        self.vault = self.rolled();
        let slash = self.escrow.remove(pick);
        let loss = slash.active + slash.parts.iter().map(|(_, part)| part).sum::<u64>();
        let veto = veto && loss <= self.room();
        for &(epoch, part) in &slash.parts {
            let bucket = self.buckets.get_mut(&epoch).unwrap();
            bucket.open_slashes -= 1;
            if veto {
                bucket.assets += part;
                let books = &mut self.vault.books;
                match epoch.checked_sub(books.epoch) {
                    Some(live) => books.exiting[live as usize] += part,
                    None => books.matured += part,
                }
            }
        }
        if veto {
            self.vault.books.active += slash.active;
            self.tokens += loss;
        } else {
            self.paid_out += u128::from(loss);
        }
        self.note("settle", true, || format!("a slash of {loss} ends, vetoed: {veto}"));
    }

    /// What delegating does to the books: some units stand behind operators.
    fn reserve(&mut self, idle: Amount) {
        self.vault = self.rolled();
        let books = &mut self.vault.books;
        books.idle = idle.of(books.units).min(books.units);
        let (idle, units) = (books.idle, books.units);
        self.tally.delegated = true;
        self.note("reserve", true, || format!("{idle} of {units} units are idle"));
    }
}
