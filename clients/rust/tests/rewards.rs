//! Rewards of a period, by hand and in any order.

use std::collections::BTreeMap;

use proptest::prelude::*;
use restaking_client::rewards::{Cut, Missing, Period, Recorded, RewardError, Rewards, compute};
use restaking_client::{
    AllocationChanged, BondChanged, BondPoolOpened, Books, CuratorSet, Delayed, DelegationAccountSet,
    DelegationChanged, DelegationFigures, Deposited, Event, ExitRequested, JailSet, LossLimits, NcnAssetSet,
    OperatorRegistered, OperatorTerms, OperatorUpdated, OptInChanged, PositionRewardClaimed, Program, Role, RoleSet,
    SetsCovered, Sides, VaultWeightSet,
};
use solana_program::pubkey::Pubkey;

const UNITS: u64 = 1_000_000_000_000_000_000;
const WHOLE: u64 = 10_000;
const PROGRAM: Program = Program::LOCAL;

fn at(name: &str) -> Pubkey {
    let mut bytes = [0; 32];
    bytes[..name.len()].copy_from_slice(name.as_bytes());
    Pubkey::new_from_array(bytes)
}

fn pool_of(vault: &str) -> Pubkey {
    PROGRAM.bond_pool(&at(vault))
}

fn settled(value: u64) -> Delayed {
    Delayed { current: value, next: value, effective: 0 }
}

fn from(current: u64, next: u64, effective: i64) -> Delayed {
    Delayed { current, next, effective }
}

fn books(active: u64) -> Books {
    Books { epoch: 0, active, supply: active, exiting: [0; 2], matured: 0, units: UNITS, idle: 0 }
}

fn figures(units: Delayed) -> DelegationFigures {
    DelegationFigures { units, magnitude: UNITS, allocated: UNITS, moving: 0, leaving: 0 }
}

/// Events that number themselves.
#[derive(Clone, Default)]
struct Chain(Vec<Recorded>);

impl Chain {
    fn next(&self, account: Pubkey) -> u64 {
        let of = self.0.iter().filter(|event| event.account == account && event.number > 0);
        of.count() as u64 + 1
    }

    fn add(&mut self, account: Pubkey, time: i64, make: impl FnOnce(u64) -> Event) {
        let number = self.next(account);
        self.0.push(Recorded { account, number, time, event: Some(make(number)) });
    }

    fn ncn(&mut self, parent: Pubkey) {
        let registered = zeroed::ncn(at("ncn"), parent);
        self.add(at("ncn"), 0, |number| Event::NcnRegistered(restaking_client::NcnRegistered { number, ..registered }));
        self.add(at("ncn"), 0, |number| {
            Event::NcnAssetSet(NcnAssetSet {
                ncn: at("ncn"),
                number,
                time: 0,
                mint: at("mint"),
                before: 0,
                after: 1_000_000_000,
                accepted_flags_before: 0,
                accepted_flags_after: 0,
            })
        });
    }

    /// A vault with epochs of 1,000 seconds and a bond pool.
    fn vault(&mut self, name: &str, stake: u64) {
        let (vault, pool) = (at(name), pool_of(name));
        let made = zeroed::vault(vault, at("mint"));
        self.add(vault, 0, |number| Event::VaultInitialized(restaking_client::VaultInitialized { number, ..made }));
        self.deposit(name, 0, stake);
        self.add(pool, 0, |number| {
            let bonded_account = Pubkey::default();
            Event::BondPoolOpened(BondPoolOpened {
                bond_pool: pool,
                number,
                time: 0,
                vault,
                bonded_account,
                stream_seconds: 1,
            })
        });
    }

    fn deposit(&mut self, name: &str, time: i64, active: u64) {
        let vault = at(name);
        self.add(vault, time, |number| {
            let (before, after) = (books(0), books(active));
            let depositor = Pubkey::default();
            let (assets, shares, contested, fee) = (0, 0, 0, 0);
            Event::Deposited(Deposited {
                vault,
                number,
                time,
                depositor,
                assets,
                shares,
                before,
                after,
                contested,
                fee,
            })
        });
    }

