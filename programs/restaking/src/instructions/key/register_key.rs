//! Registers the key that an operator signs with for an NCN, replacing the previous one.
#![allow(unused_variables, reason = "the derive binds instruction arguments wherever it might need them")]

use anchor_lang::address_eq;
use anchor_lang::prelude::*;

use crate::choice::KeyKind;
use crate::error::RestakingError;
use crate::event::{KeyRegistered, emit};
use crate::state::{Ncn, Operator, OperatorKey, OperatorRecord, VERSION};
use crate::{clock, ed25519};

/// Accounts of `register_key`.
#[derive(Accounts)]
#[instruction(kind: KeyKind, key: [u8; 32])]
pub struct RegisterKey {
    /// Pays for the key's account, which is never closed; may be the admin.
    #[account(unsafe(dup))]
    pub payer: Signer,
    /// The operator's admin, or the holder of a grant.
    pub admin: Signer,
    #[account(address = record.operator @ RestakingError::WrongRecord)]
    pub operator: Account<Operator>,
    #[account(address = record.ncn @ RestakingError::WrongRecord)]
    pub ncn: Account<Ncn>,
    /// The operator's record in the NCN.
    #[account(mut)]
    pub record: Account<OperatorRecord>,
    /// The key's account. A key is registered in an NCN once, permanently.
    #[account(init, payer = payer, bump, seeds = [OperatorKey::SEED, ncn.address().as_ref(), &key])]
    pub operator_key: Account<OperatorKey>,
    /// The operator's current key, which ends here; omitted if it has none.
    #[account(mut)]
    pub previous: Option<Account<OperatorKey>>,
    /// The transaction's instructions. The preceding one is of the Ed25519 program and verifies one signature: the
    /// key's, of `possession_message`.
    pub instructions: Sysvar<SysvarInstructions>,
    pub system_program: Program<System>,
}

impl RegisterKey {
    /// Makes `key` the operator's current key.
    pub fn register_key(&mut self, bump: u8, kind: KeyKind, key: [u8; 32]) -> Result<()> {
        kind.check_supported()?;
        require!(!self.operator.retired.get() && !self.ncn.retired.get(), RestakingError::Retired);
        require!(!ed25519::is_weak(&key), RestakingError::WeakKey);
        self.check_possession(&key)?;
        let now = clock::now()?;
        let replaced = self.record.key;
        let replaced_until = self.end_previous(now)?;

        let (operator, ncn) = (*self.operator.address(), *self.ncn.address());
        let (record, account) = (&mut self.record, &mut self.operator_key);
        account.version = VERSION;
        account.bump = bump;
        account.kind = kind.into();
        account.ncn = ncn;
        account.operator = operator;
        account.key = key;
        account.rent_payer = *self.payer.address();
        account.from = now;
        account.until = i64::MAX;
        record.key = *account.address();
        record.keys = record.keys.wrapping_add(1);
        account.number = record.keys;
        emit(KeyRegistered {
            record: *record.address(),
            number: record.next_event(),
            time: now,
            ncn,
            operator,
            operator_key: record.key,
            kind: kind.into(),
            padding: [0; 7],
            key,
            replaced,
            replaced_until,
        });
        Ok(())
    }

    /// Requires proof of possession. Nobody can register another's key to answer for it or to block its owner.
    fn check_possession(&self, key: &[u8; 32]) -> Result<()> {
        let before = ed25519::preceding(&self.instructions)?;
        let [signed] = ed25519::signatures(before.get_instruction_data())?;
        signed.check(key, &ed25519::possession_message(&self.ncn.domain, self.operator.address()))
    }

    /// Ends the operator's current key, which must be passed if there is one, and only then. Returns the first second
    /// in which it is no longer active; zero if none.
    fn end_previous(&mut self, now: i64) -> Result<i64> {
        let current = &self.record.key;
        let Some(previous) = &mut self.previous else {
            require!(address_eq(current, &Address::default()), RestakingError::WrongKey);
            return Ok(0);
        };
        require!(address_eq(current, previous.address()), RestakingError::WrongKey);
        previous.end(now);
        Ok(previous.until)
    }
}
