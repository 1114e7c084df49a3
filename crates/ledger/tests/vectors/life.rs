//! The life of a vault with one operator and one service: every possible event, in any order.

use std::collections::BTreeMap;

use ledger::math::BPS;
use ledger::state::allocation::Allocation;
use ledger::state::books::UNITS;
use ledger::state::breaker::{Approved, LossLimits, Losses};
use ledger::state::delegation::Delegation;
use ledger::state::exit_bucket::Bucket;
use ledger::state::exit_ticket::Ticket;
use ledger::state::fee::{
    MAX_COMMISSION_BPS, MAX_DEPOSIT_FEE_BPS, MAX_EXIT_FEE_BPS, MAX_INSTANT_FEE_BPS, MAX_PROTOCOL_FEE_BPS,
    MAX_REWARD_FEE_BPS,
};
use ledger::state::slash::Slash;
use ledger::state::term::Term;
use ledger::state::vault::VaultLedger;
use ledger::transition::fee::FeeTerms;
use ledger::transition::reward::RewardTerms;
use ledger::transition::slash::target::Target;
use ledger::transition::vault::Limits;

use crate::luck::Luck;

const GENESIS: i64 = 1_700_000_000;

pub struct Life {
    pub luck: Luck,
    pub now: i64,
    pub vault: VaultLedger,
    pub to: Delegation,
    pub service: Allocation,
    pub limits: LossLimits,
    /// What the vault approved for another service.
    others: LossLimits,
    pub losses: Losses,
    pub buckets: BTreeMap<u64, Bucket>,
    pub tickets: Vec<Ticket>,
    /// What the vault owes to the operator.
    commission: u64,
    open: Vec<Slash>,
    /// The bits of amounts.
    size: u64,
}

impl Life {
    pub fn new(number: u64) -> Self {
        let mut luck = Luck(number);
        let epoch = 100 + luck.below(1_000_000);
        let size = [12, 24, 40, 62][(number % 4) as usize];
        let mut vault = VaultLedger::new(epoch, limits(&mut luck, size), GENESIS).unwrap();
        vault.set_exposure(BPS, BPS, 1 + luck.below(4), GENESIS).unwrap();
        vault.approved = Approved::flat(0, BPS);
        if number % 3 == 2 {
            let start = vault.start_of(3 + luck.below(4));
            vault.term = Term { start, end: start.saturating_add_unsigned(epoch * (3 + luck.below(12))) };
        }
        let (to, service) = (Delegation::new(), Allocation::new());
        let mut life = Self {
            luck,
            now: GENESIS,
            vault,
            to,
            service,
            limits: LossLimits::any(),
            others: LossLimits::none(),
            losses: Losses::default(),
            buckets: BTreeMap::new(),
            tickets: vec![],
            commission: 0,
            open: vec![],
            size,
        };
        // Most of the rest needs both.
        life.delegate();
        life.allocate();
        // A reward may come before anybody is there to earn it, and fees may count from early on.
        tried(life.reward());
        life.charge();
        life
    }

    /// An amount of this life's.
    pub fn amount(&mut self) -> u64 {
        self.luck.sized(self.size)
    }

    /// The bucket that a request goes to now.
    pub fn next_bucket(&mut self) -> Bucket {
        let epoch = self.vault.request_epoch(self.now);
        *self.buckets.entry(epoch).or_insert_with(|| Bucket::new(epoch))
    }

    /// One thing that happens, or is refused.
    pub fn step(&mut self) {
        match self.luck.below(21) {
            0..=3 => tried(self.deposit()),
            4..=6 => tried(self.request()),
            7 => tried(self.claim()),
            8 => {
                let shares = self.luck.part(self.vault.books.supply / 4);
                tried(self.vault.exit_instantly(shares, 0, self.now));
            }
            9 => self.delegate(),
            10 => self.allocate(),
            11 => tried(self.slash()),
            12 => tried(self.decide()),
            13 => self.set(),
            14 => tried(self.reward()),
            15 => self.charge(),
            16 => self.collect(),
            17 | 18 => self.hold_up(),
            _ => self.now += (self.luck.below(self.vault.epoch_seconds * 2)) as i64,
        }
    }

    fn deposit(&mut self) -> ledger::refusal::Result<()> {
        let assets = self.amount();
        self.vault.deposit(assets, 0, self.now).map(drop)
    }

    fn request(&mut self) -> ledger::refusal::Result<()> {
        let mut bucket = self.next_bucket();
        // All at once, now and then: the stream of rewards waits then.
        let most = if self.luck.below(4) == 0 { self.vault.books.supply } else { self.vault.books.supply / 2 };
        let shares = self.luck.part(most);
        let request = self.vault.request_exit(&mut bucket, shares, 0, self.now)?;
        self.buckets.insert(bucket.epoch, bucket);
        self.tickets.push(request.ticket);
        Ok(())
    }

    fn claim(&mut self) -> ledger::refusal::Result<()> {
        let place = self.luck.below(self.tickets.len() as u64) as usize;
        self.claim_at(place)
    }

    fn claim_at(&mut self, place: usize) -> ledger::refusal::Result<()> {
        let Some(ticket) = self.tickets.get_mut(place) else { return Ok(()) };
        let bucket = self.buckets.get_mut(&ticket.epoch).unwrap();
        self.vault.claim_exit(bucket, ticket, self.now).map(drop)
    }

