//! The slashing policies of the NCNs.

use harness::oracle::ORACLE;
use harness::slash;
use restaking_client::PolicyArgs;

use super::plan::{DAY, HOUR, MINUTE};
use super::scene::ncn;
use crate::keys::address;

/// The NCN of which the price oracle is the slasher.
pub const PRICES: &str = "prices";

/// The seconds between its heights.
pub const HEIGHT: i64 = 5 * MINUTE;

/// The slashing policy of the NCN called `name`, with its height 0 at `zero`.
pub fn policy(name: &str, zero: i64) -> PolicyArgs {
    let slasher = address(name);
    let slashing = |challenge: i64| PolicyArgs {
        max_fraction: slash::WHOLE / 2,
        cooldown_seconds: DAY as u64,
        ..slash::policy(&slasher, &address("council"), &address("insurance"), challenge.unsigned_abs())
    };
    match name {
        "oracle" => slash::with_rule(slashing(2 * DAY), slash::WHOLE / 10, zero),
        PRICES => of_prices(zero),
        "beacon" => slashing(2 * DAY),
        "bridge" | "relay" => slashing(6 * HOUR),
        _ => slash::no_policy(&slasher),
    }
}

/// Slashes by the oracle, which the council may veto for a week.
fn of_prices(zero: i64) -> PolicyArgs {
    let slasher = ORACLE.oracle(&ncn(PRICES));
    let slashing = slash::policy(&slasher, &address("council"), &address("insurance"), 7 * DAY.unsigned_abs());
    PolicyArgs {
        cooldown_seconds: HOUR.unsigned_abs() / 2,
        height_millis: HEIGHT.unsigned_abs() * 1_000,
        ..slash::with_rule(slashing, slash::WHOLE / 2, zero)
    }
}
