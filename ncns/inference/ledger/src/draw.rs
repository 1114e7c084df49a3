//! The draw of a committee by weight.
//!
//! The total weight is cut into as many equal parts as the committee has seats, and each seat takes one point of its own part,
//! uniformly and independently of the others. The seat is the operator's that has the point in its weight.
//!
//! An operator's expected number of seats is exactly its share of the weight times the number of seats, where the seats divide the
//! total. Elsewhere parts differ by one unit of weight. Its number varies no more than by independent draws from all of the weight,
//! and an operator with several parts of the weight has all of their seats for certain. One pass over the table is enough, because
//! the points ascend.
//!
//! One random offset for all seats would be cheaper. Operators with weights a part's length apart would then have all seats or
//! none, and could choose their addresses and stakes for that.

use crate::error::{Result, Rule, ensure};

/// The cuts of a total weight into equal parts.
struct Parts {
    quotient: u64,
    rest: u64,
    seats: u64,
}

impl Parts {
    /// Where part `seat` begins: `seat * total / seats`, rounded down. A product of the rest and a seat is below the square of the
    /// seats, so it fits.
    const fn begin(&self, seat: u64) -> u64 {
        self.quotient * seat + self.rest * seat / self.seats
    }

    /// The point of `seat` for a uniform `random`. A point's probability differs from that of the others of its part by 2^-64 at
    /// most.
    const fn point(&self, seat: u64, random: u64) -> u64 {
        let begin = self.begin(seat);
        let width = self.begin(seat + 1) - begin;
        begin + ((random as u128 * width as u128) >> 64) as u64
    }
}

/// Draws `seats` seats among `weights`, which add up to `total`. `random` gives a uniform number for each seat, in ascending order.
/// `take` receives the index and the number of seats of each weight that has some, in ascending order.
///
/// # Errors
/// [`Rule::LightTable`], [`Rule::WrongTotal`], and those of `take`.
#[inline]
pub fn draw(
    weights: impl Iterator<Item = u64>,
    total: u64,
    seats: u64,
    mut random: impl FnMut(u64) -> u64,
    mut take: impl FnMut(usize, u64) -> Result<()>,
) -> Result<()> {
    ensure(seats > 0 && total >= seats, Rule::LightTable, total, seats)?;
    let parts = Parts { quotient: total / seats, rest: total % seats, seats };
    let (mut end, mut seat) = (0u64, 0);
    let mut point = parts.point(0, random(0));
    for (place, weight) in weights.enumerate() {
        end = end.saturating_add(weight);
        let first = seat;
        while seat < seats && point < end {
            seat += 1;
            if seat < seats {
                point = parts.point(seat, random(seat));
            }
        }
        if seat > first {
            take(place, seat - first)?;
        }
        if seat == seats {
            return Ok(());
        }
    }
    Err(crate::error::LedgerError { rule: Rule::WrongTotal, value: end, limit: total })
}
