//! The members' votes of a task, commitments and reveals alike.

use anchor_lang::accounts::Slab;
use anchor_lang::prelude::*;
use inference_ledger::member::Member;
use inference_ledger::task::Task;
use ncn_kit::program::keys;
use ncn_kit::program::votes::{Subject, Votes};

use crate::error::{InferenceError, fail, unfit};
use crate::state::InferenceTask;

/// The kind of a commitment's vote.
pub const COMMIT_KIND: u8 = 1;

/// The kind of a reveal's vote.
pub const REVEAL_KIND: u8 = 2;

/// Enters the vote of each key, of `kind`, by `enter`, which returns whether the vote is new. Returns the number of new ones.
///
/// The first vote of an operator stands. A vote that is entered already is skipped, so that two carriers of one vote do not fail each
/// other. A transaction without a new vote is refused.
#[inline(always)]
pub fn enter_votes(
    account: &mut Slab<InferenceTask, Member>,
    instructions: &SysvarInstructions,
    keys: &[AccountView],
    kind: u8,
    enter: impl Fn(&mut Task, &mut Member, &[u8], &Subject) -> Result<bool>,
) -> Result<u64> {
    let votes = Votes::preceding(instructions).map_err(unfit)?;
    let count = votes.count();
    if keys.len() != count {
        return Err(fail(InferenceError::MissingAccounts, keys.len() as u64, count as u64));
    }
    let (ncn, domain, mut task) = (account.ncn, account.domain, account.task);
    require!(task.is_drawn(), InferenceError::NotDrawn);
    let subject = Subject { domain: &domain, kind, height: account.number };
    let members = account.as_mut_slice();
    let mut entered = 0;
    for (place, view) in keys.iter().enumerate() {
        let (key, content) = votes.get(place, &subject).map_err(unfit)?;
        // By the time of the task's number, at which the core judges two votes.
        let operator = keys::operator_of(*view, &ncn, key, task.begins_at).map_err(unfit)?;
        let index = Member::find(members, operator.as_array()).ok_or(InferenceError::NotAMember)?;
        let member = members.get_mut(index).ok_or(InferenceError::NotAMember)?;
        entered += u64::from(enter(&mut task, member, content, &subject)?);
    }
    require!(entered > 0, InferenceError::NothingNew);
    account.task = task;
    Ok(entered)
}

/// Refuses the content of a vote with another size than `bytes`.
#[cold]
pub fn wrong_content(content: &[u8], bytes: usize) -> Error {
    fail(InferenceError::WrongContent, content.len() as u64, bytes as u64)
}
