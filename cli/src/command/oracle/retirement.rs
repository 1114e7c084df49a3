//! The end of a feed.

use restaking_client::oracle::{self as client, OperatorScore, PriceRound};
use solana_program::pubkey::Pubkey;

use crate::accounts::all_other;
use crate::error::Result;
use crate::oracle::PriceFeed;
use crate::refuse;
use crate::session::{Plan, Session};
use crate::time;

/// Announces the end of a feed.
pub fn retire(session: &mut Session, ncn: Pubkey, number: u8) -> Result<()> {
    let feed = PriceFeed::load(session.chain, session.oracle()?, ncn, number)?;
    let (now, from) = (session.now()?, feed.feed.retirement.from);
    if from > 0 {
        refuse!("feed {number} is retired already: it ends {}", time::near(from, now));
    }
    let config = session.program().config();
    let accounts = client::RetireFeed { admin: session.me(), ncn, config, oracle: feed.oracle_at, feed: feed.at };
    let plan = Plan::new(format!("Retire feed {number} of NCN {ncn}, {}: its number is never used again", feed.name()));
    session.carry_out(plan.with(accounts.instruction_at(&feed.program)))
}

/// Closes a retired feed after its rounds and scores.
pub fn close(session: &mut Session, ncn: Pubkey, number: u8) -> Result<()> {
    let feed = PriceFeed::load(session.chain, session.oracle()?, ncn, number)?;
    let (now, retirement) = (session.now()?, &feed.feed.retirement);
    if retirement.from == 0 {
        refuse!("feed {number} is not retired: `restake oracle retire-feed {ncn} {number}` announces its end");
    }
    if now < retirement.closable_from {
        let from = time::near(retirement.closable_from, now);
        refuse!("evidence of feed {number} may be needed: its accounts can be closed {from}");
    }
    let rounds: Vec<(Pubkey, PriceRound)> = all_other(session.chain, &feed.program, &[("feed", &feed.at)])?;
    let scores: Vec<(Pubkey, OperatorScore)> = all_other(session.chain, &feed.program, &[("feed", &feed.at)])?;
    if !rounds.is_empty() {
        session.carry_out_each(&rounds, &|(address, _)| format!("account {address}"), &|_, part| {
            let mut plan = Plan::new(format!("Close {} accounts for rounds of feed {number}", part.len()));
            for (round, found) in part {
                let accounts = client::CloseRound { feed: feed.at, round: *round, payer: found.payer };
                plan = plan.with(accounts.instruction_at(&feed.program));
            }
            Ok(plan)
        })?;
    }
    if !scores.is_empty() {
        session.carry_out_each(&scores, &|(_, found)| format!("operator {}", found.operator), &|_, part| {
            let mut plan = Plan::new(format!("Close {} scores in feed {number}", part.len()));
            for (score, found) in part {
                let accounts = client::CloseScore { feed: feed.at, score: *score, payer: found.payer };
                plan = plan.with(accounts.instruction_at(&feed.program));
            }
            Ok(plan)
        })?;
    }
    let accounts = client::CloseFeed { feed: feed.at, payer: feed.feed.payer };
    let plan = Plan::new(format!("Close feed {number} of NCN {ncn}"));
    session.carry_out(plan.with(accounts.instruction_at(&feed.program)))
}
