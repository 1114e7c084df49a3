//! The program's events, and how to read one out of a log.
use crate::generated::types::{
    AdminChanged, AdminProposed, AllocationAccountSet, AllocationChanged, BondChanged, BondPoolOpened, BreakerSet,
    CaptureClosed, ClaimerSet, ConfigInitialized, CuratorSet, DelegationAccountSet, DelegationChanged, Deposited,
    DepositorSet, EquivocationProven, ExitBucketClosed, ExitCanceled, ExitClaimed, ExitRequested, ExitSettled,
    ExitTicketTransferred, ExitedInstantly, ExposureSet, FeesCollected, FeesSet, GrantRevoked, GrantSet, GrantsVoided,
    JailSet, KeyRegistered, KeyRetired, MoveAnnounced, MoveCanceled, MoveCompleted, NcnAssetSet, NcnRegistered,
    NcnRetired, NcnUpdated, OperatorRegistered, OperatorRetired, OperatorUpdated, OptInChanged, PauseLifted,
    PauseRaised, PledgeWithdrawn, PositionRewardClaimed, PositionRewardPaid, PositionSet, ProtocolFeeSet, RecordOpened,
    ReportCommitted, RewardAttributed, RewardCommissionCollected, RewardMintAdded, RewardOfferClosed,
    RewardOfferOpened, RewardPaid, RewardRolesSet, RewardShareClaimed, RewardTreeFunded, RewardTreeOpened, RoleSet,
    RootPublished, RootStruck, SetsCovered, SlashExecuted, SlashPledged, SlashPolicySet, SlashProposed, SlashSharePaid,
    SlashUncounted, SlashVetoed, SoftwareSet, StakeCaptured, StakeEntered, StakeTableClosed, StakeTableGrown,
    StakeTableOpened, StopLossSet, SweepAnnounced, SweptToWallet, VaultInitialized, VaultLimitsSet, VaultRewardPaid,
    VaultWeightSet,
};