    fn bond(&mut self, vault: &str, owner: &str, time: i64, after: u64) {
        let bond_pool = pool_of(vault);
        let bonded = self.bonded(vault, owner, after);
        self.add(bond_pool, time, |number| {
            let (position, before) = (Pubkey::default(), 0);
            Event::BondChanged(BondChanged {
                bond_pool,
                number,
                time,
                position,
                owner: at(owner),
                before,
                after,
                bonded,
            })
        });
    }

    /// The shares in a vault's pool once `owner` has `after`.
    fn bonded(&self, vault: &str, owner: &str, after: u64) -> u64 {
        let changes = self.0.iter().filter_map(|event| match &event.event {
            Some(Event::BondChanged(event)) if event.bond_pool == pool_of(vault) => Some((event.owner, event.after)),
            _ => None,
        });
        changes.chain([(at(owner), after)]).collect::<BTreeMap<_, _>>().into_values().sum()
    }

    /// A claim of `owner`, which has `shares` of all `bonded`.
    fn claim(&mut self, vault: &str, owner: &str, time: i64, [shares, bonded]: [u64; 2]) {
        let (bond_pool, owner) = (pool_of(vault), at(owner));
        self.add(bond_pool, time, |number| {
            let claimed = zeroed::claim();
            Event::PositionRewardClaimed(PositionRewardClaimed {
                bond_pool,
                number,
                time,
                owner,
                position_bonded: shares,
                bonded,
                ..claimed
            })
        });
    }

    /// Loses the last event, as a cut log does.
    fn lose(&mut self) -> Recorded {
        self.0.pop().expect("an event")
    }

    fn operator(&mut self, name: &str, commission_bps: u64) {
        let (operator, creator) = (at(name), at(&format!("{name} wallet")));
        self.add(operator, 0, |number| {
            let (index, allocator, uri) = (0, Pubkey::default(), [0; 128]);
            Event::OperatorRegistered(OperatorRegistered {
                operator,
                number,
                time: 0,
                creator,
                index,
                allocator,
                commission_bps,
                uri,
            })
        });
        self.opt_in(name, "ncn", 0, [settled(1), settled(1)], WHOLE, false);
    }

    fn opt_in(&mut self, left: &str, right: &str, time: i64, sides: [Delayed; 2], limit: u64, closed: bool) {
        let opt_in = at(&format!("{left}-{right}"));
        // An account that was closed numbers its events anew.
        let number = 1 + self
            .0
            .iter()
            .rev()
            .filter(|event| event.account == opt_in && event.number > 0)
            .take_while(|event| !matches!(&event.event, Some(Event::OptInChanged(event)) if event.closed))
            .count() as u64;
        let limits = || LossLimits { incident_bps: settled(limit), epoch_bps: settled(limit) };
        let [left_side, right_side] = sides;
        let sides = Sides { left: left_side, right: right_side };
        let event = Event::OptInChanged(OptInChanged {
            opt_in,
            number,
            time,
            left: at(left),
            right: at(right),
            before: sides.clone(),
            after: sides,
            limits_before: limits(),
            limits_after: limits(),
            closed,
            padding: [0; 7],
        });
        self.0.push(Recorded { account: opt_in, number, time, event: Some(event) });
    }

    /// Stake of a vault behind an operator, all of it allocated.
    fn delegate(&mut self, vault: &str, operator: &str, units: u64, stake: u64) {
        let delegation = PROGRAM.delegation(&at(vault), &at(operator));
        let opened = DelegationAccountSet {
            delegation,
            vault: at(vault),
            operator: at(operator),
            time: 0,
            before: false,
            after: true,
            padding: [0; 6],
        };
        let event = Some(Event::DelegationAccountSet(opened));
        self.0.push(Recorded { account: delegation, number: 0, time: 0, event });
        self.opt_in(vault, operator, 0, [settled(1), settled(1)], 0, false);
        if self.next(at(&format!("{vault}-ncn"))) == 1 {
            self.opt_in(vault, "ncn", 0, [settled(1), settled(1)], WHOLE, false);
        }
        self.units(vault, operator, 0, settled(units), stake);
        self.add(at(vault), 0, |number| {
            let (before, after) = (figures(settled(0)), figures(settled(units)));
            Event::AllocationChanged(AllocationChanged {
                vault: at(vault),
                number,
                time: 0,
                delegation,
                ncn: at("ncn"),
                magnitude_before: settled(0),
                magnitude_after: settled(UNITS),
                delegation_before: before,
                delegation_after: after,
                books_before: books(stake),
                books_after: books(stake),
            })
        });
    }

