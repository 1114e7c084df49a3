//! What the ledger tells of a vault at a time: what it would be if something were asked for now.

use ledger::{Bucket, Losses, UNITS, VaultLedger, Why};

use crate::Case;
use crate::json::Json;
use crate::life::Life;

/// Reads the vault of `life` at a time around its present.
pub fn read(life: &mut Life) -> Case {
    let epoch = life.vault.epoch_seconds;
    // Sometimes before what the books have seen, sometimes epochs later.
    let now = life.now - 5 + life.luck.below(epoch * 3) as i64;
    let assets = life.amount();
    let shares = 1 + life.luck.part(life.vault.books.supply / 2);
    let fraction = 1 + life.luck.part(UNITS - 1);
    let ticket = life.tickets.get(life.luck.below(life.tickets.len() as u64) as usize).copied().unwrap_or_default();
    let bucket = life.buckets.get(&ticket.epoch).copied().unwrap_or(Bucket::new(ticket.epoch));
    let request_epoch = life.vault.request_epoch(now);
    let next = life.buckets.get(&request_epoch).copied().unwrap_or(Bucket::new(request_epoch));

    let given = Json::Object(vec![
        ("vault", Json::bytes(&life.vault)),
        ("delegation", Json::bytes(&life.to)),
        ("allocation", Json::bytes(&life.service)),
        ("limits", Json::bytes(&life.limits)),
        ("losses", Json::bytes(&life.losses)),
        ("bucket", Json::bytes(&bucket)),
        ("next", Json::bytes(&next)),
        ("ticket", Json::bytes(&ticket)),
        ("now", Json::number(now)),
        ("assets", Json::number(assets)),
        ("shares", Json::number(shares)),
        ("fraction", Json::number(fraction)),
    ]);
    let vault = &life.vault;
    let books = vault.books_at(now);
    let mut readings = vec![
        ("books", Json::bytes(&books)),
        ("epoch", Json::number(vault.epoch_at(now))),
        ("time", Json::number(vault.time_at(now))),
        ("countsFrom", Json::answer(vault.counts_from(now), Json::number)),
        ("idleStake", Json::figure(books.idle_stake())),
        ("deposit", Json::figure(copy(vault).deposit(assets, 0, now).map(|flow| flow.shares_minted))),
        ("exit", Json::figure(books.assets_for(shares))),
        ("request", least(vault, next, shares, now)),
        ("instant", instant(vault, shares, now)),
        ("claimableAt", Json::number(vault.claimable_at(ticket.epoch))),
        ("delegated", Json::figure(vault.delegated_stake(&life.to, now))),
        ("slashable", Json::figure(vault.slashable_stake(&life.to, &life.service, now))),
        ("atRisk", Json::figure(vault.stake_at_risk(&life.to, &life.service, &life.limits, now))),
        ("due", Json::figure(due(life, fraction, now))),
        ("slash", Json::figure(slash(life, fraction, now))),
    ];
    if ticket.shares > 0 {
        readings.push(("worth", Json::figure(bucket.worth(&ticket))));
        readings.push(("claim", claim(vault, bucket, ticket, now)));
        let cancelled = copy(vault).cancel_exit(&mut { bucket }, &mut { ticket }, 0, now);
        readings.push(("cancel", Json::figure(cancelled.map(|flow| flow.shares_minted))));
    }
    (given, readings)
}

fn copy(vault: &VaultLedger) -> VaultLedger {
    *vault
}

/// What a request is worth at the least: the minimum that it is refused below.
fn least(vault: &VaultLedger, mut bucket: Bucket, shares: u64, now: i64) -> Json {
    let refusal = copy(vault).request_exit(&mut bucket, shares, u64::MAX, now).unwrap_err();
    match refusal.why {
        Why::BelowMinimum => Json::number(refusal.value),
        _ => Json::figure(Err(refusal)),
    }
}

fn instant(vault: &VaultLedger, shares: u64, now: i64) -> Json {
    Json::answer(copy(vault).exit_instantly(shares, 0, now), |exit| {
        Json::List([exit.flow.assets_out, exit.fee, exit.units].map(Json::number).into())
    })
}

fn claim(vault: &VaultLedger, mut bucket: Bucket, mut ticket: ledger::Ticket, now: i64) -> Json {
    Json::answer(copy(vault).claim_exit(&mut bucket, &mut ticket, now), |claim| {
        Json::List(vec![Json::number(claim.flow.assets_out), Json::number(u8::from(claim.closes))])
    })
}

fn due(life: &Life, fraction: u64, now: i64) -> ledger::Result<u64> {
    life.vault.due_slash(&life.to, &life.service, (&life.limits, &life.losses), fraction, now)
}

/// What a slash takes, with everything as it was afterwards.
fn slash(life: &Life, fraction: u64, now: i64) -> ledger::Result<u64> {
    let mut vault = life.vault;
    let (mut delegation, mut allocation, mut losses): (_, _, Losses) = (life.to, life.service, life.losses);
    let epoch = vault.epoch_at(now);
    let mut buckets = [epoch, epoch + 1].map(|epoch| life.buckets.get(&epoch).copied());
    let [first, second] = &mut buckets;
    let mut target = ledger::Target {
        delegation: &mut delegation,
        allocation: &mut allocation,
        buckets: [first.as_mut(), second.as_mut()],
    };
    vault.propose_slash(&mut target, (&life.limits, &mut losses), fraction, 0, now).map(|slash| slash.stake)
}
