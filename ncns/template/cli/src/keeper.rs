//! What anyone sends for a round: its opening, its certificate, verdicts, and what follows from them.

use restake_cli::command::allocation::allocated_vaults;
use restake_cli::command::common::{SYSTEM, partner};
use restake_cli::command::slash::At;
use restake_cli::error::Result;
use restake_cli::refuse;
use restake_cli::session::{Plan, Session};
use solana_program::pubkey::Pubkey;
use template_client::{
    CloseRound, Finalize, FinalizeInstructionArgs, JailAbsent, Judge, JudgeInstructionArgs, OpenRound,
    OpenRoundInstructionArgs, SlashOffense, SlashOffenseInstructionArgs, TemplateProgram, incident, leading,
};

use crate::account::Found;

/// Opens the round of a height, or of the one with an open window.
pub fn open_round(session: &mut Session, program: TemplateProgram, ncn: Pubkey, height: Option<u64>) -> Result<()> {
    let found = Found::load(session.chain, program, &ncn)?;
    let height = height.map_or_else(|| found.height_at(session.now()?), Ok)?;
    if found.service.table == Pubkey::default() {
        refuse!("the service of NCN {ncn} has no table: adopt one first");
    }
    let accounts = OpenRound {
        payer: session.me(),
        service: found.at,
        ncn,
        table: found.service.table,
        round: program.round(&found.at, height),
        system_program: SYSTEM,
    };
    let plan = Plan::new(format!("Open the round of height {height}"));
    session.carry_out(plan.with(accounts.instruction_at(&program, OpenRoundInstructionArgs { height })))
}

/// Certifies the value with the most weight.
pub fn finalize(session: &mut Session, program: TemplateProgram, ncn: Pubkey, height: u64) -> Result<()> {
    let found = Found::load(session.chain, program, &ncn)?;
    let round = found.round(session.chain, program, height)?;
    let weights: Vec<u64> = round.operators()?.iter().map(|entry| entry.weight).collect();
    let Some(place) = leading(&round.votes, &weights) else { refuse!("height {height} has no vote for a value") };
    let accounts = Finalize { service: found.at, round: round.at, table: round.account.table };
    let plan = Plan::new(format!("Certify the value of height {height}"));
    session.carry_out(plan.with(accounts.instruction_at(&program, FinalizeInstructionArgs { place })))
}

/// Judges the operators of a round.
pub fn judge(session: &mut Session, program: TemplateProgram, ncn: Pubkey, height: u64) -> Result<()> {
    let found = Found::load(session.chain, program, &ncn)?;
    let round = found.round(session.chain, program, height)?;
    let operators = round.operators()?.iter().enumerate();
    let due: Vec<(usize, Pubkey)> = operators
        .filter(|(place, _)| round.votes.get(*place).is_some_and(|vote| vote.judged == 0))
        .map(|(place, entry)| (place, entry.operator))
        .collect();
    if due.is_empty() {
        return session.say(format!("Every operator is judged at height {height}."));
    }
    session.carry_out_each(&due, &|(_, operator)| format!("operator {operator}"), &|_, part| {
        let mut plan = Plan::new(format!("Judge {} operators at height {height}", part.len()));
        for (place, operator) in part {
            let (table, score) = (round.account.table, program.score(&found.at, operator));
            let accounts = Judge { service: found.at, round: round.at, table, score };
            plan = plan.with(accounts.instruction_at(&program, JudgeInstructionArgs { place: *place as u64 }));
        }
        Ok(plan)
    })
}

/// Slashes an operator for its vote, in each vault behind it.
pub fn slash(
    session: &mut Session,
    program: TemplateProgram,
    ncn: Pubkey,
    height: u64,
    operator: Pubkey,
) -> Result<()> {
    let vaults: Vec<Pubkey> = allocated_vaults(session, &ncn, &operator)?.iter().map(|behind| behind.vault).collect();
    if vaults.is_empty() {
        refuse!("no vault stands behind operator {operator} in NCN {ncn}");
    }
    slash_in(session, program, (ncn, height, operator), &vaults)
}

/// The same in these vaults.
pub fn slash_in(
    session: &mut Session,
    program: TemplateProgram,
    (ncn, height, operator): (Pubkey, u64, Pubkey),
    vaults: &[Pubkey],
) -> Result<()> {
    let found = Found::load(session.chain, program, &ncn)?;
    let round = found.round(session.chain, program, height)?;
    let Some(place) = round.operators()?.iter().position(|entry| entry.operator == operator) else {
        refuse!("operator {operator} has no entry in the table of height {height}");
    };
    let number = incident(round.account.round.opens_at, found.service.rules.period_seconds);
    session.carry_out_singly(vaults, &|vault| format!("vault {vault}"), &|session, vault| {
        let (at, core) = (At::of(session, *vault, operator, ncn)?, session.program());
        let accounts = SlashOffense {
            reporter: session.me(),
            service: found.at,
            round: round.at,
            table: round.account.table,
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
            proposal: core.slash(&at.allocation, 0, number),
            system_program: SYSTEM,
            restaking_program: *core,
        };
        let args = SlashOffenseInstructionArgs { place: place as u64 };
        let what = format!("Slash operator {operator} in vault {vault} for its vote at height {height}");
        Ok(Plan::new(what).of_vault(at.decimals).with(accounts.instruction_at(&program, args)))
    })
}

/// Jails an operator for its absence.
pub fn jail(session: &mut Session, program: TemplateProgram, ncn: Pubkey, operator: Pubkey) -> Result<()> {
    let found = Found::load(session.chain, program, &ncn)?;
    let accounts = JailAbsent {
        service: found.at,
        score: program.score(&found.at, &operator),
        ncn,
        record: session.program().record(&ncn, &operator),
        restaking_program: *session.program(),
    };
    let plan = Plan::new(format!("Jail operator {operator} for its absence"));
    session.carry_out(plan.with(accounts.instruction_at(&program)))
}

/// Closes a round.
pub fn close_round(session: &mut Session, program: TemplateProgram, ncn: Pubkey, height: u64) -> Result<()> {
    let found = Found::load(session.chain, program, &ncn)?;
    let round = found.round(session.chain, program, height)?;
    let accounts = CloseRound { config: session.program().config(), round: round.at, payer: round.account.payer };
    let plan = Plan::new(format!("Close the round of height {height}"));
    session.carry_out(plan.with(accounts.instruction_at(&program)))
}
