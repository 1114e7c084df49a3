//! Slashes and their ends, each against what it must come to.

use ledger::refusal::Rule;
use ledger::state::allocation::Allocation;
use ledger::state::books::Books;
use ledger::state::delegation::Delegation;
use ledger::state::exit_bucket::Bucket;
use ledger::state::slash::Slash;
use ledger::state::vault::VaultLedger;
use ledger::transition::slash::target::Target;

use super::exposure::{Operator, Service};
use super::op::{Amount, Min, OPERATORS, PAYERS, SERVICES};
use super::taken::{self, Parts, Size, Stands};
use super::watch::Loss;
use super::{Truth, World, wide};
use crate::{hold, same};

/// A slash that is neither vetoed nor executed.
#[derive(Clone, Copy, Debug)]
pub struct OpenSlash {
    pub slash: Slash,
    pub by: usize,
    pub to: usize,
    /// The step of its proposal.
    pub born: u64,
    /// What it took of the units and of the magnitude.
    pub losses: [Loss; 2],
    /// What each service could take from each operator before it, and what that rose by in the steps since.
    pub stood: [[u128; SERVICES]; OPERATORS],
    pub since: [[u128; SERVICES]; OPERATORS],
    /// The operators with an announced rise that had not taken effect before it.
    pub raised: [bool; OPERATORS],
    /// When a stop-loss counted it, if one did.
    pub counted: Option<i64>,
    /// What is pledged for it, by each payer.
    pub pledges: [u64; PAYERS],
}

/// Copies of all that a slash reaches.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct Reach {
    pub vault: VaultLedger,
    pub delegation: Delegation,
    pub allocation: Allocation,
    pub buckets: [Option<Bucket>; 2],
}

impl Reach {
    /// Does it to them.
    pub fn with<T>(&mut self, act: impl FnOnce(&mut VaultLedger, &mut Target) -> T) -> T {
        let [first, second] = &mut self.buckets;
        let buckets = [first.as_mut(), second.as_mut()];
        let mut target = Target { delegation: &mut self.delegation, allocation: &mut self.allocation, buckets };
        act(&mut self.vault, &mut target)
    }
}

impl World {
    /// All that a slash of `epoch` reaches. A bucket of which it needs nothing may be missing, and is where it can.
    pub(super) fn reach(&self, [by, to]: [usize; 2], epoch: u64, lean: bool, needs: impl Fn(usize) -> bool) -> Reach {
        let bucket = |place: usize| {
            let found = self.buckets.get(&(epoch + place as u64)).copied();
            found.filter(|_| !lean || needs(place))
        };
        let operator = &self.operators[by];
        Reach {
            vault: self.vault,
            delegation: operator.delegation,
            allocation: operator.services[to].allocation,
            buckets: [bucket(0), bucket(1)],
        }
    }

    /// What each service can take from each operator.
    pub(super) fn slashable(&self) -> [[u64; SERVICES]; OPERATORS] {
        self.operators.map(|operator| {
            let of = |service: Service| {
                self.vault.slashable_stake(&operator.delegation, &service.allocation, self.now).unwrap()
            };
            operator.services.map(of)
        })
    }

