//! The program's events, and how to read one out of a log.
use crate::generated::types::{
    AbsentJailed, BridgeOpened, CheckpointClosed, CheckpointFinal, FalseRootClosed, FalseRootProven, FalseRootSlashed,
    MessagePosted, OperatorJudged, OutboxGrown, OutboxOpened, RulesSet, SourceOpened, TableAdopted, VotesEntered,
};

/// An event of the program.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Event {
    /// See [`AbsentJailed`].
    AbsentJailed(AbsentJailed),
    /// See [`BridgeOpened`].
    BridgeOpened(BridgeOpened),
    /// See [`CheckpointClosed`].
    CheckpointClosed(CheckpointClosed),
    /// See [`CheckpointFinal`].
    CheckpointFinal(CheckpointFinal),
    /// See [`FalseRootClosed`].
    FalseRootClosed(FalseRootClosed),
    /// See [`FalseRootProven`].
    FalseRootProven(FalseRootProven),
    /// See [`FalseRootSlashed`].
    FalseRootSlashed(FalseRootSlashed),
    /// See [`MessagePosted`].
    MessagePosted(MessagePosted),
    /// See [`OperatorJudged`].
    OperatorJudged(OperatorJudged),
    /// See [`OutboxGrown`].
    OutboxGrown(OutboxGrown),
    /// See [`OutboxOpened`].
    OutboxOpened(OutboxOpened),
    /// See [`RulesSet`].
    RulesSet(RulesSet),
    /// See [`SourceOpened`].
    SourceOpened(SourceOpened),
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
            [119, 150, 164, 151, 21, 191, 25, 214] => {
                Ok(Event::AbsentJailed(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [192, 55, 110, 255, 130, 15, 114, 165] => {
                Ok(Event::BridgeOpened(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [39, 202, 140, 212, 114, 73, 163, 164] => {
                Ok(Event::CheckpointClosed(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [195, 225, 212, 46, 149, 192, 1, 140] => {
                Ok(Event::CheckpointFinal(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [74, 164, 72, 234, 250, 147, 206, 123] => {
                Ok(Event::FalseRootClosed(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [37, 172, 194, 37, 75, 107, 27, 66] => {
                Ok(Event::FalseRootProven(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [102, 82, 120, 224, 164, 225, 23, 249] => {
                Ok(Event::FalseRootSlashed(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [11, 28, 144, 13, 232, 160, 251, 5] => {
                Ok(Event::MessagePosted(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [182, 92, 66, 208, 121, 255, 55, 71] => {
                Ok(Event::OperatorJudged(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [105, 39, 155, 140, 127, 203, 3, 197] => {
                Ok(Event::OutboxGrown(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [21, 237, 20, 150, 52, 47, 64, 7] => {
                Ok(Event::OutboxOpened(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [202, 104, 215, 176, 23, 71, 106, 72] => {
                Ok(Event::RulesSet(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [50, 116, 103, 49, 135, 23, 158, 215] => {
                Ok(Event::SourceOpened(borsh::BorshDeserialize::deserialize(&mut body)?))
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
