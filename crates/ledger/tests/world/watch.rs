//! A value that changes late, as its rule says it: the ledger's must read the same at every second.

use ledger::state::slash::DelayedLoss;

use super::Truth;
use crate::hold;

/// When a change takes effect that is announced in `epoch`, from the clock alone.
#[derive(Clone, Copy, Debug)]
pub struct Due {
    pub epoch: i64,
    /// An exit that is requested at the announcement can be claimed then.
    pub fall: i64,
    /// An exit that is requested a full epoch later can be claimed then.
    pub rise: i64,
}

/// Whether all that was taken back of a value stays taken back of what vetoes give back. The ledger gives back more in two
/// cases, in which nothing is held against it here; make this true when it no longer does:
/// - A fall that was announced before a slash has come to count, and another change pends at the veto.
/// - A slash was vetoed before a later one, and what is there then is not what a fall since is measured by.
const STAYS: bool = true;

/// What counted when the last change was announced, what was announced, and since when it counts.
#[derive(Clone, Copy, Debug)]
pub struct Watch {
    counted: u64,
    announced: u64,
    from: i64,
    /// What is set aside for both, until somebody settles it.
    pub held: u64,
    /// The ledger's reading at its latest transition, and the epoch of the announcement: none before there was one.
    read: u64,
    epoch: Option<i64>,
    /// How often less was announced than what had been.
    pub lowered: u64,
    /// The same as of what is active.
    pub lowered_active: u64,
    /// How often a change came to count.
    turns: u64,
    /// How often the time of an announcement came, and whether that of the last one has.
    passed: u64,
    waits: bool,
    /// What vetoes may give back: to what counts, and to what is announced.
    claims: [Claim; 2],
    /// A slash was vetoed while others were open.
    vetoed: bool,
}

/// What open slashes took of a value, and how much of it a veto may give back.
#[derive(Clone, Copy, Debug)]
struct Claim {
    lost: u128,
    /// The same without the part that was taken back of what was left; unknown where it is the largest.
    most: u128,
    /// More was announced since: there is no saying what part a later word takes back.
    raised: bool,
}

/// What a slash took of a value, and how often a change of it had come to count.
#[derive(Clone, Copy, Debug)]
pub struct Loss {
    pub cut: DelayedLoss,
    turns: u64,
    /// How often the time of an announcement had come.
    passed: u64,
}

impl Claim {
    const fn none() -> Self {
        Self { lost: 0, most: 0, raised: false }
    }

    /// `to` is announced in place of `from`.
    fn say(&mut self, from: u64, to: u64) {
        if to > from {
            (self.most, self.raised) = (self.lost, true);
        } else if !self.raised && from > 0 {
            let part = self.most.checked_mul(to.into()).map(|part| part.div_ceil(from.into()));
            self.most = if to == 0 { 0 } else { part.unwrap_or(self.most) };
        }
    }

    fn take(&mut self, lost: u64) {
        let lost = u128::from(lost);
        (self.lost, self.most) = (self.lost.saturating_add(lost), self.most.saturating_add(lost));
    }
}

impl Watch {
    pub const fn new(value: u64) -> Self {
        let claims = [Claim::none(); 2];
        Self {
            counted: value,
            announced: value,
            from: i64::MIN,
            held: value,
            read: value,
            epoch: None,
            lowered: 0,
            lowered_active: 0,
            turns: 0,
            passed: 0,
            waits: false,
            claims,
            vetoed: false,
        }
    }

    pub fn at(&self, time: i64) -> u64 {
        if time >= self.from { self.announced } else { self.counted }
    }

    /// A change was announced and does not count yet at `time`.
    pub fn pends(&self, time: i64) -> bool {
        time < self.from
    }

    /// What is announced takes effect with the notice of a fall, if that is sooner.
    pub fn hasten(&mut self, due: Due) {
        self.from = self.from.min(due.fall);
    }

    /// What is announced takes effect now, as the service that alone could take it lets go.
    pub fn release(&mut self, time: i64) {
        self.from = time;
        self.turn(time);
        self.read = self.counted;
    }