    pub(super) fn propose(&mut self, [by, to]: [usize; 2], part: Amount, min: Min, lean: bool) -> Truth {
        let rolled = self.rolled();
        let (time, mut wanted) = (self.clock(), rolled);
        let (by, to) = self.pick(by, to, |operator, service| {
            operator.units.at(time) > 0 && service.magnitude.at(time) > 0 && operator.delegation.magnitude > 0
        });
        let (stood_now, stakes) = (self.slashable(), self.stakes());
        let mut operator = self.operators[by];
        operator.settle_service(to, &mut wanted, time);
        let (epoch, fraction) = (wanted.books.epoch, part.of(ledger::state::books::UNITS));
        let (all, whole) = (wide::stake(&wanted.books), operator.delegation.magnitude);
        let magnitude = operator.services[to].magnitude.at(time).min(whole);
        let stands = Stands { magnitude, whole, units: operator.units.at(time) };
        let limit = self.limit(to, epoch, all, time);
        let sized = taken::size(&wanted.books, &stands, fraction, limit);
        self.check_due([by, to], fraction, (&wanted.books, &stands), sized)?;
        let (min, met) = min.of(sized.ok().map(|size| size.stake));
        let sized = sized.and_then(|size| if met { Ok(size) } else { Err("BelowMinimum") });
        let sized =
            sized.and_then(|size| if self.is_countable(to, epoch, size.stake) { Ok(size) } else { Err("Overflow") });

        let mut reach = self.reach([by, to], epoch, lean, |place| wanted.books.exiting[place] > 0);
        let before = reach;
        let earlier = self.losses[to];
        let mut losses = earlier;
        let limits = self.pacts[OPERATORS + to].limits;
        let now = self.now;
        let result =
            reach.with(|vault, target| vault.propose_slash(target, (&limits, &mut losses), fraction, min, now));
        self.note("propose", result.is_ok(), || {
            format!("service {to} slashes {fraction} of {by} for {min} or more: {result:?}, {stands:?}, limit {limit}")
        });
        self.tally.refusal(&result);
        same!(
            result.map(|_| ()).map_err(|no| format!("{:?}", no.rule)),
            sized.map(|_| ()).map_err(str::to_owned),
            "whether it can be slashed"
        );
        let Ok(size) = sized else {
            same!(reach, Reach { vault: rolled, ..before }, "what a refused slash leaves");
            same!(losses, earlier, "the losses after a refused slash");
            self.vault = rolled;
            return Ok(());
        };
        self.saw_limits(to, time);
        self.saw_slash(by, to, time, taken::size(&wanted.books, &stands, fraction, u128::MAX) != Ok(size));
        self.needs_its_buckets(
            &before,
            |vault, target| vault.propose_slash(target, (&limits, &mut { earlier }), fraction, min, now).map(|_| ()),
            wanted.books.exiting.map(|held| held > 0),
        )?;

        let price = (wanted.books.units, all);
        let settled = (wanted, operator);
        let Parts { active, exiting } = taken::parts(&wanted.books, &before.buckets, size.stake);
        taken::is_pro_rata(&wanted.books, &before.buckets, size.stake, &Parts { active, exiting })?;
        let mut buckets = before.buckets;
        for ((bucket, parts), held) in buckets.iter_mut().zip(exiting).zip(&mut wanted.books.exiting) {
            *held -= parts.iter().sum::<u64>();
            for (pool, part) in bucket.iter_mut().flat_map(|bucket| &mut bucket.pools).zip(parts) {
                pool.assets -= part;
                pool.contested += part;
            }
        }
        wanted.books.active -= active;
        wanted.books.units -= size.units;
        let left = wanted.books.units;
        wide::rescale(&mut wanted.books);
        wanted.contested += active;
        wanted.escrowed += size.stake;
        operator.slashed |= self.leverage.at(time) > 1;
        if operator.delegation.open_slashes == 0 {
            operator.stood = Some((whole, operator.services.map(|service| service.magnitude)));
            (operator.turned, operator.taken) = (false, 0);
        }
        operator.taken += 1;
        operator.open_slash(size.magnitude, self.vault.epoch_seconds as i64, time);
        let allocated = operator.delegation.allocated;
        let units = operator.units.shrink(size.units, u64::MAX);
        let watch = &mut operator.services[to].magnitude;
        let held = watch.held;
        let part = watch.shrink(size.magnitude, whole);
        let freed = held - watch.held;
        operator.delegation.magnitude -= size.magnitude;
        operator.shrink(freed);
        let Size { magnitude, stake, .. } = size;
        self.check_rooms(to, epoch, [all as u64, stake], time)?;
        self.lose(to, epoch, all as u64, stake, time)?;
        wanted.losses = self.breaker.losses;
        let all_units = price.0;
        let (units_cut, part_cut) = (units.cut, part.cut);
        let slash =
            Slash { stake, active, epoch, exiting, magnitude, allocated, all_units, units: units_cut, part: part_cut };
        let born = self.turn;
        let rises = |operator: &Operator| {
            operator.units.rises(time) || operator.services.iter().any(|service| service.magnitude.rises(time))
        };
        let mut raised = self.operators.each_ref().map(rises);
        for open in &self.slashes {
            raised.iter_mut().zip(open.raised).for_each(|(raised, before)| *raised |= before);
        }
        let (stood, since) = (self.stood(&stood_now), Default::default());
        let pledges = [0; PAYERS];
        let counted = None;
        let open = OpenSlash { slash, by, to, born, losses: [units, part], stood, since, raised, counted, pledges };
        if operator.delegation.allocated == 0 {
            self.tally.saw("a slash that leaves nothing allocated");
        }
        if self.is_held() {
            self.tally.saw("a slash while a term holds everyone");
        }
        same!(result.unwrap(), slash, "what a slash took");
        same!(losses, self.losses[to], "the losses after a slash");
        same!(reach.buckets, buckets, "the buckets after a slash");
        same!(reach.vault, wanted, "the vault after a slash");
        same!(reach.allocation.open_slashes, before.allocation.open_slashes + 1, "the open slashes of an allocation");

        self.undone(&reach, &slash, &settled, [by, to], left)?;
        let counted = self.stop(to, &slash)?;
        self.slashes.push(OpenSlash { counted, ..open });
        self.tokens -= stake;
        self.escrow += stake;
        self.carry_out(reach, by, to, operator)?;
        self.saw_scale(settled.0.books.units - size.units);
        self.saw_loss(&slash);
        self.check_others([by, to], price, left, (&stood_now, &stakes), fraction)
    }

