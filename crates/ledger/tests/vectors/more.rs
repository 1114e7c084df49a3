//! What clients tell beside the ledger's own figures: what is announced, what a deposit turns out to be worth, what is earned.

use ledger::state::books::Books;
use ledger::state::delayed::Delayed;
use ledger::state::exit_bucket::Bucket;
use ledger::state::exit_ticket::Ticket;
use ledger::state::stream::MAX_STREAM_SECONDS;
use ledger::state::vault::VaultLedger;

use crate::json::Json;
use crate::life::Life;
use crate::readings::copy;

type Reading = (&'static str, Json);

/// The readings of a vault.
pub fn of_vault(life: &Life, assets: u64, now: i64) -> Vec<Reading> {
    let vault = &life.vault;
    let (time, books) = (vault.time_at(now), vault.books_at(now));
    let is_running = vault.term.is_running(time);
    let has_term = vault.term.end > vault.term.start;
    let room = if is_running { 0 } else { vault.deposit_cap.saturating_sub(books.active) };
    let out_by = vault.claimable_at(vault.request_epoch(vault.exit_from(time)));
    vec![
        ("stake", Json::figure(books.stake())),
        (
            "term",
            Json::List(vec![
                flag(has_term),
                flag(is_running),
                Json::number(vault.term_opens()),
                flag(vault.is_held(time)),
            ]),
        ),
        ("minStream", Json::number(vault.min_stream_seconds())),
        ("depositWorth", deposit_worth(vault, assets, now)),
        ("depositRoom", Json::number(room)),
        ("requestEpoch", Json::number(vault.request_epoch(now))),
        ("outBy", Json::number(out_by)),
        ("magnitude", Json::number(life.service.magnitude_at(&life.to, time))),
        ("nextFees", Json::List(pending(next_fees(vault), time))),
        ("pendingTerms", Json::List(pending_terms(vault, time))),
        ("yield", Json::List(stream_yield(vault, now))),
        ("rates", rates(vault, assets, now, now)),
        ("ratesBefore", rates(vault, assets, now - HOUR, now)),
        ("ratesLater", rates(vault, assets, now + i64::try_from(3 * vault.epoch_seconds).unwrap(), now)),
    ]
}

/// An hour, in seconds.
const HOUR: i64 = 3_600;

/// The rates at `at`, with what a deposit of `amount` brings by them, and an exit with as many shares.
fn rates(vault: &VaultLedger, amount: u64, at: i64, now: i64) -> Json {
    let told = vault.rates_at(at, now).and_then(|rates| {
        let (entering, leaving) = (rates.entering, rates.leaving);
        let entering = entering.map_or([0, 0], |rate| [rate.assets, rate.shares]);
        let charges = [rates.deposit_bps, rates.exit_bps, rates.contested, rates.loss_bps];
        let brings = [rates.shares_for(amount)?, rates.assets_for(amount)?];
        let figures = [entering, [leaving.assets, leaving.shares]].concat();
        Ok((rates.time, figures.into_iter().chain(charges).chain(brings).collect::<Vec<_>>()))
    });
    Json::answer(told, |(time, figures)| {
        Json::List([Json::number(time)].into_iter().chain(figures.into_iter().map(Json::number)).collect())
    })
}

/// The readings of a ticket that was not paid whole.
pub fn of_ticket(vault: &VaultLedger, bucket: Bucket, ticket: Ticket, now: i64) -> Vec<Reading> {
    let mut vetoed = bucket;
    for pool in &mut vetoed.pools {
        pool.assets += core::mem::take(&mut pool.contested);
    }
    vec![
        ("isSettled", flag(ticket.is_settled())),
        ("worthIfVetoed", Json::figure(vetoed.worth(&ticket))),
        ("cancelWorth", cancel_worth(vault, bucket, ticket, now)),
    ]
}

fn flag(is: bool) -> Json {
    Json::number(u8::from(is))
}

/// The shares of a deposit, and what they are worth if all open slashes are vetoed, and if all are executed.
fn deposit_worth(vault: &VaultLedger, assets: u64, now: i64) -> Json {
    let mut vault = copy(vault);
    let shares = vault.deposit(assets, 0, now).map(|deposit| deposit.flow.shares_minted);
    Json::answer(shares, |shares| entry_worth(&vault, shares))
}

fn cancel_worth(vault: &VaultLedger, mut bucket: Bucket, mut ticket: Ticket, now: i64) -> Json {
    let mut vault = copy(vault);
    let shares = vault.cancel_exit(&mut bucket, &mut ticket, 0, now).map(|flow| flow.shares_minted);
    Json::answer(shares, |shares| entry_worth(&vault, shares))
}

fn entry_worth(vault: &VaultLedger, shares: u64) -> Json {
    let vetoed = Books { active: vault.books.active + vault.contested, ..vault.books };
    let worth = |books: Books| Json::number(books.assets_for(shares).unwrap_or(0));
    Json::List(vec![Json::number(shares), worth(vetoed), worth(vault.books)])
}

fn next_fees(vault: &VaultLedger) -> Vec<(&'static str, Delayed)> {
    let fees = vault.fees;
    vec![
        ("deposit", fees.deposit_bps),
        ("exit", fees.exit_bps),
        ("reward", fees.reward_bps),
        ("instant", vault.instant_fee_bps),
    ]
}

/// Each change that is pending at `time`: its name, the value to come, and from when on.
fn pending(of: Vec<(&'static str, Delayed)>, time: i64) -> Vec<Json> {
    let pending = of.into_iter().filter(|(_, each)| time < each.effective && each.next != each.current);
    pending.map(|(name, each)| Json::Text(format!("{name} {} {}", each.next, each.effective))).collect()
}

/// All terms that are announced, those first that take effect first.
fn pending_terms(vault: &VaultLedger, time: i64) -> Vec<Json> {
    let (fees, exposure, limits, allowance) = (vault.fees, vault.exposure, vault.loss_limits, vault.instant_allowance);
    let allowed = |current, next| Delayed { current, next, effective: allowance.effective };
    let mut terms = vec![
        ("depositFeeBps", fees.deposit_bps),
        ("exitFeeBps", fees.exit_bps),
        ("instantFeeBps", vault.instant_fee_bps),
        ("rewardFeeBps", fees.reward_bps),
        ("streamSeconds", vault.stream_seconds),
        ("maxDelegatedBps", exposure.max_delegated_bps),
        ("maxOperatorBps", exposure.max_operator_bps),
        ("leverage", exposure.leverage),
        ("lossPerSlashBps", limits.incident_bps),
        ("lossPerEpochBps", limits.epoch_bps),
        ("instantCapacity", allowed(allowance.capacity, allowance.next_capacity)),
        ("instantRefillSeconds", allowed(allowance.refill_seconds, allowance.next_refill_seconds)),
    ];
    terms.sort_by_key(|(_, each)| each.effective);
    pending(terms, time)
}

/// What the stream adds in a year as a fraction of the active assets, and when it ends; nothing where none runs.
fn stream_yield(vault: &VaultLedger, now: i64) -> Vec<Json> {
    let mut vault = copy(vault);
    vault.advance(now);
    let (books, stream) = (vault.books, vault.stream);
    if stream.left == 0 || books.supply == 0 || books.active == 0 {
        return vec![];
    }
    let numerator = u128::from(stream.left) * u128::from(MAX_STREAM_SECONDS);
    let denominator = u128::from(stream.end.abs_diff(stream.updated)) * u128::from(books.active);
    vec![Json::number(numerator), Json::number(denominator), Json::number(stream.end)]
}