    fn delegate(&mut self) {
        let units = self.luck.part(self.vault.books.units);
        tried(self.vault.delegate(&mut self.to, units, self.now));
    }

    fn allocate(&mut self) {
        let magnitude = self.luck.part(self.to.magnitude);
        tried(self.vault.allocate(&mut self.to, &mut self.service, magnitude, self.now));
    }

    fn slash(&mut self) -> ledger::refusal::Result<()> {
        let fraction = 1 + self.luck.part(UNITS - 1);
        let (now, epoch) = (self.now, self.vault.epoch_at(self.now));
        let slash =
            self.with_target(epoch, |vault, target, approval| vault.propose_slash(target, approval, fraction, 0, now))?;
        self.open.push(slash);
        Ok(())
    }

    /// An open slash is vetoed or executed.
    fn decide(&mut self) -> ledger::refusal::Result<()> {
        let Some(slash) = self.open.pop() else { return Ok(()) };
        let (now, vetoed) = (self.now, self.luck.below(2) == 0);
        self.with_target(slash.epoch, |vault, target, _| {
            if vetoed { vault.veto_slash(target, &slash, now) } else { vault.execute_slash(target, &slash, 0, now) }
        })
    }

    fn set(&mut self) {
        let (now, luck) = (self.now, &mut self.luck);
        let epoch_bps = luck.part(BPS);
        let incident_bps = luck.part(epoch_bps);
        match luck.below(5) {
            0 => tried(self.vault.set_limits(limits(luck, self.size), now)),
            1 => tried(self.vault.set_loss_limits(incident_bps, epoch_bps, now)),
            2 => tried(self.vault.approve(&mut self.limits, incident_bps, epoch_bps, now).map(drop)),
            3 => tried(self.vault.approve(&mut self.others, incident_bps, epoch_bps, now).map(drop)),
            _ => tried(self.vault.set_exposure(BPS - luck.part(BPS / 4), BPS, 1 + luck.below(4), now)),
        }
    }

    fn reward(&mut self) -> ledger::refusal::Result<()> {
        let (assets, terms) = (self.amount(), reward_terms(&mut self.luck));
        self.vault.pay_reward(&mut self.commission, assets, terms, self.now).map(drop)
    }

    fn charge(&mut self) {
        let terms = fee_terms(&mut self.luck, &self.vault);
        tried(self.vault.set_fees(terms, self.now));
    }

    fn collect(&mut self) {
        match self.luck.below(3) {
            0 => tried(self.vault.collect_vault_fees()),
            1 => tried(self.vault.collect_protocol_fees()),
            _ => tried(self.vault.collect_commission(&mut self.commission)),
        }
    }

    /// A slash takes of a ticket's pool, and is open still when the ticket is claimed for the first time.
    fn hold_up(&mut self) {
        tried(self.request());
        tried(self.slash());
        self.now = self.vault.claimable_at(self.vault.request_epoch(self.now));
        tried(self.claim_at(self.tickets.len().saturating_sub(1)));
        if self.luck.below(2) == 0 {
            tried(self.decide());
        }
    }

    /// Has `change` happen to the vault and what a slash in `epoch` reaches.
    pub fn with_target<T>(
        &mut self,
        epoch: u64,
        change: impl FnOnce(&mut VaultLedger, &mut Target, (&LossLimits, &mut Losses)) -> ledger::refusal::Result<T>,
    ) -> ledger::refusal::Result<T> {
        let mut buckets = [epoch, epoch + 1].map(|epoch| self.buckets.get(&epoch).copied());
        let [first, second] = &mut buckets;
        let mut target = Target {
            delegation: &mut self.to,
            allocation: &mut self.service,
            buckets: [first.as_mut(), second.as_mut()],
        };
        let done = change(&mut self.vault, &mut target, (&self.limits, &mut self.losses));
        self.buckets.extend(buckets.into_iter().flatten().map(|bucket| (bucket.epoch, bucket)));
        done
    }
}

fn limits(luck: &mut Luck, size: u64) -> Limits {
    // Seldom so low that they bind.
    let lower = |luck: &mut Luck| [0, 0, 4][luck.below(3) as usize];
    Limits {
        deposit_cap: luck.any() >> (63 - size.min(62)) >> lower(luck),
        instant_fee_bps: luck.part(MAX_INSTANT_FEE_BPS),
        instant_capacity: luck.any() >> (64 - size) >> lower(luck),
        instant_refill_seconds: 1 + luck.below(1_000_000),
    }
}

/// Fees within their caps, and a stream of one epoch to twice as long.
pub fn fee_terms(luck: &mut Luck, vault: &VaultLedger) -> FeeTerms {
    FeeTerms {
        deposit_bps: luck.part(MAX_DEPOSIT_FEE_BPS),
        exit_bps: luck.part(MAX_EXIT_FEE_BPS),
        reward_bps: luck.part(MAX_REWARD_FEE_BPS),
        stream_seconds: vault.min_stream_seconds() + luck.part(vault.min_stream_seconds()),
    }
}

/// What others than the vault have of a reward.
pub fn reward_terms(luck: &mut Luck) -> RewardTerms {
    RewardTerms { commission_bps: luck.part(MAX_COMMISSION_BPS), protocol_fee_bps: luck.part(MAX_PROTOCOL_FEE_BPS) }
}

/// What is refused is no matter: the life goes on.
pub fn tried<T>(_: ledger::refusal::Result<T>) {}
