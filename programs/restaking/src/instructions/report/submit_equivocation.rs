//! Proves that an operator signed two conflicting votes at one height. The runtime's Ed25519 program has verified the
//! signatures; this program judges the conflict.
#![allow(unused_variables, reason = "the derive binds instruction arguments wherever it might need them")]

use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use solana_sha256_hasher::{hash, hashv};

use crate::choice::KeyKind;
use crate::clock;
use crate::ed25519::{self, Signed};
use crate::error::{RestakingError, fail};
use crate::event::{EquivocationProven, emit};
use crate::state::{Equivocation, Ncn, OffenseReport, OperatorKey, OperatorRecord, VERSION};

/// The slots that a report must age before the offense is revealed. The number exceeds a leader's consecutive slots, so
/// no leader can delay the revelation until a report of its own is old enough.
pub const REPORT_SLOTS: u64 = 16;

/// Prefix of a commitment's preimage.
pub const COMMITMENT: &[u8] = b"restaking: report";

/// The bytes before a vote's content: the NCN's domain, the kind and the height.
pub const VOTE_HEAD: usize = 32 + 1 + 8;

/// Accounts of `submit_equivocation`.
#[derive(Accounts)]
#[instruction(kind: u8, height: u64)]
pub struct SubmitEquivocation {
    /// Pays for the proof's account, which is never closed; may be the reporter.
    #[account(unsafe(dup))]
    pub payer: Signer,
    /// Reported the offense.
    #[account(mut, unsafe(dup), address = report.reporter @ RestakingError::WrongReport)]
    pub reporter: Signer,
    /// The report. Its rent returns to the reporter.
    #[account(mut, close = reporter)]
    pub report: Account<OffenseReport>,
    /// The NCN of the votes.
    pub ncn: Account<Ncn>,
    /// The operator's record in the NCN.
    #[account(
        mut,
        constraint = address_eq(&record.ncn, ncn.address()) @ RestakingError::WrongRecord,
        constraint = address_eq(&record.operator, &operator_key.operator) @ RestakingError::WrongRecord
    )]
    pub record: Account<OperatorRecord>,
    /// The key of the first vote, which ends here. A replaced key still answers for its time.
    #[account(mut, constraint = address_eq(&operator_key.ncn, ncn.address()) @ RestakingError::WrongKey)]
    pub operator_key: Account<OperatorKey>,
    /// The key of the second vote, if it is another key of the operator that was active then: in the second of a
    /// replacement, both are. It ends here as well. Omit it if one key signed both votes.
    #[account(
        mut,
        constraint = address_eq(&second_key.ncn, ncn.address()) @ RestakingError::WrongKey,
        constraint = address_eq(&second_key.operator, &operator_key.operator) @ RestakingError::WrongKey
    )]
    pub second_key: Option<Account<OperatorKey>>,
    /// The proof, created here: one per operator, kind and height.
    #[account(
        init, payer = payer, bump,
        seeds = [
            Equivocation::SEED, ncn.address().as_ref(), operator_key.operator.as_ref(), &[kind], &height.to_le_bytes()
        ]
    )]
    pub equivocation: Account<Equivocation>,
    /// The transaction's instructions. The preceding one is of the Ed25519 program and verifies both votes' signatures.
    pub instructions: Sysvar<SysvarInstructions>,
    pub system_program: Program<System>,
}

