//! Pays an operator's commission on the shares of a reward. Permissionless, except for naming another token account.

use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use anchor_spl::TokenAccount;

use crate::custody::Custody;
use crate::error::{RestakingError, refused};
use crate::event::{RewardCommissionCollected, emit};
use crate::state::{Operator, OperatorRecord, RewardOffer};
use crate::{clock, recipient};

/// Accounts of `collect_reward_commission`.
#[derive(Accounts)]
pub struct CollectRewardCommission {
    #[account(mut)]
    pub offer: Account<RewardOffer>,
    /// The offer's token account.
    #[account(mut, address = offer.treasury @ RestakingError::WrongOfferTreasury)]
    pub treasury: Account<TokenAccount>,
    pub operator: Account<Operator>,
    /// The operator's record in the NCN.
    #[account(
        mut,
        constraint = address_eq(&record.operator, operator.address()) @ RestakingError::WrongRecord,
        constraint = address_eq(&record.ncn, &offer.ncn) @ RestakingError::WrongRecord
    )]
    pub record: Account<OperatorRecord>,
    /// The operator's fee wallet, if it signs to name the token account; omitted otherwise.
    pub wallet: Option<Signer>,
    /// The fee wallet's associated token account of the reward. A fee wallet that signs can name any account of the
    /// reward.
    #[account(mut, constraint = address_eq(recipient_tokens.mint(), &offer.mint) @ RestakingError::WrongMint)]
    pub recipient_tokens: Account<TokenAccount>,
    pub token_program: Program<Token>,
}

impl CollectRewardCommission {
    /// Pays all that the offer owes the operator. Without a fee wallet, the commission waits for one.
    pub fn collect_reward_commission(&mut self) -> Result<()> {
        let (offer, wallet) = (&mut self.offer, self.operator.fee_wallet);
        let is_named = self.wallet.as_ref().is_some_and(|signer| address_eq(signer.address(), &wallet));
        let (to, program) = (&self.recipient_tokens, self.token_program.address());
        let is_home = || recipient::is_home(to, to.address(), program, &wallet);
        require!(is_named || is_home(), RestakingError::WrongRecipient);
        let (place, index) = (offer.place as usize, offer.index);
        let amount = offer.books.collect(self.record.commissions[place].of(index)).map_err(refused)?;

        let (owner, owed, program) = (&*offer, offer.books.held().map_err(refused)?, &self.token_program);
        let treasury = Custody { owner, account: &mut self.treasury, owed, program };
        treasury.pay(amount, &mut self.recipient_tokens)?;
        emit(RewardCommissionCollected {
            offer: *offer.address(),
            number: offer.next_event(),
            time: clock::now()?,
            operator: *self.operator.address(),
            wallet,
            amount,
            offer_paid: offer.books.paid,
            offer_commissions: offer.books.commissions,
        });
        Ok(())
    }
}
