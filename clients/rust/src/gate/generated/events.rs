//! The program's events, and how to read one out of a log.
use crate::gate::generated::types::{DelayRaised, GateAdminChanged, GateAdminProposed, GateGuardianSet, GateOpened, UpgradeAnnounced, UpgradeCanceled, UpgradeExecuted, UpgradesRenounced};

/// An event of the program.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Event {
    /// See [`DelayRaised`].
    DelayRaised(DelayRaised),
    /// See [`GateAdminChanged`].
    GateAdminChanged(GateAdminChanged),
    /// See [`GateAdminProposed`].
    GateAdminProposed(GateAdminProposed),
    /// See [`GateGuardianSet`].
    GateGuardianSet(GateGuardianSet),
    /// See [`GateOpened`].
    GateOpened(GateOpened),
    /// See [`UpgradeAnnounced`].
    UpgradeAnnounced(UpgradeAnnounced),
    /// See [`UpgradeCanceled`].
    UpgradeCanceled(UpgradeCanceled),
    /// See [`UpgradeExecuted`].
    UpgradeExecuted(UpgradeExecuted),
    /// See [`UpgradesRenounced`].
    UpgradesRenounced(UpgradesRenounced),
}

impl Event {
    /// Reads what a log line `Program data: …` carries, decoded from base64. An error for other programs' data, and for an
    /// event that this client does not know yet.
    pub fn decode(data: &[u8]) -> Result<Self, std::io::Error> {
        let (tag, mut body) = data.split_first_chunk::<8>().ok_or(std::io::ErrorKind::UnexpectedEof)?;
        match *tag {
            [136, 124, 84, 55, 41, 35, 127, 24] => Ok(Event::DelayRaised(borsh::BorshDeserialize::deserialize(&mut body)?)),
            [65, 61, 187, 40, 123, 184, 30, 161] => Ok(Event::GateAdminChanged(borsh::BorshDeserialize::deserialize(&mut body)?)),
            [12, 57, 67, 236, 77, 47, 67, 126] => Ok(Event::GateAdminProposed(borsh::BorshDeserialize::deserialize(&mut body)?)),
            [98, 82, 119, 143, 185, 241, 175, 151] => Ok(Event::GateGuardianSet(borsh::BorshDeserialize::deserialize(&mut body)?)),
            [12, 104, 240, 127, 80, 172, 100, 254] => Ok(Event::GateOpened(borsh::BorshDeserialize::deserialize(&mut body)?)),
            [63, 206, 203, 37, 233, 172, 44, 248] => Ok(Event::UpgradeAnnounced(borsh::BorshDeserialize::deserialize(&mut body)?)),
            [72, 139, 105, 149, 122, 6, 176, 191] => Ok(Event::UpgradeCanceled(borsh::BorshDeserialize::deserialize(&mut body)?)),
            [20, 196, 184, 29, 29, 16, 114, 94] => Ok(Event::UpgradeExecuted(borsh::BorshDeserialize::deserialize(&mut body)?)),
            [246, 254, 129, 167, 134, 44, 184, 103] => Ok(Event::UpgradesRenounced(borsh::BorshDeserialize::deserialize(&mut body)?)),
            _ => Err(std::io::ErrorKind::InvalidData.into()),
        }
    }
}
