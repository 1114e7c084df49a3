//! Vaults of the core, as a pool meets them: the core's own ledger, its buckets, and one operator that a service may slash.

use ledger::state::allocation::Allocation;
use ledger::state::books::UNITS;
use ledger::state::breaker::{Approved, LossLimits, Losses};
use ledger::state::delayed::Delayed;
use ledger::state::delegation::Delegation;
use ledger::state::exit_bucket::Bucket;
use ledger::state::exit_ticket::Ticket;
use ledger::state::slash::Slash;
use ledger::state::vault::VaultLedger;
use ledger::transition::fee::FeeTerms;
use ledger::transition::reward::RewardTerms;
use ledger::transition::slash::target::Target;
use ledger::transition::vault::Limits;

use super::NOW;

pub const EPOCH: u64 = 86_400;

#[derive(Clone)]
pub struct CoreVault {
    pub ledger: VaultLedger,
    /// By epoch.
    pub buckets: Vec<Bucket>,
    delegation: Delegation,
    allocation: Allocation,
    losses: Losses,
    pub open: Vec<Slash>,
}

impl CoreVault {
    /// A vault of others, three quarters of it slashable.
    pub fn new(assets: u64, exit_bps: u64) -> Self {
        let limits =
            Limits { deposit_cap: u64::MAX, instant_fee_bps: 0, instant_capacity: 0, instant_refill_seconds: 1 };
        let mut ledger = VaultLedger::new(EPOCH, limits, NOW - 10 * EPOCH as i64).unwrap();
        ledger.deposit(assets, 1, NOW).unwrap();
        if exit_bps > 0 {
            let terms = FeeTerms { deposit_bps: 0, exit_bps, reward_bps: 0, stream_seconds: EPOCH };
            ledger.set_fees(terms, NOW - 9 * EPOCH as i64).unwrap();
        }
        let (mut delegation, mut allocation) = (Delegation::new(), Allocation::new());
        delegation.units = Delayed::settled(UNITS / 4 * 3);
        ledger.books.idle -= UNITS / 4 * 3;
        ledger.largest_units = UNITS / 4 * 3;
        allocation.magnitude = Delayed::settled(UNITS);
        delegation.allocated = UNITS;
        ledger.approved = Approved::flat(0, ledger::math::BPS);
        Self { ledger, buckets: Vec::new(), delegation, allocation, losses: Losses::default(), open: Vec::new() }
    }

    pub fn bucket(&mut self, epoch: u64) -> &mut Bucket {
        while self.buckets.len() as u64 <= epoch {
            self.buckets.push(Bucket::new(self.buckets.len() as u64));
        }
        &mut self.buckets[epoch as usize]
    }

    pub fn enter(&mut self, assets: u64, now: i64) -> Option<u64> {
        self.ledger.deposit(assets, 1, now).ok().map(|deposit| deposit.flow.shares_minted)
    }

    pub fn request(&mut self, shares: u64, now: i64) -> Option<Ticket> {
        let epoch = self.ledger.epoch_at(now) + 1;
        let mut bucket = *self.bucket(epoch);
        let exit = self.ledger.request_exit(&mut bucket, shares, 0, now).ok()?;
        *self.bucket(epoch) = bucket;
        Some(exit.ticket)
    }

    pub fn claim(&mut self, mut ticket: Ticket, now: i64) -> Option<ledger::transition::exit::Claim> {
        if ticket.is_settled() {
            return self.ledger.claim_settled(&mut ticket, now).ok();
        }
        let mut bucket = *self.bucket(ticket.epoch);
        if bucket.contested() > 0 {
            return None;
        }
        let claim = self.ledger.claim_exit(&mut bucket, &mut ticket, now).ok()?;
        *self.bucket(ticket.epoch) = bucket;
        Some(claim)
    }

    /// The ticket, settled.
    pub fn settle(&mut self, mut ticket: Ticket, now: i64) -> Option<Ticket> {
        let mut bucket = *self.bucket(ticket.epoch);
        self.ledger.settle_exit(&mut bucket, &mut ticket, now).ok()?;
        *self.bucket(ticket.epoch) = bucket;
        Some(ticket)
    }

    pub fn reward(&mut self, assets: u64, now: i64) {
        let terms = RewardTerms { commission_bps: 0, protocol_fee_bps: 0 };
        let _ = self.ledger.pay_reward(&mut 0, assets, terms, now);
    }

    pub fn slash(&mut self, fraction: u64, now: i64) -> bool {
        let epoch = self.ledger.epoch_at(now);
        self.bucket(epoch + 1);
        let limits = LossLimits::any();
        let [first, second] = &mut self.buckets[epoch as usize..epoch as usize + 2] else { unreachable!() };
        let mut target = Target {
            delegation: &mut self.delegation,
            allocation: &mut self.allocation,
            buckets: [Some(first), Some(second)],
        };
        match self.ledger.propose_slash(&mut target, (&limits, &mut self.losses), fraction, 0, now) {
            Ok(slash) => {
                self.open.push(slash);
                true
            }
            Err(_) => false,
        }
    }

    pub fn end(&mut self, index: usize, is_vetoed: bool, now: i64) {
        let slash = self.open.swap_remove(index);
        let epoch = slash.epoch as usize;
        let [first, second] = &mut self.buckets[epoch..epoch + 2] else { unreachable!() };
        let mut target = Target {
            delegation: &mut self.delegation,
            allocation: &mut self.allocation,
            buckets: [Some(first), Some(second)],
        };
        if is_vetoed {
            self.ledger.veto_slash(&mut target, &slash, now).unwrap();
        } else {
            self.ledger.execute_slash(&mut target, &slash, 0, now).unwrap();
            self.ledger.pay_out_slash(slash.stake).unwrap();
        }
    }
}
