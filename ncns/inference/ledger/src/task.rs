//! A task: from its post by a requester to the end of its account.
//!
//! ```text
//! post ----- slot of the draw ----- number's time ----- draw ------------ commits close ------ reveals close ----- conclude ----- close
//!                                                         | commit_seconds |  reveal_seconds  |      judge, pay
//!                                                         or void, where nobody draws in time
//! ```

use bytemuck::{Pod, Zeroable};
use ncn_kit::BPS;
use ncn_kit::slot_hashes::Draw;

use crate::error::{LedgerError, Result, Rule, ensure};
use crate::member::Member;
use crate::rules::{MAX_SEATS, Rules};

/// The slots from a task's post to the one of the hash that draws its committee. A leader has four consecutive slots, so the leader of the
/// post does not lead the draw by the same turn.
pub const DRAW_SLOTS: u64 = 16;

/// The time to draw the committee, from the time of the task's number on. The runtime keeps 512 slot hashes: 205 seconds of slots of
/// 400 ms.
pub const DRAW_SECONDS: u64 = 300;

/// The time of a task's number lies so many seconds after its post at the least. The slot of the draw ends before, at 800 ms a slot, the
/// longest that the core reckons with. So tasks can be drawn in the order of their numbers, and operators can sign in that order.
pub const LEAST_LEAD_SECONDS: u64 = 15;

/// The time of a task's number lies so many seconds after its post at the most.
pub const LEAD_SECONDS: u64 = 60;

/// The longest time between heights, in milliseconds: 4,500 numbers can be asked for at any time. With few, anyone could take them all, and
/// no other requester would have one.
pub const MAX_HEIGHT_MILLIS: u64 = 10;

/// Refuses heights that leave few numbers.
///
/// # Errors
/// [`Rule::CoarseHeights`].
pub fn check_heights(height_millis: u64) -> Result<()> {
    ensure(height_millis <= MAX_HEIGHT_MILLIS, Rule::CoarseHeights, height_millis, MAX_HEIGHT_MILLIS)
}

/// What a requester asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Terms {
    pub seats: u64,
    /// The fee for the whole committee, in lamports.
    pub fee: u64,
}

/// What a stake table has.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Weights {
    pub total: u64,
    /// The number of operators.
    pub operators: u64,
}

impl Weights {
    /// Refuses a table of which no committee of `seats` seats could conclude a task, or in which too little stake was captured.
    ///
    /// # Errors
    /// [`Rule::LightTable`], [`Rule::FewOperators`].
    pub fn check(&self, rules: &Rules, seats: u64) -> Result<()> {
        let least = rules.min_table_weight.max(seats);
        ensure(self.total >= least, Rule::LightTable, self.total, least)?;
        ensure(self.operators >= rules.min_members, Rule::FewOperators, self.operators, rules.min_members)
    }
}

/// The state of a task. Its members are beside it.
#[cfg_attr(feature = "idl-build", derive(anchor_lang::IdlType))]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct Task {
    /// The rules when it opened.
    pub rules: Rules,
    /// The number of seats of the committee.
    pub seats: u64,
    /// The fee for the whole committee, in lamports.
    pub fee: u64,
    pub opened_at: i64,
    /// The time of the task's number by the NCN's policy: that of its votes in the core.
    pub begins_at: i64,
    /// The first second in which the committee cannot be drawn.
    pub draw_until: i64,
    /// The slot of the hash that draws the committee.
    pub draw_slot: u64,
    /// The first second after the commitments; zero before the draw.
    pub commits_until: i64,
    /// The first second after the reveals; zero before the draw.
    pub reveals_until: i64,
    /// The number of members of the committee.
    pub members: u64,
    /// The seats with a commitment.
    pub committed_seats: u64,
    /// The seats with a reveal, abstentions included.
    pub revealed_seats: u64,
    /// When it was concluded; zero before.
    pub concluded_at: i64,
    /// The hash of the winning output; zeros if none.
    pub output: [u8; 32],
    /// The seats and the members of the majority; zero without a winner.
    pub winning_seats: u64,
    pub winning_members: u64,
    /// The number of members that were judged.
    pub judged: u64,
    /// The number of members that were paid.
    pub paid: u64,
    /// The sum that they were paid, in lamports.
    pub paid_fee: u64,
}