    /// Since when what is announced counts.
    pub fn effective(&self) -> i64 {
        self.from
    }

    /// More is announced, and does not count yet.
    pub fn rises(&self, time: i64) -> bool {
        self.pends(time) && self.announced > self.counted
    }

    /// Less is announced, and does not count yet.
    pub fn falls(&self, time: i64) -> bool {
        self.pends(time) && self.announced < self.counted
    }

    /// Counted, and nobody has settled it.
    pub fn is_due(&self, time: i64) -> bool {
        self.held > self.announced && !self.pends(time)
    }

    /// What is no longer set aside from `time` on, once somebody asks.
    pub fn settle(&mut self, time: i64) -> u64 {
        self.turn(time);
        let held = self.counted.max(self.announced);
        std::mem::replace(&mut self.held, held) - held
    }

    /// What was announced counts.
    fn turn(&mut self, time: i64) {
        if !self.pends(time) {
            self.lowered_active = self.lowered;
            self.passed += u64::from(std::mem::take(&mut self.waits));
        }
        if !self.pends(time) && self.counted != self.announced {
            self.turns += 1;
            self.claims[0] = self.claims[1];
            self.counted = self.announced;
        }
    }

    /// Whether `value` can be announced at `time`: a fall that is pending stands, but for a deeper one that is as soon.
    pub fn takes(&self, value: u64, time: i64, due: Due) -> bool {
        !self.falls(time) || value == self.announced || value < self.announced && due.fall == self.from
    }

    /// `value` is announced at `time`.
    pub fn announce(&mut self, value: u64, time: i64, due: Due) {
        // The same again neither postpones a fall nor brings it forward.
        if !(self.falls(time) && value == self.announced) {
            self.put(value, time, due);
        }
    }

    fn put(&mut self, value: u64, time: i64, due: Due) {
        self.turn(time);
        self.lowered += u64::from(value < self.announced && value != self.counted);
        if value == self.counted && self.announced > self.counted {
            // A rise that is withdrawn says nothing of what slashes took of what is active.
            self.claims[1] = self.claims[0];
        } else {
            self.claims[1].say(self.announced, value);
        }
        if self.vetoed && !STAYS {
            self.rescale();
        }
        (self.announced, self.waits) = (value, true);
        self.epoch = Some(due.epoch);
        self.from = if value > self.counted { due.rise } else { due.fall };
        self.held = self.counted.max(value);
    }

    /// The same for a bound that only protects: it tightens at once.
    pub fn announce_bound(&mut self, value: u64, time: i64, due: Due) {
        if value <= self.at(time) {
            *self = Self { read: self.read, ..Self::new(value) };
        } else {
            self.announce(value, time, due);
        }
    }

    /// The same for what burdens somebody either way.
    pub fn announce_late(&mut self, value: u64, time: i64, due: Due) {
        self.put(value, time, Due { fall: due.rise, ..due });
    }

    /// What was announced last.
    pub fn last(&self) -> u64 {
        self.announced
    }

    /// A slash takes `by` of what counts, read as at most `whole`; call [`Watch::settle`] first. An increase that is
    /// announced keeps its increment, a decrease its proportion. What is over the whole goes as well.
    pub fn shrink(&mut self, by: u64, whole: u64) -> Loss {
        let (have, old) = (self.counted.min(whole), [self.counted, self.announced]);
        let rest = have - by;
        self.announced = if self.announced > self.counted {
            rest + (self.announced - self.counted)
        } else {
            let next = self.announced.min(have);
            (u128::from(next) * u128::from(rest)).div_ceil(u128::from(have).max(1)) as u64
        };
        self.hold(rest);
        let lost = [old[0] - self.counted, old[1] - self.announced];
        self.claims.iter_mut().zip(lost).for_each(|(claim, lost)| claim.take(lost));
        let [lowered, lowered_active] = [self.lowered, self.lowered_active];
        let cut = DelayedLoss { current: lost[0], next: lost[1], lowered, lowered_active };
        Loss { cut, turns: self.turns, passed: self.passed }
    }

