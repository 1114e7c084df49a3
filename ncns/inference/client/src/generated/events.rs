//! The program's events, and how to read one out of a log.
use crate::generated::types::{
    AbsentJailed, CommitteeDrawn, FeePaid, InferenceOpened, MemberJudged, OffenseClosed, OffenseSlashed,
    OutputsCommitted, OutputsRevealed, RulesSet, TableAdopted, TaskClosed, TaskConcluded, TaskOpened, TaskVoided,
};

/// An event of the program.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Event {
    /// See [`AbsentJailed`].
    AbsentJailed(AbsentJailed),
    /// See [`CommitteeDrawn`].
    CommitteeDrawn(CommitteeDrawn),
    /// See [`FeePaid`].
    FeePaid(FeePaid),
    /// See [`InferenceOpened`].
    InferenceOpened(InferenceOpened),
    /// See [`MemberJudged`].
    MemberJudged(MemberJudged),
    /// See [`OffenseClosed`].
    OffenseClosed(OffenseClosed),
    /// See [`OffenseSlashed`].
    OffenseSlashed(OffenseSlashed),
    /// See [`OutputsCommitted`].
    OutputsCommitted(OutputsCommitted),
    /// See [`OutputsRevealed`].
    OutputsRevealed(OutputsRevealed),
    /// See [`RulesSet`].
    RulesSet(RulesSet),
    /// See [`TableAdopted`].
    TableAdopted(TableAdopted),
    /// See [`TaskClosed`].
    TaskClosed(TaskClosed),
    /// See [`TaskConcluded`].
    TaskConcluded(TaskConcluded),
    /// See [`TaskOpened`].
    TaskOpened(TaskOpened),
    /// See [`TaskVoided`].
    TaskVoided(TaskVoided),
}

impl Event {
    /// Reads what a log line `Program data: …` carries, decoded from base64. An error for other programs' data, and for an
    /// event that this client does not know yet.
    pub fn decode(data: &[u8]) -> Result<Self, std::io::Error> {
        let (tag, mut body) = data.split_first_chunk::<8>().ok_or(std::io::ErrorKind::UnexpectedEof)?;
        match *tag {
            [119, 150, 164, 151, 21, 191, 25, 214] => {
                Ok(Event::AbsentJailed(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [76, 183, 247, 229, 157, 102, 202, 194] => {
                Ok(Event::CommitteeDrawn(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [159, 12, 52, 212, 249, 36, 24, 18] => Ok(Event::FeePaid(borsh::BorshDeserialize::deserialize(&mut body)?)),
            [162, 174, 154, 238, 186, 91, 2, 130] => {
                Ok(Event::InferenceOpened(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [7, 252, 42, 18, 133, 24, 91, 177] => {
                Ok(Event::MemberJudged(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [255, 235, 17, 13, 122, 239, 45, 119] => {
                Ok(Event::OffenseClosed(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [207, 39, 169, 100, 104, 126, 58, 208] => {
                Ok(Event::OffenseSlashed(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [146, 101, 179, 167, 179, 205, 62, 65] => {
                Ok(Event::OutputsCommitted(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [124, 194, 57, 220, 54, 62, 87, 201] => {
                Ok(Event::OutputsRevealed(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [202, 104, 215, 176, 23, 71, 106, 72] => {
                Ok(Event::RulesSet(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [78, 238, 237, 247, 138, 120, 137, 215] => {
                Ok(Event::TableAdopted(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [158, 183, 233, 176, 74, 66, 243, 77] => {
                Ok(Event::TaskClosed(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [118, 64, 173, 200, 147, 181, 201, 239] => {
                Ok(Event::TaskConcluded(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [5, 219, 33, 229, 59, 0, 96, 190] => {
                Ok(Event::TaskOpened(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [159, 19, 139, 84, 160, 48, 144, 93] => {
                Ok(Event::TaskVoided(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            _ => Err(std::io::ErrorKind::InvalidData.into()),
        }
    }
}
