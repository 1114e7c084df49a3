//! What each transition comes to, read from the definitions in wide arithmetic: `None` where it must be refused.

use ledger::state::books::{Books, VIRTUAL};
use ledger::state::delegation::Delegation;
use ledger::state::exit_bucket::{Bucket, POOLS, Pool};
use ledger::state::exit_ticket::Ticket;
use ledger::state::fee::FeesOwed;
use ledger::state::vault::VaultLedger;

const V: u128 = VIRTUAL as u128;

fn fits(amount: u128) -> Option<u64> {
    u64::try_from(amount).ok()
}

fn positive(amount: u64) -> Option<u64> {
    (amount > 0).then_some(amount)
}

/// Whether the virtual amounts fit on top of these.
fn room(owed: u128, supply: u128) -> bool {
    owed.max(supply) + V <= u64::MAX.into()
}

/// All that a vault must hold: the stake, matured exits to claim, rewards still to stream, and fees.
pub fn owed(vault: &VaultLedger) -> u128 {
    let (stream, FeesOwed { vault: own, protocol, commissions }) = (vault.stream.left, vault.fees_owed);
    stake(&vault.books) + [vault.books.matured, stream, own, protocol, commissions].map(u128::from).iter().sum::<u128>()
}

pub fn stake(books: &Books) -> u128 {
    [books.active, books.exiting[0], books.exiting[1]].map(u128::from).iter().sum()
}

/// What is charged of what goes in or out: rounded up, and not the last unit of it.
pub fn fee(amount: u64, bps: u64) -> u64 {
    let product = u128::from(amount) * u128::from(bps);
    let whole = (product / 10_000) as u64 + u64::from(product % 10_000 > 0);
    if whole < amount { whole } else { amount.max(1) - 1 }
}

/// What somebody gets of a reward: rounded down.
pub fn part(amount: u64, bps: u64) -> u64 {
    (u128::from(amount) * u128::from(bps) / 10_000) as u64
}

/// A depositor pays as if all open slashes were vetoed, and does not enter where they took most.
fn shares_for(vault: &VaultLedger, assets: u64) -> Option<u64> {
    let [active, supply, contested] = [vault.books.active, vault.books.supply, vault.contested].map(u128::from);
    if active == 0 && supply > 0 || contested > active {
        return None;
    }
    positive(fits(u128::from(assets) * (supply + V) / (active + contested + V))?)
}

/// The smaller of a share's part with and without the virtual ones: a leaver is paid as if no open slash were vetoed.
pub fn assets_for(books: &Books, shares: u64) -> Option<u64> {
    let (active, supply, wide) = (u128::from(books.active), u128::from(books.supply), u128::from(shares));
    if wide == 0 || wide > supply {
        return None;
    }
    positive(fits((wide * (active + V) / (supply + V)).min(wide * active / supply))?)
}

/// Whether the virtual assets fit on top of all that is owed, what vetoes may bring back, and as much more.
pub fn has_room_for(vault: &VaultLedger, assets: u64) -> bool {
    room(owed(vault) + u128::from(vault.escrowed) + u128::from(assets), 0)
}

/// The shares of a deposit, and its fee.
pub fn deposit(vault: &VaultLedger, assets: u64, fee_bps: u64) -> Option<(u64, u64)> {
    let fee = fee(assets, fee_bps);
    let shares = shares_for(vault, assets - fee)?;
    let holds = u128::from(vault.books.active) + u128::from(assets - fee) <= vault.deposit_cap.into()
        && has_room_for(vault, assets)
        && room(0, u128::from(vault.books.supply) + u128::from(shares));
    holds.then_some((shares, fee))
}

/// What a request comes to.
#[derive(Clone, Copy)]
pub struct Leave {
    pub assets: u64,
    /// The pool, and the part of it.
    pub pool: usize,
    pub part: u64,
    /// What the part pays if no slash that is open is vetoed.
    pub least: u64,
}

