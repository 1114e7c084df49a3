//! What is permanent on chain of bond pools and positions: sizes and places of fields, error codes, instruction bytes. Append
//! to these lists; a change of a line that stands breaks accounts or clients that exist.

use std::mem::{offset_of, size_of};

use anchor_lang::Discriminator;
use ledger::state::bond_pool::{BondPool, BondPosition, Earning, RewardSlot};
use ledger::state::stream::Stream;
use restaking::state::{RewardMint, VaultBondPool, VaultPosition};

/// Holds a struct's size and each field's place.
macro_rules! layout {
    ($type:ident, $size:literal, { $($field:ident: $offset:literal,)* }) => {{
        assert_eq!(size_of::<$type>(), $size, stringify!($type));
        $(assert_eq!(offset_of!($type, $field), $offset, concat!(stringify!($type), ".", stringify!($field)));)*
        // A field that is left out of the list does not compile.
        let _ = |it: $type| {
            let $type { $($field: _,)* } = it;
        };
    }};
}

#[test]
fn vault_bond_pool() {
    assert_eq!(VaultBondPool::DISCRIMINATOR, [198, 97, 232, 179, 31, 77, 230, 241]);
    layout!(VaultBondPool, 1352, {
        version: 0, bump: 1, padding: 2, vault: 8, bonded_account: 40, events: 72, ledger: 80, mints: 744, reserved: 1256,
    });
    layout!(RewardMint, 64, { mint: 0, treasury: 32, });
    layout!(BondPool, 664, { bonded: 0, stream_seconds: 8, rewards: 16, slots: 24, });
    layout!(RewardSlot, 80, { per_share: 0, left_over: 16, stream: 24, paid_in: 48, paid_out: 64, });
    layout!(Stream, 24, { left: 0, updated: 8, end: 16, });
}

#[test]
fn vault_position() {
    assert_eq!(VaultPosition::DISCRIMINATOR, [122, 109, 193, 63, 69, 148, 90, 237]);
    layout!(VaultPosition, 432, {
        version: 0, bump: 1, padding: 2, pool: 8, owner: 40, rent_payer: 72, position: 104, reserved: 368,
    });
    layout!(BondPosition, 264, { bonded: 0, earnings: 8, });
    layout!(Earning, 32, { per_share: 0, owed: 16, fraction: 24, });
}
