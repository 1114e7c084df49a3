//! What is permanent on chain of rewards in the asset and of fees: sizes and places of events' fields, discriminators. Append to
//! these lists; a change of a line that stands breaks readers that exist.

use std::mem::{offset_of, size_of};

use anchor_lang::Discriminator;
use restaking::event::{
    Deposited, ExitClaimed, ExitedInstantly, FeesCollected, FeesSet, ProtocolFeeSet, RoleSet, VaultRewardPaid,
};
use restaking::instruction::{CollectFees, PayReward, SetFees, SetProtocolFee, SetRole};

/// Holds an event's discriminator, its size and each field's place.
macro_rules! layout {
    ($type:ident, $discriminator:expr, $size:literal, { $($field:ident: $offset:literal,)* }) => {{
        assert_eq!($type::DISCRIMINATOR, $discriminator, stringify!($type));
        assert_eq!(size_of::<$type>(), $size, stringify!($type));
        $(assert_eq!(offset_of!($type, $field), $offset, concat!(stringify!($type), ".", stringify!($field)));)*
        // A field that is left out of the list does not compile.
        let _ = |it: $type| {
            let $type { $($field: _,)* } = it;
        };
    }};
}

#[test]
fn instructions() {
    let discriminators = [
        SetRole::DISCRIMINATOR,
        SetFees::DISCRIMINATOR,
        SetProtocolFee::DISCRIMINATOR,
        PayReward::DISCRIMINATOR,
        CollectFees::DISCRIMINATOR,
    ];
    assert_eq!(discriminators, [[72], [73], [74], [75], [76]]);
}

#[test]
fn new_events() {
    layout!(RoleSet, [188, 56, 139, 81, 114, 65, 108, 196], 120, {
        governed: 0, number: 32, time: 40, role: 48, padding: 49, before: 56, after: 88,
    });
    layout!(FeesSet, [121, 74, 126, 26, 13, 22, 27, 166], 368, {
        vault: 0, number: 32, time: 40, before: 48, after: 120, stream_seconds_before: 192, stream_seconds_after: 216,
        books_before: 240, books_after: 304,
    });
    layout!(ProtocolFeeSet, [238, 38, 46, 85, 44, 122, 92, 99], 96, {
        config: 0, number: 32, time: 40, before: 48, after: 72,
    });
    layout!(VaultRewardPaid, [21, 26, 222, 189, 59, 161, 85, 191], 296, {
        vault: 0, number: 32, time: 40, payer: 48, operator: 80, assets: 112, commission: 120, vault_fee: 128,
        protocol_fee: 136, stream: 144, before: 168, after: 232,
    });
    layout!(FeesCollected, [233, 23, 117, 225, 107, 178, 254, 8], 120, {
        vault: 0, number: 32, time: 40, party: 48, wallet: 80, assets: 112,
    });
}

/// The last field is the one.
#[test]
fn events_that_got_a_field() {
    layout!(Deposited, [111, 141, 26, 45, 161, 35, 100, 57], 240, {
        vault: 0, number: 32, time: 40, depositor: 48, assets: 80, shares: 88, before: 96, after: 160, contested: 224,
        fee: 232,
    });
    layout!(ExitClaimed, [251, 154, 235, 216, 216, 190, 30, 25], 280, {
        vault: 0, number: 32, time: 40, owner: 48, ticket: 80, bucket_epoch: 112, assets: 120, paid: 128, closed: 136,
        padding: 137, before: 144, after: 208, fee: 272,
    });
    layout!(ExitedInstantly, [33, 217, 177, 248, 29, 46, 9, 203], 248, {
        vault: 0, number: 32, time: 40, owner: 48, shares: 80, assets: 88, fee: 96, units: 104, before: 112, after: 176,
        exit_fee: 240,
    });
}
