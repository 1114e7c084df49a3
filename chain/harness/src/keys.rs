//! Operators' keys: builders for their instructions, and for those of the Ed25519 program that they ask for.

use restaking_client::{self as client, pda, possession_message, signing_domain};
use solana_ed25519_program::{Ed25519SignatureOffsets, offsets_to_ed25519_instruction};
use solana_keypair::Keypair;
use solana_program::instruction::Instruction;
use solana_program::pubkey::Pubkey;
use solana_signer::Signer;

/// The genesis hash of the embedded chains, by the config.
pub const GENESIS_HASH: [u8; 32] = [0x6e; 32];

/// What operators' signatures for `ncn` begin with, on an embedded chain.
pub fn domain(ncn: &Pubkey) -> [u8; 32] {
    signing_domain(&GENESIS_HASH, ncn)
}

/// An instruction of the Ed25519 program, as it should be or otherwise: every figure in it may be set before it is built.
#[derive(Clone, Debug)]
pub struct Signatures {
    /// How many signatures it says it has.
    pub count: u8,
    /// Where the parts of each are.
    pub offsets: Vec<Ed25519SignatureOffsets>,
    /// Its data behind the offsets: for each signature the signature, the key and the message.
    pub payload: Vec<u8>,
}

impl Signatures {
    /// Every message of `signed`, signed by its key, with all parts in the instruction's own data.
    pub fn of(signed: &[(&Keypair, &[u8])]) -> Self {
        let mut payload = vec![];
        let start = Self::start(signed.len());
        let mut push = |part: &[u8]| {
            let offset = u16::try_from(start + payload.len()).expect("data that fits in a transaction");
            payload.extend_from_slice(part);
            offset
        };
        let offsets = signed.iter().map(|(key, message)| Ed25519SignatureOffsets {
            signature_offset: push(key.sign_message(message).as_ref()),
            signature_instruction_index: u16::MAX,
            public_key_offset: push(key.pubkey().as_ref()),
            public_key_instruction_index: u16::MAX,
            message_data_offset: push(message),
            message_data_size: u16::try_from(message.len()).expect("a message that fits in a transaction"),
            message_instruction_index: u16::MAX,
        });
        let offsets: Vec<_> = offsets.collect();
        Self { count: u8::try_from(signed.len()).expect("a few signatures"), offsets, payload }
    }

    /// A proof that its owner has `key`, for `operator` in `ncn`.
    pub fn possession(key: &Keypair, ncn: &Pubkey, operator: &Pubkey) -> Self {
        Self::possession_on(&GENESIS_HASH, key, ncn, operator)
    }

    /// The same on the cluster with this genesis hash.
    pub fn possession_on(genesis_hash: &[u8; 32], key: &Keypair, ncn: &Pubkey, operator: &Pubkey) -> Self {
        Self::of(&[(key, &possession_message(&signing_domain(genesis_hash, ncn), operator))])
    }

    /// Where the payload begins behind the offsets of `count` signatures.
    pub fn start(count: usize) -> usize {
        2 + 14 * count
    }

    /// The instruction.
    pub fn instruction(&self) -> Instruction {
        let mut instruction = offsets_to_ed25519_instruction(&self.offsets);
        instruction.data[0] = self.count;
        instruction.data.extend_from_slice(&self.payload);
        instruction
    }
}

/// Registers `key` for `operator` in `ncn`, in place of the key `previous`; `payer` pays. An instruction of the Ed25519 program
/// has to stand just before: see [`Signatures::possession`].
pub fn register_key(
    payer: &Pubkey,
    admin: &Pubkey,
    ncn: &Pubkey,
    operator: &Pubkey,
    key: &[u8; 32],
    previous: Option<&[u8; 32]>,
) -> Instruction {
    client::RegisterKey {
        payer: *payer,
        admin: *admin,
        operator: *operator,
        ncn: *ncn,
        record: pda::record(ncn, operator),
        operator_key: pda::operator_key(ncn, key),
        previous: previous.map(|key| pda::operator_key(ncn, key)),
        instructions: INSTRUCTIONS,
        system_program: Pubkey::default(),
    }
    .instruction(client::RegisterKeyInstructionArgs { kind: client::KeyKind::Ed25519, key: *key })
}

/// The sysvar that lists a transaction's instructions.
pub const INSTRUCTIONS: Pubkey = solana_program::pubkey!("Sysvar1nstructions1111111111111111111111111");

/// Ends the key `key` of `operator` in `ncn`.
pub fn retire_key(admin: &Pubkey, ncn: &Pubkey, operator: &Pubkey, key: &[u8; 32]) -> Instruction {
    client::RetireKey {
        admin: *admin,
        operator: *operator,
        record: pda::record(ncn, operator),
        operator_key: pda::operator_key(ncn, key),
    }
    .instruction()
}
