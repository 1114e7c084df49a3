//! What the ledger tells of a vault at a time: what it would be if something were asked for now.

use ledger::math::BPS;
use ledger::refusal::Rule;
use ledger::state::books::UNITS;
use ledger::state::breaker::Losses;
use ledger::state::exit_bucket::{Bucket, Pool};
use ledger::state::exit_ticket::Ticket;
use ledger::state::fee::VaultFees;
use ledger::state::vault::VaultLedger;
use ledger::transition::certain_stake::Stake;
use ledger::transition::fee::FeeTerms;
use ledger::transition::reward::RewardTerms;

use crate::Case;
use crate::json::Json;
use crate::life::{Life, fee_terms, reward_terms};
use crate::more;

/// Reads the vault of `life` at a time around its present.
pub fn read(life: &mut Life) -> Case {
    let epoch = life.vault.epoch_seconds;
    // Sometimes before what the books have seen, sometimes epochs later.
    let ahead = if life.luck.below(3) == 0 { epoch / 4 } else { epoch * 3 };
    let now = life.now - 5 + life.luck.below(ahead) as i64;
    let assets = life.amount();
    let shares = 1 + life.luck.part(life.vault.books.supply / 2);
    let fraction = 1 + life.luck.part(UNITS - 1);
    let ticket = ticket(life);
    let bucket = life.buckets.get(&ticket.epoch).copied().unwrap_or(Bucket::new(ticket.epoch));
    let request_epoch = life.vault.request_epoch(now);
    let next = life.buckets.get(&request_epoch).copied().unwrap_or(Bucket::new(request_epoch));
    let reward = reward_terms(&mut life.luck);
    let mut fees = fee_terms(&mut life.luck, &life.vault);
    // One in so many is over its cap, or too fast.
    match life.luck.below(8) {
        0 => fees.exit_bps = BPS,
        1 => fees.stream_seconds /= 2,
        _ => {}
    }

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
        ("commission", Json::number(reward.commission_bps)),
        ("protocolFee", Json::number(reward.protocol_fee_bps)),
        ("fees", Json::List(terms(fees).map(Json::number).into())),
    ]);
    let vault = &life.vault;
    let books = vault.books_at(now);
    let mut readings = vec![
        ("books", Json::bytes(&books)),
        ("stream", Json::bytes(&stream(vault, now))),
        ("owed", Json::figure(vault.owed())),
        ("epoch", Json::number(vault.epoch_at(now))),
        ("time", Json::number(vault.time_at(now))),
        ("notice", Json::List([vault.notice_at(now).fall, vault.notice_at(now).rise].map(Json::number).into())),
        ("idleStake", Json::figure(books.idle_stake())),
        ("fees", fees_at(vault, now)),
        ("setFees", set_fees(vault, fees, now)),
        ("deposit", deposit(vault, assets, now)),
        ("worthOf", Json::figure(books.assets_for(shares))),
        ("exit", Json::figure(exit(vault, shares, now))),
        ("request", least(vault, next, shares, now)),
        ("instant", instant(vault, shares, now)),
        ("exitFrom", Json::number(vault.exit_from(vault.time_at(now)))),
        ("claimableAt", Json::number(vault.claimable_at(ticket.epoch))),
        ("delegated", Json::figure(vault.delegated_stake(&life.to, now))),
        ("slashable", Json::figure(vault.slashable_stake(&life.to, &life.service, now))),
        ("atRisk", Json::figure(vault.stake_at_risk(&life.to, &life.service, (&life.limits, &life.losses), now))),
        ("certain", Json::List(certain(life, now).into())),
        ("due", Json::figure(due(life, fraction, now))),
        ("slash", Json::figure(slash(life, fraction, now))),
        ("reward", pay_reward(vault, assets, reward, now)),
    ];
    readings.extend(more::of_vault(life, assets, now));
    if ticket.shares > 0 {
        readings.push(("worth", Json::figure(bucket.worth(&ticket))));
        readings.extend(more::of_ticket(vault, bucket, ticket, now));
        readings.push(("claim", claim(vault, bucket, ticket, now)));
        let canceled = copy(vault).cancel_exit(&mut { bucket }, &mut { ticket }, 0, now);
        readings.push(("cancel", Json::figure(canceled.map(|flow| flow.shares_minted))));
    }
    Case { given, readings, marks: marks(vault, &ticket, assets, now) }
}

fn marks(vault: &VaultLedger, ticket: &Ticket, assets: u64, now: i64) -> Vec<(&'static str, bool)> {
    let (books, left) = (vault.books, vault.stream.left);
    let runs = books.supply > 0 && stream(vault, now).left < left;
    let later = vault.epoch_at(now) > books.epoch;
    let fee = copy(vault).deposit(assets, 0, now).is_ok_and(|deposit| deposit.fee > 0);
    vec![
        ("a stream in its epoch", runs && !later),
        ("a stream across an epoch", runs && later),
        ("a stream that waits", books.supply == 0 && left > 0),
        ("a deposit with a fee", fee),
        ("a first claim with a fee", ticket.fee_bps > 0 && ticket.shares > 0 && ticket.paid == 0),
        ("a second claim with a fee", ticket.fee_bps > 0 && ticket.shares > 0 && ticket.paid > 0),
    ]
}

/// Some ticket: the latest, or one that a slash kept open after a first claim, or any.
fn ticket(life: &mut Life) -> Ticket {
    let held = life.tickets.iter().filter(|ticket| ticket.paid > 0 && ticket.shares > 0).copied();
    let from = match life.luck.below(3) {
        0 => life.tickets.last().copied().into_iter().collect(),
        1 => held.collect(),
        _ => life.tickets.clone(),
    };
    from.get(life.luck.below(from.len() as u64) as usize).copied().unwrap_or_default()
}

