//! What a slash takes and from where, and what its veto gives back, read from the definitions in wide arithmetic.

use ledger::math::BPS;
use ledger::state::books::{Books, UNITS};
use ledger::state::breaker::Losses;
use ledger::state::exit_bucket::{Bucket, POOLS};
use ledger::state::slash::Slash;

use super::Truth;
use super::wide::{stake, times};
use crate::hold;

/// d, δ and s.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Size {
    pub magnitude: u64,
    pub units: u64,
    pub stake: u64,
}

/// What a slash finds of an operator, no change of which is due.
#[derive(Clone, Copy, Debug)]
pub struct Stands {
    /// m, read within M.
    pub magnitude: u64,
    /// M.
    pub whole: u64,
    /// u.
    pub units: u64,
}

/// What bounds the slashes of a service, in basis points of the stake.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// One of them, by the service's limit and the vault's.
    pub incident: u64,
    /// All of an epoch.
    pub epoch: u64,
    /// All of an epoch of all services.
    pub breaker: u64,
    /// What the vault approved for all services in an epoch.
    pub approved: u64,
}

/// What a slash of `stake` may take: by itself, and with all that its service took in the epoch of its part of the least that
/// there was before one of its slashes, counted with what it had taken by then. The whole of an epoch is no limit.
pub fn limit(limits: &Limits, losses: &Losses, epoch: u64, stake: u128) -> u128 {
    let Limits { incident, epoch: own, breaker, approved } = *limits;
    let [incident, own, breaker, approved, whole] = [incident, own, breaker, approved, BPS].map(u128::from);
    let began = losses.epoch == epoch && losses.base > 0;
    let lost = if began { losses.lost.into() } else { 0 };
    let base = if began { (stake + lost).min(losses.base.into()) } else { stake };
    let one = stake * incident / whole;
    if own == whole && breaker == whole {
        return one;
    }
    let scaled = breaker < whole && approved > breaker;
    let room = if scaled { base * own * breaker / (approved * whole) } else { base * own / whole };
    one.min(room.saturating_sub(lost))
}

/// What a slash may take if it is the first of its epoch: where the epoch has a limit, of no more than it began with.
pub fn due(limits: &Limits, losses: &Losses, epoch: u64, stake: u128) -> u128 {
    let began = losses.epoch == epoch && losses.base > 0 && (limits.epoch < BPS || limits.breaker < BPS);
    limit(limits, &Losses::default(), epoch, if began { stake.min(losses.base.into()) } else { stake })
}

/// The size of a slash of `fraction` that may take `limit` at the most, or why there is none.
///
/// Within the limit, δ is the largest that keeps to it, found by halving: s never falls as δ grows.
pub fn size(books: &Books, stands: &Stands, fraction: u64, limit: u128) -> Result<Size, &'static str> {
    let [m, whole, u] = [stands.magnitude, stands.whole, stands.units].map(u128::from);
    let (all, all_units, one) = (stake(books), u128::from(books.units), u128::from(UNITS));
    if fraction == 0 || u128::from(fraction) > one {
        return Err("Fraction");
    }
    if m == 0 || u == 0 || all == 0 {
        return Err("NothingToSlash");
    }
    let taken = |units: u128| all * units / all_units;
    // The fewest units that are no less than the fraction of the service's, found by halving.
    let (mut short, mut lost) = (0, u);
    while lost - short > 1 {
        let middle = (lost + short) / 2;
        let enough = times(middle as u64, whole * one) >= times(fraction, u * m);
        *(if enough { &mut lost } else { &mut short }) = middle;
    }
    if taken(lost) == 0 {
        return Err("NothingToSlash");
    }
    if taken(lost) > limit {
        let mut within = 0;
        while lost - within > 1 {
            let middle = (lost + within) / 2;
            *(if taken(middle) <= limit { &mut within } else { &mut lost }) = middle;
        }
        lost = within;
        if taken(lost) == 0 {
            return Err("OverLossLimit");
        }
    }
    // M falls as the units do, rounded up, and is not gone before them.
    let d = (m * u128::from(fraction)).div_ceil(one).min((whole * lost).div_ceil(u));
    let d = if lost < u { d.min(whole - 1) } else { d };
    Ok(Size { magnitude: d as u64, units: lost as u64, stake: taken(lost) as u64 })
}

/// What comes from A, and from each pool of the two live buckets.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Parts {
    pub active: u64,
    pub exiting: [[u64; POOLS]; 2],
}

