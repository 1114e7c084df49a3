//! What is permanent on chain of roles: the places of who may become an admin, discriminators, error codes; and why nobody is
//! the zero address.

use std::mem::offset_of;

use anchor_lang::Discriminator;
use anchor_lang::prelude::Address;
use curve25519_dalek::edwards::CompressedEdwardsY;
use restaking::event::{AdminChanged, AdminProposed};
use restaking::instruction::{AcceptAdmin, ProposeAdmin, RenounceAdmin};
use restaking::state::{Config, Ncn, Operator, Vault, is_zero};

/// Each takes the place of bytes that were zero: nobody is proposed in an account from before.
#[test]
fn pending_admins() {
    assert_eq!(offset_of!(Config, pending_admin), 56);
    assert_eq!(offset_of!(Config, events), 88);
    assert_eq!(offset_of!(Vault, pending_admin), 808);
    assert_eq!(offset_of!(Operator, pending_admin), 272);
    assert_eq!(offset_of!(Ncn, pending_admin), 1048);
}

#[test]
fn events() {
    assert_eq!(size_of::<AdminProposed>(), 144);
    assert_eq!(
        (offset_of!(AdminProposed, governed), offset_of!(AdminProposed, number), offset_of!(AdminProposed, time)),
        (0, 32, 40)
    );
    assert_eq!(
        (offset_of!(AdminProposed, admin), offset_of!(AdminProposed, before), offset_of!(AdminProposed, after)),
        (48, 80, 112)
    );
    assert_eq!(size_of::<AdminChanged>(), 128);
    assert_eq!(
        (offset_of!(AdminChanged, governed), offset_of!(AdminChanged, number), offset_of!(AdminChanged, time)),
        (0, 32, 40)
    );
    assert_eq!((offset_of!(AdminChanged, before), offset_of!(AdminChanged, after)), (48, 80));
    assert_eq!((offset_of!(AdminChanged, kept), offset_of!(AdminChanged, taken)), (112, 120));
}

#[test]
fn discriminators() {
    let discriminators = [ProposeAdmin::DISCRIMINATOR, AcceptAdmin::DISCRIMINATOR, RenounceAdmin::DISCRIMINATOR];
    assert_eq!(discriminators, [[69], [70], [71]]);
}

/// Neither a key nor a program signs for the zero address: as a key it is of small order, which strict verification refuses,
/// and it is on the curve, where no program's address is.
#[test]
fn nobody_is_the_zero_address() {
    let zero = Address::default();
    assert!(is_zero(&zero) && !is_zero(&Address::new_from_array([1; 32])));
    let point = CompressedEdwardsY(zero.to_bytes()).decompress().expect("a point of the curve");
    assert!(point.is_small_order());
}
