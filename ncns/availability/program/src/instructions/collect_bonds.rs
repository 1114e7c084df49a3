//! Pays the bonds that an operator won to its fee wallet. Permissionless.

use anchor_lang::accounts::Account;
use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use ncn_kit::program::lamports;
use restaking::state::Operator;

use crate::error::AvailabilityError;
use crate::event::{BondsCollected, emit};
use crate::state::OperatorCustody;

/// Accounts of `collect_bonds`.
#[derive(Accounts)]
pub struct CollectBonds {
    #[account(mut)]
    pub custody: Account<OperatorCustody>,
    /// The operator, an account of the core, which names the wallet.
    #[account(address = custody.operator @ AvailabilityError::WrongOperator)]
    pub operator: UncheckedAccount,
    /// The operator's fee wallet.
    #[account(mut)]
    pub wallet: UncheckedAccount,
}

impl CollectBonds {
    /// Pays all bonds that were not collected yet.
    pub fn collect_bonds(&mut self) -> Result<()> {
        let wallet = Account::<Operator>::load(*self.operator.account())?.fee_wallet;
        require!(!address_eq(&wallet, &Address::default()), AvailabilityError::NoFeeWallet);
        require!(address_eq(&wallet, self.wallet.address()), AvailabilityError::WrongRecipient);
        let custody = &mut self.custody;
        let bonds = custody.custody.collect();
        require!(bonds > 0, AvailabilityError::NoBond);
        lamports::pay(custody.account(), self.wallet.account(), bonds)?;
        emit(BondsCollected {
            custody: *custody.address(),
            number: custody.next_event(),
            time: Clock::get()?.unix_timestamp,
            operator: custody.operator,
            wallet,
            bonds,
        });
        Ok(())
    }
}