/// Each bucket gives its part rounded down and A the rest; where A has not enough for the rest, the buckets have. Each pool
/// gives its part of what is still to be given by it and the pools after it, rounded down.
pub fn parts(books: &Books, buckets: &[Option<Bucket>; 2], loss: u64) -> Parts {
    let (all, wide, held) = (stake(books), u128::from(loss), books.exiting.map(u128::from));
    let mut given = held.map(|held| held * wide / all);
    let mut active = wide - given[0] - given[1];
    for place in 0..2 {
        let more = active.saturating_sub(books.active.into()).min(held[place] - given[place]);
        given[place] += more;
        active -= more;
    }
    let mut exiting = [[0; POOLS]; 2];
    for place in 0..2 {
        let (mut give, mut of) = (given[place], held[place]);
        let pools = buckets[place].map_or([0; POOLS], |bucket| bucket.pools.map(|pool| pool.assets));
        for (part, pool) in exiting[place].iter_mut().zip(pools.map(u128::from)) {
            let due = (give * pool).checked_div(of).unwrap_or(0);
            (give, of, *part) = (give - due, of - pool, due as u64);
        }
    }
    Parts { active: active as u64, exiting }
}

/// With any rounding: no part gives more than its share of the whole but for a few units, nor more than it has.
pub fn is_pro_rata(books: &Books, buckets: &[Option<Bucket>; 2], loss: u64, parts: &Parts) -> Truth {
    let (all, wide) = (stake(books), u128::from(loss));
    let near = |part: u64, held: u64, off: u128| {
        let (part, held) = (u128::from(part), u128::from(held));
        part <= held && part * all < held * wide + off * all && part * all + off * all > held * wide
    };
    hold!(near(parts.active, books.active, 2), "{parts:?} of {books:?}");
    let mut sum = u128::from(parts.active);
    for (place, bucket) in buckets.iter().enumerate() {
        let Some(bucket) = bucket else { continue };
        for (part, pool) in parts.exiting[place].iter().zip(bucket.pools) {
            // Each floor before a pool can leave it one more, and so can what A lacks.
            hold!(near(*part, pool.assets, POOLS as u128 + 1), "{parts:?} of {bucket:?} in {books:?}");
            sum += u128::from(*part);
        }
    }
    hold!(sum == wide, "{parts:?} is not {loss}");
    Ok(())
}

/// The units that `live` assets come back with, on top of what is there: at the price of those that stand.
///
/// With all units idle they are a scale and nothing else, and it starts again: the operator's are what the idle ones are
/// not. With nothing behind those that stand, they have no price, and it is as much of all as was lost.
pub fn restored(books: &mut Books, live: u64, slash: &Slash) -> u64 {
    let (all, wide) = (stake(books), u128::from(live));
    if live == 0 {
        return 0;
    }
    if books.idle == books.units {
        let idle = (u128::from(UNITS) * all).div_ceil(all + wide) as u64;
        (books.units, books.idle) = (idle, idle);
        return UNITS - idle;
    }
    let [units, lost, before] = [books.units, slash.units.current, slash.all_units].map(u128::from);
    let part = || (units * lost).checked_div(before - lost).unwrap_or(u128::MAX);
    let worth = (units * wide).checked_div(all).unwrap_or_else(part);
    worth.min(u128::from(u64::MAX - books.units)) as u64
}

/// What comes back of each part where `back` of all that a slash took does: each pool gets its part of what is still to come
/// back to it, to the pools after it and to A, rounded down, and A the rest.
///
/// With any rounding: no part gets more than it lost, no pool less than its part rounded down, and A no less than its part.
pub fn given_back(slash: &Slash, back: u64) -> Result<Parts, String> {
    let [all, wide] = [slash.stake, back].map(u128::from);
    let (mut give, mut of) = (wide, all);
    let mut parts = Parts { active: 0, exiting: [[0; POOLS]; 2] };
    for (part, lost) in parts.exiting.iter_mut().flatten().zip(slash.exiting.iter().flatten()) {
        let lost = u128::from(*lost);
        let due = (give * lost).checked_div(of).unwrap_or(0);
        (give, of, *part) = (give - due, of - lost, due as u64);
        hold!(due <= lost && (due + 1) * all > lost * wide, "{due} of {lost} comes back: {slash:?}, {back} of it");
    }
    let lost = u128::from(slash.active);
    hold!(give <= lost && give * all >= lost * wide, "{give} of {lost} comes back to A: {slash:?}, {back} of it");
    parts.active = give as u64;
    Ok(parts)
}
