//! Rewards by captured stake: the attribution of each table, the recipient of each share, and what comes back.

use ledger::refusal::{Refusal, Rule};
use ledger::state::fee::MAX_COMMISSION_BPS;
use ledger::state::reward_offer::{
    MAX_CLAIM_SECONDS, MAX_OFFER_SECONDS, MAX_OFFERS, MIN_CLAIM_SECONDS, MIN_REWARD_WINDOW, Offer, OfferDebt,
    OfferPart, OfferPlace, ShareWeights,
};
use ledger::transition::reward_offer::{FinalTable, OfferShare};
use proptest::prelude::*;

const CLAIM: u64 = MIN_CLAIM_SECONDS;
const HOUR: i64 = 3_600;

fn refused<T: core::fmt::Debug>(result: ledger::refusal::Result<T>, rule: Rule, value: u64, limit: u64) {
    assert_eq!(result.unwrap_err(), Refusal { rule, value, limit });
}

/// An offer of 1,000 from second 0 to second 1,000, and its place.
fn offer() -> (Offer, OfferPlace) {
    let offer = Offer::open(1_000, [0, 1_000], CLAIM, 0).unwrap();
    (offer, offer.place())
}

/// A table of one operator with a window that ends at `closes_at`.
fn table(closes_at: i64) -> FinalTable {
    FinalTable { opened_at: closes_at - HOUR, closes_at, total_weight: 10, operators: 1 }
}

/// Attributes to the table, which is marked first.
fn attribute(offer: &mut Offer, place: &mut OfferPlace, table: FinalTable) -> OfferPart {
    place.tables += 1;
    let part = offer.attribute(place, table, table.closes_at).unwrap();
    offer.invariant().unwrap();
    part
}

#[test]
fn an_offer_is_bounded() {
    let open = |amount, times, claim| Offer::open(amount, times, claim, 100);
    refused(open(0, [100, 200], CLAIM), Rule::Zero, 0, 1);
    for until in [i64::MIN, 0, 100] {
        refused(open(1, [100, until], CLAIM), Rule::OfferLength, 0, 1);
        refused(open(1, [0, until], CLAIM), Rule::OfferLength, 0, 1);
    }
    let last = 100 + MAX_OFFER_SECONDS as i64;
    assert_eq!(open(1, [last - 1, last], CLAIM).unwrap().until, last);
    refused(open(1, [last - 1, last + 1], CLAIM), Rule::OfferLength, MAX_OFFER_SECONDS + 1, MAX_OFFER_SECONDS);
    refused(open(1, [100, 200], CLAIM - 1), Rule::ClaimTime, CLAIM - 1, CLAIM);
    refused(open(1, [100, 200], MAX_CLAIM_SECONDS + 1), Rule::ClaimTime, MAX_CLAIM_SECONDS + 1, MAX_CLAIM_SECONDS);
    // A beginning that has passed is now: what is funded accrues to tables to come.
    let offer = open(u64::MAX, [-5, 200], MAX_CLAIM_SECONDS).unwrap();
    assert_eq!((offer.from, offer.amount, offer.invariant()), (100, u64::MAX, Ok(())));
}

#[test]
fn accrues_evenly_rounded_down_and_in_full() {
    let offer = Offer::open(10, [0, 7], CLAIM, 0).unwrap();
    let by: Vec<u64> = [i64::MIN, -1, 0, 1, 2, 6, 7, i64::MAX].map(|now| offer.accrued(now).unwrap()).into();
    assert_eq!(by, [0, 0, 0, 1, 2, 8, 10, 10]);
    // Any amount over any time.
    let offer = Offer::open(u64::MAX, [0, MAX_OFFER_SECONDS as i64], CLAIM, 0).unwrap();
    assert_eq!(offer.accrued(MAX_OFFER_SECONDS as i64 / 2), Ok(u64::MAX / 2));
}

#[test]
fn each_table_gets_what_accrued_since_the_last() {
    let (mut offer, mut place) = offer();
    let amounts = [100, 100, 250, 1_000, 1_500].map(|close| attribute(&mut offer, &mut place, table(close)).amount);
    assert_eq!(amounts, [100, 0, 150, 750, 0]);
    assert_eq!((offer.attributed, offer.open_parts), (1_000, 3));
}

/// Tables overlap: one that was opened later and closed earlier gets nothing, as its time is another's already.
#[test]
fn a_table_that_closed_before_one_before_it_gets_nothing() {
    let (mut offer, mut place) = offer();
    assert_eq!([300, 200, 400].map(|close| attribute(&mut offer, &mut place, table(close)).amount), [300, 0, 100]);
}