    /// A veto gives back what was lost, `worth` of `whole` of it and `most` at the most; call [`Watch::settle`] first. To what is
    /// announced nothing, if less was announced since, and to what is active nothing once that is. Nothing that is announced
    /// takes anything from what is active before its time.
    pub fn grow(&mut self, loss: &Loss, [worth, whole]: [u64; 2], most: u64) -> Truth {
        let cut = &loss.cut;
        let scaled = |lost: u64| (u128::from(lost) * u128::from(worth) / u128::from(whole)) as u64;
        let back = |lost: u64, fell: bool| if fell { 0 } else { scaled(lost).min(most) };
        let turned = self.lowered_active > cut.lowered_active;
        let lost = if turned { cut.next } else { cut.current };
        let gains = [back(lost, self.lowered_active > cut.lowered), back(cut.next, self.lowered > cut.lowered)];
        // Before the second of a change, that of one that was pending included, nothing of what was active is lost.
        if self.passed == loss.passed {
            hold!(gains[0] == scaled(cut.current).min(most), "{} of what was active came back: {cut:?}", gains[0]);
        }
        let by_word = STAYS || self.turns == loss.turns;
        if worth > whole || !by_word {
            self.rescale();
        }
        for ((claim, gain), lost) in self.claims.iter_mut().zip(gains).zip([lost, cut.next]) {
            hold!(!by_word || u128::from(gain) <= claim.most, "{gain} of {lost} came back, and not {claim:?}");
            if claim.most < u128::MAX {
                claim.most -= u128::from(gain).min(claim.most);
            }
        }
        self.vetoed = true;
        self.announced += gains[1];
        self.hold(self.counted + gains[0]);
        Ok(())
    }

    /// None of its slashes is open any more.
    pub fn forgets(&mut self) {
        (self.claims, self.vetoed) = ([Claim::none(); 2], false);
    }

    /// What a figure of it means has changed.
    pub fn rescale(&mut self) {
        let unknown = |claim: &&mut Claim| claim.most > 0 || claim.lost > 0 && self.vetoed && !STAYS;
        for claim in self.claims.iter_mut().filter(unknown) {
            (claim.lost, claim.most) = (u128::MAX, u128::MAX);
        }
    }

    fn hold(&mut self, counted: u64) {
        (self.counted, self.read, self.held) = (counted, counted, counted.max(self.announced));
    }

    /// `by` more is active and announced at once, as announced elsewhere before.
    pub fn arrive(&mut self, by: u64) {
        let [now, later] = [self.counted, self.announced].map(|value| value + by);
        self.claims[0].say(self.counted, now);
        self.claims[1].say(self.announced, later);
        self.announced = later;
        self.hold(now);
    }

    /// The ledger says that it is `found` at `time`, in `epoch`, in a transition.
    pub fn observe(&mut self, found: u64, epoch: i64, what: &str) -> Truth {
        // Every fall was announced before the start of the last full epoch: exits requested then are out, and the remaining
        // holders could be slashed for all of it. Every rise was announced an epoch earlier still.
        let old = std::mem::replace(&mut self.read, found);
        let epochs = if found > old { 3 } else { 2 };
        let late = self.epoch.is_none_or(|announced| announced + epochs <= epoch);
        hold!(
            old == found || late && found == self.announced,
            "{what} went from {old} to {found} in {epoch}: {self:?}"
        );
        Ok(())
    }

    /// The ledger's value, wherever it could go wrong from `time` on.
    pub fn agrees(&self, value: &ledger::state::delayed::Delayed, time: i64, what: &str) -> Truth {
        for at in [time, self.from.saturating_sub(1), self.from].into_iter().filter(|at| *at >= time) {
            hold!(value.at(at) == self.at(at), "{what} is {value:?} at {at}, not as {self:?}");
        }
        Ok(())
    }
}