    fn units(&mut self, vault: &str, operator: &str, time: i64, units: Delayed, stake: u64) {
        self.add(at(vault), time, |number| {
            Event::DelegationChanged(DelegationChanged {
                vault: at(vault),
                number,
                time,
                operator: at(operator),
                before: figures(settled(0)),
                after: figures(units),
                books_before: books(stake),
                books_after: books(stake),
            })
        });
    }

    fn over(&self, from: i64, to: i64, budget: u64) -> Result<Rewards, RewardError> {
        self.cut_over(from, to, budget, &[])
    }

    fn cut_over(&self, from: i64, to: i64, budget: u64, cuts: &[Cut]) -> Result<Rewards, RewardError> {
        compute(&PROGRAM, &Period { ncn: at("ncn"), from, to, budget }, self.0.clone(), cuts)
    }
}

/// Events with many fields that no reward depends on.
mod zeroed {
    use super::*;

    /// A type whose fields are figures and addresses, all zero.
    fn zeros<T: borsh::BorshDeserialize>() -> T {
        T::deserialize_reader(&mut std::io::repeat(0)).expect("zeros")
    }

    pub fn ncn(ncn: Pubkey, parent: Pubkey) -> restaking_client::NcnRegistered {
        restaking_client::NcnRegistered { ncn, parent, ..zeros() }
    }

    pub fn vault(vault: Pubkey, asset_mint: Pubkey) -> restaking_client::VaultInitialized {
        restaking_client::VaultInitialized { vault, asset_mint, epoch_seconds: 1_000, ..zeros() }
    }

    pub fn claim() -> PositionRewardClaimed {
        zeros()
    }

    pub fn exit(vault: Pubkey, after: Books) -> ExitRequested {
        ExitRequested { vault, after, ..zeros() }
    }
}

/// One vault with 1,000 of stake: half behind "ada" with 10%, a quarter behind "bede" with none; alice and bob hold 3 to 1.
fn scene() -> Chain {
    let mut chain = Chain::default();
    chain.ncn(Pubkey::default());
    chain.vault("harbor", 1_000);
    chain.operator("ada", 1_000);
    chain.operator("bede", 0);
    chain.delegate("harbor", "ada", UNITS / 2, 1_000);
    chain.delegate("harbor", "bede", UNITS / 4, 1_000);
    chain.bond("harbor", "alice", 0, 300);
    chain.bond("harbor", "bob", 0, 100);
    chain
}

fn earned(rewards: &Rewards, earner: &str) -> u64 {
    rewards.earned.get(&at(earner)).copied().unwrap_or_default()
}

#[test]
fn a_budget_is_divided_by_stake_time_commission_and_bonded_time() {
    let rewards = scene().over(100, 200, 7_500).unwrap();
    // Ada has 500 and Bede 250 for 100 seconds.
    assert_eq!(rewards.operators.iter().map(|part| part.stake_time).collect::<Vec<_>>(), [50_000, 25_000]);
    // Of Ada's 5,000 a tenth; of the remaining 7,000 three quarters and a quarter.
    assert_eq!(earned(&rewards, "ada wallet"), 500);
    assert_eq!(earned(&rewards, "bede wallet"), 0);
    assert_eq!((earned(&rewards, "alice"), earned(&rewards, "bob")), (5_250, 1_750));
    assert_eq!((rewards.rest, rewards.missing.len()), (0, 0));
}

#[test]
fn a_commission_is_rounded_down() {
    // 10% of two thirds of 100 is 6.67, and 93.33 are the vault's.
    let rewards = scene().over(0, 100, 100).unwrap();
    assert_eq!((rewards.operators[0].commission, rewards.vaults[0].amount), (6, 93));
}

