//! What anyone sends for a round: its end, verdicts, and what follows from them.

use ncn_kit::quorum::{exceeds, reaches};
use restaking_client::oracle::{self as client, OperatorScore, PriceOffense, ReportEntry, order};
use solana_program::pubkey::Pubkey;

use crate::accounts::load_other;
use crate::command::allocation::allocated_vaults;
use crate::command::common::{SYSTEM, partner};
use crate::command::slash::At;
use crate::error::Result;
use crate::oracle::{PriceFeed, PricedRound};
use crate::refuse;
use crate::session::{Plan, Session};
use crate::time;

/// Closes a round with its weighted median.
pub fn finalize(session: &mut Session, ncn: Pubkey, number: u8, height: Option<u64>) -> Result<()> {
    let feed = PriceFeed::load(session.chain, session.oracle()?, ncn, number)?;
    let height = feed.height_or_latest(session.chain, height)?;
    let round = feed.round(session.chain, height)?;
    let (now, closes) = (session.now()?, round.account.round.closes_at);
    if round.account.round.number > 0 {
        refuse!("the round of height {height} is final");
    }
    if now < closes {
        refuse!("the round of height {height} takes reports until {}", time::near(closes, now));
    }
    let accounts = client::Finalize { feed: feed.at, round: round.at, table: round.account.table };
    let args = client::FinalizeInstructionArgs { order: order(&round.reports, height) };
    let plan = Plan::new(format!("Close the round of height {height} of feed {number}")).of_reward(feed.feed.decimals);
    session.carry_out(plan.with(accounts.instruction_at(&feed.program, args)))
}

/// Judges the operators of a final round, or one of them.
pub fn judge(
    session: &mut Session,
    ncn: Pubkey,
    number: u8,
    height: Option<u64>,
    operator: Option<Pubkey>,
) -> Result<()> {
    let feed = PriceFeed::load(session.chain, session.oracle()?, ncn, number)?;
    let height = feed.height_or_latest(session.chain, height)?;
    let round = feed.round(session.chain, height)?;
    if round.account.round.number == 0 {
        refuse!(
            "the round of height {height} is not final: `restake oracle finalize {ncn} {number} {height}` closes it"
        );
    }
    let judged = |place: usize| round.reports.get(place).is_some_and(|entry| entry.judged == height + 1);
    let operators = round.operators()?.iter().enumerate();
    let due: Vec<(usize, Pubkey)> = operators
        .filter(|(place, entry)| !judged(*place) && operator.is_none_or(|operator| operator == entry.operator))
        .map(|(place, entry)| (place, entry.operator))
        .collect();
    if due.is_empty() {
        let which = operator.map_or_else(|| "every operator".to_owned(), |operator| format!("operator {operator}"));
        return session.say(format!("{which} is judged at height {height}, or is not in its table."));
    }
    let plan = |session: &Session, part: &[(usize, Pubkey)], is_offense: bool| {
        let mut plan = Plan::new(format!("Judge {} operators at height {height} of feed {number}", part.len()));
        for (place, operator) in part {
            let accounts = client::Judge {
                reporter: session.me(),
                feed: feed.at,
                round: round.at,
                table: round.account.table,
                score: feed.program.score(&feed.at, operator),
                offense: is_offense.then(|| feed.program.offense(&feed.at, height, operator)),
                system_program: SYSTEM,
            };
            let args = client::JudgeInstructionArgs { height, place: *place as u64 };
            plan = plan.with(accounts.instruction_at(&feed.program, args));
        }
        plan.of_reward(feed.feed.decimals)
    };
    let is_offense =
        |(place, _): &(usize, Pubkey)| round.reports.get(*place).is_some_and(|entry| is_offense(&round, entry));
    let (offenders, innocent): (Vec<_>, Vec<_>) = due.into_iter().partition(is_offense);
    let name = |(_, operator): &(usize, Pubkey)| format!("operator {operator}");
    if !innocent.is_empty() {
        session.carry_out_each(&innocent, &name, &|session, part| Ok(plan(session, part, false)))?;
    }
    if !offenders.is_empty() {
        session.carry_out_each(&offenders, &name, &|session, part| Ok(plan(session, part, true)))?;
    }
    Ok(())
}