impl SubmitEquivocation {
    /// Proves that the operator signed two different votes of `kind` at `height`; `salt` opens the report's commitment.
    /// The keys of both votes are inactive from the next second on and cannot be registered again.
    pub fn submit_equivocation(&mut self, bump: u8, kind: u8, height: u64, salt: [u8; 32]) -> Result<()> {
        let now = clock::now()?;
        let before = ed25519::preceding(&self.instructions)?;
        let [first, second] = ed25519::signatures(before.get_instruction_data())?;
        self.check_vote(&first, &self.operator_key, kind, height)?;
        self.check_vote(&second, self.second_key.as_ref().unwrap_or(&self.operator_key), kind, height)?;
        // One message can have different signatures; only messages conflict.
        require!(first.message != second.message, RestakingError::SameVote);
        let offense_at = self.check_time(height, now)?;
        let votes = [hash(first.message).to_bytes(), hash(second.message).to_bytes()];
        self.check_report(&votes, &salt)?;

        let number = self.end_keys(now);
        let (second_key, second_until) =
            self.second_key.as_ref().map_or((Address::default(), 0), |key| (*key.address(), key.until));

        let record = &mut self.record;
        record.equivocations += 1;
        let proof = &mut self.equivocation;
        proof.version = VERSION;
        proof.bump = bump;
        proof.kind = kind;
        proof.ncn = *self.ncn.address();
        proof.operator = record.operator;
        proof.operator_key = *self.operator_key.address();
        proof.reporter = *self.reporter.address();
        proof.rent_payer = *self.payer.address();
        proof.number = number;
        proof.height = height;
        proof.offense_at = offense_at;
        proof.proven_at = now;
        proof.votes = votes;
        emit(EquivocationProven {
            record: *record.address(),
            number: record.next_event(),
            time: now,
            ncn: record.ncn,
            operator: record.operator,
            operator_key: proof.operator_key,
            second_key,
            equivocation: *proof.address(),
            incident: proof.number,
            reporter: proof.reporter,
            kind: kind.into(),
            height,
            offense_at,
            until: [self.operator_key.until, second_until],
            votes,
        });
        Ok(())
    }

    /// Ends the keys of both votes and returns the older one's number. A proof of two keys uses up the slash of the
    /// older key, so no key answers twice.
    fn end_keys(&mut self, now: i64) -> u64 {
        let mut number = self.operator_key.number;
        for key in [Some(&mut self.operator_key), self.second_key.as_mut()].into_iter().flatten() {
            key.condemn(now);
            number = number.min(key.number);
            if address_eq(&self.record.key, key.address()) {
                self.record.key = Address::default();
            }
        }
        number
    }

    /// Refuses a vote of another key, NCN, cluster, kind or height, or without content.
    fn check_vote(&self, vote: &Signed, key: &OperatorKey, kind: u8, height: u64) -> Result<()> {
        // The runtime verified Ed25519 signatures.
        require!(key.kind == KeyKind::Ed25519 && vote.key == &key.key, RestakingError::WrongSigner);
        let Some((head, said)) = vote.message.split_at_checked(VOTE_HEAD) else {
            return Err(fail(RestakingError::NotAVote, vote.message.len() as u64, VOTE_HEAD as u64 + 1));
        };
        let ours =
            head[..32] == self.ncn.domain && head[32] == kind && head[33..] == height.to_le_bytes() && !said.is_empty();
        if !ours {
            return Err(fail(RestakingError::NotAVote, vote.message.len() as u64, VOTE_HEAD as u64 + 1));
        }
        Ok(())
    }

    /// Returns the time of `height` by the NCN's rule. Both keys must have been active then.
    fn check_time(&self, height: u64, now: i64) -> Result<i64> {
        let terms = &self.ncn.policy_at(now).terms;
        require!(terms.equivocation_fraction > 0, RestakingError::NoRule);
        let at = terms.time_of(height);
        if at > now {
            return Err(fail(RestakingError::OffenseToCome, at.unsigned_abs(), now.unsigned_abs()));
        }
        let second = self.second_key.as_ref();
        let both = self.operator_key.counts_at(at) && second.is_none_or(|key| key.counts_at(at));
        require!(both, RestakingError::KeyNotInForce);
        Ok(at)
    }

    /// Refuses a report of other evidence, or one that is too young.
    fn check_report(&self, votes: &[[u8; 32]; 2], salt: &[u8; 32]) -> Result<()> {
        let (reporter, ncn) = (self.reporter.address(), self.ncn.address());
        let commitment = hashv(&[COMMITMENT, reporter.as_ref(), ncn.as_ref(), &votes[0], &votes[1], salt]);
        require!(commitment.as_ref() == self.report.commitment, RestakingError::WrongReport);
        let (slot, from) = (Clock::get()?.slot, self.report.slot.saturating_add(OffenseReport::MIN_AGE_SLOTS));
        if slot < from {
            return Err(fail(RestakingError::ReportTooYoung, slot, from));
        }
        Ok(())
    }
}