#[test]
fn a_vaults_part_is_rounded_down() {
    // 93.33, of which alice has 69.75 and bob 23.25.
    let rewards = scene().over(0, 100, 100).unwrap();
    assert_eq!((rewards.vaults[0].amount, rewards.vaults[0].given), (93, 92));
}

#[test]
fn a_stakers_share_is_rounded_down_and_the_rest_stays_with_the_ncn() {
    let rewards = scene().over(0, 100, 100).unwrap();
    assert_eq!((earned(&rewards, "alice"), earned(&rewards, "bob"), rewards.rest), (69, 23, 100 - 6 - 69 - 23));
}

#[test]
fn each_second_has_the_state_behind_the_events_of_its_time() {
    let mut chain = scene();
    // Ada's commission doubles from second 150 on, as was announced at 120.
    chain.add(at("ada"), 120, |number| {
        let terms = |next_commission_bps| OperatorTerms {
            allocator: Pubkey::default(),
            commission_bps: 1_000,
            next_commission_bps,
            next_commission_from: 150,
        };
        let (before, after) = (terms(1_000), terms(2_000));
        Event::OperatorUpdated(OperatorUpdated { operator: at("ada"), number, time: 120, before, after, uri: [0; 128] })
    });
    // Bob withdraws his bond at 175; the fee wallet changes at the period's last second.
    chain.bond("harbor", "bob", 175, 0);
    chain.add(at("ada"), 199, |number| {
        let (role, padding, before) = (Role::FeeWallet, [0; 7], Pubkey::default());
        Event::RoleSet(RoleSet {
            governed: at("ada"),
            number,
            time: 199,
            role,
            padding,
            before,
            after: at("new wallet"),
        })
    });
    let rewards = chain.over(100, 200, 75_000).unwrap();
    // Ada's part is 50,000: half of the time at 10%, half at 20%.
    assert_eq!(earned(&rewards, "new wallet"), 2_500 + 5_000);
    // Alice has 300 for 100 seconds, bob 100 for 75.
    assert_eq!(earned(&rewards, "alice"), 67_500 * 30_000 / 37_500);
    assert_eq!(earned(&rewards, "bob"), 67_500 * 7_500 / 37_500);
    assert_eq!(chain.over(300, 200, 1), Err(RewardError::EmptyPeriod));
}

#[test]
fn what_is_announced_takes_effect_at_its_second() {
    let mut chain = scene();
    chain.units("harbor", "bede", 110, from(UNITS / 4, UNITS / 2, 150), 1_000);
    let rewards = chain.over(100, 200, 1_000).unwrap();
    assert_eq!(rewards.operators[1].stake_time, 250 * 50 + 500 * 50);
    // Ada leaves the NCN from 130 on, and is jailed over the last seconds before.
    chain.opt_in("ada", "ncn", 105, [from(1, 0, 130), settled(1)], WHOLE, false);
    chain.add(PROGRAM.record(&at("ncn"), &at("ada")), 120, |number| {
        let (before, after, reason) = (0, 1_000, 0);
        Event::JailSet(JailSet {
            record: PROGRAM.record(&at("ncn"), &at("ada")),
            number,
            time: 120,
            ncn: at("ncn"),
            operator: at("ada"),
            before,
            after,
            reason,
        })
    });
    assert_eq!(chain.over(100, 200, 1_000).unwrap().operators[0].stake_time, 500 * 20);
}

#[test]
fn exiting_stake_leaves_with_its_epoch() {
    let mut chain = scene();
    let after = Books { active: 400, exiting: [200, 400], ..books(0) };
    let exit = zeroed::exit(at("harbor"), after);
    chain.add(at("harbor"), 900, |number| Event::ExitRequested(ExitRequested { number, time: 900, ..exit }));
    // Epochs are of 1,000 seconds: 1,000 until 1,000, then 800 until 2,000, then 400.
    let rewards = chain.over(900, 2_100, 1_000).unwrap();
    assert_eq!(rewards.operators[0].stake_time, 500 * 100 + 400 * 1_000 + 200 * 100);
}

