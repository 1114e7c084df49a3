//! Reads signatures that the runtime's Ed25519 program verified in the instruction just before this one.
//!
//! The Ed25519 program stores and returns nothing. Its instruction in the transaction is the proof, because a
//! transaction with a wrong signature never executes. The data must be parsed exactly as the Ed25519 program parses it,
//! or a different signature would be accepted.

use anchor_lang::address_eq;
use anchor_lang::pinocchio::sysvars::instructions::IntrospectedInstruction;
use anchor_lang::prelude::*;
use solana_sha256_hasher::hashv;

use crate::error::{RestakingError, fail};

/// The Ed25519 program.
pub const PROGRAM: Address = Address::from_str_const("Ed25519SigVerify111111111111111111111111111");

/// The size of a public key.
pub const KEY_BYTES: usize = 32;

/// The size of a signature.
const SIGNATURE_BYTES: usize = 64;

/// The start of the first signature's offsets: after the count and one unused byte.
const OFFSETS_START: usize = 2;

/// The size of one signature's offsets: seven figures of two bytes.
const OFFSETS_BYTES: usize = 14;

/// The index that means "in this instruction".
const HERE: u16 = u16::MAX;

/// Prefix of a domain's preimage.
pub const DOMAIN: &[u8] = b"restaking: domain";

/// Prefix of a proof of possession, before the domain and the operator.
pub const POSSESSION: &[u8; 30] = b"restaking: proof of possession";

/// The size of a proof of possession's message.
pub const POSSESSION_BYTES: usize = POSSESSION.len() + 2 * 32;

/// A message and the key that signed it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Signed<'a> {
    pub key: &'a [u8; KEY_BYTES],
    pub message: &'a [u8],
}

impl Signed<'_> {
    /// Refuses a signature by a key other than `key`, or of a message other than `message`.
    pub fn check(&self, key: &[u8; KEY_BYTES], message: &[u8]) -> Result<()> {
        require!(self.key == key, RestakingError::WrongSigner);
        require!(self.message == message, RestakingError::WrongMessage);
        Ok(())
    }
}

/// Returns the domain of signatures for an NCN: this program, the cluster's genesis hash and the NCN. An NCN has the
/// same address on every cluster, so without the hash a signature could be replayed on another cluster.
pub fn domain(genesis_hash: &[u8; 32], ncn: &Address) -> [u8; 32] {
    hashv(&[DOMAIN, crate::ID.as_ref(), genesis_hash, ncn.as_ref()]).to_bytes()
}

/// Returns the message that an operator signs to prove possession of a key. The signature binds the key, so the message
/// omits it.
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

/// Returns the Ed25519 instruction just before this one in the transaction's top-level list. If another program called
/// this one, the instruction before the caller's is used.
///
/// # Errors
/// [`RestakingError::NoEd25519`] if there is no preceding instruction, or it is of another program.
pub fn preceding(instructions: &SysvarInstructions) -> Result<IntrospectedInstruction<'_>> {
    let before = instructions.get_instruction_relative(-1).map_err(|_| RestakingError::NoEd25519)?;
    require!(address_eq(before.get_program_id(), &PROGRAM), RestakingError::NoEd25519);
    Ok(before)
}

/// Returns the `N` signatures that an Ed25519 instruction with this data verifies. The runtime must have confirmed its
/// success.
///
/// # Errors
/// [`RestakingError::SignatureCount`] for another number of signatures, and those of [`signature_at`].
pub fn signatures<const N: usize>(data: &[u8]) -> Result<[Signed<'_>; N]> {
    let count = count(data);
    if count != N {
        return Err(fail(RestakingError::SignatureCount, count as u64, N as u64));
    }
    let mut signed = [Signed { key: &[0; KEY_BYTES], message: &[] }; N];
    for (place, each) in signed.iter_mut().enumerate() {
        *each = signature_at(data, place)?;
    }
    Ok(signed)
}

/// The number of signatures that an Ed25519 instruction with this data verifies. The Ed25519 program reads a count of one
/// byte and skips the next byte.
#[inline(always)]
pub fn count(data: &[u8]) -> usize {
    data.first().map_or(0, |&count| usize::from(count))
}

/// Returns the signature at `place`, below [`count`].
///
/// # Errors
/// [`RestakingError::SignatureElsewhere`] if any part is in another instruction, [`RestakingError::SignatureBounds`] if a
/// part ends beyond the data.
#[inline(always)]
pub fn signature_at(data: &[u8], place: usize) -> Result<Signed<'_>> {
    Offsets::read(data, place)?.resolve(data)
}

/// The location of each part of one signature, with the index of its instruction.
struct Offsets {
    signature: (u16, u16),
    key: (u16, u16),
    message: (u16, u16),
    message_bytes: u16,
}

impl Offsets {
    /// Reads the offsets of the signature at `place`, counted from the head of the data.
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

    /// Returns the key and the message at these offsets. The signature must be within the same data too.
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

/// Returns `size` bytes of `data` from `start`.
fn slice(data: &[u8], start: usize, size: usize) -> Result<&[u8]> {
    let end = start.checked_add(size).ok_or(RestakingError::SignatureBounds)?;
    data.get(start..end).ok_or_else(|| fail(RestakingError::SignatureBounds, end as u64, data.len() as u64))
}

/// Returns `SIZE` bytes of `data` from `start`.
fn fixed<const SIZE: usize>(data: &[u8], start: usize) -> Result<&[u8; SIZE]> {
    slice(data, start, SIZE)?.try_into().map_err(|_| RestakingError::SignatureBounds.into())
}

/// Whether anyone can sign for `key`: it encodes zero or another point of small order. The Ed25519 program refuses such
/// keys as well; a permanent registration must not rely on that.
pub fn is_weak(key: &[u8; KEY_BYTES]) -> bool {
    let mut plain = *key;
    // Clears the sign bit of the other coordinate.
    plain[KEY_BYTES - 1] &= 0x7f;
    SMALL_ORDER.contains(&plain)
}

/// Every encoding of a point of small order, without the sign bit: orders 4, 1, 8, 8 and 2, then orders 4 and 1 again
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
