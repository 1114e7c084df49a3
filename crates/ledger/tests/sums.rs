//! Random payments, bonds and exits of one vault and of what its holders bond: all that was paid out, and all that is still
//! held, is what came in, to the token.

mod common;

use common::{EPOCH, GENESIS, config, vault};
use ledger::state::bond_pool::{BondPool, BondPosition};
use ledger::state::exit_bucket::Bucket;
use ledger::state::exit_ticket::Ticket;
use ledger::state::stream::MAX_STREAM_SECONDS;
use ledger::state::vault::VaultLedger;
use ledger::transition::fee::FeeTerms;
use ledger::transition::flow::Flow;
use ledger::transition::reward::RewardTerms;
use proptest::prelude::*;

const HOLDERS: usize = 3;
const OPERATORS: usize = 2;
/// Other tokens that the vault's pool pays.
const REWARDS: usize = 2;

#[derive(Clone, Copy, Debug)]
enum Act {
    Deposit { who: usize, assets: u64 },
    Request { who: usize, part: u16 },
    Cancel { pick: usize },
    Claim { pick: usize },
    ExitInstantly { who: usize, part: u16 },
    Pay { through: usize, assets: u64, commission_bps: u64, protocol_fee_bps: u64 },
    SetFees { bps: [u64; 3], seconds: u64 },
    Collect { whose: usize },
    Bond { who: usize, part: u16 },
    Unbond { who: usize, part: u16 },
    PayOther { place: usize, amount: u64 },
    ClaimOther { who: usize, place: usize },
    Wait { seconds: i64 },
}

fn act() -> impl Strategy<Value = Act> {
    use Act::*;
    let who = || 0..HOLDERS;
    let amount = || (0u32..48, 1u64..1 << 48).prop_map(|(shift, amount)| (amount >> shift).max(1));
    let part = || prop_oneof![3 => any::<u16>(), 1 => Just(u16::MAX)];
    let wait = prop_oneof![8 => 0..EPOCH / 4, 4 => 0..3 * EPOCH, 1 => -EPOCH..0];
    prop_oneof![
        4 => (who(), amount()).prop_map(|(who, assets)| Deposit { who, assets }),
        3 => (who(), part()).prop_map(|(who, part)| Request { who, part }),
        1 => any::<usize>().prop_map(|pick| Cancel { pick }),
        3 => any::<usize>().prop_map(|pick| Claim { pick }),
        2 => (who(), part()).prop_map(|(who, part)| ExitInstantly { who, part }),
        4 => (0..OPERATORS, amount(), 0u64..=5_000, 0u64..=1_000).prop_map(|(through, assets, commission_bps, protocol_fee_bps)| {
            Pay { through, assets, commission_bps, protocol_fee_bps }
        }),
        1 => ([0u64..=500, 0u64..=500, 0u64..=3_000], EPOCH as u64..5_000)
            .prop_map(|(bps, seconds)| SetFees { bps, seconds }),
        2 => (0..2 + OPERATORS).prop_map(|whose| Collect { whose }),
        3 => (who(), part()).prop_map(|(who, part)| Bond { who, part }),
        2 => (who(), part()).prop_map(|(who, part)| Unbond { who, part }),
        3 => (0..REWARDS, amount()).prop_map(|(place, amount)| PayOther { place, amount }),
        3 => (who(), 0..REWARDS).prop_map(|(who, place)| ClaimOther { who, place }),
        8 => wait.prop_map(|seconds| Wait { seconds }),
    ]
}

/// What came in and went out, of the vault's asset and of each other token.
#[derive(Default)]
struct Sums {
    paid_in: u128,
    paid_out: u128,
}

struct Life {
    now: i64,
    /// The latest time so far: the clock may run back.
    latest: i64,
    vault: VaultLedger,
    buckets: std::collections::BTreeMap<u64, Bucket>,
    tickets: Vec<(usize, Ticket)>,
    shares: [u64; HOLDERS],
    commissions: [u64; OPERATORS],
    asset: Sums,
    pool: BondPool,
    positions: [BondPosition; HOLDERS],
    others: [Sums; REWARDS],
}

/// So many of 65,535 parts.
fn of(whole: u64, part: u16) -> u64 {
    (u128::from(whole) * u128::from(part) / u128::from(u16::MAX)) as u64
}

impl Sums {
    fn flow(&mut self, flow: Flow) {
        self.paid_in += u128::from(flow.assets_in);
        self.paid_out += u128::from(flow.assets_out);
    }
}

