//! Signatures of messages, which the runtime's Ed25519 program has verified in the instruction just before this one.
//!
//! The Ed25519 program keeps nothing and returns nothing: that its instruction stands in the transaction is the proof, since
//! a transaction with a wrong signature never gets this far. What it verified has to be read as it read it, or else it
//! verified something else.

use anchor_lang::address_eq;
use anchor_lang::pinocchio::sysvars::instructions::IntrospectedInstruction;
use anchor_lang::prelude::*;
use solana_sha256_hasher::hashv;

use crate::error::{RestakingError, fail};

/// The Ed25519 program.
pub const PROGRAM: Address = Address::from_str_const("Ed25519SigVerify111111111111111111111111111");

/// How many bytes a public key has.
pub const KEY_BYTES: usize = 32;

/// How many bytes a signature has.
const SIGNATURE_BYTES: usize = 64;

/// Where the first signature's offsets begin: behind the count and a byte that is not read.
const OFFSETS_START: usize = 2;

/// How many bytes the offsets of one signature have: seven figures of two bytes.
const OFFSETS_BYTES: usize = 14;

/// What an index says that means: in this very instruction.
const HERE: u16 = u16::MAX;

/// What the hash of a domain begins with.
pub const DOMAIN: &[u8] = b"restaking: domain";

/// What a proof of possession says before it names the domain and the operator.
pub const POSSESSION: &[u8; 30] = b"restaking: proof of possession";

/// How many bytes a proof of possession's message has.
pub const POSSESSION_BYTES: usize = POSSESSION.len() + 2 * 32;

/// A message, and the key that signed it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signed<'a> {
    /// The public key.
    pub key: &'a [u8; KEY_BYTES],
    /// The message.
    pub message: &'a [u8],
}

impl Signed<'_> {
    /// Refuses a signature by another key than `key`, or of another message than `message`.
    pub fn check(&self, key: &[u8; KEY_BYTES], message: &[u8]) -> Result<()> {
        require!(self.key == key, RestakingError::WrongSigner);
        require!(self.message == message, RestakingError::WrongMessage);
        Ok(())
    }
}

/// What signatures for an NCN are for: this program, on the cluster with this genesis hash, and the NCN. One creator's NCN has
/// the same address on every cluster, so that its address alone would let signatures of one cluster be shown on another.
pub fn domain(genesis_hash: &[u8; 32], ncn: &Address) -> [u8; 32] {
    hashv(&[DOMAIN, crate::ID.as_ref(), genesis_hash, ncn.as_ref()]).to_bytes()
}

/// What an operator signs with a key of its own, to show that it has it. The key is no part of it: the signature is.
pub fn possession_message(domain: &[u8; 32], operator: &Address) -> [u8; POSSESSION_BYTES] {
    let mut message = [0; POSSESSION_BYTES];
    let parts: [&[u8]; 3] = [POSSESSION, domain, operator.as_ref()];
    let mut rest = &mut message[..];
    for part in parts {
        let (place, behind) = rest.split_at_mut(part.len());
        place.copy_from_slice(part);
        rest = behind;
    }
    message
}

/// The instruction of the Ed25519 program just before this one, in the transaction's own list; where this one was called by
/// another program, before the one that called.
///
/// # Errors
/// [`RestakingError::NoEd25519`] where there is none before, or one of another program.
pub fn preceding(instructions: &SysvarInstructions) -> Result<IntrospectedInstruction<'_>> {
    let before = instructions.get_instruction_relative(-1).map_err(|_| RestakingError::NoEd25519)?;
    require!(address_eq(before.get_program_id(), &PROGRAM), RestakingError::NoEd25519);
    Ok(before)
}

