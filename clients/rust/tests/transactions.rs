//! What transactions of both versions hold, what fits in them, and how lists are split over several.

use restaking_client::transaction::{Budget, Draft, MOST_LOADED_BYTES, Unfit, Version, bytes, parts, version};
use solana_message::{AddressLookupTableAccount, VersionedMessage};
use solana_program::hash::Hash;
use solana_program::instruction::{AccountMeta, Instruction};
use solana_program::pubkey::Pubkey;

const PAYER: Pubkey = Pubkey::new_from_array([1; 32]);
const PROGRAM: Pubkey = Pubkey::new_from_array([2; 32]);
const BUDGET: Budget = Budget { units: 200_001, price: 7 };

fn instruction(accounts: u8, data: usize) -> Instruction {
    let metas = (0..accounts).map(|index| AccountMeta::new_readonly(Pubkey::new_from_array([100 + index; 32]), false));
    Instruction { program_id: PROGRAM, accounts: metas.collect(), data: vec![9; data] }
}

fn draft(instructions: &[Instruction]) -> Draft<'_> {
    Draft { payer: &PAYER, first: &[], instructions, budget: Some(BUDGET), lookup: &[] }
}

/// The most bytes of data with which an instruction without accounts fits.
fn most_data(version: Version) -> usize {
    let fits = |data: usize| draft(&[instruction(0, data)]).message(version, Hash::default()).is_ok();
    (0..5_000).rev().find(|&data| fits(data)).unwrap()
}

#[test]
fn the_budget_stands_where_its_version_has_it() {
    let hash = Hash::new_from_array([3; 32]);
    let given = [instruction(2, 5)];
    let old = draft(&given).message(Version::V0, hash).unwrap();
    assert_eq!((version(&old), old.instructions().len()), (Some(Version::V0), 3));
    assert_eq!(old.recent_blockhash(), &hash);
    assert_eq!(old.instructions()[0].data, [&[2][..], &200_001u32.to_le_bytes()].concat());
    assert_eq!(old.instructions()[1].data, [&[3][..], &7u64.to_le_bytes()].concat());
    assert_eq!(Version::V0.budget_instructions(), 2);

    let new = draft(&given).message(Version::V1, hash).unwrap();
    assert_eq!((version(&new), new.instructions().len()), (Some(Version::V1), 1));
    assert_eq!(Version::V1.budget_instructions(), 0);
    let VersionedMessage::V1(message) = &new else { panic!("another version") };
    // In lamports for all of it, rounded up: 200,001 times 7 millionths.
    assert_eq!(message.config.priority_fee, Some(2));
    assert_eq!(message.config.compute_unit_limit, Some(200_001));
    assert_eq!(message.config.loaded_accounts_data_size_limit, Some(MOST_LOADED_BYTES));

    // The executor sets the budget.
    let bare = Draft { budget: None, ..draft(&given) };
    assert_eq!(bare.message(Version::V0, hash).unwrap().instructions().len(), 1);
}

#[test]
fn a_nonce_is_advanced_before_all_else() {
    let (first, given) = ([instruction(1, 4)], [instruction(2, 5)]);
    for version in [Version::V0, Version::V1] {
        let message = Draft { first: &first, ..draft(&given) }.message(version, Hash::default()).unwrap();
        assert_eq!(message.instructions()[0].data, first[0].data);
        assert_eq!(message.instructions().last().unwrap().data, given[0].data);
    }
}

#[test]
fn each_version_has_its_last_byte() {
    for (version, limit) in [(Version::V0, 1_232), (Version::V1, 4_096)] {
        assert_eq!(version.most_bytes(), limit);
        let most = most_data(version);
        let whole = draft(&[instruction(0, most)]).message(version, Hash::default()).unwrap();
        assert_eq!(bytes(&whole), limit);
        let unfit = draft(&[instruction(0, most + 1)]).message(version, Hash::default()).unwrap_err();
        assert_eq!(unfit, Unfit::Bytes { version, bytes: limit + 1, limit });
        assert_eq!(
            unfit.to_string(),
            format!("Transaction of version {version} is too long (got {} bytes, limit {limit})", limit + 1)
        );
    }
}

