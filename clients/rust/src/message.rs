//! What operators sign with their ed25519 keys.

use solana_program::pubkey::Pubkey;

use crate::ID;

/// What an operator signs with a key, to show in `register_key` that it has it. The signature is verified by an instruction of
/// the Ed25519 program just before, with no other signature in it and all its parts in its own data.
pub fn possession_message(ncn: &Pubkey, operator: &Pubkey) -> Vec<u8> {
    [b"restaking: proof of possession", ID.as_ref(), ncn.as_ref(), operator.as_ref()].concat()
}