/// Into the first pool that no open slash touched, that still holds something, and that has a price which comes to a possible
/// part. Else into the one where it is worth the most in the worst case, the last of several, at the price that it has if all
/// its slashes are vetoed, and as if one unit were left in one that lost all.
pub fn request(vault: &VaultLedger, bucket: &Bucket, shares: u64, fee_bps: u64) -> Option<Leave> {
    let assets = assets_for(&vault.books, shares)?;
    if bucket.epoch != vault.books.epoch + 1 {
        return None;
    }
    let wide = u128::from(assets);
    let joins = |pool: usize| {
        let Pool { shares, assets: held, contested } = bucket.pools[pool];
        let [parts, held, hoped] = [shares.into(), held.into(), u128::from(held) + u128::from(contested)];
        let new = if parts == 0 { wide } else { wide * parts / hoped.max(1) };
        let part = fits(new).and_then(positive).filter(|part| shares.checked_add(*part).is_some())?;
        Some((fits(new * (held + wide) / (parts + new))?, pool, part))
    };
    let untouched = |pool: &usize| bucket.pools[*pool].contested == 0 && !is_wiped(&bucket.pools[*pool]);
    let first = (0..POOLS).filter(untouched).find_map(joins);
    let (worth, pool, part) = first.or_else(|| (0..POOLS).filter_map(joins).max_by_key(|(worth, ..)| *worth))?;
    Some(Leave { assets, pool, part, least: worth - fee(worth, fee_bps) })
}

/// Slashes that are final took all of it.
pub fn is_wiped(pool: &Pool) -> bool {
    pool.shares > 0 && pool.assets == 0 && pool.contested == 0
}

/// What a ticket's part of its pool holds.
pub fn worth(bucket: &Bucket, ticket: &Ticket) -> u64 {
    if ticket.shares == 0 {
        return 0;
    }
    let Pool { shares, assets, .. } = bucket.pools[ticket.pool as usize];
    fits(u128::from(ticket.shares) * u128::from(assets) / u128::from(shares)).unwrap()
}

/// An open slash took from the ticket's pool.
pub fn is_contested(bucket: &Bucket, ticket: &Ticket) -> bool {
    bucket.pools[ticket.pool as usize].contested > 0
}

/// The assets of a canceled ticket and their shares.
pub fn cancel(vault: &VaultLedger, bucket: &Bucket, ticket: &Ticket) -> Option<(u64, u64)> {
    if vault.books.epoch > ticket.epoch || is_contested(bucket, ticket) {
        return None;
    }
    let assets = worth(bucket, ticket);
    let shares = shares_for(vault, positive(assets)?)?;
    room(0, u128::from(vault.books.supply) + u128::from(shares)).then_some((assets, shares))
}

/// What a claim takes out of the bucket, and what of that is the fee: all that the ticket ever paid is charged as if it had
/// been paid at once.
pub fn claim(vault: &VaultLedger, bucket: &Bucket, ticket: &Ticket) -> Option<(u64, u64)> {
    let (worth, charged) = (worth(bucket, ticket), fee(ticket.paid, ticket.fee_bps));
    let due = worth - ticket.paid;
    let pays = vault.books.epoch > ticket.epoch && (due > 0 || !is_contested(bucket, ticket));
    pays.then(|| (due, fee(worth, ticket.fee_bps) - charged))
}

/// What an instant exit comes to.
#[derive(Clone, Copy)]
pub struct AtOnce {
    pub assets: u64,
    /// For the remaining holders.
    pub fee: u64,
    /// For the vault's fee wallet.
    pub exit_fee: u64,
    pub units: u64,
}

impl AtOnce {
    /// What leaves the active assets, and what of it is paid.
    pub fn taken(&self) -> u64 {
        self.assets - self.fee
    }

    pub fn paid(&self) -> u64 {
        self.taken() - self.exit_fee
    }
}

