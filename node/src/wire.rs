//! What operators and aggregators tell each other: a request and an answer, each of at most [`MOST_BYTES`] bytes.
//!
//! | request | bytes after the first |
//! |---|---|
//! | 1, a vote | key 32, signature 64, the message |
//! | 2, a claim | key 32, signature 64, the claim's message |
//!
//! | answer | bytes after the first |
//! |---|---|
//! | 0, kept | none |
//! | 1, refused | the reason, UTF-8 |
//! | 2, another vote of the operator for the height is known | that vote, as in a request |
//! | 3, claims of other nodes with the key | each with its length, two bytes |

use ncn_kit::packing::Signed;
use solana_program::pubkey::Pubkey;
use solana_signature::Signature;

/// The most bytes of a request or an answer.
pub const MOST_BYTES: usize = 1_024;

/// The most bytes of a vote's message: a transaction has 1,232 for all.
pub const MOST_MESSAGE: usize = 512;

/// The bytes of a vote or claim before its message.
const HEAD: usize = 96;

/// What a claim's message begins with. No NCN has it as its domain, which is a hash, so a claim is never a vote.
const CLAIM: &[u8; 32] = b"restake-node: session of a key\0\0";

/// The bytes of a claim's message.
const CLAIM_BYTES: usize = 32 + 32 + 16 + 1 + 8;

/// What is asked of an aggregator.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Request {
    /// Carry this vote.
    Vote(Signed),
    /// Note that a node with this key runs, and tell of others.
    Claim(Claim),
}

/// A node says that it runs with a key: two nodes that sign with one key find each other by it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Claim {
    /// The key.
    pub key: [u8; 32],
    /// The NCN.
    pub ncn: Pubkey,
    /// A number of the node's process.
    pub session: [u8; 16],
    /// Signs votes now. A node that does not is waiting for its turn.
    pub is_active: bool,
    /// The chain's time, in unix seconds.
    pub time: i64,
    /// The key's signature over [`Claim::message`].
    pub signature: [u8; 64],
}

/// What an aggregator answers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Answer {
    /// It will carry the vote.
    Kept,
    /// It will not.
    Refused(String),
    /// It has another vote of the operator for the height.
    OtherVote(Signed),
    /// The latest claims of other nodes with the key.
    Claims(Vec<Claim>),
}

impl Claim {
    /// What is signed.
    pub fn message(&self) -> Vec<u8> {
        let parts: [&[u8]; 5] =
            [CLAIM, self.ncn.as_ref(), &self.session, &[u8::from(self.is_active)], &self.time.to_le_bytes()];
        parts.concat()
    }

    /// Whether the key signed it.
    pub fn is_signed(&self) -> bool {
        Signature::from(self.signature).verify(&self.key, &self.message())
    }

    fn write(&self) -> Vec<u8> {
        [&self.key[..], &self.signature, &self.message()].concat()
    }

    fn read(bytes: &[u8]) -> Option<Self> {
        let Signed { key, signature, message } = read_signed(bytes)?;
        let rest = message.strip_prefix(CLAIM).filter(|_| message.len() == CLAIM_BYTES)?;
        let is_active = match rest[48] {
            0 => false,
            1 => true,
            _ => return None,
        };
        Some(Self {
            key,
            ncn: Pubkey::try_from(&rest[..32]).ok()?,
            session: rest[32..48].try_into().ok()?,
            is_active,
            time: i64::from_le_bytes(rest[49..].try_into().ok()?),
            signature,
        })
    }
}

fn write_signed(vote: &Signed) -> Vec<u8> {
    [&vote.key[..], &vote.signature, &vote.message].concat()
}

fn read_signed(bytes: &[u8]) -> Option<Signed> {
    let (head, message) = bytes.split_at_checked(HEAD)?;
    let (key, signature) = head.split_at(32);
    let is_sized = (1..=MOST_MESSAGE).contains(&message.len());
    is_sized.then_some(Signed {
        key: key.try_into().ok()?,
        signature: signature.try_into().ok()?,
        message: message.to_vec(),
    })
}

/// Two votes as the state has them.
pub fn write_votes(votes: &[Signed; 2]) -> Vec<u8> {
    votes.iter().flat_map(|vote| with_length(&write_signed(vote))).collect()
}

/// The votes that [`write_votes`] wrote.
pub fn read_votes(bytes: &[u8]) -> Option<[Signed; 2]> {
    let votes: Option<Vec<Signed>> = parts(bytes)?.into_iter().map(read_signed).collect();
    votes?.try_into().ok()
}

