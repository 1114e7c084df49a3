//! What each transition comes to, read from the definitions in wide arithmetic: `None` where it must be refused.

use ledger::{Books, Bucket, Ticket, VIRTUAL, VaultLedger};

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

pub fn owed(books: &Books) -> u128 {
    [books.active, books.exiting[0], books.exiting[1], books.matured].map(u128::from).iter().sum()
}

pub fn stake(books: &Books) -> u128 {
    owed(books) - u128::from(books.matured)
}

fn shares_for(books: &Books, assets: u64) -> Option<u64> {
    let (active, supply) = (u128::from(books.active), u128::from(books.supply));
    if active == 0 && supply > 0 {
        return None;
    }
    positive(fits(u128::from(assets) * (supply + V) / (active + V))?)
}

/// The smaller of a share's part with and without the virtual ones.
fn assets_for(books: &Books, shares: u64) -> Option<u64> {
    let (active, supply, wide) = (u128::from(books.active), u128::from(books.supply), u128::from(shares));
    if wide == 0 || wide > supply {
        return None;
    }
    positive(fits((wide * (active + V) / (supply + V)).min(wide * active / supply))?)
}

/// The shares of a deposit.
pub fn deposit(vault: &VaultLedger, assets: u64) -> Option<u64> {
    let shares = shares_for(&vault.books, assets)?;
    let wide = u128::from(assets);
    let holds = u128::from(vault.books.active) + wide <= vault.deposit_cap.into()
        && room(owed(&vault.books) + wide, u128::from(vault.books.supply) + u128::from(shares));
    holds.then_some(shares)
}

/// The assets of a request and its part of the bucket.
pub fn request(vault: &VaultLedger, bucket: &Bucket, shares: u64) -> Option<(u64, u64)> {
    let assets = assets_for(&vault.books, shares)?;
    if bucket.epoch != vault.books.epoch + 1 {
        return None;
    }
    let part = match (bucket.shares, bucket.assets) {
        (0, _) => assets,
        (_, 0) => return None,
        (parts, held) => fits(u128::from(assets) * u128::from(parts) / u128::from(held))?,
    };
    bucket.shares.checked_add(part)?;
    Some((assets, positive(part)?))
}

/// What a ticket's part of its bucket holds.
pub fn worth(bucket: &Bucket, ticket: &Ticket) -> u64 {
    if ticket.shares == 0 {
        return 0;
    }
    fits(u128::from(ticket.shares) * u128::from(bucket.assets) / u128::from(bucket.shares)).unwrap()
}

/// The assets of a cancelled ticket and their shares.
pub fn cancel(vault: &VaultLedger, bucket: &Bucket, ticket: &Ticket) -> Option<(u64, u64)> {
    if vault.books.epoch > ticket.epoch || bucket.open_slashes > 0 {
        return None;
    }
    let assets = worth(bucket, ticket);
    let shares = shares_for(&vault.books, assets)?;
    room(0, u128::from(vault.books.supply) + u128::from(shares)).then_some((assets, shares))
}

/// What a claim pays.
pub fn claim(vault: &VaultLedger, bucket: &Bucket, ticket: &Ticket) -> Option<u64> {
    let pay = worth(bucket, ticket) - ticket.paid;
    (vault.books.epoch > ticket.epoch && (pay > 0 || bucket.open_slashes == 0)).then_some(pay)
}

/// The assets of an instant exit, its fee, and its units.
pub fn instant(vault: &VaultLedger, shares: u64, now: i64) -> Option<(u64, u64, u64)> {
    let books = &vault.books;
    let assets = assets_for(books, shares)?;
    let mut allowance = vault.instant_allowance;
    allowance.refill(now);
    if u128::from(assets) + u128::from(allowance.used) > allowance.capacity.into() {
        return None;
    }
    let (wide, used, stake) = (u128::from(assets), u128::from(allowance.used), stake(books));
    let idle = wide_product_over(stake, books.idle.into(), books.units.into());
    if wide > idle {
        return None;
    }
    let mut fee = 0;
    if shares < books.supply {
        let reach = (wide * (2 * used + wide)).div_ceil(u128::from(fits(idle + used)?));
        fee = (reach * u128::from(vault.instant_fee_bps.at(now))).div_ceil(10_000).min(wide);
    }
    let paid = positive(fits(wide - fee)?)?;
    let units = (u128::from(books.units) * u128::from(paid)).div_ceil(stake);
    Some((assets, fits(fee)?, fits(units)?))
}

/// `floor(a·b/c)` for amounts whose product fits in 128 bits.
fn wide_product_over(a: u128, b: u128, c: u128) -> u128 {
    a * b / c
}
