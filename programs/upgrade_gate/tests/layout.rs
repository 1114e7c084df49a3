//! What is permanent on chain: sizes and places of account fields, discriminators, error codes. Append to these lists; a
//! change of a line that stands breaks accounts or clients that exist.

use std::mem::{offset_of, size_of};

use anchor_lang::Discriminator;
use gate::Schedule;
use upgrade_gate::built_for::BUILT_FOR;
use upgrade_gate::error::UpgradeGateError;
use upgrade_gate::state::{Announcement, Gate};

/// Holds each field's place, and the size.
macro_rules! layout {
    ($type:ident, $size:literal, { $($field:ident: $offset:literal,)* }) => {{
        assert_eq!(size_of::<$type>(), $size, stringify!($type));
        $(assert_eq!(offset_of!($type, $field), $offset, concat!(stringify!($type), ".", stringify!($field)));)*
        // A field that is left out of the list does not compile.
        let _ = |account: $type| {
            let $type { $($field: _,)* } = account;
        };
    }};
}

fn idl() -> serde_json::Value {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../idl/upgrade_gate.json");
    serde_json::from_str(&std::fs::read_to_string(path).expect("the interface")).expect("the interface is JSON")
}

#[test]
fn fields_stand_where_they_stood() {
    assert_eq!(Gate::DISCRIMINATOR, [13, 25, 212, 153, 150, 57, 225, 171]);
    layout!(Gate, 392, {
        version: 0, bump: 1, padding: 2, program: 8, admin: 40, pending_admin: 72, guardian: 104, delay_seconds: 136,
        events: 144, code_hash: 152, code_since: 184, upgrades: 192, renounced_at: 200, announcement: 208,
        reserved: 328,
    });
    layout!(Announcement, 120, { buffer: 0, owner: 32, code_hash: 64, schedule: 96, });
    layout!(Schedule, 24, { announced_at: 0, executable_from: 8, expires_at: 16, });
}

/// The gate's address is a program's upgrade authority: at another one nobody could ever sign for it.
#[test]
fn the_seed_is_permanent() {
    assert_eq!(Gate::SEED, b"gate");
}

#[test]
fn error_codes() {
    use UpgradeGateError::*;
    let errors = [
        DelayTooShort,
        DelayTooLong,
        DelayNotRaised,
        TooEarly,
        UpgradeExpired,
        NotUpgradeable,
        NotProgramData,
        NotUpgradeAuthority,
        NotGateAdmin,
        NotPendingGateAdmin,
        NoGateAdminProposed,
        NotGateGuardian,
        CannotCancel,
        UpgradePending,
        NoUpgrade,
        NotBuffer,
        NotBufferAuthority,
        WrongBuffer,
        WrongBufferOwner,
        WrongCode,
        NoCode,
        UpgradesRenounced,
        WrongProgram,
    ];
    let idl = idl();
    let listed = idl["errors"].as_array().expect("errors");
    assert_eq!(listed.len(), errors.len());
    for (place, (error, listed)) in errors.into_iter().zip(listed).enumerate() {
        assert_eq!((error as usize, listed["code"].as_u64()), (place, Some(6000 + place as u64)));
        assert_eq!(listed["msg"].as_str(), Some(error.text()));
    }
}

#[test]
fn instructions_keep_their_numbers() {
    let names = [
        "open_gate",
        "announce_upgrade",
        "execute_upgrade",
        "cancel_upgrade",
        "raise_delay",
        "propose_gate_admin",
        "accept_gate_admin",
        "set_gate_guardian",
        "renounce_upgrades",
    ];
    let idl = idl();
    let listed = idl["instructions"].as_array().expect("instructions");
    assert_eq!(listed.len(), names.len());
    for (place, (name, listed)) in names.into_iter().zip(listed).enumerate() {
        assert_eq!(listed["name"], name);
        assert_eq!(listed["discriminator"], serde_json::json!([place]));
    }
}

#[test]
fn a_build_says_which_address_it_is_for() {
    assert_eq!(artifact::built_for(&BUILT_FOR), Some(upgrade_gate::ID.to_bytes()));
}
