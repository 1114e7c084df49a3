//! Rewards in other tokens for shares that their holders have bonded.
//!
//! Each reward of a pool streams evenly over the pool's time, and adds to the count of what one share has earned. So bonding
//! just before a payment and unbonding just after earns nothing of it. A position remembers that count from its last change,
//! so that no transition depends on how many holders there are.
//!
//! Nothing is lost: the count is kept in `1/2^64` of a unit, what a division by all shares leaves over waits in the slot, and
//! what is below a unit of a position's waits in the position. At any time, and to the last `1/2^64`,
//!
//! ```text
//! paid in − paid out = to stream + left over + Σ over positions (owed + fraction + bonded · (count − count at its last change))
//! ```
//!
//! Only whole units are ever owed, rounded down, so that no claim takes what is another's. The limits: what a pool has bonded,
//! and what it holds of one reward, each fit in 64 bits; what was paid in and out in all may be any amount.

use crate::math::{add, div_wide, sub};
use crate::refusal::{Refusal, Result, Rule, ensure};
use crate::state::bond_pool::{BondPool, BondPosition, Earning, MAX_REWARDS, RewardSlot, halves, wide};
use crate::state::stream::MAX_STREAM_SECONDS;

impl RewardSlot {
    /// Brings the count up to `now`. While no shares are bonded, the rest of the stream waits.
    fn advance(&mut self, bonded: u64, now: i64) -> Result<()> {
        if bonded == 0 {
            self.stream.wait(now);
        } else if self.stream.left > 0 {
            let due = self.stream.release(now)?;
            self.share_out(due, bonded)?;
        }
        Ok(())
    }

    /// Adds `amount` to what is to come; [`RewardSlot::advance`] has let out what was due.
    fn pay(&mut self, amount: u64, seconds: u64, bonded: u64, now: i64) -> Result<()> {
        let due = self.stream.pay(amount, seconds, now)?;
        self.share_out(due, bonded)
    }

    /// Divides `due` and what was left over among all shares. What cannot be divided is less than `1/2^64` of a unit a share,
    /// and is left over again.
    fn share_out(&mut self, due: u64, bonded: u64) -> Result<()> {
        if due > 0 {
            let whole = due.checked_div(bonded).ok_or(Refusal::new(Rule::Overflow, due, bonded))?;
            let (part, left_over) = div_wide(due - whole * bonded, self.left_over, bonded);
            self.per_share = halves(wide(self.per_share).wrapping_add(wide([part, whole])));
            self.left_over = left_over;
        }
        Ok(())
    }
}

impl Earning {
    /// Adds what `bonded` shares have earned since the last time.
    fn settle(&mut self, per_share: [u64; 2], bonded: u64) -> Result<()> {
        if self.per_share == per_share {
            return Ok(());
        }
        if bonded > 0 {
            let [low, high] = halves(wide(per_share).wrapping_sub(wide(self.per_share)));
            let part = u128::from(bonded) * u128::from(low) + u128::from(self.fraction);
            // All that positions are owed is a part of what the pool holds, and so fits.
            let [fraction, carried] = halves(part);
            let whole = if high == 0 { carried } else { add(mul(bonded, high)?, carried)? };
            (self.owed, self.fraction) = (add(self.owed, whole)?, fraction);
        }
        self.per_share = per_share;
        Ok(())
    }
}

impl BondPool {
    /// An empty pool with rewards that stream over `stream_seconds`.
    ///
    /// # Errors
    /// [`Rule::StreamTooShort`], [`Rule::StreamTooLong`].
    pub fn new(stream_seconds: u64) -> Result<Self> {
        ensure(stream_seconds > 0, Rule::StreamTooShort, stream_seconds, 1)?;
        ensure(stream_seconds <= MAX_STREAM_SECONDS, Rule::StreamTooLong, stream_seconds, MAX_STREAM_SECONDS)?;
        Ok(Self { bonded: 0, stream_seconds, rewards: 0, slots: [RewardSlot::default(); MAX_REWARDS] })
    }

    /// Adds a reward permanently, and returns its place.
    ///
    /// # Errors
    /// [`Rule::TooManyRewards`].
    pub fn add_reward(&mut self) -> Result<usize> {
        let place = self.rewards as usize;
        ensure(place < MAX_REWARDS, Rule::TooManyRewards, self.rewards, MAX_REWARDS as u64)?;
        self.rewards += 1;
        Ok(place)
    }

    /// Bonds `shares` more in `position`.
    ///
    /// # Errors
    /// [`Rule::Zero`], [`Rule::Overflow`].
    pub fn bond(&mut self, position: &mut BondPosition, shares: u64, now: i64) -> Result<()> {
        ensure(shares > 0, Rule::Zero, 0, 1)?;
        let (bonded, held) = (add(self.bonded, shares)?, add(position.bonded, shares)?);
        self.settle(position, now)?;
        (self.bonded, position.bonded) = (bonded, held);
        Ok(())
    }

