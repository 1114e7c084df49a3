//! The program's events, and how to read one out of a log.
use crate::oracle::generated::types::{AbsentJailed, FeedClosed, FeedOpened, FeedRetired, OffenseClosed, OffenseSlashed, OperatorJudged, OracleOpened, ReportsEntered, RoundClosed, RoundFinalized, RulesSet, ScoreClosed, TableAdopted};

/// An event of the program.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Event {
    /// See [`AbsentJailed`].
    AbsentJailed(AbsentJailed),
    /// See [`FeedClosed`].
    FeedClosed(FeedClosed),
    /// See [`FeedOpened`].
    FeedOpened(FeedOpened),
    /// See [`FeedRetired`].
    FeedRetired(FeedRetired),
    /// See [`OffenseClosed`].
    OffenseClosed(OffenseClosed),
    /// See [`OffenseSlashed`].
    OffenseSlashed(OffenseSlashed),
    /// See [`OperatorJudged`].
    OperatorJudged(OperatorJudged),
    /// See [`OracleOpened`].
    OracleOpened(OracleOpened),
    /// See [`ReportsEntered`].
    ReportsEntered(ReportsEntered),
    /// See [`RoundClosed`].
    RoundClosed(RoundClosed),
    /// See [`RoundFinalized`].
    RoundFinalized(RoundFinalized),
    /// See [`RulesSet`].
    RulesSet(RulesSet),
    /// See [`ScoreClosed`].
    ScoreClosed(ScoreClosed),
    /// See [`TableAdopted`].
    TableAdopted(TableAdopted),
}

impl Event {
    /// Reads what a log line `Program data: …` carries, decoded from base64. An error for other programs' data, and for an
    /// event that this client does not know yet.
    pub fn decode(data: &[u8]) -> Result<Self, std::io::Error> {
        let (tag, mut body) = data.split_first_chunk::<8>().ok_or(std::io::ErrorKind::UnexpectedEof)?;
        match *tag {
            [119, 150, 164, 151, 21, 191, 25, 214] => Ok(Event::AbsentJailed(borsh::BorshDeserialize::deserialize(&mut body)?)),
            [172, 177, 74, 18, 119, 96, 196, 207] => Ok(Event::FeedClosed(borsh::BorshDeserialize::deserialize(&mut body)?)),
            [115, 250, 112, 196, 45, 96, 30, 51] => Ok(Event::FeedOpened(borsh::BorshDeserialize::deserialize(&mut body)?)),
            [89, 179, 117, 85, 86, 77, 89, 4] => Ok(Event::FeedRetired(borsh::BorshDeserialize::deserialize(&mut body)?)),
            [255, 235, 17, 13, 122, 239, 45, 119] => Ok(Event::OffenseClosed(borsh::BorshDeserialize::deserialize(&mut body)?)),
            [207, 39, 169, 100, 104, 126, 58, 208] => Ok(Event::OffenseSlashed(borsh::BorshDeserialize::deserialize(&mut body)?)),
            [182, 92, 66, 208, 121, 255, 55, 71] => Ok(Event::OperatorJudged(borsh::BorshDeserialize::deserialize(&mut body)?)),
            [148, 234, 185, 99, 3, 234, 53, 221] => Ok(Event::OracleOpened(borsh::BorshDeserialize::deserialize(&mut body)?)),
            [85, 73, 7, 187, 104, 75, 216, 24] => Ok(Event::ReportsEntered(borsh::BorshDeserialize::deserialize(&mut body)?)),
            [45, 243, 28, 22, 132, 70, 175, 226] => Ok(Event::RoundClosed(borsh::BorshDeserialize::deserialize(&mut body)?)),
            [43, 187, 17, 193, 36, 241, 48, 82] => Ok(Event::RoundFinalized(borsh::BorshDeserialize::deserialize(&mut body)?)),
            [202, 104, 215, 176, 23, 71, 106, 72] => Ok(Event::RulesSet(borsh::BorshDeserialize::deserialize(&mut body)?)),
            [62, 154, 97, 101, 27, 129, 57, 22] => Ok(Event::ScoreClosed(borsh::BorshDeserialize::deserialize(&mut body)?)),
            [78, 238, 237, 247, 138, 120, 137, 215] => Ok(Event::TableAdopted(borsh::BorshDeserialize::deserialize(&mut body)?)),
            _ => Err(std::io::ErrorKind::InvalidData.into()),
        }
    }
}
