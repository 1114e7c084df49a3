//! What to know about a vault before anything else.

use restaking_client::ledger::state::term::Term;
use restaking_client::ledger::state::vault::VaultLedger;
use restaking_client::words::any_of;
use restaking_client::words::units::{ASSET_FLAGS, PAUSE_KINDS};
use restaking_client::{Pause, Vault, exits, rates};
use serde_json::{Value, json};

use super::{Fact, Order, amount, count, delayed, flag, moment, party, percentage, told};
use crate::time;
use crate::view::asset;

/// What to know about a vault before anything else.
pub(super) fn vault(vault: &Vault, now: i64) -> Vec<Fact> {
    let all = VaultLedger::from(&vault.ledger);
    let (books, epoch, decimals) = (all.books_at(now), all.epoch_at(now), vault.decimals);
    let rate = rates::rate(vault, now);
    let mut allowance = all.instant_allowance;
    allowance.refill(now);
    let instant = books.idle_stake().unwrap_or(0).min(allowance.left());
    let delegated = books.units - books.idle;
    let delegated = u64::try_from(u128::from(delegated) * 10_000 / u128::from(books.units.max(1))).unwrap_or(0);
    vec![
        amount("assets", books.active, decimals, "tokens"),
        Fact {
            name: "rate",
            text: format!("{rate:.9}"),
            json: format!("{rate:.9}").into(),
            order: Order::Figure((rate * 1e18) as i128),
        },
        percentage("delegated_bps", delegated),
        moment("exit_requested_now_claimable", exits::out_by(vault, now), now),
        amount("instant_exits_left", instant, decimals, "tokens"),
        amount("in_open_slashes", books_escrow(&all), decimals, "tokens"),
        amount("breaker_room", breaker_room(&all, books.stake().unwrap_or(0), now), decimals, "tokens"),
        paused(&vault.pause, now),
        delayed("deposit_fee", &all.fees.deposit_bps, now),
        delayed("exit_fee", &all.fees.exit_bps, now),
        delayed("instant_fee", &all.instant_fee_bps, now),
        delayed("reward_fee", &all.fees.reward_bps, now),
        Fact {
            name: "risk_version",
            text: format!("{}, which a deposit may bind", all.risk_version),
            ..count("risk_version", all.risk_version)
        },
        flag("restricted", vault.restricted),
        party("deposit_gate", &vault.deposit_gate),
        deposit_cap(&all, decimals),
        term(&all, now),
        told("asset", vault.asset_mint.to_string()),
        Fact {
            json: any_of(ASSET_FLAGS, vault.asset_flags.into()).into(),
            ..told("asset_issuer_can", asset::issuer_can(vault.asset_flags.into()))
        },
        amount("supply", books.supply, decimals, "VRT"),
        Fact { text: format!("{epoch}, of {}", time::span(all.epoch_seconds)), ..count("epoch", epoch) },
        moment("epoch_ends", all.start_of(epoch.saturating_add(1)), now),
        amount("pledged", all.pledged, decimals, "tokens"),
        party("admin", &vault.admin),
        party("curator", &vault.curator),
        party("guardian", &vault.guardian),
    ]
}

/// What slashes may still take in this epoch, all together, by the breaker.
pub fn breaker_room(all: &VaultLedger, stake: u64, now: i64) -> u64 {
    let losses = all.losses.at(all.epoch_at(now), stake);
    let most = u128::from(losses.base) * u128::from(all.loss_limits.epoch_bps.at(now)) / 10_000;
    u64::try_from(most).unwrap_or(u64::MAX).saturating_sub(losses.lost)
}

/// The most that deposits may lift the vault to.
fn deposit_cap(all: &VaultLedger, decimals: u8) -> Fact {
    let fact = amount("deposit_cap", all.deposit_cap, decimals, "tokens");
    if all.deposit_cap == u64::MAX { Fact { text: "none".to_owned(), ..fact } } else { fact }
}

/// Whether something is paused at `now`.
pub fn is_paused(pause: &Pause, now: i64) -> bool {
    (pause.from..pause.until).contains(&now) && pause.flags != 0
}

/// What is paused now, and until when.
pub(super) fn paused(pause: &Pause, now: i64) -> Fact {
    let on = is_paused(pause, now);
    let kinds = any_of(PAUSE_KINDS, pause.flags);
    let text = if on { format!("{kinds}, until {}", time::near(pause.until, now)) } else { "nothing".to_owned() };
    Fact { json: if on { kinds.into() } else { Value::Null }, ..told("paused", text) }
}

/// The time in which stakers stay.
fn term(all: &VaultLedger, now: i64) -> Fact {
    let Term { start, end } = all.term;
    let opens = all.term_opens();
    let (text, json) = if start == end {
        ("none".to_owned(), Value::Null)
    } else {
        let [starts, opens_text, ends] = [start, opens, end].map(|at| time::near(at, now));
        let text = format!("starts {starts}; exits go again {opens_text}; ends {ends}");
        (text, json!({ "start": start.to_string(), "exits_from": opens.to_string(), "end": end.to_string() }))
    };
    Fact { json, ..told("term", text) }
}

/// What open slashes took, and what executed ones have not paid out.
fn books_escrow(all: &VaultLedger) -> u64 {
    all.escrowed.saturating_add(all.unpaid)
}
