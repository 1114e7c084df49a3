//! What positions of a bond pool have earned at times between their changes.

use ledger::state::bond_pool::{BondPool, BondPosition};

use crate::json::Json;
use crate::life::tried;
use crate::luck::Luck;

const CASES: usize = 24;

/// A pool with two rewards and two holders, read again and again.
pub fn cases() -> Vec<Json> {
    let mut luck = Luck(7);
    let mut pool = BondPool::new(1_000).unwrap();
    let places = [pool.add_reward().unwrap(), pool.add_reward().unwrap()];
    let mut positions = [BondPosition::default(); 2];
    let mut now = 1_700_000_000;
    let mut cases = vec![];
    while cases.len() < CASES {
        now += luck.below(400) as i64;
        let (who, place) = (luck.below(2) as usize, places[luck.below(2) as usize]);
        let amount = luck.sized(50);
        let position = &mut positions[who];
        match luck.below(6) {
            0 | 1 => tried(pool.bond(position, amount, now)),
            2 => tried(pool.unbond(position, luck.part(position.bonded), now)),
            3 => tried(pool.pay(place, amount, now)),
            4 => tried(pool.claim(position, place, now)),
            _ => {
                let later = now + luck.below(800) as i64;
                let owed = owed(pool, *position, place, later);
                cases.push(Json::Object(vec![
                    ("pool", Json::bytes(&pool)),
                    ("position", Json::bytes(position)),
                    ("place", Json::number(place)),
                    ("now", Json::number(later)),
                    ("owed", Json::number(owed)),
                ]));
            }
        }
    }
    cases
}

/// What a claim would pay; nothing where it is refused, as it has earned nothing.
fn owed(mut pool: BondPool, mut position: BondPosition, place: usize, now: i64) -> u64 {
    pool.claim(&mut position, place, now).unwrap_or(0)
}
