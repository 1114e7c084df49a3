//! The data of an instruction of the Ed25519 program that carries many votes.
//!
//! Operators that agree sign the same bytes, so each distinct message is stored once. A transaction of 1,232 bytes carries four
//! distinct votes of the reference oracle, or five with equal messages; with a lookup table, five and eight.

/// A signed message.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    pub key: [u8; 32],
    pub signature: [u8; 64],
    pub message: Vec<u8>,
}

/// The bytes of one signature's offsets.
const OFFSETS_BYTES: usize = 14;

/// "In this instruction", as an instruction's index.
const HERE: [u8; 2] = u16::MAX.to_le_bytes();

/// The number of bytes that [`instruction_data`] has for these votes.
pub fn size(votes: &[Signed]) -> usize {
    let messages = votes.iter().enumerate().filter(|(place, vote)| first_of(votes, vote) == *place);
    2 + votes.len() * (OFFSETS_BYTES + 96) + messages.map(|(_, vote)| vote.message.len()).sum::<usize>()
}

/// The instruction's data; none for more votes than its count of one byte or its offsets of two bytes allow.
pub fn instruction_data(votes: &[Signed]) -> Option<Vec<u8>> {
    let mut data = vec![u8::try_from(votes.len()).ok()?, 0];
    u16::try_from(size(votes)).ok()?;
    data.resize(2 + votes.len() * OFFSETS_BYTES, 0);
    let mut messages: Vec<u16> = Vec::with_capacity(votes.len());
    for (place, vote) in votes.iter().enumerate() {
        let signature = append(&mut data, &vote.signature);
        let key = append(&mut data, &vote.key);
        let first = first_of(votes, vote);
        let message = if first < place { messages[first] } else { append(&mut data, &vote.message) };
        messages.push(message);
        let figures = [signature.to_le_bytes(), HERE, key.to_le_bytes(), HERE, message.to_le_bytes()];
        let figures = figures.into_iter().chain([(vote.message.len() as u16).to_le_bytes(), HERE]);
        let start = 2 + place * OFFSETS_BYTES;
        data[start..start + OFFSETS_BYTES].copy_from_slice(&figures.flatten().collect::<Vec<u8>>());
    }
    Some(data)
}

/// Divides votes into groups of which each has at most `bytes` bytes of data, equal messages together. A vote that does not fit
/// alone is left out.
pub fn groups(mut votes: Vec<Signed>, bytes: usize) -> Vec<Vec<Signed>> {
    votes.sort_by(|one, other| one.message.cmp(&other.message));
    let mut groups: Vec<Vec<Signed>> = vec![];
    for vote in votes.into_iter().filter(|vote| size(std::slice::from_ref(vote)) <= bytes) {
        if let Some(last) = groups.last_mut() {
            last.push(vote.clone());
            if last.len() <= usize::from(u8::MAX) && size(last) <= bytes {
                continue;
            }
            last.pop();
        }
        groups.push(vec![vote]);
    }
    groups
}

/// The place of the first vote with the message of `vote`.
fn first_of(votes: &[Signed], vote: &Signed) -> usize {
    votes.iter().position(|each| each.message == vote.message).unwrap_or(0)
}

/// Appends `part` and returns its offset. The caller has checked that offsets fit.
fn append(data: &mut Vec<u8>, part: &[u8]) -> u16 {
    let offset = data.len() as u16;
    data.extend_from_slice(part);
    offset
}
