//! A challenge: an operator is asked for one random chunk of a blob that it signed for.
//!
//! ```text
//! locked --- draw ---> drawn --- answer, before the deadline --> answered: the operator wins the bond
//!    |                   +------ judge, after it --------------> failed: a jail and a slash, the bond returns
//!    +-- lapse: nobody drew in time -------------------------> lapsed: the bond is burned
//! ```
//!
//! The chunk comes from the hash of a slot that has not begun when the bond is locked. The draw has one result at
//! any time and for any caller: neither side has a second one. A challenger that dislikes the chunk and lets the draw lapse loses its bond. An
//! operator that dislikes it cannot keep anyone else from drawing.

use bytemuck::{Pod, Zeroable};
use ledger::state::slash_terms::SLOWEST_SLOT_MILLIS;
use ncn_kit::rules::period_start;
use ncn_kit::slot_hashes::Draw;

use crate::certificate::Certificate;
use crate::custody::Custody;
use crate::error::{Result, Rule, ensure};
use crate::status::{ChallengeStatus, stored};
use crate::tree::{Blob, Hash, chunks};

/// The slots from the bond to the draw. A leader has four slots in a row: `NUM_CONSECUTIVE_LEADER_SLOTS` of the `solana-leader-schedule`
/// crate. So another leader's block draws than the one that has the bond, unless a leader has two turns in a row.
pub const DRAW_SLOTS: u64 = 8;

/// The nominal time of a slot, in milliseconds. The slowest slots that the core knows take twice as long.
pub const SLOT_MILLIS: u64 = SLOWEST_SLOT_MILLIS / 2;

const DRAW: &[u8] = &[3];

/// A challenge of one operator for one chunk. It has what an answer and a slash need, so it depends on no other account.
#[cfg_attr(feature = "idl-build", derive(anchor_lang::IdlType))]
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Pod, Zeroable)]
#[repr(C)]
pub struct Challenge {
    /// The blob's root.
    pub root: [u8; 32],
    /// The blob's size, in bytes.
    pub size: u64,
    pub status: stored::ChallengeStatus,
    pub padding: [u8; 7],
    /// The bond that it holds, in lamports; zero once it was paid out.
    pub bond: u64,
    pub locked_at: i64,
    /// The draw is by the hash of the first slot with a block from here on.
    pub draw_slot: u64,
    /// The index of the chunk, once it is drawn.
    pub chunk: u64,
    /// The first second after the time to answer; zero until the chunk is drawn.
    pub deadline: i64,
    /// The first slot after the time to answer.
    pub deadline_slot: u64,
    /// The time to answer, by the certificate's rules, as the rest.
    pub answer_seconds: u64,
    pub slash_fraction: u64,
    pub jail_seconds: u64,
    pub period_seconds: u64,
    /// What it adds to [`Custody::steps`] while it is open.
    pub step: u64,
    /// The time from which the core counts the age of the failure; zero for none.
    pub failed_at: i64,
}

impl Challenge {
    /// Opens a challenge of an operator of `certificate` at `now`, in `slot`. The challenger locks [`Challenge::bond`], `most` at
    /// most: other challenges may have come before it.
    ///
    /// # Errors
    /// [`Rule::NotCertified`], [`Rule::Expired`], [`Rule::HighBond`].
    pub fn open(certificate: &Certificate, custody: &mut Custody, most: u64, now: i64, slot: u64) -> Result<Self> {
        certificate.check_challenge(now)?;
        let rules = &certificate.rules;
        let (bond, step) = (rules.bond_at(custody.steps), rules.step());
        ensure(bond <= most, Rule::HighBond, bond, most)?;
        custody.begin(step);
        Ok(Self {
            root: certificate.content.root,
            size: certificate.content.size,
            bond,
            locked_at: now,
            draw_slot: slot.saturating_add(DRAW_SLOTS),
            answer_seconds: rules.answer_seconds,
            slash_fraction: rules.slash_fraction,
            jail_seconds: rules.jail_seconds,
            period_seconds: rules.period_seconds,
            step,
            ..Self::default()
        })
    }

    /// Draws the chunk by what the sysvar has of [`Challenge::draw_slot`], for the challenge at `address`. The time to answer
    /// begins.
    ///
    /// # Errors
    /// [`Rule::AlreadyDrawn`], [`Rule::EarlyDraw`], [`Rule::SlotGone`].
    pub fn draw(&mut self, hash: &impl Hash, found: Draw<'_>, address: &[u8; 32], now: i64, slot: u64) -> Result<()> {
        ensure(self.status.is(ChallengeStatus::Locked), Rule::AlreadyDrawn, self.chunk, 0)?;
        let by = match found {
            Draw::NotYet => return ensure(false, Rule::EarlyDraw, slot, self.draw_slot),
            Draw::Gone => return ensure(false, Rule::SlotGone, slot, self.draw_slot),
            Draw::Hash(_, by) => by,
        };
        self.status = stored::ChallengeStatus::of(ChallengeStatus::Drawn);
        self.chunk = drawn(hash, by, address, chunks(self.size));
        self.deadline = now.saturating_add_unsigned(self.answer_seconds);
        // Rounded up: the operator has every slot that begins in its time. Slots of nominal length: after a halt, the chain has to
        // run for all of the time to answer. Slower ones make it longer.
        let slots = u128::from(self.answer_seconds).saturating_mul(1_000).div_ceil(u128::from(SLOT_MILLIS));
        self.deadline_slot = slot.saturating_add(u64::try_from(slots).unwrap_or(u64::MAX));
        Ok(())
    }