impl Life {
    fn new() -> Self {
        let mut pool = BondPool::new(500).unwrap();
        (0..REWARDS).for_each(|place| assert_eq!(pool.add_reward(), Ok(place)));
        Self {
            now: GENESIS,
            latest: GENESIS,
            vault: vault(0, 0),
            buckets: Default::default(),
            tickets: Vec::new(),
            shares: [0; HOLDERS],
            commissions: [0; OPERATORS],
            asset: Sums::default(),
            pool,
            positions: [BondPosition::default(); HOLDERS],
            others: Default::default(),
        }
    }

    /// Bonded shares are not free.
    fn free(&self, who: usize) -> u64 {
        self.shares[who] - self.positions[who].bonded
    }

    fn flow(&mut self, who: usize, flow: Flow) {
        self.asset.flow(flow);
        self.shares[who] = self.shares[who] + flow.shares_minted - flow.shares_burned;
    }

    fn act(&mut self, act: Act) {
        let now = self.now;
        match act {
            Act::Deposit { who, assets } => {
                if let Ok(deposit) = self.vault.deposit(assets, 0, now) {
                    self.flow(who, deposit.flow);
                }
            }
            Act::Request { who, part } => {
                let epoch = self.vault.request_epoch(now);
                let mut bucket = self.buckets.get(&epoch).copied().unwrap_or(Bucket::new(epoch));
                if let Ok(exit) = self.vault.request_exit(&mut bucket, of(self.free(who), part), 0, now) {
                    self.flow(who, exit.flow);
                    self.tickets.push((who, exit.ticket));
                    self.buckets.insert(epoch, bucket);
                }
            }
            Act::Cancel { pick } | Act::Claim { pick } => {
                let Some(pick) = pick.checked_rem(self.tickets.len()) else { return };
                let (who, ticket) = &mut self.tickets[pick];
                let (who, bucket) = (*who, self.buckets.get_mut(&ticket.epoch).unwrap());
                let flow = if matches!(act, Act::Cancel { .. }) {
                    self.vault.cancel_exit(bucket, ticket, 0, now)
                } else {
                    self.vault.claim_exit(bucket, ticket, now).map(|claim| claim.flow)
                };
                if let Ok(flow) = flow {
                    assert_eq!(ticket.shares, 0, "nothing was slashed, so all is paid");
                    self.tickets.remove(pick);
                    self.flow(who, flow);
                }
            }
            Act::ExitInstantly { who, part } => {
                if let Ok(exit) = self.vault.exit_instantly(of(self.free(who), part), 0, now) {
                    self.flow(who, exit.flow);
                }
            }
            Act::Pay { through, assets, commission_bps, protocol_fee_bps } => {
                let terms = RewardTerms { commission_bps, protocol_fee_bps };
                let paid = self.vault.pay_reward(&mut self.commissions[through], assets, terms, now).unwrap();
                self.asset.flow(paid.flow);
            }
            Act::SetFees { bps: [deposit_bps, exit_bps, reward_bps], seconds } => {
                let stream_seconds = seconds.min(MAX_STREAM_SECONDS);
                self.vault.set_fees(FeeTerms { deposit_bps, exit_bps, reward_bps, stream_seconds }, now).unwrap();
            }
            Act::Collect { whose } => {
                let flow = match whose {
                    0 => self.vault.collect_vault_fees(),
                    1 => self.vault.collect_protocol_fees(),
                    _ => self.vault.collect_commission(&mut self.commissions[whose - 2]),
                };
                self.asset.flow(flow.unwrap_or_default());
            }
            Act::Bond { who, part } => {
                let shares = of(self.free(who), part);
                let _ = self.pool.bond(&mut self.positions[who], shares, now);
            }
            Act::Unbond { who, part } => {
                let shares = of(self.positions[who].bonded, part);
                let _ = self.pool.unbond(&mut self.positions[who], shares, now);
            }
            Act::PayOther { place, amount } => {
                self.pool.pay(place, amount, now).unwrap();
                self.others[place].paid_in += u128::from(amount);
            }
            Act::ClaimOther { who, place } => {
                let paid = self.pool.claim(&mut self.positions[who], place, now).unwrap_or(0);
                self.others[place].paid_out += u128::from(paid);
            }
            Act::Wait { seconds } => {
                self.now += seconds;
                self.latest = self.latest.max(self.now);
            }
        }
    }

