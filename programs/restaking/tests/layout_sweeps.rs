//! What is permanent on chain of sweeps: sizes and places of fields. Append to these lists; a change of a line that stands breaks
//! accounts or readers that exist.

use std::mem::{offset_of, size_of};

use anchor_lang::Discriminator;
use restaking::event::{SweepAnnounced, SweptToWallet};
use restaking::state::SweepNotice;

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
fn sweep_notice() {
    assert_eq!(SweepNotice::DISCRIMINATOR, [47, 81, 54, 72, 212, 92, 45, 124]);
    layout!(SweepNotice, 184, {
        version: 0, bump: 1, padding: 2, vault: 8, tokens: 40, mint: 72, rent_payer: 104, amount: 136, due: 144,
        reserved: 152,
    });
}

#[test]
fn events() {
    assert_eq!(SweepAnnounced::DISCRIMINATOR, [117, 80, 255, 207, 99, 223, 208, 209]);
    assert_eq!(SweptToWallet::DISCRIMINATOR, [9, 63, 97, 108, 126, 223, 191, 149]);
    layout!(SweepAnnounced, 128, { vault: 0, number: 32, time: 40, tokens: 48, mint: 80, amount: 112, due: 120, });
    layout!(SweptToWallet, 152, { vault: 0, number: 32, time: 40, tokens: 48, mint: 80, wallet: 112, amount: 144, });
}
