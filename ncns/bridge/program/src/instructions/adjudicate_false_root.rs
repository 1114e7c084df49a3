//! States that an operator signed a false root of a foreign outbox, by the source's adjudicator.

use anchor_lang::accounts::Account;
use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use bridge_ledger::content::Content;
use bridge_ledger::error::{Rule, ensure};

use super::prove_false_root::Evidence;
use crate::error::{BridgeError, refused};
use crate::state::{Bridge, Source};

/// Accounts of `adjudicate_false_root`.
#[derive(Accounts)]
pub struct AdjudicateFalseRoot {
    /// Pays for the proof's account, and receives the reporter's share; may be the adjudicator.
    #[account(mut, unsafe(dup))]
    pub reporter: Signer,
    /// The source's adjudicator. That of a local source is zero, which cannot sign.
    #[account(address = source.adjudicator @ BridgeError::NotAdjudicator)]
    pub adjudicator: Signer,
    pub bridge: Account<Bridge>,
    #[account(address = bridge.ncn @ BridgeError::WrongNcn)]
    pub ncn: UncheckedAccount,
    #[account(constraint = address_eq(&source.bridge, bridge.address()) @ BridgeError::WrongBridge)]
    pub source: Account<Source>,
    /// The key of the vote.
    pub operator_key: UncheckedAccount,
    /// The record of the key's operator in the NCN, which has its latest incident.
    pub record: UncheckedAccount,
    /// The proof, at `["false_root", source, height, operator]`, created here.
    #[account(mut)]
    pub false_root: UncheckedAccount,
    /// The transaction's instructions. The preceding one is of the Ed25519 program and verifies the vote.
    pub instructions: Sysvar<SysvarInstructions>,
    pub system_program: Program<System>,
}

impl AdjudicateFalseRoot {
    /// States that the outbox had `root` and `count` at `height`, and that the vote just before differs. Nobody can check that on this chain:
    /// the operator's signature is proven, the truth is the adjudicator's word. The slash is therefore a part alone, and the policy's
    /// resolver, which must be another, may veto it.
    pub fn adjudicate_false_root(&mut self, height: u64, root: [u8; 32], count: u64) -> Result<()> {
        let now = Clock::get()?.unix_timestamp;
        let at = self.source.heights.time_of(height);
        ensure(at <= now, Rule::HeightToCome, now.unsigned_abs(), at.unsigned_abs()).map_err(refused)?;
        let evidence = Evidence { bridge: &self.bridge, source: &self.source, record: &self.record, height };
        let (operator, signed) = evidence.signed(&self.ncn, &self.operator_key, &self.instructions)?;
        let (truth, adjudicator) = (Content { root, count }, self.adjudicator.address());
        let view = *self.false_root.account();
        evidence.store(view, &self.reporter, &operator, [&signed, &truth], Some(adjudicator), now)
    }
}
