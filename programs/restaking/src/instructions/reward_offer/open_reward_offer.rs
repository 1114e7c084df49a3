//! Opens a reward for the stake in an NCN's tables, funded in full.

use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use anchor_spl::{Mint, TokenAccount, token};
use ledger::state::reward_offer::{Offer, OfferPlace};

use crate::clock;
use crate::custody::Custody;
use crate::error::{RestakingError, refused};
use crate::event::{RewardOfferOpened, emit};
use crate::state::{Ncn, RewardOffer, VERSION};

/// Accounts of `open_reward_offer`.
#[derive(Accounts)]
pub struct OpenRewardOffer {
    /// Pays for the accounts and receives their rent on closing; may be the admin.
    #[account(unsafe(dup))]
    pub payer: Signer,
    /// The NCN's admin, or the holder of a grant; may be the funder.
    #[account(unsafe(dup))]
    pub admin: Signer,
    /// Funds the offer: the owner of `funder_tokens` or its delegate. Receives what is not claimed.
    pub funder: Signer,
    #[account(mut)]
    pub ncn: Account<Ncn>,
    /// The reward's mint, of the SPL Token program, with or without a freeze authority.
    pub mint: Account<Mint>,
    /// The offer, created here.
    #[account(
        init, payer = payer, bump,
        seeds = [RewardOffer::SEED, ncn.address().as_ref(), &ncn.next_offer.to_le_bytes()]
    )]
    pub offer: Account<RewardOffer>,
    /// The token account of funded and unpaid rewards; the offer is its authority.
    #[account(
        init, payer = payer, seeds = [RewardOffer::TREASURY_SEED, offer.address().as_ref()], bump,
        token::mint = mint, token::authority = offer
    )]
    pub treasury: Account<TokenAccount>,
    /// Source of the funds.
    #[account(mut, constraint = address_eq(funder_tokens.mint(), mint.address()) @ RestakingError::WrongMint)]
    pub funder_tokens: Account<TokenAccount>,
    pub token_program: Program<Token>,
    pub system_program: Program<System>,
}

impl OpenRewardOffer {
    /// Opens the offer and pays in the whole amount. Nothing can be withdrawn while a table of its time may receive a
    /// reward.
    ///
    /// Only tables that open from now on receive rewards: their captors know that rewards may be paid by the captures.
    pub fn open_reward_offer(
        &mut self,
        bumps: &OpenRewardOfferBumps,
        amount: u64,
        times: [i64; 2],
        claim_seconds: u64,
    ) -> Result<()> {
        require!(!self.ncn.retired.get(), RestakingError::Retired);
        let now = clock::now()?;
        let books = Offer::open(amount, times, claim_seconds, now).map_err(refused)?;
        let place = OfferPlace::first_free(&self.ncn.offers).map_err(refused)?;
        self.ncn.offers[place] = books.place();

        let offer = &mut self.offer;
        offer.version = VERSION;
        offer.bump = bumps.offer;
        offer.treasury_bump = bumps.treasury;
        offer.mint_freezable = self.mint.has_freeze_authority().into();
        offer.ncn = *self.ncn.address();
        offer.index = self.ncn.next_offer;
        offer.place = place as u64;
        offer.mint = *self.mint.address();
        offer.treasury = *self.treasury.address();
        offer.funder = *self.funder.address();
        offer.rent_payer = *self.payer.address();
        offer.first_table = self.ncn.next_table;
        offer.next_table = self.ncn.next_table;
        offer.books = books;
        self.ncn.next_offer += 1;
        let (owner, account, program) = (&self.offer, &mut self.treasury, &self.token_program);
        let treasury = Custody { owner, account, owed: amount, program };
        treasury.receive(amount, &mut self.funder_tokens, &self.funder)?;
        let offer = &mut self.offer;
        emit(RewardOfferOpened {
            offer: *offer.address(),
            number: offer.next_event(),
            time: now,
            ncn: offer.ncn,
            index: offer.index,
            place: offer.place,
            mint: offer.mint,
            treasury: offer.treasury,
            funder: offer.funder,
            mint_freezable: offer.mint_freezable,
            padding: [0; 7],
            first_table: offer.first_table,
            books,
        });
        Ok(())
    }
}
