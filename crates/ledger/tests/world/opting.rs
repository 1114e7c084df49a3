//! Vault, operators and services (NCNs) join and leave opt-ins, and vaults say what a service may take.

use ledger::state::breaker::LossLimits;
use ledger::state::delayed::Notice;
use ledger::state::opt_in::Sides;

use super::breaker::stands;
use super::op::{OPERATORS, SERVICES, Speaker, Wait};
use super::said::{Pact, When, Whens, side};
use super::watch::Due;
use super::{Truth, World};
use crate::{hold, same};

/// The opt-ins that a vault has a part in come first: with each operator, then with each service.
const OF_VAULT: usize = OPERATORS + SERVICES;
/// All opt-ins; the rest are each operator's with each service.
pub const PACTS: usize = OF_VAULT + OPERATORS * SERVICES;

/// The opt-ins that stake needs in order to count for a service.
pub const fn all_three(by: usize, to: usize) -> [usize; 3] {
    [by, OPERATORS + to, OF_VAULT + by * SERVICES + to]
}

impl World {
    /// What time it is for an opt-in: its vault's, or the clock's where it has none.
    pub(super) fn time_of(&self, pact: usize) -> i64 {
        if pact < OF_VAULT { self.clock() } else { self.now }
    }

    /// When a word said now takes effect, from the clock alone.
    pub(super) fn whens(&self, pact: usize) -> Whens {
        let seen = self.seen.max(self.now);
        if pact < OF_VAULT {
            let Due { fall, rise, .. } = self.due_by(seen);
            return Whens { fall: When { from: fall, left: fall }, rise: When { from: rise, left: rise } };
        }
        let Due { fall, rise, .. } = self.due_by_epochs(seen);
        // The vault may have seen a later time than a clock that ran back: an exit uses that one.
        let (behind, longest) = (self.clock() - self.now, self.max_epoch_seconds);
        let when = |epochs, left| When { from: self.now + epochs * longest, left: left - behind };
        Whens { fall: when(2, fall), rise: when(3, rise) }
    }

    /// The same as the program finds it.
    fn program_says(&self, pact: usize) -> (i64, Notice) {
        if pact < OF_VAULT {
            (self.vault.time_at(self.now), self.vault.notice_at(self.now))
        } else {
            (self.now, Notice::of_any_vault(self.now, self.max_epoch_seconds as u64))
        }
    }

    /// Both say the same.
    pub(super) fn check_whens(&self, pact: usize, time: i64, whens: Whens) -> Result<(i64, Notice), String> {
        let (now, notice) = self.program_says(pact);
        let wanted = Notice { fall: whens.fall.from, rise: whens.rise.from };
        same!((now, notice), (time, wanted), "when a word is said, and when it takes effect");
        Ok((now, notice))
    }

    pub(super) fn say(&mut self, speaker: Speaker, joins: bool) -> Truth {
        let (pact, of) = match speaker {
            Speaker::Any { pact, side } => (pact, side),
            Speaker::Same => self.spoke,
        };
        self.spoke = (pact, of);
        let old = self.pacts[pact].clone();
        let (time, whens) = (self.time_of(pact), self.whens(pact));
        let (now, notice) = self.check_whens(pact, time, whens)?;
        let counted = old.sides[of].at(time) == 1;
        let leaving = joins && counted && old.sides[of].last() == 0;
        let fits = (old.sides[of].last() == 1) != joins && !leaving;

        let opt_in = &mut self.pacts[pact].opt_in;
        let kind = if joins { "join" } else { "leave" };
        let result = if joins { opt_in.join(side(of), now, notice) } else { opt_in.leave(side(of), now, notice) };
        self.note(kind, result.is_ok(), || format!("side {of} of opt-in {pact} {kind}s: {result:?}"));
        self.tally.refusal(&result);
        same!(result.is_ok(), fits, "whether a side can say so");
        if leaving {
            self.tally.saw("a leave that stands");
        }
        if !fits {
            same!(self.pacts[pact].opt_in, old.opt_in, "what a refused word leaves");
            return Ok(());
        }
        if !old.sides[of].is_silent() || !joins {
            self.tally.saw(match (joins, counted) {
                (true, _) => "joined anew",
                (false, true) => "left while counting",
                (false, false) => "left before counting",
            });
        }
        // What the other side said stands.
        let (others, stood) = match of {
            0 => (self.pacts[pact].opt_in.right, old.opt_in.right),
            _ => (self.pacts[pact].opt_in.left, old.opt_in.left),
        };
        same!(others, stood, "the other side");
        self.pacts[pact].sides[of].say(joins.into(), time, whens);
        // A vault that joins anew counts anew.
        if joins && of == 0 && (OPERATORS..OF_VAULT).contains(&pact) {
            self.pacts[pact].stop.restart(time);
        }
        Ok(())
    }