#[test]
fn stake_has_the_weight_and_the_bound_that_ncn_and_vault_gave_it() {
    let mut chain = scene();
    chain.opt_in("harbor", "ncn", 100, [settled(1), settled(1)], 3_000, false);
    chain.add(at("harbor-ncn"), 150, |number| {
        Event::VaultWeightSet(VaultWeightSet {
            opt_in: at("harbor-ncn"),
            number,
            time: 150,
            vault: at("harbor"),
            ncn: at("ncn"),
            before: 0,
            after: 2_000_000_000,
            accepted_flags_before: 0,
            accepted_flags_after: 0,
        })
    });
    let rewards = chain.over(100, 200, 1_000).unwrap();
    // A slash takes 300 at the most: of Ada's 500 that, of Bede's 250 all. From 150 on each weighs 2.
    let times: Vec<u128> = rewards.operators.iter().map(|part| part.stake_time).collect();
    assert_eq!(times, [300 * 50 + 600 * 50, 250 * 50 + 500 * 50]);
}

#[test]
fn a_sets_stake_is_the_parents_that_covers_it() {
    let mut chain = scene();
    chain.0.retain(|event| event.account != at("ncn"));
    chain.ncn(at("parent"));
    assert_eq!(chain.over(100, 200, 1), Err(RewardError::NoStake), "the vault agreed with the set itself");
    chain.opt_in("harbor", "parent", 0, [settled(1), settled(1)], WHOLE, false);
    assert_eq!(chain.over(100, 200, 1), Err(RewardError::NoStake), "it covers no sets");
    chain.add(at("harbor-parent"), 110, |number| {
        let (before, after) = (settled(0), from(0, 1, 150));
        let (opt_in, vault, ncn) = (at("harbor-parent"), at("harbor"), at("parent"));
        Event::SetsCovered(SetsCovered { opt_in, number, time: 110, vault, ncn, before, after })
    });
    assert_eq!(chain.over(100, 200, 1).unwrap().operators[0].stake_time, 500 * 50);
}

#[test]
fn without_bonds_or_a_wallet_a_part_stays_with_the_ncn() {
    let mut chain = scene();
    chain.0.retain(|event| event.account != pool_of("harbor"));
    chain.add(at("ada"), 50, |number| {
        let (role, padding, before, after) = (Role::FeeWallet, [0; 7], at("ada wallet"), Pubkey::default());
        Event::RoleSet(RoleSet { governed: at("ada"), number, time: 50, role, padding, before, after })
    });
    let rewards = chain.over(100, 200, 7_500).unwrap();
    assert!(rewards.earned.is_empty());
    assert_eq!(rewards.rest, 7_500);
}

#[test]
fn an_opt_in_that_is_closed_and_opened_in_one_second_is_open() {
    let mut chain = scene();
    chain.opt_in("ada", "ncn", 150, [settled(0), settled(0)], WHOLE, true);
    chain.opt_in("ada", "ncn", 150, [settled(0), settled(0)], WHOLE, false);
    chain.opt_in("ada", "ncn", 150, [from(0, 1, 180), from(0, 1, 180)], WHOLE, false);
    let rewards = chain.over(100, 200, 1).unwrap();
    assert_eq!((rewards.operators[0].stake_time, rewards.missing), (500 * 70, vec![]));
    chain.0.reverse();
    assert_eq!(chain.over(100, 200, 1).unwrap().operators[0].stake_time, 500 * 70);
}

#[test]
fn what_is_missing_before_the_end_is_told() {
    let mut chain = scene();
    for time in [120, 130, 140] {
        chain.add(at("harbor"), time, |number| {
            let (before, after) = (Pubkey::default(), Pubkey::default());
            Event::CuratorSet(CuratorSet { vault: at("harbor"), number, time, before, after })
        });
    }
    let lost = chain.0.remove(chain.0.len() - 2);
    let missing = Missing::Events { account: at("harbor"), first: lost.number, last: lost.number };
    assert_eq!(chain.over(100, 200, 1).unwrap().missing, [missing]);
    assert_eq!(chain.over(50, 121, 1).unwrap().missing, [missing], "it may have been in the last second");
    assert_eq!(chain.over(50, 120, 1).unwrap().missing, [], "it was after the end");
    let unknown = compute(&PROGRAM, &Period { ncn: at("other"), from: 0, to: 1, budget: 1 }, chain.0, &[]);
    assert_eq!(unknown, Err(RewardError::UnknownNcn(at("other"))));
}

