//! What anyone may send for an oracle, done by the command line's own commands.

use restake_cli::accounts::{all, all_other, find};
use restake_cli::command::allocation::allocated_vaults;
use restake_cli::command::oracle::{keeper, retirement, setup};
use restake_cli::error::Result;
use restake_cli::oracle::{PriceFeed, find as find_in};
use restake_cli::session::Session;
use restaking_client::oracle::{OperatorScore, Oracle, OracleProgram, PriceOffense, PriceRound};
use restaking_client::{OperatorRecord, StakeTable, table};
use solana_program::pubkey::Pubkey;

use crate::service::Chore;

/// Two of the longest epochs, in seconds: an offense can be closed then at the latest. Until then the program refuses it, which
/// costs nothing.
const OFFENSE_LIFE: i64 = 60 * 86_400;

/// The chores of a feed: rounds to end and to judge, operators to jail, scores to open. A retired feed that can be closed has
/// no other chore.
pub fn of_feed(session: &Session, feed: &PriceFeed, now: i64) -> Result<Vec<Chore>> {
    let (ncn, number) = (feed.ncn, feed.feed.number);
    let end = &feed.feed.retirement;
    if end.from > 0 && now >= end.closable_from {
        let work = move |session: &mut Session| retirement::close(session, ncn, number);
        return Ok(vec![Chore::by("close_feed", number, work)]);
    }
    let rounds: Vec<(Pubkey, PriceRound)> = all_other(session.chain, &feed.program, &[("feed", &feed.at)])?;
    let mut chores = vec![];
    let mut open: Vec<_> =
        rounds.iter().map(|(_, account)| &account.round).filter(|round| round.is_open == 1).collect();
    // A ring's account is used again, the earliest height first.
    open.sort_by_key(|round| round.height);
    for round in &open {
        let height = round.height;
        if round.number == 0 && now >= round.closes_at {
            chores.push(Chore::by("finalize", format!("{number} {height}"), move |session| {
                keeper::finalize(session, ncn, number, Some(height))
            }));
        }
    }
    let scores: Vec<(Pubkey, OperatorScore)> = all_other(session.chain, &feed.program, &[("feed", &feed.at)])?;
    let operators = session.chain.account(&feed.oracle.table)?.and_then(|table| table::entries(&table.data));
    let has_score = |operator: &Pubkey| scores.iter().any(|(_, score)| score.operator == *operator);
    if operators.iter().flatten().any(|entry| !has_score(&entry.operator)) {
        let work = move |session: &mut Session| setup::open_scores(session, ncn, number, vec![]);
        chores.push(Chore::by("open_scores", format!("{number} {}", feed.oracle.table), work));
    }
    for round in open.iter().filter(|round| round.number > 0) {
        let priced = feed.round(session.chain, round.height)?;
        let stamp = round.height.saturating_add(1);
        let count = priced.operators.as_ref().map_or(0, Vec::len);
        let is_judged = |place: usize| priced.reports.get(place).is_some_and(|entry| entry.judged == stamp);
        if !(0..count).all(is_judged) {
            let height = round.height;
            chores.push(Chore::by("judge", format!("{number} {height}"), move |session| {
                keeper::judge(session, ncn, number, Some(height), None)
            }));
        }
    }
    let rules = if now >= feed.oracle.rules.from { &feed.oracle.rules.next } else { &feed.oracle.rules.current };
    for (_, score) in scores {
        if u64::from(score.score.missed.count_ones()) < rules.absent_times {
            continue;
        }
        let operator = score.operator;
        let record = find::<OperatorRecord>(session.chain, &session.program().record(&ncn, &operator))?;
        if record.is_some_and(|record| record.jailed_until <= now) {
            // Whether they are within the rules' rounds, the program says.
            chores.push(Chore::by("jail", format!("{number} {operator}"), move |session| {
                keeper::jail(session, ncn, number, operator)
            }));
        }
    }
    Ok(chores)
}

/// The chores of an oracle: offenses to slash and to close, a table to adopt.
pub fn of_oracle(session: &Session, program: OracleProgram, ncn: Pubkey, now: i64) -> Result<Vec<Chore>> {
    let address = program.oracle(&ncn);
    let Some(oracle) = find_in::<Oracle>(session.chain, program, &address)? else { return Ok(vec![]) };
    let mut chores = vec![];
    for (offense, found) in all_other::<PriceOffense>(session.chain, &program, &[("oracle", &address)])? {
        if now.saturating_sub(found.offense_at) >= OFFENSE_LIFE {
            chores.push(Chore::by("close_offense", offense, move |session| keeper::close_offense(session, offense)));
            continue;
        }
        let vaults = allocated_vaults(session, &ncn, &found.operator)?;
        let of_vault = |vault: Pubkey| {
            let delegation = session.program().delegation(&vault, &found.operator);
            session.program().slash(&session.program().allocation(&delegation, &ncn), 0, found.incident)
        };
        let proposals: Vec<Pubkey> = vaults.iter().map(|behind| of_vault(behind.vault)).collect();
        let there = session.chain.accounts(&proposals)?;
        for (behind, proposal) in vaults.iter().zip(there) {
            if proposal.is_none() {
                let vault = behind.vault;
                let work = move |session: &mut Session| keeper::slash(session, offense, &[vault]);
                chores.push(Chore::by("slash", format!("{offense} {vault}"), work));
            }
        }
    }
    let tables: Vec<(Pubkey, StakeTable)> = all(session.chain, &[("ncn", &ncn)])?;
    let is_first = oracle.table == Pubkey::default();
    let later = tables.into_iter().filter(|(_, table)| {
        table.closes_at <= now && table.certain_until > now && (is_first || table.index > oracle.table_index)
    });
    if let Some((table, _)) = later.max_by_key(|(_, table)| table.index) {
        chores.push(Chore::by("adopt_table", table, move |session| setup::adopt_table(session, table)));
    }
    Ok(chores)
}