    /// Takes `shares` out of `position`. What it has earned stays owed to it.
    ///
    /// # Errors
    /// [`Rule::Zero`], [`Rule::OverBonded`].
    pub fn unbond(&mut self, position: &mut BondPosition, shares: u64, now: i64) -> Result<()> {
        ensure(shares > 0, Rule::Zero, 0, 1)?;
        ensure(shares <= position.bonded, Rule::OverBonded, shares, position.bonded)?;
        let bonded = sub(self.bonded, shares)?;
        self.settle(position, now)?;
        (self.bonded, position.bonded) = (bonded, position.bonded - shares);
        Ok(())
    }

    /// Pays `amount` in, to stream from `now` on. What the pool has to come of the reward and this become one stream: see
    /// [`Stream::pay`](crate::state::stream::Stream::pay).
    ///
    /// # Errors
    /// [`Rule::Zero`], [`Rule::NoReward`], [`Rule::Overflow`] if the pool would hold more than fits.
    pub fn pay(&mut self, place: usize, amount: u64, now: i64) -> Result<()> {
        ensure(amount > 0, Rule::Zero, 0, 1)?;
        let (bonded, seconds) = (self.bonded, self.stream_seconds);
        let slot = self.slot(place)?;
        add(slot.held(), amount)?;
        slot.advance(bonded, now)?;
        slot.pay(amount, seconds, bonded, now)?;
        slot.paid_in = halves(wide(slot.paid_in) + u128::from(amount));
        Ok(())
    }

    /// Pays out all that `position` is owed of a reward, and returns it. The rest of the pool is not touched.
    ///
    /// # Errors
    /// [`Rule::NoReward`], [`Rule::NothingEarned`].
    pub fn claim(&mut self, position: &mut BondPosition, place: usize, now: i64) -> Result<u64> {
        let bonded = self.bonded;
        let slot = self.slot(place)?;
        let earning = &mut position.earnings[place];
        slot.advance(bonded, now)?;
        earning.settle(slot.per_share, position.bonded)?;
        let owed = core::mem::take(&mut earning.owed);
        ensure(owed > 0, Rule::NothingEarned, 0, 1)?;
        slot.paid_out = halves(wide(slot.paid_out) + u128::from(owed));
        Ok(owed)
    }

    /// Ends a position in which nothing is bonded, and returns what it gives up of each reward: all that it is owed, at most
    /// `forfeits`. A position that is owed more stays. What it gives up, and the fractions of units that it had earned, go back
    /// to the pool and stream like a payment: to the positions that are bonded then.
    ///
    /// A position without shares earns nothing more, so that no other party changes what it gives up.
    ///
    /// # Errors
    /// [`Rule::PositionNotEmpty`].
    pub fn close(
        &mut self,
        position: &mut BondPosition,
        forfeits: [u64; MAX_REWARDS],
        now: i64,
    ) -> Result<[u64; MAX_REWARDS]> {
        ensure(position.bonded == 0, Rule::PositionNotEmpty, position.bonded, 0)?;
        for (earning, most) in position.earnings.iter().zip(forfeits) {
            ensure(earning.owed <= most, Rule::PositionNotEmpty, earning.owed, most)?;
        }
        let (bonded, seconds) = (self.bonded, self.stream_seconds);
        let mut forfeited = [0; MAX_REWARDS];
        for ((slot, earning), forfeited) in self.slots.iter_mut().zip(&mut position.earnings).zip(&mut forfeited) {
            let before = slot.left_over;
            slot.left_over = before.wrapping_add(core::mem::take(&mut earning.fraction));
            *forfeited = core::mem::take(&mut earning.owed);
            // Fractions that make up a unit are released with it. The pool holds both, so that the sum fits.
            let whole = slot.left_over < before;
            if *forfeited > 0 || whole {
                let back = add(*forfeited, whole.into())?;
                slot.advance(bonded, now)?;
                slot.pay(back, seconds, bonded, now)?;
            }
        }
        Ok(forfeited)
    }

    /// Brings every reward up to `now`, and what `position` is owed of each.
    fn settle(&mut self, position: &mut BondPosition, now: i64) -> Result<()> {
        let rewards = self.rewards as usize;
        for (slot, earning) in self.slots.iter_mut().zip(&mut position.earnings).take(rewards) {
            slot.advance(self.bonded, now)?;
            earning.settle(slot.per_share, position.bonded)?;
        }
        Ok(())
    }

    fn slot(&mut self, place: usize) -> Result<&mut RewardSlot> {
        ensure((place as u64) < self.rewards, Rule::NoReward, place as u64, self.rewards)?;
        Ok(&mut self.slots[place])
    }
}

fn mul(a: u64, b: u64) -> Result<u64> {
    a.checked_mul(b).ok_or(Refusal::new(Rule::Overflow, a, b))
}