impl Task {
    /// Opens a task in `slot`; its number has the time `begins_at`. The table's weight must suffice for the seats.
    ///
    /// The time of the number is to come, so a number is never used twice: a task outlives its number's time.
    ///
    /// # Errors
    /// [`Rule::SeatsOutOfBounds`], [`Rule::LowFee`], [`Rule::NumberTime`], and those of [`Weights::check`].
    pub fn open(
        rules: &Rules,
        terms: &Terms,
        begins_at: i64,
        weights: Weights,
        (now, slot): (i64, u64),
    ) -> Result<Self> {
        let Terms { seats, fee } = *terms;
        let bound = if seats < rules.min_seats { rules.min_seats } else { MAX_SEATS };
        ensure((rules.min_seats..=MAX_SEATS).contains(&seats), Rule::SeatsOutOfBounds, seats, bound)?;
        let least_fee = rules.min_seat_fee.saturating_mul(seats);
        ensure(fee >= least_fee, Rule::LowFee, fee, least_fee)?;
        let (first, last) =
            (now.saturating_add_unsigned(LEAST_LEAD_SECONDS), now.saturating_add_unsigned(LEAD_SECONDS));
        let bound = if begins_at < first { first } else { last };
        let is_near = first <= begins_at && begins_at <= last;
        ensure(is_near, Rule::NumberTime, begins_at.unsigned_abs(), bound.unsigned_abs())?;
        weights.check(rules, seats)?;
        Ok(Self {
            rules: *rules,
            seats,
            fee,
            opened_at: now,
            begins_at,
            draw_until: begins_at.saturating_add_unsigned(DRAW_SECONDS),
            draw_slot: slot.saturating_add(DRAW_SLOTS),
            ..Self::default()
        })
    }

    /// The last second for which the task's table must guarantee its weights, however late the committee is drawn.
    pub const fn certain_until(&self) -> i64 {
        self.draw_until
            .saturating_add_unsigned(self.rules.commit_seconds)
            .saturating_add_unsigned(self.rules.reveal_seconds)
            .saturating_add_unsigned(self.rules.certain_seconds)
    }

    /// Whether the committee is drawn.
    pub const fn is_drawn(&self) -> bool {
        self.members > 0
    }

    /// Whether the task is concluded.
    pub const fn is_concluded(&self) -> bool {
        self.concluded_at != 0
    }

    /// Whether an output won.
    pub const fn has_winner(&self) -> bool {
        self.winning_seats > 0
    }

