//! Operators and NCNs on the program that ships: their registration and terms, the signers and start of changes, and what
//! an NCN counts as stake.

mod set_ncn_asset;
mod set_software;
mod update_operator;

use harness::{Done, Failure, entity, key, slash};
use restaking_client::{
    AcceptedAsset, Event, Ncn, NcnAssetSet, NcnRegistered, NcnRetired, NcnUpdated, Operator, OperatorRegistered,
    OperatorRetired, OperatorTerms, OperatorUpdated, RestakingError, Software, SoftwareSet, pda,
};
use restaking_tests::{Bank, GENESIS, SLOWEST_RISE, assert_refused, id, policy_of};
use solana_program::instruction::{AccountMeta, Instruction, InstructionError};
use solana_program::pubkey::Pubkey;
use solana_transaction_error::TransactionError;

/// A bank with the config and no entity, but lamports for their creators.
async fn scene() -> Bank {
    let (mut bank, _) = Bank::with_vault(restaking_tests::OPEN).await;
    for name in ["operator", "ncn", "mallory"] {
        bank.fund(&id(name));
    }
    bank
}

/// The only event of a transaction.
fn event(done: &Done) -> &Event {
    match &done.events[..] {
        [event] => event,
        events => panic!("not one event: {events:?}"),
    }
}

/// Sets operator 0's commission; its terms before and after, from the event.
async fn set_commission(bank: &mut Bank, bps: u64) -> (OperatorTerms, OperatorTerms) {
    let operator = pda::operator(&id("operator"), 0);
    let update = entity::update_operator(&id("operator"), &operator, &id("allocator"), bps);
    match event(&bank.by("operator", update).await) {
        Event::OperatorUpdated(event) => (event.before.clone(), event.after.clone()),
        event => panic!("not an update: {event:?}"),
    }
}

/// An operator's terms with a settled commission.
fn terms(allocator: &str, bps: u64) -> OperatorTerms {
    let allocator = id(allocator);
    OperatorTerms { allocator, commission_bps: bps, next_commission_bps: bps, next_commission_from: 0 }
}

/// Sets what NCN 0 counts `mint` for; what it counted before and after, from the event.
async fn set_asset(bank: &mut Bank, mint: &Pubkey, weight: u64) -> (u64, u64) {
    let ncn = pda::ncn(&id("ncn"), 0);
    match event(&bank.by("ncn", entity::set_ncn_asset(&id("ncn"), &ncn, mint, weight)).await) {
        Event::NcnAssetSet(event) => {
            assert_eq!((event.ncn, event.mint), (ncn, *mint));
            (event.before, event.after)
        }
        event => panic!("not an asset: {event:?}"),
    }
}

/// NCN 0's list, with nothing in free places.
async fn assets(bank: &mut Bank) -> Vec<Option<(Pubkey, u64)>> {
    let ncn: Ncn = bank.read(&pda::ncn(&id("ncn"), 0)).await.expect("the NCN");
    let free = AcceptedAsset { mint: Pubkey::default(), weight: 0, accepted_flags: 0 };
    ncn.assets.into_iter().map(|asset| (asset != free).then_some((asset.mint, asset.weight))).collect()
}

/// Refuses `instruction`, with an admin as its first account, to everybody else, and to the admin's name without its
/// signature.
async fn only_for(bank: &mut Bank, admin: &str, error: &RestakingError, mut instruction: Instruction) {
    for name in ["mallory", "allocator", "slasher", "creator", "deployer"] {
        instruction.accounts[0].pubkey = id(name);
        let failure = bank.refuses(name, instruction.clone()).await;
        assert_eq!(failure.restaking().as_ref(), Some(error), "{name}");
    }
    instruction.accounts[0] = AccountMeta::new_readonly(id(admin), false);
    let failure = bank.refused(instruction, &[]).await;
    assert_eq!(failure.error, TransactionError::InstructionError(1, InstructionError::MissingRequiredSignature));
}

fn assert_occupied(failure: &Failure) {
    // The system program's: an account is there already.
    assert_eq!(
        failure.error,
        TransactionError::InstructionError(1, InstructionError::Custom(0)),
        "{:#?}",
        failure.logs
    );
}

