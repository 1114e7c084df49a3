//! Operator sets: NCNs with a parent, which vaults cover by their one opt-in with the parent.

use solana_program::pubkey::Pubkey;

use crate::Ncn;

/// The NCN that `ncn` is an operator set of; none where it is no set.
pub fn parent(ncn: &Ncn) -> Option<Pubkey> {
    Some(ncn.parent).filter(|parent| *parent != Pubkey::default())
}

/// The party of vaults' opt-ins for the NCN `ncn` at `address`: its parent, if it has one.
pub fn partner(address: &Pubkey, ncn: &Ncn) -> Pubkey {
    parent(ncn).unwrap_or(*address)
}