#[test]
fn what_a_table_cannot_earn_waits_for_the_next() {
    let (mut offer, mut place) = offer();
    let closes_at = 100;
    for empty in [
        FinalTable { operators: 0, total_weight: 0, ..table(closes_at) },
        FinalTable { total_weight: 0, ..table(closes_at) },
        // More than fits: the parts could exceed the whole.
        FinalTable { total_weight: u64::MAX, ..table(closes_at) },
        FinalTable { opened_at: closes_at - MIN_REWARD_WINDOW as i64 + 1, ..table(closes_at) },
    ] {
        let part = attribute(&mut offer, &mut place, empty);
        assert_eq!((part.amount, part.left, part.operators), (0, 0, 0));
        assert!(part.is_over(closes_at), "nothing to wait for");
    }
    assert_eq!((offer.attributed, offer.open_parts, offer.claims_until), (0, 0, 0));
    let shortest = FinalTable { opened_at: 200 - MIN_REWARD_WINDOW as i64, ..table(200) };
    assert_eq!(attribute(&mut offer, &mut place, shortest).amount, 200);
    // A table that closes too long after the end.
    let late = offer.tables_until();
    assert_eq!(attribute(&mut offer, &mut place, table(late)).amount, 0);
    assert_eq!(attribute(&mut offer, &mut place, table(late - 1)).amount, 800);
}

#[test]
fn a_table_is_attributed_once() {
    let (mut offer, mut place) = offer();
    let before = (offer, place);
    refused(offer.attribute(&mut place, table(100), 100), Rule::Overflow, 0, 1);
    assert_eq!((offer, place), before, "a refusal changes nothing");
}

#[test]
fn tables_are_marked_until_all_is_attributed_or_the_time_is_over() {
    let (mut offer, mut place) = offer();
    let last = offer.tables_until();
    assert!(place.mark(0) && place.mark(last - 1) && !place.mark(last));
    assert_eq!(place.tables, 2);
    offer.attribute(&mut place, table(999), 999).unwrap();
    assert_eq!(place.until, last, "one unit is left");
    offer.attribute(&mut place, table(1_000), 5_000).unwrap();
    assert_eq!((place.until, place.mark(4_999), place.mark(5_000)), (5_000, true, false));
    assert!(!OfferPlace::default().mark(0), "a free place");
}

#[test]
fn places_are_eight() {
    let mut places = [OfferPlace::default(); MAX_OFFERS];
    for place in 0..MAX_OFFERS {
        assert_eq!(OfferPlace::first_free(&places), Ok(place));
        places[place] = offer().1;
    }
    refused(OfferPlace::first_free(&places), Rule::TooManyOffers, 9, 8);
    places[5] = OfferPlace::default();
    assert_eq!(OfferPlace::first_free(&places), Ok(5));
}

const HALF: ShareWeights = ShareWeights { vault: 1, capture: 2, operator: 10, table: 10 };

#[test]
fn shares_are_rounded_down_twice_and_paid_less_a_commission() {
    let (mut offer, mut place) = offer();
    let mut part = attribute(&mut offer, &mut place, table(101));
    let mut debt = 5;
    // floor(101·10/10) = 101, floor(101/2) = 50; 10% of 50 is 5; 1% of 50 rounds to nothing.
    assert_eq!(offer.claim(&mut part, HALF, 1_000, &mut debt, 101), Ok(OfferShare { commission: 5, paid: 45 }));
    assert_eq!(offer.claim(&mut part, HALF, 100, &mut debt, 101), Ok(OfferShare { commission: 0, paid: 50 }));
    assert_eq!((debt, offer.commissions, offer.paid, part.left), (10, 5, 95, 1));
    offer.invariant().unwrap();
    let seventh = ShareWeights { vault: 3, capture: 4, operator: 1, table: 7 };
    assert_eq!(OfferPart { amount: 100, ..part }.share(seventh), Ok(10), "floor(14·3/4), of floor(100/7)");
}