#[tokio::test]
async fn register_operator_update_operator_and_retire_operator_tell_an_event_each() {
    let mut bank = scene().await;
    let (creator, operator) = (id("operator"), pda::operator(&id("operator"), 7));
    bank.warp(GENESIS + 5).await;
    let done = bank.by("operator", entity::register_operator(&creator, 7, &id("allocator"), 1_200)).await;
    let made: Operator = bank.read(&operator).await.expect("the operator");
    assert_eq!((made.version, made.retired, made.index, made.events), (1, false, 7, 1));
    assert_eq!((made.creator, made.admin, made.allocator), (creator, creator, id("allocator")));
    let commission = &made.commission_bps;
    assert_eq!((commission.current, commission.next, commission.effective), (1_200, 1_200, 0));
    assert_eq!(made.uri, entity::uri("https://operator.example"));
    let registered = OperatorRegistered {
        operator,
        number: 1,
        time: GENESIS + 5,
        creator,
        index: 7,
        allocator: id("allocator"),
        commission_bps: 1_200,
        uri: entity::uri("https://operator.example"),
    };
    assert_eq!(event(&done), &Event::OperatorRegistered(registered));

    bank.warp(GENESIS + 6).await;
    let done = bank.by("operator", entity::update_operator(&creator, &operator, &id("mallory"), 300)).await;
    let uri = entity::uri("https://operator.example/2");
    let (before, after) = (terms("allocator", 1_200), terms("mallory", 300));
    let updated = OperatorUpdated { operator, number: 2, time: GENESIS + 6, before, after, uri };
    assert_eq!(event(&done), &Event::OperatorUpdated(updated));
    let made: Operator = bank.read(&operator).await.expect("the operator");
    assert_eq!((made.allocator, made.admin, made.events, made.uri), (id("mallory"), creator, 2, uri));

    bank.warp(GENESIS + 7).await;
    let done = bank.by("operator", entity::retire_operator(&creator, &operator)).await;
    let retired = OperatorRetired { operator, number: 3, time: GENESIS + 7 };
    assert_eq!(event(&done), &Event::OperatorRetired(retired));
    let made: Operator = bank.read(&operator).await.expect("the operator");
    assert_eq!((made.retired, made.events, made.commission_bps.next), (true, 3, 300));
}

#[tokio::test]
async fn register_ncn_update_ncn_and_retire_ncn_tell_an_event_each() {
    let mut bank = scene().await;
    let (creator, ncn) = (id("ncn"), pda::ncn(&id("ncn"), 7));
    bank.warp(GENESIS + 5).await;
    let done = bank.by("ncn", entity::register_ncn(&creator, 7, &id("slasher"), 900)).await;
    let made: Ncn = bank.read(&ncn).await.expect("the NCN");
    let policy = policy_of(slash::no_policy(&id("slasher")));
    assert_eq!((made.version, made.retired, made.index, made.events), (1, false, 7, 1));
    assert_eq!((&made.policy, made.policy_from), (&policy, 0), "it counts from the first second on");
    assert_eq!((made.creator, made.admin, &made.next_policy), (creator, creator, &policy));
    assert_eq!((made.max_operator_weight, made.uri), (900, entity::uri("https://ncn.example")));
    assert!(made.assets.iter().all(|asset| asset.weight == 0 && asset.mint == Pubkey::default()));
    let registered = NcnRegistered {
        ncn,
        number: 1,
        time: GENESIS + 5,
        creator,
        index: 7,
        max_operator_weight: 900,
        uri: entity::uri("https://ncn.example"),
        policy: policy.clone(),
        domain: harness::keys::domain(&ncn),
        parent: Pubkey::default(),
    };
    assert_eq!(made.domain, harness::keys::domain(&ncn));
    assert_eq!(event(&done), &Event::NcnRegistered(registered));

    bank.warp(GENESIS + 6).await;
    let done = bank.by("ncn", entity::update_ncn(&creator, &ncn, 40)).await;
    let uri = entity::uri("https://ncn.example/2");
    let (max_operator_weight_before, max_operator_weight_after) = (900, 40);
    let updated =
        NcnUpdated { ncn, number: 2, time: GENESIS + 6, max_operator_weight_before, max_operator_weight_after, uri };
    assert_eq!(event(&done), &Event::NcnUpdated(updated));

    let mint = id("mint");
    let done = bank.by("ncn", entity::set_ncn_asset(&creator, &ncn, &mint, 5)).await;
    let set = NcnAssetSet {
        ncn,
        number: 3,
        time: GENESIS + 6,
        mint,
        before: 0,
        after: 5,
        accepted_flags_before: 0,
        accepted_flags_after: 0,
    };
    assert_eq!(event(&done), &Event::NcnAssetSet(set));

    let done = bank.by("ncn", entity::retire_ncn(&creator, &ncn)).await;
    assert_eq!(event(&done), &Event::NcnRetired(NcnRetired { ncn, number: 4, time: GENESIS + 6 }));
    let made: Ncn = bank.read(&ncn).await.expect("the NCN");
    assert_eq!((made.retired, made.events, made.max_operator_weight, made.uri), (true, 4, 40, uri));
    assert_eq!((&made.next_policy, made.admin), (&policy, creator), "terms do not touch the policy");
}

#[tokio::test]
async fn only_an_operators_admin_sets_its_terms_and_retires_it() {
    let mut bank = scene().await;
    let operator = bank.add_operator("operator", 0).await;
    let other = bank.add_operator("mallory", 0).await;
    for instruction in [
        entity::update_operator(&id("operator"), &operator, &id("mallory"), 0),
        entity::retire_operator(&id("operator"), &operator),
    ] {
        only_for(&mut bank, "operator", &RestakingError::NotOperatorAdmin, instruction).await;
    }
    // One's own say is over one's own operator.
    bank.by("mallory", entity::retire_operator(&id("mallory"), &other)).await;
    assert!(!bank.read::<Operator>(&operator).await.unwrap().retired);
}

