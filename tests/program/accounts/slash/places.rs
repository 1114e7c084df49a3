//! Accounts of a slash in one another's places, and all of another's.

use restaking_client::RestakingError::{
    self, NotNcnAdmin, NotResolver, NotSlasher, NotVaultAdmin, WrongAssetAccount, WrongBucket, WrongMint, WrongOptIn,
};
use restaking_client::SlashProposal;
use restaking_tests::id;
use restaking_tests::matrix::rules::ours;
use solana_keypair::Keypair;
use solana_program::pubkey::Pubkey;

use super::super::world::{PEOPLE, Stage, World};
use super::super::{entities, vault};
use super::{EXECUTE_SLASH, PAY_SLASH_SHARE, PROPOSE_SLASH, VETO_SLASH, refused, signers_of};

/// An account that is in two places says nothing of either place. So each two accounts change places as well.
#[tokio::test]
async fn no_two_accounts_of_a_slash_can_change_places() {
    const PROPOSE: &[(usize, usize, RestakingError)] =
        &[(0, 1, NotSlasher), (7, 8, WrongOptIn), (7, 9, WrongOptIn), (8, 9, WrongOptIn), (10, 11, WrongBucket)];
    const VETO: &[(usize, usize, RestakingError)] = &[(6, 7, WrongBucket)];
    const EXECUTE: &[(usize, usize, RestakingError)] = &[
        (5, 6, WrongBucket),
        (5, 8, WrongMint),
        (6, 8, WrongMint),
        (7, 9, WrongAssetAccount),
        (7, 10, WrongAssetAccount),
        (7, 11, WrongAssetAccount),
        (8, 9, WrongMint),
        (8, 10, WrongMint),
        (8, 11, WrongMint),
    ];
    const PAY: &[(usize, usize, RestakingError)] = &[(2, 4, WrongAssetAccount)];
    for (call, known) in
        [(PROPOSE_SLASH, PROPOSE), (VETO_SLASH, VETO), (EXECUTE_SLASH, EXECUTE), (PAY_SLASH_SHARE, PAY)]
    {
        let mut world = World::at(call.stage).await;
        let (right, _) = (call.build)(&world.vault);
        for (one, other) in (0..right.accounts.len()).flat_map(|other| (0..other).map(move |one| (one, other))) {
            let mut changed = right.clone();
            let addresses = [one, other].map(|place| right.accounts[place].pubkey);
            for (place, address) in [one, other].into_iter().zip(addresses.into_iter().rev()) {
                let meta = &mut changed.accounts[place];
                meta.pubkey = address;
                meta.is_signer &= PEOPLE.into_iter().any(|name| id(name) == address);
            }
            let row = format!("tag {}: {one} and {other}", right.data[0]);
            let keys = signers_of(&changed);
            let keys: Vec<&Keypair> = keys.iter().collect();
            if call.stage == Stage::Final && one >= 9 && other <= 11 {
                // Recipients: neither can take the other's part.
                world.bank.tried(changed, &keys).await.unwrap();
            } else if let Some((.., error)) = known.iter().find(|each| (each.0, each.1) == (one, other)) {
                refused(&mut world, changed, ours(error.clone()), &row).await;
            } else {
                // For the account's kind, with any content.
                let failure = world.bank.refused(changed, &keys).await;
                assert_eq!(failure.restaking(), None, "{row}: {failure}");
            }
        }
    }
}

/// No account in a recipient's place gets a part of another owner, or blocks the parts of the others.
#[tokio::test]
async fn the_part_of_a_recipient_with_a_wrong_account_waits() {
    let mut world = World::at(EXECUTE_SLASH.stage).await;
    let (right, _) = (EXECUTE_SLASH.build)(&world.vault);
    let slash = right.accounts[0].pubkey;
    let asked = world.bank.read::<SlashProposal>(&slash).await.expect("a slash").owed;
    assert!(asked.iter().all(|part| *part > 0), "{asked:?}");
    let wrong: Vec<(&str, Pubkey)> = world.cast().await;
    let wrong = wrong.into_iter().filter(|each| right.accounts.iter().all(|meta| meta.pubkey != each.1));
    for (name, address) in wrong.collect::<Vec<_>>() {
        if address == restaking_client::ID {
            continue; // It cannot be passed as writable.
        }
        for place in 0..3 {
            let mut changed = right.clone();
            changed.accounts[9 + place].pubkey = address;
            let before = world.writable(&changed).await;
            let account = world.bank.account(&address).await;
            world.bank.send(&[changed], &[]).await.unwrap();
            let mut waits = [0; 3];
            waits[place] = asked[place];
            let left = world.bank.read::<SlashProposal>(&slash).await.expect("a slash").owed;
            assert_eq!(left, waits, "{name} for recipient {place}");
            assert_eq!(world.bank.account(&address).await, account, "{name} for recipient {place}");
            world.put_back(before);
        }
    }
}

/// Everything of the other vault's and NCN's, which are in the same state, but not their signer.
#[tokio::test]
async fn nobody_acts_for_another_ncn_or_vault() {
    for (call, signer, error) in [
        (PROPOSE_SLASH, 1, NotSlasher),
        (VETO_SLASH, 0, NotResolver),
        (entities::SET_JAIL, 0, NotSlasher),
        (entities::SET_SLASH_POLICY, 0, NotNcnAdmin),
        (vault::SET_BREAKER, 0, NotVaultAdmin),
    ] {
        let mut world = World::at(call.stage).await;
        let (own, _) = (call.build)(&world.vault);
        let (mut others, _) = (call.build)(&world.other);
        others.accounts[signer].pubkey = own.accounts[signer].pubkey;
        refused(&mut world, others, ours(error), &format!("tag {}", own.data[0])).await;
    }
}
