//! The program's events, and how to read one out of a log.
use crate::generated::types::{
    AbsentJailed, OffenseSlashed, OperatorJudged, RoundClosed, RoundFinalized, RoundOpened, ServiceOpened,
    TableAdopted, VotesEntered,
};

/// An event of the program.
#[derive(Clone, Debug, Eq, PartialEq)]
pub enum Event {
    /// See [`AbsentJailed`].
    AbsentJailed(AbsentJailed),
    /// See [`OffenseSlashed`].
    OffenseSlashed(OffenseSlashed),
    /// See [`OperatorJudged`].
    OperatorJudged(OperatorJudged),
    /// See [`RoundClosed`].
    RoundClosed(RoundClosed),
    /// See [`RoundFinalized`].
    RoundFinalized(RoundFinalized),
    /// See [`RoundOpened`].
    RoundOpened(RoundOpened),
    /// See [`ServiceOpened`].
    ServiceOpened(ServiceOpened),
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
            [207, 39, 169, 100, 104, 126, 58, 208] => {
                Ok(Event::OffenseSlashed(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [182, 92, 66, 208, 121, 255, 55, 71] => {
                Ok(Event::OperatorJudged(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [45, 243, 28, 22, 132, 70, 175, 226] => {
                Ok(Event::RoundClosed(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [43, 187, 17, 193, 36, 241, 48, 82] => {
                Ok(Event::RoundFinalized(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [99, 173, 228, 72, 142, 57, 109, 178] => {
                Ok(Event::RoundOpened(borsh::BorshDeserialize::deserialize(&mut body)?))
            }
            [224, 85, 110, 54, 94, 10, 146, 164] => {
                Ok(Event::ServiceOpened(borsh::BorshDeserialize::deserialize(&mut body)?))
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
