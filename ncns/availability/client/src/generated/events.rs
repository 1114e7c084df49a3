//! The program's events, and how to read one out of a log.
use crate::generated::types::{
    ArchiveOpened, BondReturned, BondsCollected, CertificateClosed, CertificateOpened, ChallengeClosed,
    ChallengeOpened, ChallengeSettled, ChunkDrawn, CustodyOpened, FailureJailed, FailureReleased, FailureSlashed,
    RulesSet, TableAdopted, VotesEntered,
};

/// An event of the program.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Event {
    /// See [`ArchiveOpened`].
    ArchiveOpened(ArchiveOpened),
    /// See [`BondReturned`].
    BondReturned(BondReturned),
    /// See [`BondsCollected`].
    BondsCollected(BondsCollected),
    /// See [`CertificateClosed`].
    CertificateClosed(CertificateClosed),
    /// See [`CertificateOpened`].
    CertificateOpened(CertificateOpened),
    /// See [`ChallengeClosed`].
    ChallengeClosed(ChallengeClosed),
    /// See [`ChallengeOpened`].
    ChallengeOpened(ChallengeOpened),
    /// See [`ChallengeSettled`].
    ChallengeSettled(ChallengeSettled),
    /// See [`ChunkDrawn`].
    ChunkDrawn(ChunkDrawn),
    /// See [`CustodyOpened`].
    CustodyOpened(CustodyOpened),
    /// See [`FailureJailed`].
    FailureJailed(FailureJailed),
    /// See [`FailureReleased`].
    FailureReleased(FailureReleased),
    /// See [`FailureSlashed`].
    FailureSlashed(FailureSlashed),
    /// See [`RulesSet`].
    RulesSet(RulesSet),
    /// See [`TableAdopted`].
    TableAdopted(TableAdopted),
    /// See [`VotesEntered`].
    VotesEntered(VotesEntered),
}

impl Event {
    /// Reads what a log line `Program data: …` carries, decoded from base64. An error for other programs' data, and for an
    /// event that this client does not know yet.
    pub fn decode(data: &[u8]) -> Result<Self, std::io::Error> {
        let (tag, mut body) = data.split_first_chunk::<8>().ok_or(std::io::ErrorKind::UnexpectedEof)?;
        match *tag {
            [31, 4, 251, 186, 200, 14, 180, 132] => {
                Ok(Event::ArchiveOpened(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [41, 85, 150, 247, 210, 150, 160, 118] => {
                Ok(Event::BondReturned(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [252, 170, 78, 3, 123, 75, 153, 59] => {
                Ok(Event::BondsCollected(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [13, 34, 135, 69, 233, 104, 208, 101] => {
                Ok(Event::CertificateClosed(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [216, 59, 11, 199, 26, 209, 52, 39] => {
                Ok(Event::CertificateOpened(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [228, 8, 12, 154, 182, 5, 139, 91] => {
                Ok(Event::ChallengeClosed(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [42, 83, 165, 62, 80, 17, 63, 181] => {
                Ok(Event::ChallengeOpened(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [96, 70, 232, 36, 45, 207, 169, 122] => {
                Ok(Event::ChallengeSettled(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [44, 132, 248, 90, 143, 53, 77, 199] => {
                Ok(Event::ChunkDrawn(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [26, 93, 244, 124, 248, 12, 195, 60] => {
                Ok(Event::CustodyOpened(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [254, 221, 161, 47, 190, 23, 137, 93] => {
                Ok(Event::FailureJailed(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [171, 242, 241, 108, 129, 41, 110, 108] => {
                Ok(Event::FailureReleased(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [253, 100, 43, 21, 6, 203, 204, 212] => {
                Ok(Event::FailureSlashed(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [202, 104, 215, 176, 23, 71, 106, 72] => {
                Ok(Event::RulesSet(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [78, 238, 237, 247, 138, 120, 137, 215] => {
                Ok(Event::TableAdopted(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [14, 25, 208, 107, 169, 193, 160, 66] => {
                Ok(Event::VotesEntered(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            _ => Err(std::io::ErrorKind::InvalidData.into()),
        }
    }
}
