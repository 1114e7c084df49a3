//! One vault with two operators of two services each: their slashes, and what these leave of every part.

use ledger::refusal::Result;
use ledger::state::allocation::Allocation;
use ledger::state::books::{Books, UNITS};
use ledger::state::breaker::{Approved, LossLimits, Losses};
use ledger::state::delayed::Delayed;
use ledger::state::delegation::Delegation;
use ledger::state::exit_bucket::Bucket;
use ledger::state::exit_ticket::Ticket;
use ledger::state::slash::Slash;
use ledger::state::vault::VaultLedger;
use ledger::transition::exit::{Claim, ExitRequest};
use ledger::transition::flow::Flow;
use ledger::transition::instant_exit::InstantExit;
use ledger::transition::slash::target::Target;

use super::{EPOCH, GENESIS, first, vault};

/// An operator and a service.
pub type Who = (usize, usize);

/// The second at which every scene begins: the first of epoch 1.
pub const NOW: i64 = GENESIS + EPOCH;

/// A vault, all that it delegates, the buckets of its first epochs by their number, and the open slashes.
#[derive(Clone, Debug, PartialEq)]
pub struct Scene {
    pub vault: VaultLedger,
    pub to: [Delegation; 2],
    pub services: [[Allocation; 2]; 2],
    pub buckets: [Bucket; 10],
    pub limits: [LossLimits; 2],
    pub losses: [Losses; 2],
    pub open: Vec<(Who, Slash)>,
    /// What is pledged for open slashes.
    pub pledges: Vec<(Slash, u64)>,
    /// What was pledged for slashes that were vetoed since.
    pub refund: u64,
    pub now: i64,
}

impl Scene {
    /// A vault in epoch 1 with a share for each of `active` assets, and one older ticket in each live bucket. `units`
    /// and `magnitude` of their wholes stand behind the first operator's first service.
    pub fn new(active: u64, exiting: [u64; 2], units: u64, magnitude: u64) -> Self {
        let mut vault = vault(active, active);
        vault.books = Books { epoch: 1, active, exiting, supply: active, ..vault.books };
        let mut buckets = [Bucket::default(); 10];
        for (epoch, bucket) in buckets.iter_mut().enumerate() {
            *bucket = Bucket::new(epoch as u64);
        }
        for (epoch, held) in [(1, exiting[0]), (2, exiting[1])] {
            buckets[epoch] = Bucket { pools: first(held, held), tickets: u64::from(held > 0), ..buckets[epoch] };
        }
        let mut scene = Self {
            vault,
            to: [Delegation::new(); 2],
            services: [[Allocation::new(); 2]; 2],
            buckets,
            limits: [LossLimits::any(); 2],
            losses: [Losses::default(); 2],
            open: Vec::new(),
            pledges: Vec::new(),
            refund: 0,
            now: NOW,
        };
        scene.give(0, units);
        scene.allot((0, 0), magnitude);
        scene
    }

    /// As [`Scene::new`], all of it behind one service, and with as many units as assets: a unit is an asset.
    pub fn even(active: u64, exiting: [u64; 2], units: u64) -> Self {
        let mut scene = Self::new(active, exiting, 0, UNITS);
        let stake = scene.stake();
        (scene.vault.books.units, scene.vault.books.idle) = (stake, stake);
        scene.give(0, units);
        scene
    }

    /// Delegates idle units from now on.
    pub fn give(&mut self, operator: usize, units: u64) {
        self.to[operator].units = Delayed::settled(units);
        self.vault.books.idle -= units;
        self.vault.largest_units = self.vault.largest_units.max(units);
    }

    /// Counts what both services are approved for, as from long ago.
    pub fn approve_all(&mut self) {
        let sum = self.limits.iter().map(|limits| limits.epoch_bps.next).sum();
        self.vault.approved = Approved::flat(0, sum);
    }

    /// Allocates from now on.
    pub fn allot(&mut self, who: Who, magnitude: u64) {
        self.services[who.0][who.1].magnitude = Delayed::settled(magnitude);
        self.to[who.0].allocated += magnitude;
    }

    pub fn stake(&self) -> u64 {
        self.vault.books.stake().unwrap()
    }

    pub fn slashable(&self, who: Who) -> u64 {
        self.vault.slashable_stake(&self.to[who.0], &self.services[who.0][who.1], self.now).unwrap()
    }

    /// The older ticket of the bucket of epoch 1 or 2.
    pub fn ticket(&self, epoch: u64) -> Ticket {
        Ticket { epoch, shares: self.buckets[epoch as usize].pools[0].shares, ..Ticket::default() }
    }

