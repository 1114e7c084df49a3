//! The knowledge of a reader of a vault's events up to some number, without any account.

use std::collections::BTreeMap;

use restaking_client::{Books, Delayed, Event, ExitRequested, Losses, Pool, SlashProposed};
use restaking_tests::{EPOCH, GENESIS, untouched};
use solana_program::pubkey::Pubkey;

use super::UNITS;

/// The virtual assets and shares of every rate.
const V: u64 = 1_000;

/// Losses of an epoch that has none.
const NO_LOSSES: Losses = Losses { epoch: 0, base: 0, lost: 0 };

/// A ticket's bucket, the pool in it, its shares and what it was paid.
pub type Held = (u64, usize, u64, u64);

/// What is pledged in all, for each slash, and by each pledger for each slash.
pub type Pledged = (u64, BTreeMap<Pubkey, u64>, BTreeMap<(Pubkey, Pubkey), u64>);

#[derive(Clone)]
pub struct Reader {
    /// The number of the latest event.
    pub number: u64,
    /// When the vault's epoch 0 began.
    pub genesis: i64,
    /// The length of its epochs.
    pub epoch_seconds: u64,
    pub books: Books,
    /// What open slashes took from the active assets.
    pub contested: u64,
    /// What open slashes took.
    pub escrowed: u64,
    /// What executed slashes owe still.
    pub unpaid: u64,
    /// What is pledged in all, for each slash, and by each pledger for each slash.
    pub pledged: Pledged,
    /// The pools of each bucket, and what was claimed of it.
    pub buckets: BTreeMap<u64, ([Pool; 4], u64)>,
    /// The slashes that are open.
    pub open: BTreeMap<Pubkey, SlashProposed>,
    /// What each executed slash owes still.
    pub owed: BTreeMap<Pubkey, [u64; 3]>,
    /// What slashes took in the latest epoch that had one: of the vault, and by each NCN.
    pub losses: (Losses, BTreeMap<Pubkey, Losses>),
    /// The most that the vault lets all NCNs take, by a slash and in an epoch, in basis points: no event of these tests says it.
    pub breaker: [u64; 2],
    /// The policies of its NCNs, likewise: the parts of the reporter, the insurance and the harmed party.
    pub parts: [u64; 3],
    /// How often the same stake may be allocated, likewise.
    pub leverage: u64,
    /// The tickets that are open.
    pub tickets: BTreeMap<Pubkey, Held>,
}

/// `floor(a·b/c)`.
pub fn floor(a: u64, b: u64, c: u64) -> u64 {
    (u128::from(a) * u128::from(b) / u128::from(c)) as u64
}

/// `ceil(a·b/c)`.
pub fn ceil(a: u64, b: u64, c: u64) -> u64 {
    (u128::from(a) * u128::from(b)).div_ceil(u128::from(c)) as u64
}

/// The value at `time`.
pub fn at(value: &Delayed, time: i64) -> u64 {
    if time >= value.effective { value.next } else { value.current }
}

/// The stake that can be slashed.
pub fn stake(books: &Books) -> u64 {
    books.active + books.exiting[0] + books.exiting[1]
}

impl Reader {
    pub fn new() -> Self {
        let books = Books { epoch: 0, active: 0, supply: 0, exiting: [0; 2], matured: 0, units: UNITS, idle: UNITS };
        Self {
            number: 0,
            genesis: 0,
            epoch_seconds: 0,
            books,
            contested: 0,
            escrowed: 0,
            unpaid: 0,
            pledged: Default::default(),
            buckets: BTreeMap::new(),
            open: BTreeMap::new(),
            owed: BTreeMap::new(),
            losses: (NO_LOSSES, BTreeMap::new()),
            breaker: [10_000; 2],
            parts: [500, 2_000, 0],
            leverage: 1,
            tickets: BTreeMap::new(),
        }
    }

    /// One that has read of a usual vault's making.
    pub fn of_new_vault() -> Self {
        Self { number: 1, genesis: GENESIS, epoch_seconds: EPOCH, ..Self::new() }
    }

