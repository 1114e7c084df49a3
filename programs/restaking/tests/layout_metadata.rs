//! What is permanent on chain of VRT metadata: sizes and places of fields, and the bounds of texts.

use std::mem::{offset_of, size_of};

use anchor_lang::Discriminator;
use restaking::event::{VrtMetadata, VrtMetadataSet};
use restaking::instruction::{CreateVrtMetadata, UpdateVrtMetadata};
use restaking::metaplex::{MAX_NAME, MAX_SYMBOL, MAX_URI};

#[test]
fn events() {
    assert_eq!(VrtMetadataSet::DISCRIMINATOR, [253, 227, 186, 249, 3, 252, 74, 129]);
    assert_eq!(size_of::<VrtMetadataSet>(), 576);
    let places = [
        offset_of!(VrtMetadataSet, vault),
        offset_of!(VrtMetadataSet, number),
        offset_of!(VrtMetadataSet, time),
        offset_of!(VrtMetadataSet, vrt_mint),
        offset_of!(VrtMetadataSet, before),
        offset_of!(VrtMetadataSet, after),
    ];
    assert_eq!(places, [0, 32, 40, 48, 80, 328]);
    assert_eq!((offset_of!(VrtMetadata, name), MAX_NAME), (0, 32));
    assert_eq!((offset_of!(VrtMetadata, symbol), MAX_SYMBOL), (32, 10));
    assert_eq!((offset_of!(VrtMetadata, uri), MAX_URI), (42, 200));
    assert_eq!(size_of::<VrtMetadata>(), 248);
}

#[test]
fn discriminators() {
    assert_eq!([CreateVrtMetadata::DISCRIMINATOR, UpdateVrtMetadata::DISCRIMINATOR], [[107], [108]]);
}
