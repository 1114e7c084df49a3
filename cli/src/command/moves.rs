//! Moves of a vault's stake from one operator to another.

use restaking_client::{self as client, Operator, OperatorDelegation, Vault};
use solana_program::pubkey::Pubkey;

use super::common::SYSTEM;
use crate::amount::{Fraction, percent};
use crate::error::Result;
use crate::refuse;
use crate::session::{Plan, Session};

/// 10^18, the whole that a [`Fraction`] is of.
const WHOLE: u128 = 1_000_000_000_000_000_000;

/// Announces that `part` of the vault's stake, or all that is active behind `from`, moves to `to`; opens its delegation where it
/// is not open yet.
pub fn announce(session: &mut Session, vault: Pubkey, from: Pubkey, to: Pubkey, part: Option<Fraction>) -> Result<()> {
    if from == to {
        refuse!("both operators are {from}: name another one to move the stake to");
    }
    let (me, program) = (session.me(), session.program());
    let found: Vault = session.load(&vault)?;
    let [source, target] = [from, to].map(|operator| program.delegation(&vault, &operator));
    session.load::<OperatorDelegation>(&source)?;
    let opt_in = program.opt_in(&vault, &to);
    if session.chain.account(&opt_in)?.is_none() {
        refuse!("vault {vault} and operator {to} have no opt-in: both join it first, by `restake opt-in join`");
    }
    let units = part.map(|part| (u128::from(found.ledger.books.units) * u128::from(part.0) / WHOLE) as u64);
    let what = match part {
        Some(part) => format!("Move {} of vault {vault} from operator {from} to operator {to}", percent(part.0)),
        None => format!("Move all that vault {vault} delegates to operator {from} to operator {to}"),
    };
    let mut plan = Plan::new(what).of_vault(found.decimals);
    if session.chain.account(&target)?.is_none() {
        session.load::<Operator>(&to)?;
        let accounts =
            client::OpenDelegation { payer: me, vault, operator: to, delegation: target, system_program: SYSTEM };
        plan = plan.with(accounts.instruction_at(&program));
    }
    let accounts = client::AnnounceMove {
        curator: me,
        vault,
        from: source,
        to: target,
        operator: to,
        opt_in,
        config: program.config(),
    };
    let args = client::AnnounceMoveInstructionArgs { units: units.unwrap_or(u64::MAX) };
    session.carry_out(plan.with(accounts.instruction_at(&program, args)))
}

/// Completes the move of what `from` gave up.
pub fn complete(session: &mut Session, vault: Pubkey, from: Pubkey) -> Result<()> {
    let (source, target, to) = ends(session, &vault, &from)?;
    let program = session.program();
    let accounts =
        client::CompleteMove { vault, from: source, to: target, operator: to, opt_in: program.opt_in(&vault, &to) };
    let what = format!("Complete the move of vault {vault}'s stake from operator {from} to operator {to}");
    session.carry_out(Plan::new(what).with(accounts.instruction_at(&program)))
}

/// Cancels the move of what `from` gives up.
pub fn cancel(session: &mut Session, vault: Pubkey, from: Pubkey) -> Result<()> {
    let (source, target, to) = ends(session, &vault, &from)?;
    let accounts = client::CancelMove { curator: session.me(), vault, from: source, to: target };
    let what = format!("Cancel the move of vault {vault}'s stake from operator {from} to operator {to}");
    session.carry_out(Plan::new(what).with(accounts.instruction_at(&session.program())))
}

/// Both delegations of a move that is announced, and the operator that it goes to.
fn ends(session: &Session, vault: &Pubkey, from: &Pubkey) -> Result<(Pubkey, Pubkey, Pubkey)> {
    let source = session.program().delegation(vault, from);
    let target = session.load::<OperatorDelegation>(&source)?.move_to;
    if target == Pubkey::default() {
        refuse!("nothing that vault {vault} delegates to operator {from} is moving");
    }
    let to = session.load::<OperatorDelegation>(&target)?.operator;
    Ok((source, target, to))
}
