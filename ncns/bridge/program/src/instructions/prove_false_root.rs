//! Proves that an operator signed a false root of an outbox on this chain. Permissionless.

use anchor_lang::accounts::{Account, Slab};
use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use anchor_lang::{create_account_signed, find_and_verify_program_address};
use bridge_ledger::content::Content;
use bridge_ledger::history::RootEntry;
use ncn_kit::program::keys;
use ncn_kit::program::votes::{Subject, Votes};
use restaking::state::Ncn;

use super::enter_votes::read;
use crate::error::{BridgeError, fail, refused, unfit};
use crate::event::{FalseRootProven, emit};
use crate::ncn::latest_incident;
use crate::state::{Bridge, FalseRoot, Outbox, Source, VERSION};

/// Accounts of `prove_false_root`.
#[derive(Accounts)]
pub struct ProveFalseRoot {
    /// Proves the false root, pays for its account, and receives the reporter's share.
    #[account(mut)]
    pub reporter: Signer,
    pub bridge: Account<Bridge>,
    #[account(address = bridge.ncn @ BridgeError::WrongNcn)]
    pub ncn: UncheckedAccount,
    #[account(constraint = address_eq(&source.bridge, bridge.address()) @ BridgeError::WrongBridge)]
    pub source: Account<Source>,
    #[account(constraint = address_eq(&outbox.source, source.address()) @ BridgeError::WrongOutbox)]
    pub outbox: Slab<Outbox, RootEntry>,
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

impl ProveFalseRoot {
    /// Proves that the first vote of the Ed25519 instruction differs from the outbox at `height`. The vote itself is the evidence: whether
    /// anyone entered it in a round, and what became of the round, has no effect. The content of a height that has come is fixed, so
    /// no later message makes a true vote false.
    pub fn prove_false_root(&mut self, height: u64) -> Result<()> {
        let now = Clock::get()?.unix_timestamp;
        let (history, heights) = (self.outbox.history, &self.source.heights);
        let truth = history.content_at(self.outbox.as_slice(), heights, height, now).map_err(refused)?;
        let evidence = Evidence { bridge: &self.bridge, source: &self.source, record: &self.record, height };
        let (operator, signed) = evidence.signed(&self.ncn, &self.operator_key, &self.instructions)?;
        evidence.store(*self.false_root.account(), &self.reporter, &operator, [&signed, &truth], None, now)
    }
}

/// A vote as evidence.
pub(super) struct Evidence<'a> {
    pub bridge: &'a Account<Bridge>,
    pub source: &'a Account<Source>,
    pub record: &'a UncheckedAccount,
    pub height: u64,
}

impl Evidence<'_> {
    /// The operator of the vote just before, and what it signed. Its key was active at the height's time, by which the core judges two
    /// votes. The source existed by then: no service's earlier votes of that kind become false by a source that is opened later.
    #[inline(never)]
    pub fn signed(
        &self,
        ncn: &UncheckedAccount,
        key_account: &UncheckedAccount,
        instructions: &SysvarInstructions,
    ) -> Result<(Address, Content)> {
        let ncn = Account::<Ncn>::load(*ncn.account())?;
        let votes = Votes::preceding(instructions).map_err(unfit)?;
        let subject = Subject { domain: &ncn.domain, kind: self.source.number, height: self.height };
        let (key, content) = votes.get(0, &subject).map_err(unfit)?;
        let (at, opened_at) = (self.source.heights.time_of(self.height), self.source.opened_at);
        if at < opened_at {
            return Err(fail(BridgeError::BeforeSource, at.unsigned_abs(), opened_at.unsigned_abs()));
        }
        let operator = keys::operator_of(*key_account.account(), &self.bridge.ncn, key, at).map_err(unfit)?;
        Ok((operator, read(content)?))
    }

    /// Creates the account of the false root, unless the vote states the truth.
    #[inline(never)]
    pub fn store(
        &self,
        mut view: AccountView,
        reporter: &Signer,
        operator: &Address,
        [signed, truth]: [&Content; 2],
        adjudicator: Option<&Address>,
        now: i64,
    ) -> Result<()> {
        require!(signed != truth, BridgeError::RootIsTrue);
        let latest = latest_incident(*self.record.account(), &self.bridge.ncn, operator)?;
        let (source, height) = (self.source.address(), self.height.to_le_bytes());
        let seeds: [&[u8]; 4] = [FalseRoot::SEED, source.as_ref(), &height, operator.as_ref()];
        let bump = find_and_verify_program_address(&seeds, &crate::ID, view.address())?;
        let full: [&[u8]; 5] = [seeds[0], seeds[1], seeds[2], seeds[3], &[bump]];
        create_account_signed(reporter.account(), &view, 8 + core::mem::size_of::<FalseRoot>(), &crate::ID, &full)?;
        // SAFETY: created just now, and borrowed nowhere.
        let data = unsafe { view.borrow_unchecked_mut() };
        data[..8].copy_from_slice(FalseRoot::DISCRIMINATOR);
        // SAFETY: as above.
        let mut proof = unsafe { Account::<FalseRoot>::load_mut_after_init(view) }?;
        let at = self.source.heights.time_of(self.height);
        // Milder rules after the vote do not forgive it.
        let rules = self.bridge.rules.at(at);
        proof.version = VERSION;
        proof.bump = bump;
        proof.bridge = *self.bridge.address();
        proof.source = *source;
        proof.operator = *operator;
        proof.reporter = *reporter.address();
        proof.adjudicator = adjudicator.copied().unwrap_or_default();
        proof.height = self.height;
        proof.incident = rules.incident(at, adjudicator.is_some(), &latest);
        (proof.signed_root, proof.signed_count) = (signed.root, signed.count);
        (proof.true_root, proof.true_count) = (truth.root, truth.count);
        proof.fraction = rules.fraction(adjudicator.is_some());
        proof.offense_at = at;
        proof.proven_at = now; // All else of a new account is zero.
        emit(FalseRootProven {
            false_root: *proof.address(),
            number: 1,
            time: now,
            source: proof.source,
            operator: proof.operator,
            reporter: proof.reporter,
            adjudicator: proof.adjudicator,
            height: proof.height,
            incident: proof.incident,
            signed_root: proof.signed_root,
            signed_count: proof.signed_count,
            true_root: proof.true_root,
            true_count: proof.true_count,
            fraction: proof.fraction,
        });
        Ok(())
    }
}