    /// What a ticket holds of its bucket.
    pub fn worth(&self, ticket: &Ticket) -> u64 {
        self.buckets[ticket.epoch as usize].worth(ticket).unwrap()
    }

    pub fn epoch(&self) -> u64 {
        self.vault.epoch_at(self.now)
    }

    /// The first second of `epoch`.
    pub fn at(&mut self, epoch: u64) {
        self.now = self.vault.start_of(epoch);
    }

    /// Runs a transition; one that is refused leaves everything as it was at that time.
    fn attempt<T>(&mut self, act: impl FnOnce(&mut Self) -> Result<T>) -> Result<T> {
        self.vault.advance(self.now);
        let before = self.clone();
        let result = act(self);
        if result.is_err() {
            assert!(*self == before, "a refusal left a trace");
        }
        self.check();
        result
    }

    /// Runs a transition of the vault on a target with the buckets of `epoch` and the next.
    fn on<T>(
        &mut self,
        (operator, service): Who,
        epoch: u64,
        act: impl FnOnce(&mut VaultLedger, &mut Target, (&LossLimits, &mut Losses), i64) -> Result<T>,
    ) -> Result<T> {
        let now = self.now;
        self.attempt(|scene| {
            let [first, second, ..] = &mut scene.buckets[epoch as usize..] else { unreachable!() };
            let mut target = Target {
                delegation: &mut scene.to[operator],
                allocation: &mut scene.services[operator][service],
                buckets: [Some(first), Some(second)],
            };
            let approval = (&scene.limits[service], &mut scene.losses[service]);
            act(&mut scene.vault, &mut target, approval, now)
        })
    }

    pub fn propose(&mut self, who: Who, fraction: u64) -> Result<Slash> {
        self.vault.advance(self.now);
        let (old, stake) = (self.vault.books, self.stake());
        let slash = self.on(who, self.epoch(), |vault, target, approval, now| {
            vault.propose_slash(target, approval, fraction, 0, now)
        })?;
        self.open.push((who, slash));
        self.check();
        assert_eq!(stake - self.stake(), slash.stake);
        let left = u128::from(old.units - slash.units.current);
        assert!(u128::from(self.stake()) * u128::from(old.units) >= u128::from(stake) * left, "S/U fell");
        Ok(slash)
    }

    /// A slash that must be possible.
    #[track_caller]
    pub fn slash(&mut self, who: Who, fraction: u64) -> Slash {
        self.propose(who, fraction).unwrap()
    }

    fn end(&mut self, slash: &Slash, veto: bool) -> Result<()> {
        let place = self.open.iter().position(|(_, open)| open == slash).expect("it is open");
        let (who, slash) = self.open.remove(place);
        let pledged = self.pledged_for(&slash);
        self.pledges.retain(|(other, _)| *other != slash);
        self.refund += if veto { pledged } else { 0 };
        self.on(who, slash.epoch, |vault, target, _, now| {
            if veto { vault.veto_slash(target, &slash, now) } else { vault.execute_slash(target, &slash, pledged, now) }
        })
    }

    /// What is pledged for an open slash.
    pub fn pledged_for(&self, slash: &Slash) -> u64 {
        self.pledges.iter().filter(|(other, _)| other == slash).map(|(_, pledged)| pledged).sum()
    }

    /// Pledges for an open slash, by a payer that has pledged `own` for it.
    pub fn pledge(&mut self, slash: &Slash, own: &mut u64, assets: u64) -> Result<Flow> {
        let (old, mut pledged) = (*own, self.pledged_for(slash));
        let flow = self.attempt(|scene| {
            let flow = scene.vault.pledge(slash, &mut pledged, own, assets)?;
            scene.pledges.push((*slash, flow.assets_in));
            Ok(flow)
        });
        let taken = flow.map_or(0, |flow| flow.assets_in);
        assert_eq!((self.pledged_for(slash), *own), (pledged, old + taken));
        flow
    }

    /// A veto, which must be possible in every state.
    #[track_caller]
    pub fn veto(&mut self, slash: &Slash) {
        let (matured, stake) = (self.vault.books_at(self.now).matured, self.vault.books_at(self.now).stake().unwrap());
        self.end(slash, true).unwrap();
        assert_eq!(self.vault.books.matured - matured + self.stake() - stake, slash.stake, "all of it came back");
    }

    /// An execution, which must be possible in every state.
    #[track_caller]
    pub fn execute(&mut self, slash: &Slash) {
        self.vault.advance(self.now);
        let (books, pledged) = (self.vault.books, self.pledged_for(slash));
        self.end(slash, false).unwrap();
        if pledged == 0 {
            assert_eq!(self.vault.books, books, "an execution moves nothing");
        }
        assert_eq!(
            self.vault.books.owed().unwrap() - books.owed().unwrap(),
            pledged,
            "an execution restores what is pledged"
        );
    }

