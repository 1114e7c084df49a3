//! The program's events, and how to read one out of a log.
use crate::liquid::generated::types::{AirdropCollected, AssetAdded, AssetSet, AssetsSwapped, AuctionOpened, BatchClosed, BatchFilled, ExitCollected, ExitPartClaimed, ExitQueued, GuardsSet, LeftInKind, LeftInstantly, LotBegun, LrtMetadataSet, Placed, PlacementAdded, PlacementRemoved, PlacementSet, PoolAdminChanged, PoolDeposited, PoolFeesCollected, PoolFeesSet, PoolInitialized, PoolPaused, PoolRewardClaimed, PoolRoleSet, PriceReported, QueuedExitCanceled, QueuedExitClaimed, QueuedExitTransferred, RateAccepted, RatesObserved, RewardSold, SetAsideClaimed, TargetsSet, Unplaced, UpgradeAcknowledged, VrtDeposited};

/// An event of the program.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Event {
    /// See [`AirdropCollected`].
    AirdropCollected(AirdropCollected),
    /// See [`AssetAdded`].
    AssetAdded(AssetAdded),
    /// See [`AssetSet`].
    AssetSet(AssetSet),
    /// See [`AssetsSwapped`].
    AssetsSwapped(AssetsSwapped),
    /// See [`AuctionOpened`].
    AuctionOpened(AuctionOpened),
    /// See [`BatchClosed`].
    BatchClosed(BatchClosed),
    /// See [`BatchFilled`].
    BatchFilled(BatchFilled),
    /// See [`ExitCollected`].
    ExitCollected(ExitCollected),
    /// See [`ExitPartClaimed`].
    ExitPartClaimed(ExitPartClaimed),
    /// See [`ExitQueued`].
    ExitQueued(ExitQueued),
    /// See [`GuardsSet`].
    GuardsSet(GuardsSet),
    /// See [`LeftInKind`].
    LeftInKind(LeftInKind),
    /// See [`LeftInstantly`].
    LeftInstantly(LeftInstantly),
    /// See [`LotBegun`].
    LotBegun(LotBegun),
    /// See [`LrtMetadataSet`].
    LrtMetadataSet(LrtMetadataSet),
    /// See [`Placed`].
    Placed(Placed),
    /// See [`PlacementAdded`].
    PlacementAdded(PlacementAdded),
    /// See [`PlacementRemoved`].
    PlacementRemoved(PlacementRemoved),
    /// See [`PlacementSet`].
    PlacementSet(PlacementSet),
    /// See [`PoolAdminChanged`].
    PoolAdminChanged(PoolAdminChanged),
    /// See [`PoolDeposited`].
    PoolDeposited(PoolDeposited),
    /// See [`PoolFeesCollected`].
    PoolFeesCollected(PoolFeesCollected),
    /// See [`PoolFeesSet`].
    PoolFeesSet(PoolFeesSet),
    /// See [`PoolInitialized`].
    PoolInitialized(PoolInitialized),
    /// See [`PoolPaused`].
    PoolPaused(PoolPaused),
    /// See [`PoolRewardClaimed`].
    PoolRewardClaimed(PoolRewardClaimed),
    /// See [`PoolRoleSet`].
    PoolRoleSet(PoolRoleSet),
    /// See [`PriceReported`].
    PriceReported(PriceReported),
    /// See [`QueuedExitCanceled`].
    QueuedExitCanceled(QueuedExitCanceled),
    /// See [`QueuedExitClaimed`].
    QueuedExitClaimed(QueuedExitClaimed),
    /// See [`QueuedExitTransferred`].
    QueuedExitTransferred(QueuedExitTransferred),
    /// See [`RateAccepted`].
    RateAccepted(RateAccepted),
    /// See [`RatesObserved`].
    RatesObserved(RatesObserved),
    /// See [`RewardSold`].
    RewardSold(RewardSold),
    /// See [`SetAsideClaimed`].
    SetAsideClaimed(SetAsideClaimed),
    /// See [`TargetsSet`].
    TargetsSet(TargetsSet),
    /// See [`Unplaced`].
    Unplaced(Unplaced),
    /// See [`UpgradeAcknowledged`].
    UpgradeAcknowledged(UpgradeAcknowledged),
    /// See [`VrtDeposited`].
    VrtDeposited(VrtDeposited),
}