/// Anyone opens a rival's delegation in a transaction with a log that is cut: the rival's stake is its own all the same.
#[test]
fn a_delegation_counts_without_the_event_that_opened_it() {
    let mut chain = scene();
    let whole = chain.over(100, 200, 7_500).unwrap();
    chain.0.retain(|event| !matches!(event.event, Some(Event::DelegationAccountSet(_))));
    assert_eq!(chain.over(100, 200, 7_500).unwrap(), whole);
    // Where nothing else names the pair, it is told.
    let ada = at("ada");
    chain.0.retain(|event| match &event.event {
        Some(Event::DelegationChanged(event)) => event.operator != ada,
        Some(Event::OptInChanged(event)) => event.left != at("harbor") || event.right != ada,
        _ => true,
    });
    let delegation = PROGRAM.delegation(&at("harbor"), &ada);
    let missing = chain.over(100, 200, 7_500).unwrap().missing;
    assert!(missing.contains(&Missing::Delegation { account: at("harbor"), delegation }), "{missing:?}");
}

/// What a stranger's accounts miss is none of the NCN's concern.
#[test]
fn strangers_cannot_make_a_list_uncertain() {
    let mut chain = scene();
    chain.vault("shoal", 1_000);
    chain.deposit("shoal", 120, 900);
    chain.lose();
    chain.0.push(Recorded { account: at("shoal"), number: 9, time: 130, event: None });
    chain.0.push(Recorded { account: PROGRAM.record(&at("ncn"), &at("ada")), number: 2, time: 130, event: None });
    let cut = Cut { time: 150, accounts: vec![at("shoal"), pool_of("shoal")] };
    assert_eq!(chain.cut_over(100, 200, 7_500, &[cut]).unwrap().missing, []);
    // It joins the NCN on its own: nothing, until the NCN agrees.
    chain.opt_in("shoal", "ncn", 0, [settled(1), settled(0)], WHOLE, false);
    assert_eq!(chain.over(100, 200, 7_500).unwrap().missing, []);
    chain.opt_in("shoal", "ncn", 0, [settled(1), settled(1)], WHOLE, false);
    let missing = Missing::Events { account: at("shoal"), first: 3, last: 8 };
    assert_eq!(chain.over(100, 200, 7_500).unwrap().missing, [missing]);
}

/// Alice takes her bond back in a transaction with a log that is cut, and earns nothing of it.
#[test]
fn an_unbond_that_was_cut_earns_nothing() {
    let pool = pool_of("harbor");
    let mut chain = scene();
    chain.bond("harbor", "alice", 120, 0);
    let alone = chain.clone();
    let lost = chain.lose();
    let cut = Cut { time: 120, accounts: vec![pool] };
    // As long as no later event of the pool comes, its number shows nothing, and the cut does.
    let rewards = chain.cut_over(100, 200, 7_500, std::slice::from_ref(&cut)).unwrap();
    assert_eq!(rewards.missing, [Missing::Tail { account: pool, time: 120 }, Missing::Bonds { account: pool }]);
    // Her part of the first 20 seconds is all that the pool's shares are known of.
    assert_eq!((earned(&rewards, "alice"), earned(&rewards, "bob")), (1_050, 350));
    assert_eq!(rewards.rest, 5_600);
    // Bob's next event tells the pool's sum: it is not that of the known shares.
    let mut later = alone.clone();
    later.bond("harbor", "bob", 150, 150);
    later.claim("harbor", "alice", 160, [0, 150]);
    later.0.retain(|event| event.account != pool || event.number != lost.number);
    let rewards = later.cut_over(150, 160, 7_500, &[cut]).unwrap();
    assert_eq!(rewards.missing, [Missing::Bonds { account: pool }]);
    assert_eq!((earned(&rewards, "alice"), earned(&rewards, "bob"), rewards.rest), (0, 0, 7_000));
    // Once a later event names her shares, all is known again.
    let rewards = later.over(160, 200, 7_500).unwrap();
    assert_eq!((rewards.missing.len(), earned(&rewards, "bob")), (0, 7_000));
    // Out and in again in the dark: the sums agree, and the time between stays unknown.
    let mut back = alone;
    back.bond("harbor", "alice", 170, 300);
    back.bond("harbor", "bob", 180, 100);
    back.0.retain(|event| event.account != pool || ![120, 170].contains(&event.time));
    let rewards = back.over(100, 200, 7_500).unwrap();
    assert_eq!((rewards.missing.clone(), rewards.rest), (vec![Missing::Bonds { account: pool }], 5_600));
}

