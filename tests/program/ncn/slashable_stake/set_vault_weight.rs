//! A weight for one vault, in its opt-in with the NCN, and the flags of its asset that the NCN accepts.

use harness::table;
use restaking_client::{
    Ncn, NcnAllocation, OperatorDelegation, OptIn, StakeCapture, Vault, VaultWeightSet, pda, weights,
};

use super::*;

/// The usual split, with a million behind the operator.
async fn one() -> (Bank, Split) {
    let (mut bank, split) = Bank::with_split(FREE).await;
    fill(&mut bank, &split, WHOLE, WHOLE, 1_000_000).await;
    (bank, split)
}

/// Sets what the NCN counts the vault of `split` for; the event.
async fn weigh(bank: &mut Bank, split: &Split, weight: u64, flags: u64) -> VaultWeightSet {
    let set = entity::set_vault_weight(&id("ncn"), &split.vault.address, &split.ncn, weight, flags);
    match &bank.by("ncn", set).await.events[..] {
        [Event::VaultWeightSet(event)] => event.clone(),
        events => panic!("not one weight: {events:?}"),
    }
}

/// Refuses a weight by `name` with `error`.
async fn refuses(bank: &mut Bank, split: &Split, name: &str, error: RestakingError) {
    let set = entity::set_vault_weight(&id(name), &split.vault.address, &split.ncn, ONE, 0);
    let failure = bank.refuses(name, set).await;
    assert_eq!(failure.restaking(), Some(error), "{name}: {failure}");
}

/// Gives the asset of the vault these flags, as Token-2022's mints could have.
async fn flag(bank: &mut Bank, split: &Split, flags: u8) {
    bank.change::<Vault>(&split.vault.address, |vault| vault.asset_flags = flags).await;
}

/// The weight of the operator with a stake of a million, by the program; it is compared with the client's own reading.
async fn weight(bank: &mut Bank, split: &Split) -> u64 {
    let StakeReport { weight, stakes } = report(bank, &[*split]).await;
    assert_eq!(stakes, [1_000_000], "a weight changes no stake");
    let [_, _, (vault, ncn)] = split.opt_ins();
    let with_ncn: OptIn = bank.read(&pda::opt_in(&vault, &ncn)).await.expect("the opt-in");
    let (vault, ncn): (Vault, Ncn) = (bank.read(&vault).await.expect("it"), bank.read(&ncn).await.expect("it"));
    assert_eq!(weights::weight(&ncn, &vault, &with_ncn, 1_000_000), weight);
    weight
}

#[tokio::test]
async fn a_vaults_own_weight_replaces_its_mints_at_once_and_zero_gives_it_back() {
    let (mut bank, split) = one().await;
    assert_eq!(weight(&mut bank, &split).await, 1_000_000);
    let [_, _, (vault, ncn)] = split.opt_ins();
    let event = weigh(&mut bank, &split, ONE / 3, 0).await;
    let before: OptIn = bank.read(&pda::opt_in(&vault, &ncn)).await.expect("the opt-in");
    assert_eq!(
        (event.opt_in, event.number, event.vault, event.ncn),
        (pda::opt_in(&vault, &ncn), before.events, vault, ncn)
    );
    assert_eq!((event.time, event.before, event.after), (bank.now().await, 0, ONE / 3));
    assert_eq!(weight(&mut bank, &split).await, 333_333, "rounded down");
    let event = weigh(&mut bank, &split, 3 * ONE, 0).await;
    assert_eq!((event.number, event.before, event.after), (before.events + 1, ONE / 3, 3 * ONE));
    assert_eq!(weight(&mut bank, &split).await, 3_000_000);
    weigh(&mut bank, &split, u64::MAX, 0).await;
    assert_eq!(weight(&mut bank, &split).await, 1_000_000 * (u64::MAX / ONE) + 709_551, "by hand");
    // Off the list, the mint counts for nothing, and the vault for what it counts itself.
    let list = |weight| entity::set_ncn_asset(&id("ncn"), &split.ncn, &split.vault.asset_mint, weight);
    bank.by("ncn", list(0)).await;
    weigh(&mut bank, &split, 2 * ONE, 0).await;
    assert_eq!(weight(&mut bank, &split).await, 2_000_000);
    weigh(&mut bank, &split, 0, 0).await;
    assert_eq!(weight(&mut bank, &split).await, 0);
    bank.by("ncn", list(ONE)).await;
    assert_eq!(weight(&mut bank, &split).await, 1_000_000);
}