#[test]
fn a_claim_is_refused_before_anything_changes() {
    let (mut offer, mut place) = offer();
    let mut part = attribute(&mut offer, &mut place, table(100));
    let until = part.claim_until as u64;
    assert_eq!(until, 100 + CLAIM);
    let (before, mut debt) = ((offer, part), 7);
    let mut claim = |weights, bps, now: u64| offer.claim(&mut part, weights, bps, &mut debt, now as i64);
    refused(claim(HALF, 0, until), Rule::ClaimOver, until, until);
    refused(claim(HALF, MAX_COMMISSION_BPS + 1, 100), Rule::FeeOverCap, MAX_COMMISSION_BPS + 1, MAX_COMMISSION_BPS);
    refused(claim(ShareWeights { vault: 3, ..HALF }, 0, 100), Rule::Overflow, 3, 2);
    refused(claim(ShareWeights { operator: 11, ..HALF }, 0, 100), Rule::Overflow, 1, 2);
    let nothing = ShareWeights { vault: 0, capture: 0, operator: 0, table: 0 };
    assert_eq!(claim(nothing, 0, 100).unwrap_err().rule, Rule::Overflow);
    assert_eq!(((offer, part), debt), (before, 7), "a refusal changes nothing");
    // Of a table without an attribution there is nothing to claim.
    let mut none = OfferPart::default();
    refused(offer.claim(&mut none, HALF, 0, &mut debt, 5), Rule::ClaimOver, 5, 0);
    assert!(!none.is_over(i64::MAX));
    // To the last second.
    assert!(offer.claim(&mut part, HALF, 0, &mut debt, until as i64 - 1).is_ok());
}

#[test]
fn a_commission_is_collected_once_and_that_of_an_earlier_offer_is_void() {
    let (mut offer, mut place) = offer();
    let mut part = attribute(&mut offer, &mut place, table(100));
    let mut debt = OfferDebt { offer: 3, owed: 77 };
    assert_eq!(*debt.of(2), 77);
    assert_eq!(*debt.of(9), 0);
    offer.claim(&mut part, HALF, 1_000, debt.of(9), 100).unwrap();
    assert_eq!((debt, offer.collect(debt.of(9))), (OfferDebt { offer: 10, owed: 5 }, Ok(5)));
    refused(offer.collect(debt.of(9)), Rule::NoFees, 0, 1);
    assert_eq!((offer.commissions, offer.paid), (0, 50));
    let mut foreign = 1;
    assert!(offer.collect(&mut foreign).is_err() && foreign == 1);
}

#[test]
fn an_offer_stays_while_tables_or_claims_may_come() {
    let (mut offer, mut place) = offer();
    let (claim, last) = (CLAIM as i64, offer.tables_until());
    refused(offer.close(&mut place, last - 1), Rule::OfferRunning, last as u64 - 1, last as u64);
    assert_eq!(offer.close(&mut place.clone(), last), Ok(1_000), "no table: all goes back");
    // A table waits, however late it is.
    assert!(place.mark(0));
    refused(offer.close(&mut place, last), Rule::TablesPending, 1, 0);
    let mut part = offer.attribute(&mut place, table(600), last).unwrap();
    let open = last + claim;
    refused(offer.close(&mut place, open - 1), Rule::OfferRunning, open as u64 - 1, open as u64);
    assert_eq!(offer.close(&mut place.clone(), open), Ok(1_000), "nobody claimed");
    // A commission has its own time.
    let mut debt = 0;
    offer.claim(&mut part, HALF, 1_000, &mut debt, last).unwrap();
    assert_eq!(offer.closes_from(), open + claim);
    offer.settle_operator(&mut part).unwrap();
    assert_eq!(offer.closes_from(), open + claim);
    offer.collect(&mut debt).unwrap();
    assert_eq!(offer.closes_from(), last);
    assert_eq!((offer.close(&mut place, last), place), (Ok(700), OfferPlace::default()));
}

#[test]
fn an_offer_that_is_paid_in_full_closes_at_its_end() {
    let (mut offer, mut place) = offer();
    let mut part = attribute(&mut offer, &mut place, table(1_000));
    let whole = ShareWeights { vault: 1, capture: 1, operator: 1, table: 1 };
    offer.claim(&mut part, whole, 0, &mut 0, 1_000).unwrap();
    assert!(offer.close(&mut place, 1_000).is_err(), "an operator is open");
    offer.settle_operator(&mut part).unwrap();
    assert!(part.is_over(1_000) && offer.settle_operator(&mut part).is_err());
    refused(offer.close(&mut place, 999), Rule::OfferRunning, 999, 1_000);
    assert_eq!(offer.close(&mut place, 1_000), Ok(0));
}

