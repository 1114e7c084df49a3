//! Pays a member of the majority its part of the fee. Permissionless.

use anchor_lang::accounts::{Account, Slab};
use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use inference_ledger::member::Member;
use ncn_kit::program::lamports;
use restaking::state::Operator;

use crate::error::{InferenceError, fail, refused};
use crate::event::{FeePaid, emit};
use crate::state::InferenceTask;

/// Accounts of `pay_fee`.
#[derive(Accounts)]
pub struct PayFee {
    #[account(mut)]
    pub task: Slab<InferenceTask, Member>,
    /// The member's operator.
    pub operator: UncheckedAccount,
    /// The operator's fee wallet.
    #[account(mut)]
    pub wallet: UncheckedAccount,
}

impl PayFee {
    /// Pays the member at `place` by its seats, into the wallet that its operator set in the core.
    pub fn pay_fee(&mut self, place: u64) -> Result<()> {
        let now = Clock::get()?.unix_timestamp;
        let mut task = self.task.task;
        let members = self.task.as_mut_slice();
        let count = members.len() as u64;
        let index = usize::try_from(place).unwrap_or(usize::MAX);
        let member = members.get_mut(index).ok_or_else(|| fail(InferenceError::NoMember, place, count))?;
        require!(member.operator == self.operator.address().to_bytes(), InferenceError::WrongOperator);
        let operator = Account::<Operator>::load(*self.operator.account())?;
        require!(!address_eq(&operator.fee_wallet, &Address::default()), InferenceError::NoWallet);
        require!(address_eq(&operator.fee_wallet, self.wallet.address()), InferenceError::WrongWallet);
        let share = task.pay(member).map_err(refused)?;
        let seats = member.seats;
        self.task.task = task;
        lamports::pay(self.task.view(), self.wallet.account(), share)?;
        emit(FeePaid {
            task: *self.task.address(),
            number: self.task.next_event(),
            time: now,
            operator: *self.operator.address(),
            wallet: *self.wallet.address(),
            seats,
            lamports: share,
        });
        Ok(())
    }
}