    /// Ends a challenge without a draw: its slot left the sysvar before anyone asked for it. Returns the bond, which is burned. A
    /// challenger that got it back could pass over chunks that it dislikes. An operator that got it could raise the price of its
    /// challenges for nothing, with challenges of its own that nobody draws.
    ///
    /// # Errors
    /// [`Rule::AlreadyDrawn`], [`Rule::SlotKnown`].
    pub fn lapse(&mut self, custody: &mut Custody, found: Draw<'_>, slot: u64) -> Result<u64> {
        ensure(self.status.is(ChallengeStatus::Locked), Rule::AlreadyDrawn, self.chunk, 0)?;
        ensure(found == Draw::Gone, Rule::SlotKnown, slot, self.draw_slot)?;
        self.status = stored::ChallengeStatus::of(ChallengeStatus::Lapsed);
        custody.lapsed = custody.lapsed.saturating_add(1);
        custody.end(self.step);
        Ok(core::mem::take(&mut self.bond))
    }

    /// Answers with the chunk and its proof. Returns the bond, which the operator wins.
    ///
    /// # Errors
    /// [`Rule::NotDrawn`], [`Rule::Settled`], [`Rule::TooLate`], and those of [`Blob::check`].
    pub fn answer(
        &mut self,
        custody: &mut Custody,
        hash: &impl Hash,
        (chunk, proof): (&[u8], &[[u8; 32]]),
        now: i64,
        slot: u64,
    ) -> Result<u64> {
        self.check_drawn()?;
        ensure(!self.is_over(now, slot), Rule::TooLate, now.unsigned_abs(), self.deadline.unsigned_abs())?;
        Blob { root: self.root, size: self.size }.check(hash, self.chunk, chunk, proof)?;
        self.status = stored::ChallengeStatus::of(ChallengeStatus::Answered);
        custody.answered = custody.answered.saturating_add(1);
        custody.end(self.step);
        let bond = core::mem::take(&mut self.bond);
        custody.win(bond);
        Ok(bond)
    }

    /// Finds that the operator did not answer in time. The failure is of now: the slots of the time to answer may have taken longer than its
    /// seconds, and must not have aged it. A late verdict ages it, from the time that the slowest slots take.
    ///
    /// # Errors
    /// [`Rule::NotDrawn`], [`Rule::Settled`], [`Rule::TimeLeft`], [`Rule::SlotsLeft`].
    pub fn judge(&mut self, custody: &mut Custody, now: i64, slot: u64) -> Result<()> {
        self.check_drawn()?;
        ensure(now >= self.deadline, Rule::TimeLeft, now.unsigned_abs(), self.deadline.unsigned_abs())?;
        ensure(slot >= self.deadline_slot, Rule::SlotsLeft, slot, self.deadline_slot)?;
        self.status = stored::ChallengeStatus::of(ChallengeStatus::Failed);
        self.failed_at = now.min(self.deadline.saturating_add_unsigned(self.answer_seconds));
        custody.end(self.step);
        custody.failed = custody.failed.saturating_add(1);
        Ok(())
    }

    /// Whether the time to answer is over: by the clock, and by the slots that a chain produces in that time. A chain that stands
    /// still uses up no time to answer.
    pub const fn is_over(&self, now: i64, slot: u64) -> bool {
        now >= self.deadline && slot >= self.deadline_slot
    }

    /// Takes the bond of a failed challenge, which returns to the challenger. Zero if it did already.
    ///
    /// # Errors
    /// [`Rule::NotFailed`].
    pub const fn return_bond(&mut self) -> Result<u64> {
        if let Err(error) = self.check_failed() {
            return Err(error);
        }
        let bond = self.bond;
        self.bond = 0;
        Ok(bond)
    }

    /// Refuses a challenge that found no failure.
    ///
    /// # Errors
    /// [`Rule::NotFailed`].
    pub const fn check_failed(&self) -> Result<()> {
        ensure(self.status.is(ChallengeStatus::Failed), Rule::NotFailed, self.status.byte() as u64, 0)
    }

    /// Refuses a challenge that is neither answered, nor failed, nor lapsed.
    ///
    /// # Errors
    /// [`Rule::StillOpen`].
    pub const fn check_settled(&self) -> Result<()> {
        let is_open = self.status.is(ChallengeStatus::Locked) || self.status.is(ChallengeStatus::Drawn);
        ensure(!is_open, Rule::StillOpen, self.status.byte() as u64, 0)
    }

    /// The first second after the jail for a failure. It counts from the deadline: a late call jails for no longer.
    pub const fn jailed_until(&self) -> i64 {
        self.deadline.saturating_add_unsigned(self.jail_seconds)
    }

    /// The number of the incident in the core. All failures of an operator in a period share one, so that a broken disk costs one
    /// slash a period.
    pub const fn incident(&self) -> u64 {
        period_start(self.deadline, self.period_seconds)
    }

    fn check_drawn(&self) -> Result<()> {
        ensure(!self.status.is(ChallengeStatus::Locked), Rule::NotDrawn, 0, 0)?;
        ensure(self.status.is(ChallengeStatus::Drawn), Rule::Settled, self.status.byte().into(), 0)
    }
}

/// The index below `chunks` that the hash of a slot draws for the challenge at `address`. Of 2^128 values, so no index is likelier
/// than another by more than one in 2^108.
pub fn drawn(hash: &impl Hash, by: &[u8; 32], address: &[u8; 32], chunks: u64) -> u64 {
    let drawn = hash(&[DRAW, by, address]);
    let mut low = [0; 16];
    low.copy_from_slice(&drawn[..16]);
    // Below `chunks`, so it fits.
    (u128::from_le_bytes(low) % u128::from(if chunks == 0 { 1 } else { chunks })) as u64
}