/// A cut log behind an account's last event before the end may hide another; a later number shows that none is hidden.
#[test]
fn a_cut_log_at_the_end_is_missing_until_a_number_clears_it() {
    let mut chain = scene();
    let cut = Cut { time: 150, accounts: vec![at("harbor"), at("stranger")] };
    let over = |chain: &Chain| chain.cut_over(100, 200, 7_500, std::slice::from_ref(&cut)).unwrap().missing;
    assert_eq!(over(&chain), [Missing::Tail { account: at("harbor"), time: 150 }]);
    assert_eq!(chain.cut_over(100, 150, 7_500, std::slice::from_ref(&cut)).unwrap().missing, []);
    chain.deposit("harbor", 250, 900);
    assert_eq!(over(&chain), []);
}

#[test]
fn an_operator_without_its_registration_is_told() {
    let mut chain = scene();
    chain
        .0
        .retain(|event| !matches!(&event.event, Some(Event::OperatorRegistered(event)) if event.operator == at("ada")));
    let missing = chain.over(100, 200, 7_500).unwrap().missing;
    assert_eq!(missing, [Missing::Operator { account: at("ada") }]);
}

#[test]
fn the_largest_figures_fit() {
    let mut chain = Chain::default();
    chain.ncn(Pubkey::default());
    chain.vault("harbor", u64::MAX / 2);
    chain.operator("ada", 1_000);
    chain.delegate("harbor", "ada", UNITS, u64::MAX / 2);
    chain.bond("harbor", "alice", 0, u64::MAX);
    let rewards = chain.over(0, 100 * 365 * 86_400, u64::MAX).unwrap();
    assert_eq!(earned(&rewards, "ada wallet"), u64::MAX / 10);
    assert_eq!(rewards.rest + rewards.earned.values().sum::<u64>(), u64::MAX);
    assert_eq!(chain.over(0, i64::MAX, 1), Err(RewardError::TooMuch));
}

proptest! {
    /// The same events in any order give the same, and no more than the budget.
    #[test]
    fn the_order_of_the_input_does_not_matter(
        changes in prop::collection::vec((0u8..6, 0i64..1_000, 0u64..=2_000), 1..40), budget: u64, seed: u64,
    ) {
        let mut chain = scene();
        let mut sorted = changes;
        sorted.sort_by_key(|(_, time, _)| *time);
        for (kind, time, value) in sorted {
            match kind {
                0 => chain.deposit("harbor", time, value),
                1 => chain.bond("harbor", "alice", time, value),
                2 => chain.bond("harbor", "carol", time, value),
                3 => chain.units("harbor", "bede", time, from(UNITS / 4, UNITS / 10_000 * value, time + 100), 1_000),
                4 => {
                    chain.opt_in("bede", "ncn", time, [settled(0), settled(0)], WHOLE, true);
                    chain.opt_in("bede", "ncn", time, [settled(value % 2), settled(1)], WHOLE, false);
                }
                _ => chain.opt_in("harbor", "ncn", time, [settled(1), settled(1)], value, false),
            }
        }
        let mut shuffled = chain.clone();
        // A shuffle by multiplications: the seed decides it alone.
        let mut state = seed | 1;
        shuffled.0.sort_by_cached_key(|_| {
            state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            state
        });
        let [one, other] = [&chain, &shuffled].map(|chain| chain.over(200, 900, budget));
        prop_assert_eq!(&one, &other);
        if let Ok(rewards) = one {
            let sum: u128 = rewards.earned.values().map(|amount| u128::from(*amount)).sum();
            prop_assert_eq!(sum + u128::from(rewards.rest), u128::from(budget));
            prop_assert!(rewards.missing.is_empty());
        }
    }
}
