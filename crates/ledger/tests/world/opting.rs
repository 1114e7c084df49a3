//! Vault, operators and services (NCNs) join and leave agreements, and vaults say what a service may take.

use ledger::{Agreement, LossLimits};

use super::breaker::stands;
use super::op::{OPERATORS, SERVICES, Speaker, Wait};
use super::said::{Pact, When, side};
use super::{Truth, World};
use crate::{hold, same};

/// The agreements that a vault has a part in come first: with each operator, then with each service.
const OF_VAULT: usize = OPERATORS + SERVICES;
/// All agreements; the rest are each operator's with each service.
pub const PACTS: usize = OF_VAULT + OPERATORS * SERVICES;

/// The agreements that stake needs in order to count for a service.
pub const fn all_three(by: usize, to: usize) -> [usize; 3] {
    [by, OPERATORS + to, OF_VAULT + by * SERVICES + to]
}

impl World {
    /// What time it is for an agreement: its vault's, or the clock's where it has none.
    pub(super) fn time_of(&self, pact: usize) -> i64 {
        if pact < OF_VAULT { self.clock() } else { self.now }
    }

    /// When a word said now counts, from the clock alone.
    fn when(&mut self, pact: usize) -> When {
        let epoch = self.epoch_of(self.seen.max(self.now));
        let claimable = self.start_of(epoch + 2);
        if pact >= OF_VAULT {
            // The vault may have seen a later time than a clock that ran back: an exit goes by that one.
            let behind = self.clock() - self.now;
            return When { from: self.now + 2 * self.max_epoch_seconds, left: claimable - behind };
        }
        let exiting = self.buckets.range(epoch as u64..).any(|(_, bucket)| bucket.assets() > 0);
        let shares = self.shares.iter().sum::<u64>() + self.burnt;
        if shares == 0 && self.vault.books.active == 0 && !exiting && self.slashes.is_empty() {
            self.tally.saw("an agreement of an empty vault");
            return When { from: i64::MIN, left: i64::MIN };
        }
        When { from: claimable, left: claimable }
    }

    /// The same as the program finds it.
    fn program_says(&self, pact: usize) -> (i64, i64) {
        if pact < OF_VAULT {
            (self.vault.time_at(self.now), self.vault.counts_from(self.now).unwrap())
        } else {
            (self.now, self.now + 2 * self.max_epoch_seconds)
        }
    }

    pub(super) fn say(&mut self, speaker: Speaker, joins: bool) -> Truth {
        let (pact, of) = match speaker {
            Speaker::Any { pact, side } => (pact, side),
            Speaker::Same => self.spoke,
        };
        self.spoke = (pact, of);
        let (time, when) = (self.time_of(pact), self.when(pact));
        let (now, from) = self.program_says(pact);
        same!((now, from), (time, when.from), "when a word is said, and when it counts");
        let old = self.pacts[pact].clone();
        let (counted, fits) = (old.sides[of].at(time) == 1, (old.sides[of].last() == 1) != joins);

        let agreement = &mut self.pacts[pact].agreement;
        let kind = if joins { "join" } else { "leave" };
        let result = if joins { agreement.join(side(of), now, from) } else { agreement.leave(side(of), now, from) };
        self.note(kind, result.is_ok(), || format!("side {of} of agreement {pact} {kind}s: {result:?}"));
        self.tally.refusal(&result);
        same!(result.is_ok(), fits, "whether a side can say so");
        if !fits {
            same!(self.pacts[pact].agreement, old.agreement, "what a refused word leaves");
            return Ok(());
        }
        if !old.sides[of].is_silent() || !joins {
            self.tally.saw(match (joins, counted) {
                (true, true) => "a leave taken back",
                (true, false) => "joined anew",
                (false, true) => "left while counting",
                (false, false) => "left before counting",
            });
        }
        // What the other side said stands.
        let (others, stood) = match of {
            0 => (self.pacts[pact].agreement.right, old.agreement.right),
            _ => (self.pacts[pact].agreement.left, old.agreement.left),
        };
        same!(others, stood, "the other side");
        self.pacts[pact].sides[of].say(joins.into(), time, when);
        Ok(())
    }

    /// Whoever has not joined what stake needs to count for this service joins.
    pub(super) fn agree(&mut self, by: usize, to: usize) -> Truth {
        for pact in all_three(by, to) {
            for side in 0..2 {
                if self.pacts[pact].sides[side].last() == 0 {
                    self.say(Speaker::Any { pact, side }, true)?;
                }
            }
        }
        Ok(())
    }

    pub(super) fn set_loss_limits(&mut self, to: usize, [incident, epoch]: [u64; 2]) -> Truth {
        if to == SERVICES {
            return self.set_own_limits(incident, epoch);
        }
        let pact = OPERATORS + to;
        let (time, when) = (self.time_of(pact), self.when(pact));
        let (now, from) = self.program_says(pact);
        let (old, fits) = (self.pacts[pact].limits, epoch <= 10_000 && incident <= epoch);
        let result = self.pacts[pact].limits.set(incident, epoch, now, from);
        self.note("set loss limits", result.is_ok(), || format!("{incident}, {epoch} for {to}: {result:?}"));
        self.tally.refusal(&result);
        same!(result.is_ok(), fits, "whether these limits are in bounds");
        let pact = &mut self.pacts[pact];
        if !fits {
            same!(pact.limits, old, "what refused limits leave");
            return Ok(());
        }
        stands(&old, &pact.limits, time, when.left)?;
        for (words, value) in [(&mut pact.incident, incident), (&mut pact.epoch, epoch)] {
            let counted = words.at(time);
            let (rises, falls) = (words.last() > counted, words.last() < counted);
            words.say(value, time, when);
            let sights = [
                (value > counted, if rises { "a limit raised again" } else { "a limit raised" }),
                (value <= counted && rises, "a limit lowered under a rise"),
                (value < counted, "a limit lowered"),
                (value < counted && falls, "a limit lowered again"),
                (value >= counted && falls, "a limit's fall taken back"),
            ];
            sights.into_iter().filter(|(seen, _)| *seen).for_each(|(_, sight)| self.tally.saw(sight));
        }
        Ok(())
    }

    /// Somebody closes an agreement that is over: this one, or the next that is. The program goes by the clock alone.
    pub(super) fn close_pact(&mut self, pact: usize) -> Truth {
        let now = self.now;
        let said = |pact: &Pact| pact.sides.iter().any(|side| !side.is_silent());
        let mut turns = (pact..pact + PACTS).map(|pact| pact % PACTS);
        let pact = turns.find(|at| said(&self.pacts[*at]) && self.pacts[*at].is_over(now)).unwrap_or(pact);
        let closes = self.pacts[pact].agreement.is_over(now);
        self.note("close opt-in", closes, || format!("agreement {pact}"));
        same!(closes, self.pacts[pact].is_over(now), "whether an agreement is over");
        if closes {
            let read = self.pacts[pact].agreement;
            hold!(!read.counts(self.time_of(pact)), "{read:?} is closed and counts");
            self.pacts[pact] = Pact::new();
            same!(
                (self.pacts[pact].agreement, self.pacts[pact].limits),
                (Agreement::default(), LossLimits::none()),
                "a new agreement"
            );
        }
        Ok(())
    }

    /// What all this would be after a wait: nothing changes by looking.
    pub(super) fn look(&mut self, wait: Wait) -> Truth {
        let then = self.after(wait);
        let now = std::mem::replace(&mut self.now, then);
        let read = self.check_counted();
        self.note("look", true, || format!("{wait:?}"));
        self.now = now;
        read
    }
}