    /// Puts what a slash or its end did where it belongs.
    fn carry_out(&mut self, reach: Reach, by: usize, to: usize, operator: Operator) -> Truth {
        self.vault = reach.vault;
        for bucket in reach.buckets.into_iter().flatten() {
            self.buckets.insert(bucket.epoch, bucket);
        }
        self.put(by, to, operator, reach.delegation, reach.allocation)
    }

    /// Without a bucket that it took from, or with another in its place, it is refused and changes nothing.
    fn needs_its_buckets(
        &self,
        reach: &Reach,
        act: impl Fn(&mut VaultLedger, &mut Target) -> ledger::refusal::Result<()>,
        needs: [bool; 2],
    ) -> Truth {
        for place in (0..2).filter(|place| needs[*place]) {
            let other = reach.buckets[place].map(|bucket| Bucket { epoch: bucket.epoch + 2, ..bucket });
            for wrong in [None, other] {
                let mut without = *reach;
                without.buckets[place] = wrong;
                let given = without;
                let refusal = without.with(|vault, target| act(vault, target)).err();
                same!(refusal.map(|no| no.rule), Some(Rule::WrongBucket), "a slash without its bucket");
                // Time alone rolls the books.
                without.vault = given.vault;
                same!(without, given, "what is left without its bucket");
            }
        }
        Ok(())
    }

