//! What an NCN's admin opens, and what anyone opens for its feeds.

use clap::Args;
use restaking_client::StakeTable;
use restaking_client::oracle::{self as client, Oracle};
use restaking_client::table;
use solana_program::pubkey::Pubkey;

use super::rules::RuleArgs;
use crate::command::common::SYSTEM;
use crate::error::Result;
use crate::oracle::{PriceFeed, find};
use crate::refuse;
use crate::session::{Plan, Session};

/// The most bytes of a feed's name.
const NAME_BYTES: usize = 32;

/// Opens an NCN's oracle with its rules.
pub fn open(session: &mut Session, ncn: Pubkey, rules: &RuleArgs) -> Result<()> {
    let (me, program) = (session.me(), session.oracle()?);
    let oracle = program.oracle(&ncn);
    let accounts = client::OpenOracle { payer: me, admin: me, ncn, oracle, system_program: SYSTEM };
    let args = client::OpenOracleInstructionArgs { rules: rules.over(None)? };
    let plan = Plan::new(format!("Open the oracle {oracle} of NCN {ncn}"));
    session.carry_out(plan.with(accounts.instruction_at(&program, args)))
}

/// Announces rules.
pub fn set_rules(session: &mut Session, ncn: Pubkey, rules: &RuleArgs) -> Result<()> {
    let program = session.oracle()?;
    let oracle = program.oracle(&ncn);
    let Some(found) = find::<Oracle>(session.chain, program, &oracle)? else {
        refuse!("NCN {ncn} has no oracle: `restake oracle open {ncn}` opens one");
    };
    let args = client::SetRulesInstructionArgs { rules: rules.over(Some(&found.rules.next))? };
    let accounts = client::SetRules { admin: session.me(), ncn, config: session.program().config(), oracle };
    let plan = Plan::new(format!("Announce rules of the oracle of NCN {ncn}"));
    session.carry_out(plan.with(accounts.instruction_at(&program, args)))
}

/// Opens a feed.
#[derive(Args, Debug)]
pub struct OpenFeed {
    /// The NCN
    ncn: Pubkey,
    /// The feed's number, which is the kind of its votes
    feed: u8,
    /// The name, such as SOL/USD: at most 32 bytes
    #[arg(long)]
    name: String,
    /// The decimals of its prices
    #[arg(long, default_value_t = 8)]
    decimals: u8,
    /// The accounts that its rounds take turns in: at most 40
    #[arg(long, default_value_t = 40)]
    rounds: u64,
}

impl OpenFeed {
    /// Opens the feed.
    pub fn run(self, session: &mut Session) -> Result<()> {
        let (me, program) = (session.me(), session.oracle()?);
        let bytes = self.name.as_bytes();
        if bytes.is_empty() || bytes.len() > NAME_BYTES {
            refuse!("\"{}\" has {} bytes: a feed's name has 1 to {NAME_BYTES}", self.name, bytes.len());
        }
        let mut name = [0; NAME_BYTES];
        name[..bytes.len()].copy_from_slice(bytes);
        let oracle = program.oracle(&self.ncn);
        let feed = program.feed(&oracle, self.feed);
        let accounts = client::OpenFeed { payer: me, admin: me, ncn: self.ncn, oracle, feed, system_program: SYSTEM };
        let args =
            client::OpenFeedInstructionArgs { number: self.feed, decimals: self.decimals, rounds: self.rounds, name };
        let plan = Plan::new(format!("Open feed {} of NCN {}, {}: {feed}", self.feed, self.ncn, self.name));
        session.carry_out(plan.with(accounts.instruction_at(&program, args)))
    }
}

/// Opens the accounts that a feed's rounds take turns in.
pub fn open_rounds(session: &mut Session, ncn: Pubkey, number: u8) -> Result<()> {
    let feed = PriceFeed::load(session.chain, session.oracle()?, ncn, number)?;
    let slots: Vec<u64> = (0..feed.feed.rounds).collect();
    let addresses: Vec<Pubkey> = slots.iter().map(|slot| feed.program.round(&feed.at, *slot)).collect();
    let found = session.chain.accounts(&addresses)?;
    let missing: Vec<u64> =
        slots.into_iter().zip(found).filter(|(_, found)| found.is_none()).map(|(slot, _)| slot).collect();
    if missing.is_empty() {
        return session.say(format!("All {} accounts of feed {number} are there.", feed.feed.rounds));
    }
    session.carry_out_each(&missing, &|slot| format!("account {slot}"), &|session, part| {
        let mut plan = Plan::new(format!("Open {} accounts for rounds of feed {number}", part.len()));
        for &slot in part {
            let round = feed.program.round(&feed.at, slot);
            let accounts = client::OpenRound { payer: session.me(), feed: feed.at, round, system_program: SYSTEM };
            plan = plan.with(accounts.instruction_at(&feed.program, client::OpenRoundInstructionArgs { slot }));
        }
        Ok(plan)
    })
}

/// Opens the scores of operators, or of all in the table in force.
pub fn open_scores(session: &mut Session, ncn: Pubkey, number: u8, operators: Vec<Pubkey>) -> Result<()> {
    let feed = PriceFeed::load(session.chain, session.oracle()?, ncn, number)?;
    let operators = if operators.is_empty() {
        let table = session.chain.account(&feed.oracle.table)?.and_then(|table| table::entries(&table.data));
        let Some(entries) = table else {
            refuse!("the oracle of NCN {ncn} has no table: name the operators, or adopt a table first");
        };
        entries.iter().map(|entry| entry.operator).collect()
    } else {
        operators
    };
    let addresses: Vec<Pubkey> = operators.iter().map(|operator| feed.program.score(&feed.at, operator)).collect();
    let found = session.chain.accounts(&addresses)?;
    let pairs = operators.into_iter().zip(found);
    let missing: Vec<Pubkey> = pairs.filter(|(_, found)| found.is_none()).map(|(operator, _)| operator).collect();
    if missing.is_empty() {
        return session.say(format!("All operators have a score in feed {number}."));
    }
    session.carry_out_each(&missing, &|operator| format!("operator {operator}"), &|session, part| {
        let mut plan = Plan::new(format!("Open {} scores in feed {number}", part.len()));
        for operator in part {
            let score = feed.program.score(&feed.at, operator);
            let accounts = client::OpenScore {
                payer: session.me(),
                feed: feed.at,
                operator: *operator,
                score,
                system_program: SYSTEM,
            };
            plan = plan.with(accounts.instruction_at(&feed.program));
        }
        Ok(plan)
    })
}

/// Makes a final stake table the table of new rounds.
pub fn adopt_table(session: &mut Session, table: Pubkey) -> Result<()> {
    let (program, ncn) = (session.oracle()?, session.load::<StakeTable>(&table)?.ncn);
    let accounts = client::AdoptTable { oracle: program.oracle(&ncn), table };
    let plan = Plan::new(format!("Make {table} the table of the oracle of NCN {ncn}"));
    session.carry_out(plan.with(accounts.instruction_at(&program)))
}
