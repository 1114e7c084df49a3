//! Opens an operator's custody, which counts its challenges. Permissionless.

use anchor_lang::accounts::Account;
use anchor_lang::prelude::*;
use restaking::state::Operator;

use crate::event::{CustodyOpened, emit};
use crate::state::{Archive, OperatorCustody, VERSION};

/// Accounts of `open_custody`.
#[derive(Accounts)]
pub struct OpenCustody {
    /// Pays for the account, which is never closed.
    #[account(mut)]
    pub payer: Signer,
    pub archive: Account<Archive>,
    pub operator: UncheckedAccount,
    #[account(
        init, payer = payer, bump,
        seeds = [OperatorCustody::SEED, archive.address().as_ref(), operator.address().as_ref()]
    )]
    pub custody: Account<OperatorCustody>,
    pub system_program: Program<System>,
}

impl OpenCustody {
    /// Opens the custody, which outlives the operator's opt-in: leaving and joining again erases nothing.
    pub fn open_custody(&mut self, bump: u8) -> Result<()> {
        // Refuses anything but an operator.
        Account::<Operator>::load(*self.operator.account())?;
        let (archive, operator) = (*self.archive.address(), *self.operator.address());
        let custody = &mut self.custody;
        custody.version = VERSION;
        custody.bump = bump;
        custody.archive = archive;
        custody.operator = operator;
        emit(CustodyOpened {
            custody: *custody.address(),
            number: custody.next_event(),
            time: Clock::get()?.unix_timestamp,
            archive,
            operator,
        });
        Ok(())
    }
}
