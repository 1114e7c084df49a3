//! The parts that a vault, an opt-in, a reward tree and an offer are made of, each at times around its edges.

use ledger::state::delayed::Delayed;
use ledger::state::grant::{GrantTerms, MAX_GRANT_SECONDS};
use ledger::state::opt_in::{Side, Sides};
use ledger::state::reward_offer::{Offer, OfferPart, ShareWeights};
use ledger::state::reward_tree::RewardBooks;
use ledger::state::stream::Stream;

use crate::json::Json;
use crate::life::tried;
use crate::luck::Luck;

const CASES: usize = 40;

/// Any time of all lives.
const START: i64 = 1_700_000_000;

/// A change that is pending, active, or none at all.
pub fn delays() -> Vec<Json> {
    let mut luck = Luck(31);
    (0..CASES)
        .map(|_| {
            let current = luck.sized(64);
            let next = if luck.below(4) == 0 { current } else { luck.sized(64) };
            let delayed = Delayed { current, next, effective: START + luck.below(100) as i64 };
            let now = around(&mut luck, delayed.effective);
            let is_pending = now < delayed.effective && next != current;
            let pending = if is_pending { vec![Json::number(next), Json::number(delayed.effective)] } else { vec![] };
            Json::Object(vec![
                ("delayed", Json::bytes(&delayed)),
                ("now", Json::number(now)),
                ("at", Json::number(delayed.at(now))),
                ("pending", Json::List(pending)),
                ("settled", Json::bytes(&Delayed::settled(next))),
            ])
        })
        .collect()
}

/// A stream that runs, waits and is paid into.
pub fn streams() -> Vec<Json> {
    let mut luck = Luck(37);
    let (mut stream, mut now) = (Stream::default(), START);
    let mut cases = vec![];
    while cases.len() < CASES {
        let (amount, seconds) = (
            luck.sized(62),
            luck.below(ledger::state::stream::MAX_STREAM_SECONDS + ledger::state::stream::MAX_STREAM_SECONDS / 8),
        );
        match luck.below(4) {
            0 => tried(stream.pay(amount, seconds, now)),
            1 => tried(stream.release(now)),
            2 if luck.below(3) == 0 => stream.wait(now),
            _ => {}
        }
        now += luck.below(ledger::state::stream::MAX_STREAM_SECONDS / 4) as i64;
        let at = match luck.below(3) {
            0 => around(&mut luck, stream.end),
            1 => around(&mut luck, stream.updated),
            _ => now,
        };
        let (mut released, mut late, mut paid) = (stream, stream, stream);
        late.wait(at);
        cases.push(Json::Object(vec![
            ("stream", Json::bytes(&stream)),
            ("now", Json::number(at)),
            ("amount", Json::number(amount)),
            ("seconds", Json::number(seconds)),
            ("due", Json::figure(stream.due(at))),
            (
                "released",
                Json::answer(released.release(at), |due| Json::List(vec![Json::number(due), Json::bytes(&released)])),
            ),
            ("late", Json::bytes(&late)),
            (
                "paid",
                Json::answer(paid.pay(amount, seconds, at), |due| {
                    Json::List(vec![Json::number(due), Json::bytes(&paid)])
                }),
            ),
        ]));
    }
    cases
}

/// An opt-in that its sides join and leave.
pub fn opt_ins() -> Vec<Json> {
    let mut luck = Luck(41);
    let (mut sides, mut now) = (Sides::new(), START);
    let mut cases = vec![];
    while cases.len() < CASES {
        let side = if luck.below(2) == 0 { Side::Left } else { Side::Right };
        let notice = ledger::state::delayed::Notice { fall: now + 20, rise: now + 30 };
        // Mostly joined, or the two are hardly ever agreed.
        if luck.below(5) == 0 {
            tried(sides.leave(side, now, notice));
        } else {
            tried(sides.join(side, now, notice));
        }
        now += luck.below(25) as i64;
        let until = now + luck.below(30) as i64;
        cases.push(Json::Object(vec![
            ("sides", Json::bytes(&sides)),
            ("now", Json::number(now)),
            ("until", Json::number(until)),
            ("counts", Json::number(u8::from(sides.counts(now)))),
            ("countsUntil", Json::number(u8::from(sides.counts_until(now, until)))),
        ]));
    }
    cases
}

