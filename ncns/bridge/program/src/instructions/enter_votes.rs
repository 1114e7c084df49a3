//! Enters operators' votes in a round. Permissionless: anyone carries them.

use anchor_lang::accounts::{Account, Slab};
use anchor_lang::address_eq;
use anchor_lang::prelude::*;
use bridge_ledger::content::{CONTENT_BYTES, Content};
use bridge_ledger::round::{Round, VoteEntry};
use ncn_kit::program::keys;
use ncn_kit::program::policies;
use ncn_kit::program::tables::{self, TableReader};
use ncn_kit::program::votes::{Subject, Votes};
use restaking::state::Ncn;

use crate::error::{BridgeError, fail, refused, unfit};
use crate::event::{VotesEntered, emit};
use crate::state::{Bridge, Source, VoteRound, hashv};

/// Accounts of `enter_votes`, followed by the account of each vote's key, in the votes' order.
#[derive(Accounts)]
pub struct EnterVotes {
    pub bridge: Account<Bridge>,
    #[account(address = bridge.ncn @ BridgeError::WrongNcn)]
    pub ncn: UncheckedAccount,
    #[account(constraint = address_eq(&source.bridge, bridge.address()) @ BridgeError::WrongBridge)]
    pub source: Account<Source>,
    #[account(mut, constraint = address_eq(&round.source, source.address()) @ BridgeError::WrongSource)]
    pub round: Slab<VoteRound, VoteEntry>,
    /// The round's table; the bridge's, if the vote opens the height.
    pub table: UncheckedAccount,
    /// The transaction's instructions. The preceding one is of the Ed25519 program and verifies the votes.
    pub instructions: Sysvar<SysvarInstructions>,
}

impl EnterVotes {
    /// Enters the vote of each key for `height`. The first vote of an operator stands. A vote that is entered already is skipped, so that
    /// two carriers of one vote do not fail each other; a transaction without a new vote is refused.
    pub fn enter_votes(&mut self, key_accounts: &[AccountView], height: u64) -> Result<()> {
        let now = Clock::get()?.unix_timestamp;
        let votes = Votes::preceding(&self.instructions).map_err(unfit)?;
        let count = votes.count();
        if key_accounts.len() != count {
            return Err(fail(BridgeError::MissingAccounts, key_accounts.len() as u64, count as u64));
        }
        let ncn = Account::<Ncn>::load(*self.ncn.account())?;
        let data = self.table.account().try_borrow()?;
        let table = tables::read(self.table.account(), &data).map_err(unfit)?;
        let is_new = self.round.round.is_open == 0 || self.round.round.height != height;
        if is_new {
            let place = (self.table.address(), &table);
            open_height(&self.bridge, &ncn, &self.source, &mut self.round, place, (height, now))?;
        }
        require!(address_eq(&self.round.table, self.table.address()), BridgeError::WrongTable);
        let mut round = self.round.round;
        let subject = Subject { domain: &ncn.domain, kind: self.source.number, height };
        let entries = self.round.as_mut_slice();
        let mut entered = 0;
        for (place, view) in key_accounts.iter().enumerate() {
            let (key, content) = votes.get(place, &subject).map_err(unfit)?;
            let digest = read(content)?.digest(hashv);
            // By the time of the height, at which the core judges two votes.
            let operator = keys::operator_of(*view, &self.bridge.ncn, key, round.opens_at).map_err(unfit)?;
            let index = table.place_of(&operator).ok_or(BridgeError::WrongOperator)?;
            let count = entries.len() as u64;
            let entry = entries.get_mut(index).ok_or_else(|| fail(BridgeError::NoEntry, index as u64, count))?;
            entered += u64::from(round.vote(index, entry, digest, now).map_err(refused)?);
        }
        require!(entered > 0, BridgeError::NothingNew);
        self.round.round = round;
        self.announce(&round, entered, now);
        Ok(())
    }

    fn announce(&self, round: &Round, entered: u64, now: i64) {
        emit(VotesEntered {
            round: *self.round.address(),
            number: round.votes,
            time: now,
            source: *self.source.address(),
            height: round.height,
            entered,
        });
    }
}

/// Opens `height` in its round account, under the bridge's table and rules. Without a policy that slashes by those rules, stake that
/// stays for it, and evidence of it, there is no checkpoint.
#[cold]
#[inline(never)]
fn open_height(
    bridge: &Account<Bridge>,
    ncn: &Ncn,
    source: &Source,
    round: &mut Slab<VoteRound, VoteEntry>,
    (address, table): (&Address, &TableReader),
    (height, now): (u64, i64),
) -> Result<()> {
    let slot = height % source.rounds;
    if slot != round.slot {
        return Err(fail(BridgeError::WrongRound, round.slot, slot));
    }
    require!(source.has_outbox(), BridgeError::NoOutbox);
    require!(!address_eq(&bridge.table, &Address::default()), BridgeError::NoTable);
    require!(address_eq(&bridge.table, address), BridgeError::WrongTable);
    let policy = ncn.policy_at(now);
    let heights = &source.heights;
    let figures = policies::figures_of(policy, (heights.zero, heights.millis), bridge.address()).map_err(unfit)?;
    // One judges, another may object, or no slash follows. Without an adjudicator there is neither.
    let has_judge = !address_eq(&source.adjudicator, &Address::default());
    require!(!has_judge || !address_eq(&policy.resolver, &source.adjudicator), BridgeError::SameJudge);
    // An earlier vote may be another service's, so it is no evidence.
    let (at, opened_at) = (heights.time_of(height), source.opened_at);
    if at < opened_at {
        return Err(fail(BridgeError::BeforeSource, at.unsigned_abs(), opened_at.unsigned_abs()));
    }
    let rules = bridge.rules.at(now);
    rules.check_policy(&figures).map_err(refused)?;
    rules.check_ring(source.rounds, heights.millis).map_err(refused)?;
    if source.is_local() {
        rules.check_history(source.history, heights.millis).map_err(refused)?;
    }
    let mut opened = round.round;
    opened.open(height, at, rules, now).map_err(refused)?;
    let until = opened.closes_at.saturating_add_unsigned(rules.certain_seconds);
    tables::check_certain(&table.head(), until).map_err(unfit)?;
    round.round = opened;
    round.table = *address;
    Ok(())
}

/// Reads a vote's content.
#[inline(always)]
pub(super) fn read(content: &[u8]) -> Result<Content> {
    Content::parse(content).ok_or_else(|| fail(BridgeError::WrongContent, content.len() as u64, CONTENT_BYTES as u64))
}
