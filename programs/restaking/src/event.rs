//! What happened, for readers off chain. Each vault numbers its events, and each event of a staker carries the books
//! before and after, so that a reader rebuilds the history and sees a gap where a log was cut short.

use anchor_lang::prelude::*;
use ledger::Books;

/// The config was made.
#[event(bytemuck)]
pub struct ConfigInitialized {
    /// Who may change it.
    pub admin: Address,
    /// The shortest epoch that a vault may have, in seconds.
    pub min_epoch_seconds: u64,
    /// The longest epoch that a vault may have, in seconds.
    pub max_epoch_seconds: u64,
}

/// A vault was made; `number` 1 of its events.
#[event(bytemuck)]
pub struct VaultInitialized {
    /// The vault.
    pub vault: Address,
    /// The number of this event among the vault's.
    pub number: u64,
    /// When it happened, and when the vault's epoch 0 began.
    pub time: i64,
    /// Who made it.
    pub creator: Address,
    /// Who runs it.
    pub admin: Address,
    /// The mint of what is staked.
    pub asset_mint: Address,
    /// The mint of the vault's shares.
    pub vrt_mint: Address,
    /// The length of its epochs, in seconds.
    pub epoch_seconds: u64,
    /// 1 if the asset's issuer can freeze the vault's tokens.
    pub asset_freezable: u64,
    /// The vault's first limits.
    pub limits: VaultLimits,
}

/// A vault's limits at one moment.
#[derive(Clone, Copy, bytemuck::Pod, bytemuck::Zeroable)]
#[cfg_attr(feature = "idl-build", derive(IdlType))]
#[repr(C)]
pub struct VaultLimits {
    /// The most active assets that deposits may lift the vault to.
    pub deposit_cap: u64,
    /// The instant-exit fee now, in basis points.
    pub instant_fee_bps: u64,
    /// The instant-exit fee to come, in basis points.
    pub next_instant_fee_bps: u64,
    /// When the fee to come counts.
    pub next_instant_fee_from: i64,
    /// The assets that can leave at once by instant exits.
    pub instant_capacity: u64,
    /// The seconds in which a used-up instant capacity is whole again.
    pub instant_refill_seconds: u64,
    /// 1 if only approved depositors may enter.
    pub restricted: u64,
}

/// A vault's limits were set.
#[event(bytemuck)]
pub struct VaultLimitsSet {
    /// The vault.
    pub vault: Address,
    /// The number of this event among the vault's.
    pub number: u64,
    /// When it happened.
    pub time: i64,
    /// The limits before.
    pub before: VaultLimits,
    /// The limits after.
    pub after: VaultLimits,
}

/// A depositor was admitted, or is no longer.
#[event(bytemuck)]
pub struct DepositorSet {
    /// The vault.
    pub vault: Address,
    /// The number of this event among the vault's.
    pub number: u64,
    /// When it happened.
    pub time: i64,
    /// Whose deposits it is about.
    pub depositor: Address,
    /// 1 if admitted before.
    pub before: u64,
    /// 1 if admitted after.
    pub after: u64,
}

/// Assets came in for shares.
#[event(bytemuck)]
pub struct Deposited {
    /// The vault.
    pub vault: Address,
    /// The number of this event among the vault's.
    pub number: u64,
    /// When it happened.
    pub time: i64,
    /// Who deposited.
    pub depositor: Address,
    /// What came in.
    pub assets: u64,
    /// What was minted for it.
    pub shares: u64,
    /// The books before.
    pub before: Books,
    /// The books after.
    pub after: Books,
}

/// Shares were burned for a ticket.
#[event(bytemuck)]
pub struct ExitRequested {
    /// The vault.
    pub vault: Address,
    /// The number of this event among the vault's.
    pub number: u64,
    /// When it happened.
    pub time: i64,
    /// Who leaves.
    pub owner: Address,
    /// The new ticket.
    pub ticket: Address,
    /// The epoch of its bucket.
    pub bucket_epoch: u64,
    /// The shares burned.
    pub shares: u64,
    /// The assets that moved into the bucket.
    pub assets: u64,
    /// The ticket's part of the bucket.
    pub bucket_shares: u64,
    /// The books before.
    pub before: Books,
    /// The books after.
    pub after: Books,
}

/// A ticket was turned back into shares, and closed.
#[event(bytemuck)]
pub struct ExitCancelled {
    /// The vault.
    pub vault: Address,
    /// The number of this event among the vault's.
    pub number: u64,
    /// When it happened.
    pub time: i64,
    /// Who stays.
    pub owner: Address,
    /// The ticket.
    pub ticket: Address,
    /// The epoch of its bucket.
    pub bucket_epoch: u64,
    /// The part of the bucket that it gave back.
    pub bucket_shares: u64,
    /// The shares minted.
    pub shares: u64,
    /// The books before.
    pub before: Books,
    /// The books after.
    pub after: Books,
}

/// A ticket was paid.
#[event(bytemuck)]
pub struct ExitClaimed {
    /// The vault.
    pub vault: Address,
    /// The number of this event among the vault's.
    pub number: u64,
    /// When it happened.
    pub time: i64,
    /// Who was paid.
    pub owner: Address,
    /// The ticket.
    pub ticket: Address,
    /// The epoch of its bucket.
    pub bucket_epoch: u64,
    /// What was paid now.
    pub assets: u64,
    /// What the ticket has been paid in all.
    pub paid: u64,
    /// 1 if the ticket was closed.
    pub closed: u64,
    /// The books before.
    pub before: Books,
    /// The books after.
    pub after: Books,
}

