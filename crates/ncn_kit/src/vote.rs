//! The format of a vote: the NCN's domain, a kind, a height, and a content.
//!
//! The format is the core's own. Two votes of one operator with the same domain, kind and height and another content are
//! therefore an equivocation, which the core's `submit_equivocation` proves and punishes. A service needs no rule of its own
//! against double votes.

/// The size of a domain.
pub const DOMAIN_BYTES: usize = 32;

/// The bytes before a vote's content.
pub const HEAD_BYTES: usize = DOMAIN_BYTES + 1 + 8;

/// A vote, as its message states it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Vote<'a> {
    /// A hash of the core, the cluster and the NCN, which the NCN's account holds.
    pub domain: &'a [u8; DOMAIN_BYTES],
    /// The subject, as the NCN numbers them.
    pub kind: u8,
    pub height: u64,
    /// At least one byte.
    pub content: &'a [u8],
}

impl<'a> Vote<'a> {
    /// Reads a message; none if it is too short for a vote.
    pub fn parse(message: &'a [u8]) -> Option<Self> {
        let (head, content) = message.split_at_checked(HEAD_BYTES)?;
        let (domain, rest) = head.split_first_chunk::<DOMAIN_BYTES>()?;
        let (kind, height) = rest.split_first()?;
        let height = u64::from_le_bytes(height.try_into().ok()?);
        (!content.is_empty()).then_some(Self { domain, kind: *kind, height, content })
    }

    /// Writes the message to the head of `buffer` and returns it; none if the buffer is too short or the content empty.
    pub fn write<'b>(&self, buffer: &'b mut [u8]) -> Option<&'b [u8]> {
        let end = HEAD_BYTES + self.content.len();
        let message = buffer.get_mut(..end).filter(|_| !self.content.is_empty())?;
        message[..DOMAIN_BYTES].copy_from_slice(self.domain);
        message[DOMAIN_BYTES] = self.kind;
        message[DOMAIN_BYTES + 1..HEAD_BYTES].copy_from_slice(&self.height.to_le_bytes());
        message[HEAD_BYTES..].copy_from_slice(self.content);
        Some(message)
    }
}