    /// A slash ends: by a veto each part goes back where it came from, else it is paid out.
    pub(super) fn settle(&mut self, pick: usize, veto: bool) -> Truth {
        let Some(pick) = pick.checked_rem(self.slashes.len()) else { return Ok(()) };
        let open = self.slashes[pick];
        let OpenSlash { slash, by, to, born, losses, counted, pledges, .. } = open;
        if veto {
            self.vetoed(slash, to, counted);
        }
        let pledged = pledges.iter().sum::<u64>();
        let (mut wanted, time, mut operator) = (self.rolled(), self.clock(), self.operators[by]);
        let (worths, stood) = (self.worths(), self.slashable());
        let needs = |place: usize| slash.exiting[place].iter().any(|part| *part > 0);
        let mut reach = self.reach([by, to], slash.epoch, born.is_multiple_of(2), needs);
        let (before, now) = (reach, self.now);
        let act = |vault: &mut VaultLedger, target: &mut Target| {
            if veto { vault.veto_slash(target, &slash, now) } else { vault.execute_slash(target, &slash, pledged, now) }
        };
        let result = reach.with(act);
        let kind = if veto { "veto" } else { "execute" };
        self.note(kind, result.is_ok(), || format!("{slash:?} of {by} by service {to}, {pledged} pledged: {result:?}"));
        same!(result, Ok(()), "the end of a slash");
        self.needs_its_buckets(&before, act, [needs(0), needs(1)])?;

        let mut buckets = before.buckets;
        let back = if veto { slash.stake } else { pledged };
        let Parts { active, exiting } = taken::given_back(&slash, back)?;
        let mut live = active;
        if veto {
            operator.settle_service(to, &mut wanted, time);
        }
        let at_first = wanted.books;
        for (bucket, (parts, exiting)) in buckets.iter_mut().zip(slash.exiting.into_iter().zip(exiting)) {
            let Some(bucket) = bucket else { continue };
            for (pool, (part, back)) in bucket.pools.iter_mut().zip(parts.into_iter().zip(exiting)) {
                pool.contested -= part;
                pool.assets += back;
            }
            let part = exiting.iter().sum::<u64>();
            if part == 0 {
                continue;
            }
            match bucket.epoch.checked_sub(at_first.epoch) {
                Some(place) => wanted.books.exiting[place as usize] += part,
                None => wanted.books.matured += part,
            }
            if bucket.epoch >= at_first.epoch {
                live += part;
            } else {
                self.tally.saw(if veto { "a veto into a matured bucket" } else { "restored into a matured bucket" });
            }
        }
        wanted.books.active += active;
        self.slashes.remove(pick);
        wanted.contested -= slash.active;
        wanted.escrowed -= slash.stake;
        operator.close_slash(slash.magnitude, time);
        let mut scale = wanted.books.units;
        if veto {
            let mut books = at_first;
            let worth = taken::restored(&mut books, live, &slash);
            self.saw_veto(&at_first, &open, live, &operator, time);
            if books.units != at_first.units {
                self.rescale_claims(&mut operator, by);
            }
            let held = operator.held();
            operator.units.grow(&losses[0], [worth, slash.units.current], u64::MAX)?;
            scale = books.units + worth;
            wanted.books.units = books.units + worth;
            wanted.books.idle = books.idle + worth - (operator.held() - held);
            wide::rescale(&mut wanted.books);
            wide::note_reserved(&mut wanted, operator.held());
            self.give_magnitude(&mut operator, &open, time)?;
            // Of what its epoch lost, if that is still the one that counts: in the vault, not in the service.
            let losses = &mut self.breaker.losses;
            if losses.epoch == slash.epoch {
                losses.lost -= slash.stake;
            }
            wanted.losses = *losses;
            self.tokens += slash.stake;
            self.escrow -= slash.stake;
            self.refunds.extend(pledges.into_iter().filter(|own| *own > 0));
        } else {
            wanted.unpaid += slash.stake;
            self.unpaid += slash.stake;
            wanted.pledged -= pledged;
            self.restore(pledged, live, &slash, &at_first);
            same!(
                (reach.delegation.units, reach.allocation.magnitude),
                (before.delegation.units, before.allocation.magnitude),
                "what an executed slash leaves the operator"
            );
            operator.stood = None;
        }
        let whole = operator.delegation.magnitude;
        operator.restart();
        if operator.delegation.magnitude > whole {
            self.tally.saw("the end of a slash after which the magnitudes start again");
        }
        if operator.delegation.open_slashes == 0 {
            operator.units.forgets();
        }
        if reach.allocation.open_slashes == 0 {
            operator.services[to].magnitude.forgets();
        }
        same!(reach.buckets, buckets, "the buckets after the end of a slash");
        same!(reach.vault, wanted, "the vault after the end of a slash");
        self.carry_out(reach, by, to, operator)?;
        self.check_end(&slash, born, back > 0, &worths)?;
        self.saw_scale(scale);
        self.operators[by].turned |= self.slashes.iter().any(|other| other.by == by && other.born < born);
        self.check_whole(by)?;
        self.check_given_back(&open, veto, (live, &at_first), &stood)
    }

    /// All units were idle, and their scale has started again: what open slashes took of them was of the old one.
    fn saw_scale(&mut self, left: u64) {
        if self.vault.books.units != left {
            self.operators.iter_mut().for_each(|operator| operator.units.rescale());
        }
    }

    fn rescale_claims(&mut self, operator: &mut Operator, by: usize) {
        operator.units.rescale();
        self.operators
            .iter_mut()
            .enumerate()
            .filter(|(other, _)| *other != by)
            .for_each(|(_, other)| other.units.rescale());
    }