/// A tree of rewards that is funded, and whose roots are published, struck and claimed by.
pub fn trees() -> Vec<Json> {
    let mut luck = Luck(43);
    let (mut books, mut now) = (RewardBooks::default(), START);
    let mut cases = vec![];
    while cases.len() < CASES {
        match luck.below(4) {
            0 => tried(books.fund(luck.sized(40))),
            1 => {
                let total = books.active_total.max(books.next_total) + luck.sized(39);
                let mut root = [0; 32];
                root[..8].copy_from_slice(&(1 + luck.below(u64::MAX - 1)).to_le_bytes());
                tried(books.publish(root, total, ledger::state::reward_tree::MIN_ROOT_DELAY, now));
            }
            2 => tried(books.claim(luck.part(books.active_total), 0)),
            _ if luck.below(4) == 0 => tried(books.strike(books.next_root, now)),
            _ => {}
        }
        now += luck.below(ledger::state::reward_tree::MIN_ROOT_DELAY) as i64;
        let at = around(&mut luck, if books.activates_at > 0 { books.activates_at } else { now });
        let (cumulative, claimed) = (luck.part(books.active_total + 1), luck.part(books.active_total / 2));
        let mut settled = books;
        settled.settle(at);
        let due = { settled }.claim(cumulative, claimed);
        cases.push(Json::Object(vec![
            ("books", Json::bytes(&books)),
            ("now", Json::number(at)),
            ("cumulative", Json::number(cumulative)),
            ("claimed", Json::number(claimed)),
            ("settled", Json::bytes(&settled)),
            ("due", Json::figure(due)),
        ]));
    }
    cases
}

/// What an offer has accrued, and the share of a vault in what a table was attributed.
pub fn offers() -> Vec<Json> {
    let mut luck = Luck(47);
    (0..CASES)
        .map(|_| {
            let amount = 1 + luck.sized(62);
            let from = START + luck.below(1_000) as i64;
            let until = from + 1 + luck.below(100_000) as i64;
            let offer = Offer { amount, from, until, ..Offer::default() };
            let edge = if luck.below(2) == 0 { from } else { until };
            let now = if luck.below(3) == 0 { around(&mut luck, edge) } else { from + luck.below(100_000) as i64 };
            let (table, capture) = (1 + luck.sized(60), 1 + luck.sized(60));
            let weights = ShareWeights { vault: luck.part(capture), capture, operator: luck.part(table), table };
            let part = OfferPart { amount, ..OfferPart::default() };
            Json::Object(vec![
                ("amount", Json::number(amount)),
                ("from", Json::number(from)),
                ("until", Json::number(until)),
                ("now", Json::number(now)),
                ("accrued", Json::figure(offer.accrued(now))),
                ("vault", Json::number(weights.vault)),
                ("capture", Json::number(capture)),
                ("operator", Json::number(weights.operator)),
                ("table", Json::number(table)),
                ("share", Json::figure(part.share(weights))),
            ])
        })
        .collect()
}

/// Terms of grants, and whether they are valid, void or expired.
pub fn grants() -> Vec<Json> {
    let mut luck = Luck(53);
    (0..CASES)
        .map(|_| {
            let all = [GrantTerms::OF_VAULTS, GrantTerms::OF_OPERATORS, GrantTerms::OF_NCNS][luck.below(3) as usize];
            // Mostly of kinds that the entity has.
            let kinds = if luck.below(6) == 0 { luck.below(1 << 10) } else { all & luck.below(1 << 9) };
            let latest = START.saturating_add_unsigned(MAX_GRANT_SECONDS);
            let edge = if luck.below(2) == 0 { START } else { latest };
            let until = if luck.below(3) == 0 { around(&mut luck, edge) } else { START + 1 + luck.below(1_000) as i64 };
            let set = GrantTerms::new(kinds, until, 1, all, START);
            let held = GrantTerms { kinds, until, generation: luck.below(3) };
            let now = around(&mut luck, until);
            let state = match (held.generation == 1, held.is_over(1, now)) {
                (false, _) => "void",
                (true, true) => "expired",
                (true, false) => "valid",
            };
            Json::Object(vec![
                ("kinds", Json::number(kinds)),
                ("until", Json::number(until)),
                ("all", Json::number(all)),
                ("start", Json::number(START)),
                ("set", Json::answer(set, |_| Json::number(0))),
                ("generation", Json::number(held.generation)),
                ("now", Json::number(now)),
                ("state", Json::Text(state.to_owned())),
            ])
        })
        .collect()
}

/// A second before `edge`, the edge itself, a second after, or up to half a minute from it.
fn around(luck: &mut Luck, edge: i64) -> i64 {
    edge + [-1, 0, 1, luck.below(60) as i64 - 30][luck.below(4) as usize]
}