    /// To the token.
    fn check(&self) {
        self.vault.invariant().unwrap();
        self.pool.invariant().unwrap();
        let held = u128::from(self.vault.owed().unwrap());
        assert_eq!(self.asset.paid_out + held, self.asset.paid_in, "of the vault's asset");
        assert_eq!(self.shares.iter().sum::<u64>(), self.vault.books.supply);
        assert_eq!(self.commissions.iter().sum::<u64>(), self.vault.fees_owed.commissions);
        for (slot, Sums { paid_in, paid_out }) in self.pool.slots.iter().zip(&self.others) {
            assert_eq!(paid_out + u128::from(slot.held()), *paid_in, "of another token");
        }
    }

    /// Everyone leaves with everything, after all streams, and every owed fee is paid.
    fn end(&mut self) {
        self.now = self.latest + 2 * 5_000 + 3 * EPOCH;
        for who in 0..HOLDERS {
            self.act(Act::Unbond { who, part: u16::MAX });
            (0..REWARDS).for_each(|place| self.act(Act::ClaimOther { who, place }));
        }
        let held = self.shares.iter().filter(|shares| **shares > 0).count() as u64;
        let (supply, books) = (self.vault.books.supply, self.vault.books_at(self.now));
        (0..HOLDERS).for_each(|who| self.act(Act::Request { who, part: u16::MAX }));
        self.now += 2 * EPOCH;
        while !self.tickets.is_empty() {
            self.act(Act::Claim { pick: 0 });
        }
        (0..2 + OPERATORS).for_each(|whose| self.act(Act::Collect { whose }));
        self.check();
        if supply == 0 {
            return;
        }
        // But for roundings, only the virtual shares' part is left, and is what the vault owes.
        let rate = |shares: u64| {
            let [active, supply] = [books.active, supply].map(|figure| u128::from(figure) + 1_000);
            u128::from(shares) * active / supply
        };
        let left = u128::from(self.vault.owed().unwrap());
        assert_eq!((self.vault.books.supply, self.vault.stream.left), (0, 0));
        let most = u128::from(books.active) - rate(supply) + u128::from(held);
        assert!(left <= most, "{left} of {books:?} are left, {held} had shares");
        // Of what positions earn by, a unit each and reward is not whole.
        for slot in &self.pool.slots {
            let rest = slot.held() - slot.stream.left;
            assert!(rest <= HOLDERS as u64, "{rest} left of {slot:?}");
        }
    }
}

proptest! {
    #![proptest_config(config(400, 12))]

    #[test]
    fn all_that_came_in_is_paid_out_or_held(acts in prop::collection::vec(act(), 1..120)) {
        let mut life = Life::new();
        for act in acts {
            life.act(act);
            life.check();
        }
        life.end();
    }
}

/// Each figure is needed: a vault's account that holds less than their sum cannot pay somebody.
#[test]
fn what_is_held_is_the_sum_of_all_that_somebody_has_in_it() {
    let limits = ledger::transition::vault::Limits {
        deposit_cap: u64::MAX,
        instant_fee_bps: 0,
        instant_capacity: 0,
        instant_refill_seconds: 1,
    };
    let mut vault = ledger::state::vault::VaultLedger::new(EPOCH as u64, limits, 0).unwrap();
    assert_eq!(vault.held(), Ok(0));
    let figures: [fn(&mut ledger::state::vault::VaultLedger) -> &mut u64; 11] = [
        |vault| &mut vault.books.active,
        |vault| &mut vault.books.exiting[0],
        |vault| &mut vault.books.exiting[1],
        |vault| &mut vault.books.matured,
        |vault| &mut vault.stream.left,
        |vault| &mut vault.fees_owed.vault,
        |vault| &mut vault.fees_owed.protocol,
        |vault| &mut vault.fees_owed.commissions,
        |vault| &mut vault.escrowed,
        |vault| &mut vault.unpaid,
        |vault| &mut vault.pledged,
    ];
    for (place, figure) in figures.into_iter().enumerate() {
        *figure(&mut vault) = 1 << place;
    }
    assert_eq!((vault.held(), vault.owed(), vault.in_escrow()), (Ok(0x7ff), Ok(0xff), Ok(0x300)));
    vault.unpaid = u64::MAX;
    assert_eq!(vault.held().unwrap_err().rule, ledger::refusal::Rule::Overflow);
}
