//! Locks a bond and asks an operator for a chunk. Permissionless.

use anchor_lang::accounts::Slab;
use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use anchor_lang::system_program::{Transfer, transfer};
use availability_ledger::challenge::Challenge;

use crate::error::{AvailabilityError, fail, refused};
use crate::event::{ChallengeOpened, emit};
use crate::state::{Attestation, BlobCertificate, ChunkChallenge, OperatorCustody, VERSION};

/// Accounts of `open_challenge`.
#[derive(Accounts)]
pub struct OpenChallenge {
    /// Locks the bond and pays for the account. Receives the rent, and the bond if the operator fails.
    #[account(mut)]
    pub challenger: Signer,
    pub certificate: Slab<BlobCertificate, Attestation>,
    #[account(
        mut, constraint = address_eq(&custody.archive, &certificate.archive) @ AvailabilityError::WrongCustody
    )]
    pub custody: Account<OperatorCustody>,
    #[account(
        init, payer = challenger, bump,
        seeds = [
            ChunkChallenge::SEED, certificate.address().as_ref(), custody.address().as_ref(),
            challenger.address().as_ref()
        ]
    )]
    pub challenge: Account<ChunkChallenge>,
    pub system_program: Program<System>,
}

impl OpenChallenge {
    /// Challenges the operator at `place` of the certificate, for a bond of `max_bond` lamports at most. Operators are challenged until the
    /// certificate expires, jailed or not.
    pub fn open_challenge(&mut self, bump: u8, place: u64, max_bond: u64) -> Result<()> {
        let clock = Clock::get()?;
        let (now, slot) = (clock.unix_timestamp, clock.slot);
        let certificate = &self.certificate;
        let entry = usize::try_from(place).ok().and_then(|place| certificate.get(place));
        let entry = entry.ok_or_else(|| fail(AvailabilityError::NoPlace, place, certificate.len() as u64))?;
        require!(address_eq(&entry.operator, &self.custody.operator), AvailabilityError::WrongCustody);
        let custody = &mut self.custody;
        let opened = Challenge::open(&certificate.certificate, &mut custody.custody, max_bond, now, slot);
        let opened = opened.map_err(refused)?;
        let challenge = &mut self.challenge;
        challenge.version = VERSION;
        challenge.bump = bump;
        challenge.archive = custody.archive;
        challenge.certificate = *certificate.address();
        challenge.custody = *custody.address();
        challenge.operator = custody.operator;
        challenge.challenger = *self.challenger.address();
        challenge.challenge = opened;
        emit(ChallengeOpened {
            challenge: *challenge.address(),
            number: challenge.next_event(),
            time: now,
            certificate: challenge.certificate,
            operator: challenge.operator,
            challenger: challenge.challenger,
            bond: opened.bond,
            draw_slot: opened.draw_slot,
            custody: custody.custody,
        });
        self.lock(opened.bond)
    }

    /// Moves the bond from the challenger to the challenge.
    fn lock(&mut self, bond: u64) -> Result<()> {
        let accounts = Transfer { from: self.challenger.cpi_handle_mut(), to: self.challenge.cpi_handle_mut() };
        transfer(CpiContext::new(self.system_program.address(), accounts), bond)
    }
}