    /// The hash that draws the committee, by what the sysvar tells of the draw's slot. Refuses a draw before the number's time, without
    /// the hash, too late, or again.
    ///
    /// # Errors
    /// [`Rule::AlreadyDrawn`], [`Rule::EarlyDraw`], [`Rule::DrawOver`], [`Rule::HashToCome`].
    pub fn check_draw<'a>(&self, draw: &Draw<'a>, now: i64) -> Result<&'a [u8; 32]> {
        ensure(!self.is_drawn(), Rule::AlreadyDrawn, self.seats, 0)?;
        let (time, begin, end) = (now.unsigned_abs(), self.begins_at.unsigned_abs(), self.draw_until.unsigned_abs());
        ensure(now >= self.begins_at, Rule::EarlyDraw, time, begin)?;
        ensure(now < self.draw_until, Rule::DrawOver, time, end)?;
        match *draw {
            Draw::NotYet => Err(LedgerError { rule: Rule::HashToCome, value: self.draw_slot, limit: 0 }),
            Draw::Hash(_, hash) => Ok(hash),
            Draw::Gone => Err(LedgerError { rule: Rule::DrawOver, value: time, limit: end }),
        }
    }

    /// Opens the window of commitments for a committee of `members` members, drawn at `now`. The windows follow the draw, so a late
    /// draw takes no time from the members.
    pub fn begin(&mut self, members: u64, now: i64) {
        self.members = members;
        self.commits_until = now.saturating_add_unsigned(self.rules.commit_seconds);
        self.reveals_until = self.commits_until.saturating_add_unsigned(self.rules.reveal_seconds);
    }

    /// Ends a task that nobody drew a committee for. Returns the part of the fee that is burned, rounded down. There is no second
    /// draw: another task is another fee. Nothing is burned where the task's table is gone: nobody could draw.
    ///
    /// # Errors
    /// [`Rule::AlreadyDrawn`], [`Rule::DrawOpen`].
    pub fn void(&self, draw: &Draw<'_>, has_table: bool, now: i64) -> Result<u64> {
        ensure(!self.is_drawn(), Rule::AlreadyDrawn, self.seats, 0)?;
        let is_over = now >= self.draw_until || *draw == Draw::Gone && now > self.begins_at;
        ensure(is_over, Rule::DrawOpen, now.unsigned_abs(), self.draw_until.unsigned_abs())?;
        if !has_table {
            return Ok(0);
        }
        Ok((u128::from(self.fee) * u128::from(self.rules.forfeit_bps) / u128::from(BPS)) as u64)
    }

    /// Enters a member's commitment. Returns whether it is the first: only that counts.
    ///
    /// # Errors
    /// [`Rule::NotDrawn`], [`Rule::WindowClosed`].
    pub fn commit(&mut self, member: &mut Member, commitment: &[u8; 32], now: i64) -> Result<bool> {
        ensure(self.is_drawn(), Rule::NotDrawn, 0, 0)?;
        ensure(now < self.commits_until, Rule::WindowClosed, now.unsigned_abs(), self.commits_until.unsigned_abs())?;
        if member.has_committed == 1 {
            return Ok(false);
        }
        (member.commitment, member.has_committed) = (*commitment, 1);
        self.committed_seats += member.seats;
        Ok(true)
    }

    /// Enters a member's output, where `opened` is the commitment of that output. Returns whether it is the first reveal.
    ///
    /// # Errors
    /// [`Rule::NotDrawn`], [`Rule::WindowClosed`], [`Rule::NotCommitted`], [`Rule::WrongOpening`].
    pub fn reveal(&mut self, member: &mut Member, output: &[u8; 32], opened: &[u8; 32], now: i64) -> Result<bool> {
        ensure(self.is_drawn(), Rule::NotDrawn, 0, 0)?;
        let bound = if now < self.commits_until { self.commits_until } else { self.reveals_until };
        let is_within = self.commits_until <= now && now < self.reveals_until;
        ensure(is_within, Rule::WindowClosed, now.unsigned_abs(), bound.unsigned_abs())?;
        ensure(member.has_committed == 1, Rule::NotCommitted, 0, 0)?;
        ensure(member.commitment == *opened, Rule::WrongOpening, 0, 0)?;
        if member.has_revealed == 1 {
            return Ok(false);
        }
        (member.output, member.has_revealed) = (*output, 1);
        self.revealed_seats += member.seats;
        Ok(true)
    }

    /// Refuses to close the account while a member is not judged or not paid. `is_late` says that nobody waits for a payment any more; an
    /// offense that nobody judged would be lost with the task, so that does not end. Returns what is left of the fee, which is the
    /// requester's: all of it without a winner.
    ///
    /// # Errors
    /// [`Rule::NotConcluded`], [`Rule::TaskLive`].
    pub fn close(&self, is_late: bool) -> Result<u64> {
        ensure(self.is_concluded(), Rule::NotConcluded, 0, 0)?;
        ensure(self.judged == self.members, Rule::TaskLive, self.judged, self.members)?;
        if !is_late {
            ensure(self.paid == self.winning_members, Rule::TaskLive, self.paid, self.winning_members)?;
        }
        Ok(self.fee - self.paid_fee)
    }
}