fn with_length(part: &[u8]) -> Vec<u8> {
    let length = u16::try_from(part.len()).unwrap_or(u16::MAX);
    [&length.to_le_bytes()[..], part].concat()
}

fn parts(mut bytes: &[u8]) -> Option<Vec<&[u8]>> {
    let mut found = vec![];
    while let Some((length, rest)) = bytes.split_first_chunk::<2>() {
        let (part, rest) = rest.split_at_checked(usize::from(u16::from_le_bytes(*length)))?;
        found.push(part);
        bytes = rest;
    }
    bytes.is_empty().then_some(found)
}

impl Request {
    /// Its bytes.
    pub fn write(&self) -> Vec<u8> {
        match self {
            Self::Vote(vote) => [&[1][..], &write_signed(vote)].concat(),
            Self::Claim(claim) => [&[2][..], &claim.write()].concat(),
        }
    }

    /// The request that `bytes` state, if it is whole.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        match bytes.split_first()? {
            (1, vote) => read_signed(vote).map(Self::Vote),
            (2, claim) => Claim::read(claim).map(Self::Claim),
            _ => None,
        }
    }
}

impl Answer {
    /// Its bytes.
    pub fn write(&self) -> Vec<u8> {
        match self {
            Self::Kept => vec![0],
            Self::Refused(why) => [&[1][..], why.as_bytes()].concat(),
            Self::OtherVote(vote) => [&[2][..], &write_signed(vote)].concat(),
            Self::Claims(claims) => {
                let claims = claims.iter().flat_map(|claim| with_length(&claim.write()));
                std::iter::once(3).chain(claims).collect()
            }
        }
    }

    /// The answer that `bytes` state, if it is whole.
    pub fn read(bytes: &[u8]) -> Option<Self> {
        match bytes.split_first()? {
            (0, []) => Some(Self::Kept),
            (1, why) => Some(Self::Refused(String::from_utf8_lossy(why).into_owned())),
            (2, vote) => read_signed(vote).map(Self::OtherVote),
            (3, claims) => parts(claims)?.into_iter().map(Claim::read).collect::<Option<_>>().map(Self::Claims),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;
    use solana_keypair::Keypair;
    use solana_signer::Signer;

    use super::*;

    fn claim(time: i64, is_active: bool) -> Claim {
        let key = Keypair::new_from_array([4; 32]);
        let ncn = Pubkey::new_from_array([5; 32]);
        let claim = Claim { key: key.pubkey().to_bytes(), ncn, session: [6; 16], is_active, time, signature: [0; 64] };
        Claim { signature: key.sign_message(&claim.message()).into(), ..claim }
    }

    #[test]
    fn a_claim_is_signed_as_a_whole() {
        let right = claim(7, true);
        assert!(right.is_signed());
        for wrong in [
            Claim { time: 8, ..right },
            Claim { is_active: false, ..right },
            Claim { session: [7; 16], ..right },
            Claim { ncn: Pubkey::default(), ..right },
        ] {
            assert!(!wrong.is_signed());
        }
    }

    #[test]
    fn three_claims_fit_in_an_answer() {
        let answer = Answer::Claims(vec![claim(1, true), claim(2, false), claim(i64::MIN, true)]);
        assert!(answer.write().len() <= MOST_BYTES);
        assert_eq!(Answer::read(&answer.write()), Some(answer));
    }

    proptest! {
        #[test]
        fn what_is_written_is_read(key: [u8; 32], message in prop::collection::vec(any::<u8>(), 1..=MOST_MESSAGE), time: i64) {
            let vote = Signed { key, signature: [9; 64], message };
            let requests = [Request::Vote(vote.clone()), Request::Claim(claim(time, time > 0))];
            for request in requests {
                prop_assert!(request.write().len() <= MOST_BYTES);
                prop_assert_eq!(Request::read(&request.write()), Some(request));
            }
            prop_assert_eq!(Answer::read(&Answer::OtherVote(vote.clone()).write()), Some(Answer::OtherVote(vote.clone())));
            let votes = [vote.clone(), vote];
            prop_assert_eq!(read_votes(&write_votes(&votes)), Some(votes));
        }

        #[test]
        fn any_bytes_are_read_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..300)) {
            let _ = (Request::read(&bytes), Answer::read(&bytes), read_votes(&bytes));
        }
    }
}
