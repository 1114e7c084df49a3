//! The end of a task: the tally, each member's verdict, and its part of the fee.

use ncn_kit::quorum::reaches;

use crate::error::{Result, Rule, ensure};
use crate::member::Member;
use crate::score::Score;
use crate::task::Task;
use crate::verdict::Verdict;

impl Task {
    /// Concludes the task after the reveals: the output of a quorum of all seats wins, if enough operators are behind it. Seats
    /// without a reveal agree with nobody.
    ///
    /// Two passes find a majority in linear time (Boyer and Moore, "MJRTY: A Fast Majority Vote Algorithm", 1981). A quorum is over
    /// half.
    ///
    /// # Errors
    /// [`Rule::NotDrawn`], [`Rule::AlreadyConcluded`], [`Rule::WindowOpen`].
    pub fn conclude(&mut self, members: &[Member], now: i64) -> Result<()> {
        ensure(self.is_drawn(), Rule::NotDrawn, 0, 0)?;
        ensure(!self.is_concluded(), Rule::AlreadyConcluded, self.concluded_at.unsigned_abs(), 0)?;
        ensure(now >= self.reveals_until, Rule::WindowOpen, now.unsigned_abs(), self.reveals_until.unsigned_abs())?;
        let (mut candidate, mut lead) = ([0; 32], 0u64);
        for (output, seats) in answers(members) {
            if lead == 0 {
                (candidate, lead) = (*output, seats);
            } else if *output == candidate {
                lead += seats;
            } else if seats > lead {
                (candidate, lead) = (*output, seats - lead);
            } else {
                lead -= seats;
            }
        }
        let (mut seats, mut count) = (0, 0);
        for (_, own) in answers(members).filter(|(output, _)| **output == candidate) {
            seats += own;
            count += 1;
        }
        if reaches(seats, self.seats, self.rules.quorum_bps) && count >= self.rules.min_members {
            (self.output, self.winning_seats, self.winning_members) = (candidate, seats, count);
        }
        self.concluded_at = now;
        Ok(())
    }

    /// Judges a member, once, and enters the verdict in its operator's score.
    ///
    /// # Errors
    /// [`Rule::NotConcluded`], [`Rule::AlreadyJudged`].
    pub fn judge(&mut self, member: &mut Member, score: &mut Score) -> Result<Verdict> {
        ensure(self.is_concluded(), Rule::NotConcluded, 0, 0)?;
        ensure(member.is_judged == 0, Rule::AlreadyJudged, 0, 0)?;
        let verdict = self.verdict(member);
        member.is_judged = 1;
        self.judged += 1;
        score.enter(verdict, self.begins_at);
        Ok(verdict)
    }

    /// Pays a member of the majority, once: the fee times its seats by those of the majority, rounded down. The requester has the
    /// rest.
    ///
    /// # Errors
    /// [`Rule::NotConcluded`], [`Rule::NotWinner`], [`Rule::AlreadyPaid`].
    pub fn pay(&mut self, member: &mut Member) -> Result<u64> {
        ensure(self.is_concluded(), Rule::NotConcluded, 0, 0)?;
        ensure(self.verdict(member) == Verdict::Agreed, Rule::NotWinner, 0, 0)?;
        ensure(member.is_paid == 0, Rule::AlreadyPaid, 0, 0)?;
        let share = u128::from(self.fee) * u128::from(member.seats) / u128::from(self.winning_seats);
        let share = share as u64;
        member.is_paid = 1;
        self.paid += 1;
        self.paid_fee += share;
        Ok(share)
    }

    /// Silence is a fault only where an output won: then a quorum of the seats had the time, the model and the chain to answer. Without one
    /// the committee may not have known of the task, or have no such model, or the chain may have stood still.
    fn verdict(&self, member: &Member) -> Verdict {
        match member.answer() {
            None if member.has_revealed == 1 => Verdict::Abstained,
            _ if !self.has_winner() => Verdict::Unproven,
            Some(output) if *output == self.output => Verdict::Agreed,
            Some(_) => Verdict::Minority,
            None if member.has_committed == 1 => Verdict::Withheld,
            None => Verdict::Missed,
        }
    }
}

/// The revealed outputs with their seats, abstentions excluded.
fn answers(members: &[Member]) -> impl Iterator<Item = (&[u8; 32], u64)> {
    members.iter().filter_map(|member| Some((member.answer()?, member.seats)))
}
