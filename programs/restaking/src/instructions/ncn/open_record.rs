//! Opens an operator's record in an NCN. Permissionless: the sender pays.

use anchor_lang::prelude::*;

use crate::clock;
use crate::event::{RecordOpened, emit};
use crate::state::{Ncn, Operator, OperatorRecord, VERSION};

/// Accounts of `open_record`.
#[derive(Accounts)]
pub struct OpenRecord {
    /// Pays for the account, which is never closed.
    #[account(mut)]
    pub payer: Signer,
    pub ncn: Account<Ncn>,
    pub operator: Account<Operator>,
    #[account(
        init, payer = payer, bump,
        seeds = [OperatorRecord::SEED, ncn.address().as_ref(), operator.address().as_ref()]
    )]
    pub record: Account<OperatorRecord>,
    pub system_program: Program<System>,
}

impl OpenRecord {
    /// Opens an empty record.
    pub fn open_record(&mut self, bump: u8) -> Result<()> {
        let record = &mut self.record;
        record.version = VERSION;
        record.bump = bump;
        record.ncn = *self.ncn.address();
        record.operator = *self.operator.address();
        emit(RecordOpened {
            record: *record.address(),
            number: record.next_event(),
            time: clock::now()?,
            ncn: record.ncn,
            operator: record.operator,
        });
        Ok(())
    }
}
