//! Makes the checkpoint that a quorum signed final. Permissionless.
#![allow(unused_variables, reason = "the derive binds instruction arguments wherever it might need them")]

use anchor_lang::accounts::{Account, Slab};
use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use bridge_ledger::content::Content;
use bridge_ledger::history::RootEntry;
use bridge_ledger::round::{Round, VoteEntry};
use ncn_kit::program::tables;

use crate::error::{BridgeError, refused, unfit};
use crate::event::{CheckpointFinal, emit};
use crate::state::{Checkpoint, Outbox, Source, VERSION, VoteRound, hashv};

/// Accounts of `finalize`.
#[derive(Accounts)]
#[instruction(height: u64)]
pub struct Finalize {
    /// Pays for the checkpoint's account.
    #[account(mut)]
    pub payer: Signer,
    #[account(mut)]
    pub source: Account<Source>,
    #[account(mut, constraint = address_eq(&round.source, source.address()) @ BridgeError::WrongSource)]
    pub round: Slab<VoteRound, VoteEntry>,
    /// The round's table.
    #[account(address = round.table @ BridgeError::WrongTable)]
    pub table: UncheckedAccount,
    /// The source's outbox on this chain; the program itself for a foreign outbox.
    pub outbox: Option<UncheckedAccount>,
    #[account(
        init, payer = payer, bump,
        seeds = [Checkpoint::SEED, source.address().as_ref(), &height.to_le_bytes()]
    )]
    pub checkpoint: Account<Checkpoint>,
    pub system_program: Program<System>,
}

impl Finalize {
    /// Makes the checkpoint of `root` and `count` final, within the window or after it. One of an outbox on this chain is only final if it
    /// is true: the quorum cannot outvote the outbox.
    pub fn finalize(&mut self, bump: u8, height: u64, root: [u8; 32], count: u64) -> Result<()> {
        let now = Clock::get()?.unix_timestamp;
        let content = Content { root, count };
        self.check_outbox(&content, height, now)?;
        let number = self.source.checkpoints + 1;
        let round = self.close(&content, height, number)?;
        self.round.round = round;
        self.store(bump, &content, &round, now);
        let (source, checkpoint) = (&mut self.source, &self.checkpoint);
        source.checkpoints = number;
        if height >= source.height {
            (source.height, source.count) = (height, count);
        }
        emit(CheckpointFinal {
            source: *source.address(),
            number: source.next_event(),
            time: now,
            checkpoint: *checkpoint.address(),
            table: checkpoint.table,
            height,
            round_number: number,
            root,
            count,
            weight: round.weight,
            total_weight: round.total_weight,
            signers: round.signers,
        });
        Ok(())
    }

    /// The round, final with `content`.
    fn close(&self, content: &Content, height: u64, number: u64) -> Result<Round> {
        let data = self.table.account().try_borrow()?;
        let table = tables::read(self.table.account(), &data).map_err(unfit)?;
        let (mut round, digest, total) = (self.round.round, content.digest(hashv), table.total_weight());
        let place = (height, &digest);
        round.finalize(self.round.as_slice(), place, |place| table.weight_at(place), total, number).map_err(refused)?;
        Ok(round)
    }

    /// Refuses a checkpoint that is not the outbox's on this chain.
    fn check_outbox(&self, content: &Content, height: u64, now: i64) -> Result<()> {
        let Some(outbox) = &self.outbox else {
            require!(!self.source.is_local(), BridgeError::LocalSource);
            return Ok(());
        };
        require!(self.source.is_local(), BridgeError::ForeignSource);
        require!(address_eq(outbox.address(), &self.source.origin), BridgeError::WrongOutbox);
        let outbox = Slab::<Outbox, RootEntry>::load(*outbox.account())?;
        let (history, heights) = (outbox.history, &self.source.heights);
        let truth = history.content_at(outbox.as_slice(), heights, height, now).map_err(refused)?;
        require!(*content == truth, BridgeError::FalseRoot);
        Ok(())
    }

    fn store(&mut self, bump: u8, content: &Content, round: &Round, now: i64) {
        let (source, checkpoint) = (&self.source, &mut self.checkpoint);
        checkpoint.version = VERSION;
        checkpoint.bump = bump;
        checkpoint.bridge = source.bridge;
        checkpoint.source = *source.address();
        checkpoint.table = self.round.table;
        checkpoint.rent_payer = *self.payer.address();
        checkpoint.origin = source.origin.to_bytes();
        checkpoint.height = round.height;
        checkpoint.time = round.opens_at;
        checkpoint.final_at = now;
        checkpoint.root = content.root;
        checkpoint.count = content.count;
        checkpoint.weight = round.weight;
        checkpoint.total_weight = round.total_weight;
        checkpoint.signers = round.signers;
        checkpoint.kept_until = now.saturating_add_unsigned(round.rules.kept_seconds);
    }
}
