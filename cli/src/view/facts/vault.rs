//! What to know about a vault before anything else.

use restaking_client::ledger;
use restaking_client::words::any_of;
use restaking_client::words::units::ASSET_FLAGS;
use restaking_client::{Vault, exits, rates};
use serde_json::{Value, json};
use solana_program::pubkey::Pubkey;

use super::{Fact, amount, delayed, flag, moment, told};
use crate::amount::bps;
use crate::time;
use crate::view::asset;

/// What to know about a vault before anything else.
pub(super) fn vault(vault: &Vault, now: i64) -> Vec<Fact> {
    let all = ledger::state::vault::VaultLedger::from(&vault.ledger);
    let (books, epoch, decimals) = (all.books_at(now), all.epoch_at(now), vault.decimals);
    let rate = rates::rate(vault, now);
    let mut allowance = all.instant_allowance;
    allowance.refill(now);
    let instant = books.idle_stake().unwrap_or(0).min(allowance.left());
    let delegated = books.units - books.idle;
    let delegated = u64::try_from(u128::from(delegated) * 10_000 / u128::from(books.units.max(1))).unwrap_or(0);
    vec![
        told("asset", vault.asset_mint.to_string()),
        amount("assets", books.active, decimals, "tokens"),
        amount("supply", books.supply, decimals, "VRT"),
        Fact { name: "rate", text: format!("{rate:.9} tokens a VRT"), json: format!("{rate:.9}").into() },
        Fact {
            name: "epoch",
            text: format!("{epoch}, of {}", time::span(all.epoch_seconds)),
            json: epoch.to_string().into(),
        },
        moment("epoch_ends", all.start_of(epoch.saturating_add(1)), now),
        moment("exit_requested_now_claimable", exits::out_by(vault, now), now),
        amount("instant_exits_left", instant, decimals, "tokens"),
        Fact { name: "delegated_bps", text: bps(delegated), json: delegated.to_string().into() },
        amount("in_open_slashes", books_escrow(&all), decimals, "tokens"),
        amount("pledged", all.pledged, decimals, "tokens"),
        told("deposit_fee", delayed(&all.fees.deposit_bps, now)),
        told("exit_fee", delayed(&all.fees.exit_bps, now)),
        told("reward_fee", delayed(&all.fees.reward_bps, now)),
        flag("restricted", vault.restricted),
        deposit_gate(vault),
        term(&all, now),
        Fact {
            name: "asset_issuer_can",
            text: asset::issuer_can(vault.asset_flags.into()),
            json: any_of(ASSET_FLAGS, vault.asset_flags.into()).into(),
        },
        Fact {
            name: "risk_version",
            text: format!("{}, which a deposit may bind", all.risk_version),
            json: all.risk_version.to_string().into(),
        },
    ]
}

/// The time in which stakers stay.
fn term(all: &ledger::state::vault::VaultLedger, now: i64) -> Fact {
    let ledger::state::term::Term { start, end } = all.term;
    let opens = all.term_opens();
    let (text, json) = if start == end {
        ("none".to_owned(), Value::Null)
    } else {
        let [starts, opens_text, ends] = [start, opens, end].map(|at| time::near(at, now));
        let text = format!("starts {starts}; exits go again {opens_text}; ends {ends}");
        (text, json!({ "start": start.to_string(), "exits_from": opens.to_string(), "end": end.to_string() }))
    };
    Fact { name: "term", text, json }
}

/// The signer that every deposit needs beside its depositor.
fn deposit_gate(vault: &Vault) -> Fact {
    let gate = (vault.deposit_gate != Pubkey::default()).then(|| vault.deposit_gate.to_string());
    Fact { name: "deposit_gate", text: gate.as_deref().unwrap_or("none").to_owned(), json: gate.into() }
}

/// What open slashes took, and what executed ones have not paid out.
fn books_escrow(all: &ledger::state::vault::VaultLedger) -> u64 {
    all.escrowed.saturating_add(all.unpaid)
}