    /// What a slash takes if none was before it in its epoch.
    fn check_due(
        &mut self,
        [by, to]: [usize; 2],
        fraction: u64,
        (books, stands): (&Books, &Stands),
        sized: Result<Size, &'static str>,
    ) -> Truth {
        if sized == Err("Fraction") {
            return Ok(());
        }
        let fresh = self.due(to, books.epoch, wide::stake(books), self.clock());
        let due = taken::size(books, stands, fraction, fresh).map(|size| size.stake);
        let (operator, limits) = (&self.operators[by], &self.pacts[OPERATORS + to].limits);
        let allocation = &operator.services[to].allocation;
        let approval = (limits, &self.losses[to]);
        let found = self.vault.due_slash(&operator.delegation, allocation, approval, fraction, self.now);
        same!(
            found.map_err(|no| format!("{:?}", no.rule)),
            due.map_err(str::to_owned),
            "what a slash takes that is the first of its epoch"
        );
        let taken = sized.map_or(0, |size| size.stake);
        if taken < due.unwrap_or(0) {
            self.tally.saw("a slash that earlier ones left less");
        }
        Ok(())
    }

    /// What executed slashes have in escrow is handed out.
    pub(super) fn pay_out_slashed(&mut self, assets: Amount) -> Truth {
        let (unpaid, before) = (self.unpaid, self.vault);
        let assets = assets.of(unpaid);
        let result = self.vault.pay_out_slash(assets);
        self.note("pay out", result.is_ok(), || format!("{assets} of {unpaid}: {result:?}"));
        self.tally.refusal(&result);
        same!(result.is_ok(), assets <= unpaid, "whether so much can be paid out");
        if result.is_ok() {
            self.unpaid -= assets;
            self.escrow -= assets;
            self.distributed += u128::from(assets);
        }
        same!(self.vault, VaultLedger { unpaid: self.unpaid, ..before }, "the vault after paying out");
        Ok(())
    }

    /// M comes back in full, and m as far as the leverage, or what was allocated before the slash, leaves room.
    fn give_magnitude(&mut self, operator: &mut Operator, open: &OpenSlash, time: i64) -> Truth {
        let (slash, all) = (&open.slash, &mut operator.delegation);
        all.magnitude += slash.magnitude;
        hold!(all.magnitude <= ledger::state::books::UNITS, "M came to {}", all.magnitude);
        let most = u128::from(all.magnitude) * u128::from(self.leverage.at(time));
        let room = most.max(slash.allocated.into()).saturating_sub(all.allocated.into()) as u64;
        if room < slash.part.current {
            self.tally.saw("a veto of which others took the magnitude");
        }
        let watch = &mut operator.services[open.to].magnitude;
        let held = watch.held;
        watch.grow(&open.losses[1], [1, 1], room)?;
        all.allocated += watch.held - held;
        Ok(())
    }

    /// An offense can be slashed until it is an epoch old, without the time in which a slash of the operator was open.
    pub(super) fn check_offense(&mut self, age: i16) -> Truth {
        let length = self.vault.epoch_seconds as i64;
        let delegation = self.operators[usize::from(age.unsigned_abs()) % OPERATORS].delegation;
        let now = self.now;
        let until = if delegation.open_slashes > 0 { now } else { delegation.open_until.min(now) };
        let open = |age: i64| (until - delegation.open_from.max(now - age)).max(0);
        // Up to a bit more than an epoch, and both of its edges.
        let age = match age % 8 {
            0 => length,
            1 => length + 1,
            2 => 0,
            3 => length + open(3 * length),
            4 => length + open(3 * length) + 1,
            _ => i64::from(age) * length / 24_000,
        };
        let result = self.vault.check_offense(&delegation, now - age, now);
        self.note("check offense", result.is_ok(), || format!("{age} seconds ago: {result:?}"));
        self.tally.refusal(&result);
        let right = age >= 0 && age - open(age) <= length;
        same!(result.is_ok(), right, "whether an offense can be slashed");
        if right && age > length {
            self.tally.saw("an offense that an open slash kept from growing old");
        }
        Ok(())
    }
}