impl Event {
    /// Reads what a log line `Program data: …` carries, decoded from base64. An error for other programs' data, and for an
    /// event that this client does not know yet.
    pub fn decode(data: &[u8]) -> Result<Self, std::io::Error> {
        let (tag, mut body) = data.split_first_chunk::<8>().ok_or(std::io::ErrorKind::UnexpectedEof)?;
        match *tag {
            [167, 36, 97, 129, 235, 239, 123, 177] => Ok(Event::AirdropCollected(borsh::BorshDeserialize::deserialize(&mut body)?)),
            [174, 91, 37, 97, 47, 14, 45, 93] => Ok(Event::AssetAdded(borsh::BorshDeserialize::deserialize(&mut body)?)),
            [175, 84, 64, 85, 102, 200, 50, 40] => Ok(Event::AssetSet(borsh::BorshDeserialize::deserialize(&mut body)?)),
            [103, 216, 228, 87, 10, 83, 29, 110] => Ok(Event::AssetsSwapped(borsh::BorshDeserialize::deserialize(&mut body)?)),
            [25, 230, 140, 215, 100, 193, 14, 70] => Ok(Event::AuctionOpened(borsh::BorshDeserialize::deserialize(&mut body)?)),
            [192, 76, 201, 211, 10, 212, 139, 232] => Ok(Event::BatchClosed(borsh::BorshDeserialize::deserialize(&mut body)?)),
            [49, 15, 15, 103, 120, 213, 238, 21] => Ok(Event::BatchFilled(borsh::BorshDeserialize::deserialize(&mut body)?)),
            [137, 58, 215, 3, 104, 190, 0, 60] => Ok(Event::ExitCollected(borsh::BorshDeserialize::deserialize(&mut body)?)),
            [148, 182, 207, 109, 31, 112, 186, 214] => Ok(Event::ExitPartClaimed(borsh::BorshDeserialize::deserialize(&mut body)?)),
            [83, 126, 19, 58, 202, 24, 230, 32] => Ok(Event::ExitQueued(borsh::BorshDeserialize::deserialize(&mut body)?)),
            [43, 120, 66, 87, 171, 75, 38, 108] => Ok(Event::GuardsSet(borsh::BorshDeserialize::deserialize(&mut body)?)),
            [200, 231, 226, 177, 255, 42, 66, 5] => Ok(Event::LeftInKind(borsh::BorshDeserialize::deserialize(&mut body)?)),
            [199, 251, 111, 11, 31, 39, 1, 130] => Ok(Event::LeftInstantly(borsh::BorshDeserialize::deserialize(&mut body)?)),
            [225, 231, 73, 65, 249, 61, 137, 197] => Ok(Event::LotBegun(borsh::BorshDeserialize::deserialize(&mut body)?)),
            [222, 189, 76, 145, 2, 145, 117, 10] => Ok(Event::LrtMetadataSet(borsh::BorshDeserialize::deserialize(&mut body)?)),
            [182, 12, 15, 19, 155, 29, 175, 156] => Ok(Event::Placed(borsh::BorshDeserialize::deserialize(&mut body)?)),
            [124, 45, 108, 229, 27, 84, 62, 195] => Ok(Event::PlacementAdded(borsh::BorshDeserialize::deserialize(&mut body)?)),
            [183, 125, 79, 115, 80, 177, 88, 183] => Ok(Event::PlacementRemoved(borsh::BorshDeserialize::deserialize(&mut body)?)),
            [128, 15, 29, 87, 30, 107, 185, 252] => Ok(Event::PlacementSet(borsh::BorshDeserialize::deserialize(&mut body)?)),
            [75, 199, 79, 185, 103, 114, 94, 8] => Ok(Event::PoolAdminChanged(borsh::BorshDeserialize::deserialize(&mut body)?)),
            [148, 17, 86, 50, 113, 125, 70, 132] => Ok(Event::PoolDeposited(borsh::BorshDeserialize::deserialize(&mut body)?)),
            [218, 74, 163, 42, 8, 152, 57, 242] => Ok(Event::PoolFeesCollected(borsh::BorshDeserialize::deserialize(&mut body)?)),
            [110, 112, 76, 177, 171, 157, 131, 21] => Ok(Event::PoolFeesSet(borsh::BorshDeserialize::deserialize(&mut body)?)),
            [100, 118, 173, 87, 12, 198, 254, 229] => Ok(Event::PoolInitialized(borsh::BorshDeserialize::deserialize(&mut body)?)),
            [228, 218, 62, 53, 29, 211, 159, 236] => Ok(Event::PoolPaused(borsh::BorshDeserialize::deserialize(&mut body)?)),
            [193, 230, 14, 12, 222, 59, 177, 196] => Ok(Event::PoolRewardClaimed(borsh::BorshDeserialize::deserialize(&mut body)?)),
            [95, 53, 253, 237, 58, 72, 131, 67] => Ok(Event::PoolRoleSet(borsh::BorshDeserialize::deserialize(&mut body)?)),
            [188, 190, 25, 244, 37, 57, 251, 215] => Ok(Event::PriceReported(borsh::BorshDeserialize::deserialize(&mut body)?)),
            [203, 135, 139, 212, 140, 155, 217, 197] => Ok(Event::QueuedExitCanceled(borsh::BorshDeserialize::deserialize(&mut body)?)),
            [208, 51, 236, 166, 140, 23, 190, 108] => Ok(Event::QueuedExitClaimed(borsh::BorshDeserialize::deserialize(&mut body)?)),
            [161, 12, 220, 103, 168, 63, 144, 179] => Ok(Event::QueuedExitTransferred(borsh::BorshDeserialize::deserialize(&mut body)?)),
            [201, 136, 45, 208, 7, 122, 222, 28] => Ok(Event::RateAccepted(borsh::BorshDeserialize::deserialize(&mut body)?)),
            [29, 151, 236, 166, 215, 144, 247, 93] => Ok(Event::RatesObserved(borsh::BorshDeserialize::deserialize(&mut body)?)),
            [38, 127, 182, 211, 52, 86, 88, 54] => Ok(Event::RewardSold(borsh::BorshDeserialize::deserialize(&mut body)?)),
            [132, 117, 203, 169, 65, 93, 111, 237] => Ok(Event::SetAsideClaimed(borsh::BorshDeserialize::deserialize(&mut body)?)),
            [38, 113, 237, 249, 195, 203, 18, 212] => Ok(Event::TargetsSet(borsh::BorshDeserialize::deserialize(&mut body)?)),
            [17, 93, 181, 138, 101, 210, 50, 162] => Ok(Event::Unplaced(borsh::BorshDeserialize::deserialize(&mut body)?)),
            [83, 173, 27, 139, 74, 123, 85, 30] => Ok(Event::UpgradeAcknowledged(borsh::BorshDeserialize::deserialize(&mut body)?)),
            [44, 236, 149, 104, 163, 254, 101, 93] => Ok(Event::VrtDeposited(borsh::BorshDeserialize::deserialize(&mut body)?)),
            _ => Err(std::io::ErrorKind::InvalidData.into()),
        }
    }
}