pub fn instant(vault: &VaultLedger, shares: u64, [fee_bps, exit_fee_bps]: [u64; 2], now: i64) -> Option<AtOnce> {
    let books = &vault.books;
    let assets = assets_for(books, shares)?;
    let allowance = vault.instant_allowance;
    if u128::from(assets) + u128::from(allowance.used) > allowance.capacity.into() {
        return None;
    }
    let (wide, used, stake) = (u128::from(assets), u128::from(allowance.used), stake(books));
    let idle = wide_product_over(stake, books.idle.into(), books.units.into());
    if wide > idle {
        return None;
    }
    let mut charged = 0;
    if shares < books.supply {
        let reach = (wide * (2 * used + wide)).div_ceil(u128::from(fits(idle + used)?));
        charged = (reach * u128::from(fee_bps)).div_ceil(10_000).min(wide);
    }
    let taken = positive(fits(wide - charged)?)?;
    let units = (u128::from(books.units) * u128::from(taken)).div_ceil(stake);
    let (delegated, left) = (u128::from(books.units - books.idle), u128::from(books.units) - units);
    // With nothing delegated the units start again, and no bound is broken.
    if delegated * 10_000 > left * u128::from(vault.exposure.max_delegated_bps.at(now)) {
        return None;
    }
    let largest = delegated.min(vault.largest_units.into());
    if largest * 10_000 > left * u128::from(vault.exposure.max_operator_bps.at(now)) {
        return None;
    }
    Some(AtOnce { assets, fee: fits(charged)?, exit_fee: fee(taken, exit_fee_bps), units: fits(units)? })
}

/// `floor(a·b/c)` for amounts with a product that fits in 128 bits.
fn wide_product_over(a: u128, b: u128, c: u128) -> u128 {
    a * b / c
}

/// With all of them idle, the units start again.
pub fn rescale(books: &mut Books) {
    if books.idle == books.units {
        (books.units, books.idle) = (ledger::state::books::UNITS, ledger::state::books::UNITS);
    }
}

/// Whether `units` can be delegated to one that holds `held`, and of which no fewer than `kept` are reserved in any case.
pub fn delegates(vault: &VaultLedger, whole: u64, [held, kept, units]: [u64; 3], caps: [u64; 2]) -> bool {
    let [all, idle, held, kept, units] = [vault.books.units, vault.books.idle, held, kept, units].map(u128::from);
    let (most, [one_bps, max_bps]) = (units.max(kept), caps.map(u128::from));
    units <= kept
        || whole >= ledger::state::delegation::LEAST_MAGNITUDE
            && most <= held + idle
            && units * 10_000 <= all * one_bps
            && (all - idle + most - held) * 10_000 <= all * max_bps
}

/// What one operator reserves of a vault: no other has more than the rest.
pub fn note_reserved(vault: &mut VaultLedger, held: u64) {
    let rest = vault.books.units - vault.books.idle - held;
    vault.largest_units = held.max(rest.min(vault.largest_units));
}

/// Whether `magnitude` can be allocated to one that holds `held`, and of which no less than `kept` is reserved in any case.
pub fn allocates(delegation: &Delegation, [held, kept, magnitude]: [u64; 3], leverage: u64) -> bool {
    let [all, whole, held, kept, magnitude] =
        [delegation.allocated, delegation.magnitude, held, kept, magnitude].map(u128::from);
    let least = u128::from(ledger::state::delegation::LEAST_MAGNITUDE);
    magnitude <= kept || whole >= least && magnitude <= whole && all - held + magnitude <= whole * u128::from(leverage)
}

/// `a·b` as (high, low), the low part of 64 bits.
pub fn times(a: u64, b: u128) -> (u128, u64) {
    let low = u128::from(a) * (b & u128::from(u64::MAX));
    (u128::from(a) * (b >> 64) + (low >> 64), low as u64)
}

/// Whether `quotient` is `floor(a·(n0·n1)/(d0·d1))`, by multiplication alone.
pub fn is_part(quotient: u64, a: u64, [n0, n1]: [u64; 2], [d0, d1]: [u64; 2]) -> bool {
    let (n, d) = (u128::from(n0) * u128::from(n1), u128::from(d0) * u128::from(d1));
    let over = quotient.checked_add(1).is_none_or(|over| times(over, d) > times(a, n));
    times(quotient, d) <= times(a, n) && over
}