/// The `N` signatures that an instruction of the Ed25519 program verifies, by its data. That it succeeded is for the runtime
/// to have said.
///
/// # Errors
/// [`RestakingError::SignatureCount`] for another number of them, [`RestakingError::SignatureElsewhere`] where any part of
/// one is in another instruction, [`RestakingError::SignatureBounds`] where it ends behind the data.
pub fn signatures<const N: usize>(data: &[u8]) -> Result<[Signed<'_>; N]> {
    // The program reads a count of one byte, and skips the byte behind it.
    let count = data.first().map_or(0, |&count| usize::from(count));
    if count != N {
        return Err(fail(RestakingError::SignatureCount, count as u64, N as u64));
    }
    let mut signed = [Signed { key: &[0; KEY_BYTES], message: &[] }; N];
    for (place, each) in signed.iter_mut().enumerate() {
        *each = Offsets::read(data, place)?.resolve(data)?;
    }
    Ok(signed)
}

/// Where the parts of one signature are, each with the index of the instruction that they are in.
struct Offsets {
    signature: (u16, u16),
    key: (u16, u16),
    message: (u16, u16),
    message_bytes: u16,
}

impl Offsets {
    /// The offsets of the signature at `place`, from the head of the data.
    fn read(data: &[u8], place: usize) -> Result<Self> {
        let bytes: &[u8; OFFSETS_BYTES] = fixed(data, OFFSETS_START + place * OFFSETS_BYTES)?;
        let figure = |at: usize| u16::from_le_bytes([bytes[2 * at], bytes[2 * at + 1]]);
        Ok(Self {
            signature: (figure(0), figure(1)),
            key: (figure(2), figure(3)),
            message: (figure(4), figure(6)),
            message_bytes: figure(5),
        })
    }

    /// The key and the message at these offsets. The signature itself is of no interest, but has to be in here as well.
    fn resolve<'a>(&self, data: &'a [u8]) -> Result<Signed<'a>> {
        for (_, index) in [self.signature, self.key, self.message] {
            if index != HERE {
                return Err(fail(RestakingError::SignatureElsewhere, index.into(), HERE.into()));
            }
        }
        slice(data, self.signature.0.into(), SIGNATURE_BYTES)?;
        Ok(Signed {
            key: fixed(data, self.key.0.into())?,
            message: slice(data, self.message.0.into(), self.message_bytes.into())?,
        })
    }
}

/// `size` bytes of `data` from `start` on.
fn slice(data: &[u8], start: usize, size: usize) -> Result<&[u8]> {
    let end = start.checked_add(size).ok_or(RestakingError::SignatureBounds)?;
    data.get(start..end).ok_or_else(|| fail(RestakingError::SignatureBounds, end as u64, data.len() as u64))
}

/// `SIZE` bytes of `data` from `start` on.
fn fixed<const SIZE: usize>(data: &[u8], start: usize) -> Result<&[u8; SIZE]> {
    slice(data, start, SIZE)?.try_into().map_err(|_| RestakingError::SignatureBounds.into())
}

/// Whether anyone can sign for `key`: it is zero or another point of small order, in any encoding of it. The Ed25519 program
/// refuses signatures by such keys too; what is registered for good does not rely on that.
pub fn is_weak(key: &[u8; KEY_BYTES]) -> bool {
    let mut plain = *key;
    // The sign of the point's other coordinate.
    plain[KEY_BYTES - 1] &= 0x7f;
    SMALL_ORDER.contains(&plain)
}

/// Every encoding of a point of small order, with the sign left out: of the orders 4, 1, 8, 8 and 2, and then again of 4 and 1
/// with the modulus added, which decoders accept.
pub const SMALL_ORDER: [[u8; KEY_BYTES]; 7] = [
    [0; 32],
    [1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0],
    [
        0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98, 0xf0, 0xd5, 0xdf,
        0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05,
    ],
    [
        0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67, 0x0f, 0x2a, 0x20,
        0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a,
    ],
    near_modulus(0xec),
    near_modulus(0xed),
    near_modulus(0xee),
];

/// The modulus is `near_modulus(0xed)`: 2^255 - 19.
const fn near_modulus(low: u8) -> [u8; KEY_BYTES] {
    let mut bytes = [0xff; KEY_BYTES];
    bytes[0] = low;
    bytes[KEY_BYTES - 1] = 0x7f;
    bytes
}
