//! Votes that the runtime's Ed25519 program verified in the instruction just before.

use anchor_lang::pinocchio::sysvars::instructions::IntrospectedInstruction;
use anchor_lang::prelude::*;
use restaking::ed25519;

use super::{KitError, KitRule};
use crate::vote::{DOMAIN_BYTES, Vote};

/// The votes of one Ed25519 instruction.
pub struct Votes<'a>(IntrospectedInstruction<'a>);

/// The subject that votes must have.
#[derive(Clone, Copy)]
pub struct Subject<'a> {
    pub domain: &'a [u8; DOMAIN_BYTES],
    pub kind: u8,
    pub height: u64,
}

impl<'a> Votes<'a> {
    /// The votes of the instruction just before this one in the transaction's top-level list.
    ///
    /// # Errors
    /// [`KitRule::NoSignatures`].
    pub fn preceding(instructions: &'a SysvarInstructions) -> core::result::Result<Self, KitError> {
        ed25519::preceding(instructions).map(Self).map_err(|_| KitRule::NoSignatures.refusal())
    }

    /// The number of votes.
    pub fn count(&self) -> usize {
        ed25519::count(self.0.get_instruction_data())
    }

    /// The key and the content of the vote at `place`, which must be on `subject`.
    ///
    /// # Errors
    /// [`KitRule::WrongSignature`], [`KitRule::NotAVote`].
    #[inline(always)]
    pub fn get(&self, place: usize, subject: &Subject<'_>) -> core::result::Result<(&[u8; 32], &[u8]), KitError> {
        let signed = ed25519::signature_at(self.0.get_instruction_data(), place)
            .map_err(|_| KitRule::WrongSignature.refusal())?;
        let vote = Vote::parse(signed.message).ok_or(KitRule::NotAVote.refusal())?;
        if vote.domain != subject.domain || vote.kind != subject.kind || vote.height != subject.height {
            return Err(KitRule::NotAVote.refusal());
        }
        Ok((signed.key, vote.content))
    }
}
