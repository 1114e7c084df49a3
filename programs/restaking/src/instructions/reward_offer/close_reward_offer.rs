//! Closes a reward offer. Permissionless, except for naming another token account.

use anchor_lang::accounts::Account;
use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use anchor_spl::TokenAccount;

use crate::custody::Custody;
use crate::error::{RestakingError, refused};
use crate::event::{RewardOfferClosed, emit};
use crate::state::{Ncn, RewardOffer};
use crate::{clock, recipient};

/// Accounts of `close_reward_offer`.
#[derive(Accounts)]
pub struct CloseRewardOffer {
    #[account(mut, address = offer.ncn @ RestakingError::WrongOffer)]
    pub ncn: Account<Ncn>,
    #[account(mut, close = rent_payer)]
    pub offer: Account<RewardOffer>,
    /// The offer's token account, also closed.
    #[account(mut, address = offer.treasury @ RestakingError::WrongOfferTreasury)]
    pub treasury: Account<TokenAccount>,
    /// The funder, if it signs to name the token account; omitted otherwise.
    pub funder: Option<Signer>,
    /// The funder's associated token account of the reward. A funder that signs can name any account of the reward. If
    /// the treasury is empty, any account.
    #[account(mut)]
    pub funder_tokens: UncheckedAccount,
    /// Receives the rent; may be the funder.
    #[account(mut, unsafe(dup), address = offer.rent_payer @ RestakingError::WrongRentPayer)]
    pub rent_payer: UncheckedAccount,
    pub token_program: Program<Token>,
}

impl CloseRewardOffer {
    /// Returns the treasury's balance to the funder and closes both accounts. The offer's time must be over, each of
    /// its tables attributed, and no share claimable. Commissions not collected in time are returned as well.
    pub fn close_reward_offer(&mut self) -> Result<()> {
        let now = clock::now()?;
        let place = self.offer.place as usize;
        let left = self.offer.books.close(&mut self.ncn.offers[place], now).map_err(refused)?;
        let amount = self.treasury.amount();
        if amount > 0 {
            self.pay_back(amount)?;
        }
        let (owner, account, program) = (&self.offer, &mut self.treasury, &self.token_program);
        Custody { owner, account, owed: 0, program }.close(&mut self.rent_payer);
        let offer = &mut self.offer;
        emit(RewardOfferClosed {
            offer: *offer.address(),
            number: offer.next_event(),
            time: now,
            ncn: offer.ncn,
            index: offer.index,
            funder: offer.funder,
            left,
            paid_back: amount,
            books: offer.books,
        });
        Ok(())
    }

    /// Tokens that the books do not cover go to the funder too, because only an empty token account can be closed.
    fn pay_back(&mut self, amount: u64) -> Result<()> {
        let (offer, funder) = (&self.offer, self.offer.funder);
        // SAFETY: the derive refuses the treasury in a second place, and no other token account is borrowed here.
        let to = unsafe { Account::<TokenAccount>::load_mut(*self.funder_tokens.account()) };
        let mut to = to.map_err(|_| RestakingError::WrongRecipient)?;
        require!(address_eq(to.mint(), &offer.mint), RestakingError::WrongMint);
        let is_named = self.funder.as_ref().is_some_and(|signer| address_eq(signer.address(), &funder));
        let program = self.token_program.address();
        let is_home = || recipient::is_home(&to, to.address(), program, &funder);
        require!(is_named || is_home(), RestakingError::WrongRecipient);
        let (account, program) = (&mut self.treasury, &self.token_program);
        Custody { owner: offer, account, owed: 0, program }.pay(amount, &mut to)
    }
}