    pub fn deposit(&mut self, assets: u64) -> Result<Flow> {
        self.attempt(|scene| scene.vault.deposit(assets, 0, scene.now).map(|deposit| deposit.flow))
    }

    pub fn request(&mut self, shares: u64) -> Result<ExitRequest> {
        let epoch = self.epoch() as usize + 1;
        self.attempt(|scene| scene.vault.request_exit(&mut scene.buckets[epoch], shares, 0, scene.now))
    }

    pub fn cancel(&mut self, ticket: &mut Ticket) -> Result<Flow> {
        self.attempt(|scene| scene.vault.cancel_exit(&mut scene.buckets[ticket.epoch as usize], ticket, 0, scene.now))
    }

    pub fn claim(&mut self, ticket: &mut Ticket) -> Result<Claim> {
        self.attempt(|scene| scene.vault.claim_exit(&mut scene.buckets[ticket.epoch as usize], ticket, scene.now))
    }

    pub fn exit_instantly(&mut self, shares: u64) -> Result<InstantExit> {
        self.attempt(|scene| scene.vault.exit_instantly(shares, 0, scene.now))
    }

    pub fn close(&mut self, epoch: u64) -> Result<u64> {
        self.attempt(|scene| scene.vault.close_bucket(&mut scene.buckets[epoch as usize], scene.now))
    }

    pub fn delegate(&mut self, operator: usize, units: u64) -> Result<()> {
        self.attempt(|scene| scene.vault.delegate(&mut scene.to[operator], units, scene.now))
    }

    pub fn allocate(&mut self, (operator, service): Who, magnitude: u64) -> Result<()> {
        // A refused allocation still frees decreases that have taken effect.
        let (to, allocation) = (&mut self.to[operator], &mut self.services[operator][service]);
        self.vault.settle_allocation(to, allocation, self.now)?;
        self.attempt(|scene| {
            let allocation = &mut scene.services[operator][service];
            scene.vault.allocate(&mut scene.to[operator], allocation, magnitude, scene.now)
        })
    }

    /// All of it but when slashes were open.
    pub fn timeless(&self) -> Self {
        let mut scene = self.clone();
        scene.to.iter_mut().for_each(|to| (to.open_from, to.open_until) = (0, 0));
        scene
    }

    /// What is always true of all of it together.
    #[track_caller]
    pub fn check(&self) {
        self.vault.invariant().unwrap();
        let books = &self.vault.books;
        let units: u64 = self.to.iter().map(Delegation::reserved).sum();
        assert_eq!(units + books.idle, books.units, "units");
        for (to, services) in self.to.iter().zip(&self.services) {
            to.invariant().unwrap();
            let reserved: u64 = services.iter().map(|service| service.magnitude.reserved()).sum();
            assert_eq!(to.allocated, reserved, "magnitudes");
        }
        let mut matured = 0;
        for bucket in &self.buckets {
            bucket.invariant().unwrap();
            match bucket.epoch.checked_sub(books.epoch) {
                Some(place) => assert_eq!(bucket.assets(), books.exiting.get(place as usize).map_or(0, |held| *held)),
                None => matured += bucket.assets() - bucket.claimed,
            }
        }
        assert_eq!(matured, books.matured, "matured");
        // Within a transition of a slash, `open` is one behind.
        if self.open.len() as u64 == self.to.iter().map(|to| to.open_slashes).sum::<u64>() {
            self.check_open();
        }
    }

    #[track_caller]
    fn check_open(&self) {
        let sum = |of: &dyn Fn(&Slash) -> u64| self.open.iter().map(|(_, slash)| of(slash)).sum::<u64>();
        assert_eq!(self.vault.contested, sum(&|slash| slash.active));
        assert_eq!(self.vault.escrowed, sum(&|slash| slash.stake));
        let pledged: u64 = self.pledges.iter().map(|(_, pledged)| pledged).sum();
        assert_eq!(self.vault.pledged, pledged + self.refund, "pledged");
        for bucket in &self.buckets {
            for (index, pool) in bucket.pools.iter().enumerate() {
                let taken = sum(&|slash| match bucket.epoch.wrapping_sub(slash.epoch) {
                    place @ 0..2 => slash.exiting[place as usize][index],
                    _ => 0,
                });
                assert_eq!(pool.contested, taken);
            }
        }
        let services = self.services.iter().flatten().map(|service| service.open_slashes).sum::<u64>();
        assert_eq!(services, self.open.len() as u64);
    }
}
