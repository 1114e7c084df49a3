//! What NCNs do.

use anchor_lang::prelude::*;

use crate::state::SlashPolicy;

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
    /// The most weight that one operator may have in it.
    pub max_operator_weight: u64,
    /// Where people read about it.
    pub uri: [u8; 128],
    /// How it slashes.
    pub policy: SlashPolicy,
    /// What its operators' signatures begin with.
    pub domain: [u8; 32],
    /// The NCN that it is an operator set of; zero for none.
    pub parent: Address,
}

/// An NCN announced how it will slash.
#[event(bytemuck)]
pub struct SlashPolicySet {
    /// The NCN.
    pub ncn: Address,
    /// The number of this event among the NCN's.
    pub number: u64,
    /// When it happened.
    pub time: i64,
    /// How it slashes until then.
    pub before: SlashPolicy,
    /// How it slashes from then on.
    pub after: SlashPolicy,
    /// The first second at which that counts.
    pub from: i64,
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

/// The software that an NCN's operators must run was named, or withdrawn.
#[event(bytemuck)]
pub struct SoftwareSet {
    /// The NCN.
    pub ncn: Address,
    /// The number of this event among the NCN's.
    pub number: u64,
    /// When it happened.
    pub time: i64,
    /// SHA-256 of the software's release; zero if none is named now.
    pub sha256: [u8; 32],
    /// From when on it must be run; zero where each operator chooses the time.
    pub run_by: i64,
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
    /// The asset's flags that it accepted before.
    pub accepted_flags_before: u64,
    /// The asset's flags that it accepts after.
    pub accepted_flags_after: u64,
}

/// What an NCN counts one vault's stake for was set.
#[event(bytemuck)]
pub struct VaultWeightSet {
    /// The agreement of the two.
    pub opt_in: Address,
    /// The number of this event among the agreement's.
    pub number: u64,
    /// When it happened.
    pub time: i64,
    /// The vault.
    pub vault: Address,
    /// The NCN.
    pub ncn: Address,
    /// What a smallest unit of its asset counted before, in `1/1,000,000,000`; zero for what the mint counted.
    pub before: u64,
    /// What a smallest unit of it counts after.
    pub after: u64,
    /// The asset's flags that the NCN accepted of this vault before.
    pub accepted_flags_before: u64,
    /// The asset's flags that it accepts of this vault after.
    pub accepted_flags_after: u64,
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