    /// Takes the vault's next event in, or says what is wrong with it.
    ///
    /// The `before` of an event is what the account held, as of the last transaction: epochs that have passed since are
    /// not rolled in it. So it is the `after` of the event before, exactly. New limits alone roll the books without
    /// saying so, since they change no amount: the reader rolls with them.
    pub fn read(&mut self, event: &Event) -> Result<(), String> {
        let (number, time, books) = head(event);
        if number != self.number + 1 {
            return Err(format!("number {number} follows number {}", self.number));
        }
        self.number = number;
        if let Some((before, after)) = books {
            if *before != self.books {
                return Err(format!("number {number} starts at {before:?}, not at {:?}", self.books));
            }
            self.roll(time);
            self.count(event, number)?;
            if *after != self.books {
                return Err(format!("number {number} ends at {after:?}, not at {:?}", self.books));
            }
        } else if let Event::VaultInitialized(made) = event {
            (self.genesis, self.epoch_seconds) = (made.time, made.epoch_seconds);
        } else if let Event::VaultLimitsSet(_) = event {
            self.roll(time);
        } else if let Event::SlashSharePaid(paid) = event {
            let owed = self.owed.get_mut(&paid.proposal).ok_or(format!("number {number} is of no slash"))?;
            same(number, "a share", &paid.assets, &std::mem::take(&mut owed[usize::from(paid.recipient.byte())]))?;
            self.unpaid -= paid.assets;
        } else if let Event::SlashPledged(pledge) = event {
            self.pledges(pledge)?;
        } else if let Event::PledgeWithdrawn(pledge) = event {
            self.withdraws(pledge)?;
        }
        Ok(())
    }

    /// Rolls the books to the epoch at `time`: what left in an epoch that has ended is matured.
    fn roll(&mut self, time: i64) {
        let epoch = (time - self.genesis).max(0) as u64 / self.epoch_seconds;
        while self.books.epoch < epoch {
            self.books.matured += self.books.exiting[0];
            self.books.exiting = [self.books.exiting[1], 0];
            self.books.epoch += 1;
        }
    }

    /// With all of them idle, the units start again.
    pub fn rescale(&mut self) {
        if self.books.idle == self.books.units {
            (self.books.units, self.books.idle) = (UNITS, UNITS);
        }
    }

    /// The shares that `assets` buy.
    fn bought(&self, assets: u64) -> u64 {
        floor(assets, self.books.supply + V, self.books.active + self.contested + V)
    }

    /// Where a request goes, and for how many shares of the bucket.
    fn placed(&mut self, exit: &ExitRequested) -> (u64, u64) {
        let (pools, _) = self.buckets.entry(exit.bucket_epoch).or_insert_with(|| (untouched(0), 0));
        let free = pools.iter().position(|pool| pool.contested == 0 && (pool.shares == 0 || pool.assets > 0));
        let joined = |pool: &Pool| {
            // A pool that lost all counts as if one unit were left.
            let whole = if pool.shares == 0 { 0 } else { (pool.assets + pool.contested).max(1) };
            let shares = if whole == pool.shares { exit.assets } else { floor(exit.assets, pool.shares, whole) };
            (shares, floor(shares, pool.assets + exit.assets, pool.shares + shares))
        };
        // Where it is worth the most if all is executed, the last of several.
        let place = free.unwrap_or_else(|| (0..4).max_by_key(|place| joined(&pools[*place]).1).unwrap_or(0));
        let shares = joined(&pools[place]).0;
        let pool = &mut pools[place];
        (pool.shares, pool.assets) = (pool.shares + shares, pool.assets + exit.assets);
        self.tickets.insert(exit.ticket, (exit.bucket_epoch, place, shares, 0));
        (place as u64, shares)
    }