#[tokio::test]
async fn only_an_ncns_admin_sets_its_terms_and_assets_and_retires_it() {
    let mut bank = scene().await;
    let ncn = bank.add_ncn("ncn", 0).await;
    let other = bank.add_ncn("mallory", 0).await;
    for instruction in [
        entity::update_ncn(&id("ncn"), &ncn, 1),
        entity::set_software(&id("ncn"), &ncn, [7; 32], 0),
        entity::set_ncn_asset(&id("ncn"), &ncn, &id("mint"), 1),
        entity::retire_ncn(&id("ncn"), &ncn),
    ] {
        only_for(&mut bank, "ncn", &RestakingError::NotNcnAdmin, instruction).await;
    }
    bank.by("mallory", entity::retire_ncn(&id("mallory"), &other)).await;
    assert!(!bank.read::<Ncn>(&ncn).await.unwrap().retired);
}

#[tokio::test]
async fn what_is_retired_stays_retired_and_its_terms_can_still_be_set() {
    let mut bank = scene().await;
    let operator = bank.add_operator("operator", 0).await;
    let ncn = bank.add_ncn("ncn", 0).await;
    let retire_operator = entity::retire_operator(&id("operator"), &operator);
    let retire_ncn = entity::retire_ncn(&id("ncn"), &ncn);
    bank.by("operator", retire_operator.clone()).await;
    bank.by("ncn", retire_ncn.clone()).await;
    for (name, instruction) in [("operator", retire_operator), ("ncn", retire_ncn)] {
        let failure = bank.refuses(name, instruction).await;
        assert_eq!(failure.restaking(), Some(RestakingError::Retired), "{name}");
    }
    assert_eq!(set_commission(&mut bank, 0).await.1.commission_bps, 0);
    assert_eq!(set_asset(&mut bank, &id("mint"), 5).await, (0, 5));
    assert!(bank.read::<Operator>(&operator).await.unwrap().retired);
    assert!(bank.read::<Ncn>(&ncn).await.unwrap().retired);
}

#[tokio::test]
async fn an_index_is_taken_for_good_and_each_creator_has_its_own() {
    let mut bank = scene().await;
    for (creator, index) in [("operator", 0), ("operator", 1), ("operator", u64::MAX), ("mallory", 0)] {
        let operator = bank.add_operator(creator, index).await;
        let made: Operator = bank.read(&operator).await.expect("the operator");
        assert_eq!((made.creator, made.index, made.events), (id(creator), index, 1));
        let ncn = bank.add_ncn(creator, index).await;
        let made: Ncn = bank.read(&ncn).await.expect("the NCN");
        assert_eq!((made.creator, made.index, made.events), (id(creator), index, 1));

        let again = entity::register_operator(&id(creator), index, &id(creator), 0);
        assert_occupied(&bank.refuses(creator, again.clone()).await);
        bank.by(creator, entity::retire_operator(&id(creator), &operator)).await;
        assert_occupied(&bank.refuses(creator, again).await);
        let again = entity::register_ncn(&id(creator), index, &id(creator), 0);
        assert_occupied(&bank.refuses(creator, again.clone()).await);
        bank.by(creator, entity::retire_ncn(&id(creator), &ncn)).await;
        assert_occupied(&bank.refuses(creator, again).await);
    }
}

#[tokio::test]
async fn an_entity_is_paid_for_by_whoever_signs_for_it_and_is_its_creators() {
    let mut bank = scene().await;
    for (instruction, address) in [
        (entity::register_operator(&id("operator"), 0, &id("allocator"), 0), pda::operator(&id("operator"), 0)),
        (entity::register_ncn(&id("operator"), 0, &id("slasher"), 0), pda::ncn(&id("operator"), 0)),
    ] {
        let mut sponsored = instruction;
        sponsored.accounts[0].pubkey = id("mallory");
        let before = [bank.lamports(&id("mallory")).await, bank.lamports(&id("operator")).await];
        bank.send(&[sponsored], &[&key("mallory"), &key("operator")]).await.unwrap();
        let rent = bank.lamports(&address).await;
        assert!(rent > 0);
        let after = [bank.lamports(&id("mallory")).await, bank.lamports(&id("operator")).await];
        assert_eq!(after, [before[0] - rent, before[1]]);
    }
    assert_eq!(bank.read::<Operator>(&pda::operator(&id("operator"), 0)).await.unwrap().admin, id("operator"));
    assert_eq!(bank.read::<Ncn>(&pda::ncn(&id("operator"), 0)).await.unwrap().admin, id("operator"));
}
