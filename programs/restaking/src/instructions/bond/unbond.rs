//! Withdraws bonded shares from a position.

use anchor_lang::prelude::*;

use super::ChangeBond;
use crate::clock;
use crate::custody::Custody;
use crate::error::refused;

impl ChangeBond {
    /// Withdraws `amount` of the bonded shares.
    pub fn unbond(&mut self, amount: u64) -> Result<()> {
        let now = clock::now()?;
        let (pool, position) = (&mut self.bond_pool, &mut self.position);
        let before = position.position.bonded;
        pool.ledger.unbond(&mut position.position, amount, now).map_err(refused)?;
        let (account, shares, token) = (&mut self.bonded_account, &mut self.owner_shares, &self.token_program);
        Custody { owner: &*pool, account, owed: pool.ledger.bonded, program: token }.pay(amount, shares)?;
        self.announce(now, before)
    }
}