/// An event of the program.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Event {
    /// See [`AdminChanged`].
    AdminChanged(AdminChanged),
    /// See [`AdminProposed`].
    AdminProposed(AdminProposed),
    /// See [`AllocationAccountSet`].
    AllocationAccountSet(AllocationAccountSet),
    /// See [`AllocationChanged`].
    AllocationChanged(AllocationChanged),
    /// See [`BondChanged`].
    BondChanged(BondChanged),
    /// See [`BondPoolOpened`].
    BondPoolOpened(BondPoolOpened),
    /// See [`BreakerSet`].
    BreakerSet(BreakerSet),
    /// See [`CaptureClosed`].
    CaptureClosed(CaptureClosed),
    /// See [`ClaimerSet`].
    ClaimerSet(ClaimerSet),
    /// See [`ConfigInitialized`].
    ConfigInitialized(ConfigInitialized),
    /// See [`CuratorSet`].
    CuratorSet(CuratorSet),
    /// See [`DelegationAccountSet`].
    DelegationAccountSet(DelegationAccountSet),
    /// See [`DelegationChanged`].
    DelegationChanged(DelegationChanged),
    /// See [`Deposited`].
    Deposited(Deposited),
    /// See [`DepositorSet`].
    DepositorSet(DepositorSet),
    /// See [`EquivocationProven`].
    EquivocationProven(EquivocationProven),
    /// See [`ExitBucketClosed`].
    ExitBucketClosed(ExitBucketClosed),
    /// See [`ExitCanceled`].
    ExitCanceled(ExitCanceled),
    /// See [`ExitClaimed`].
    ExitClaimed(ExitClaimed),
    /// See [`ExitRequested`].
    ExitRequested(ExitRequested),
    /// See [`ExitSettled`].
    ExitSettled(ExitSettled),
    /// See [`ExitTicketTransferred`].
    ExitTicketTransferred(ExitTicketTransferred),
    /// See [`ExitedInstantly`].
    ExitedInstantly(ExitedInstantly),
    /// See [`ExposureSet`].
    ExposureSet(ExposureSet),
    /// See [`FeesCollected`].
    FeesCollected(FeesCollected),
    /// See [`FeesSet`].
    FeesSet(FeesSet),
    /// See [`GrantRevoked`].
    GrantRevoked(GrantRevoked),
    /// See [`GrantSet`].
    GrantSet(GrantSet),
    /// See [`GrantsVoided`].
    GrantsVoided(GrantsVoided),
    /// See [`JailSet`].
    JailSet(JailSet),
    /// See [`KeyRegistered`].
    KeyRegistered(KeyRegistered),
    /// See [`KeyRetired`].
    KeyRetired(KeyRetired),
    /// See [`MoveAnnounced`].
    MoveAnnounced(MoveAnnounced),
    /// See [`MoveCanceled`].
    MoveCanceled(MoveCanceled),
    /// See [`MoveCompleted`].
    MoveCompleted(MoveCompleted),
    /// See [`NcnAssetSet`].
    NcnAssetSet(NcnAssetSet),
    /// See [`NcnRegistered`].
    NcnRegistered(NcnRegistered),
    /// See [`NcnRetired`].
    NcnRetired(NcnRetired),
    /// See [`NcnUpdated`].
    NcnUpdated(NcnUpdated),
    /// See [`OperatorRegistered`].
    OperatorRegistered(OperatorRegistered),
    /// See [`OperatorRetired`].
    OperatorRetired(OperatorRetired),
    /// See [`OperatorUpdated`].
    OperatorUpdated(OperatorUpdated),
    /// See [`OptInChanged`].
    OptInChanged(OptInChanged),
    /// See [`PauseLifted`].
    PauseLifted(PauseLifted),
    /// See [`PauseRaised`].
    PauseRaised(PauseRaised),
    /// See [`PledgeWithdrawn`].
    PledgeWithdrawn(PledgeWithdrawn),
    /// See [`PositionRewardClaimed`].
    PositionRewardClaimed(PositionRewardClaimed),
    /// See [`PositionRewardPaid`].
    PositionRewardPaid(PositionRewardPaid),
    /// See [`PositionSet`].
    PositionSet(PositionSet),
    /// See [`ProtocolFeeSet`].
    ProtocolFeeSet(ProtocolFeeSet),
    /// See [`RecordOpened`].
    RecordOpened(RecordOpened),
    /// See [`ReportCommitted`].
    ReportCommitted(ReportCommitted),
    /// See [`RewardAttributed`].
    RewardAttributed(RewardAttributed),
    /// See [`RewardCommissionCollected`].
    RewardCommissionCollected(RewardCommissionCollected),
    /// See [`RewardMintAdded`].
    RewardMintAdded(RewardMintAdded),
    /// See [`RewardOfferClosed`].
    RewardOfferClosed(RewardOfferClosed),
    /// See [`RewardOfferOpened`].
    RewardOfferOpened(RewardOfferOpened),
    /// See [`RewardPaid`].
    RewardPaid(RewardPaid),
    /// See [`RewardRolesSet`].
    RewardRolesSet(RewardRolesSet),
    /// See [`RewardShareClaimed`].
    RewardShareClaimed(RewardShareClaimed),
    /// See [`RewardTreeFunded`].
    RewardTreeFunded(RewardTreeFunded),
    /// See [`RewardTreeOpened`].
    RewardTreeOpened(RewardTreeOpened),
    /// See [`RoleSet`].
    RoleSet(RoleSet),
    /// See [`RootPublished`].
    RootPublished(RootPublished),
    /// See [`RootStruck`].
    RootStruck(RootStruck),
    /// See [`SetsCovered`].
    SetsCovered(SetsCovered),
    /// See [`SlashExecuted`].
    SlashExecuted(SlashExecuted),
    /// See [`SlashPledged`].
    SlashPledged(SlashPledged),
    /// See [`SlashPolicySet`].
    SlashPolicySet(SlashPolicySet),
    /// See [`SlashProposed`].
    SlashProposed(SlashProposed),
    /// See [`SlashSharePaid`].
    SlashSharePaid(SlashSharePaid),
    /// See [`SlashUncounted`].
    SlashUncounted(SlashUncounted),
    /// See [`SlashVetoed`].
    SlashVetoed(SlashVetoed),
    /// See [`SoftwareSet`].
    SoftwareSet(SoftwareSet),
    /// See [`StakeCaptured`].
    StakeCaptured(StakeCaptured),
    /// See [`StakeEntered`].
    StakeEntered(StakeEntered),
    /// See [`StakeTableClosed`].
    StakeTableClosed(StakeTableClosed),
    /// See [`StakeTableGrown`].
    StakeTableGrown(StakeTableGrown),
    /// See [`StakeTableOpened`].
    StakeTableOpened(StakeTableOpened),
    /// See [`StopLossSet`].
    StopLossSet(StopLossSet),
    /// See [`SweepAnnounced`].
    SweepAnnounced(SweepAnnounced),
    /// See [`SweptToWallet`].
    SweptToWallet(SweptToWallet),
    /// See [`VaultInitialized`].
    VaultInitialized(VaultInitialized),
    /// See [`VaultLimitsSet`].
    VaultLimitsSet(VaultLimitsSet),
    /// See [`VaultRewardPaid`].
    VaultRewardPaid(VaultRewardPaid),
    /// See [`VaultWeightSet`].
    VaultWeightSet(VaultWeightSet),
}

