//! Instructions of the Ed25519 program, which verifies the signatures that the program asks for.

use solana_ed25519_program::{Ed25519SignatureOffsets, offsets_to_ed25519_instruction};
use solana_program::instruction::Instruction;

use crate::error::{Error, Result};

/// A message with its signature.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    /// The signer's key.
    pub key: [u8; 32],
    /// The signature.
    pub signature: [u8; 64],
    /// The message.
    pub message: Vec<u8>,
}

/// The instruction that verifies `signed`, with all their parts in its own data.
///
/// # Errors
/// For messages that fit in no transaction.
pub fn instruction(signed: &[Signed]) -> Result<Instruction> {
    let too_long = |_| Error::new("the signed messages are longer than a transaction");
    let start = 2 + 14 * signed.len();
    let (mut offsets, mut payload) = (vec![], vec![]);
    for each in signed {
        let mut push = |part: &[u8]| {
            let offset = u16::try_from(start + payload.len());
            payload.extend_from_slice(part);
            offset.map_err(too_long)
        };
        offsets.push(Ed25519SignatureOffsets {
            signature_offset: push(&each.signature)?,
            signature_instruction_index: u16::MAX,
            public_key_offset: push(&each.key)?,
            public_key_instruction_index: u16::MAX,
            message_data_offset: push(&each.message)?,
            message_data_size: u16::try_from(each.message.len()).map_err(too_long)?,
            message_instruction_index: u16::MAX,
        });
    }
    let mut instruction = offsets_to_ed25519_instruction(&offsets);
    instruction.data.extend_from_slice(&payload);
    Ok(instruction)
}