fn terms(fees: FeeTerms) -> [u64; 4] {
    [fees.deposit_bps, fees.exit_bps, fees.reward_bps, fees.stream_seconds]
}

/// The amount still to stream, after the release of what is due.
fn stream(vault: &VaultLedger, now: i64) -> ledger::state::stream::Stream {
    let mut vault = copy(vault);
    vault.advance(now);
    vault.stream
}

/// The fees that are active, the one on instant exits and the stream time last.
fn fees_at(vault: &VaultLedger, now: i64) -> Json {
    let VaultFees { deposit_bps, exit_bps, reward_bps } = vault.fees;
    let charges = [deposit_bps, exit_bps, reward_bps, vault.instant_fee_bps, vault.stream_seconds];
    let fees = charges.map(|fee| fee.at(vault.time_at(now)));
    Json::List(fees.map(Json::number).into())
}

fn set_fees(vault: &VaultLedger, fees: FeeTerms, now: i64) -> Json {
    let mut vault = copy(vault);
    Json::answer(vault.set_fees(fees, now), |()| Json::bytes(&vault.fees))
}

fn deposit(vault: &VaultLedger, assets: u64, now: i64) -> Json {
    Json::answer(copy(vault).deposit(assets, 0, now), |deposit| {
        Json::List([deposit.flow.shares_minted, deposit.fee].map(Json::number).into())
    })
}

/// What an exit pays that no slash touches.
fn exit(vault: &VaultLedger, shares: u64, now: i64) -> ledger::refusal::Result<u64> {
    let mut vault = copy(vault);
    vault.advance(now);
    let mut bucket = Bucket::new(vault.request_epoch(now));
    let exiting = vault.books.exiting[1];
    bucket.pools[0] = Pool { shares: exiting, assets: exiting, contested: 0 };
    let mut ticket = vault.request_exit(&mut bucket, shares, 0, now)?.ticket;
    let claimable_at = vault.claimable_at(ticket.epoch);
    Ok(vault.claim_exit(&mut bucket, &mut ticket, claimable_at)?.flow.assets_out)
}

/// How a reward is divided, and the stream that comes of it.
fn pay_reward(vault: &VaultLedger, assets: u64, terms: RewardTerms, now: i64) -> Json {
    let mut vault = copy(vault);
    Json::answer(vault.pay_reward(&mut 0, assets, terms, now), |paid| {
        let parts = [paid.commission, paid.vault_fee, paid.protocol_fee, paid.streamed, vault.stream.left];
        let times = [vault.stream.updated, vault.stream.end].map(Json::number);
        Json::List(parts.map(Json::number).into_iter().chain(times).collect())
    })
}

pub fn copy(vault: &VaultLedger) -> VaultLedger {
    *vault
}

/// What a request is worth at the least: the minimum that it is refused below.
fn least(vault: &VaultLedger, mut bucket: Bucket, shares: u64, now: i64) -> Json {
    let refusal = copy(vault).request_exit(&mut bucket, shares, u64::MAX, now).unwrap_err();
    match refusal.rule {
        Rule::BelowMinimum => Json::number(refusal.value),
        _ => Json::figure(Err(refusal)),
    }
}

fn instant(vault: &VaultLedger, shares: u64, now: i64) -> Json {
    Json::answer(copy(vault).exit_instantly(shares, 0, now), |exit| {
        Json::List([exit.flow.assets_out, exit.fee, exit.exit_fee, exit.units].map(Json::number).into())
    })
}

fn claim(vault: &VaultLedger, mut bucket: Bucket, mut ticket: Ticket, now: i64) -> Json {
    Json::answer(copy(vault).claim_exit(&mut bucket, &mut ticket, now), |claim| {
        Json::List([claim.flow.assets_out, claim.fee, u64::from(claim.closes)].map(Json::number).into())
    })
}

/// What is certain now, until the end of this epoch, the start of the next, the last second of that one, and until a term lets its
/// stakers go and ends.
fn certain(life: &Life, now: i64) -> [Json; 6] {
    let (vault, epoch) = (&life.vault, life.vault.epoch_at(now));
    let of = Stake { delegation: &life.to, allocation: &life.service, limits: &life.limits, losses: &life.losses };
    let [next, after] = [1, 2].map(|ahead| vault.start_of(epoch + ahead));
    [now, next - 1, next, after - 1, vault.term_opens(), vault.term.end - 1]
        .map(|until| Json::figure(vault.certain_stake(&of, until, now)))
}

fn due(life: &Life, fraction: u64, now: i64) -> ledger::refusal::Result<u64> {
    life.vault.due_slash(&life.to, &life.service, (&life.limits, &life.losses), fraction, now)
}

/// What a slash takes, with everything as it was afterwards.
fn slash(life: &Life, fraction: u64, now: i64) -> ledger::refusal::Result<u64> {
    let mut vault = life.vault;
    let (mut delegation, mut allocation, mut losses): (_, _, Losses) = (life.to, life.service, life.losses);
    let epoch = vault.epoch_at(now);
    let mut buckets = [epoch, epoch + 1].map(|epoch| life.buckets.get(&epoch).copied());
    let [first, second] = &mut buckets;
    let mut target = ledger::transition::slash::target::Target {
        delegation: &mut delegation,
        allocation: &mut allocation,
        buckets: [first.as_mut(), second.as_mut()],
    };
    vault.propose_slash(&mut target, (&life.limits, &mut losses), fraction, 0, now).map(|slash| slash.stake)
}
