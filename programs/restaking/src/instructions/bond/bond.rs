//! Bonds shares in a position. Bonded shares stay in the vault's books.

use anchor_lang::prelude::*;

use super::ChangeBond;
use crate::clock;
use crate::custody::Custody;
use crate::error::refused;

impl ChangeBond {
    /// Bonds `amount` of the owner's shares.
    pub fn bond(&mut self, amount: u64) -> Result<()> {
        let now = clock::now()?;
        let (pool, position) = (&mut self.bond_pool, &mut self.position);
        let before = position.position.bonded;
        pool.ledger.bond(&mut position.position, amount, now).map_err(refused)?;
        let (account, shares, token) = (&mut self.bonded_account, &mut self.owner_shares, &self.token_program);
        let bonded = Custody { owner: &*pool, account, owed: pool.ledger.bonded, program: token };
        bonded.receive(amount, shares, &self.owner)?;
        self.announce(now, before)
    }
}
