//! Judges a member of a concluded task. Permissionless: once per task and member.

use anchor_lang::accounts::{Account, Slab};
use anchor_lang::prelude::*;
use anchor_lang::{address_eq, create_account_signed, find_and_verify_program_address};
use inference_ledger::member::Member;
use inference_ledger::verdict::Verdict;

use crate::error::{InferenceError, fail, refused};
use crate::event::{MemberJudged, emit};
use crate::state::{InferenceTask, MinorityOffense, OperatorScore, VERSION};

/// Accounts of `judge`.
#[derive(Accounts)]
pub struct Judge {
    /// Judges, pays for an offense's account, and is its reporter.
    #[account(mut)]
    pub reporter: Signer,
    #[account(mut)]
    pub task: Slab<InferenceTask, Member>,
    #[account(mut, constraint = address_eq(&score.inference, &task.inference) @ InferenceError::WrongScore)]
    pub score: Account<OperatorScore>,
    /// The offense, at `["offense", task, operator]`, created here; the program itself for a verdict without one.
    #[account(mut)]
    pub offense: Option<UncheckedAccount>,
    pub system_program: Program<System>,
}

impl Judge {
    /// Judges the member at `place`.
    pub fn judge(&mut self, place: u64) -> Result<()> {
        let now = Clock::get()?.unix_timestamp;
        let mut task = self.task.task;
        let members = self.task.as_mut_slice();
        let count = members.len() as u64;
        let index = usize::try_from(place).unwrap_or(usize::MAX);
        let member = members.get_mut(index).ok_or_else(|| fail(InferenceError::NoMember, place, count))?;
        require!(member.operator == self.score.operator.to_bytes(), InferenceError::WrongScore);
        let verdict = task.judge(member, &mut self.score.score).map_err(refused)?;
        let member = *member;
        self.task.task = task;
        let is_offense = verdict == Verdict::Minority;
        require!(is_offense == self.offense.is_some(), InferenceError::NotAnOffense);
        let offense = match &self.offense {
            Some(account) => self.open_offense(*account.account(), &member, now)?,
            None => Address::default(),
        };
        let score = &mut self.score;
        emit(MemberJudged {
            score_account: *score.address(),
            number: score.next_event(),
            time: now,
            task: *self.task.address(),
            operator: score.operator,
            seats: member.seats,
            verdict: code_of(verdict),
            output: member.output,
            offense,
            score: score.score,
        });
        Ok(())
    }

    /// Creates the account of an offense and returns its address.
    #[cold]
    #[inline(never)]
    fn open_offense(&self, mut view: AccountView, member: &Member, now: i64) -> Result<Address> {
        let (task, operator) = (&self.task, &self.score.operator);
        let seeds: [&[u8]; 3] = [MinorityOffense::SEED, task.address().as_ref(), operator.as_ref()];
        let bump = find_and_verify_program_address(&seeds, &crate::ID, view.address())?;
        let signed: [&[u8]; 4] = [seeds[0], seeds[1], seeds[2], &[bump]];
        let space = 8 + core::mem::size_of::<MinorityOffense>();
        create_account_signed(self.reporter.account(), &view, space, &crate::ID, &signed)?;
        // SAFETY: created just now, and borrowed nowhere.
        let data = unsafe { view.borrow_unchecked_mut() };
        data[..8].copy_from_slice(MinorityOffense::DISCRIMINATOR);
        // SAFETY: as above.
        let mut opened = unsafe { Account::<MinorityOffense>::load_mut_after_init(view) }?;
        let (state, rules) = (&task.task, &task.task.rules);
        opened.version = VERSION;
        opened.bump = bump;
        opened.inference = task.inference;
        opened.task = *task.address();
        opened.operator = *operator;
        opened.reporter = *self.reporter.address();
        opened.number = task.number;
        opened.incident = rules.incident(state.begins_at);
        (opened.model, opened.input) = (task.model, task.input);
        (opened.output, opened.winner) = (member.output, state.output);
        (opened.winning_seats, opened.seats) = (state.winning_seats, state.seats);
        opened.fraction = rules.slash_fraction;
        opened.offense_at = state.reveals_until - 1;
        opened.judged_at = now; // All else of a new account is zero.
        Ok(*opened.address())
    }
}

/// The number of a verdict in events.
const fn code_of(verdict: Verdict) -> u64 {
    match verdict {
        Verdict::Agreed => 0,
        Verdict::Abstained => 1,
        Verdict::Missed => 2,
        Verdict::Withheld => 3,
        Verdict::Unproven => 4,
        Verdict::Minority => 5,
    }
}
