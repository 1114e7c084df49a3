//! Events of NCNs.

use anchor_lang::prelude::*;

use crate::state::SlashPolicy;

/// An NCN was registered; `number` 1 of its events.
#[event(bytemuck)]
pub struct NcnRegistered {
    pub ncn: Address,
    pub number: u64,
    pub time: i64,
    pub creator: Address,
    /// Unique per creator.
    pub index: u64,
    /// The largest weight of one operator.
    pub max_operator_weight: u64,
    /// A link to its description.
    pub uri: [u8; 128],
    /// The slashing policy.
    pub policy: SlashPolicy,
    /// The first bytes of its operators' signed messages.
    pub domain: [u8; 32],
    /// The NCN that it is an operator set of; zero for none.
    pub parent: Address,
}

/// An NCN announced a slashing policy.
#[event(bytemuck)]
pub struct SlashPolicySet {
    pub ncn: Address,
    pub number: u64,
    pub time: i64,
    /// The policy until `from`.
    pub before: SlashPolicy,
    /// The policy from `from` on.
    pub after: SlashPolicy,
    /// The first second in which the new policy is active.
    pub from: i64,
}

/// An NCN's terms were set.
#[event(bytemuck)]
pub struct NcnUpdated {
    pub ncn: Address,
    pub number: u64,
    pub time: i64,
    /// The largest weight of one operator before.
    pub max_operator_weight_before: u64,
    /// The largest weight of one operator after.
    pub max_operator_weight_after: u64,
    /// A link to its description.
    pub uri: [u8; 128],
}

/// The software that an NCN's operators must run was named or withdrawn.
#[event(bytemuck)]
pub struct SoftwareSet {
    pub ncn: Address,
    pub number: u64,
    pub time: i64,
    /// SHA-256 of the software's release; zero if none is named.
    pub sha256: [u8; 32],
    /// The deadline for running it; zero if each operator chooses the time.
    pub run_by: i64,
}

/// An NCN set an asset's weight.
#[event(bytemuck)]
pub struct NcnAssetSet {
    pub ncn: Address,
    pub number: u64,
    pub time: i64,
    pub mint: Address,
    /// The weight of the asset's smallest unit before, in `1/1,000,000,000`; zero if not accepted.
    pub before: u64,
    /// The weight of the asset's smallest unit after, in `1/1,000,000,000`.
    pub after: u64,
    /// The asset flags accepted before.
    pub accepted_flags_before: u64,
    /// The asset flags accepted after.
    pub accepted_flags_after: u64,
}

/// An NCN set the weight of one vault's stake.
#[event(bytemuck)]
pub struct VaultWeightSet {
    /// The opt-in of the vault and the NCN.
    pub opt_in: Address,
    pub number: u64,
    pub time: i64,
    pub vault: Address,
    pub ncn: Address,
    /// The weight of the asset's smallest unit before, in `1/1,000,000,000`; zero for the mint's weight.
    pub before: u64,
    /// The weight of the asset's smallest unit after, in `1/1,000,000,000`.
    pub after: u64,
    /// The asset flags that the NCN accepted from this vault before.
    pub accepted_flags_before: u64,
    /// The asset flags that the NCN accepts from this vault after.
    pub accepted_flags_after: u64,
}

/// An NCN was retired: it accepts no new opt-ins.
#[event(bytemuck)]
pub struct NcnRetired {
    pub ncn: Address,
    pub number: u64,
    pub time: i64,
}

/// An operator's record in an NCN was opened; `number` 1 of its events.
#[event(bytemuck)]
pub struct RecordOpened {
    pub record: Address,
    pub number: u64,
    pub time: i64,
    pub ncn: Address,
    pub operator: Address,
}

/// An operator was jailed in an NCN, or released.
#[event(bytemuck)]
pub struct JailSet {
    pub record: Address,
    pub number: u64,
    pub time: i64,
    pub ncn: Address,
    pub operator: Address,
    /// The end of the jail time before.
    pub before: i64,
    /// The end of the jail time now; zero if released.
    pub after: i64,
    /// A reason code that the NCN defines.
    pub reason: u64,
}
