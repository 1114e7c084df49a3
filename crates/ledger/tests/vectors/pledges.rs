//! Pledges for slashes: what one takes in, and what an execution restores.

use ledger::state::books::UNITS;
use ledger::state::exit_bucket::POOLS;
use ledger::state::pledge::Restored;
use ledger::state::slash::Slash;
use ledger::state::vault::VaultLedger;
use ledger::transition::vault::Limits;

use crate::json::Json;
use crate::luck::Luck;

/// So many slashes.
const CASES: u64 = 48;

pub fn cases() -> Vec<Json> {
    (0..CASES).map(case).collect()
}

fn case(number: u64) -> Json {
    let mut luck = Luck(UNITS + number);
    let bits = [4, 20, 40, 58][(number % 4) as usize];
    let mut exiting = [[0; POOLS]; 2];
    for part in exiting.iter_mut().flatten() {
        // Most slashes reach a few pools alone.
        *part = if luck.below(3) == 0 { luck.sized(bits) } else { 0 };
    }
    let active = if luck.below(5) == 0 { 0 } else { 1 + luck.sized(bits) };
    let stake = active + exiting.iter().flatten().sum::<u64>();
    let slash = Slash { stake, active, exiting, ..Slash::default() };
    let pledged = luck.part(stake);
    let assets = luck.part(stake) + u64::from(luck.below(4) == 0);
    let limits = Limits { deposit_cap: 0, instant_fee_bps: 0, instant_capacity: 0, instant_refill_seconds: 1 };
    let mut vault = VaultLedger::new(1, limits, 0).unwrap();
    let taken = vault.pledge(&slash, &mut { pledged }, &mut 0, assets).map(|flow| flow.assets_in);
    // One in so many is of more than the slash took.
    let restores = if luck.below(8) == 0 { stake + 1 } else { pledged };
    let given = vec![
        ("slash", Json::bytes(&slash)),
        ("pledged", Json::number(pledged)),
        ("assets", Json::number(assets)),
        ("restores", Json::number(restores)),
        ("taken", Json::figure(taken)),
    ];
    let restored = slash.restored(restores);
    let figures = |Restored { active, exiting }: Restored| {
        Json::List([active].into_iter().chain(exiting.into_iter().flatten()).map(Json::number).collect())
    };
    Json::Object(given.into_iter().chain([("restored", Json::answer(restored, figures))]).collect())
}
