//! The types of accounts that instructions are passed.

#![expect(missing_docs, reason = "the names say what they are")]

use harness::token;
use restaking_client::{
    CONFIG_DISCRIMINATOR, Config, DEPOSITOR_APPROVAL_DISCRIMINATOR, DepositorApproval, EXIT_BUCKET_DISCRIMINATOR,
    EXIT_TICKET_DISCRIMINATOR, ExitBucket, ExitTicket, GRANT_DISCRIMINATOR, Grant, ID, NCN_ALLOCATION_DISCRIMINATOR,
    NCN_DISCRIMINATOR, Ncn, NcnAllocation, OPERATOR_DELEGATION_DISCRIMINATOR, OPERATOR_DISCRIMINATOR,
    OPERATOR_KEY_DISCRIMINATOR, OPERATOR_RECORD_DISCRIMINATOR, OPT_IN_DISCRIMINATOR, Operator, OperatorDelegation,
    OperatorKey, OperatorRecord, OptIn, REWARD_CLAIM_DISCRIMINATOR, REWARD_OFFER_DISCRIMINATOR,
    REWARD_TREE_DISCRIMINATOR, RewardClaim, RewardOffer, RewardTree, SLASH_PLEDGE_DISCRIMINATOR,
    SLASH_PROPOSAL_DISCRIMINATOR, STAKE_CAPTURE_DISCRIMINATOR, STAKE_TABLE_DISCRIMINATOR, SWEEP_NOTICE_DISCRIMINATOR,
    SlashPledge, SlashProposal, StakeCapture, SweepNotice, VAULT_BOND_POOL_DISCRIMINATOR, VAULT_DISCRIMINATOR,
    VAULT_POSITION_DISCRIMINATOR, Vault, VaultBondPool, VaultPosition, table,
};
use solana_account::Account;
use solana_program::pubkey::Pubkey;

/// A type of account: which program owns it, how long it is, and what it begins with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Type {
    pub(super) owner: Pubkey,
    len: usize,
    /// The first bytes of the program's own accounts: several types have the same length. None for SPL Token's.
    tag: Option<[u8; 8]>,
}

pub const CONFIG: Type = Type::new(Config::LEN, CONFIG_DISCRIMINATOR);
pub const VAULT: Type = Type::new(Vault::LEN, VAULT_DISCRIMINATOR);
pub const APPROVAL: Type = Type::new(DepositorApproval::LEN, DEPOSITOR_APPROVAL_DISCRIMINATOR);
pub const GRANT: Type = Type::new(Grant::LEN, GRANT_DISCRIMINATOR);
pub const BUCKET: Type = Type::new(ExitBucket::LEN, EXIT_BUCKET_DISCRIMINATOR);
pub const TICKET: Type = Type::new(ExitTicket::LEN, EXIT_TICKET_DISCRIMINATOR);
pub const OPERATOR: Type = Type::new(Operator::LEN, OPERATOR_DISCRIMINATOR);
pub const NCN: Type = Type::new(Ncn::LEN, NCN_DISCRIMINATOR);
pub const OPT_IN: Type = Type::new(OptIn::LEN, OPT_IN_DISCRIMINATOR);
pub const DELEGATION: Type = Type::new(OperatorDelegation::LEN, OPERATOR_DELEGATION_DISCRIMINATOR);
pub const ALLOCATION: Type = Type::new(NcnAllocation::LEN, NCN_ALLOCATION_DISCRIMINATOR);
pub const RECORD: Type = Type::new(OperatorRecord::LEN, OPERATOR_RECORD_DISCRIMINATOR);
pub const KEY: Type = Type::new(OperatorKey::LEN, OPERATOR_KEY_DISCRIMINATOR);
/// A table as the world has it, with room for four.
pub const TABLE: Type = Type::new(table::table_space(4), STAKE_TABLE_DISCRIMINATOR);
pub const CAPTURE: Type = Type::new(StakeCapture::LEN + 8, STAKE_CAPTURE_DISCRIMINATOR);
pub const SLASH: Type = Type::new(SlashProposal::LEN, SLASH_PROPOSAL_DISCRIMINATOR);
pub const TREE: Type = Type::new(RewardTree::LEN, REWARD_TREE_DISCRIMINATOR);
pub const CLAIM: Type = Type::new(RewardClaim::LEN, REWARD_CLAIM_DISCRIMINATOR);
pub const POOL: Type = Type::new(VaultBondPool::LEN, VAULT_BOND_POOL_DISCRIMINATOR);
pub const POSITION: Type = Type::new(VaultPosition::LEN, VAULT_POSITION_DISCRIMINATOR);
pub const PLEDGE: Type = Type::new(SlashPledge::LEN, SLASH_PLEDGE_DISCRIMINATOR);
pub const OFFER: Type = Type::new(RewardOffer::LEN, REWARD_OFFER_DISCRIMINATOR);
pub const NOTICE: Type = Type::new(SweepNotice::LEN, SWEEP_NOTICE_DISCRIMINATOR);
pub const MINT: Type = Type { owner: token::PROGRAM, len: 82, tag: None };
pub const TOKENS: Type = Type { owner: token::PROGRAM, len: 165, tag: None };

impl Type {
    /// One of the core's own.
    pub const fn new(len: usize, tag: [u8; 8]) -> Self {
        Self::of(ID, len, tag)
    }

    /// One of another program's.
    pub const fn of(owner: Pubkey, len: usize, tag: [u8; 8]) -> Self {
        Self { owner, len, tag: Some(tag) }
    }

    pub(super) fn is_spl(self) -> bool {
        self.tag.is_none()
    }

    /// Whether `account` is of this type. One of the program's own is where it begins as it should, however long it is.
    pub(super) fn has(self, account: &Account) -> bool {
        let is_of_type = self.tag.map_or(account.data.len() == self.len, |tag| account.data.starts_with(&tag));
        account.owner == self.owner && is_of_type
    }

    /// The fewest bytes that are looked at: a table may have no room for an entry.
    pub(super) fn least(self) -> usize {
        if self == TABLE { table::table_space(0) } else { self.len }
    }
}