impl Event {
    /// Reads what a log line `Program data: …` carries, decoded from base64. An error for other programs' data, and for an
    /// event that this client does not know yet.
    pub fn decode(data: &[u8]) -> Result<Self, std::io::Error> {
        let (tag, mut body) = data.split_first_chunk::<8>().ok_or(std::io::ErrorKind::UnexpectedEof)?;
        match *tag {
            [232, 34, 31, 226, 62, 18, 19, 114] => {
                Ok(Event::AdminChanged(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [129, 249, 226, 227, 199, 82, 110, 243] => {
                Ok(Event::AdminProposed(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [86, 190, 91, 172, 79, 49, 157, 76] => {
                Ok(Event::AllocationAccountSet(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [197, 173, 31, 152, 165, 67, 217, 85] => {
                Ok(Event::AllocationChanged(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [182, 171, 105, 8, 232, 86, 149, 135] => {
                Ok(Event::BondChanged(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [32, 137, 53, 36, 171, 185, 232, 211] => {
                Ok(Event::BondPoolOpened(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [32, 226, 142, 202, 221, 132, 173, 154] => {
                Ok(Event::BreakerSet(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [73, 229, 3, 190, 66, 124, 128, 108] => {
                Ok(Event::CaptureClosed(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [152, 144, 229, 85, 11, 168, 241, 166] => {
                Ok(Event::ClaimerSet(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [181, 49, 200, 156, 19, 167, 178, 91] => {
                Ok(Event::ConfigInitialized(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [247, 106, 106, 213, 205, 193, 160, 152] => {
                Ok(Event::CuratorSet(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [224, 155, 215, 251, 158, 112, 246, 87] => {
                Ok(Event::DelegationAccountSet(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [161, 88, 226, 64, 82, 57, 63, 110] => {
                Ok(Event::DelegationChanged(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [111, 141, 26, 45, 161, 35, 100, 57] => {
                Ok(Event::Deposited(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [118, 39, 34, 62, 152, 97, 72, 149] => {
                Ok(Event::DepositorSet(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [157, 154, 111, 89, 40, 151, 241, 121] => {
                Ok(Event::EquivocationProven(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [186, 140, 213, 104, 232, 124, 159, 182] => {
                Ok(Event::ExitBucketClosed(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [122, 226, 178, 177, 76, 254, 196, 208] => {
                Ok(Event::ExitCanceled(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [251, 154, 235, 216, 216, 190, 30, 25] => {
                Ok(Event::ExitClaimed(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [92, 125, 6, 23, 233, 196, 149, 70] => {
                Ok(Event::ExitRequested(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [235, 189, 204, 55, 86, 35, 66, 151] => {
                Ok(Event::ExitSettled(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [9, 232, 237, 228, 245, 194, 107, 195] => {
                Ok(Event::ExitTicketTransferred(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [33, 217, 177, 248, 29, 46, 9, 203] => {
                Ok(Event::ExitedInstantly(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [111, 127, 225, 86, 183, 38, 10, 194] => {
                Ok(Event::ExposureSet(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [233, 23, 117, 225, 107, 178, 254, 8] => {
                Ok(Event::FeesCollected(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [121, 74, 126, 26, 13, 22, 27, 166] => Ok(Event::FeesSet(borsh::BorshDeserialize::deserialize(&mut body)?)),
            [192, 60, 253, 12, 110, 158, 200, 30] => {
                Ok(Event::GrantRevoked(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [191, 222, 45, 168, 35, 213, 19, 30] => {
                Ok(Event::GrantSet(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [176, 0, 70, 130, 214, 65, 143, 249] => {
                Ok(Event::GrantsVoided(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [223, 158, 217, 75, 20, 220, 96, 185] => {
                Ok(Event::JailSet(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [216, 140, 227, 218, 131, 57, 193, 32] => {
                Ok(Event::KeyRegistered(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [140, 15, 1, 20, 35, 10, 92, 205] => {
                Ok(Event::KeyRetired(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [18, 14, 72, 43, 121, 250, 6, 225] => {
                Ok(Event::MoveAnnounced(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [139, 43, 69, 30, 97, 72, 159, 140] => {
                Ok(Event::MoveCanceled(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [73, 18, 24, 138, 214, 115, 24, 217] => {
                Ok(Event::MoveCompleted(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [158, 164, 189, 229, 54, 93, 126, 172] => {
                Ok(Event::NcnAssetSet(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [100, 133, 187, 131, 144, 185, 241, 243] => {
                Ok(Event::NcnRegistered(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [194, 60, 12, 178, 143, 73, 48, 29] => {
                Ok(Event::NcnRetired(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [219, 209, 224, 78, 213, 179, 61, 161] => {
                Ok(Event::NcnUpdated(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [173, 220, 230, 105, 117, 97, 22, 133] => {
                Ok(Event::OperatorRegistered(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [64, 205, 193, 232, 166, 247, 2, 36] => {
                Ok(Event::OperatorRetired(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [28, 104, 226, 145, 253, 229, 17, 245] => {
                Ok(Event::OperatorUpdated(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [97, 222, 150, 72, 98, 187, 41, 215] => {
                Ok(Event::OptInChanged(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [207, 246, 2, 249, 159, 21, 74, 88] => {
                Ok(Event::PauseLifted(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [177, 125, 72, 185, 68, 247, 129, 112] => {
                Ok(Event::PauseRaised(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [52, 243, 93, 163, 236, 65, 178, 122] => {
                Ok(Event::PledgeWithdrawn(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [5, 127, 78, 43, 18, 196, 105, 7] => {
                Ok(Event::PositionRewardClaimed(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [65, 205, 221, 50, 250, 133, 94, 153] => {
                Ok(Event::PositionRewardPaid(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [223, 223, 37, 108, 154, 107, 160, 178] => {
                Ok(Event::PositionSet(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [238, 38, 46, 85, 44, 122, 92, 99] => {
                Ok(Event::ProtocolFeeSet(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [99, 226, 191, 99, 102, 248, 208, 176] => {
                Ok(Event::RecordOpened(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [170, 219, 172, 24, 248, 103, 254, 194] => {
                Ok(Event::ReportCommitted(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [115, 100, 11, 146, 201, 42, 69, 164] => {
                Ok(Event::RewardAttributed(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [195, 55, 248, 120, 187, 109, 166, 188] => {
                Ok(Event::RewardCommissionCollected(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [112, 203, 210, 253, 212, 72, 187, 113] => {
                Ok(Event::RewardMintAdded(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [10, 94, 212, 169, 243, 24, 73, 20] => {
                Ok(Event::RewardOfferClosed(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [195, 189, 26, 149, 135, 163, 63, 10] => {
                Ok(Event::RewardOfferOpened(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [132, 160, 190, 117, 215, 177, 19, 95] => {
                Ok(Event::RewardPaid(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [198, 13, 233, 9, 97, 244, 196, 56] => {
                Ok(Event::RewardRolesSet(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [194, 152, 92, 240, 164, 191, 241, 215] => {
                Ok(Event::RewardShareClaimed(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [232, 19, 139, 241, 243, 171, 153, 178] => {
                Ok(Event::RewardTreeFunded(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [165, 165, 24, 150, 159, 225, 143, 175] => {
                Ok(Event::RewardTreeOpened(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [188, 56, 139, 81, 114, 65, 108, 196] => {
                Ok(Event::RoleSet(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [231, 234, 14, 142, 140, 65, 122, 203] => {
                Ok(Event::RootPublished(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [245, 141, 5, 11, 239, 116, 119, 175] => {
                Ok(Event::RootStruck(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [86, 239, 232, 152, 83, 153, 172, 225] => {
                Ok(Event::SetsCovered(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [170, 48, 78, 119, 242, 155, 108, 61] => {
                Ok(Event::SlashExecuted(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [170, 200, 245, 243, 223, 80, 163, 207] => {
                Ok(Event::SlashPledged(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [194, 154, 248, 107, 106, 115, 148, 118] => {
                Ok(Event::SlashPolicySet(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [158, 90, 179, 8, 227, 190, 15, 231] => {
                Ok(Event::SlashProposed(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [110, 47, 60, 71, 110, 225, 170, 169] => {
                Ok(Event::SlashSharePaid(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [56, 4, 204, 29, 249, 94, 154, 242] => {
                Ok(Event::SlashUncounted(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [7, 146, 105, 203, 141, 130, 94, 117] => {
                Ok(Event::SlashVetoed(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [113, 26, 148, 50, 51, 156, 84, 119] => {
                Ok(Event::SoftwareSet(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [166, 171, 148, 21, 127, 229, 220, 152] => {
                Ok(Event::StakeCaptured(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [142, 149, 95, 135, 3, 144, 1, 134] => {
                Ok(Event::StakeEntered(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [43, 221, 199, 36, 133, 109, 215, 182] => {
                Ok(Event::StakeTableClosed(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [177, 38, 11, 237, 79, 87, 186, 136] => {
                Ok(Event::StakeTableGrown(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [73, 227, 142, 80, 86, 177, 50, 65] => {
                Ok(Event::StakeTableOpened(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [234, 17, 171, 43, 49, 126, 215, 150] => {
                Ok(Event::StopLossSet(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [117, 80, 255, 207, 99, 223, 208, 209] => {
                Ok(Event::SweepAnnounced(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [9, 63, 97, 108, 126, 223, 191, 149] => {
                Ok(Event::SweptToWallet(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [180, 43, 207, 2, 18, 71, 3, 75] => {
                Ok(Event::VaultInitialized(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [197, 147, 149, 226, 66, 245, 175, 229] => {
                Ok(Event::VaultLimitsSet(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [21, 26, 222, 189, 59, 161, 85, 191] => {
                Ok(Event::VaultRewardPaid(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [52, 171, 126, 28, 58, 91, 125, 208] => {
                Ok(Event::VaultWeightSet(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            _ => Err(std::io::ErrorKind::InvalidData.into()),
        }
    }
}