    /// Recomputes the event's amounts, and counts them into the books, which are rolled to its time.
    fn count(&mut self, event: &Event, number: u64) -> Result<(), String> {
        match event {
            Event::Deposited(deposit) => {
                same(number, "contested", &deposit.contested, &self.contested)?;
                let shares = self.bought(deposit.assets);
                self.books.active += deposit.assets;
                self.books.supply += deposit.shares;
                // Amounts that do not add up are told by the books; these are the ones that do, at a wrong rate.
                if deposit.after == self.books {
                    same(number, "shares", &deposit.shares, &shares)?;
                }
            }
            Event::ExitRequested(exit) => {
                same(number, "the bucket", &exit.bucket_epoch, &(self.books.epoch + 1))?;
                let (active, supply) = (self.books.active, self.books.supply);
                let at_most = if active < supply { [active, supply] } else { [active + V, supply + V] };
                same(number, "assets", &exit.assets, &floor(exit.shares, at_most[0], at_most[1]))?;
                let placed = self.placed(exit);
                same(number, "the pool and its shares", &(exit.pool, exit.bucket_shares), &placed)?;
                self.books.active -= exit.assets;
                self.books.supply -= exit.shares;
                self.books.exiting[1] += exit.assets;
            }
            Event::ExitCanceled(exit) => {
                let (epoch, place, shares, _) = self.tickets.remove(&exit.ticket).ok_or("a ticket nobody asked for")?;
                let (pools, _) = self.buckets.get_mut(&epoch).ok_or("no such bucket")?;
                let assets = floor(shares, pools[place].assets, pools[place].shares);
                same(
                    number,
                    "the ticket",
                    &(exit.bucket_epoch, exit.bucket_shares, exit.assets),
                    &(epoch, shares, assets),
                )?;
                pools[place].shares -= shares;
                pools[place].assets -= assets;
                let bought = (self.bought(assets), self.contested);
                same(number, "shares", &(exit.shares, exit.contested), &bought)?;
                self.books.exiting[(epoch - self.books.epoch) as usize] -= assets;
                self.books.active += assets;
                self.books.supply += exit.shares;
            }
            Event::ExitClaimed(claim) => {
                let (epoch, place, shares, paid) = self.tickets.get_mut(&claim.ticket).ok_or("no such ticket")?;
                let (pools, claimed) = self.buckets.get_mut(epoch).ok_or("no such bucket")?;
                let pool = &pools[*place];
                let owed = floor(*shares, pool.assets, pool.shares);
                let closes = pool.contested == 0;
                same(number, "a claim", &(claim.assets, claim.paid, claim.closed), &(owed - *paid, owed, closes))?;
                (*claimed, *paid) = (*claimed + claim.assets, owed);
                self.books.matured -= claim.assets;
                if closes {
                    self.tickets.remove(&claim.ticket);
                }
            }
            Event::ExitedInstantly(exit) => {
                // The fee is not taken out.
                same(number, "units", &exit.units, &ceil(self.books.units, exit.assets, stake(&self.books)))?;
                self.books.active -= exit.assets;
                self.books.supply -= exit.shares;
                self.books.units -= exit.units;
                self.books.idle -= exit.units;
                self.rescale();
            }
            Event::ExitBucketClosed(close) => {
                let (pools, claimed) = self.buckets.remove(&close.bucket_epoch).ok_or("no such bucket")?;
                let left = pools.iter().map(|pool| pool.assets).sum::<u64>() - claimed;
                same(number, "dust", &close.dust, &left)?;
                self.books.matured -= close.dust;
                self.books.active += close.dust;
            }
            Event::DelegationChanged(change) => self.reserve(&change.before.units, &change.after.units),
            Event::AllocationChanged(change) => {
                self.reserve(&change.delegation_before.units, &change.delegation_after.units)
            }
            Event::SlashProposed(event) => self.proposed(event)?,
            Event::SlashVetoed(event) => self.vetoed(event)?,
            Event::SlashExecuted(event) => self.executed(event)?,
            other => return Err(format!("no amounts in {other:?}")),
        }
        Ok(())
    }

    /// Units that a delegation reserves more are idle no longer, and the other way round.
    pub fn reserve(&mut self, before: &Delayed, after: &Delayed) {
        self.books.idle = self.books.idle + before.current.max(before.next) - after.current.max(after.next);
        self.rescale();
    }
}

/// Says where an event's figure is not what it must be.
pub fn same<T: PartialEq + std::fmt::Debug>(number: u64, name: &str, found: &T, expected: &T) -> Result<(), String> {
    if found == expected { Ok(()) } else { Err(format!("number {number}: {name} is {found:?}, not {expected:?}")) }
}

/// An event's number and time, and its books before and after if it has any.
#[rustfmt::skip]
pub fn head(event: &Event) -> (u64, i64, Option<(&Books, &Books)>) {
    match event {
        Event::VaultInitialized(e) => (e.number, e.time, None),
        Event::VaultLimitsSet(e) => (e.number, e.time, None),
        Event::DepositorSet(e) => (e.number, e.time, None),
        Event::ExitTicketTransferred(e) => (e.number, e.time, None),
        Event::SlashSharePaid(e) => (e.number, e.time, None),
        Event::SlashPledged(e) => (e.number, e.time, None),
        Event::PledgeWithdrawn(e) => (e.number, e.time, None),
        Event::Deposited(e) => (e.number, e.time, Some((&e.before, &e.after))),
        Event::ExitRequested(e) => (e.number, e.time, Some((&e.before, &e.after))),
        Event::ExitCanceled(e) => (e.number, e.time, Some((&e.before, &e.after))),
        Event::ExitClaimed(e) => (e.number, e.time, Some((&e.before, &e.after))),
        Event::ExitedInstantly(e) => (e.number, e.time, Some((&e.before, &e.after))),
        Event::ExitBucketClosed(e) => (e.number, e.time, Some((&e.before, &e.after))),
        Event::DelegationChanged(e) => (e.number, e.time, Some((&e.books_before, &e.books_after))),
        Event::AllocationChanged(e) => (e.number, e.time, Some((&e.books_before, &e.books_after))),
        Event::SlashProposed(e) => (e.number, e.time, Some((&e.books_before, &e.books_after))),
        Event::SlashVetoed(e) => (e.number, e.time, Some((&e.books_before, &e.books_after))),
        Event::SlashExecuted(e) => (e.number, e.time, Some((&e.books_before, &e.books_after))),
        other => panic!("not an event of a vault's life: {other:?}"),
    }
}