#[tokio::test]
async fn more_than_eight_mints_count() {
    let (mut bank, split) = one().await;
    bank.by("ncn", entity::set_ncn_asset(&id("ncn"), &split.ncn, &split.vault.asset_mint, 0)).await;
    for number in 0..8 {
        let mint = id(&format!("mint {number}"));
        bank.by("ncn", entity::set_ncn_asset(&id("ncn"), &split.ncn, &mint, ONE)).await;
    }
    assert_eq!(weight(&mut bank, &split).await, 0);
    weigh(&mut bank, &split, ONE, 0).await;
    assert_eq!(weight(&mut bank, &split).await, 1_000_000);
}

#[tokio::test]
async fn jail_and_cap_hold_whatever_a_vault_counts() {
    let (mut bank, split) = one().await;
    weigh(&mut bank, &split, 5 * ONE, 0).await;
    bank.by("ncn", entity::update_ncn(&id("ncn"), &split.ncn, 1_234_567)).await;
    assert_eq!(report(&mut bank, &[split]).await.weight, 1_234_567);
    bank.jail(&split, i64::MAX).await;
    assert_eq!(report(&mut bank, &[split]).await.weight, 0);
}

#[tokio::test]
async fn stake_of_an_asset_with_a_flag_that_is_not_accepted_weighs_nothing() {
    let (mut bank, split) = one().await;
    let list = |flags| entity::set_ncn_asset_with(&id("ncn"), &split.ncn, &split.vault.asset_mint, ONE, flags);
    for flags in 0..8u8 {
        flag(&mut bank, &split, flags).await;
        for accepted in 0..8u64 {
            let counted = if u64::from(flags) & accepted == u64::from(flags) { 1_000_000 } else { 0 };
            bank.by("ncn", list(accepted)).await;
            assert_eq!(weight(&mut bank, &split).await, counted, "{flags} of {accepted} by the mint");
            // The vault's own flags count, and not the mint's beside them.
            weigh(&mut bank, &split, 2 * ONE, accepted ^ 7).await;
            let counted = if u64::from(flags) & (accepted ^ 7) == u64::from(flags) { 2_000_000 } else { 0 };
            assert_eq!(weight(&mut bank, &split).await, counted, "{flags} of {} by itself", accepted ^ 7);
            weigh(&mut bank, &split, 0, 0).await;
        }
    }
    // A flag of a later version is one that nobody accepted.
    flag(&mut bank, &split, 8).await;
    assert_eq!(weight(&mut bank, &split).await, 0);
}

#[tokio::test]
async fn only_the_ncns_admin_sets_it_and_only_flags_that_there_are() {
    let (mut bank, split) = one().await;
    for name in ["creator", "operator", "allocator", "slasher", "alice"] {
        bank.fund(&id(name));
        refuses(&mut bank, &split, name, RestakingError::NotNcnAdmin).await;
    }
    for (weight, flags, known) in [(ONE, 8, 7), (1, u64::MAX, 7), (0, 1, 0)] {
        let set = entity::set_vault_weight(&id("ncn"), &split.vault.address, &split.ncn, weight, flags);
        let failure = bank.refuses("ncn", set).await;
        restaking_tests::assert_refused(&failure, RestakingError::AssetFlags, flags, known);
    }
    let event = weigh(&mut bank, &split, 1, 7).await;
    assert_eq!((event.accepted_flags_before, event.accepted_flags_after), (0, 7));
    // The opt-in of operator and NCN has an NCN as well, and no vault.
    let mut between = entity::set_vault_weight(&id("ncn"), &split.vault.address, &split.ncn, ONE, 0);
    between.accounts[1].pubkey = split.operator;
    between.accounts[3].pubkey = pda::opt_in(&split.operator, &split.ncn);
    let failure = bank.refuses("ncn", between).await;
    assert_eq!(failure.restaking(), None, "an operator is no vault: {failure}");
}

