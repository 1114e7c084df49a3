//! Operators and NCNs on the program that ships: their registration and terms, the signers and start of changes, and what
//! an NCN counts as stake.

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
async fn an_operator_is_registered_updated_and_retired_with_an_event_each() {
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
async fn an_ncn_is_registered_updated_and_retired_with_an_event_each() {
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
async fn a_commission_of_half_is_the_highest() {
    let mut bank = scene().await;
    let operator = id("operator");
    for bps in [5_001, 10_000, u64::MAX] {
        let failure = bank.refuses("operator", entity::register_operator(&operator, 0, &operator, bps)).await;
        assert_refused(&failure, RestakingError::CommissionTooHigh, bps, 5_000);
    }
    bank.by("operator", entity::register_operator(&operator, 0, &operator, 5_000)).await;
    let address = pda::operator(&operator, 0);
    for bps in [5_001, 10_000, u64::MAX] {
        let failure = bank.refuses("operator", entity::update_operator(&operator, &address, &operator, bps)).await;
        assert_refused(&failure, RestakingError::CommissionTooHigh, bps, 5_000);
    }
    set_commission(&mut bank, 0).await;
    let (before, after) = set_commission(&mut bank, 5_000).await;
    assert_eq!((before.commission_bps, after.commission_bps, after.next_commission_bps), (0, 0, 5_000));
}

#[tokio::test]
async fn a_higher_commission_counts_after_the_slowest_exit_to_the_second() {
    for (second, counts) in [(-1, 1_000), (0, 2_000), (1, 2_000)] {
        let mut bank = scene().await;
        bank.add_operator("operator", 0).await;
        bank.warp(GENESIS + 17).await;
        let (_, after) = set_commission(&mut bank, 2_000).await;
        assert_eq!((after.commission_bps, after.next_commission_bps), (1_000, 2_000));
        assert_eq!(after.next_commission_from, GENESIS + 17 + 3 * 30 * 86_400);
        bank.warp(GENESIS + 17 + SLOWEST_RISE + second).await;
        let (before, _) = set_commission(&mut bank, 500).await;
        assert_eq!(before.commission_bps, counts, "at {second}");
    }
}

#[tokio::test]
async fn a_lower_commission_counts_at_once_and_withdraws_a_rise() {
    let mut bank = scene().await;
    bank.add_operator("operator", 0).await;
    let (_, after) = set_commission(&mut bank, 2_000).await;
    assert_eq!(after.next_commission_from, GENESIS + SLOWEST_RISE);
    let (before, after) = set_commission(&mut bank, 400).await;
    assert_eq!((before.commission_bps, before.next_commission_bps), (1_000, 2_000));
    assert_eq!(after, terms("allocator", 400));
    bank.warp(GENESIS + 2 * SLOWEST_RISE).await;
    let (before, _) = set_commission(&mut bank, 400).await;
    assert_eq!(before.commission_bps, 400, "the withdrawn rise never counts");
}

#[tokio::test]
async fn a_rise_announced_again_waits_again() {
    let mut bank = scene().await;
    bank.add_operator("operator", 0).await;
    set_commission(&mut bank, 2_000).await;
    bank.warp(GENESIS + SLOWEST_RISE - 1).await;
    let (_, after) = set_commission(&mut bank, 3_000).await;
    assert_eq!((after.commission_bps, after.next_commission_bps), (1_000, 3_000), "the 2,000 never count");
    assert_eq!(after.next_commission_from, GENESIS + 2 * SLOWEST_RISE - 1);
    bank.warp(GENESIS + 2 * SLOWEST_RISE - 2).await;
    // What is the same commission as now withdraws the rise as well.
    assert_eq!(set_commission(&mut bank, 1_000).await.1, terms("allocator", 1_000));
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
async fn an_ncn_names_software_with_a_deadline_or_none_and_withdraws_it() {
    let mut bank = scene().await;
    let ncn = bank.add_ncn("ncn", 0).await;
    bank.warp(GENESIS + 100).await;
    let set = |sha256, run_by| entity::set_software(&id("ncn"), &ncn, sha256, run_by);
    let now = GENESIS + 100;
    for run_by in [now, now - 1, -1] {
        let failure = bank.refuses("ncn", set([7; 32], run_by)).await;
        assert_refused(&failure, RestakingError::DeadlinePast, run_by.unsigned_abs(), now as u64);
    }
    let failure = bank.refuses("ncn", set([0; 32], now + 1)).await;
    assert_refused(&failure, RestakingError::NoSoftware, now as u64 + 1, 0);
    for (number, sha256, run_by, since) in [(2, [7; 32], now + 1, now), (3, [8; 32], 0, now), (4, [0; 32], 0, 0)] {
        let done = bank.by("ncn", set(sha256, run_by)).await;
        assert_eq!(event(&done), &Event::SoftwareSet(SoftwareSet { ncn, number, time: now, sha256, run_by }));
        assert_eq!(bank.read::<Ncn>(&ncn).await.unwrap().software, Software { sha256, since, run_by });
    }
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

#[tokio::test]
async fn an_ncn_lists_assets_changes_their_weights_and_takes_them_off() {
    let mut bank = scene().await;
    bank.add_ncn("ncn", 0).await;
    let [a, b] = ["a", "b"].map(id);
    assert_eq!(set_asset(&mut bank, &a, 1_000_000_000).await, (0, 1_000_000_000));
    assert_eq!(set_asset(&mut bank, &b, u64::MAX).await, (0, u64::MAX));
    assert_eq!(set_asset(&mut bank, &a, 7).await, (1_000_000_000, 7));
    let mut list = vec![Some((a, 7)), Some((b, u64::MAX)), None, None, None, None, None, None];
    assert_eq!(assets(&mut bank).await, list);
    assert_eq!(set_asset(&mut bank, &a, 0).await, (7, 0));
    list[0] = None;
    assert_eq!(assets(&mut bank).await, list, "the other keeps its place");
    // What is off the list counts nothing, and need not be taken off again.
    assert_eq!(set_asset(&mut bank, &a, 0).await, (0, 0));
    assert_eq!(set_asset(&mut bank, &id("never"), 0).await, (0, 0));
    // Not even the address of a free place is on it.
    assert_eq!(set_asset(&mut bank, &Pubkey::default(), 0).await, (0, 0));
    assert_eq!(assets(&mut bank).await, list);
    assert_eq!(bank.read::<Ncn>(&pda::ncn(&id("ncn"), 0)).await.unwrap().events, 8);
}

#[tokio::test]
async fn eight_assets_fit_and_a_freed_place_is_used_again() {
    let mut bank = scene().await;
    let ncn = bank.add_ncn("ncn", 0).await;
    let mints: Vec<Pubkey> = (0..8).map(|number| id(&format!("mint {number}"))).collect();
    for (mint, weight) in mints.iter().zip(1..) {
        assert_eq!(set_asset(&mut bank, mint, weight).await, (0, weight));
    }
    let ninth = entity::set_ncn_asset(&id("ncn"), &ncn, &id("ninth"), 9);
    let failure = bank.refuses("ncn", ninth.clone()).await;
    assert_refused(&failure, RestakingError::TooManyAssets, 9, 8);
    let mut list: Vec<_> = mints.iter().copied().zip(1..).map(Some).collect();
    assert_eq!(assets(&mut bank).await, list);
    // A full list still changes, and what is not on it is still no error to take off.
    assert_eq!(set_asset(&mut bank, &mints[3], 40).await, (4, 40));
    assert_eq!(set_asset(&mut bank, &id("ninth"), 0).await, (0, 0));
    list[3] = Some((mints[3], 40));
    assert_eq!(assets(&mut bank).await, list);

    assert_eq!(set_asset(&mut bank, &mints[5], 0).await, (6, 0));
    bank.by("ncn", ninth).await;
    list[5] = Some((id("ninth"), 9));
    assert_eq!(assets(&mut bank).await, list, "in the freed place");
    let failure = bank.refuses("ncn", entity::set_ncn_asset(&id("ncn"), &ncn, &mints[5], 9)).await;
    assert_refused(&failure, RestakingError::TooManyAssets, 9, 8);
}

#[tokio::test]
async fn flags_are_accepted_with_a_weight_alone_and_leave_the_list_with_it() {
    let mut bank = scene().await;
    let ncn = bank.add_ncn("ncn", 0).await;
    let mint = id("mint");
    let set = |weight, flags| entity::set_ncn_asset_with(&id("ncn"), &ncn, &mint, weight, flags);
    for (weight, flags, known) in [(1, 8, 7), (1, u64::MAX, 7), (0, 1, 0)] {
        let failure = bank.refuses("ncn", set(weight, flags)).await;
        assert_refused(&failure, RestakingError::AssetFlags, flags, known);
    }
    for (weight, flags, before) in [(5, 7, 0), (6, 1, 7), (0, 0, 1), (5, 0, 0)] {
        match event(&bank.by("ncn", set(weight, flags)).await) {
            Event::NcnAssetSet(event) => {
                assert_eq!((event.accepted_flags_before, event.accepted_flags_after), (before, flags));
            }
            event => panic!("not an asset: {event:?}"),
        }
        let listed = &bank.read::<Ncn>(&ncn).await.expect("the NCN").assets[0];
        assert_eq!((listed.weight, listed.accepted_flags), (weight, flags));
    }
}