    /// Each party joins that has not joined yet, so that stake counts for this service.
    pub(super) fn agree(&mut self, by: usize, to: usize) -> Truth {
        for pact in all_three(by, to) {
            for side in 0..2 {
                let words = &self.pacts[pact].sides[side];
                if words.last() == 0 && !words.falls(self.time_of(pact)) {
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
        let (time, whens) = (self.time_of(pact), self.whens(pact));
        self.check_whens(pact, time, whens)?;
        let found = &self.pacts[pact];
        let takes = found.incident.takes(incident, time, whens) && found.epoch.takes(epoch, time, whens);
        let rises = incident > found.incident.last() || epoch > found.epoch.last();
        let (old, fits) = (found.limits, epoch <= 10_000 && incident <= epoch && takes);
        if !takes {
            self.tally.saw("a limit's fall that stands");
        }
        let mut wanted = self.rolled();
        let result = self.vault.approve(&mut self.pacts[pact].limits, incident, epoch, self.now);
        // The sums are held against all words after every step.
        wanted.approved = self.vault.approved;
        wanted.risk_version += u64::from(fits && rises);
        same!(self.vault, wanted, "the vault after an approval");
        self.note("set loss limits", result.is_ok(), || format!("{incident}, {epoch} for {to}: {result:?}"));
        self.tally.refusal(&result);
        same!(result.is_ok(), fits, "whether these limits are in bounds");
        let pact = &mut self.pacts[pact];
        if !fits {
            same!(pact.limits, old, "what refused limits leave");
            return Ok(());
        }
        same!(result, Ok(rises), "whether limits rise over what was announced");
        let due = Due { epoch: 0, fall: whens.fall.left, rise: whens.rise.left };
        stands(&old, &pact.limits, time, due)?;
        for (words, value) in [(&mut pact.incident, incident), (&mut pact.epoch, epoch)] {
            let counted = words.at(time);
            let (rises, falls) = (words.last() > counted, words.last() < counted);
            words.say(value, time, whens);
            let sights = [
                (value > counted, if rises { "a limit raised again" } else { "a limit raised" }),
                (value <= counted && rises, "a limit lowered under a rise"),
                (value < counted, "a limit lowered"),
                (value < counted && falls, "a limit lowered again"),
            ];
            sights.into_iter().filter(|(seen, _)| *seen).for_each(|(_, sight)| self.tally.saw(sight));
        }
        Ok(())
    }

    /// Somebody closes an opt-in that is over: this one, or the next that is. The program uses the clock alone.
    pub(super) fn close_pact(&mut self, pact: usize) -> Truth {
        let now = self.now;
        let said = |pact: &Pact| pact.sides.iter().any(|side| !side.is_silent());
        let mut turns = (pact..pact + PACTS).map(|pact| pact % PACTS);
        let pact = turns.find(|at| said(&self.pacts[*at]) && self.pacts[*at].is_over(now)).unwrap_or(pact);
        let closes = self.pacts[pact].opt_in.is_over(now);
        self.note("close opt-in", closes, || format!("opt-in {pact}"));
        same!(closes, self.pacts[pact].is_over(now), "whether an opt-in is over");
        if closes {
            let read = self.pacts[pact].opt_in;
            hold!(!read.counts(self.time_of(pact)), "{read:?} is closed and counts");
            if (OPERATORS..OF_VAULT).contains(&pact) {
                let mut wanted = self.rolled();
                self.vault.revoke(&self.pacts[pact].limits, now).unwrap();
                wanted.approved = self.vault.approved;
                same!(self.vault, wanted, "the vault after an opt-in is closed");
            }
            self.pacts[pact] = Pact::new();
            same!(
                (self.pacts[pact].opt_in, self.pacts[pact].limits),
                (Sides::default(), LossLimits::none()),
                "a new opt-in"
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