/// One step of a life.
#[derive(Clone, Debug)]
enum Act {
    /// Opens a table with these operators, each with its vaults' weights and its cap.
    Open {
        window: u64,
        operators: Vec<Vec<u64>>,
        cap: u64,
    },
    Attribute,
    Claim {
        table: usize,
        operator: usize,
        vault: usize,
        bps: u64,
    },
    Collect(usize),
    Wait(u64),
    Close,
}

fn act() -> impl Strategy<Value = Act> {
    let weights = prop::collection::vec(prop_oneof![0..20u64, 1..1u64 << 40, (u64::MAX - 9)..], 1..4);
    let cap = prop_oneof![Just(u64::MAX), 1..50u64, 1..1u64 << 40];
    prop_oneof![
        3 => (0..3_000u64, prop::collection::vec(weights, 0..4), cap)
            .prop_map(|(window, operators, cap)| Act::Open { window, operators, cap }),
        4 => Just(Act::Attribute),
        12 => (0..30usize, 0..4usize, 0..4usize, 0..=MAX_COMMISSION_BPS)
            .prop_map(|(table, operator, vault, bps)| Act::Claim { table, operator, vault, bps }),
        2 => (0..4usize).prop_map(Act::Collect),
        4 => prop_oneof![8 => 0..5_000u64, 1 => 0..2 * CLAIM].prop_map(Act::Wait),
        1 => Just(Act::Close),
    ]
}

/// A table with what the program keeps of it.
struct Table {
    opened_at: i64,
    closes_at: i64,
    /// The weights of each operator's vaults as its capture has them, and its own within the cap.
    operators: Vec<(Vec<u64>, u64)>,
    total: u64,
    part: OfferPart,
    claimed: Vec<Vec<bool>>,
    shares: u64,
}

struct Life {
    offer: Offer,
    place: OfferPlace,
    now: i64,
    tables: Vec<Table>,
    attributed: usize,
    debts: [u64; 4],
    collected: u64,
    vaults: u64,
    closed: bool,
}

impl Life {
    fn open_table(&mut self, window: u64, operators: Vec<Vec<u64>>, cap: u64) {
        if !self.place.mark(self.now) {
            return;
        }
        let mut held = Vec::new();
        for weights in operators {
            // As a capture adds up: what does not fit is no part of the entry.
            let mut sum = 0u64;
            let kept: Vec<u64> = weights
                .iter()
                .map(|weight| {
                    let before = sum;
                    sum = sum.saturating_add(*weight);
                    sum - before
                })
                .filter(|weight| *weight > 0)
                .collect();
            if sum.min(cap) > 0 {
                held.push((kept, sum.min(cap)));
            }
        }
        let total = held.iter().fold(0u64, |sum, operator| sum.saturating_add(operator.1));
        self.tables.push(Table {
            opened_at: self.now,
            closes_at: self.now + window as i64,
            claimed: held.iter().map(|(vaults, _)| vec![false; vaults.len()]).collect(),
            operators: held,
            total,
            part: OfferPart::default(),
            shares: 0,
        });
    }

    fn attribute(&mut self) {
        let Some(table) = self.tables.get_mut(self.attributed) else { return };
        if self.now < table.closes_at {
            return;
        }
        let facts = FinalTable {
            opened_at: table.opened_at,
            closes_at: table.closes_at,
            total_weight: table.total,
            operators: table.operators.len() as u64,
        };
        let before = self.offer.attributed;
        table.part = self.offer.attribute(&mut self.place, facts, self.now).unwrap();
        self.attributed += 1;
        assert_eq!(self.offer.attributed, before + table.part.amount);
        if table.part.amount > 0 {
            let seconds = u128::from((table.closes_at.min(self.offer.until) - self.offer.from).max(0) as u64);
            let all = u128::from((self.offer.until - self.offer.from) as u64);
            assert_eq!(u128::from(self.offer.attributed), u128::from(self.offer.amount) * seconds / all);
        }
    }

