//! What anyone may send for the service, done by the command line's own commands.

use std::collections::BTreeSet;

use borsh::BorshDeserialize;
use ncn_kit::quorum::reaches;
use restake_cli::accounts::{all, find, load};
use restake_cli::command::allocation::allocated_vaults;
use restake_cli::error::Result;
use restake_cli::session::Session;
use restake_node::service::{Chore, Window};
use restaking_client::ledger::state::slash_terms::MAX_CHALLENGE_SECONDS;
use restaking_client::{Config, OperatorRecord, StakeTable, table};
use solana_program::pubkey::Pubkey;
use template_cli::account::{Found, FoundRound};
use template_cli::{keeper, setup};
use template_client::{OPERATOR_SCORE_DISCRIMINATOR, OperatorScore, TemplateProgram, incident, leading};
use template_ledger::rule::{Finding, compare};

use crate::windows::windows_of;

/// The chores of the service of `ncn`, the most urgent first.
pub fn of_service(session: &Session, program: TemplateProgram, ncn: Pubkey, now: i64) -> Result<Vec<Chore>> {
    let found = Found::load(session.chain, program, &ncn)?;
    let rounds = found.rounds(session.chain, program)?;
    let scores = scores(session, program, &found.at)?;
    let mut chores: Vec<Chore> = next_table(session, (program, &found), now)?.into_iter().collect();
    if let Some(table) = find::<StakeTable>(session.chain, &found.service.table)? {
        let open: BTreeSet<u64> = rounds.iter().map(|round| round.account.round.height).collect();
        // Without stake that stays until an offense is slashed there is no round.
        let is_certain = |window: &Window| {
            table.certain_until >= window.closes_at.saturating_add_unsigned(found.service.rules.certain_seconds)
        };
        let windows = windows_of(&found, now);
        for window in windows.iter().filter(|window| !open.contains(&window.at.number) && is_certain(window)) {
            let height = window.at.number;
            let work = move |session: &mut Session| keeper::open_round(session, program, ncn, Some(height));
            chores.push(Chore::by("open_round", height, work));
        }
        let operators = session.chain.account(&found.service.table)?.and_then(|table| table::entries(&table.data));
        let has_score = |operator: &Pubkey| scores.iter().any(|score| score.operator == *operator);
        if operators.iter().flatten().any(|entry| !has_score(&entry.operator)) {
            let work = move |session: &mut Session| setup::open_scores(session, program, ncn, vec![]);
            chores.push(Chore::by("open_scores", found.service.table, work));
        }
    }
    let longest = load::<Config>(session.chain, &session.program().config())?.max_epoch_seconds;
    for round in &rounds {
        chores.extend(of_round(session, (program, &found), round, (now, longest))?);
    }
    chores.extend(jails(session, (program, &found), &scores, now)?);
    Ok(chores)
}

