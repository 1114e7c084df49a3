//! Every account of what names a VRT, in turn another one, without its signature, read-only, or in a bad state.

use harness::{Vault, metadata, token};
use restaking_client::RestakingError::{NoMetadata, NotVaultAdmin, WrongVrtMint};
use restaking_client::{metadata as names, pda};
use restaking_tests::matrix::rules::Kind::{At, Changed, NewByHandler, Payer, Program, Signer, SoleAt};
use restaking_tests::matrix::rules::{Answer, WRONG_ADDRESS, custom, ours};
use restaking_tests::matrix::types::VAULT;
use restaking_tests::matrix::{self, ANY_OTHER, Call, Slot};
use restaking_tests::{Bank, EPOCH, OPEN, id};
use solana_program::instruction::{Instruction, InstructionError};
use solana_program::pubkey::Pubkey;

use super::{HARBOR, QUAY, scene};

/// Anchor's own: not the address that the account must have.
const WRONG_PROGRAM_ADDRESS: Answer = custom(2012);

const PEOPLE: [&str; 4] = ["creator", "sponsor", "mallory", "other creator"];

/// Holds `build` against the matrix, with another vault that has metadata.
async fn check(build: fn(&Vault, &str) -> Instruction, is_named: bool, slots: &'static [Slot]) {
    let (mut bank, vault) = scene().await;
    let other = another(&mut bank, &vault).await;
    if is_named {
        bank.by("creator", metadata::create(&id("creator"), &id("creator"), &vault, HARBOR)).await;
    }
    bank.put(&id("a mint of the vault's"), token::mint_account(9, vault.address, None, 0));
    let mut cast: Vec<(&str, Pubkey)> = PEOPLE.map(|name| (name, id(name))).to_vec();
    cast.extend([
        ("the config", pda::config()),
        ("the asset's mint", vault.asset_mint),
        ("the vault's assets", vault.asset_account),
        ("the asset's metadata", names::address(&vault.asset_mint)),
        ("another vault", other.address),
        ("another VRT", other.vrt_mint),
        ("another VRT's metadata", names::address(&other.vrt_mint)),
        ("a mint of the vault's", id("a mint of the vault's")),
        ("SPL Token", token::PROGRAM),
    ]);
    let call = Call { right: build(&vault, "creator"), slots, other: None, cast: &cast, signers: &PEOPLE };
    matrix::check(&mut bank, call).await;
}

/// A vault of another creator's, on the same asset, with metadata.
async fn another(bank: &mut Bank, vault: &Vault) -> Vault {
    let creator = id("other creator");
    bank.fund(&creator);
    let other = Vault::new(creator, 0, vault.asset_mint);
    bank.by("other creator", other.initialize(EPOCH, OPEN)).await;
    bank.by("other creator", metadata::create(&creator, &creator, &other, HARBOR)).await;
    other
}

#[tokio::test]
async fn create_vrt_metadata_takes_only_its_own_accounts() {
    const ANYONE_PAYS: Answer = Answer::Accepted("any signer may pay");
    const SLOTS: &[Slot] = &[
        Slot("payer", Payer, &[(ANY_OTHER, ANYONE_PAYS)]),
        Slot("admin", Signer, &[(ANY_OTHER, ours(NotVaultAdmin))]),
        Slot("vault", Changed(VAULT), &[("another vault", ours(WrongVrtMint))]),
        // Metaplex looks at the mint: not its own, uninitialized, or none.
        Slot(
            "vrt_mint",
            At(&ours(WrongVrtMint)),
            &[
                ("foreign", custom(57)),
                ("zeroed", custom(10)),
                ("gone", Answer::Refused(InstructionError::ProgramFailedToComplete)),
            ],
        ),
        // Metaplex finds an account that it does not own.
        Slot("metadata", NewByHandler, &[("taken", custom(199))]),
        Slot("token_metadata_program", At(&WRONG_PROGRAM_ADDRESS), &[]),
        Slot("system_program", Program, &[]),
    ];
    check(|vault, admin| metadata::create(&id("sponsor"), &id(admin), vault, HARBOR), false, SLOTS).await;
}

#[tokio::test]
async fn update_vrt_metadata_takes_only_its_own_accounts() {
    const SLOTS: &[Slot] = &[
        Slot("admin", Signer, &[(ANY_OTHER, ours(NotVaultAdmin))]),
        Slot("vault", Changed(VAULT), &[("another vault", WRONG_ADDRESS)]),
        // Metaplex finds an account of another type.
        Slot(
            "metadata",
            SoleAt(&WRONG_ADDRESS),
            &[("foreign", ours(NoMetadata)), ("gone", ours(NoMetadata)), ("zeroed", custom(7))],
        ),
        Slot("token_metadata_program", At(&WRONG_PROGRAM_ADDRESS), &[]),
    ];
    check(|vault, admin| metadata::update(&id(admin), vault, QUAY), true, SLOTS).await;
}