/// What somebody else could close and open anew says nothing yet, and a new time in the opt-in begins with the mint.
#[tokio::test]
async fn it_is_set_while_the_ncn_is_in_the_opt_in_and_ends_with_that() {
    let (mut bank, split) = one().await;
    let [_, _, (vault, ncn)] = split.opt_ins();
    let opt_in = pda::opt_in(&vault, &ncn);
    weigh(&mut bank, &split, 2 * ONE, 1).await;
    let leaves = say(&mut bank, &split, 2, 1, false).await;
    refuses(&mut bank, &split, "ncn", RestakingError::NotJoined).await;
    assert_eq!(weight(&mut bank, &split).await, 2_000_000, "as long as the stake counts");
    bank.warp(leaves).await;
    assert_eq!(report(&mut bank, &[split]).await.stakes, [0]);
    refuses(&mut bank, &split, "ncn", RestakingError::NotJoined).await;
    let joins = say(&mut bank, &split, 2, 1, true).await;
    let joined: OptIn = bank.read(&opt_in).await.expect("the opt-in");
    assert_eq!((joined.weight, joined.accepted_flags), (0, 0), "as if it had been closed meanwhile");
    // From the join on, before it is active.
    weigh(&mut bank, &split, 3 * ONE, 0).await;
    bank.warp(joins).await;
    assert_eq!(weight(&mut bank, &split).await, 3_000_000);
    // The vault's own leave and join change nothing of what the NCN said.
    let leaves = say(&mut bank, &split, 2, 0, false).await;
    bank.warp(leaves).await;
    let joins = say(&mut bank, &split, 2, 0, true).await;
    bank.warp(joins).await;
    assert_eq!(weight(&mut bank, &split).await, 3_000_000);
}

/// A change right before a capture counts in it, and one right after changes nothing that is captured.
#[tokio::test]
async fn a_capture_has_the_weight_of_its_moment() {
    let (mut bank, split) = one().await;
    let (ncn, table) = (id("ncn"), pda::stake_table(&split.ncn, 0));
    bank.by("ncn", table::open(&ncn, &ncn, &split.ncn, 0, 2, 60)).await;
    weigh(&mut bank, &split, 2 * ONE, 0).await;
    let capture = |captor| table::capture(&id(captor), &table, &split.ncn, &split.operator, &[split]);
    bank.by("alice", capture("alice")).await;
    weigh(&mut bank, &split, ONE, 0).await;
    bank.by("bob", capture("bob")).await;
    for (captor, weight) in [("alice", 2_000_000), ("bob", 1_000_000)] {
        let at = pda::capture(&table, &split.operator, &id(captor));
        assert_eq!(bank.read::<StakeCapture>(&at).await.expect("a capture").weight, weight);
    }
    // It is the NCN's own word, as with a mint's weight: of two captures the higher stands.
    let captures = ["bob", "alice"].map(|captor| pda::capture(&table, &split.operator, &id(captor)));
    for capture in captures {
        bank.send(&[table::enter(&table, &[capture])], &[]).await.unwrap();
    }
    let entered = bank.account(&table).await.expect("the table");
    let entries = restaking_client::table::entries(&entered.data).expect("a table");
    assert_eq!(restaking_client::table::weight_of(&entries, &split.operator), 2_000_000);
}

/// Neither a weight nor a flag is a word about what can be slashed.
#[tokio::test]
async fn what_can_be_slashed_is_what_it_was() {
    let (mut bank, split) = one().await;
    weigh(&mut bank, &split, 1, 0).await;
    flag(&mut bank, &split, 7).await;
    let delegation: OperatorDelegation = bank.read(&split.delegation()).await.expect("it");
    let allocation: NcnAllocation = bank.read(&split.allocation()).await.expect("it");
    assert_eq!((delegation.delegation.units.next, allocation.allocation.magnitude.next), (WHOLE, WHOLE));
    assert_eq!(report(&mut bank, &[split]).await, StakeReport { weight: 0, stakes: vec![1_000_000] });
}