/// The chores of a round: to certify its value, to judge, to slash, to close it.
fn of_round(
    session: &Session,
    (program, found): (TemplateProgram, &Found),
    round: &FoundRound,
    (now, longest): (i64, u64),
) -> Result<Vec<Chore>> {
    let (ncn, rules, of) = (found.service.ncn, &found.service.rules, &round.account.round);
    let (height, is_final) = (of.height, of.is_final == 1);
    let mut chores = vec![];
    // Nothing of it is needed from then on.
    let needed_until = of.closes_at.saturating_add_unsigned(longest.saturating_add(2 * MAX_CHALLENGE_SECONDS));
    if now >= needed_until {
        if round.account.payer == session.me() {
            let work = move |session: &mut Session| keeper::close_round(session, program, ncn, height);
            chores.push(Chore::by("close_round", height, work));
        }
        return Ok(chores);
    }
    let Some(operators) = &round.operators else { return Ok(chores) };
    if !is_final && has_quorum(round, rules.quorum_bps) {
        let work = move |session: &mut Session| keeper::finalize(session, program, ncn, height);
        chores.push(Chore::by("finalize", height, work));
    }
    let judged_from = if is_final { of.closes_at } else { of.closes_at.saturating_add_unsigned(rules.window_seconds) };
    if now >= judged_from && round.votes.iter().any(|vote| vote.judged == 0) {
        let work = move |session: &mut Session| keeper::judge(session, program, ncn, height);
        chores.push(Chore::by("judge", height, work));
    }
    // Later, the core takes no slash for the round.
    let slashed_until = of.closes_at.saturating_add_unsigned(rules.certain_seconds);
    if !is_final || now < of.closes_at || now >= slashed_until {
        return Ok(chores);
    }
    let number = incident(of.opens_at, rules.period_seconds);
    for (entry, vote) in operators.iter().zip(&round.votes) {
        if vote.voted == 0 || compare(&vote.value, &of.value) != Finding::Offends {
            continue;
        }
        let operator = entry.operator;
        let behind = allocated_vaults(session, &ncn, &operator)?;
        let slash_of = |vault: &Pubkey| {
            let delegation = session.program().delegation(vault, &operator);
            session.program().slash(&session.program().allocation(&delegation, &ncn), 0, number)
        };
        let proposals: Vec<Pubkey> = behind.iter().map(|behind| slash_of(&behind.vault)).collect();
        let there = session.chain.accounts(&proposals)?;
        for (behind, _) in behind.iter().zip(there).filter(|(_, proposal)| proposal.is_none()) {
            let vault = behind.vault;
            let work =
                move |session: &mut Session| keeper::slash_in(session, program, (ncn, height, operator), &[vault]);
            chores.push(Chore::by("slash", format!("{height} {operator} {vault}"), work));
        }
    }
    Ok(chores)
}

/// Whether the value with the most weight has enough of it.
fn has_quorum(round: &FoundRound, quorum_bps: u64) -> bool {
    let weights: Vec<u64> = round.operators.iter().flatten().map(|entry| entry.weight).collect();
    let place = leading(&round.votes, &weights).and_then(|place| usize::try_from(place).ok());
    let Some(first) = place.and_then(|place| round.votes.get(place)) else { return false };
    let agreeing = round.votes.iter().zip(&weights).filter(|(vote, _)| vote.voted == 1 && vote.value == first.value);
    let weight = agreeing.fold(0u64, |sum, (_, weight)| sum.saturating_add(*weight));
    reaches(weight, round.account.round.total_weight, quorum_bps)
}

fn scores(session: &Session, program: TemplateProgram, service: &Pubkey) -> Result<Vec<OperatorScore>> {
    // The service follows the tag, the version, the bump and the padding.
    let parts = [(0, OPERATOR_SCORE_DISCRIMINATOR.to_vec()), (16, service.to_bytes().to_vec())];
    let found = session.chain.accounts_where(&program, &parts)?;
    Ok(found.iter().filter_map(|(_, account)| OperatorScore::deserialize(&mut &account.data[..]).ok()).collect())
}

/// Operators that missed enough rounds for a jail.
fn jails(
    session: &Session,
    (program, found): (TemplateProgram, &Found),
    scores: &[OperatorScore],
    now: i64,
) -> Result<Vec<Chore>> {
    let (ncn, mut chores) = (found.service.ncn, vec![]);
    for of in scores.iter().filter(|of| u64::from(of.score.missed.count_ones()) >= found.service.rules.absent_times) {
        let operator = of.operator;
        let record = find::<OperatorRecord>(session.chain, &session.program().record(&ncn, &operator))?;
        if record.is_some_and(|record| record.jailed_until <= now) {
            // Whether they are within the rules' rounds, the program says.
            let work = move |session: &mut Session| keeper::jail(session, program, ncn, operator);
            chores.push(Chore::by("jail", operator, work));
        }
    }
    Ok(chores)
}

/// The latest final table that is not adopted.
fn next_table(session: &Session, (program, found): (TemplateProgram, &Found), now: i64) -> Result<Option<Chore>> {
    let service = &found.service;
    let tables: Vec<(Pubkey, StakeTable)> = all(session.chain, &[("ncn", &service.ncn)])?;
    let is_first = service.table == Pubkey::default();
    let later = tables.into_iter().filter(|(_, table)| {
        table.closes_at <= now && table.certain_until > now && (is_first || table.index > service.table_index)
    });
    Ok(later
        .max_by_key(|(_, table)| table.index)
        .map(|(table, _)| Chore::by("adopt_table", table, move |session| setup::adopt_table(session, program, table))))
}
