//! What the NCN's admin opens, and what anyone opens for operators.

use clap::Args;
use restake_cli::amount::Fraction;
use restake_cli::command::common::SYSTEM;
use restake_cli::error::Result;
use restake_cli::refuse;
use restake_cli::session::{Plan, Session};
use restake_cli::time::Span;
use restaking_client::{StakeTable, table};
use solana_program::pubkey::Pubkey;
use template_client::{AdoptTable, OpenScore, OpenService, RuleFigures, TemplateProgram};
use template_ledger::rules::{Rules, WHOLE};

use crate::account::Found;

/// Opens a service.
#[derive(Args, Debug)]
pub struct Open {
    /// The NCN
    ncn: Pubkey,
    /// Take this part of an allocation for another value than the certified one [default: 10%]
    #[arg(long, value_name = "PART")]
    slash_fraction: Option<Fraction>,
    /// Take votes for this long after a height's time [default: 60s]
    #[arg(long, value_name = "SPAN")]
    window: Option<Span>,
    /// Jail an operator for so many missed rounds [default: 5]
    #[arg(long, value_name = "COUNT")]
    absent_times: Option<u64>,
    /// Count them in this many consecutive rounds [default: 20]
    #[arg(long, value_name = "COUNT")]
    absent_of: Option<u64>,
    /// A table needs this weight, in billionths of an asset's smallest unit of weight 1: two thirds of what the NCN expects, or more
    #[arg(long, value_name = "WEIGHT")]
    min_table_weight: u64,
    /// The stake of a table must be certain for this long after a window [default: 1h]
    #[arg(long, value_name = "SPAN")]
    certain: Option<Span>,
    /// The policy's challenge window must be this long [default: 7d]
    #[arg(long, value_name = "SPAN")]
    min_challenge: Option<Span>,
}

impl Open {
    /// Does it.
    pub fn run(self, session: &mut Session, program: TemplateProgram) -> Result<()> {
        let reference = Rules::REFERENCE;
        let seconds = |span: Option<Span>, usual: u64| span.map_or(usual, |span| span.0);
        let slash_fraction = self.slash_fraction.map_or(reference.slash_fraction, |fraction| fraction.0);
        if slash_fraction > WHOLE {
            refuse!("a slash takes 100% at the most");
        }
        let rules = RuleFigures {
            quorum_bps: reference.quorum_bps,
            slash_fraction,
            window_seconds: seconds(self.window, reference.window_seconds),
            absent_times: self.absent_times.unwrap_or(reference.absent_times),
            absent_of: self.absent_of.unwrap_or(reference.absent_of),
            jail_seconds: reference.jail_seconds,
            min_table_weight: self.min_table_weight,
            certain_seconds: seconds(self.certain, reference.certain_seconds),
            min_challenge_seconds: seconds(self.min_challenge, reference.min_challenge_seconds),
            period_seconds: reference.period_seconds,
        };
        let (me, ncn, service) = (session.me(), self.ncn, program.service(&self.ncn));
        let accounts = OpenService { payer: me, admin: me, ncn, service, system_program: SYSTEM };
        let plan = Plan::new(format!("Open the service {service} of NCN {ncn}"));
        session.carry_out(plan.with(accounts.instruction_at(&program, rules)))
    }
}

/// Makes a final stake table the table of new rounds.
pub fn adopt_table(session: &mut Session, program: TemplateProgram, table: Pubkey) -> Result<()> {
    let ncn = session.load::<StakeTable>(&table)?.ncn;
    let accounts = AdoptTable { service: program.service(&ncn), table };
    let plan = Plan::new(format!("Make {table} the table of the service of NCN {ncn}"));
    session.carry_out(plan.with(accounts.instruction_at(&program)))
}

/// Opens the scores that are missing: of `operators`, or of all of the table in force.
pub fn open_scores(session: &mut Session, program: TemplateProgram, ncn: Pubkey, operators: Vec<Pubkey>) -> Result<()> {
    let found = Found::load(session.chain, program, &ncn)?;
    let operators = if operators.is_empty() {
        let table = session.chain.account(&found.service.table)?.and_then(|table| table::entries(&table.data));
        let Some(entries) = table else {
            refuse!("the service of NCN {ncn} has no table: name the operators, or adopt a table first");
        };
        entries.iter().map(|entry| entry.operator).collect()
    } else {
        operators
    };
    let addresses: Vec<Pubkey> = operators.iter().map(|operator| program.score(&found.at, operator)).collect();
    let there = session.chain.accounts(&addresses)?;
    let pairs = operators.into_iter().zip(there);
    let missing: Vec<Pubkey> = pairs.filter(|(_, there)| there.is_none()).map(|(operator, _)| operator).collect();
    if missing.is_empty() {
        return session.say("All operators have a score.");
    }
    session.carry_out_each(&missing, &|operator| format!("operator {operator}"), &|session, part| {
        let mut plan = Plan::new(format!("Open {} scores", part.len()));
        for operator in part {
            let score = program.score(&found.at, operator);
            let (payer, service, operator) = (session.me(), found.at, *operator);
            let accounts = OpenScore { payer, service, operator, score, system_program: SYSTEM };
            plan = plan.with(accounts.instruction_at(&program));
        }
        Ok(plan)
    })
}