    fn claim(&mut self, table: usize, operator: usize, vault: usize, bps: u64) {
        let Some(table) = self.tables.get_mut(table) else { return };
        let Some((weights, weight)) = table.operators.get(operator) else { return };
        let Some(claimed) = table.claimed[operator].get(vault).copied() else { return };
        if claimed {
            return;
        }
        let capture: u64 = weights.iter().sum();
        let share = ShareWeights { vault: weights[vault], capture, operator: *weight, table: table.total };
        let (before, part, debt) = (self.offer, table.part, self.debts[operator]);
        match self.offer.claim(&mut table.part, share, bps, &mut self.debts[operator], self.now) {
            Ok(OfferShare { commission, paid }) => {
                let of_operator = u128::from(table.part.amount) * u128::from(*weight) / u128::from(table.total);
                let exact = of_operator * u128::from(weights[vault]) / u128::from(capture);
                assert_eq!(u128::from(commission + paid), exact);
                assert_eq!(u128::from(commission), exact * u128::from(bps) / 10_000);
                table.claimed[operator][vault] = true;
                table.shares += commission + paid;
                self.vaults += paid;
                if table.claimed[operator].iter().all(|claimed| *claimed) {
                    self.offer.settle_operator(&mut table.part).unwrap();
                }
            }
            Err(refusal) => {
                assert_eq!(refusal.rule, Rule::ClaimOver, "{refusal:?}");
                assert!(self.now >= part.claim_until || part.amount == 0);
                assert_eq!((self.offer, table.part, self.debts[operator]), (before, part, debt));
            }
        }
    }

    fn close(&mut self) {
        let (offer, mut place) = (self.offer, self.place);
        match offer.close(&mut place, self.now) {
            Ok(left) => {
                let spent = self.vaults + self.collected;
                assert_eq!(u128::from(left) + u128::from(spent), u128::from(offer.amount));
                assert!(self.attributed == self.tables.len() && self.now >= offer.until);
                assert!(self.tables.iter().all(|table| table.part.is_over(self.now)), "no claim is cut");
                self.closed = true;
            }
            Err(_) => assert_eq!(place, self.place),
        }
    }

    fn check(&self) {
        self.offer.invariant().unwrap();
        let waiting = self.tables.len() - self.attributed;
        assert_eq!(self.place.tables, waiting as u64);
        assert_eq!(self.offer.paid, self.vaults + self.collected);
        assert_eq!(self.offer.commissions, self.debts.iter().sum::<u64>());
        assert_eq!(self.offer.attributed, self.tables.iter().map(|table| table.part.amount).sum::<u64>());
        let open = self.tables.iter().filter(|table| table.part.amount > 0 && table.part.operators > 0).count();
        assert_eq!(self.offer.open_parts, open as u64);
        for table in &self.tables {
            assert_eq!(table.shares + table.part.left, table.part.amount);
            let unclaimed = table.claimed.iter().filter(|vaults| vaults.iter().any(|claimed| !claimed)).count();
            if table.part.amount > 0 {
                assert_eq!(table.part.operators, unclaimed as u64);
            }
            if table.part.operators == 0 {
                // Each operator's part, and each vault's share of it, is rounded by less than a unit.
                let roundings = table.operators.iter().map(|operator| 1 + operator.0.len() as u64).sum::<u64>();
                assert!(table.part.left <= roundings, "{} of {roundings}", table.part.left);
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(600))]

    /// What is paid and what is left are what was funded; a table is attributed once, and no more than has accrued; no share is
    /// more than its exact part; and the offer closes only when no claim is cut.
    #[test]
    fn random_lives(
        amount in prop_oneof![1..1_000u64, 1..1u64 << 50, (u64::MAX - 9)..], seconds in 1..200_000i64, delay in -100..5_000i64,
        acts in prop::collection::vec(act(), 1..120),
    ) {
        let offer = Offer::open(amount, [delay, delay.max(0) + seconds], CLAIM, 0).unwrap();
        let mut life = Life {
            offer, place: offer.place(), now: 0, tables: Vec::new(), attributed: 0, debts: [0; 4], collected: 0, vaults: 0,
            closed: false,
        };
        for act in acts {
            match act {
                Act::Open { window, operators, cap } => life.open_table(window, operators, cap),
                Act::Attribute => life.attribute(),
                Act::Claim { table, operator, vault, bps } => life.claim(table, operator, vault, bps),
                Act::Collect(who) => {
                    let owed = life.debts[who];
                    prop_assert_eq!(life.offer.collect(&mut life.debts[who]).ok(), (owed > 0).then_some(owed));
                    life.collected += owed;
                }
                Act::Wait(seconds) => life.now += seconds as i64,
                Act::Close => life.close(),
            }
            life.check();
            if life.closed {
                return Ok(());
            }
        }
        // It can always be ended: attribute what is there, and wait.
        life.now = life.now.max(life.offer.tables_until()) + 5_000;
        while life.attributed < life.tables.len() {
            life.attribute();
            life.check();
        }
        life.now += 2 * CLAIM as i64;
        life.close();
        prop_assert!(life.closed);
    }
}