/// A ticket changed hands.
#[event(bytemuck)]
pub struct ExitTicketTransferred {
    /// The vault.
    pub vault: Address,
    /// The number of this event among the vault's.
    pub number: u64,
    /// When it happened.
    pub time: i64,
    /// The ticket.
    pub ticket: Address,
    /// The owner before.
    pub before: Address,
    /// The owner after.
    pub after: Address,
}

/// Shares were burned and paid at once, for a fee.
#[event(bytemuck)]
pub struct ExitedInstantly {
    /// The vault.
    pub vault: Address,
    /// The number of this event among the vault's.
    pub number: u64,
    /// When it happened.
    pub time: i64,
    /// Who left.
    pub owner: Address,
    /// The shares burned.
    pub shares: u64,
    /// What was paid.
    pub assets: u64,
    /// What stayed with the other holders.
    pub fee: u64,
    /// The units that left with the assets.
    pub units: u64,
    /// The books before.
    pub before: Books,
    /// The books after.
    pub after: Books,
}

/// A bucket that no ticket needed was closed.
#[event(bytemuck)]
pub struct ExitBucketClosed {
    /// The vault.
    pub vault: Address,
    /// The number of this event among the vault's.
    pub number: u64,
    /// When it happened.
    pub time: i64,
    /// The bucket's epoch.
    pub bucket_epoch: u64,
    /// What the roundings of its claims left, and the vault's holders got.
    pub dust: u64,
    /// The books before.
    pub before: Books,
    /// The books after.
    pub after: Books,
}

/// An operator was registered; `number` 1 of its events.
#[event(bytemuck)]
pub struct OperatorRegistered {
    /// The operator.
    pub operator: Address,
    /// The number of this event among the operator's.
    pub number: u64,
    /// When it happened.
    pub time: i64,
    /// Who registered it.
    pub creator: Address,
    /// Tells apart the operators of one creator.
    pub index: u64,
    /// Who divides what is delegated to it.
    pub allocator: Address,
    /// What it keeps of rewards, in basis points.
    pub commission_bps: u64,
    /// Where people read about it.
    pub uri: [u8; 128],
}

/// An operator's terms at one moment.
#[derive(Clone, Copy, bytemuck::Pod, bytemuck::Zeroable)]
#[cfg_attr(feature = "idl-build", derive(IdlType))]
#[repr(C)]
pub struct OperatorTerms {
    /// Who divides what is delegated to it.
    pub allocator: Address,
    /// The commission now, in basis points.
    pub commission_bps: u64,
    /// The commission to come, in basis points.
    pub next_commission_bps: u64,
    /// When the commission to come counts.
    pub next_commission_from: i64,
}

/// An operator's terms were set.
#[event(bytemuck)]
pub struct OperatorUpdated {
    /// The operator.
    pub operator: Address,
    /// The number of this event among the operator's.
    pub number: u64,
    /// When it happened.
    pub time: i64,
    /// The terms before.
    pub before: OperatorTerms,
    /// The terms after.
    pub after: OperatorTerms,
    /// Where people read about it now.
    pub uri: [u8; 128],
}

/// An operator takes on nothing new any more.
#[event(bytemuck)]
pub struct OperatorRetired {
    /// The operator.
    pub operator: Address,
    /// The number of this event among the operator's.
    pub number: u64,
    /// When it happened.
    pub time: i64,
}

/// An NCN was registered; `number` 1 of its events.
#[event(bytemuck)]
pub struct NcnRegistered {
    /// The NCN.
    pub ncn: Address,
    /// The number of this event among the NCN's.
    pub number: u64,
    /// When it happened.
    pub time: i64,
    /// Who registered it.
    pub creator: Address,
    /// Tells apart the NCNs of one creator.
    pub index: u64,
    /// Who may propose slashes.
    pub slasher: Address,
    /// The most weight that one operator may have in it.
    pub max_operator_weight: u64,
    /// Where people read about it.
    pub uri: [u8; 128],
}

/// An NCN's terms were set.
#[event(bytemuck)]
pub struct NcnUpdated {
    /// The NCN.
    pub ncn: Address,
    /// The number of this event among the NCN's.
    pub number: u64,
    /// When it happened.
    pub time: i64,
    /// The most weight that one operator might have in it before.
    pub max_operator_weight_before: u64,
    /// The most weight that one operator may have in it after.
    pub max_operator_weight_after: u64,
    /// Where people read about it now.
    pub uri: [u8; 128],
}

/// What an NCN counts as stake was set.
#[event(bytemuck)]
pub struct NcnAssetSet {
    /// The NCN.
    pub ncn: Address,
    /// The number of this event among the NCN's.
    pub number: u64,
    /// When it happened.
    pub time: i64,
    /// The asset's mint.
    pub mint: Address,
    /// What a smallest unit of it counted before, in `1/1,000,000,000`; zero if it was not accepted.
    pub before: u64,
    /// What a smallest unit of it counts after.
    pub after: u64,
}

/// An NCN takes on nothing new any more.
#[event(bytemuck)]
pub struct NcnRetired {
    /// The NCN.
    pub ncn: Address,
    /// The number of this event among the NCN's.
    pub number: u64,
    /// When it happened.
    pub time: i64,
}
