//! Posts a task. Permissionless.
#![allow(unused_variables, reason = "the derive binds instruction arguments wherever it might need them")]

use anchor_lang::accounts::{Account, Slab};
use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use anchor_lang::system_program::{Transfer, transfer};
use inference_ledger::member::Member;
use inference_ledger::rules::Rules;
use inference_ledger::task::{Task, Terms, Weights};
use ncn_kit::program::policies;
use ncn_kit::program::tables;
use restaking::state::{Ncn, SlashPolicy};

use crate::error::{InferenceError, refused, unfit};
use crate::event::{TaskOpened, emit};
use crate::state::{Inference, InferenceTask, TaskFigures, VERSION};

/// Accounts of `open_task`.
#[derive(Accounts)]
#[instruction(number: u64, seats: u64)]
pub struct OpenTask {
    /// Pays the fee and the rent of the task.
    #[account(mut)]
    pub requester: Signer,
    pub inference: Account<Inference>,
    #[account(address = inference.ncn @ InferenceError::WrongNcn)]
    pub ncn: UncheckedAccount,
    /// The service's table.
    pub table: UncheckedAccount,
    #[account(
        init, payer = requester, bump, space = InferenceTask::space(seats)?,
        seeds = [InferenceTask::SEED, inference.address().as_ref(), &number.to_le_bytes()]
    )]
    pub task: Slab<InferenceTask, Member>,
    pub system_program: Program<System>,
}

impl OpenTask {
    /// Opens the task under the service's table and rules, and takes the fee. Without a policy that slashes by those rules, and stake
    /// that stays for it, there is no task. Both must last until the task is judged and slashed: a policy that is announced for an
    /// earlier time must suffice as well. A later one is announced three of the longest epochs ahead, when the table's guarantee is over.
    pub fn open_task(&mut self, bump: u8, number: u64, seats: u64, figures: &TaskFigures) -> Result<()> {
        let clock = Clock::get()?;
        let (now, slot) = (clock.unix_timestamp, clock.slot);
        let inference = &self.inference;
        require!(!address_eq(&inference.table, &Address::default()), InferenceError::NoTable);
        require!(address_eq(&inference.table, self.table.address()), InferenceError::WrongTable);
        let ncn = Account::<Ncn>::load(*self.ncn.account())?;
        let policy = ncn.policy_at(now);
        let rules = inference.rules.at(now);
        check_policy(inference, rules, policy)?;
        let TaskFigures { model, input, fee } = *figures;
        let asked = Terms { seats, fee };
        let data = self.table.account().try_borrow()?;
        let table = tables::read(self.table.account(), &data).map_err(unfit)?;
        let weights = Weights { total: table.total_weight(), operators: table.count() as u64 };
        let opened = Task::open(rules, &asked, policy.terms.time_of(number), weights, (now, slot)).map_err(refused)?;
        let until = opened.certain_until();
        tables::check_certain(&table.head(), until).map_err(unfit)?;
        if ncn.policy_from > now {
            check_policy(inference, rules, ncn.policy_at(until))?;
        }
        let both = Transfer { from: self.requester.cpi_handle_mut(), to: self.task.cpi_handle_mut() };
        transfer(CpiContext::new(self.system_program.address(), both), fee)?;

        let task = &mut self.task;
        task.version = VERSION;
        task.bump = bump;
        task.inference = *self.inference.address();
        task.ncn = self.inference.ncn;
        task.domain = ncn.domain;
        task.requester = *self.requester.address();
        task.table = *self.table.address();
        (task.model, task.input) = (model, input);
        task.number = number;
        task.task = opened;
        emit(TaskOpened {
            task: *task.address(),
            number: task.next_event(),
            time: now,
            inference: task.inference,
            requester: task.requester,
            table: task.table,
            height: number,
            model,
            input,
            seats,
            fee,
            commit_seconds: rules.commit_seconds,
            reveal_seconds: rules.reveal_seconds,
            begins_at: opened.begins_at,
            draw_slot: opened.draw_slot,
            draw_until: opened.draw_until,
        });
        Ok(())
    }
}

/// Refuses a policy by which the service cannot slash as the rules say.
fn check_policy(inference: &Account<Inference>, rules: &Rules, policy: &SlashPolicy) -> Result<()> {
    let figures = policies::figures_of(policy, (inference.height_zero, inference.height_millis), inference.address())
        .map_err(unfit)?;
    rules.check_policy(&figures).map_err(refused)
}