#[test]
fn accounts_instructions_and_signers_are_bounded() {
    // The payer and the program are two of the accounts.
    assert!(draft(&[instruction(62, 0)]).message(Version::V1, Hash::default()).is_ok());
    let unfit = draft(&[instruction(63, 0)]).message(Version::V1, Hash::default()).unwrap_err();
    assert_eq!(unfit, Unfit::Accounts { accounts: 65, limit: 64 });

    let many = vec![instruction(0, 0); 65];
    assert!(draft(&many[..64]).message(Version::V1, Hash::default()).is_ok());
    assert_eq!(draft(&many).message(Version::V1, Hash::default()), Err(Unfit::Parts { got: 65, limit: 64 }));

    let signed_by = |count: u8| {
        let mut signed = instruction(count, 0);
        signed.accounts.iter_mut().for_each(|meta| meta.is_signer = true);
        signed
    };
    assert!(draft(&[signed_by(11)]).message(Version::V1, Hash::default()).is_ok());
    assert_eq!(draft(&[signed_by(12)]).message(Version::V1, Hash::default()), Err(Unfit::Parts { got: 13, limit: 12 }));
}

#[test]
fn lookup_tables_are_for_version_0() {
    let given = [instruction(40, 0)];
    let addresses = given[0].accounts.iter().map(|meta| meta.pubkey).collect();
    let lookup = [AddressLookupTableAccount { key: Pubkey::new_from_array([5; 32]), addresses }];
    assert!(matches!(draft(&given).message(Version::V0, Hash::default()), Err(Unfit::Bytes { .. })));
    let short = Draft { lookup: &lookup, ..draft(&given) };
    assert!(bytes(&short.message(Version::V0, Hash::default()).unwrap()) < 400);
    assert_eq!(short.message(Version::V1, Hash::default()), Err(Unfit::Lookup));
    // What is looked up is locked all the same.
    let many = [instruction(63, 0)];
    let addresses = many[0].accounts.iter().map(|meta| meta.pubkey).collect();
    let lookup = [AddressLookupTableAccount { key: Pubkey::new_from_array([5; 32]), addresses }];
    let over = Draft { lookup: &lookup, ..draft(&many) };
    assert!(matches!(over.message(Version::V0, Hash::default()), Err(Unfit::Accounts { limit: 64, .. })));
}

#[test]
fn the_lowest_version_with_room_is_taken() {
    let both = [Version::V0, Version::V1];
    let smallest = |data: usize, versions: &[Version]| draft(&[instruction(0, data)]).smallest(versions);
    assert_eq!(smallest(10, &both), Ok(Version::V0));
    assert_eq!(smallest(most_data(Version::V0) + 1, &both), Ok(Version::V1));
    assert!(matches!(smallest(2_000, &[Version::V0]), Err(Unfit::Bytes { version: Version::V0, .. })));
    assert!(matches!(smallest(5_000, &both), Err(Unfit::Bytes { version: Version::V1, .. })));
}

#[test]
fn fees_are_rounded_as_the_cluster_does() {
    for (units, price, fee) in
        [(0, 5, 0), (5, 0, 0), (1, 1, 1), (1_000_000, 1, 1), (1_000_001, 1, 2), (u32::MAX, u64::MAX, u64::MAX)]
    {
        assert_eq!(Budget { units, price }.priority_fee(), fee);
    }
}

#[test]
fn parts_are_whole_in_order_and_as_large_as_can_be() {
    let weights = [3, 3, 4, 9, 1, 1, 1, 10];
    let fits = |range: std::ops::Range<usize>| weights[range].iter().sum::<u32>() <= 10;
    assert_eq!(parts(weights.len(), fits), Ok(vec![0..3, 3..5, 5..7, 7..8]));
    assert_eq!(parts(0, fits), Ok(vec![]));
    let heavy = [1, 11, 1];
    assert_eq!(parts(3, |range| heavy[range].iter().sum::<u32>() <= 10), Err(1));
}