/// Whether the report is an offense. An operator's other rounds make a deviation a manipulation, and no other verdict an offense.
fn is_offense(round: &PricedRound, report: &ReportEntry) -> bool {
    let of = &round.account.round;
    let is_reported = report.reported == of.height + 1 && report.price > 0;
    let is_safe = of.price > 0 && reaches(of.near_weight, of.total_weight, of.rules.safety_bps);
    is_reported && is_safe && exceeds(report.price, of.price, of.rules.slash_bps)
}

/// Slashes an offense in each vault behind the operator, or in those that are named.
pub fn slash(session: &mut Session, address: Pubkey, named: &[Pubkey]) -> Result<()> {
    let (me, program) = (session.me(), session.oracle()?);
    let offense: PriceOffense = load_other(session.chain, &program, &address)?;
    let oracle: client::Oracle = load_other(session.chain, &program, &offense.oracle)?;
    let (ncn, operator) = (oracle.ncn, offense.operator);
    let vaults: Vec<Pubkey> = allocated_vaults(session, &ncn, &operator)?.iter().map(|behind| behind.vault).collect();
    if let Some(stranger) = named.iter().find(|vault| !vaults.contains(vault)) {
        refuse!("vault {stranger} has no allocation of operator {operator} to NCN {ncn}, or they do not all agree");
    }
    let vaults: Vec<Pubkey> = vaults.into_iter().filter(|vault| named.is_empty() || named.contains(vault)).collect();
    if vaults.is_empty() {
        refuse!("no vault stands behind operator {operator} in NCN {ncn}");
    }
    session.carry_out_singly(&vaults, &|vault| format!("vault {vault}"), &|session, vault| {
        let at = At::of(session, *vault, operator, ncn)?;
        let core = session.program();
        let accounts = client::SlashOffense {
            payer: me,
            oracle: offense.oracle,
            offense: address,
            ncn,
            record: core.record(&ncn, &operator),
            vault: *vault,
            delegation: at.delegation,
            allocation: at.allocation,
            vault_operator: core.opt_in(vault, &operator),
            operator_ncn: core.opt_in(&operator, &ncn),
            vault_ncn: core.opt_in(vault, &partner(session, &ncn)?),
            this_bucket: core.exit_bucket(vault, at.epoch),
            next_bucket: core.exit_bucket(vault, at.epoch + 1),
            proposal: core.slash(&at.allocation, 0, offense.incident),
            system_program: SYSTEM,
            restaking_program: *core,
        };
        let what = format!("Slash operator {operator} in vault {vault} for offense {address}");
        Ok(Plan::new(what).of_vault(at.decimals).with(accounts.instruction_at(&program)))
    })
}

/// Jails an operator that missed too many rounds.
pub fn jail(session: &mut Session, ncn: Pubkey, number: u8, operator: Pubkey) -> Result<()> {
    let feed = PriceFeed::load(session.chain, session.oracle()?, ncn, number)?;
    let score = feed.program.score(&feed.at, &operator);
    load_other::<OperatorScore>(session.chain, &feed.program, &score)?;
    let accounts = client::JailAbsent {
        oracle: feed.oracle_at,
        feed: feed.at,
        score,
        ncn,
        record: session.program().record(&ncn, &operator),
        restaking_program: *session.program(),
    };
    let plan = Plan::new(format!("Jail operator {operator} for its absence in feed {number}"));
    session.carry_out(plan.with(accounts.instruction_at(&feed.program)))
}

/// Closes an offense, of which the rent goes back to the reporter.
pub fn close_offense(session: &mut Session, address: Pubkey) -> Result<()> {
    let program = session.oracle()?;
    let offense: PriceOffense = load_other(session.chain, &program, &address)?;
    let (config, reporter) = (session.program().config(), offense.reporter);
    let accounts = client::CloseOffense { config, offense: address, reporter };
    session.carry_out(Plan::new(format!("Close offense {address}")).with(accounts.instruction_at(&program)))
}
