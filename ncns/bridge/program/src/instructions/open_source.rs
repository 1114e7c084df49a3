//! Opens a source of a bridge.
#![allow(unused_variables, reason = "the derive binds instruction arguments wherever it might need them")]

use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use bridge_ledger::heights::Heights;
use bridge_ledger::rules::MAX_ROUNDS;
use ncn_kit::program::accounts;

use crate::error::{BridgeError, fail, refused};
use crate::event::{SourceOpened, emit};
use crate::state::{Bridge, Source, VERSION};

/// The most entries of a history: an account has 10 MB.
pub const MAX_HISTORY: u64 = 50_000;

/// The figures of a source, which are permanent.
#[derive(Clone, Copy, AnchorDeserialize, AnchorSerialize)]
#[cfg_attr(feature = "idl-build", derive(IdlType))]
pub struct SourceFigures {
    /// The number of round accounts: 2 to 40.
    pub rounds: u64,
    /// The number of entries of the history of an outbox on this chain; zero for a foreign outbox.
    pub history: u64,
    /// The number that the NCN gives a foreign outbox, such as a hash of its chain and address; zero for one on this chain.
    pub origin: Address,
    /// States the truth about a foreign outbox; zero for nobody, and for one on this chain.
    pub adjudicator: Address,
    /// A short text, padded with zeros.
    pub name: [u8; 32],
}

/// Accounts of `open_source`.
#[derive(Accounts)]
#[instruction(number: u8)]
pub struct OpenSource {
    /// Pays for the account; may be the admin.
    #[account(unsafe(dup))]
    pub payer: Signer,
    /// The NCN's admin.
    pub admin: Signer,
    #[account(address = bridge.ncn @ BridgeError::WrongNcn)]
    pub ncn: UncheckedAccount,
    pub bridge: Account<Bridge>,
    #[account(init, payer = payer, seeds = [Source::SEED, bridge.address().as_ref(), &[number]], bump)]
    pub source: Account<Source>,
    pub system_program: Program<System>,
}

impl OpenSource {
    /// Opens source `number`, which is the kind of its votes. The source keeps the policy's times of heights: other times need another
    /// source. An outbox on this chain needs a history that outlasts the guarantee of the stake.
    pub fn open_source(&mut self, bump: u8, number: u8, figures: &SourceFigures) -> Result<()> {
        let now = Clock::get()?.unix_timestamp;
        let ncn = accounts::ncn_of_admin(*self.ncn.account(), self.admin.address())?.ok_or(BridgeError::NotNcnAdmin)?;
        if !(2..=MAX_ROUNDS).contains(&figures.rounds) {
            return Err(fail(BridgeError::RingOutOfBounds, figures.rounds, MAX_ROUNDS));
        }
        if figures.history > MAX_HISTORY {
            return Err(fail(BridgeError::RingOutOfBounds, figures.history, MAX_HISTORY));
        }
        let is_local = figures.history > 0;
        let has = |address: &Address| !address_eq(address, &Address::default());
        require!(is_local != has(&figures.origin), BridgeError::WrongOrigin);
        require!(!is_local || !has(&figures.adjudicator), BridgeError::LocalSource);
        let terms = &ncn.policy_at(now).terms;
        require!(terms.height_millis > 0, BridgeError::NoHeights);
        let rules = self.bridge.rules.at(now);
        rules.check_ring(figures.rounds, terms.height_millis).map_err(refused)?;
        if is_local {
            rules.check_history(figures.history, terms.height_millis).map_err(refused)?;
        }
        let bridge = *self.bridge.address();
        let source = &mut self.source;
        source.version = VERSION;
        source.bump = bump;
        source.number = number;
        source.bridge = bridge;
        source.origin = figures.origin;
        source.adjudicator = figures.adjudicator;
        source.name = figures.name;
        source.rounds = figures.rounds;
        source.history = figures.history;
        source.opened_at = now;
        source.heights = Heights { zero: terms.height_zero, millis: terms.height_millis };
        emit(SourceOpened {
            source: *source.address(),
            number: source.next_event(),
            time: now,
            bridge,
            kind: number.into(),
            rounds: source.rounds,
            history: source.history,
            origin: source.origin,
            adjudicator: source.adjudicator,
            heights: source.heights,
            name: source.name,
        });
        Ok(())
    }
}
