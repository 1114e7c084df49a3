//! Grants: the acts of an entity's admin that another key may do, and how that key passes its grant.

pub use ledger::state::grant::GrantTerms;
use solana_program::instruction::{AccountMeta, Instruction};
use solana_program::pubkey::Pubkey;

use crate::generated::instructions as of;

/// An act of an entity's admin that a grant can open.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Act {
    /// Its kind, as a bit.
    pub kind: u64,
    /// The vault, operator or NCN.
    pub entity: Pubkey,
    /// The key in the admin's place.
    pub signer: Pubkey,
}

/// Where an instruction has its entity.
enum Entity {
    /// In this place.
    At(usize),
    /// The left side of an opt-in or the right one, as its argument says.
    Party([usize; 2]),
}

/// Each instruction that a grant can open, with its kind, the place of the admin, and that of the entity.
const ACTS: [([u8; 1], u64, usize, Entity); 18] = {
    use Entity::{At, Party};
    use GrantTerms as Kind;
    [
        (of::JOIN_OPT_IN_DISCRIMINATOR, Kind::OPT_INS, 0, Party([2, 3])),
        (of::LEAVE_OPT_IN_DISCRIMINATOR, Kind::OPT_INS, 0, Party([2, 3])),
        (of::COVER_SETS_DISCRIMINATOR, Kind::OPT_INS, 0, At(2)),
        (of::SET_VAULT_LIMITS_DISCRIMINATOR, Kind::LIMITS, 0, At(1)),
        (of::APPROVE_DEPOSITOR_DISCRIMINATOR, Kind::APPROVALS, 1, At(2)),
        (of::REVOKE_DEPOSITOR_DISCRIMINATOR, Kind::APPROVALS, 0, At(1)),
        (of::REGISTER_KEY_DISCRIMINATOR, Kind::KEYS, 1, At(2)),
        (of::RETIRE_KEY_DISCRIMINATOR, Kind::KEYS, 0, At(1)),
        (of::UPDATE_OPERATOR_DISCRIMINATOR, Kind::URI, 0, At(2)),
        (of::UPDATE_NCN_DISCRIMINATOR, Kind::URI, 0, At(1)),
        (of::OPEN_STAKE_TABLE_DISCRIMINATOR, Kind::TABLES, 1, At(2)),
        (of::CLOSE_STAKE_TABLE_DISCRIMINATOR, Kind::TABLES, 0, At(1)),
        (of::OPEN_REWARD_OFFER_DISCRIMINATOR, Kind::REWARDS, 1, At(3)),
        (of::RELEASE_ALLOCATION_DISCRIMINATOR, Kind::RELEASES, 0, At(2)),
        (of::RELEASE_OPT_IN_DISCRIMINATOR, Kind::RELEASES, 0, At(2)),
        (of::SET_SOFTWARE_DISCRIMINATOR, Kind::SOFTWARE, 0, At(1)),
        (of::CREATE_VRT_METADATA_DISCRIMINATOR, Kind::METADATA, 1, At(2)),
        (of::UPDATE_VRT_METADATA_DISCRIMINATOR, Kind::METADATA, 0, At(1)),
    ]
};

/// The act that `instruction` of the program asks for; none where no grant can open it.
pub fn act(instruction: &Instruction) -> Option<Act> {
    let (tag, rest) = instruction.data.split_first()?;
    let (_, kind, signer, entity) = ACTS.iter().find(|(known, ..)| known[0] == *tag)?;
    let entity = match entity {
        Entity::At(place) => *place,
        Entity::Party(places) => *places.get(usize::from(*rest.first()?))?,
    };
    let at = |place: usize| instruction.accounts.get(place).map(|meta| meta.pubkey);
    Some(Act { kind: *kind, entity: at(entity)?, signer: at(*signer)? })
}

/// `instruction` with the grant at `grant` for its signer.
#[must_use]
pub fn with_grant(mut instruction: Instruction, grant: &Pubkey) -> Instruction {
    instruction.accounts.push(AccountMeta::new_readonly(*grant, false));
    instruction
}

/// The names of `kinds`, in the order of their bits.
pub fn names(kinds: u64) -> Vec<&'static str> {
    GrantTerms::KINDS.iter().filter(|(bit, ..)| kinds & bit != 0).map(|(_, name, _)| *name).collect()
}

/// The bit of the kind called `name`.
pub fn kind(name: &str) -> Option<u64> {
    GrantTerms::KINDS.iter().find(|known| known.1 == name).map(|(bit, ..)| *bit)
}
